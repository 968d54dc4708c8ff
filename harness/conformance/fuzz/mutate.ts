import type { ByteString } from '../../../src/bytes.ts'
import { hasRightLength, joined, type Pieces, piecesOf, withRightLength } from '../../workshop/pieces.ts'
import type { Draw } from './draw.ts'
import { headerLines } from './grammar/headers.ts'
import { damage, encoded, name, value } from './grammar/value.ts'
import { METHODS, TYPES } from './grammar/words.ts'

/** A seed with one to three changes. `other` is another seed, whose parts may be taken over. */
export const mutated = (draw: Draw, seed: ByteString, other: ByteString): ByteString => {
  const first = piecesOf(seed)
  let pieces = first
  for (const change of draw.several(1, 3, () => draw.pick(CHANGES))) pieces = change(draw, pieces, piecesOf(other))
  return joined(hasRightLength(first) && draw.chance(97) ? withRightLength(pieces) : pieces)
}

type Change = (draw: Draw, pieces: Pieces, other: Pieces) => Pieces

const changeLine = (
  draw: Draw,
  { lines, body }: Pieces,
  at: number,
  change: (line: ByteString) => ByteString,
): Pieces => ({
  lines: lines.map((line, index) => (index === at ? clean(draw, change(line)) : line)),
  body,
})

/** Without the line ends and control characters that make httpd refuse a whole request, mostly. */
const clean = (draw: Draw, line: ByteString): ByteString =>
  draw.chance(97) ? line.replace(/[\0-\x08\x0a-\x1f\x7f]/g, '') : line

const changeTarget = (draw: Draw, pieces: Pieces, change: (target: ByteString) => ByteString): Pieces =>
  changeLine(draw, pieces, 0, line => {
    const [method = '', target = '', ...rest] = line.split(' ')
    return [method, change(target).replaceAll(' ', draw.chance(98) ? '%20' : ' '), ...rest].join(' ')
  })

const inHeader: Change = (draw, pieces) => {
  if (pieces.lines.length < 2) return pieces
  return changeLine(draw, pieces, 1 + draw.below(pieces.lines.length - 1), line => {
    const colon = line.indexOf(':') + 1
    const edited = draw.chance(90) ? line.slice(0, colon) + damage(draw, line.slice(colon)) : damage(draw, line)
    return /^host:/i.test(line) && draw.chance(80) ? line : edited
  })
}

const inTarget: Change = (draw, pieces) => changeTarget(draw, pieces, target => damage(draw, target))

const inBody: Change = (draw, pieces) =>
  pieces.body === undefined || pieces.body === '' ? pieces : { ...pieces, body: damage(draw, pieces.body) }

const moreArguments: Change = (draw, pieces) => {
  const pair = `${encoded(draw, name(draw))}=${encoded(draw, value(draw))}`
  return changeTarget(draw, pieces, target => `${target}${target.includes('?') ? '&' : '?'}${pair}`)
}

const moreHeaders: Change = (draw, pieces) => {
  const [first = '', ...rest] = pieces.lines
  const added = headerLines(draw).filter(line => !/^host:/i.test(line) || draw.chance(3))
  return { ...pieces, lines: [first, ...rest, ...added] }
}

const fewerHeaders: Change = (draw, pieces) => {
  const out = 1 + draw.below(Math.max(1, pieces.lines.length - 1))
  return {
    ...pieces,
    lines: pieces.lines.filter((line, index) => index !== out || (/^host:/i.test(line) && draw.chance(90))),
  }
}

const repeatedHeader: Change = (draw, pieces) => {
  const line = pieces.lines[1 + draw.below(Math.max(1, pieces.lines.length - 1))]
  return line === undefined ? pieces : { ...pieces, lines: [...pieces.lines, line] }
}

const otherMethod: Change = (draw, pieces) =>
  changeLine(draw, pieces, 0, line => line.replace(/^\S*/, () => draw.pick(METHODS)))

const otherType: Change = (draw, pieces) => ({
  ...pieces,
  lines: pieces.lines.map(line => (/^content-type:/i.test(line) ? `Content-Type: ${draw.pick(TYPES)}` : line)),
})

const otherBody: Change = (_draw, pieces, other) =>
  pieces.body === undefined ? pieces : { ...pieces, body: other.body ?? '' }

const otherTarget: Change = (draw, pieces, other) =>
  changeTarget(draw, pieces, () => other.lines[0]?.split(' ')[1] ?? '/')

const argumentsAsBody: Change = (draw, pieces) => {
  const query = pieces.lines[0]?.split(' ')[1]?.split('?')[1]
  if (query === undefined) return pieces
  const kept = pieces.lines.slice(1).filter(line => !/^content-(?:type|length):/i.test(line))
  const first = `POST /${draw.pick(['', 'a', 'x.php'])} HTTP/1.1`
  const added = ['Content-Type: application/x-www-form-urlencoded', `Content-Length: ${query.length}`]
  return { lines: [first, ...kept, ...added], body: query }
}

const encodedAnew: Change = (draw, pieces) =>
  changeTarget(draw, pieces, target => {
    const start = draw.below(target.length)
    const end = start + draw.below(12)
    return target.slice(0, start) + encoded(draw, target.slice(start, end)) + target.slice(end)
  })

const CHANGES: readonly [Change, ...Change[]] = [
  ...([inTarget, inTarget, inHeader, inHeader, inBody, inBody, inBody, moreArguments, moreHeaders] as const),
  ...[fewerHeaders, repeatedHeader, otherMethod, otherType, otherBody, otherTarget, argumentsAsBody, encodedAnew],
]
