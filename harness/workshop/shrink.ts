import type { ByteString } from '../../src/bytes.ts'
import { hasRightLength, joined, type Pieces, piecesOf, withRightLength } from './pieces.ts'

/** True if a request still shows what is looked for. */
export type Shows = (request: ByteString) => Promise<boolean>

/**
 * A smaller request that still shows the same: header lines, then pieces of URI and body, then single octets are taken
 * out, and what is left is made plain, until nothing more can go or `limit` requests have been tried.
 */
export const shrink = async (request: ByteString, shows: Shows, limit: number): Promise<ByteString> => {
  let tried = 0
  const tell: Shows = async candidate => {
    if (tried >= limit) return false
    tried += 1
    return shows(candidate)
  }
  let smallest = request
  for (;;) {
    const before = smallest
    for (const split of SPLITS) smallest = await withFewer(smallest, split, tell)
    smallest = await withPlainOctets(smallest, tell)
    if (smallest === before || tried >= limit) return smallest
  }
}

/** A request as units that may be taken out one by one, and how the rest becomes a request again. */
type Split = (request: ByteString) => {
  readonly units: readonly ByteString[]
  readonly join: (left: readonly ByteString[]) => ByteString
}

const rebuilt = (before: Pieces, after: Pieces): ByteString =>
  joined(hasRightLength(before) ? withRightLength(after) : after)

const headers: Split = request => {
  const pieces = piecesOf(request)
  const [first = '', ...rest] = pieces.lines
  return { units: rest, join: left => rebuilt(pieces, { ...pieces, lines: [first, ...left] }) }
}

const target =
  (pattern: RegExp): Split =>
  request => {
    const pieces = piecesOf(request)
    const [first = '', ...rest] = pieces.lines
    const [, method = '', uri = '', version = ''] = /^(\S* )(.*?)( HTTP\/\S*)?$/s.exec(first) ?? []
    return {
      units: uri.split(pattern),
      join: left => rebuilt(pieces, { ...pieces, lines: [`${method}${left.join('')}${version}`, ...rest] }),
    }
  }

const values: Split = request => {
  const pieces = piecesOf(request)
  const [first = '', ...rest] = pieces.lines
  const units = rest.flatMap((line, index) => line.split(/(?<=[;,& ])|(?=[;,& ])/).map(word => `${index}:${word}`))
  const lineOf = (index: number, left: readonly ByteString[]): ByteString =>
    left
      .filter(unit => unit.startsWith(`${index}:`))
      .map(unit => unit.slice(`${index}:`.length))
      .join('')
  return {
    units,
    join: left => rebuilt(pieces, { ...pieces, lines: [first, ...rest.map((_, index) => lineOf(index, left))] }),
  }
}

const body =
  (pattern: RegExp): Split =>
  request => {
    const pieces = piecesOf(request)
    if (pieces.body === undefined) return { units: [], join: () => request }
    return { units: pieces.body.split(pattern), join: left => rebuilt(pieces, { ...pieces, body: left.join('') }) }
  }

const octets: Split = request => {
  const pieces = piecesOf(request)
  const text = pieces.lines.join('\n')
  return { units: text.split(''), join: left => rebuilt(pieces, { ...pieces, lines: left.join('').split('\n') }) }
}

const SPLITS: readonly Split[] = [
  headers,
  target(/(?<=[?&])/),
  body(/(?<=\n)/),
  body(/(?<=[&,;\n<>{}[\] ])/),
  values,
  target(/(?<=[/?&=])|(?=[%])/),
  body(/(?:)/),
  octets,
]

/** Delta debugging: halves, quarters and so on are taken out as long as what is left shows the same. */
const withFewer = async (request: ByteString, split: Split, shows: Shows): Promise<ByteString> => {
  const { units, join } = split(request)
  let left = units
  let smallest = request
  for (let size = Math.ceil(left.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < left.length; ) {
      const fewer = [...left.slice(0, at), ...left.slice(at + size)]
      const candidate = join(fewer)
      if (candidate.length < smallest.length && (await shows(candidate))) {
        left = fewer
        smallest = candidate
      } else at += size
    }
  }
  return smallest
}

/** Octets that do not matter become `a`. */
const withPlainOctets = async (request: ByteString, shows: Shows): Promise<ByteString> => {
  let plain = request
  for (let at = 0; at < plain.length && plain.length < 400; at++) {
    if (/[a\r\n]/.test(plain[at] ?? '')) continue
    const candidate = `${plain.slice(0, at)}a${plain.slice(at + 1)}`
    if (await shows(candidate)) plain = candidate
  }
  return plain
}
