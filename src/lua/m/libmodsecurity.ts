import { type ByteString, upperCase } from '../../bytes.ts'
import type { LuaDialect } from '../dialect.ts'
import type { LuaEntry } from '../host/host.ts'
import { ProcessEnds } from '../host/meter.ts'
import type { RunState } from '../host/run-state.ts'
import { luaString, pushBytes, setFields } from '../vm/objects.ts'
import { checkBytes, cString } from '../vm/stack.ts'
import { type LuaFunction, type LuaState, lua } from '../vm/vm.ts'
import { pushEntries } from './entries.ts'
import { chainOf, NO_CHAIN, namesAt2, type TransformChain } from './transform-chain.ts'

const getvar =
  (run: RunState): LuaFunction =>
  L => {
    const name = cString(checkBytes(L, 1))
    const found = resolve(run, name)[0]?.value ?? ''
    const chain = transformations(L, run)
    const value = chain.steps.reduce((text, step) => step(text), found)
    run.context.host.trace?.({
      call: 'getvar',
      name,
      transformations: chain.names,
      value: value === '' ? undefined : value,
    })
    if (value === '') return 0
    pushBytes(L, value)
    return 1
  }

/** The second argument is ignored. */
const getvars =
  (run: RunState): LuaFunction =>
  L => {
    const name = cString(checkBytes(L, 1))
    const entries = resolve(run, name)
    run.context.host.trace?.({ call: 'getvars', name, transformations: [], entries })
    return pushEntries(L, entries)
  }

/** The metatable that it makes for nothing stays in a global (engine/lua.cc Lua::run). */
const setModsec = (L: LuaState): void => {
  lua.lua_createtable(L, 0, 1)
  setFields(L, { __name: 'luaL_msc' })
  lua.lua_setglobal(L, luaString('modsec'))
}

/** Scripts in libmodsecurity: src/engine/lua.cc as observed on 3.0.14. */
export const LIBMODSECURITY: LuaDialect = {
  version: '5.3',
  handles: ['__transaction'],
  getvar,
  getvars,
  setvarReturns: 'nothing',
  setvarReads: 'as they are',
  shownKey: key => key,
  failedChunk: 'ends it',
  beforeMain: setModsec,
  emptyArgument: 'left out',
  emptyResult: 'no match',
}

/**
 * The entries. The name is split at its first dot, else at its first colon. A name that it does not know is thrown
 * through Lua, which ends nginx's worker.
 */
const resolve = (run: RunState, asked: ByteString): readonly LuaEntry[] => {
  const dot = asked.indexOf('.')
  const at = dot === -1 ? asked.indexOf(':') : dot
  const name = at === -1 ? asked : asked.slice(0, at)
  const key = at === -1 ? undefined : asked.slice(at + 1)
  const resolved = run.context.host.resolve(name, key)
  if (!('problem' in resolved)) return resolved.entries
  if (resolved.problem === 'missing-parameter' && upperCase(name) !== 'ENV') return []
  throw new ProcessEnds(`std::invalid_argument: Variable not found. (${asked}): the worker process ends`)
}

/** What it does not know is dropped without a word. */
const transformations = (L: LuaState, run: RunState): TransformChain => {
  const names = namesAt2(L)
  return names === undefined ? NO_CHAIN : chainOf(run, names, names, () => undefined)
}
