import type { RunState } from '../run-state.ts'
import { luaString, raise, removeFields, setFunctions } from '../stack.ts'
import { type LuaFunction, type LuaState, lauxlib, lua, lualib } from '../vm.ts'
import { baseFunctions } from './base.ts'
import { coroutineFunctions } from './coroutine.ts'
import { environmentFunctions } from './environment.ts'
import { pushIo } from './io.ts'
import { mendMath51, setVersion } from './math.ts'
import { osFunctions } from './os.ts'
import { type ModuleSource, setPackage } from './package.ts'
import { mendString } from './string.ts'
import { mendTable } from './table.ts'

/** Opens the standard libraries of the run's version: fengari's, mended, and our own where it has none that will do. */
export const openStandard = (L: LuaState, run: RunState, modules: ModuleSource): void => {
  const { version } = run.context
  const open = (name: string, library: LuaFunction, mend?: () => void): void => {
    lauxlib.luaL_requiref(L, luaString(name), library, 1)
    mend?.()
    lua.lua_pop(L, 1)
  }
  open('coroutine', lualib.luaopen_coroutine, () => setFunctions(L, coroutineFunctions(run)))
  open('table', lualib.luaopen_table, () => mendTable(L, version, run.meter))
  open('string', lualib.luaopen_string, () => mendString(L, version, run.meter))
  open('math', lualib.luaopen_math, () => {
    if (version === '5.1') mendMath51(L)
  })
  open('debug', lualib.luaopen_debug, () => {
    removeFields(L, ['debug', 'getregistry', 'setuservalue', 'getuservalue'])
    setFunctions(L, { sethook: L1 => raise(L1, 'debug.sethook is not granted to scripts') })
  })
  if (version === '5.3') open('utf8', lualib.luaopen_utf8)
  const pushOs: LuaFunction = L1 => {
    lua.lua_newtable(L1)
    setFunctions(L1, osFunctions(run))
    return 1
  }
  open('os', pushOs)
  open('io', L1 => {
    pushIo(L1, run)
    return 1
  })
  open('_G', lualib.luaopen_base, () => {
    setFunctions(L, baseFunctions(run))
    setPackage(L, run, modules)
    setVersion(L, version)
    if (version === '5.3') return
    setFunctions(L, environmentFunctions())
    removeFields(L, ['rawlen'])
  })
  if (version === '5.3') return
  // 5.3 looks there for a function's name when the call does not tell it; 5.1 says '?'.
  lua.lua_newtable(L)
  lua.lua_setfield(L, lua.LUA_REGISTRYINDEX, luaString('_LOADED'))
}
