import { describe, expect, test } from 'vitest'
import type { ByteString } from '../../bytes.ts'
import type { LuaEntry, Resolved } from '../host/host.ts'
import { observe, observeMain, type Setting } from '../testing.ts'
import { LIBMODSECURITY } from './libmodsecurity.ts'

const entry = (name: ByteString, value: ByteString): LuaEntry => ({ name, value })

/** The values that the probes on 2.9.7 found in their requests. */
const ARGS = [entry('ARGS:arg', 'Hello W'), entry('ARGS:arg', 'second'), entry('ARGS:Empty', '')]

const resolve = (name: ByteString, key: ByteString | undefined): Resolved => {
  switch (name.toUpperCase()) {
    case 'ARGS':
      return {
        entries: ARGS.filter(arg => key === undefined || arg.name.toLowerCase() === `args:${key.toLowerCase()}`),
      }
    case 'REQUEST_METHOD':
      return key === undefined ? { entries: [entry(name, 'POST')] } : { problem: 'unexpected-parameter' }
    case 'REQUEST_HEADERS':
      return { entries: key?.toLowerCase() === 'host' ? [entry('REQUEST_HEADERS:Host', 'localhost')] : [] }
    case 'TX':
      if (key === undefined) return { problem: 'missing-parameter' }
      return { entries: key === 'nul' ? [entry('TX:nul', 'q&\0z')] : [] }
    case 'ENV':
      return key === undefined ? { problem: 'missing-parameter' } : { entries: [] }
    default:
      return { problem: 'unknown-variable' }
  }
}

const SETTING: Setting = {
  resolve,
  transformations: {
    lowercase: value => value.toLowerCase(),
    length: value => `${value.length}`,
    base64Encode: value => Buffer.from(value, 'latin1').toString('base64'),
    none: value => value,
  },
}

/** Shows all results the way the probes did. */
const SHOW = `
local function show(v)
  if type(v) == "string" then return string.format("%q", v) end
  if type(v) ~= "table" then return tostring(v) end
  local out = {}
  for i, e in ipairs(v) do out[i] = "{" .. e.name .. "=" .. e.value .. "}" end
  return "[" .. table.concat(out) .. "]"
end
local function probe(ok, ...)
  local n = select("#", ...)
  if not ok then return "ERROR " .. tostring((...)) end
  local out = { n .. " values" }
  for i = 1, n do out[#out + 1] = show((select(i, ...))) end
  return table.concat(out, " ")
end
`

const probe = (call: string, setting: Setting = SETTING) =>
  observe(`${SHOW} function main() return probe(pcall(loadstring(${JSON.stringify(call)}, "=p"))) end`, setting)

const ALL = '[{ARGS:arg=Hello W}{ARGS:arg=second}{ARGS:Empty=}]'

