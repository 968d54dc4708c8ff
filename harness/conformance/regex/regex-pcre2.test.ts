import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { compileRegex } from '../../../src/regex/translate.ts'
import { loadPcre2 } from './pcre2.ts'
import { compareCrs, compareRegexes, RX_OPTIONS, rulePatterns } from './regex.ts'
import { randomPatterns } from './regex-fuzz.ts'

const loaded = loadPcre2()
const pcre2 = 'absent' in loaded ? undefined : loaded
const reason = 'absent' in loaded ? loaded.absent : ''

/** A checkout of the OWASP CRS, for its rules and test files. */
const crs = process.env.WAFRIG_CRS ?? '/usr/share/modsecurity-crs'
const hasRules = existsSync(join(crs, 'rules'))

/**
 * Left out of the random comparison: recursion (limits differ), \R and \h next to repeats (PCRE2 10.42 makes \S+\h and
 * \N+\R possessive, wrongly), possessive counted repeats of groups (PCRE2 10.42 misses matches that Perl finds), and
 * what counts as a fixed length in a lookbehind with counts, conditions or references in it.
 */
const LEFT_OUT = /\(\?R\)|\(\?1\)|\\R|\\h|\}\+|\(\?<[=!].*(?:\(\?[(|]|\{|\\g|\\\d)/s

test.skipIf(pcre2 === undefined)(`random patterns give what PCRE2 gives ${reason}`, () => {
  if (pcre2 === undefined) return
  for (const [seed, options] of [
    RX_OPTIONS,
    { ...RX_OPTIONS, multiline: true, dollarEndOnly: false },
    { ...RX_OPTIONS, caseless: true, dotAll: false },
  ].entries()) {
    const patterns = randomPatterns(1500, seed).filter(pattern => !LEFT_OUT.test(pattern))
    const rules = patterns.map((pattern, index) => ({ rule: `random ${index}`, pattern }))
    const found = compareRegexes(pcre2, rules, { options, corpus: [], inputsPerPattern: 10, seed })
    expect(found.firstDifferences).toEqual([])
    expect(found.matches).toBeGreaterThan(1000)
  }
})

const skipRules = pcre2 === undefined || !hasRules
const rulesReason = hasRules ? reason : `(no CRS at ${crs}: set WAFRIG_CRS to a checkout)`

test.skipIf(skipRules)(`CRS's patterns give what PCRE2 gives ${rulesReason}`, () => {
  if (pcre2 === undefined) return
  const found = compareCrs(pcre2, crs, { inputsPerPattern: 50, seed: 1 })
  expect(found.firstDifferences).toEqual([])
  expect(found.unsupported).toBe(0)
  const patterns = rulePatterns(join(crs, 'rules'))
  expect(patterns.every(({ pattern }) => compileRegex(pattern, RX_OPTIONS).fidelity === 'exact')).toBe(true)
})
