import { describe, expect, test } from 'vitest'
import { fromText } from '../bytes.ts'
import { LIBMODSECURITY } from './m/libmodsecurity.ts'
import { MOD_SECURITY2 } from './m/mod-security2.ts'
import { runScript } from './run.ts'
import { compileScript } from './script.ts'
import { observe, observeMain } from './testing.ts'

describe('the result of main on mod_security2', () => {
  // As seen on mod_security2 2.9.7 with Lua 5.1 and, for the number, 2.9.8 with Lua 5.3.
  test.each([
    ['return nil', undefined],
    ['', undefined],
    ['return false', undefined],
    ['return true', undefined],
    ['return {}', undefined],
    ['return print', undefined],
    ['return nil, "x"', undefined],
    ['return "msg"', 'msg'],
    ['return "a", "b"', 'a'],
    ['return ""', ''],
    ['return 0', '0'],
    ['return 1', '1'],
    ['return 1.5', '1.5'],
    ['return -1', '-1'],
    ['return 1.0', '1'],
    ['return "a\\0b"', 'a'],
    ['return 2^53', '9.007199254741e+15'],
    ['return 1/0', 'inf'],
    ['return "\\195\\188\\255"', '\xc3\xbc\xff'],
  ])('%s gives %j', async (body, value) => {
    expect((await observeMain(body)).result).toEqual({ kind: 'result', value })
  })

  test('1.0 shows its fraction in Lua 5.3', async () => {
    expect((await observeMain('return 1.0', { luaVersion: '5.3' })).result).toEqual({ kind: 'result', value: '1.0' })
  })
})

describe('an error in a script', () => {
  test.each([
    ['function main() error("boom") end', 'err.lua:1: boom'],
    ['function main() error({}) end', '(null)'],
    ['function main() error() end', '(null)'],
    ['function main() error(5) end', '5'],
    ['x = 1', 'attempt to call a nil value'],
    ['main = 5', 'attempt to call a number value'],
    ['', 'attempt to call a nil value'],
    ['error("top") function main() end', 'attempt to call a nil value'],
    ['function main()\n return m.getvar("NO_SUCH").x end', 'err.lua:2: attempt to index a nil value'],
    ['function main() local t t.x = 1 end', "err.lua:1: attempt to index local 't' (a nil value)"],
    ['function main() nope() end', "err.lua:1: attempt to call global 'nope' (a nil value)"],
    ['function main() local s = "" s:nope() end', "err.lua:1: attempt to call method 'nope' (a nil value)"],
    ['function main() return "a" .. y end', "err.lua:1: attempt to concatenate global 'y' (a nil value)"],
    ['function main() return m.a + 1 end', "err.lua:1: attempt to perform arithmetic on field 'a' (a nil value)"],
    ['function main() return 1 < "2" end', 'err.lua:1: attempt to compare number with string'],
    ['function main() string.rep() end', "err.lua:1: bad argument #1 to 'rep' (string expected, got no value)"],
    [
      'function main() string.format("%s", nil) end',
      "err.lua:1: bad argument #2 to 'format' (string expected, got nil)",
    ],
    ['function main() local function f() return 1 + f() end f() end', 'err.lua:1: stack overflow'],
  ])('%j ends with the engine’s text', async (source, message) => {
    const { result } = await observe(source, { file: 'err.lua' })
    expect(result).toEqual({ kind: 'error', message, where: 'main' })
  })

  test('a long file name is shortened as Lua 5.1 shortens it', async () => {
    const file = '/etc/modsecurity.d/owasp-crs/plugins/machine-learning-client.lua'
    const { result } = await observe('function main() error("x") end', { file })
    const message = '...rity.d/owasp-crs/plugins/machine-learning-client.lua:1: x'
    expect(result).toEqual({ kind: 'error', message, where: 'main' })
  })

  test('on libmodsecurity an error of the chunk is reported and main is not run', async () => {
    const { result, log } = await observe('function main() m.log(1, "ran") end error("top")', {
      dialect: LIBMODSECURITY,
      luaVersion: '5.3',
    })
    expect(result).toEqual({ kind: 'error', message: 'test.lua:1: top', where: 'before main' })
    expect(log).toEqual([])
  })
})

