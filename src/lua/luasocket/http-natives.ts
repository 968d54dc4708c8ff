import { type ByteString, fromOctets } from '../../bytes.ts'
import type { HttpOutcome } from '../host/host.ts'
import type { RunState } from '../host/run-state.ts'
import { searched } from '../standard/package.ts'
import { luaString, pushBytes, setFields } from '../vm/objects.ts'
import { bytesAt, checkBytes, pushFailure, raise, raiseBare } from '../vm/stack.ts'
import { type LuaFunction, type LuaState, lauxlib, lua } from '../vm/vm.ts'
import { chunkSize, fieldBlock, framingOf, isFollowed, statusDigits } from './http-answer.ts'
import { planRequest, type WantedRequest } from './http-plan.ts'
import { parseUrl, URL_PARTS, type Url } from './url.ts'

/** What the Lua text of `socket.http` leaves to TypeScript: all that needs no socket. */
export const httpNatives = (run: RunState): Readonly<Record<string, LuaFunction>> => ({
  plan: L => {
    const plan = planRequest(wantedAt(L))
    if ('reason' in plan) return pushFailure(L, plan.reason)
    if ('problem' in plan) return raiseBare(L, problemText(run, plan.problem))
    lua.lua_createtable(L, 0, 6)
    setFields(L, plan)
    return 1
  },
  block: L => {
    const block = fieldBlock()
    lua.lua_pushcfunction(L, L1 => {
      const state = block.take(checkBytes(L1, 1))
      if (state === 'complete') mergeFields(L1, block.fields)
      pushBytes(L1, state)
      return 1
    })
    return 1
  },
  // The line, or nil and why it could not be read, as `receive` gives them.
  chunkSize: L => {
    const line = bytesAt(L, 1)
    if (line === undefined) return pushFailure(L, bytesAt(L, 2) ?? '')
    const size = chunkSize(line)
    if (size === undefined) return pushFailure(L, 'invalid chunk size')
    lua.lua_pushnumber(L, size)
    return 1
  },
  statusDigits: L => pushMaybe(L, statusDigits(checkBytes(L, 1))),
  framing: L => {
    const [method, code, coding] = [checkBytes(L, 1), lauxlib.luaL_checknumber(L, 2), bytesAt(L, 3)]
    return pushMaybe(L, framingOf({ method, code, coding, hasLength: lua.lua_type(L, 4) === lua.LUA_TNUMBER }))
  },
  isFollowed: L => {
    const [method, scheme, location] = [checkBytes(L, 1), checkBytes(L, 2), checkBytes(L, 4)]
    lua.lua_pushboolean(L, isFollowed({ method, scheme, code: lauxlib.luaL_checknumber(L, 3), location }))
    return 1
  },
  noRequest: L => raiseBare(L, `${file(run)}:270: ${indexFailure(run, 'reqt', checkBytes(L, 1))}`),
  trace: L => {
    const code = lua.lua_tonumberx(L, 4)
    const outcome: HttpOutcome = lua.lua_toboolean(L, 3)
      ? { code: code === false ? 0 : code, status: bytesAt(L, 6) }
      : { failure: bytesAt(L, 4) ?? '' }
    run.context.host.trace?.({ call: 'http', method: checkBytes(L, 1), url: checkBytes(L, 2), outcome })
    return 0
  },
})

// Lines and texts of Debian's http.lua of 3.0.0, which scripts' logs show.
const problemText = (run: RunState, problem: 'no scheme' | 'no https'): ByteString =>
  problem === 'no scheme'
    ? `${file(run)}:276: ${indexFailure(run, 'schemedefs', 'nil')}`
    : `${file(run)}:39: module 'ssl.https' not found:${searched(run.context.version, 'ssl.https')}`

const file = (run: RunState): string => `/usr/share/lua/${run.context.version}/socket/http.lua`

const indexFailure = (run: RunState, local: string, type: string): ByteString =>
  run.context.version === '5.1'
    ? `attempt to index local '${local}' (a ${type} value)`
    : `attempt to index a ${type} value (local '${local}')`

/** The request in the table at 1, with the module's settings in the table at 2. */
const wantedAt = (L: LuaState): WantedRequest => {
  const address = textField(L, 1, 'url')
  const url: Url = address ? { path: '/', scheme: 'http', ...parseUrl(address) } : {}
  for (const part of URL_PARTS) {
    const own = textField(L, 1, part)
    if (own !== undefined) url[part] = own
  }
  return {
    url,
    uri: textField(L, 1, 'uri'),
    method: textField(L, 1, 'method'),
    proxy: textField(L, 1, 'proxy') ?? textField(L, 2, 'PROXY'),
    headers: headersAt(L),
    userAgent: textField(L, 2, 'USERAGENT'),
    ownSocket: isSet(L, 'create'),
    hasBody: isSet(L, 'source'),
  }
}

const textField = (L: LuaState, index: number, name: string): ByteString | undefined => {
  lua.lua_getfield(L, index, luaString(name))
  const text = bytesAt(L, -1)
  lua.lua_pop(L, 1)
  return text
}

const isSet = (L: LuaState, name: string): boolean => {
  lua.lua_getfield(L, 1, luaString(name))
  const set = lua.lua_toboolean(L, -1)
  lua.lua_pop(L, 1)
  return set
}

const headersAt = (L: LuaState): (readonly [ByteString, ByteString])[] => {
  const headers: (readonly [ByteString, ByteString])[] = []
  lua.lua_getfield(L, 1, luaString('headers'))
  if (lua.lua_toboolean(L, -1)) {
    lauxlib.luaL_checktype(L, -1, lua.LUA_TTABLE)
    lua.lua_pushnil(L)
    while (lua.lua_next(L, -2)) {
      if (lua.lua_type(L, -2) !== lua.LUA_TSTRING) raise(L, `attempt to index a ${typeAt(L, -2)} value`)
      const value = bytesAt(L, -1) ?? raise(L, `attempt to concatenate a ${typeAt(L, -1)} value`)
      headers.push([checkBytes(L, -2), value])
      lua.lua_pop(L, 1)
    }
  }
  lua.lua_pop(L, 1)
  return headers
}

const typeAt = (L: LuaState, index: number): string => fromOctets(lua.lua_typename(L, lua.lua_type(L, index)))

/** Fields into the table at 2, after what it has of the same name. */
const mergeFields = (L: LuaState, fields: ReadonlyMap<ByteString, ByteString>): void => {
  for (const [name, value] of fields) {
    const earlier = textField(L, 2, name)
    pushBytes(L, earlier === undefined ? value : `${earlier}, ${value}`)
    lua.lua_setfield(L, 2, luaString(name))
  }
}

const pushMaybe = (L: LuaState, text: ByteString | undefined): number => {
  if (text === undefined) lua.lua_pushnil(L)
  else pushBytes(L, text)
  return 1
}
