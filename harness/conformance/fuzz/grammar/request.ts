import type { ByteString } from '../../../../src/bytes.ts'
import type { Draw } from '../draw.ts'
import { headerLines } from './headers.ts'
import { multipart, type TypedBody } from './multipart.ts'
import { json, xml } from './structured.ts'
import { target } from './target.ts'
import { pairs, value } from './value.ts'
import { METHODS, TYPES } from './words.ts'

/** A request made from nothing. */
export const grammarRequest = (draw: Draw): ByteString => {
  const hasBody = draw.chance(60)
  const method = hasBody && draw.chance(85) ? 'POST' : draw.pick(METHODS)
  const version = draw.chance(95)
    ? 'HTTP/1.1'
    : draw.pick(['HTTP/1.0', 'HTTP/1.2', 'HTTP/2.0', 'http/1.1', 'HTTP/0.9', 'HTTP/1.', ''])
  const between = draw.chance(99) ? ' ' : draw.pick(['  ', '\t', ' \t'])
  const body = hasBody ? framed(draw, bodyOf(draw)) : { lines: [], octets: '' }
  const lines = [[method, target(draw), version].join(between), ...headerLines(draw), ...body.lines]
  const end = draw.chance(99) ? '\r\n' : '\n'
  return `${lines.join(end)}${end}${end}${body.octets}`
}

const bodyOf = (draw: Draw): TypedBody => {
  const kind = draw.below(20)
  if (kind < 6) return { type: 'application/x-www-form-urlencoded', content: pairs(draw) }
  if (kind < 11) return multipart(draw)
  if (kind < 15) return json(draw)
  if (kind < 18) return xml(draw)
  return { type: draw.pick(TYPES), content: value(draw) }
}

type Framed = { readonly lines: readonly ByteString[]; readonly octets: ByteString }

const framed = (draw: Draw, { type, content }: TypedBody): Framed => {
  const typeLine = draw.chance(92) ? [`Content-Type: ${type}`] : draw.pick([[], [`Content-Type: ${draw.pick(TYPES)}`]])
  const twice = draw.chance(1) ? [`Content-Type: ${draw.pick(TYPES)}`] : []
  const { lines, octets } = framing(draw, content)
  return { lines: [...typeLine, ...twice, ...lines], octets }
}

const framing = (draw: Draw, content: ByteString): Framed => {
  const right = `Content-Length: ${content.length}`
  if (draw.chance(87)) return { lines: [right], octets: content }
  const chunks = chunked(draw, content)
  return draw.pick<Framed>([
    { lines: ['Transfer-Encoding: chunked'], octets: chunks },
    { lines: ['Transfer-Encoding: chunked'], octets: chunks },
    { lines: ['Transfer-Encoding: chunked', right], octets: chunks },
    {
      lines: [
        draw.pick(['Transfer-Encoding: identity', 'Transfer-Encoding: gzip, chunked', 'Transfer-Encoding: Chunked']),
      ],
      octets: chunks,
    },
    { lines: [`Content-Length: ${Math.max(0, content.length - 1 - draw.below(4))}`], octets: content },
    { lines: [right, right], octets: content },
    {
      lines: [
        draw.pick([
          'Content-Length: abc',
          'Content-Length: -1',
          'Content-Length: +3',
          'Content-Length: 0',
          'Content-Length:',
        ]),
      ],
      octets: content,
    },
    { lines: [`Content-Length: 000${content.length}`], octets: content },
    { lines: [], octets: content },
    { lines: [`Content-Length: ${content.length + 1}`], octets: content },
  ])
}

const chunked = (draw: Draw, content: ByteString): ByteString => {
  let octets = ''
  for (let at = 0; at < content.length; ) {
    const size = Math.min(content.length - at, 1 + draw.below(40))
    const digits = draw.pick([size.toString(16), size.toString(16).toUpperCase(), `0${size.toString(16)}`])
    const extension = draw.chance(95) ? '' : draw.pick([';a=b', ' ', ';', ' ;x', '; a="b"'])
    octets += `${digits}${extension}\r\n${content.slice(at, at + size)}${draw.chance(99) ? '\r\n' : draw.pick(['\n', ''])}`
    at += size
  }
  return `${octets}${draw.pick(['0', '0', '00', '0;a'])}\r\n${draw.chance(95) ? '' : draw.pick(['X: y\r\n', 'Cookie: a=b\r\n', 'bad\r\n'])}\r\n`
}
