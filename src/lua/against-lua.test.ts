import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { fromOctets } from '../bytes.ts'
import { observeMain } from './testing.ts'
import type { LuaVersion } from './vm/version.ts'

/** Each line is run in both and must print the same. What is known to differ is left out; `vm.ts` names it. */
const PROBES: readonly string[] = [
  'print(1e15, 1e100, 0.1, 1/3, 3.0, 10/2, 7 % -3, 2^31, 1e14 + 0.5, 100 / 3, -1/0, 1/0, 123456.789e3)',
  'print(tonumber("0x10"), tonumber("1e1"), tonumber(" 10 "), tonumber("10a"), tonumber("ff", 16), tonumber("zz", 36))',
  'print(tonumber(""), tonumber("8", 8), tonumber("1e"), tonumber("0x"), tonumber("1 2"), tonumber("-0x10"))',
  'print(string.format("%5.1f|%g|%g|%g|%.3f|%5.2f%%|%.0f|%.0f|%.0f", 2.25, 1e100, 1e-5, 100000, 2/3, 99.555, 0.5, 1.5, 2.5))',
  'print(string.format("%x %X %o %c %i %u %5d|%-5d|%05d|%+d|% d|%#x|%e|%.3e|%10.4s|%-10s|", 255, 255, 8, 65, 3, 4, 42, 42, 42, 42, 42, 255, 12345.678, 0.00012345, "abcdefgh", "hi"))',
  'print(string.format("%q", "a\\n\\"z\\\\"))',
  'print(pcall(string.format, "%y", 1)) print(pcall(string.format, "%123d", 1))',
  'print(("hello world"):find("o w"), ("hello"):find("l+"), ("hello"):find("xyz"), ("hello"):find(""), ("hello"):find("", 10))',
  'print(("hello"):match("(h)(.)"), ("key = value"):match("^(%w+)%s*=%s*(%w+)$"), ("x"):match("()"), ("[[a]]"):match("%[%[(.-)%]%]"))',
  'print(("THE (quick) fox"):find("%((%a+)%)"), ("f(a(b)c)d"):match("%b()"), ("THE (quick) fox"):gsub("%f[%a]%a+", "<%0>"))',
  'print(("hello world"):gsub("o", "0"), ("abc"):gsub("", "-"), ("abc"):gsub("%w", "%0%0"), ("hello"):gsub("l", { l = "L" }), ("a,b"):gsub(",", "%%"))',
  'print(("abc"):gsub("b", function() return false end), ("abc"):gsub("(b)", function(c) return c:upper() end), ("aaa"):gsub("a", "b", 2))',
  'for k, v in ("a=1, b=2"):gmatch("(%w+)=(%w+)") do print(k, v) end for w in ("one two"):gmatch("%a+") do print(w) end',
  'print(("x^y"):gsub("%^", "**"), ("a.b"):gsub("%.", "%%2E"), ("]"):find("[]]"), ("a-z"):gsub("[a%-z]", "."), ("é"):byte(1, -1))',
  'for _, p in ipairs{"[a", "%", "(a", "a)", "%f"} do print(pcall(string.find, "abc", p)) end',
  'print(pcall(string.gsub, "abc", "b", function() return {} end))',
  'print(("a\\0b"):len(), ("a\\0b"):upper() == "A\\0B", ("abc"):reverse(), ("abc"):rep(3), ("abc"):sub(-2), ("abc"):sub(2, 10), ("abc"):sub(0))',
  'print(table.concat({1, 2.5, "x"}, ","), pcall(table.concat, {1, {}, 3}), #table.concat({}))',
  'local t = {5, 2, 8, 1} table.sort(t) print(table.concat(t, " ")) table.sort(t, function(a, b) return a > b end) print(table.concat(t, " "))',
  'local t = {1, 2, 3} table.insert(t, 2, "x") print(table.remove(t, 1), table.concat(t, " "), #t, pcall(table.insert, t, 1, 2, 3))',
  'print("a" < "b", "a" < "B", "" < "a", "a\\0b" < "a\\0c", "\\1" < "\\16", "Z" < "a")',
  'local ok, e = pcall(function() local t; t.x = 1 end) print(e)',
  'local ok, e = pcall(function() foo.x = 1 end) print(e)',
  'local ok, e = pcall(function() local t = {} t:foo() end) print(e)',
  'local ok, e = pcall(function() local v; return "a" .. v end) print(e)',
  'local ok, e = pcall(function() return {} < {} end) print(e)',
  'local ok, e = pcall(function() for i = 1, "x" do end end) print(e)',
  'local ok, e = pcall(function() return #5 end) print(e)',
  'local ok, e = pcall(error, "x", 2) print(e) print(select("#", pcall(error)))',
  'print(pcall(setmetatable, 1, {})) print(pcall(tonumber, "1", 99)) print(pcall(string.rep))',
  'print(coroutine.resume(coroutine.create(function() error("x") end))) print(pcall(coroutine.wrap(function() error("y") end)))',
  'local co = coroutine.wrap(function(a) local b = coroutine.yield(a + 1) return b * 2 end) print(co(1), co(10), pcall(co))',
  'local co = coroutine.create(function() coroutine.yield(1) end) print(coroutine.status(co), coroutine.resume(co)) print(coroutine.status(co), coroutine.resume(co), coroutine.status(co))',
  'print(xpcall(function() error("e") end, function(m) return "handled " .. m end))',
  'print(os.date("!%Y-%m-%d %H:%M:%S %j %a %b %p %y %%", 1e9), os.time{ year = 2020, month = 1, day = 1, hour = 12 } - os.time{ year = 2019, month = 12, day = 31, hour = 12 })',
  'print(math.floor(3.7), math.max(1, 2.5), math.fmod(7, 3), math.abs(-3), 5 % 3, -5 % 3, 5.5 % 2, math.huge, -math.huge, math.pi)',
  'print(next({}), type(next), rawequal("a", "a"), select(-1, 1, 2, 3), tostring(nil), tostring(true), #"abc")',
  'local f = (loadstring or load)("return ...", "@chunk") print(f(1, 2)) print((loadstring or load)("x ="))',
  'print(pcall(require, "nosuch.mod"))',
]

