import { describe, expect, test } from 'vitest'
import { PartError } from '../errors.ts'
import type { RegexOptions } from './parse.ts'
import { compileRegex } from './translate.ts'

/** mod_security2's `@rx`. Expected results are those of PCRE2 10.42 (no UTF), which pcre2pattern(3) explains. */
const RX: RegexOptions = { dotAll: true, multiline: false, caseless: false, dollarEndOnly: true }
/** libmodsecurity's. */
const V3: RegexOptions = { dotAll: true, multiline: true, caseless: false, dollarEndOnly: false }
const PLAIN: RegexOptions = { dotAll: false, multiline: false, caseless: false, dollarEndOnly: false }

const groupsOf = (pattern: string, value: string, options: RegexOptions) => {
  const match = compileRegex(pattern, options).exec(value)
  return match === 'limit' ? match : match?.groups
}

test.each<[pattern: string, value: string, groups: (string | undefined)[] | undefined, fact: string]>([
  ['', 'abc', [''], 'an empty pattern matches everything'],
  ['a$', 'a\n', undefined, 'DOLLAR_ENDONLY: $ does not match before a final LF'],
  ['a\\Z', 'a\n', ['a'], '\\Z matches before a final LF'],
  ['a\\z', 'a\n', undefined, '\\z does not'],
  ['a.b', 'a\nb', ['a\nb'], 'DOTALL: . matches LF'],
  ['a\\Nb', 'a\nb', undefined, '\\N never matches LF'],
  ['^b', 'a\nb', undefined, '^ matches at the start only'],
  ['(?m)^b$', 'a\nb\nc', ['b'], '(?m) is multi-line'],
  ['a(?i)b|c', 'C', ['C'], 'a setting reaches into later alternatives'],
  ['(?:a(?i)b)c', 'aBC', undefined, 'a setting ends with its group'],
  ['(?i)a(?-i:b)c', 'AbC', ['AbC'], '(?-i:…) turns folding off inside'],
  ['(?i:a)b', 'Ab', ['Ab'], '(?i:…) folds inside only'],
  ['(?i)(?^:a)', 'A', undefined, '(?^:…) resets settings'],
  ['(?i)\xe9', '\xc9', undefined, 'letters above 0x7f are not folded'],
  ['(?i)[\xe9k]', 'K', ['K'], 'ASCII letters in a class are folded'],
  ['(?i)[^k]', 'K', undefined, 'a class is folded before it is negated'],
  ['(?i)[[:upper:]]', 'a', ['a'], '[:upper:] is [:alpha:] without case'],
  ['\\s', '\xa0', undefined, '\\s does not match 0xA0'],
  ['\\h', '\xa0', ['\xa0'], '\\h does'],
  ['\\v', '\x85', ['\x85'], '\\v matches NEL'],
  ['\\w', '\xe9', undefined, '\\w is ASCII'],
  ['[\\x{80}-\\x{ff}]', '\xc3', ['\xc3'], '\\x{…} may end a range'],
  ['\\101\\o{102}\\cJ\\a\\e', 'AB\n\x07\x1b', ['AB\n\x07\x1b'], 'octal and control escapes'],
  ['\\12', '\n', ['\n'], '\\12 is octal without twelve groups'],
  ['\\Qa.*\\E+', 'a.**', ['a.**'], 'a quantifier after \\E counts the last character'],
  ['a{,2}x{1', 'a{,2}x{1', ['a{,2}x{1'], 'braces that are no quantifier are literal'],
  ['[]a]+', ']a', [']a'], '] is literal when it comes first'],
  ['[^]a]', 'b', ['b'], 'and after ^'],
  ['[[:alpha:]\\d_-]+', 'aZ9_-', ['aZ9_-'], 'POSIX classes and escapes in a class'],
  ['(?x) a b # c\n c', 'abc', ['abc'], '(?x) ignores white space and comments'],
  ['a(?#comment)b', 'ab', ['ab'], '(?#…) is a comment'],
  ['a++a', 'aaa', undefined, 'possessive quantifiers do not give back'],
  ['(?>a|ab)(c)', 'abc', undefined, 'nor do atomic groups'],
  ['(?>(a)|b)(c)', 'ac', ['ac', 'a', 'c'], 'an atomic group does not shift group numbers'],
  ['(a)++(b)', 'aab', ['aab', 'a', 'b'], 'a possessive group does not either'],
  ['a\\Kb', 'ab', ['b'], '\\K moves the start of the match'],
  ['\\R', '\r\n', ['\r\n'], '\\R takes CRLF whole'],
  ['(?<=(?:ab))c', 'abc', ['c'], 'lookbehind'],
  ['(?<n>a)\\k<n>(?P=n)\\g{1}\\g{-1}\\1', 'aaaaaa', ['aaaaaa', 'a'], 'each way to write a back reference'],
  ['(?i)(a)\\1', 'aA', ['aA', 'a'], 'a back reference without case'],
  ['(?i)(.)\\1', '\xe9\xc9', undefined, 'which folds ASCII letters only'],
  ['(?:(a)|b)\\1', 'b', undefined, 'a back reference to an unset group fails'],
  ['(?:(a)|b)*', 'ab', ['ab', 'a'], 'a capture outlives later iterations'],
  ['(a*)*', 'aab', ['aa', ''], 'an iteration of no width is taken'],
  ['(?:a*|b)*', 'b', [''], 'and ends the loop'],
  ['(?:|a)?', 'a', [''], 'an optional group may take no width'],
  ['(?|(a)|(b))\\1', 'bb', ['bb', 'b'], '(?|…) numbers alternatives alike'],
  ['(?(?=a)ab|c)', 'ab', ['ab'], 'a condition'],
  ['(\\((?:[^()]|(?1))*\\))', '(a(b)c)', ['(a(b)c)', '(a(b)c)'], 'a recursive call'],
  ['(?U)a+', 'aa', ['a'], '(?U) swaps greed'],
  ['(?=(a))', 'a', ['', 'a'], 'a lookahead keeps its captures'],
  ['(a){0}b', 'b', ['b', undefined], 'a group repeated no times is unset'],
  ['[[:<:]]b', 'ab b', ['b'], '[[:<:]] is the start of a word'],
  ['a{17,40}', 'a'.repeat(45), ['a'.repeat(40)], 'many octets, counted'],
  ['a{17,40}?', 'a'.repeat(45), ['a'.repeat(17)], 'few of them'],
  ['a{3,40}ab', `${'a'.repeat(30)}b`, [`${'a'.repeat(30)}b`], 'and one given back'],
  ['(?:ab?|b){18,20}', 'abba'.repeat(8), [`${'abba'.repeat(6)}abb`], 'many groups, counted'],
  ['(?:(a)|(b)){18,}c', `${'ab'.repeat(10)}c`, [`${'ab'.repeat(10)}c`, 'a', 'b'], 'with what each captured last'],
  ['(a|b){17,19}', 'ab'.repeat(10), [`${'ab'.repeat(9)}a`, 'a'], 'and in the last of them'],
  ['\\s*+;\\s*+x', ' ;  x', [' ;  x'], 'possessive where nothing could be given back'],
])('%j on %j → %j: %s', (pattern, value, groups) => {
  expect(groupsOf(pattern, value, RX)).toEqual(groups)
})

