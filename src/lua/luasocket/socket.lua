-- The text of socket, over the connections and clock of `socket.ts`.
local native = ...
local select, pcall, error, type, tostring = select, pcall, error, type, tostring
local setmetatable, getmetatable, min = setmetatable, getmetatable, math.min

local socket = {
  _VERSION = 'LuaSocket 3.0.0',
  BLOCKSIZE = 2048,
  gettime = native.gettime,
  sleep = native.sleep,
  tcp = native.tcp,
  tcp4 = native.tcp,
  tcp6 = native.tcp,
  sourcet = {},
  sinkt = {},
  dns = {
    toip = native.toip,
    tohostname = native.tohostname,
    getaddrinfo = native.getaddrinfo,
    getnameinfo = native.getnameinfo,
    gethostname = native.gethostname,
  },
}

function socket.connect(host, port)
  local tcp = native.tcp()
  local connected, failure = tcp:connect(host, port)
  if not connected then
    tcp:close()
    return nil, failure
  end
  return tcp
end
socket.connect4 = socket.connect
socket.connect6 = socket.connect

function socket.skip(count, ...)
  return select(count + 1, ...)
end

-- A failed try raises a table of this kind; protect turns it into results.
local Failed = {}

function socket.newtry(finally)
  return function(...)
    if ... then return ... end
    if finally then pcall(finally) end
    error(setmetatable({ (select(2, ...)) }, Failed), 0)
  end
end
socket.try = socket.newtry()

local function outcome(succeeded, ...)
  if succeeded then return ... end
  local reason = ...
  if type(reason) == 'table' and getmetatable(reason) == Failed then return nil, reason[1] end
  error(reason, 0)
end

function socket.protect(call)
  return function(...)
    return outcome(pcall(call, ...))
  end
end

function socket.choose(kinds)
  return function(kind, one, other)
    if type(kind) ~= 'string' then kind, one, other = 'default', kind, one end
    local make = kinds[kind]
    if not make then error('unknown key (' .. tostring(kind) .. ')', 3) end
    return make(one, other)
  end
end

-- Sources and sinks are callable and answer getfd and dirty for select.
local function callable(sock, call)
  return setmetatable({
    getfd = function() return sock:getfd() end,
    dirty = function() return sock:dirty() end,
  }, { __call = call })
end
socket.callable = callable

socket.sinkt['keep-open'] = function(sock)
  return callable(sock, function(_, chunk)
    if chunk then return sock:send(chunk) end
    return 1
  end)
end
socket.sinkt['default'] = socket.sinkt['keep-open']
socket.sinkt['close-when-done'] = function(sock)
  return callable(sock, function(_, chunk)
    if chunk then return sock:send(chunk) end
    sock:close()
    return 1
  end)
end
socket.sink = socket.choose(socket.sinkt)

socket.sourcet['by-length'] = function(sock, left)
  return callable(sock, function()
    if left <= 0 then return nil end
    local chunk, failure = sock:receive(min(socket.BLOCKSIZE, left))
    if failure then return nil, failure end
    left = left - #chunk
    return chunk
  end)
end
socket.sourcet['until-closed'] = function(sock)
  local ended = false
  return callable(sock, function()
    if ended then return nil end
    local chunk, failure, rest = sock:receive(socket.BLOCKSIZE)
    if failure == nil then return chunk end
    if failure ~= 'closed' then return nil, failure end
    sock:close()
    ended = true
    return rest
  end)
end
socket.sourcet['default'] = socket.sourcet['until-closed']
socket.source = socket.choose(socket.sourcet)

return socket
