import { describe, expect, test } from 'vitest'
import { observeMain } from '../testing.ts'
import { absoluteUrl, buildUrl, escapeUrl, parseUrl, unescapeUrl } from './url.ts'

const value = async (body: string): Promise<string | undefined> => {
  const { result } = await observeMain(body)
  if (result.kind !== 'result') throw new Error(JSON.stringify(result))
  return result.value
}

describe('socket.url', () => {
  // Printed by LuaSocket 3.0.0.
  test.each([
    [
      'http://a:b@h:80/p;x?q#f',
      'authority=a:b@h:80 fragment=f host=h params=x password=b path=/p port=80 query=q scheme=http user=a userinfo=a:b',
      'http://a:b@h:80/p;x?q#f',
    ],
    ['//h/p', 'authority=h host=h path=/p', '//h/p'],
    ['mailto:x@y', 'path=x@y scheme=mailto', 'mailto:x@y'],
    ['http://h?q', 'authority=h?q host=h?q scheme=http', 'http://h?q'],
    ['http://[::1]:80/', 'authority=[::1]:80 host=::1 path=/ port=80 scheme=http', 'http://[::1]:80/'],
    ['http://h:8:9/', 'authority=h:8:9 host=h:8 path=/ port=9 scheme=http', 'http://[h:8]:9/'],
    ['/p?a?b#c#d', 'fragment=c#d path=/p query=a?b', '/p?a?b#c#d'],
    ['http://:pw@h/', 'authority=:pw@h host=h password=pw path=/ scheme=http user= userinfo=:pw', 'http://:pw@h/'],
  ])('parses %s', (text, parts, built) => {
    const url = parseUrl(text)
    const shown = Object.entries(url)
      .map(([name, part]) => `${name}=${part}`)
      .sort()
      .join(' ')
    expect([shown, buildUrl(url)]).toEqual([parts, built])
  })

  test.each([
    ['g', 'http://a/b/c/g'],
    ['../g', 'http://a/b/g'],
    ['?y', 'http://a/b/c/d;p?y'],
    ['//g', 'http://g'],
    ['../../../g', 'http://a/g'],
    ['./g/.', 'http://a/b/c/g/'],
    ['g;x', 'http://a/b/c/g;x'],
    ['', 'http://a/b/c/d;p?q'],
    ['http:g', 'http:g'],
    ['#s', 'http://a/b/c/d;p?q#s'],
    ['g/..', 'http://a/b/c/'],
    ['..', 'http://a/b/'],
    ['/c//d/./e/../f', 'http://a/c//d/f'],
  ])('takes %s at http://a/b/c/d;p?q for %s', (relative, absolute) => {
    expect(absoluteUrl('http://a/b/c/d;p?q', relative)).toBe(absolute)
  })

  test('escapes all but letters, digits and the underscore', () => {
    expect(escapeUrl('a b/\xc3\xa9_-')).toBe('a%20b%2f%c3%a9_%2d')
    expect(unescapeUrl('a%20b%2f%zz')).toBe('a b/%zz')
  })
})

describe('mime', () => {
  test.each([
    ['mime.b64("abcd")', 'YWJjZA== nil'],
    ['mime.b64("abcd", "")', 'YWJj d'],
    ['mime.b64(nil)', 'nil nil'],
    ['mime.unb64("YWJjZA==")', 'abcd nil'],
    ['mime.b64("")', 'nil nil'],
    ['mime.unb64("YWJ", "jZA==")', 'abcd '],
  ])('%s gives %j', async (call, shown) => {
    expect(
      await value(`local mime = require("mime") local a, b = ${call} return tostring(a) .. " " .. tostring(b)`),
    ).toBe(shown)
  })
})

