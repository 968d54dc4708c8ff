import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { ByteString } from '../bytes.ts'
import { DIALECTS } from '../dialects/index.ts'
import { type Diagnostic, InputError } from '../errors.ts'
import { memoryFiles } from './file-tree.ts'
import { loadRuleSet } from './load.ts'

/**
 * What engines were seen to print of rules that they do not take: mod_security2 2.9.13 on httpd 2.4.69 with PCRE2 10.46, and
 * libmodsecurity 3.0.16 on nginx. Each directive without a word, with words that it does not take and with too many; actions, operators,
 * variables and ctl likewise; patterns that do not compile.
 */
const observed: readonly (readonly [dialect: 'v2' | 'v3', rules: readonly ByteString[], said: ByteString])[] =
  JSON.parse(readFileSync(new URL('observed-refusals.json', import.meta.url), 'utf8'))

/** The file's name stands in what httpd itself says of a section. */
const FILE = '/etc/modsecurity.d/test/rules.conf'

const refusal = (dialect: 'v2' | 'v3', rules: readonly ByteString[]): Diagnostic | undefined => {
  const tree = memoryFiles(new Map([[FILE, `${rules.join('\n')}\n`]]))
  try {
    loadRuleSet(tree, FILE, { dialect: DIALECTS[dialect], serverRoot: '/usr/local/apache2' })
    return undefined
  } catch (error) {
    if (error instanceof InputError) return error.diagnostics[0]
    throw error
  }
}

/** httpd escapes what it prints, and blanks at the end were not kept. */
const printed = (dialect: 'v2' | 'v3', words: string): string =>
  (dialect === 'v2' ? words.replaceAll('\\', '\\\\') : words)
    .replaceAll(/(Syntax error on line \d+ of )\/etc\/modsecurity\.d\/test\//g, '$1')
    .trimEnd()

/** Rules that the emulator refuses for reasons of its own: what the engine does not take of them is another thing. */
const OWN_REASONS = ['@rsub"', '@rsub x-y z', '<Location ~']

/** Refused by the engine and not by the emulator. */
const TAKEN_HERE = new Set(['(?C300)a', '(?(DEFINE)a|b)'])

describe('words that are put into an engine’s mouth were seen to come out of it', () => {
  test.each(observed)('%s %j', (dialect, rules, said) => {
    const words = refusal(dialect, rules)?.engineText
    if (words !== undefined) expect(printed(dialect, words)).toBe(said.trimEnd())
  })
})

test('mod_security2’s words are told where they are known', () => {
  const ofV2 = observed.filter(([dialect]) => dialect === 'v2')
  const silent = ofV2.filter(([dialect, rules]) => refusal(dialect, rules)?.engineText === undefined)
  const isOurs = (rule: string): boolean => rule.includes('@rx ') || OWN_REASONS.some(part => rule.includes(part))
  const withoutWords = silent.filter(([, [rule = '']]) => !isOurs(rule))
  expect(withoutWords.map(([, rules]) => rules)).toEqual([])
  const taken = silent.filter(([dialect, rules]) => refusal(dialect, rules) === undefined)
  expect(taken.map(([, [rule = '']]) => /@rx (\S+)"/.exec(rule)?.[1])).toEqual([...TAKEN_HERE])
})
