import { type ByteString, hexPair } from '../../../../src/bytes.ts'
import type { Draw } from '../draw.ts'
import type { TypedBody } from './multipart.ts'
import { damage, name, value } from './value.ts'

/** A JSON body, cut or damaged at times. */
export const json = (draw: Draw): TypedBody => ({
  type: draw.chance(90)
    ? 'application/json'
    : draw.pick(['application/json; charset=utf-8', 'application/vnd.a+json', 'Application/JSON']),
  content: broken(draw, jsonValue(draw, draw.chance(2) ? 30 : 4)),
})

const jsonValue = (draw: Draw, depth: number): ByteString => {
  const kind = draw.below(depth > 0 ? 12 : 6)
  if (kind < 3) return jsonText(draw, value(draw))
  if (kind < 4)
    return draw.pick(['0', '-1', '1.5', '1e9', '-0', '01', '.5', '1.', '1E+400', '12345678901234567890123', '-'])
  if (kind < 6) return draw.pick(['true', 'false', 'null', 'True', 'nul', 'NaN'])
  const gap = draw.pick(['', '', ' ', '\n  ', '\t'])
  const inner = draw.several(0, 3, () =>
    kind < 10
      ? `${jsonText(draw, name(draw))}${draw.pick([':', ':', ': ', ' :'])}${jsonValue(draw, depth - 1)}`
      : jsonValue(draw, depth - 1),
  )
  const joined = inner.join(`,${gap}`) + (draw.chance(2) ? ',' : '')
  return kind < 10 ? `{${gap}${joined}${gap}}` : `[${gap}${joined}${gap}]`
}

const jsonText = (draw: Draw, text: ByteString): ByteString => {
  if (draw.chance(6)) return `"${text}"`
  const escaped = text.replace(/[\0-\x1f"\\]/g, octet => `\\u00${hexPair(octet.charCodeAt(0))}`)
  if (draw.chance(85)) return `"${escaped}"`
  const word = draw.pick([
    '\\n',
    '\\t',
    '\\/',
    '\\"',
    '\\\\',
    '\\u0041',
    '\\u00e9',
    '\\u20AC',
    '\\ud83d\\ude00',
    '\\ud83d',
    '\\u0000',
    '\\x',
    '\\u12',
  ])
  return `"${escaped}${word}${escaped.slice(0, 2)}"`
}

/** An XML body, cut or damaged at times. */
export const xml = (draw: Draw): TypedBody => ({
  type: draw.pick(['text/xml', 'application/xml', 'application/soap+xml', 'text/xml; charset=utf-8']),
  content: broken(
    draw,
    `${prolog(draw)}${element(draw, 3)}${draw.chance(4) ? draw.pick(['x', '<a/>', '\n', '<!-- -->']) : ''}`,
  ),
})

const prolog = (draw: Draw): ByteString =>
  draw.chance(50)
    ? ''
    : draw.pick([
        '<?xml version="1.0"?>',
        '<?xml version="1.0" encoding="utf-8"?>\n',
        '<?xml version="1.0" encoding="ISO-8859-1"?>',
        '<?xml version="1.1"?>',
        '<?xml version="1.0" encoding="nope"?>',
        ' <?xml version="1.0"?>',
        '\xef\xbb\xbf<?xml version="1.0"?>',
        '<!DOCTYPE a>',
        '<!DOCTYPE a [<!ENTITY b "c">]>',
        '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>',
      ])

const element = (draw: Draw, depth: number): ByteString => {
  const tag = draw.pick(['a', 'b', 'x:y', 'soap:Body', 'A_1', 'a.b'])
  const attributes = draw
    .several(0, 2, () => ` ${draw.pick(['id', 'x', 'xmlns:x', 'xmlns', 'a'])}="${xmlText(draw)}"`)
    .join('')
  if (draw.chance(12)) return `<${tag}${attributes}/>`
  const inner = draw.several(0, 3, () => (depth > 0 && draw.chance(45) ? element(draw, depth - 1) : xmlText(draw)))
  const closing = draw.chance(97) ? tag : draw.pick(['a', 'z', ''])
  return `<${tag}${attributes}>${inner.join('')}</${closing}>`
}

const xmlText = (draw: Draw): ByteString => {
  const text = value(draw)
  if (draw.chance(10)) return `<![CDATA[${text}]]>`
  if (draw.chance(10))
    return draw.pick(['&amp;', '&lt;', '&#65;', '&#x41;', '&b;', '&', '&#0;', '<!-- c -->', '<?pi x?>', '&nbsp;'])
  const safe = text
    .replace(/[\0-\x08\x0b\x0c\x0e-\x1f]/g, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('"', '&quot;')
  return draw.chance(92) ? safe : text
}

const broken = (draw: Draw, text: ByteString): ByteString => {
  if (draw.chance(86)) return text
  return draw.chance(50) ? text.slice(0, draw.below(text.length + 1)) : damage(draw, text)
}