describe('the state of a run', () => {
  test('does not survive it', async () => {
    const script = compileScript('n = (n or 0) + 1 function main() return n end', 'n.lua', { luaVersion: '5.1' })
    const host = {
      resolve: () => ({ entries: [] }),
      transformation: () => undefined,
      setvar: () => true,
      log: () => {},
      wallMs: Date.now,
    }
    for (let run = 0; run < 3; run++) {
      expect(await runScript(script, host, { dialect: MOD_SECURITY2 })).toEqual({ kind: 'result', value: '1' })
    }
  })

  // Observed with the same chunk on 2.9.7.
  test('has the globals of Lua 5.1 and mod_security2', async () => {
    const names =
      'local g = {} for k in pairs(_G) do g[#g + 1] = tostring(k) end table.sort(g) return table.concat(g, " ")'
    const { result } = await observeMain(names)
    const value =
      '_G _VERSION __msr __rule assert collectgarbage coroutine debug dofile error gcinfo getfenv getmetatable io ipairs load loadfile loadstring m main math module newproxy next os package pairs pcall print rawequal rawget rawset require select setfenv setmetatable string table tonumber tostring type unpack xpcall'
    expect(result).toEqual({ kind: 'result', value })
  })

  test.each([
    ['mod_security2', MOD_SECURITY2, 'userdata userdata nil nil nil Lua 5.1'],
    ['libmodsecurity', LIBMODSECURITY, 'nil nil userdata nil table Lua 5.3'],
  ] as const)('%s has its own globals', async (_, dialect, value) => {
    const body =
      'return table.concat({type(__msr), type(__rule), type(__transaction), type(arg), type(modsec), _VERSION}, " ")'
    expect((await observeMain(body, { dialect, luaVersion: dialect.version })).result).toEqual({
      kind: 'result',
      value,
    })
  })

  test('has a package.path that begins with the working directory', async () => {
    const { result } = await observeMain('return package.path')
    const value =
      './?.lua;/usr/local/share/lua/5.1/?.lua;/usr/local/share/lua/5.1/?/init.lua;/usr/local/lib/lua/5.1/?.lua;/usr/local/lib/lua/5.1/?/init.lua;/usr/share/lua/5.1/?.lua;/usr/share/lua/5.1/?/init.lua'
    expect(result).toEqual({ kind: 'result', value })
  })
})

describe('main’s argument', () => {
  test.each([
    [undefined, 'mod_security2', '0'],
    ['abc', 'mod_security2', '1 abc'],
    ['', 'mod_security2', '1 '],
    ['', 'libmodsecurity', '0'],
    ['\xff\x80é', 'mod_security2', '1 \xff\x80é'],
  ] as const)('%j on %s arrives as %j', async (argument, engine, value) => {
    const dialect = engine === 'mod_security2' ? MOD_SECURITY2 : LIBMODSECURITY
    const body = 'local n = select("#", ...) if n == 0 then return "0" end return n .. " " .. (...)'
    const { result } = await observeMain(body, { dialect, ...(argument === undefined ? {} : { argument }) })
    expect(result).toEqual({ kind: 'result', value })
  })
})

describe('what ends the process of the real engine', () => {
  test.each([['pcall(os.exit)'], ['os.exit(0)'], ['coroutine.wrap(os.exit)()']])('%s is a crash', async body => {
    expect((await observeMain(`${body} return 1`)).result.kind).toBe('crash')
  })
})

describe('bytes', () => {
  test('cross unharmed in every octet, as values, keys and in patterns', async () => {
    const octets = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code)).join('')
    const body = `
      local all = m.getvar("X")
      local seen, count = {}, 0
      for i = 1, #all do
        local c = all:sub(i, i)
        assert(c:byte() == i - 1)
        if not seen[c] then seen[c] = true count = count + 1 end
        if not seen[c .. "!"] then seen[c .. "!"] = true count = count + 1 end
      end
      assert(count == 512, count)
      assert(("\\n!") ~= ("\\162\\1"))
      local keys = { ["\\n!"] = 1, ["\\162\\1"] = 2 }
      assert(keys["\\n!"] == 1 and keys["\\162\\1"] == 2)
      assert("\\n" < "A" and "\\1" < "\\16" and not ("\\255" < "a"))
      m.setvar("tx.copy", (all:gsub("%z", "0"):gsub(".", "%0")))
      return #all`
    const { result, variables } = await observeMain(body, {
      resolve: () => ({ entries: [{ name: 'X', value: octets }] }),
    })
    expect(result).toEqual({ kind: 'result', value: '256' })
    expect(variables.get('tx.copy')).toBe(`0${octets.slice(1)}`)
  })

  test('UTF-8 in a script stays what it is', async () => {
    expect((await observeMain(fromText('return "é" .. #"é"'))).result).toEqual({
      kind: 'result',
      value: fromText('é2'),
    })
  })
})
