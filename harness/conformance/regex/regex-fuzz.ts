import type { ByteString } from '../../../src/bytes.ts'
import { pick, type Random, seeded } from './regex-inputs.ts'

/**
 * Random PCRE patterns of every construct the translator knows, many of them invalid, the same for a seed. They stand
 * in for the rules nobody has written yet.
 */
export const randomPatterns = (count: number, seed: number): readonly ByteString[] => {
  const random = seeded(seed)
  return Array.from({ length: count }, () => choice(random, 3))
}

const choice = (random: Random, depth: number): ByteString =>
  Array.from({ length: 1 + (random(3) === 0 ? 1 + random(2) : 0) }, () => sequence(random, depth)).join('|')

const sequence = (random: Random, depth: number): ByteString =>
  Array.from({ length: random(5) }, () => item(random, depth)).join('')

const item = (random: Random, depth: number): ByteString => {
  const quantifier = random(3) === 0 ? pick(random, QUANTIFIERS) + pick(random, ['', '', '', '?', '+']) : ''
  return (depth > 0 && random(3) === 0 ? group(random, depth - 1) : pick(random, ATOMS)) + quantifier
}

const group = (random: Random, depth: number): ByteString => {
  const [open, close] = pick(random, GROUPS)
  return open + choice(random, depth) + close
}

const QUANTIFIERS = ['*', '+', '?', '{2}', '{0,2}', '{1,}', '{2,3}', '{,2}', '{0}', '{1}']

const GROUPS = [
  ['(', ')'],
  ['(', ')'],
  ['(', ')'],
  ['(?:', ')'],
  ['(?:', ')'],
  ['(?i:', ')'],
  ['(?s-i:', ')'],
  ['(?m:', ')'],
  ['(?^:', ')'],
  ['(?x: ', ' # c\n)'],
  ['(?U:', ')'],
  ['(?>', ')'],
  ['(?=', ')'],
  ['(?!', ')'],
  ['(?<=', ')'],
  ['(?<!', ')'],
  ['(?|', ')'],
  ['(?<n>', ')'],
  ['(?P<m>', ')'],
  ['(?(1)', ')'],
  ['(?(1)a|', ')'],
  ['(?((?=a)', ')'],
] as const

const ATOMS = [
  ...['a', 'b', 'A', 'B', 'a', 'b', 'ab', '\xe9', '\xc9', '1', ' ', '-', '{', '}', ']', '/', '.', '.', '^', '$'],
  ...[
    '\\d',
    '\\D',
    '\\s',
    '\\S',
    '\\w',
    '\\W',
    '\\h',
    '\\H',
    '\\v',
    '\\V',
    '\\R',
    '\\N',
    '\\b',
    '\\B',
    '\\A',
    '\\z',
    '\\Z',
  ],
  ...[
    '\\x61',
    '\\x{e9}',
    '\\141',
    '\\o{101}',
    '\\cJ',
    '\\n',
    '\\Qa*\\E',
    '\\E',
    '\\.',
    '\\-',
    '(?#c)',
    '(?i)',
    '(?-i)',
  ],
  ...[
    '[ab]',
    '[^a]',
    '[]a]',
    '[^]a]',
    '[a-c]',
    '[\\w-]',
    '[[:alpha:]]',
    '[[:^upper:]]',
    '[[:punct:]b]',
    '[\\d\\xe9]',
    '[a\\-b]',
  ],
  ...['[^\\W]', '[\\s\\x0b]', '[\\Qa-\\E]', '[B-a]', '[+--]', '[\\b]', '[[:<:]]', '[[:>:]]'],
  ...[
    '\\1',
    '\\2',
    '\\g{1}',
    '\\g{-1}',
    '\\k<n>',
    '(?P=n)',
    '\\K',
    '(?1)',
    '(?R)?',
    '\\G',
    '\\10',
    '\\81',
    '\\y',
    '()',
  ],
]
