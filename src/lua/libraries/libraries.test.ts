import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { fromOctets } from '../../bytes.ts'
import { compileLibrary } from '../host/lua-library.ts'
import { compileScript } from '../script.ts'
import { observeMain } from '../testing.ts'
import type { LuaVersion } from '../vm/version.ts'
import type { Prototype } from '../vm/vm.ts'
import * as libraries from './index.ts'

const room = path.dirname(import.meta.dirname)
const files = readdirSync(room, { recursive: true, encoding: 'utf8' })
const read = (file: string): string => fromOctets(readFileSync(path.join(room, file)))

/** The files that hold a library, with the names of those that they export. */
const holders = files
  .filter(file => /(?<!\.test|\.d)\.ts$/.test(file))
  .map(file => ({ file, names: [...read(file).matchAll(/^export const (\w+)(?:: Library\b| = luaLibrary\()/gm)] }))
  .filter(({ names }) => names.length > 0)

describe('the index of libraries', () => {
  test('exports nothing else', () => {
    const held = holders.flatMap(({ names }) => names.map(([, name]) => name))
    expect(Object.keys(libraries).sort()).toEqual(held.sort())
  })

  test('has no name twice', () => {
    const names = Object.values(libraries).map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
  })
})

describe.each(['5.1', '5.3'] as const)('in Lua %s', luaVersion => {
  test.each(Object.values(libraries))(
    '$name loads when $from is installed, and not without',
    async ({ name, from }) => {
      const body = `return type(require("${name}"))`
      const [there, missing] = [{ packages: [from] }, { packages: [] }]
      expect((await observeMain(body, { luaVersion, ...there })).result).toEqual({ kind: 'result', value: 'table' })
      expect((await observeMain(body, { luaVersion, ...missing })).result).toMatchObject({ kind: 'error' })
    },
  )
})

describe('a Lua text', () => {
  const texts = files.filter(file => file.endsWith('.lua'))

  test('has a library that names it', () => {
    const named = holders.flatMap(({ file }) =>
      [...read(file).matchAll(/new URL\('(.+\.lua)', import\.meta\.url\)/g)].map(([, lua = '']) =>
        path.join(path.dirname(file), lua),
      ),
    )
    expect(texts.sort()).toEqual(named.sort())
  })

  test.each(texts)('%s compiles in both versions and names no global that either lacks', async file => {
    const known = await Promise.all((['5.1', '5.3'] as const).map(globalNames))
    const lacking = (prototype: Prototype): readonly string[] =>
      globalsOf(prototype).filter(name => !known.every(names => names.has(name)))
    const url = new URL(`../${file}`, import.meta.url)
    expect(lacking(compileLibrary(file, url))).toEqual([])
    expect(lacking(compileScript(read(file), file, { luaVersion: '5.1' }).prototype)).toEqual([])
  })

  test('with a global that is not there is found out', () => {
    const { prototype } = compileScript('local function f() x = print(y.z) end f()', 'x.lua', { luaVersion: '5.3' })
    expect(globalsOf(prototype)).toEqual(['print', 'y', 'x'])
  })
})

/** The globals of a state, less those that an engine gives its scripts. */
const globalNames = async (luaVersion: LuaVersion): Promise<ReadonlySet<string>> => {
  const body = 'local names = {} for name in pairs(_G) do names[#names + 1] = name end return table.concat(names, " ")'
  const { result } = await observeMain(body, { luaVersion })
  if (result.kind !== 'result') throw new Error(JSON.stringify(result))
  return new Set(result.value?.split(' ').filter(name => !['m', 'main', '__msr', '__rule'].includes(name)))
}

/** Names that the code reads or sets in `_ENV` (lopcodes.h: OP_GETTABUP A B C, OP_SETTABUP A B C; a C or B of 256 and more is a constant). */
const globalsOf = (prototype: Prototype): readonly string[] => {
  const { code, upvalues, k, p } = prototype
  const isEnvironment = (at: number): boolean => textOf(upvalues[at]?.name) === '_ENV'
  const own = code.flatMap(({ opcode, A, B, C }) => {
    if (opcode === GET && isEnvironment(B)) return textOf(k[C - CONSTANTS]?.value)
    if (opcode === SET && isEnvironment(A)) return textOf(k[B - CONSTANTS]?.value)
    return []
  })
  return [...own, ...p.flatMap(globalsOf)]
}

const [GET, SET, CONSTANTS] = [6, 8, 256]

const textOf = (string: unknown): string =>
  typeof string === 'object' && string !== null && 'realstring' in string && string.realstring instanceof Uint8Array
    ? fromOctets(string.realstring)
    : '?'