/** What only Lua 5.1 has or does. */
const PROBES_51: readonly string[] = [
  'print(unpack({1, 2, 3})) print(table.getn({1, 2}), table.maxn({[5] = 1}), math.pow(2, 3), math.mod(7, 3), math.log10(1000), math.ldexp(1, 3), math.frexp(8))',
  'table.foreach({a = 1}, print) table.foreachi({"x", "y"}, print) for w in string.gfind("a b", "%a") do print(w) end',
  'local f = loadstring("return x") setfenv(f, {x = 7}) print(f(), getfenv(f).x, getfenv(1) == _G, getfenv(0) == _G)',
  'local function f() return y end setfenv(f, {y = 8}) print(f(), pcall(setfenv, print, {}))',
  'print(2^53, 2^63, 1e14, 12345678901234.5, 2147483647 + 1, 65536 * 65536, -2147483648 - 1, 1000000007 * 1000000007)',
  'print(string.format("%d %d %s %5s|%-5s|", 3.7, -3.7, 1.0, "a", "b"), pcall(string.format, "%s", nil))',
  'print("\\x41\\q\\z", #string.format("%s", "a\\0b"), ("abc"):gsub("b", "%y"), ("hello"):sub(2.7, 4), tonumber("nan") ~= tonumber("nan"), tonumber("inf"))',
  'print(pcall(string.find, "abc", "%1")) print(pcall(string.gsub, "abc", "(b)", "%2")) print(pcall(string.find, "abc", "%b")) print(("abc"):gsub("%w*", "x"))',
  'print(_VERSION, gcinfo() > 0, type(newproxy()), type(module), table.unpack, math.type, utf8, rawlen, string.pack, bit32)',
  'print(pcall(load, "x")) print(type(load(function() return nil end)))',
]

const PROBES_53: readonly string[] = [
  'print(1, 1.0, 3 // 2, 3.0 // 2, 7 & 3, 1 << 4, 10 / 2, 2^2, 1e3, 3 | 0, ~0, 5 // 0.0)',
  'print(table.unpack({1, 2})) print(table.pack(1, nil).n, math.type(1), math.type(1.0), math.tointeger(3.0), unpack, setfenv, loadstring)',
  'print(("x"):rep(3, ","), string.format("%s %s", nil, true), #string.format("%s", "a\\0b"), "\\x41\\z  b\\u{e9}", utf8.len("é"))',
  'print(pcall(string.format, "%d", 3.7)) print(pcall(string.rep, "x", 1.5)) print(pcall(string.find, "abc", "%1"))',
  'print(("abc"):gsub("%w*", "x")) print(pcall(string.gsub, "abc", "b", "%y")) for i = 1, 3 do if i == 2 then goto next end print(i) ::next:: end',
  'print(load("return x", "c", "t", { x = 9 })()) print(string.format("%q", "a\\0\\r1\\1z"))',
]

const available = (lua: string): boolean => spawnSync(lua, ['-v']).status === 0

describe.each([
  ['5.1', 'lua5.1', [...PROBES, ...PROBES_51]],
  ['5.3', 'lua5.3', [...PROBES, ...PROBES_53]],
] as const)('Lua %s', (luaVersion: LuaVersion, lua, probes) => {
  const present = available(lua)
  if (!present) test.skip(`prints as ${lua} prints: ${lua} is not installed (Debian: apt-get install ${lua})`, () => {})
  else {
    test.each(probes)('prints as the real one: %s', async probe => {
      const source = `local function main() ${probe}\nend main()`
      const real = spawnSync(lua, ['-'], { input: Buffer.from(source, 'utf8'), env: { TZ: process.env.TZ ?? '' } })
      const name = (text: string): string => text.replaceAll('stdin:', 'p.lua:').replaceAll('[string "stdin"]', 'p.lua')
      const { printed, result } = await observeMain(Buffer.from(probe, 'utf8').toString('latin1'), {
        luaVersion,
        file: 'p.lua',
      })
      expect({ printed, kind: result.kind }).toEqual({ printed: name(fromOctets(real.stdout)), kind: 'result' })
    })
  }
})
