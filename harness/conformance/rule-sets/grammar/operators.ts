import type { ByteString } from '../../../../src/bytes.ts'
import { type Making, weighted } from './making.ts'
import { PATTERNS, VALUES } from './words.ts'

const word = ({ draw }: Making): ByteString => (draw.chance(12) ? draw.pick(MACROS) : draw.pick(VALUES))
const number = ({ draw }: Making): ByteString =>
  draw.chance(12) ? '%{tx.n}' : draw.pick(['0', '1', '2', '3', '10', '-1', '1', '0', 'x'])
const none = (): ByteString => ''

const MACROS = [
  '%{tx.v}',
  '%{ARGS.a}',
  '%{tx.0}',
  '%{REQUEST_METHOD}',
  '%{nothing}',
  'a%{tx.n}',
  '%{MATCHED_VAR}',
] as const

/** For each operator that is tried, what makes its argument. */
export const ARGUMENTS: Readonly<Record<string, (making: Making) => ByteString>> = {
  rx: ({ draw }) => draw.pick(PATTERNS),
  pm: ({ draw }) => draw.several(1, 3, () => draw.pick(VALUES)).join(' ') || 'a',
  pmFromFile: none,
  pmf: none,
  contains: word,
  containsWord: word,
  streq: word,
  beginsWith: word,
  endsWith: word,
  within: making => `${word(making)} ${word(making)}`,
  strmatch: word,
  eq: number,
  ge: number,
  gt: number,
  le: number,
  lt: number,
  detectSQLi: none,
  detectXSS: none,
  ipMatch: ({ draw }) => draw.pick(['10.0.0.0/8', '10.0.0.1', '::1', '10.0.0.1,192.168.0.0/16']),
  ipMatchFromFile: none,
  ipMatchF: none,
  validateByteRange: ({ draw }) => draw.pick(['1-255', '32-126', '97-122', '48-57,65']),
  validateUrlEncoding: none,
  validateUtf8Encoding: none,
  verifyCC: ({ draw }) => draw.pick(['\\d{13,16}', '\\d+', '.']),
  verifySSN: ({ draw }) => draw.pick(['\\d{9}', '\\d+']),
  verifyCPF: ({ draw }) => draw.pick(['\\d{11}', '\\d+']),
  unconditionalMatch: none,
  noMatch: none,
  geoLookup: none,
}

/** Operators that are not tried, and why. */
export const UNTRIED_OPERATORS: Readonly<Record<string, string>> = {
  rbl: 'asks a name server',
  rxGlobal: "libmodsecurity's",
  verifySVNR: "libmodsecurity's",
  fuzzyHash: 'is refused here',
  gsbLookup: 'is refused here',
  rsub: 'is refused here',
  validateDTD: 'is refused here',
  validateHash: 'is refused here',
  validateSchema: 'is refused here',
}

/** Files that operators name, by the operator. */
const FILES: Readonly<Record<string, string>> = {
  pmFromFile: 'words.data',
  pmf: 'words.data',
  ipMatchFromFile: 'addresses.data',
  ipMatchF: 'addresses.data',
}

const USUAL = [
  'rx',
  'rx',
  'rx',
  'streq',
  'contains',
  'eq',
  'ge',
  'pm',
  'within',
  'beginsWith',
  'unconditionalMatch',
] as const
const ALL = Object.keys(ARGUMENTS)

/** An operator with its argument, as it stands between quotation marks. */
export const operator = (making: Making): ByteString => {
  const { draw } = making
  const name = draw.chance(65) ? draw.pick(USUAL) : (ALL[draw.below(ALL.length)] ?? 'rx')
  const argument = quoted(FILES[name] ?? ARGUMENTS[name]?.(making) ?? '')
  return weighted(draw, [
    [name === 'rx' ? 10 : 0, () => argument],
    [70, () => `@${name} ${argument}`.trimEnd()],
    [12, () => `!@${name} ${argument}`.trimEnd()],
    [1, () => `@${name.toLowerCase()} ${argument}`],
    [1, () => `@${name}`],
  ])
}

const quoted = (text: ByteString): ByteString => text.replace(/"/g, '\\"')
