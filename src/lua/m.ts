import type { ByteString } from '../bytes.ts'
import type { LuaEntry, Resolved } from './host/host.ts'
import { ProcessEnds } from './host/meter.ts'
import type { RunState } from './host/run-state.ts'
import { pushBytes, setFields } from './vm/objects.ts'
import { bytesAt, checkBytes, cString, raise } from './vm/stack.ts'
import { type LuaFunction, type LuaState, lauxlib, lua } from './vm/vm.ts'

/**
 * Pushes the table `m`: getvar, getvars, setvar, log.
 * v2: apache2/msc_lua.c of 2.9.7 as observed on it; v3: src/engine/lua.cc as observed on 3.0.14.
 */
export const pushM = (L: LuaState, run: RunState): void => {
  const { dialect } = run.context
  lua.lua_createtable(L, 0, 4)
  setFields(L, {
    getvar: dialect === 'v2' ? getvar2(run) : getvar3(run),
    getvars: dialect === 'v2' ? getvars2(run) : getvars3(run),
    setvar: setvar(run),
    log: log(run),
  })
}

const getvar2 =
  (run: RunState): LuaFunction =>
  L => {
    const name = cString(checkBytes(L, 1))
    const resolved = resolve2(run, name)
    const entries = resolved === undefined ? [] : resolved.entries
    // An unknown variable is reported before the transformations are looked at.
    const chain = resolved === undefined ? NO_CHAIN : transformations2(L, run)
    const value = entries[0] === undefined ? undefined : transform2(entries[0].value, chain)
    run.context.host.trace?.({ call: 'getvar', name, transformations: chain.names, value })
    if (value === undefined) return 0
    pushBytes(L, value)
    return 1
  }

const getvars2 =
  (run: RunState): LuaFunction =>
  L => {
    const name = cString(checkBytes(L, 1))
    const chain = transformations2(L, run)
    const found = resolve2(run, name)?.entries ?? []
    const entries = found.map(entry => ({ name: cString(entry.name), value: transform2(entry.value, chain) }))
    run.context.host.trace?.({ call: 'getvars', name, transformations: chain.names, entries })
    return pushEntries(L, entries)
  }

