import { gzipSync } from 'node:zlib'
import type { ByteString } from '../../../../src/bytes.ts'
import type { Draw } from '../../fuzz/draw.ts'
import { encoded } from '../../fuzz/grammar/value.ts'
import { weighted } from './making.ts'
import { FIELDS, NAMES, PATHS, TYPES, VALUES } from './words.ts'

/** A request to a host that brings what the rules of the grammar look for. It is well-formed up to its body. */
export const request = (draw: Draw, host: string): ByteString => {
  const body = draw.chance(55) ? typedBody(draw) : undefined
  const isReflected = body === undefined && draw.chance(30)
  const { type, content } =
    body ?? (isReflected ? { type: 'application/json', content: reflection(draw) } : { type: '', content: '' })
  const method = isReflected
    ? 'POST'
    : content !== '' || type !== ''
      ? draw.pick(['POST', 'POST', 'POST', 'PUT', 'GET'])
      : draw.pick(['GET', 'GET', 'GET', 'HEAD', 'OPTIONS', 'POST', 'FOO'])
  const path = isReflected ? '/reflect' : draw.pick(PATHS)
  const query = draw.chance(75) ? `?${pairs(draw, draw.chance(95) ? '&' : ';')}` : ''
  const version = draw.chance(96) ? 'HTTP/1.1' : 'HTTP/1.0'
  const framing = type === '' ? { lines: [], octets: '' } : framed(draw, content)
  const lines = [
    `${method} ${path}${query} ${version}`,
    `Host: ${host}`,
    ...draw.several(0, 3, () => field(draw)),
    ...(draw.chance(35) ? [`Cookie: ${cookies(draw)}`] : []),
    ...(type === '' || draw.chance(4) ? [] : [`Content-Type: ${type}`]),
    ...framing.lines,
  ]
  return `${lines.join('\r\n')}\r\n\r\n${framing.octets}`
}

const someName = (draw: Draw): ByteString => (draw.chance(90) ? draw.pick(NAMES) : draw.pick(VALUES))
const someValue = (draw: Draw): ByteString =>
  draw.chance(90)
    ? draw.pick(VALUES)
    : draw.several(2, draw.chance(80) ? 3 : 40, () => draw.pick(VALUES)).join(draw.pick(['', ' ', '/']))

