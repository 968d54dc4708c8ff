import { loadSource } from '../vm/chunk.ts'
import { luaString } from '../vm/objects.ts'
import { raise } from '../vm/stack.ts'
import { type LuaFunction, type LuaState, lauxlib, lua } from '../vm/vm.ts'

/**
 * Lua 5.1's `getfenv` and `setfenv` on 5.3's `_ENV` upvalue. A function that uses no global has no such upvalue; its
 * environment reads as the globals and cannot be changed, which nothing but `getfenv` can tell.
 */
export const environmentFunctions = (): Readonly<Record<string, LuaFunction>> => ({
  getfenv: L => {
    if (lua.lua_type(L, 1) <= lua.LUA_TNIL || (lua.lua_type(L, 1) === lua.LUA_TNUMBER && luaLevel(L) === 0)) {
      return pushGlobals(L)
    }
    pushFunction(L)
    const upvalue = environmentUpvalue(L, -1)
    if (upvalue === undefined) return pushGlobals(L)
    lua.lua_getupvalue(L, -1, upvalue)
    return 1
  },
  setfenv: L => {
    lauxlib.luaL_checktype(L, 2, lua.LUA_TTABLE)
    pushFunction(L)
    if (lua.lua_iscfunction(L, -1)) raise(L, "'setfenv' cannot change environment of given object")
    setEnvironment(L, lua.lua_gettop(L), 2)
    return 1
  },
})

/** Gives the Lua function at one index the table at another as its environment. */
export const setEnvironment = (L: LuaState, functionIndex: number, tableIndex: number): void => {
  const upvalue = environmentUpvalue(L, functionIndex)
  if (upvalue === undefined) return
  const outcome = loadSource(L, 'return _ENV', '=setfenv', '5.3')
  if (!outcome.loaded) throw new Error(outcome.message)
  lua.lua_pushvalue(L, tableIndex)
  lua.lua_setupvalue(L, -2, 1)
  lua.lua_upvaluejoin(L, functionIndex, upvalue, lua.lua_gettop(L), 1)
  lua.lua_pop(L, 1)
}

const luaLevel = (L: LuaState): number => lauxlib.luaL_optinteger(L, 1, 1)

/** Pushes argument 1 if it is a function, else the function that runs at that level. */
const pushFunction = (L: LuaState): void => {
  if (lua.lua_type(L, 1) === lua.LUA_TFUNCTION) {
    lua.lua_pushvalue(L, 1)
    return
  }
  const level = luaLevel(L)
  if (level < 0) lauxlib.luaL_argerror(L, 1, luaString('level must be non-negative'))
  const ar = new lua.lua_Debug()
  if (!lua.lua_getstack(L, level, ar)) lauxlib.luaL_argerror(L, 1, luaString('invalid level'))
  lua.lua_getinfo(L, luaString('f'), ar)
}

const environmentUpvalue = (L: LuaState, index: number): number | undefined => {
  if (lua.lua_iscfunction(L, index)) return undefined
  const at = lua.lua_absindex(L, index)
  for (let n = 1; ; n++) {
    const name = lua.lua_getupvalue(L, at, n)
    if (name === null) return undefined
    lua.lua_pop(L, 1)
    if (Buffer.from(name).toString('latin1') === '_ENV') return n
  }
}

const pushGlobals = (L: LuaState): number => {
  lua.lua_getglobal(L, luaString('_G'))
  return 1
}
