import { type ByteString, fromOctets } from '../../bytes.ts'
import { luaString, pushBytes } from './objects.ts'
import { type LuaState, lauxlib, lua } from './vm.ts'

/** Pushes `nil` and a text, the way Lua functions say why they failed; returns the count of results. */
export const pushFailure = (L: LuaState, reason: ByteString): number => {
  lua.lua_pushnil(L)
  pushBytes(L, reason)
  return 2
}

/** The value at an index as C's `lua_tostring` gives it: strings and numbers; undefined for all others. */
export const bytesAt = (L: LuaState, index: number): ByteString | undefined => {
  const type = lua.lua_type(L, index)
  if (type !== lua.LUA_TSTRING && type !== lua.LUA_TNUMBER) return undefined
  const octets = lua.lua_tolstring(L, index)
  return octets === null ? undefined : fromOctets(octets)
}

/** A string argument; Lua's own error when it is none. */
export const checkBytes = (L: LuaState, argument: number): ByteString =>
  fromOctets(lauxlib.luaL_checkstring(L, argument))

/** A string argument that may be absent or nil. */
export const optionalBytes = (L: LuaState, argument: number): ByteString | undefined =>
  lua.lua_type(L, argument) <= lua.LUA_TNIL ? undefined : checkBytes(L, argument)

/** Raises a Lua error whose text starts with the caller's file and line. */
export const raise = (L: LuaState, message: ByteString): never => {
  lauxlib.luaL_where(L, 1)
  const where = bytesAt(L, -1) ?? ''
  return raiseBare(L, where + message)
}

/** Raises a Lua error with exactly this text. */
export const raiseBare = (L: LuaState, message: ByteString): never => {
  pushBytes(L, message)
  return lua.lua_error(L)
}

/** Raises `bad argument #N to 'f' (…)`. */
export const badArgument = (L: LuaState, argument: number, message: ByteString): never =>
  lauxlib.luaL_argerror(L, argument, luaString(message))

/** Removes fields of the table on top of the stack. */
export const removeFields = (L: LuaState, names: readonly string[]): void => {
  for (const name of names) {
    lua.lua_pushnil(L)
    lua.lua_setfield(L, -2, luaString(name))
  }
}

/** The text of C's strings: what stands before the first NUL. */
export const cString = (value: ByteString): ByteString => {
  const end = value.indexOf('\0')
  return end === -1 ? value : value.slice(0, end)
}