const pairs = (draw: Draw, between: ByteString): ByteString =>
  draw
    .several(1, draw.chance(92) ? 4 : 12, () => {
      const name = encoded(draw, someName(draw)).replace(/[\0-\x20\x7f-\xff#]/g, '_')
      const value = encoded(draw, someValue(draw)).replace(/[\0-\x20\x7f-\xff#]/g, '_')
      return draw.chance(95) ? `${name}=${value}` : name
    })
    .join(between)

const printable = (text: ByteString): ByteString => text.replace(/[\0-\x08\x0a-\x1f\x7f]/g, '')

const field = (draw: Draw): ByteString => {
  const name = draw.pick(FIELDS.filter(known => !/^(?:host|content-)/i.test(known)) as [string, ...string[]])
  return `${draw.chance(90) ? name : name.toLowerCase()}: ${printable(someValue(draw))}`
}

const cookies = (draw: Draw): ByteString =>
  printable(
    `${draw.chance(8) ? '$Version=1; ' : ''}${draw
      .several(1, 3, () => {
        const value = draw.chance(70) ? encoded(draw, someValue(draw)) : someValue(draw)
        return `${someName(draw)}${draw.chance(95) ? '=' : ''}${draw.chance(10) ? `"${value}"` : value}`
      })
      .join(draw.pick(['; ', '; ', ';', ', ', ' ; ']))}`,
  )

type Typed = { readonly type: ByteString; readonly content: ByteString }

const typedBody = (draw: Draw): Typed => {
  const way = draw.below(100)
  if (way < 40) return { type: 'application/x-www-form-urlencoded', content: pairs(draw, '&') }
  if (way < 60) return multipart(draw)
  if (way < 78) return { type: 'application/json', content: spoilt(draw, json(draw, 0)) }
  if (way < 93) return { type: draw.pick(['text/xml', 'application/xml']), content: spoilt(draw, xml(draw)) }
  return { type: draw.pick(TYPES), content: someValue(draw) }
}

const spoilt = (draw: Draw, text: ByteString): ByteString =>
  draw.chance(92) ? text : text.slice(0, draw.below(text.length + 1)) + draw.pick(['', '}', '<', '"', 'x'])

const multipart = (draw: Draw): Typed => {
  const boundary = draw.pick(['b', '----x', 'aBc'])
  const part = (): ByteString => {
    const file = draw.chance(30) ? `; filename="${draw.pick(['a.txt', 'b.php', '', 'a b.gif'])}"` : ''
    const type = draw.chance(20) ? '\r\nContent-Type: text/plain' : ''
    return `--${boundary}\r\nContent-Disposition: form-data; name="${someName(draw).replace(/["\r\n]/g, '')}"${file}${type}\r\n\r\n${someValue(draw)}\r\n`
  }
  const content = `${draw.several(1, 3, part).join('')}--${boundary}${draw.chance(96) ? '--\r\n' : ''}`
  return {
    type: `multipart/form-data; boundary=${boundary}`,
    content: draw.chance(95) ? content : spoilt(draw, content),
  }
}

const json = (draw: Draw, depth: number): ByteString => {
  const text = (): ByteString => JSON.stringify(someValue(draw)).replace(/[\x80-\xff]/g, '')
  return weighted(draw, [
    [
      depth > 3 ? 0 : 8,
      () => `{${draw.several(0, 3, () => `"${draw.pick(NAMES)}":${json(draw, depth + 1)}`).join(',')}}`,
    ],
    [depth > 3 ? 0 : 3, () => `[${draw.several(0, 3, () => json(draw, depth + 1)).join(',')}]`],
    [depth === 0 ? 0 : 10, text],
    [depth === 0 ? 0 : 4, () => draw.pick(['1', '-1', '1.5', 'true', 'false', 'null', '1e3', '0'])],
  ])
}

const xml = (draw: Draw): ByteString => {
  const escaped = (text: ByteString): ByteString =>
    text
      .replace(/[\0-\x08\x0b-\x1f\x7f-\xff]/g, '')
      .replace(/&/g, '&amp;')
      .replace(/</g, '&lt;')
      .replace(/"/g, '&quot;')
  const node = (depth: number): ByteString => {
    const name = draw.pick(['a', 'b', 'c', 'x:d'])
    const attribute = draw.chance(30) ? ` ${draw.pick(['id', 'e'])}="${escaped(someValue(draw))}"` : ''
    const inner =
      depth > 2 || draw.chance(40) ? escaped(someValue(draw)) : draw.several(1, 3, () => node(depth + 1)).join('')
    return `<${name}${attribute}>${inner}</${name}>`
  }
  const head = draw.pick([
    '',
    '',
    '<?xml version="1.0"?>',
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<?xml version="1.0" encoding="iso-8859-1"?>',
  ])
  return `${head}${node(0)}`
}

/** What makes the application answer as the rules look for. */
const reflection = (draw: Draw): ByteString => {
  const text = someValue(draw).replace(/[\x80-\xff]/g, '')
  const isZipped = draw.chance(10)
  const type = draw.pick([
    'text/plain',
    'text/html',
    'text/html; charset=utf-8',
    'application/json',
    'text/xml',
    'image/png',
  ])
  return JSON.stringify({
    status: draw.pick([200, 200, 200, 201, 404, 500, 302, 403]),
    headers: {
      ...(draw.chance(85) ? { 'Content-Type': type } : {}),
      ...(draw.chance(40) ? { 'X-Out': printable(text).trim() || 'x' } : {}),
      ...(draw.chance(10) ? { Location: '/a' } : {}),
      ...(draw.chance(10) ? { 'Set-Cookie': 'a=1' } : {}),
      ...(isZipped ? { 'Content-Encoding': 'gzip' } : {}),
    },
    ...(isZipped ? { encodedBody: gzipSync(text).toString('base64') } : { body: text }),
  })
}

const framed = (
  draw: Draw,
  content: ByteString,
): { readonly lines: readonly ByteString[]; readonly octets: ByteString } => {
  if (draw.chance(85)) return { lines: [`Content-Length: ${content.length}`], octets: content }
  let octets = ''
  for (let at = 0; at < content.length; ) {
    const size = Math.min(content.length - at, 1 + draw.below(60))
    octets += `${size.toString(16)}\r\n${content.slice(at, at + size)}\r\n`
    at += size
  }
  return { lines: ['Transfer-Encoding: chunked'], octets: `${octets}0\r\n\r\n` }
}
