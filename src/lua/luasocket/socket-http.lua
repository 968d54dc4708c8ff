-- The text of socket.http; all of it that needs no socket is in `http-natives.ts`.
local native = ...
local socket, ltn12, url = native.socket, native.ltn12, native.url
local ipairs, tonumber, tostring, type, concat = ipairs, tonumber, tostring, type, table.concat

local http = { TIMEOUT = 60, USERAGENT = socket._VERSION }

-- Reads a header block into a table; nil and a reason where that fails.
local function readBlock(sock, fields)
  local take = native.block()
  while true do
    local line, failure = sock:receive()
    if not line then return nil, failure end
    local state = take(line, fields)
    if state == 'complete' then return fields end
    if state == 'malformed' then return nil, 'malformed reponse headers' end
  end
end

socket.sourcet['http-chunked'] = function(sock, trailer)
  return socket.callable(sock, function()
    local size, failure = native.chunkSize(sock:receive())
    if size == 0 then
      local _, broken = readBlock(sock, trailer or {})
      return nil, broken
    end
    if not size then return nil, failure end
    local octets, broken = sock:receive(size)
    if octets then sock:receive() end
    return octets, broken
  end)
end

socket.sinkt['http-chunked'] = function(sock)
  return socket.callable(sock, function(_, octets)
    return sock:send(octets and ('%X\r\n%s\r\n'):format(#octets, octets) or '0\r\n\r\n')
  end)
end

-- An exchange is a table that these steps fill, one after the other. A step answers nil and a reason to give up; one
-- with nothing left to do after it sets done.
local steps = {}

function steps.connect(x)
  local failure
  x.sock, failure = (x.given.create or socket.tcp)()
  if not x.sock then return nil, failure end
  local set, refusal = x.sock:settimeout(http.TIMEOUT)
  if not set then return nil, refusal end
  return x.sock:connect(x.plan.host, x.plan.port)
end

function steps.ask(x)
  local sent, failure = x.sock:send(x.plan.head)
  if not sent or not x.given.source then return sent, failure end
  return ltn12.pump.all(x.given.source, socket.sink(x.plan.sending, x.sock), x.step)
end

-- Without the letters HTTP/ at its start the answer is HTTP/0.9: a body and nothing else. After an answer of 100 the
-- octets without them are passed over, and headers are read.
function steps.readHead(x)
  repeat
    local start, failure = x.sock:receive(5)
    if not start then return nil, failure end
    local named = start == 'HTTP/'
    if not named and not x.headers then
      x.code, x.body = 200, ltn12.source.cat(ltn12.source.string(start), socket.source('until-closed', x.sock))
      return true
    end
    x.code, x.status = nil, start
    if named then
      x.status, failure = x.sock:receive('*l', start)
      if not x.status then return nil, failure end
      x.code = tonumber(native.statusDigits(x.status) or nil)
      if not x.code then return nil, x.status end
    end
    x.headers, failure = readBlock(x.sock, {})
    if not x.headers then return nil, failure end
  until x.code ~= 100
  return true
end

-- Sets the request that a redirect leads to.
function steps.redirect(x)
  local given, plan = x.given, x.plan
  local location = x.headers and x.headers.location
  if not location or given.source or given.redirect == false then return true end
  local count, most = given.nredirects or 0, given.maxredirects
  if most ~= false and count >= (most or 5) then return true end
  if not native.isFollowed(plan.method, plan.scheme, x.code, location) then return true end
  x.done = true
  x.sock:close()
  local target = url.absolute(given.url, location)
  local sameScheme = url.parse(target).scheme == plan.scheme
  x.following = {
    url = target, create = sameScheme and given.create or nil, sink = given.sink, headers = given.headers,
    proxy = given.proxy, maxredirects = most, nredirects = count + 1,
  }
  return true
end

function steps.readBody(x)
  if x.headers then
    local length = tonumber(x.headers['content-length'] or nil)
    local kind = native.framing(x.plan.method, x.code, x.headers['transfer-encoding'], length)
    x.body = kind and socket.source(kind, x.sock, kind == 'by-length' and length or nil)
  end
  if x.body then
    local received, failure = ltn12.pump.all(x.body, x.given.sink or ltn12.sink.null(), x.step)
    if not received then return nil, failure end
  end
  x.sock:close()
  return true
end

local ORDER = { steps.connect, steps.ask, steps.readHead, steps.redirect, steps.readBody }

local function exchange(given)
  local plan, reason = native.plan(given, http)
  if not plan then return nil, reason end
  local x = { given = given, plan = plan, step = given.step or ltn12.pump.step }
  for _, step in ipairs(ORDER) do
    local fine, failure = step(x)
    if not fine then
      if x.sock then x.sock:close() end
      return nil, failure
    end
    if x.done then break end
  end
  return x
end

-- Exchanges until one is not redirected. The headers tell the last redirect's target unless the answer has its own.
local function answer(given)
  local location
  while true do
    local x, failure = exchange(given)
    if not x then return nil, failure end
    if not x.following then
      if not location then
        if not x.headers then return 1, x.code end
        return 1, x.code, x.headers, x.status
      end
      local headers = x.headers or {}
      headers.location = headers.location or location
      return 1, x.code, headers, x.status
    end
    given, location = x.following, x.headers.location
  end
end

function http.genericform(address, body)
  local pieces = {}
  local form = { url = address, target = pieces, sink = ltn12.sink.table(pieces) }
  if not body then return form end
  form.method, form.source = 'POST', ltn12.source.string(body)
  form.headers = { ['content-type'] = 'application/x-www-form-urlencoded', ['content-length'] = #body }
  return form
end

local inFull = socket.protect(answer)

local inBrief = socket.protect(function(address, body)
  local form = http.genericform(address, body)
  local fine, code, headers, status = answer(form)
  if not fine then return nil, code end
  return concat(form.target), code, headers, status
end)

local function traced(method, address, ...)
  native.trace(method, tostring(address), ...)
  return ...
end

function http.request(wanted, body)
  if type(wanted) == 'table' then return traced(wanted.method or 'GET', wanted.url, inFull(wanted)) end
  if type(wanted) ~= 'string' then native.noRequest(type(wanted)) end
  return traced(body and 'POST' or 'GET', wanted, inBrief(wanted, body))
end

socket.http = http
return http
