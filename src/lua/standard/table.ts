import { fromOctets } from '../../bytes.ts'
import type { Meter } from '../host/meter.ts'
import { pushBytes, setFields } from '../vm/objects.ts'
import { bytesAt, checkBytes, raise, removeFields } from '../vm/stack.ts'
import type { LuaVersion } from '../vm/version.ts'
import { type LuaFunction, type LuaState, lauxlib, lua } from '../vm/vm.ts'

/** `table.concat` with a bound on its result, and the names that only Lua 5.1 has. For the table on top of the stack. */
export const mendTable = (L: LuaState, version: LuaVersion, meter: Meter): void => {
  setFields(L, { concat: concat(meter) })
  if (version === '5.3') return
  removeFields(L, ['pack', 'unpack', 'move'])
  setFields(L, { getn, setn, maxn, foreach, foreachi })
}

const concat =
  (meter: Meter): LuaFunction =>
  L => {
    lauxlib.luaL_checktype(L, 1, lua.LUA_TTABLE)
    const separator = lua.lua_type(L, 2) <= lua.LUA_TNIL ? '' : checkBytes(L, 2)
    const first = lauxlib.luaL_optinteger(L, 3, 1)
    const last = lua.lua_type(L, 4) <= lua.LUA_TNIL ? lua.lua_rawlen(L, 1) : lauxlib.luaL_checkinteger(L, 4)
    const pieces: string[] = []
    let length = 0
    for (let index = first; index <= last; index++) {
      lua.lua_rawgeti(L, 1, index)
      const piece = bytesAt(L, -1)
      if (piece === undefined) {
        const type = fromOctets(lua.lua_typename(L, lua.lua_type(L, -1)))
        return raise(L, `invalid value (${type}) at index ${index} in table for 'concat'`)
      }
      lua.lua_pop(L, 1)
      length += piece.length + separator.length
      meter.stringLength(length)
      pieces.push(piece)
    }
    pushBytes(L, pieces.join(separator))
    return 1
  }

const getn: LuaFunction = L => {
  lauxlib.luaL_checktype(L, 1, lua.LUA_TTABLE)
  lua.lua_pushinteger(L, lua.lua_rawlen(L, 1))
  return 1
}

const setn: LuaFunction = L => raise(L, "'setn' is obsolete")

const maxn: LuaFunction = L => {
  lauxlib.luaL_checktype(L, 1, lua.LUA_TTABLE)
  let most = 0
  lua.lua_pushnil(L)
  while (lua.lua_next(L, 1)) {
    lua.lua_pop(L, 1)
    if (lua.lua_type(L, -1) === lua.LUA_TNUMBER) most = Math.max(most, lua.lua_tonumberx(L, -1) || 0)
  }
  lua.lua_pushnumber(L, most)
  return 1
}

/** Calls argument 2 for each pair until it returns something but nil, which is the result. */
const foreach: LuaFunction = L => {
  lauxlib.luaL_checktype(L, 1, lua.LUA_TTABLE)
  lauxlib.luaL_checktype(L, 2, lua.LUA_TFUNCTION)
  lua.lua_pushnil(L)
  while (lua.lua_next(L, 1)) {
    lua.lua_pushvalue(L, 2)
    lua.lua_pushvalue(L, -3)
    lua.lua_pushvalue(L, -3)
    lua.lua_call(L, 2, 1)
    if (lua.lua_type(L, -1) !== lua.LUA_TNIL) return 1
    lua.lua_pop(L, 2)
  }
  return 0
}

const foreachi: LuaFunction = L => {
  lauxlib.luaL_checktype(L, 1, lua.LUA_TTABLE)
  lauxlib.luaL_checktype(L, 2, lua.LUA_TFUNCTION)
  for (let index = 1; index <= lua.lua_rawlen(L, 1); index++) {
    lua.lua_pushvalue(L, 2)
    lua.lua_pushinteger(L, index)
    lua.lua_rawgeti(L, 1, index)
    lua.lua_call(L, 2, 1)
    if (lua.lua_type(L, -1) !== lua.LUA_TNIL) return 1
    lua.lua_pop(L, 1)
  }
  return 0
}
