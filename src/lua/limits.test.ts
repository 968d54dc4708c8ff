import { describe, expect, test } from 'vitest'
import type { ScriptLimits } from './limits.ts'
import { observeMain } from './testing.ts'

/** What is counted; the wall time is left at what no test takes. */
const LIMITS: Partial<ScriptLimits> = { instructions: 2_000_000, memoryBytes: 64 * 1024 * 1024 }

describe('a script that will not end', () => {
  test.each([
    ['while true do end', 'instructions'],
    ['pcall(error) while true do end', 'instructions'],
    ['while true do pcall(function() while true do end end) end', 'instructions'],
    ['xpcall(error, print) while true do end', 'instructions'],
    ['coroutine.wrap(function() pcall(error) while true do end end)()', 'instructions'],
    ['pcall(coroutine.wrap(function() while true do end end))', 'instructions'],
    ['string.gsub("a", "a", function() while true do end end)', 'instructions'],
    ['pcall(table.sort, {1, 2, 3}, function() while true do end end)', 'instructions'],
    ['setmetatable(_G, { __index = function() while true do end end }) return nope', 'instructions'],
    ['local s = string.rep("a", 30) return s:find(string.rep("a?", 30) .. string.rep("a", 30))', 'instructions'],
    ['return string.rep("a", 5000):find(".-.-.-.-b")', 'instructions'],
    ['return string.rep("x", 1e9)', 'stringBytes'],
    ['local s = "x" while true do s = s .. s end', 'memoryBytes'],
    ['local t = {} for i = 1, 1e6 do t[i] = string.rep("x", 1000) .. i end', 'memoryBytes'],
    [
      'local s = string.rep("x", 1e6) local t = {} for i = 1, 1000 do t[i] = s end return table.concat(t)',
      'stringBytes',
    ],
    ['return (string.rep("x", 1e5):gsub("x", string.rep("y", 1e5)))', 'stringBytes'],
    ['debug.sethook() while true do end', undefined],
    ['require("socket").sleep(60)', 'sleepMs'],
  ] as const)('%s', async (body, limit) => {
    const { result } = await observeMain(body, { limits: LIMITS })
    if (limit === undefined) expect(result.kind).toBe('error')
    else expect(result).toMatchObject({ kind: 'limit', limit })
  })

  test('waits no longer than the wall time', async () => {
    const { result } = await observeMain('require("socket").sleep(5)', { limits: { wallTimeMs: 50 } })
    expect(result).toEqual({ kind: 'limit', limit: 'wallTimeMs', message: 'the script ran for more than 50 ms' })
  })
})

describe('what is not granted', () => {
  test.each([
    ['os.execute("true")', 'test.lua:1: os.execute is not granted to scripts'],
    ['io.popen("true")', 'test.lua:1: io.popen is not granted to scripts'],
    ['os.remove("x")', 'test.lua:1: os.remove is not granted to scripts'],
  ])('%s is an error and in the trace', async (body, message) => {
    const { result, calls } = await observeMain(body)
    expect(result).toEqual({ kind: 'error', message, where: 'main' })
    expect(calls).toMatchObject([{ call: 'refused' }])
  })

  test('a file looks unreadable, and the trace tells why', async () => {
    const { result, calls } = await observeMain('return select(2, io.open("/etc/passwd"))')
    expect(result).toEqual({ kind: 'result', value: '/etc/passwd: Permission denied' })
    expect(calls).toEqual([{ call: 'refused', what: 'io.open /etc/passwd (r)' }])
  })

  test('a granted directory does not grant what its name leads out of', async () => {
    const access = { readableFiles: [`${import.meta.dirname}/`] }
    const body = (path: string) => `local f = io.open(${JSON.stringify(path)}) return f and f:read("*l") or "no"`
    expect((await observeMain(body(`${import.meta.dirname}/../bytes.ts`), { access })).result).toMatchObject({
      value: 'no',
    })
    const granted = await observeMain(body(`${import.meta.dirname}/run.ts`), { access })
    expect(granted.result).toMatchObject({ value: "import type { ByteString } from '../bytes.ts'" })
  })

  test('a file of the WAF itself is read, whatever this machine has at its path', async () => {
    const access = { fileOf: (path: string) => (path === '/etc/passwd' ? 'mine' : undefined) }
    const { result } = await observeMain('return io.open("/etc/passwd"):read("*a")', { access })
    expect(result).toEqual({ kind: 'result', value: 'mine' })
    const written = await observeMain('return select(2, io.open("/etc/passwd", "w"))', { access })
    expect(written.result).toEqual({ kind: 'result', value: '/etc/passwd: Permission denied' })
  })

  test('an address of the granted hosts may be reached, by that name only', async () => {
    const access = { network: 'none' as const, hosts: { here: '127.0.0.1' } }
    const body = (host: string) => `return select(2, require("socket").connect("${host}", 1))`
    expect((await observeMain(body('here'), { access })).result).toMatchObject({ value: 'connection refused' })
    expect((await observeMain(body('127.0.0.1'), { access })).result).toMatchObject({ value: 'permission denied' })
  })

  test('other networks are refused', async () => {
    const { result } = await observeMain('return select(2, require("socket").connect("192.0.2.1", 80))')
    expect(result).toEqual({ kind: 'result', value: 'permission denied' })
  })
})
