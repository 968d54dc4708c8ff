import type { LuaDialect } from '../dialect.ts'
import type { RunState } from '../host/run-state.ts'
import { pushBytes, setFields } from '../vm/objects.ts'
import { bytesAt, checkBytes, cString, raise } from '../vm/stack.ts'
import { type LuaFunction, type LuaState, lauxlib, lua } from '../vm/vm.ts'

/** Pushes the table `m`: getvar, getvars, setvar, log. */
export const pushM = (L: LuaState, run: RunState, dialect: LuaDialect): void => {
  lua.lua_createtable(L, 0, 4)
  setFields(L, {
    getvar: dialect.getvar(run),
    getvars: dialect.getvars(run),
    setvar: setvar(run, dialect.setvarReturns),
    log: log(run),
  })
}

/**
 * Exactly two arguments, the first with a dot. Otherwise the C function returns -1 and Lua's stack is corrupted: what
 * follows is undefined there, and an error that says so here. The value is checked first, as in C.
 */
const setvar =
  (run: RunState, returns: LuaDialect['setvarReturns']): LuaFunction =>
  L => {
    const { host } = run.context
    if (lua.lua_gettop(L) !== 2) {
      host.log(8, 'm.setvar: Failed m.setvar funtion must has 2 arguments')
      return raise(L, `m.setvar takes exactly 2 arguments; ${CORRUPTED}`)
    }
    const value = cString(checkBytes(L, 2))
    const name = cString(checkBytes(L, 1))
    if (!name.includes('.')) {
      host.log(8, 'm.setvar: Must specify a collection using dot character - ie m.setvar(tx.myvar,mydata)')
      return raise(L, `m.setvar needs a collection and a dot in '${name}'; ${CORRUPTED}`)
    }
    const stored = host.setvar(name, value)
    host.trace?.({ call: 'setvar', name, value, stored })
    if (returns === 'nothing' || !stored) return 0
    pushBytes(L, bytesAt(L, 2) ?? '')
    return 1
  }

const CORRUPTED = "the real engine's Lua stack is corrupted by this call and what follows is undefined"

const log =
  (run: RunState): LuaFunction =>
  L => {
    const level = Math.trunc(lauxlib.luaL_checknumber(L, 1))
    const text = cString(checkBytes(L, 2))
    run.context.host.trace?.({ call: 'log', level, text })
    run.context.host.log(level, text)
    return 0
  }
