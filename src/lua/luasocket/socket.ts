import { isIP } from 'node:net'
import type { ByteString } from '../../bytes.ts'
import { luaLibrary } from '../host/library.ts'
import { type PushResults, type RunState, suspend } from '../host/run-state.ts'
import { luaString, pushBytes } from '../vm/objects.ts'
import { checkBytes, pushFailure } from '../vm/stack.ts'
import { type LuaFunction, type LuaState, lauxlib, lua } from '../vm/vm.ts'
import { addressesOf, NAME_NOT_KNOWN } from './connection.ts'
import { tcpFunction } from './tcp.ts'

/** LuaSocket 3.0.0's `socket`, as Debian's lua-socket installs it, less servers, UDP and `select`. */
export const socket = luaLibrary('socket', source(), run => ({
  tcp: tcpFunction(run),
  gettime: L => {
    lua.lua_pushnumber(L, Date.now() / 1000)
    return 1
  },
  sleep: sleep(run),
  ...dnsFunctions(run),
}))

function source(): string {
  return `
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
`
}

function sleep(run: RunState): LuaFunction {
  return L => {
    const ms = Math.max(0, lauxlib.luaL_checknumber(L, 1) * 1000)
    run.meter.sleep(ms)
    const wait = new Promise<PushResults>(resolve => {
      const timer = setTimeout(() => resolve(() => 0), Math.min(ms, 0x7fff_ffff))
      run.open.add(() => clearTimeout(timer))
    })
    return suspend(L, run, wait)
  }
}

function dnsFunctions(run: RunState): Readonly<Record<string, LuaFunction>> {
  const { access } = run.context
  const resolved = (
    L: LuaState,
    push: (L: LuaState, host: ByteString, addresses: readonly string[]) => number,
    unknown: string,
  ): number => {
    const host = checkBytes(L, 1)
    const wait = addressesOf(host, access)
    return suspend(
      L,
      run,
      wait.then(addresses => L1 => (addresses.length === 0 ? pushFailure(L1, unknown) : push(L1, host, addresses))),
    )
  }
  const nameOf = (address: ByteString): ByteString | undefined =>
    Object.entries(access.hosts).find(([, known]) => known === address)?.[0] ??
    (address === '127.0.0.1' || address === '::1' ? 'localhost' : undefined)

  return {
    toip: L => resolved(L, pushIp, 'host not found'),
    getaddrinfo: L => resolved(L, pushAddresses, NAME_NOT_KNOWN),
    tohostname: L => {
      const name = nameOf(checkBytes(L, 1))
      if (name === undefined) return pushFailure(L, 'host not found')
      pushBytes(L, name)
      return 1
    },
    getnameinfo: L => {
      const host = checkBytes(L, 1)
      const name = nameOf(host)
      if (name === undefined && isIP(host) === 0) return pushFailure(L, NAME_NOT_KNOWN)
      lua.lua_createtable(L, 1, 0)
      pushBytes(L, name ?? host)
      lua.lua_rawseti(L, -2, 1)
      return 1
    },
    gethostname: L => {
      pushBytes(L, 'localhost')
      return 1
    },
  }
}

const pushIp = (L: LuaState, host: ByteString, addresses: readonly string[]): number => {
  pushBytes(L, addresses[0] ?? '')
  lua.lua_createtable(L, 0, 3)
  pushBytes(L, host)
  lua.lua_setfield(L, -2, luaString('name'))
  lua.lua_newtable(L)
  lua.lua_setfield(L, -2, luaString('alias'))
  lua.lua_createtable(L, addresses.length, 0)
  addresses.forEach((address, index) => {
    pushBytes(L, address)
    lua.lua_rawseti(L, -2, index + 1)
  })
  lua.lua_setfield(L, -2, luaString('ip'))
  return 2
}

const pushAddresses = (L: LuaState, _: ByteString, addresses: readonly string[]): number => {
  lua.lua_createtable(L, addresses.length, 0)
  addresses.forEach((address, index) => {
    lua.lua_createtable(L, 0, 2)
    pushBytes(L, isIP(address) === 6 ? 'inet6' : 'inet')
    lua.lua_setfield(L, -2, luaString('family'))
    pushBytes(L, address)
    lua.lua_setfield(L, -2, luaString('addr'))
    lua.lua_rawseti(L, -2, index + 1)
  })
  return 1
}
