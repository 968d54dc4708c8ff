import { expect, test } from 'vitest'
import { escapeHex, escapeLog, escapeLogKeepingQuotes, escapeLogRegex, shownParameter } from './log-escape.ts'

const RAW = 'a"b\\c\b\n\r\t\v\x00\x1f\x7f\xff'

test.each([
  ['escapeLog', escapeLog, 'a\\"b\\\\c\\b\\n\\r\\t\\v\\x00\\x1f\\x7f\\xff'],
  ['escapeLogKeepingQuotes', escapeLogKeepingQuotes, 'a"b\\\\c\\b\\n\\r\\t\\v\\x00\\x1f\\x7f\\xff'],
  ['escapeHex', escapeHex, 'a\\x22b\\x5cc\\x08\\x0a\\x0d\\x09\\x0b\\x00\\x1f\\x7f\\xff'],
] as const)('%s writes each special byte as mod_security2 does', (_, escaped, shown) => {
  expect(escaped(RAW)).toBe(shown)
})

test('escapeLogRegex also escapes the pattern characters that mod_security2 lists', () => {
  expect(escapeLogRegex('^(?:a+|b/c)[.]$*{}')).toBe('^\\(\\?\\:a\\+|b\\/c\\)\\[\\.\\]$*{}')
})

test('a parameter of 252 characters is shown whole', () => {
  expect(shownParameter('x'.repeat(252))).toBe('x'.repeat(252))
})

test('a longer parameter is cut after escaping', () => {
  expect(shownParameter(`${'x'.repeat(251)}\n`)).toBe(`${'x'.repeat(251)}\\ ...`)
})
