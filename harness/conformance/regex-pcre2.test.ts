import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { compileRegex } from '../../src/regex/translate.ts'
import { loadPcre2 } from './pcre2.ts'
import { compareRegexes, RX_OPTIONS, rulePatterns, testTexts } from './regex.ts'
import { randomPatterns } from './regex-fuzz.ts'

const loaded = loadPcre2()
const pcre2 = 'absent' in loaded ? undefined : loaded
const reason = 'absent' in loaded ? loaded.absent : ''

/** A checkout of the OWASP CRS, for its rules and test files. */
const crs = process.env.WAFRIG_CRS ?? '/usr/share/modsecurity-crs'
const hasRules = existsSync(join(crs, 'rules'))

/** Constructs in which PCRE2 10.42 itself strays: see the comment of `KNOWN_STRAYING`. */
const comparable = (pattern: string) => !KNOWN_STRAYING.test(pattern)

/**
 * Left out of the random comparison: recursion (PCRE2's limits and leftover captures), \R and \h next to repeats (its
 * automatic possessification takes \S+\h and \N+\R apart wrongly), possessive counted repeats of groups, and lengths of
 * quantified items in lookbehinds.
 */
const KNOWN_STRAYING = /\(\?R\)|\(\?1\)|\\R|\\h|\}\+|\(\?<[=!]/

test.skipIf(pcre2 === undefined)(`random patterns give what PCRE2 gives ${reason}`, { timeout: 60_000 }, () => {
  if (pcre2 === undefined) return
  for (const [seed, options] of [
    RX_OPTIONS,
    { ...RX_OPTIONS, multiline: true, dollarEndOnly: false },
    { ...RX_OPTIONS, caseless: true, dotAll: false },
  ].entries()) {
    const patterns = randomPatterns(1500, seed).filter(comparable)
    const rules = patterns.map((pattern, index) => ({ rule: `random ${index}`, pattern }))
    const found = compareRegexes(pcre2, rules, { options, corpus: [], inputsPerPattern: 10, seed })
    expect(found.firstDifferences).toEqual([])
    expect(found.matches).toBeGreaterThan(1000)
  }
})

const skipRules = pcre2 === undefined || !hasRules
const rulesReason = hasRules ? reason : `(no CRS at ${crs}: set WAFRIG_CRS to a checkout)`

test.skipIf(skipRules)(`CRS's patterns give what PCRE2 gives ${rulesReason}`, { timeout: 120_000 }, () => {
  if (pcre2 === undefined) return
  const tests = join(crs, 'tests')
  const corpus = existsSync(tests) ? testTexts(tests) : []
  const patterns = rulePatterns(join(crs, 'rules'))
  const found = compareRegexes(pcre2, patterns, { options: RX_OPTIONS, corpus, inputsPerPattern: 50, seed: 1 })
  expect(found.firstDifferences).toEqual([])
  expect(found.unsupported).toBe(0)
  expect(patterns.every(({ pattern }) => compileRegex(pattern, RX_OPTIONS).fidelity === 'exact')).toBe(true)
})
