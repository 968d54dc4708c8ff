import { type ByteString, upperCase } from '../../bytes.ts'
import { escapeLogKeepingQuotes } from '../../log-escape.ts'
import type { LuaDialect } from '../dialect.ts'
import type { LuaEntry, Resolved } from '../host/host.ts'
import { ProcessEnds } from '../host/meter.ts'
import type { RunState } from '../host/run-state.ts'
import { pushBytes } from '../vm/objects.ts'
import { checkBytes, cString } from '../vm/stack.ts'
import { type LuaFunction, type LuaState, lua } from '../vm/vm.ts'
import { pushEntries } from './entries.ts'
import { chainOf, NO_CHAIN, namesAt2, type TransformChain } from './transform-chain.ts'

const getvar =
  (run: RunState): LuaFunction =>
  L => {
    const name = cString(checkBytes(L, 1))
    const resolved = resolve(run, name)
    const entries = resolved === undefined ? [] : resolved.entries
    // An unknown variable is reported before the transformations are looked at.
    const chain = resolved === undefined ? NO_CHAIN : transformations(L, run)
    const value = entries[0] === undefined ? undefined : transformed(entries[0].value, chain)
    run.context.host.trace?.({ call: 'getvar', name, transformations: chain.names, value })
    if (value === undefined) return 0
    pushBytes(L, value)
    return 1
  }

const getvars =
  (run: RunState): LuaFunction =>
  L => {
    const name = cString(checkBytes(L, 1))
    const chain = transformations(L, run)
    const found = resolve(run, name)?.entries ?? []
    const entries = found.map(entry => ({ name: cString(entry.name), value: transformed(entry.value, chain) }))
    run.context.host.trace?.({ call: 'getvars', name, transformations: chain.names, entries })
    return pushEntries(L, entries)
  }

/**
 * Scripts in mod_security2: apache2/msc_lua.c of 2.9.7 as observed on it. Names of entries are escaped since 2.9.11
 * (re_variables.c: `ARGS:` and `log_escape_nq_ex`).
 */
export const MOD_SECURITY2: LuaDialect = {
  version: '5.1',
  handles: ['__msr', '__rule'],
  getvar,
  getvars,
  setvarReturns: 'the value',
  setvarReads: 'as in a rule',
  shownKey: escapeLogKeepingQuotes,
  failedChunk: 'is passed over',
  beforeMain: () => undefined,
  emptyArgument: 'given',
  emptyResult: 'match',
}

/**
 * The entries, or undefined with a line in the log (re.c msre_create_var_ex). The name is split at its first dot, a
 * leading `&` or `!` counts for nothing.
 */
const resolve = (run: RunState, asked: ByteString): { readonly entries: readonly LuaEntry[] } | undefined => {
  const { host } = run.context
  const dot = asked.indexOf('.')
  const whole = dot === -1 ? asked : asked.slice(0, dot)
  const plain = whole.replace(/^[&!]/, '')
  const key = dot === -1 ? undefined : asked.slice(dot + 1)
  const header = /^HTTP_([\s\S]+)$/.exec(plain)?.[1]
  const resolved = header === undefined ? host.resolve(plain, key) : host.resolve('REQUEST_HEADERS', header)
  if (!('problem' in resolved)) return resolved
  if (resolved.problem === 'missing-parameter' && upperCase(plain) === 'ENV') {
    throw new ProcessEnds(`reading ${whole} without a key ends the process of the real engine`)
  }
  host.log(1, problemText(resolved, whole))
  return undefined
}

const problemText = (resolved: Extract<Resolved, { problem: unknown }>, name: ByteString): ByteString => {
  switch (resolved.problem) {
    case 'unknown-variable':
      return `Unknown variable: ${name}`
    case 'missing-parameter':
      return `Missing mandatory parameter for variable ${name}.`
    case 'unexpected-parameter':
      return `Variable ${name} does not support parameters.`
  }
}

/** The second argument: a name, or a table of names in which `none` drops what stands before it. */
const transformations = (L: LuaState, run: RunState): TransformChain => {
  const { host } = run.context
  const type = lua.lua_type(L, 2)
  if (type <= lua.LUA_TNIL || type === lua.LUA_TUSERDATA || type === lua.LUA_TLIGHTUSERDATA) return NO_CHAIN
  const names = namesAt2(L)
  if (names === undefined) {
    // lua_typename gets the index where it wants the type, so that it always says "userdata".
    host.log(1, `${WRONG_TYPE}, but found "userdata" (type ${type}).`)
    return NO_CHAIN
  }
  return chainOf(run, names.slice(names.lastIndexOf('none') + 1), names, name => {
    host.log(1, `SecRuleScript: Invalid transformation function: ${name}`)
  })
}

const WRONG_TYPE =
  'SecRuleScript: Transformation parameter must be a transformation name or array of transformation names'

/** The value is copied as a C string of the old length first, so that what follows a NUL is zeros. */
const transformed = (value: ByteString, { steps }: TransformChain): ByteString => {
  if (steps.length === 0) return value
  const text = cString(value).padEnd(value.length, '\0')
  return steps.reduce((current, step) => step(current), text)
}