test.each([
  [V3, 'b$', 'b\nc', ['b']],
  [V3, '^c', 'b\nc', ['c']],
  [V3, '^', '\n', ['']],
  [V3, '\\n^', '\n', undefined],
  [V3, '^b', 'a\rb', undefined],
  [V3, 'a$', 'a\rb', undefined],
  [V3, '^([^a]+)$', 'a\n\rb\r', ['\rb\r', '\rb\r']],
  [V3, '^\\s$', 'a\n\r\nb', ['\r']],
  [V3, '^\\S*$', 'a b\n', undefined],
  [V3, 'a$|b\\z', 'b\na', ['a']],
  [V3, '^a\\z', 'b\na', ['a']],
  [PLAIN, 'a$', 'a\n', ['a']],
  [PLAIN, 'a.', 'a\n', undefined],
  [{ ...PLAIN, caseless: true }, 'a', 'A', ['A']],
])('with %j, %j on %j → %j', (options, pattern, value, groups) => {
  expect(groupsOf(pattern, value, options)).toEqual(groups)
})

test.each([
  ['a**', 2, 'quantifier does not follow a repeatable item'],
  ['*', 0, 'quantifier does not follow a repeatable item'],
  ['[a', 2, 'missing terminating ] for character class'],
  ['(', 1, 'missing closing parenthesis'],
  [')', 0, 'unmatched closing parenthesis'],
  ['[z-a]', 3, 'range out of order in character class'],
  ['[\\w-.]', 3, 'invalid range in character class'],
  ['[[:foo:]]', 3, 'unknown POSIX class name'],
  ['\\y', 1, 'unrecognized character follows \\'],
  ['a\\', 2, '\\ at end of pattern'],
  ['(a)\\2', 4, 'reference to non-existent subpattern'],
  ['\\x{100}', 6, 'character code point value in \\x{} or \\o{} is too large'],
  ['a{3,2}', 5, 'numbers out of order in {} quantifier'],
  ['(?<=a+)b', 0, 'lookbehind assertion is not fixed length'],
  ['(?z)', 2, 'unrecognized character after (? or (?-'],
])('%j is refused at offset %i, as PCRE2 10.42 does: %s', (pattern, at, reason) => {
  const error = refusal(pattern)
  expect([error.code, error.at]).toEqual(['BAD_REGEX', at])
  expect(error.message).toContain(reason)
})

