import type { ByteString } from '../../bytes.ts'
import type { RunState } from '../host/run-state.ts'
import { pushLoaded } from '../vm/chunk.ts'
import { badArgument, bytesAt, checkBytes, optionalBytes, pushFailure, raise } from '../vm/stack.ts'
import { type LuaFunction, type LuaState, lauxlib, lua } from '../vm/vm.ts'
import { setEnvironment } from './environment.ts'
import { protectedCalls } from './protected-calls.ts'

/** The global functions that differ from fengari's: bounded, printing to the host, loading text only. */
export const baseFunctions = (run: RunState): Readonly<Record<string, LuaFunction>> => {
  const { host, version } = run.context
  const shared: Record<string, LuaFunction> = {
    ...protectedCalls(run),
    print: L => {
      const texts = Array.from({ length: lua.lua_gettop(L) }, (_, index) => shownBytes(L, index + 1))
      host.print?.('stdout', `${texts.join('\t')}\n`)
      return 0
    },
    tonumber,
    collectgarbage,
    load: L => load(L, run),
    dofile: L => raise(L, `cannot open ${optionalBytes(L, 1) ?? 'stdin'}`),
    loadfile: L => pushFailure(L, `cannot open ${optionalBytes(L, 1) ?? 'stdin'}`),
  }
  if (version === '5.3') return shared
  return {
    ...shared,
    loadstring: L => {
      const source = checkBytes(L, 1)
      return pushLoaded(L, source, optionalBytes(L, 2) ?? source, version)
    },
    unpack,
    gcinfo: L => {
      lua.lua_pushinteger(L, HEAP_KILOBYTES)
      return 1
    },
    newproxy: L => {
      lua.lua_newuserdata(L, 0)
      return 1
    },
  }
}

/** What `collectgarbage("count")` says: there is no heap of Lua's own to measure. */
const HEAP_KILOBYTES = 30

const shownBytes = (L: LuaState, index: number): ByteString => {
  lauxlib.luaL_tolstring(L, index)
  const text = bytesAt(L, -1) ?? ''
  lua.lua_pop(L, 1)
  return text
}

/** Text in any base, wrapped to no 32 bits; without a base a number or a numeral. */
const tonumber: LuaFunction = L => {
  if (lua.lua_type(L, 2) <= lua.LUA_TNIL) {
    lauxlib.luaL_checkany(L, 1)
    if (lua.lua_type(L, 1) === lua.LUA_TNUMBER) lua.lua_pushvalue(L, 1)
    else if (lua.lua_type(L, 1) !== lua.LUA_TSTRING || !pushNumeral(L)) lua.lua_pushnil(L)
    return 1
  }
  const base = lauxlib.luaL_checkinteger(L, 2)
  const text = checkBytes(L, 1)
  if (base < 2 || base > 36) badArgument(L, 2, 'base out of range')
  const pattern =
    base === 16 ? /^[\t-\r ]*(-?)(?:0[xX])?([0-9A-Za-z]+)[\t-\r ]*$/ : /^[\t-\r ]*(-?)([0-9A-Za-z]+)[\t-\r ]*$/
  const [, sign, digits] = pattern.exec(text) ?? []
  let value = 0
  for (const digit of digits ?? '') {
    const unit = Number.parseInt(digit, 36)
    value = unit < base ? value * base + unit : Number.NaN
  }
  if (digits === undefined || Number.isNaN(value)) lua.lua_pushnil(L)
  else pushNumber(L, sign === '-' ? -value : value)
  return 1
}

const pushNumeral = (L: LuaState): boolean => {
  const octets = lauxlib.luaL_checkstring(L, 1)
  return lua.lua_stringtonumber(L, octets) === octets.length + 1
}

/** An integer where it fits fengari's 32 bits, else a float. */
const pushNumber = (L: LuaState, value: number): void => {
  if (value === (value | 0)) lua.lua_pushinteger(L, value)
  else lua.lua_pushnumber(L, value)
}

const collectgarbage: LuaFunction = L => {
  const option = optionalBytes(L, 1) ?? 'collect'
  if (option === 'count') lua.lua_pushnumber(L, HEAP_KILOBYTES)
  else if (option === 'step' || option === 'isrunning') lua.lua_pushboolean(L, true)
  else if (['collect', 'stop', 'restart', 'setpause', 'setstepmul'].includes(option)) lua.lua_pushinteger(L, 0)
  else badArgument(L, 1, `invalid option '${option}'`)
  return 1
}

const load = (L: LuaState, run: RunState): number => {
  const { version } = run.context
  const isText = lua.lua_type(L, 1) === lua.LUA_TSTRING
  if (isText && version === '5.1') lauxlib.luaL_checktype(L, 1, lua.LUA_TFUNCTION)
  const source = isText ? checkBytes(L, 1) : readPieces(L, run)
  const chunkName = optionalBytes(L, 2) ?? (isText ? source : '=(load)')
  if (source.startsWith('\x1b')) return pushFailure(L, "attempt to load a binary chunk (mode is 't')")
  const results = pushLoaded(L, source, chunkName, version)
  if (results === 1 && version === '5.3' && lua.lua_type(L, 4) !== lua.LUA_TNONE) {
    if (lua.lua_type(L, 4) === lua.LUA_TTABLE) setEnvironment(L, lua.lua_gettop(L), 4)
  }
  return results
}

/** The text that a reader function gives piece by piece. */
const readPieces = (L: LuaState, run: RunState): ByteString => {
  lauxlib.luaL_checktype(L, 1, lua.LUA_TFUNCTION)
  let source = ''
  for (;;) {
    lua.lua_pushvalue(L, 1)
    lua.lua_call(L, 0, 1)
    const piece = bytesAt(L, -1)
    const isNil = lua.lua_type(L, -1) === lua.LUA_TNIL
    lua.lua_pop(L, 1)
    if (piece === undefined && !isNil) raise(L, 'reader function must return a string')
    if (piece === undefined || piece === '') return source
    source += piece
    run.meter.stringLength(source.length)
  }
}

const unpack: LuaFunction = L => {
  lauxlib.luaL_checktype(L, 1, lua.LUA_TTABLE)
  const first = lauxlib.luaL_optinteger(L, 2, 1)
  const last = lua.lua_type(L, 3) <= lua.LUA_TNIL ? lua.lua_rawlen(L, 1) : lauxlib.luaL_checkinteger(L, 3)
  const count = last - first + 1
  if (count <= 0) return 0
  if (count >= MOST_RESULTS || !lua.lua_checkstack(L, count)) raise(L, 'too many results to unpack')
  for (let index = first; index <= last; index++) lua.lua_rawgeti(L, 1, index)
  return count
}

/** Lua 5.1's LUAI_MAXCSTACK (luaconf.h). */
const MOST_RESULTS = 8000