describe('ltn12', () => {
  const PRELUDE = `local ltn12, mime = require("ltn12"), require("mime")
    local source, sink, filter, pump = ltn12.source, ltn12.sink, ltn12.filter, ltn12.pump
    local out = {} local to = sink.table(out) `

  // Each gave the same with LuaSocket 3.0.0's ltn12 on Debian's lua5.1.
  test.each([
    [
      'a string in blocks',
      'pump.all(source.string(("x"):rep(5000)), to) return #out .. " " .. #table.concat(out)',
      '3 5000',
    ],
    ['a table', 'pump.all(source.table({"a", "b", "c"}), to) return table.concat(out, ",")', 'a,b,c'],
    [
      'several sources',
      'pump.all(source.cat(source.string("a"), source.empty(), source.string("b")), to) return table.concat(out, ",")',
      'a,b',
    ],
    [
      'a rewound source',
      'local s = source.rewind(source.string("b")) s("a") pump.all(s, to) return table.concat(out, ",")',
      'a,b',
    ],
    ['a failing source', 'local r, e = pump.all(source.error("why"), to) return tostring(r) .. e', 'nilwhy'],
    ['a failing sink', 'local r, e = pump.all(source.string("a"), sink.error("no")) return tostring(r) .. e', 'nilno'],
    ['one step', 'local r = pump.step(source.string("a"), to) return r .. out[1]', '1a'],
    [
      'a filter in the source',
      'pump.all(source.chain(source.table({"ab", "cd", "e"}), mime.encode("base64")), to) return table.concat(out)',
      'YWJjZGU=',
    ],
    [
      'a filter in the sink',
      'pump.all(source.table({"ab", "cd", "e"}), sink.chain(mime.encode("base64"), to)) return table.concat(out)',
      'YWJjZGU=',
    ],
    [
      'two filters there and back',
      'pump.all(source.table({"a", "bcde", "fg"}), sink.chain(filter.chain(mime.encode("base64"), mime.decode("base64")), to)) return table.concat(out)',
      'abcdefg',
    ],
    [
      'three filters',
      'local up = function(c) return c and c:upper() end pump.all(source.string("abc"), sink.chain(up, mime.encode("base64"), mime.decode("base64"), to)) return table.concat(out)',
      'ABC',
    ],
    ['a null sink', 'return pump.all(source.string("abc"), sink.null())', '1'],
    [
      'a simplified source',
      'local n = 0 local s = source.simplify(function() n = n + 1 if n < 3 then return "x" end end) pump.all(s, to) return #out',
      '2',
    ],
  ])('%s', async (_, body, shown) => {
    expect(await value(PRELUDE + body)).toBe(shown)
  })

  test('is a global in Lua 5.1', async () => {
    expect(await value('local l = require("ltn12") return tostring(l == _G.ltn12)')).toBe('true')
  })
})

describe('require', () => {
  // The line of the real engine without lua-socket.
  test('without lua-socket fails with the places it looked at', async () => {
    const file = '/etc/modsecurity.d/owasp-crs/plugins/machine-learning-client.lua'
    const { result, calls } = await observeMain('require("ltn12")', { packages: [], file })
    const message =
      "...rity.d/owasp-crs/plugins/machine-learning-client.lua:1: module 'ltn12' not found:\n\tno field package.preload['ltn12']\n\tno file './ltn12.lua'\n\tno file '/usr/local/share/lua/5.1/ltn12.lua'\n\tno file '/usr/local/share/lua/5.1/ltn12/init.lua'\n\tno file '/usr/local/lib/lua/5.1/ltn12.lua'\n\tno file '/usr/local/lib/lua/5.1/ltn12/init.lua'\n\tno file '/usr/share/lua/5.1/ltn12.lua'\n\tno file '/usr/share/lua/5.1/ltn12/init.lua'\n\tno file './ltn12.so'\n\tno file '/usr/local/lib/lua/5.1/ltn12.so'\n\tno file '/usr/lib/x86_64-linux-gnu/lua/5.1/ltn12.so'\n\tno file '/usr/lib/lua/5.1/ltn12.so'\n\tno file '/usr/local/lib/lua/5.1/loadall.so'"
    expect(result).toEqual({ kind: 'error', message, where: 'main' })
    expect(calls).toEqual([{ call: 'require', name: 'ltn12', found: false }])
  })

  test('finds modules that are given as source', async () => {
    const modules = { 'my.helper': 'local M = {} function M.twice(x) return x .. x end return M' }
    const { result } = await observeMain('return require("my.helper").twice("a")', { modules })
    expect(result).toEqual({ kind: 'result', value: 'aa' })
  })

  test('finds what package.preload has', async () => {
    expect(await value('package.preload.x = function(name) return { n = name } end return require("x").n')).toBe('x')
  })

  test('gives LuaSocket’s version and timeout', async () => {
    const body = 'return require("socket")._VERSION .. " " .. require("socket.http").TIMEOUT'
    expect(await value(body)).toBe('LuaSocket 3.0.0 60')
  })

  test('gives module, setfenv and package.seeall their 5.1 meaning', async () => {
    const modules = { old: 'module("old", package.seeall) function hello() return type(print) .. _NAME end' }
    const { result } = await observeMain('require("old") return old.hello()', { modules })
    expect(result).toEqual({ kind: 'result', value: 'functionold' })
  })
})