describe('m on mod_security2', () => {
  // Each row was seen on mod_security2 2.9.7 with Lua 5.1; 2.9.11 gave the same.
  test.each([
    ['return m.getvar("ARGS")', '1 values "Hello W"', []],
    ['return m.getvars("ARGS")', `1 values ${ALL}`, []],
    ['return m.getvar("ARGS.ARG")', '1 values "Hello W"', []],
    ['return m.getvar("&ARGS")', '1 values "Hello W"', []],
    ['return m.getvar("ARGS:arg")', '0 values', ['Unknown variable: ARGS:arg']],
    ['return m.getvars("ARGS:arg")', '1 values []', ['Unknown variable: ARGS:arg']],
    ['return m.getvar("ARGS.nope")', '0 values', []],
    ['return m.getvars("ARGS.nope")', '1 values []', []],
    ['return m.getvar("HTTP_Host")', '1 values "localhost"', []],
    ['return m.getvars("request_method")', '1 values [{request_method=POST}]', []],
    ['return m.getvar("TX")', '0 values', ['Missing mandatory parameter for variable TX.']],
    ['return m.getvars("TX")', '1 values []', ['Missing mandatory parameter for variable TX.']],
    ['return m.getvar("NOSUCHVAR")', '0 values', ['Unknown variable: NOSUCHVAR']],
    ['return m.getvar("ARGS.arg", "lowercase")', '1 values "hello w"', []],
    ['return m.getvars("ARGS.arg", "length")', '1 values [{ARGS:arg=7}{ARGS:arg=6}]', []],
    ['return m.getvar("ARGS.arg", {"lowercase", "base64Encode"})', '1 values "aGVsbG8gdw=="', []],
    ['return m.getvar("ARGS.arg", {"lowercase", "none", "base64Encode"})', '1 values "SGVsbG8gVw=="', []],
    ['return m.getvar("ARGS.arg", "none")', '1 values "Hello W"', []],
    [
      'return m.getvar("ARGS.arg", "nope")',
      '1 values "Hello W"',
      ['SecRuleScript: Invalid transformation function: nope'],
    ],
    ['return m.getvar("ARGS.arg", 5)', '1 values "Hello W"', ['SecRuleScript: Invalid transformation function: 5']],
    [
      'return m.getvar("ARGS.arg", true)',
      '1 values "Hello W"',
      [
        'SecRuleScript: Transformation parameter must be a transformation name or array of transformation names, but found "userdata" (type 1).',
      ],
    ],
    ['return (m.getvar("TX.nul", "lowercase"):gsub("%z", "0"))', '1 values "q&00"', []],
    ['return m.getvar()', "ERROR p:1: bad argument #1 to 'getvar' (string expected, got no value)", []],
    ['return m.getvar(nil)', "ERROR p:1: bad argument #1 to 'getvar' (string expected, got nil)", []],
    ['return m.getvar(5)', '0 values', ['Unknown variable: 5']],
    ['return tostring(m.getvar("ARGS.nope"))', "ERROR p:1: bad argument #1 to 'tostring' (value expected)", []],
    ['return m.setvar("tx.a", "1")', '1 values "1"', []],
    ['return m.setvar("tx.a", 3)', '1 values "3"', []],
    ['return m.setvar("tx.a", 1.0)', '1 values "1"', []],
    ['return m.setvar("ip.foo", "1")', '0 values', []],
    ['return m.setvar("tx.a", nil)', "ERROR p:1: bad argument #2 to 'setvar' (string expected, got nil)", []],
    ['return pcall(m.setvar, "tx.a", nil)', `2 values false "bad argument #2 to '?' (string expected, got nil)"`, []],
    ['return m.log("abc", "x")', "ERROR p:1: bad argument #1 to 'log' (number expected, got string)", []],
    ['return m.log(1)', "ERROR p:1: bad argument #2 to 'log' (string expected, got no value)", []],
    ['return m.log(1.7, "f")', '0 values', ['f']],
    ['return m.log("2", 42)', '0 values', ['42']],
    ['return pcall(require, "m")', undefined, []],
  ])('%s', async (call, shown, lines) => {
    const { result, log } = await probe(call)
    if (shown !== undefined) expect(result).toEqual({ kind: 'result', value: shown })
    expect(result.kind).toBe('result')
    expect(log.map(([, text]) => text)).toEqual(lines)
  })

  test('setvar cuts at a NUL and returns the whole value', async () => {
    const { result, variables } = await observeMain('local v = m.setvar("tx.n", "a\\0b") return #v')
    expect(result).toEqual({ kind: 'result', value: '3' })
    expect(variables.get('tx.n')).toBe('a')
  })

  test.each([['m.setvar("nodot", "x")'], ['m.setvar("tx.one")'], ['m.setvar("tx.three", "1", "2")']])(
    '%s sets nothing and is an error where the real stack is corrupted',
    async call => {
      const { result, variables, log } = await observeMain(`${call} return 1`)
      expect(result.kind).toBe('error')
      expect(variables.size).toBe(0)
      expect(log[0]?.[0]).toBe(8)
    },
  )

  test('log levels reach the host as they are', async () => {
    const { log } = await observeMain('for i = 0, 9 do m.log(i, "L" .. i) end m.log(-1, "x")')
    expect(log.map(([level]) => level)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, -1])
  })

  test('reading ENV without a key is a crash', async () => {
    expect((await observeMain('pcall(m.getvar, "ENV") return 1', SETTING)).result.kind).toBe('crash')
  })

  test('the trace tells each call', async () => {
    const { calls } = await observeMain('m.getvar("ARGS.arg", "length") m.setvar("tx.a", 1) m.log(2, "t")', SETTING)
    expect(calls).toEqual([
      { call: 'getvar', name: 'ARGS.arg', transformations: ['length'], value: '7' },
      { call: 'setvar', name: 'tx.a', value: '1', stored: true },
      { call: 'log', level: 2, text: 't' },
    ])
  })
})

describe('m on libmodsecurity', () => {
  /** The variables give the newest value of a key first. */
  const newestFirst = (name: ByteString, key: ByteString | undefined): Resolved => {
    const resolved = resolve(name, key)
    return key === undefined || 'problem' in resolved ? resolved : { entries: [...resolved.entries].reverse() }
  }
  const setting: Setting = { ...SETTING, resolve: newestFirst, dialect: LIBMODSECURITY, luaVersion: '5.3' }

  // As seen on libmodsecurity 3.0.14 with Lua 5.3.
  test.each([
    ['return m.getvar("ARGS.arg")', 'second'],
    ['return m.getvar("ARGS:arg")', 'second'],
    ['return m.getvars("ARGS")[1].value', 'Hello W'],
    ['return m.getvars("ARGS.arg")[1].value', 'second'],
    ['return m.getvar("ARGS.arg", "length")', '6'],
    ['return m.getvar("ARGS.arg", "nope")', 'second'],
    ['return m.getvars("ARGS.arg", "length")[1].value', 'second'],
    ['return m.getvar("ARGS.Empty") or "nothing"', 'nothing'],
    ['return select("#", m.setvar("tx.a", "1"))', '0'],
    ['return ""', undefined],
  ])('%s gives %j', async (body, value) => {
    const { result, log } = await observeMain(body, setting)
    expect(result).toEqual({ kind: 'result', value })
    expect(log).toEqual([])
  })

  test('an unknown variable ends the worker', async () => {
    expect((await observeMain('pcall(m.getvar, "NOSUCHVAR") return 1', setting)).result.kind).toBe('crash')
  })
})
