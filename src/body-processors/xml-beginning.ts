import type { ByteString } from '../bytes.ts'

/** The beginning of a document, as far as a push parser goes before it is told that the document ends. */
export type XmlBeginning = {
  /** What the parser has taken, with the end tags that make a document of it. */
  readonly closed: ByteString
  /** It has come upon something that no document may have there. */
  readonly isBroken: boolean
  /** The element that began last has not ended. */
  readonly isInLast: boolean
}

/**
 * How far libxml2's push parser goes in a document that may go on: it waits at a tag, comment, reference or short text that
 * has no end yet (parser.c, `xmlParseTryOrFinish`, 2.15; seen through ModSecurity). Whether what it has taken is well formed
 * is for the parser to say.
 */
export const xmlBeginning = (body: ByteString): XmlBeginning => {
  const at = body.startsWith('\xef\xbb\xbf') ? 3 : 0
  const reading: Reading = { body, at, open: [], isInLast: false, place: 'before type' }
  if (body.length < LEAST_OCTETS) return { closed: '', isBroken: false, isInLast: false }
  for (;;) {
    const step = next(reading)
    if (step === 'broken') return { closed: '', isBroken: true, isInLast: false }
    if (step === 'waits') return { closed: closed(reading), isBroken: false, isInLast: reading.isInLast }
    advance(reading, step)
  }
}

/** What it needs to see before it begins: it looks for the encoding. */
const LEAST_OCTETS = 4

/** Text without a mark-up character behind it is waited for up to this length. */
const TEXT_OCTETS = 300

type Reading = {
  readonly body: ByteString
  at: number
  /** Names of the elements that are open. */
  readonly open: ByteString[]
  isInLast: boolean
  place: 'before type' | 'behind type' | 'content' | 'epilog'
}

/** Octets of what begins with `<!` that it wants to see, by place. */
const LOOKED_AT = { 'before type': '<!DOCTYPE'.length, 'behind type': '<!--'.length, content: 2, epilog: '<!--'.length }

/** A piece of mark-up or text that is there as a whole. */
type Piece = { readonly kind: 'type' | 'start' | 'end' | 'other'; readonly end: number }

const next = (reading: Reading): Piece | 'waits' | 'broken' => {
  const { body, place } = reading
  if (place !== 'content') while (isBlank(body[reading.at])) reading.at++
  const { at } = reading
  const left = body.length - at
  if (place === 'epilog' && left > 0 && body[at] !== '<') return 'broken'
  if (left < 2) return 'waits'
  if (body[at] !== '<') return place === 'content' ? text(body, at) : 'broken'
  if (body[at + 1] === '?') return upTo(body, at + 2, '?>')
  if (body[at + 1] === '!') {
    if (left < LOOKED_AT[place]) return 'waits'
    if (body.startsWith('<!--', at)) return upTo(body, at + 4, '-->')
    if (place === 'content' && body.startsWith('<![CDATA[', at)) return upTo(body, at + 9, ']]>')
    if (place === 'before type' && body.startsWith('<!DOCTYPE', at)) return piece('type', documentType(body, at + 9))
    return place === 'epilog' || endOfTag(body, at + 1) !== undefined ? 'broken' : 'waits'
  }
  if (place === 'epilog') return 'broken'
  if (place === 'content' && body[at + 1] === '/') return piece('end', endOf(body, at + 2, '>'))
  return piece('start', endOfTag(body, at + 1))
}

const piece = (kind: Piece['kind'], end: number | undefined): Piece | 'waits' =>
  end === undefined ? 'waits' : { kind, end }

const upTo = (body: ByteString, from: number, mark: ByteString): Piece | 'waits' =>
  piece('other', endOf(body, from, mark))

const endOf = (body: ByteString, from: number, mark: ByteString): number | undefined => {
  const found = body.indexOf(mark, from)
  return found === -1 ? undefined : found + mark.length
}

const text = (body: ByteString, at: number): Piece | 'waits' => {
  if (body[at] === '&') return upTo(body, at, ';')
  const length = body.slice(at).search(/[<&]/)
  if (length !== -1) return { kind: 'other', end: at + length }
  return body.length - at < TEXT_OCTETS ? 'waits' : { kind: 'other', end: body.length }
}

/** A `>` that is not in an attribute's value. */
const endOfTag = (body: ByteString, from: number): number | undefined => {
  let quote: string | undefined
  for (let at = from; at < body.length; at++) {
    const character = body[at]
    if (quote !== undefined) {
      if (character === quote) quote = undefined
    } else if (character === '"' || character === "'") quote = character
    else if (character === '>') return at + 1
  }
  return undefined
}

/** The end of a document type whose name begins at a place, behind its internal subset if it has one. */
export const documentType = (body: ByteString, from: number): number | undefined => {
  let quote: string | undefined
  let isInside = false
  for (let at = from; at < body.length; at++) {
    const character = body[at]
    if (quote !== undefined) {
      if (character === quote) quote = undefined
    } else if (character === '"' || character === "'") quote = character
    else if (isInside && body.startsWith('<!--', at)) at = (endOf(body, at + 4, '-->') ?? body.length) - 1
    else if (isInside && body.startsWith('<?', at)) at = (endOf(body, at + 2, '?>') ?? body.length) - 1
    else if (character === '[') isInside = true
    else if (character === ']') isInside = false
    else if (character === '>' && !isInside) return at + 1
  }
  return undefined
}

const advance = (reading: Reading, { kind, end }: Piece): void => {
  const { body, at, open } = reading
  if (kind === 'type') reading.place = 'behind type'
  if (kind === 'start') {
    reading.place = 'content'
    reading.isInLast = body[end - 2] !== '/'
    if (reading.isInLast) open.push(/^[^\t\n\r />]*/.exec(body.slice(at + 1, end))?.[0] ?? '')
  } else if (kind === 'end') {
    open.pop()
    reading.isInLast = false
  }
  if ((kind === 'start' || kind === 'end') && open.length === 0) reading.place = 'epilog'
  reading.at = end
}

const isBlank = (character: string | undefined): boolean =>
  character === ' ' || character === '\t' || character === '\n' || character === '\r'

const closed = ({ body, at, open, place }: Reading): ByteString => {
  const taken = body.slice(0, at)
  if (place === 'content' || place === 'epilog')
    return (
      taken +
      open
        .toReversed()
        .map(name => `</${name}>`)
        .join('')
    )
  return /[^\t\n\r \xbb\xbf\xef]/.test(taken) ? `${taken}<a/>` : ''
}
