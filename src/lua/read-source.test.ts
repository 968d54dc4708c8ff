import { describe, expect, test } from 'vitest'
import { requiredModules, returnsOfMain } from './read-source.ts'

describe('the modules that a script asks for', () => {
  test.each([
    ['local x = require "zlib"', ['zlib']],
    ["local ok, x = pcall(require, 'DBI')", ['DBI']],
    ['require("socket.unix"); require(\'ssl\')', ['socket.unix', 'ssl']],
    ['if a then name = "socket.unix" else name = "socket" end\npcall(require, name)', ['socket.unix', 'socket']],
    ['-- require "zlib"\n--[[ require "zlib" ]] x = [==[ require "zlib" ]==]', []],
    ['m.log(2, \'Match of ".-" against "(.-)" required\')', []],
    ['local x = own.require "zlib"', []],
    ['require(name)', []],
  ])('%j', (source, names) => {
    expect(requiredModules(source).map(({ name }) => name)).toEqual(names)
  })

  test('have their places', () => {
    const source = 'local a = pcall(require, "zlib")'
    const [found] = requiredModules(source)
    expect(source.slice(found?.start, found?.end)).toBe('zlib')
  })
})

describe('what main returns', () => {
  test.each([
    ['function main() return "hit" end', 1],
    ['function main() return nil end', 0],
    ['function main() if a then return nil end for i = 1, 2 do return i end end', 1],
    ['function main() local f = function() return 1 end f() end', 0],
    ['function other() return 1 end function main() repeat return until true end', 0],
    ['function main() return end function other() return 1 end', 0],
    ['return 1', 0],
  ])('%j: %i times something', (source, count) => {
    expect(returnsOfMain(source)).toHaveLength(count)
  })
})
