import { describe, expect, test } from 'vitest'
import { PartError } from '../errors.ts'
import { compileScript } from './script.ts'
import type { LuaVersion } from './vm/version.ts'

const LONG = '/etc/modsecurity.d/owasp-crs/plugins/machine-learning-client.lua'

const refusal = (source: string, luaVersion: LuaVersion, file = 'chunk.lua'): string | undefined => {
  try {
    compileScript(source, file, { luaVersion })
    return undefined
  } catch (error) {
    if (error instanceof PartError) return error.engineText
    throw error
  }
}

describe('compileScript', () => {
  // Printed by Debian's lua5.1 5.1.5 and lua5.3 5.3.6 for the same chunks.
  test.each([
    ['x y', "chunk.lua:1: '=' expected near 'y'", "chunk.lua:1: syntax error near 'y'"],
    ['local =1', "chunk.lua:1: '<name>' expected near '='", "chunk.lua:1: <name> expected near '='"],
    ['f(', "chunk.lua:1: unexpected symbol near '<eof>'", 'chunk.lua:1: unexpected symbol near <eof>'],
    ['if x then', "chunk.lua:1: 'end' expected near '<eof>'", "chunk.lua:1: 'end' expected near <eof>"],
    ["x = 'abc", "chunk.lua:1: unfinished string near '<eof>'", 'chunk.lua:1: unfinished string near <eof>'],
    ['function f() end end', "chunk.lua:1: '<eof>' expected near 'end'", "chunk.lua:1: <eof> expected near 'end'"],
    ['x = }', "chunk.lua:1: unexpected symbol near '}'", "chunk.lua:1: unexpected symbol near '}'"],
    [
      '--[[ abc',
      "chunk.lua:1: unfinished long comment near '<eof>'",
      'chunk.lua:1: unfinished long comment (starting at line 1) near <eof>',
    ],
    ['x = 5 // 2', "chunk.lua:1: unexpected symbol near '/'", undefined],
    ['x = 1 & 2', "chunk.lua:1: unexpected symbol near '&'", undefined],
    ['x = ~1', "chunk.lua:1: unexpected symbol near '~'", undefined],
    ['x = 1 << 2', "chunk.lua:1: unexpected symbol near '<'", undefined],
    ['::a::', "chunk.lua:1: unexpected symbol near ':'", undefined],
    ['do goto done end ::done::', "chunk.lua:1: '=' expected near 'done'", undefined],
    ['goto = 1', undefined, "chunk.lua:1: <name> expected near '='"],
    ['x = "a // b & ::c::" -- // & goto', undefined, undefined],
    ['x = [==[ a // b ]] & ]==] if x ~= 1 then end', undefined, undefined],
    ['#! /usr/bin/lua\nx y', "chunk.lua:2: '=' expected near 'y'", "chunk.lua:2: syntax error near 'y'"],
  ])('%j is refused as each version refuses it', (source, in51, in53) => {
    expect([refusal(source, '5.1'), refusal(source, '5.3')]).toEqual([in51, in53])
  })

  test('the message of the real engine for the plugin of 64 octets of path is whole', () => {
    const source = `${'\n'.repeat(20)}local x = (1 (`
    expect(refusal(source, '5.1', LONG)).toBe(`${LONG}:21: ')' expected near '('`)
  })

  test('a file name of more than 72 octets is shortened at its start', () => {
    expect(refusal('x y', '5.1', 'd'.repeat(90))).toBe(`...${'d'.repeat(72)}:1: '=' expected near 'y'`)
  })
})
