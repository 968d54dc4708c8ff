import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ByteString, lowerCase } from '../../../src/bytes.ts'
import { ifRefused, PartError } from '../../../src/errors.ts'
import { parsePattern, type RegexOptions } from '../../../src/regex/parse.ts'
import { compileRegex, type Regex } from '../../../src/regex/translate.ts'
import type { Pcre2, Pcre2Regex } from './pcre2.ts'
import { alphabetOf, inputFor, type Random, seeded } from './regex-inputs.ts'

/** A pattern of a rule file, as the engine gets it, with the id of its rule (or of the head of its chain). */
export type RulePattern = { readonly rule: string; readonly pattern: ByteString }

/** What a comparison found. Each difference is one line of ordinary text. */
export type RegexComparison = {
  readonly patterns: number
  readonly inputs: number
  readonly matches: number
  /** Inputs at which PCRE2 gave up (match limit); they are not compared. */
  readonly limits: number
  /** Patterns that this program cannot represent. */
  readonly unsupported: number
  readonly differences: number
  readonly firstDifferences: readonly string[]
}

/** mod_security2's `@rx`: DOTALL and DOLLAR_ENDONLY. */
export const RX_OPTIONS: RegexOptions = { dotAll: true, multiline: false, caseless: false, dollarEndOnly: true }

/** Compares all `@rx` of a checkout of the OWASP CRS, as mod_security2 compiles them, on inputs made from its tests. */
export const compareCrs = (
  pcre2: Pcre2,
  directory: string,
  { inputsPerPattern, seed }: Pick<Inputs, 'inputsPerPattern' | 'seed'>,
): RegexComparison => {
  const tests = join(directory, 'tests')
  const corpus = existsSync(tests) ? testTexts(tests) : []
  const patterns = rulePatterns(join(directory, 'rules'))
  return compareRegexes(pcre2, patterns, { options: RX_OPTIONS, corpus, inputsPerPattern, seed })
}

/** The patterns of every `@rx` in the `*.conf` files of a directory such as CRS's `rules`, each once. */
export const rulePatterns = (directory: string): readonly RulePattern[] => {
  const found = new Map<ByteString, RulePattern>()
  for (const file of readdirSync(directory).sort()) {
    if (!file.endsWith('.conf')) continue
    let rule = file
    for (const line of readFileSync(join(directory, file), 'latin1')
      .replace(/\\\r?\n/g, '')
      .split('\n')) {
      const quoted = /^\s*SecRule\s+(?:"(?:\\.|[^"\\])*"|\S+)\s+"((?:\\.|[^"\\])*)"/s.exec(line)?.[1]
      rule = /^\s*SecRule\b.*[",\s]id:'?(\d+)/.exec(line)?.[1] ?? rule
      const pattern = quoted?.replace(/\\([\\"])/g, '$1').match(/^!?@rx\s+(.*)$/s)?.[1]
      if (pattern !== undefined && !pattern.includes('%{')) found.set(pattern, { rule, pattern })
    }
  }
  return [...found.values()]
}

/** The values of a directory's YAML test files, line by line and URL-decoded: realistic inputs for a comparison. */
const testTexts = (directory: string): readonly ByteString[] => {
  const texts = new Set<ByteString>()
  for (const file of readdirSync(directory, { recursive: true, encoding: 'utf8' }).sort()) {
    if (!/\.ya?ml$/.test(file)) continue
    for (const line of readFileSync(join(directory, file), 'latin1').split('\n')) {
      const value = /^[\s-]*(?:[\w-]+:)?\s*["']?(.{3,300}?)["']?$/s.exec(line)?.[1]
      if (value === undefined) continue
      texts.add(value)
      texts.add(value.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))))
    }
  }
  return [...texts]
}

/** Compares our matches, offsets and captures with PCRE2's: each pattern on generated inputs, the same for a seed. */
export const compareRegexes = (
  pcre2: Pcre2,
  patterns: readonly RulePattern[],
  { options, corpus, inputsPerPattern, seed }: Inputs,
): RegexComparison => {
  const random = seeded(seed)
  const tally: Tally = { inputs: 0, matches: 0, limits: 0, unsupported: 0, differences: [] }
  for (const { rule, pattern } of patterns) {
    const where = `${rule} ${JSON.stringify(pattern.slice(0, 200))}`
    const theirs = pcre2.compile(pattern, options)
    const ours = compileOrRefusal(pattern, options)
    if (ours instanceof PartError) {
      if (ours.code === 'UNSUPPORTED_REGEX') tally.unsupported++
      else if (!('error' in theirs)) tally.differences.push(`${where}: ours refuses: ${ours.message}`)
    } else if ('error' in theirs) tally.differences.push(`${where}: PCRE2 refuses: ${theirs.error} at ${theirs.at}`)
    else comparePattern(where, { theirs, ours, pattern, random, tally, options, corpus, inputsPerPattern })
    if (!('error' in theirs)) theirs.dispose()
  }
  const { differences, ...counts } = tally
  return {
    patterns: patterns.length,
    ...counts,
    differences: differences.length,
    firstDifferences: differences.slice(0, SHOWN_DIFFERENCES),
  }
}

/** What to compare on. `corpus` are texts to start from. */
export type Inputs = {
  readonly options: RegexOptions
  readonly corpus: readonly ByteString[]
  readonly inputsPerPattern: number
  readonly seed: number
}

const SHOWN_DIFFERENCES = 20

type Tally = { inputs: number; matches: number; limits: number; unsupported: number; readonly differences: string[] }

type RunningComparison = Omit<Inputs, 'seed'> & {
  readonly theirs: Pcre2Regex
  readonly ours: Regex
  readonly pattern: ByteString
  readonly random: Random
  readonly tally: Tally
}

const compileOrRefusal = (pattern: ByteString, options: RegexOptions): Regex | PartError =>
  ifRefused(
    () => compileRegex(pattern, options),
    refusal => refusal,
  )

const comparePattern = (where: string, comparison: RunningComparison): void => {
  const { theirs, ours, pattern, random, tally, options, corpus } = comparison
  const { root } = parsePattern(pattern, options)
  const alphabet = alphabetOf(root)
  for (let count = 0; count < comparison.inputsPerPattern; count++) {
    const value = inputFor(root, alphabet, corpus, random)
    const spans = theirs.exec(value, 0)
    tally.inputs++
    if (typeof spans === 'number') {
      tally.limits++
      continue
    }
    if (spans !== undefined) tally.matches++
    const expected = showMatch(value, spans)
    const match = ours.exec(value)
    const actual =
      match === undefined
        ? 'no match'
        : match === 'limit'
          ? match
          : JSON.stringify([match.index, match.groups.map(group => group ?? null)])
    const missing = spans !== undefined && ours.literals?.some(text => lowerCase(value).includes(text)) === false
    if (actual === expected && ours.test(value) === (spans !== undefined) && !missing) continue
    const note = missing ? `no literal of ${JSON.stringify(ours.literals)}` : `ours ${actual}, PCRE2 ${expected}`
    tally.differences.push(`${where} on ${JSON.stringify(value)}: ${note}`)
  }
}

const showMatch = (value: ByteString, spans: Int32Array | undefined): string => {
  if (spans === undefined) return 'no match'
  const groups: (ByteString | null)[] = []
  for (let at = 0; at < spans.length; at += 2) {
    const start = spans[at] ?? -1
    groups.push(start < 0 ? null : value.slice(start, spans[at + 1]))
  }
  return JSON.stringify([spans[0], groups])
}
