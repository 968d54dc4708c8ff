import { expect, test } from 'vitest'
import type { ByteString } from '../bytes.ts'
import { sqli } from './sqli.ts'
import { xss } from './xss.ts'

/** Most octets that are looked at for each octet of a value, however long it is. */
const MOST_LOOKS = 15
const LENGTH = 20_000

/** What a value's method looks at, in octets. */
const LOOKS: Readonly<Record<string, (text: string, args: readonly unknown[], result: unknown) => number>> = {
  charCodeAt: () => 1,
  charAt: () => 1,
  at: () => 1,
  indexOf: (text, [wanted, from = 0], result) =>
    (result === -1 ? text.length : Number(result)) - Number(from) + String(wanted).length,
  startsWith: (_, [wanted]) => String(wanted).length,
  slice: (_text, _args, result) => String(result).length,
  substring: (_text, _args, result) => String(result).length,
}

/** A value that counts how many of its octets are looked at; a method that is not known looks at all. */
const counted = (text: ByteString): { readonly value: ByteString; readonly looks: () => number } => {
  let looks = 0
  const value: unknown = new Proxy(Object(text), {
    get: (_, name) => {
      if (name === 'length') return text.length
      if (typeof name === 'string' && /^\d+$/.test(name)) {
        looks++
        return text[Number(name)]
      }
      const method: unknown = Reflect.get(String.prototype, name)
      if (typeof method !== 'function') return method
      return (...args: readonly unknown[]): unknown => {
        const result: unknown = Reflect.apply(method, text, args)
        looks += LOOKS[String(name)]?.(text, args, result) ?? text.length
        return result
      }
    },
  })
  return { value: value as ByteString, looks: () => looks }
}

const PIECES = [
  ...['"\'', "'", '"', '`', '[', '{', '(', '@', '@@', '$', '$a$', '$$', '\\', "\\'", '/*', '/*!', '*/', '--', '#', ';'],
  ...[
    "q'(",
    "nq'[",
    "x'",
    "b'0",
    "u&'",
    "n'",
    '0x',
    '0b',
    '1e',
    '1.',
    '.',
    '-',
    '+',
    '<=>',
    'a',
    'in ',
    'not ',
    'A B ',
  ],
  ...['1 union select ', "1' or ", '\0', '\xa0', ',', '1,', '()', 'a.'],
  ...[
    '<',
    '</',
    '<a ',
    '<a b=',
    '<a b="',
    "<a b='",
    '<a b=`',
    '<!',
    '<!--',
    '<!-- -',
    '<![CDATA[',
    '<![CDATA[]',
    '<?',
    '<%',
  ],
  ...['<!doctype ', '>', '=', 'on', 'style=', 'href=&#', 'a=&#x', '&#0;', '<a href=java', '-', '--', ']]', '%', 'a/'],
]

test.each(PIECES.flatMap(piece => [[piece, ''] as const, [piece, "'"] as const, [piece, '<a b="'] as const]))(
  'a value of nothing but %j behind %j is read in linear time',
  (piece, before) => {
    const text = `${before}${piece.repeat(LENGTH / piece.length)}`
    for (const judge of [sqli, xss]) {
      const { value, looks } = counted(text)
      judge(value)
      expect(looks()).toBeGreaterThan(0)
      expect(looks() / text.length).toBeLessThan(MOST_LOOKS)
    }
  },
)
