import { type ByteString, hexPair, upperCase } from '../../../../src/bytes.ts'
import type { Draw } from '../draw.ts'
import { NAMES, VALUES } from './words.ts'

/** A value before it is written into a request: words one after the other, damaged at times. */
export const value = (draw: Draw): ByteString => {
  const words = draw
    .several(1, draw.chance(20) ? 4 : 1, () => draw.pick(VALUES))
    .join(draw.pick(['', '', ' ', '/', '&']))
  const long = draw.chance(1) ? words.repeat(1 + draw.below(200)) : words
  return draw.chance(15) ? damage(draw, long) : long
}

/** A name for an argument, a cookie or a part. */
export const name = (draw: Draw): ByteString => (draw.chance(92) ? draw.pick(NAMES) : value(draw))

/** The text with an octet changed, taken out or put in, or a part of it repeated. */
export const damage = (draw: Draw, text: ByteString): ByteString => {
  const at = draw.below(text.length + 1)
  const kept = text.slice(at + draw.below(4))
  return (
    text.slice(0, at) +
    draw.pick<() => ByteString>([
      () => String.fromCharCode(draw.below(256)) + text.slice(at),
      () => kept,
      () => String.fromCharCode(draw.below(256)) + kept,
      () => draw.pick(VALUES) + text.slice(at),
      () => text.slice(draw.below(at + 1)),
    ])()
  )
}

/** A value written for a URI or an urlencoded body, in one of the ways that clients and attackers have. */
export const encoded = (draw: Draw, text: ByteString): ByteString => {
  const way = draw.below(20)
  if (way < 10) return percentEncoded(text, /[^A-Za-z0-9_.~-]/g)
  if (way < 13) return percentEncoded(text, /[\0-\x20"#%&+;<>=\x7f-\xff]/g).replaceAll('%20', '+')
  if (way < 15) return percentEncoded(text, /./gs)
  if (way < 16) return percentEncoded(percentEncoded(text, /[^A-Za-z0-9]/g), /%/g)
  if (way < 17) return text.replace(/[^A-Za-z0-9]/g, octet => `%u00${hexPair(octet.charCodeAt(0))}`)
  if (way < 18) return text.replace(/[^A-Za-z0-9]/g, octet => `%${upperCase(hexPair(octet.charCodeAt(0)))}`)
  return text
}

const percentEncoded = (text: ByteString, what: RegExp): ByteString =>
  text.replace(what, octet => `%${hexPair(octet.charCodeAt(0))}`)

/** Names with values, joined as in a query. */
export const pairs = (draw: Draw): ByteString => {
  const count = draw.chance(2) ? 60 : 4
  const between = draw.chance(94) ? '&' : draw.pick([';', '&&', '&amp;', '?', ''])
  const pair = (): ByteString => {
    if (draw.chance(4)) return encoded(draw, value(draw))
    return `${encoded(draw, name(draw))}=${encoded(draw, value(draw))}`
  }
  return draw.several(0, count, pair).join(between)
}
