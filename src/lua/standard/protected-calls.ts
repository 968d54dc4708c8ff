import { passOnFailure, type RunState } from '../host/run-state.ts'
import { type Continuation, type LuaFunction, type LuaState, lauxlib, lua } from '../vm/vm.ts'

/**
 * `pcall` and `xpcall`. fengari's lua_pcallk (lapi.js) saves `allowhook` wrongly, so that after a caught error the count
 * hook stays off and nothing ends a loop: the continuation switches it on again. What ends the run passes through.
 */
export const protectedCalls = (run: RunState): Readonly<Record<string, LuaFunction>> => {
  const finish: Continuation = (L, status, extra) => {
    L.allowhook = 1
    passOnFailure(run)
    if (status !== lua.LUA_OK && status !== lua.LUA_YIELD) {
      lua.lua_pushboolean(L, false)
      lua.lua_pushvalue(L, -2)
      return 2
    }
    return lua.lua_gettop(L) - extra
  }

  return {
    pcall: L => {
      lauxlib.luaL_checkany(L, 1)
      lua.lua_pushboolean(L, true)
      lua.lua_insert(L, 1)
      return finish(L, lua.lua_pcallk(L, lua.lua_gettop(L) - 2, lua.LUA_MULTRET, 0, 0, finish), 0)
    },
    // 5.1 passes no arguments on; scripts that give some expect 5.3, so they are passed in both.
    xpcall: L => {
      const top = lua.lua_gettop(L)
      checkHandler(L)
      lua.lua_pushboolean(L, true)
      lua.lua_pushvalue(L, 1)
      for (let argument = 3; argument <= top; argument++) lua.lua_pushvalue(L, argument)
      const args = Math.max(0, top - 2)
      return finish(L, lua.lua_pcallk(L, args, lua.LUA_MULTRET, 2, top, finish), top)
    },
  }
}

const checkHandler = (L: LuaState): void => {
  if (lua.lua_gettop(L) < 2) lauxlib.luaL_checkany(L, 2)
}