test.each(['(*UTF8)a', '(*UCP)a', '(*LIMIT_MATCH=1)a', '(*CRLF)a', '(*COMMIT)a', '(?(R)a)'])(
  '%j is valid but not emulated',
  pattern => {
    expect(refusal(pattern).code).toBe('UNSUPPORTED_REGEX')
  },
)

test.each([
  ['a', 'aba', [0, 2]],
  ['a*', 'baa', [0, 1, 3]],
  ['|a', 'a', [0, 0, 1]],
  ['\\b', 'a b', [0, 1, 2, 3]],
  ['(?:|(a))', 'a', [0, 0, 1]],
])('all matches of %j in %j are at %j, as pcre2demo finds them', (pattern, value, offsets) => {
  const matches = compileRegex(pattern, RX).matches(value)
  expect(matches === 'limit' ? matches : matches.map(match => match.index)).toEqual(offsets)
})

// Were one of them not bounded, the test would not end.
describe.each([
  ['mod_security2', RX],
  ['libmodsecurity', V3],
])('of %s, a search ends, whatever the pattern', (_, options) => {
  const values = [`${'a'.repeat(50)}!`, `${'a'.repeat(50)}\r\n`, `${'a'.repeat(3000)}!`]
  test.each([
    ['^(a|a)+$', 'V8 bounds it', undefined],
    ['(?:a|a){1,60}$', 'so too when it is unrolled', undefined],
    ['^bytes=(?:(?:\\d+)?-(?:\\d+)?\\s*,?\\s*){63}', 'as CRS 4.28 has it in rule 920201', undefined],
    ['^(?=(a|a)+$)a', 'a lookahead', 'limit'],
    ['^(a|a)+\\b(?<!a)$', 'a lookbehind', 'limit'],
    ['(a|a)+\\1$', 'a back reference', 'limit'],
    ['^(?>(?:a|a)+!?)b', 'an atomic group', undefined],
    ['(?:(?:a|a){250}){250}$', 'more than can be unrolled', 'limit'],
    ['(?:(a|aa)|(aaa))*\\1$(?(2)x)', 'what no RegExp can say', 'limit'],
  ])('%s: %s', (pattern, _fact, end) => {
    const regex = compileRegex(pattern, options)
    expect(values.map(value => regex.exec(value) ?? 'nothing')).toContain(end ?? 'nothing')
    expect(values.map(regex.test)).toEqual([false, false, false])
    expect(values.map(value => regex.matches(value))).toContainEqual(end ?? [])
  })
})

test.each([
  [10, 'limit'],
  [10_000, undefined],
])('with %i steps left a search ends with %j', (steps, end) => {
  expect(compileRegex('(?=a)(?:a|ab)(?:c|bcd)\\1(x)', RX, steps).exec('abcabcabcabc')).toBe(end)
})

const refusal = (pattern: string): PartError => {
  try {
    compileRegex(pattern, RX)
  } catch (error) {
    if (error instanceof PartError) return error
  }
  throw new Error(`${pattern} is accepted`)
}
