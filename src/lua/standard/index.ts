import type { RunState } from '../host/run-state.ts'
import { addStock, luaString, pushBytes, pushStock, setFields } from '../vm/objects.ts'
import { raise, removeFields } from '../vm/stack.ts'
import { type LuaFunction, type LuaState, lua, lualib } from '../vm/vm.ts'
import { baseFunctions } from './base.ts'
import { coroutineFunctions } from './coroutine.ts'
import { environmentFunctions } from './environment.ts'
import { pushIo } from './io.ts'
import { mendMath51 } from './math.ts'
import { osFunctions } from './os.ts'
import { type ModuleSource, setPackage } from './package.ts'
import { mendString } from './string.ts'
import { mendTable } from './table.ts'

/** Opens the standard libraries of the run's version: fengari's, mended, and our own where it has none that will do. */
export const openStandard = (L: LuaState, run: RunState, modules: ModuleSource): void => {
  const { version } = run.context
  const library = (name: string, open: LuaFunction, mend?: () => void): void => {
    pushStock(L, open)
    mend?.()
    lua.lua_setglobal(L, luaString(name))
  }
  library('coroutine', lualib.luaopen_coroutine, () => setFields(L, coroutineFunctions(run)))
  library('table', lualib.luaopen_table, () => mendTable(L, version, run.meter))
  library('string', lualib.luaopen_string, () => {
    mendString(L, version, run.meter)
    setStringMethods(L)
  })
  library('math', lualib.luaopen_math, () => {
    if (version === '5.1') mendMath51(L)
  })
  library('debug', lualib.luaopen_debug, () => {
    removeFields(L, ['debug', 'getregistry', 'setuservalue', 'getuservalue'])
    setFields(L, { sethook: L1 => raise(L1, 'debug.sethook is not granted to scripts') })
  })
  if (version === '5.3') library('utf8', lualib.luaopen_utf8)
  lua.lua_newtable(L)
  setFields(L, osFunctions(run))
  lua.lua_setglobal(L, luaString('os'))
  pushIo(L, run)
  lua.lua_setglobal(L, luaString('io'))

  pushGlobals(L)
  lua.lua_pushvalue(L, -1)
  lua.lua_setfield(L, -2, luaString('_G'))
  addStock(L, lualib.luaopen_base)
  setFields(L, { ...baseFunctions(run), _VERSION: `Lua ${version}` })
  setPackage(L, run, modules)
  if (version === '5.1') {
    setFields(L, environmentFunctions())
    removeFields(L, ['rawlen'])
  }
  lua.lua_pop(L, 1)
}

/** The table of globals: index 2 of the registry (lua.h LUA_RIDX_GLOBALS). */
const pushGlobals = (L: LuaState): void => {
  lua.lua_rawgeti(L, lua.LUA_REGISTRYINDEX, 2)
}

/** Makes the table on top of the stack what a string's methods are found in. */
const setStringMethods = (L: LuaState): void => {
  lua.lua_createtable(L, 0, 1)
  lua.lua_pushvalue(L, -2)
  lua.lua_setfield(L, -2, luaString('__index'))
  pushBytes(L, '')
  lua.lua_pushvalue(L, -2)
  lua.lua_setmetatable(L, -2)
  lua.lua_pop(L, 2)
}
