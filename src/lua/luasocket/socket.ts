import { isIP } from 'node:net'
import type { ByteString } from '../../bytes.ts'
import { luaLibrary } from '../host/lua-library.ts'
import { type PushResults, type RunState, suspend } from '../host/run-state.ts'
import { luaString, pushBytes } from '../vm/objects.ts'
import { checkBytes, pushFailure } from '../vm/stack.ts'
import { type LuaFunction, type LuaState, lauxlib, lua } from '../vm/vm.ts'
import { addressesOf, NAME_NOT_KNOWN } from './connection.ts'
import { tcpFunction } from './tcp.ts'

/** LuaSocket 3.0.0's `socket`, as Debian's lua-socket installs it, less servers, UDP and `select`. */
export const socket = luaLibrary({
  name: 'socket',
  from: 'lua-socket',
  file: new URL('./socket.lua', import.meta.url),
  natives: run => ({
    tcp: tcpFunction(run),
    gettime: L => {
      lua.lua_pushnumber(L, run.context.host.wallMs() / 1000)
      return 1
    },
    sleep: sleep(run),
    ...dnsFunctions(run),
  }),
})

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
