import type { ByteString } from '../bytes.ts'
import type { LuaDialect } from './dialect.ts'
import type { Library, LuaPackage } from './host/library.ts'
import type { RunState } from './host/run-state.ts'
import * as libraries from './libraries/index.ts'
import { pushM } from './m/push-m.ts'
import { openStandard } from './standard/index.ts'
import type { ModuleSource } from './standard/package.ts'
import { luaString } from './vm/objects.ts'
import { bytesAt, raiseBare } from './vm/stack.ts'
import { type LuaFunction, type LuaState, lauxlib, lua } from './vm/vm.ts'

/** What `require` finds besides the standard libraries. */
export type Loadable = {
  /** What is installed; all when not said. Without its package a library fails with the real engine's text. */
  readonly packages?: readonly LuaPackage[]
  /** Further modules: name to Lua source. */
  readonly modules?: Readonly<Record<string, ByteString>>
}

/** A state in which a script may run: the standard libraries, `m` and the other globals that its engine gives. */
export const newState = (run: RunState, dialect: LuaDialect, loadable: Loadable): LuaState => {
  const L = lauxlib.luaL_newstate()
  captureFailures(L, run)
  lua.lua_sethook(L, L1 => checkIn(L1, run), lua.LUA_MASKCOUNT, HOOK_EVERY)
  openStandard(L, run, moduleSource(loadable))
  pushM(L, run, dialect)
  lua.lua_setglobal(L, luaString('m'))
  for (const name of dialect.handles) {
    lua.lua_pushlightuserdata(L, { name })
    lua.lua_setglobal(L, luaString(name))
  }
  return L
}

/** Instructions between two looks at the meter. */
const HOOK_EVERY = 1000

/** Slots of Lua's stack after which a recursion counts as endless; Lua 5.1 allows 20,000 calls. */
const STACK_SLOTS = 200_000

/**
 * fengari asks for this handler whenever it catches a JavaScript exception. It cannot call it when the virtual machine
 * itself threw, having no room on the stack; that it asked is then all there is to know.
 */
const captureFailures = (L: LuaState, run: RunState): void => {
  const capture: LuaFunction = L1 => {
    const error = lua.lua_touserdata(L1, 1)
    run.failure ??= { error }
    throw error
  }
  Object.defineProperty(L.l_G, 'atnativeerror', {
    get: () => {
      run.stumbled = true
      return capture
    },
  })
}

const checkIn = (L: LuaState, run: RunState): void => {
  run.meter.instructions(HOOK_EVERY)
  if (L.stack.length > STACK_SLOTS) {
    lauxlib.luaL_where(L, 0)
    raiseBare(L, `${bytesAt(L, -1) ?? ''}stack overflow`)
  }
}

const LIBRARIES: ReadonlyMap<string, Library> = new Map(
  Object.values(libraries).map(library => [library.name, library]),
)

const moduleSource = ({ packages, modules }: Loadable): ModuleSource => ({
  library: name => {
    const library = LIBRARIES.get(name)
    return library === undefined || packages?.includes(library.from) === false ? undefined : library
  },
  source: name => modules?.[name],
})
