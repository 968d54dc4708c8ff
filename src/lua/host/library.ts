import { luaString } from '../vm/objects.ts'
import { type LuaState, lua } from '../vm/vm.ts'
import type { RunState } from './run-state.ts'

/** Something `require` finds besides the standard libraries. */
export type Library = {
  /** As `require` names it. */
  readonly name: string
  /** What must be installed for it. */
  readonly from: LuaPackage
  /** Pushes the module's value. */
  readonly push: (L: LuaState, run: RunState) => void
}

/** A Debian package that brings libraries. */
export type LuaPackage = 'lua-socket'

/**
 * Key of `package.loaded` in the registry. fengari's own key is set for 5.3 only: it finds a function's name there for
 * error texts when the call does not tell it, where 5.1 says '?'.
 */
export const LOADED = luaString('wafrig.loaded')

/** Pushes a loaded module, loading it if need be: what a library that is written here does instead of `require`. */
export const pushModule = (L: LuaState, run: RunState, library: Library): void => {
  lua.lua_getfield(L, lua.LUA_REGISTRYINDEX, LOADED)
  lua.lua_getfield(L, -1, luaString(library.name))
  if (lua.lua_type(L, -1) === lua.LUA_TNIL) {
    lua.lua_pop(L, 1)
    library.push(L, run)
    lua.lua_pushvalue(L, -1)
    lua.lua_setfield(L, -3, luaString(library.name))
  }
  lua.lua_remove(L, -2)
}
