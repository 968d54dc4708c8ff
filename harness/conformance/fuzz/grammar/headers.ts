import type { ByteString } from '../../../../src/bytes.ts'
import type { Draw } from '../draw.ts'
import { encoded, name, value } from './value.ts'
import { AGENTS, FIELDS, HOSTS, VALUES } from './words.ts'

/** Header lines, without their line ends, in some order; those about the body are not among them. */
export const headerLines = (draw: Draw): readonly ByteString[] => {
  const lines = [
    ...(draw.chance(97) ? [`Host: ${draw.pick(draw.chance(80) ? ['localhost'] : HOSTS)}`] : []),
    ...(draw.chance(85) ? [`User-Agent: ${draw.pick(draw.chance(60) ? ['wafrig'] : AGENTS)}`] : []),
    ...(draw.chance(80) ? ['Accept: */*'] : []),
    ...(draw.chance(30) ? [cookies(draw)] : []),
    ...draw.several(0, draw.chance(60) ? 0 : 4, () => field(draw)),
  ]
  if (draw.chance(5)) lines.push(draw.pick(['Host: localhost', ...lines]))
  if (draw.chance(20)) lines.sort(() => draw.below(3) - 1)
  return draw.chance(2) ? lines.flatMap(line => fold(draw, line)) : lines
}

const field = (draw: Draw): ByteString => {
  const [known, usual] = draw.pick(FIELDS)
  const written = draw.chance(85) ? known : draw.pick([known.toLowerCase(), known.toUpperCase(), `X-${value(draw)}`])
  const content = draw.chance(60) ? usual : printable(draw, value(draw))
  return `${written}${draw.pick([': ', ': ', ': ', ':', ':\t', ':  '])}${content}${draw.pick(['', '', '', ' ', '\t'])}`
}

/** A value with control characters taken out, mostly: the web server refuses them. */
const printable = (draw: Draw, text: ByteString): ByteString =>
  draw.chance(95) ? text.replace(/[\0-\x08\x0a-\x1f\x7f]/g, '') : text

const cookies = (draw: Draw): ByteString => {
  const one = (): ByteString => {
    const written = draw.chance(70) ? encoded(draw, value(draw)) : value(draw)
    return draw.pick([
      `${name(draw)}=${written}`,
      `${name(draw)}=${written}`,
      written,
      `${name(draw)}=`,
      `$Version=${written}`,
    ])
  }
  const between = draw.pick(['; ', '; ', '; ', ';', ';  ', ', ', ' ', '&', ';;', '; ;'])
  return printable(draw, `${draw.pick(['Cookie', 'Cookie', 'cookie'])}: ${draw.several(1, 4, one).join(between)}`)
}

const fold = (draw: Draw, line: ByteString): readonly ByteString[] => {
  const at = draw.below(line.length)
  return [line.slice(0, at), `${draw.pick([' ', '\t'])}${line.slice(at)}${draw.chance(10) ? draw.pick(VALUES) : ''}`]
}
