import { describe, expect, test } from 'vitest'
import { DIALECTS } from '../dialects/index.ts'
import { Registry } from '../registry.ts'
import type { Transformation } from '../values.ts'
import * as transformations from './index.ts'
import { parseUnicodeMap } from './unicode-map.ts'
import { VECTORS } from './vectors.ts'

/** re_tfns.c, `msre_engine_register_default_tfns`, less `none`, which is the engine's. */
const V2_NAMES =
  `base64Decode base64Encode compressWhitespace cssDecode escapeSeqDecode sqlHexDecode hexDecode hexEncode
    htmlEntityDecode jsDecode length lowercase md5 normalisePath normalizePath normalisePathWin normalizePathWin
    parityEven7bit parityZero7bit parityOdd7bit removeWhitespace removeNulls replaceNulls removeComments
    removeCommentsChar replaceComments sha1 trim trimLeft cmdline trimRight urlDecode urlDecodeUni Utf8toUnicode
    urlEncode base64DecodeExt`.split(/\s+/)

const registry = new Registry<Transformation>(transformations)

test.each(VECTORS)('%s of %j is %j: %s', (name, input, output) => {
  expect(registry.find(name)?.apply(input)).toBe(output)
})

test('every transformation has a vector', () => {
  const tested = new Set(VECTORS.map(([name]) => name))
  expect(registry.names.filter(name => !tested.has(name))).toEqual([])
})

test('every name of mod_security2 is registered, and uppercase besides', () => {
  const { v2, v3 } = DIALECTS
  expect(v2.transformations.registry.names.length).toBe(V2_NAMES.length)
  expect(registry.names.filter(name => v2.transformations.registry.find(name) === undefined)).toEqual(['uppercase'])
  expect(registry.names.filter(name => v3.transformations.registry.find(name) === undefined)).toEqual([])
})

test.each(V2_NAMES)('%s is found in any case', name => {
  expect(registry.find(name)).toBeDefined()
  expect(registry.find(name.toUpperCase())).toBe(registry.find(name))
})

test('a value that needs no work comes back as it is', () => {
  const same = ['cmdLine', 'compressWhitespace', 'cssDecode', 'escapeSeqDecode', 'htmlEntityDecode', 'jsDecode']
  const more = ['lowercase', 'normalisePath', 'normalisePathWin', 'removeComments', 'removeCommentsChar', 'removeNulls']
  const rest = [
    'removeWhitespace',
    'replaceComments',
    'replaceNulls',
    'trim',
    'urlDecode',
    'urlDecodeUni',
    'utf8toUnicode',
  ]
  for (const name of [...same, ...more, ...rest]) expect(registry.find(name)?.apply('plain/text')).toBe('plain/text')
})

describe('a value without the octets that a transformation touches stays as it is', () => {
  const { v2, v3 } = DIALECTS
  const named = [v2, v3].flatMap(({ transformations: { registry: all } }) =>
    all.names.map(name => [name, all.find(name)] as const),
  )
  const every = String.fromCharCode(...Array.from({ length: 256 }, (_, octet) => octet))
  const inputs = [...VECTORS.map(([, input]) => input), every, [...every].toReversed().join(''), `${every}${every}`]

  test.each(named)('%s', (_, transformation) => {
    const { touches, apply } = transformation ?? { apply: String }
    if (touches === undefined) return
    const touched = new RegExp(touches.source, 'g')
    for (const input of inputs) {
      const left = input.replace(touched, '')
      expect(apply(left)).toBe(left)
    }
  })
})

describe('multiMatch is told of a change', () => {
  test.each([
    ['length', '1', '1', true, 'always'],
    ['cmdLine', 'a', 'a', true, 'always'],
    ['sqlHexDecode', '', '', true, 'always'],
    ['base64Encode', '', '', false, 'by an output that is not empty'],
    ['base64Decode', 'YQ', 'a', true, 'by an output that is not empty'],
    ['compressWhitespace', '\t', ' ', false, 'by the length'],
    ['cssDecode', '\\41', 'A', true, 'by the length'],
    ['lowercase', 'A', 'a', true, 'by the text'],
    ['normalisePath', '/a/b/..', '/a', false, 'but not for a back reference at the end'],
    ['normalisePath', '/a/../b', '/b', true, 'by a back reference elsewhere'],
    ['utf8toUnicode', 'a\x00', 'a', false, 'but not for a NUL that goes'],
    ['utf8toUnicode', '\xc3\xa9', '%u00e9', true, 'by a sequence'],
    ['removeComments', 'a', 'a', false, 'by the text'],
  ])('%s of %j to %j: %s, %s', (name, before, after, changed) => {
    const { saysChanged = (one: string, other: string) => one !== other } = registry.find(name) ?? {}
    expect(saysChanged(before, after)).toBe(changed)
  })
})

describe('a Unicode map file', () => {
  const file =
    '1250  (ANSI - Central Europe)\n\n00a1:21 00a2:63\n\n20127  (US-ASCII)\n00e9:65 0107:63\r\n2039:3c\n\n20261 (T.61)\n00a1:22\n'
  const map = parseUnicodeMap(file, 20127)

  test.each([
    ['%u00e9', 'e', 'from its own page'],
    ['%u00a1', '\xa1', 'not from another page'],
    ['%u2039%u0107', '<c', 'from a later line'],
    ['%u3002%uff61%uff0e%u002e', '....', 'with the full stops that are always mapped'],
    ['%uff1c', '<', 'with full width where the map has nothing'],
    ['%uFFFF', '\xff', 'with the low byte otherwise'],
  ])('decodes %s to %j: %s', (input, output) => {
    expect(registry.find('urlDecodeUni')?.apply(input, map)).toBe(output)
  })
})