const getvar3 =
  (run: RunState): LuaFunction =>
  L => {
    const name = cString(checkBytes(L, 1))
    // With several values of one key the hash gives the last.
    const found = resolve3(run, name).entries.at(-1)?.value ?? ''
    const chain = transformations3(L, run)
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

/** v3 ignores getvars' second argument. A keyed look-up gives the newest value first. */
const getvars3 =
  (run: RunState): LuaFunction =>
  L => {
    const name = cString(checkBytes(L, 1))
    const resolved = resolve3(run, name)
    const entries = resolved.keyed ? [...resolved.entries].reverse() : resolved.entries
    run.context.host.trace?.({ call: 'getvars', name, transformations: [], entries })
    return pushEntries(L, entries)
  }

/**
 * Exactly two arguments, the first with a dot. Otherwise the C function returns -1 and Lua's stack is corrupted: what
 * follows is undefined there, and an error that says so here. The value is checked first, as in C.
 */
const setvar =
  (run: RunState): LuaFunction =>
  L => {
    const { host, dialect } = run.context
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
    if (dialect === 'v3' || !stored) return 0
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

/** The entries, or undefined with a line in the log (re.c msre_create_var_ex). */
const resolve2 = (run: RunState, asked: ByteString): { readonly entries: readonly LuaEntry[] } | undefined => {
  const { host } = run.context
  const dot = asked.indexOf('.')
  const whole = dot === -1 ? asked : asked.slice(0, dot)
  const plain = whole.replace(/^[&!]/, '')
  const key = dot === -1 ? undefined : asked.slice(dot + 1)
  const header = /^HTTP_([\s\S]+)$/.exec(plain)?.[1]
  const resolved = header === undefined ? host.resolve(plain, key) : host.resolve('REQUEST_HEADERS', header)
  if (!('problem' in resolved)) return resolved
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
    case 'crash':
      throw new ProcessEnds(`reading ${name} without a key ends the process of the real engine`)
  }
}

/** v3 throws for a name it does not know, through Lua, which ends nginx's worker. */
const resolve3 = (
  run: RunState,
  asked: ByteString,
): { readonly entries: readonly LuaEntry[]; readonly keyed: boolean } => {
  const dot = asked.indexOf('.')
  const at = dot === -1 ? asked.indexOf(':') : dot
  const key = at === -1 ? undefined : asked.slice(at + 1)
  const resolved = run.context.host.resolve(at === -1 ? asked : asked.slice(0, at), key)
  if (!('problem' in resolved)) return { entries: resolved.entries, keyed: key !== undefined }
  if (resolved.problem === 'missing-parameter') return { entries: [], keyed: false }
  throw new ProcessEnds(`std::invalid_argument: Variable not found. (${asked}): the worker process ends`)
}

type Chain = { readonly names: readonly ByteString[]; readonly steps: readonly ((value: ByteString) => ByteString)[] }

const NO_CHAIN: Chain = { names: [], steps: [] }

/** The second argument: a name, or a table of names in which `none` drops what stands before it. */
const transformations2 = (L: LuaState, run: RunState): Chain => {
  const { host } = run.context
  const type = lua.lua_type(L, 2)
  if (type <= lua.LUA_TNIL || type === lua.LUA_TUSERDATA || type === lua.LUA_TLIGHTUSERDATA) return NO_CHAIN
  const given = type === lua.LUA_TTABLE ? namesInTable(L) : bytesAt(L, 2)
  if (given === undefined) {
    // lua_typename gets the index where it wants the type, so that it always says "userdata".
    host.log(1, `${WRONG_TYPE}, but found "userdata" (type ${type}).`)
    return NO_CHAIN
  }
  const names = typeof given === 'string' ? [given] : given
  return chainOf(run, names.slice(names.lastIndexOf('none') + 1), names, name => {
    host.log(1, `SecRuleScript: Invalid transformation function: ${name}`)
  })
}

const WRONG_TYPE =
  'SecRuleScript: Transformation parameter must be a transformation name or array of transformation names'

/** v3 drops what it does not know without a word. */
const transformations3 = (L: LuaState, run: RunState): Chain => {
  const type = lua.lua_type(L, 2)
  const given = type === lua.LUA_TTABLE ? namesInTable(L) : bytesAt(L, 2)
  if (given === undefined) return NO_CHAIN
  const names = typeof given === 'string' ? [given] : given
  return chainOf(run, names, names, () => undefined)
}

/** The functions of `names`; every one of `all` that is unknown is told to `unknown`. */
const chainOf = (
  run: RunState,
  names: readonly ByteString[],
  all: readonly ByteString[],
  unknown: (name: ByteString) => void,
): Chain => {
  const find = run.context.host.transformation
  for (const name of all) if (name !== 'none' && find(name) === undefined) unknown(name)
  const known = names.flatMap(name => {
    const step = find(name)
    return step === undefined || name === 'none' ? [] : [{ name, step }]
  })
  return { names: known.map(({ name }) => name), steps: known.map(({ step }) => step) }
}

const namesInTable = (L: LuaState): ByteString[] =>
  Array.from({ length: lua.lua_rawlen(L, 2) }, (_, index) => {
    lua.lua_rawgeti(L, 2, index + 1)
    const name = cString(checkBytes(L, -1))
    lua.lua_pop(L, 1)
    return name
  })

/** v2 copies the value as a C string of the old length first, so that what follows a NUL is zeros. */
const transform2 = (value: ByteString, { steps }: Chain): ByteString => {
  if (steps.length === 0) return value
  const text = cString(value).padEnd(value.length, '\0')
  return steps.reduce((current, step) => step(current), text)
}

const pushEntries = (L: LuaState, entries: readonly LuaEntry[]): number => {
  lua.lua_createtable(L, entries.length, 0)
  entries.forEach((entry, index) => {
    lua.lua_createtable(L, 0, 2)
    setFields(L, { name: entry.name, value: entry.value })
    lua.lua_rawseti(L, -2, index + 1)
  })
  return 1
}
