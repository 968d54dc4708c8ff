import type { ByteString } from '../../../../src/bytes.ts'
import type { Draw } from '../draw.ts'
import { encoded, pairs, value } from './value.ts'
import { EXTENSIONS, HOSTS } from './words.ts'

/** A request target: mostly a path with a query, at times an absolute URI or something else that is allowed or not. */
export const target = (draw: Draw): ByteString => {
  const uri = path(draw) + query(draw)
  if (draw.chance(93)) return uri
  return draw.pick<() => ByteString>([
    () => `http://${draw.pick(HOSTS)}${uri}`,
    () => `https://localhost:8080${uri}`,
    () => `ftp://localhost${uri}`,
    () => `${uri}#${value(draw)}`,
    () => '*',
    () => `/${uri}`,
    () => uri.slice(1),
    () => `localhost:80`,
    () => `//localhost${uri}`,
    () => `http://user:pass@localhost${uri}`,
    () => `?${uri}`,
  ])()
}

const path = (draw: Draw): ByteString => {
  if (draw.chance(40)) return '/'
  if (draw.chance(3)) return '/reflect'
  const segments = draw.several(1, 4, () => segment(draw))
  return `/${segments.join('/')}${draw.pick(EXTENSIONS)}`
}

const segment = (draw: Draw): ByteString =>
  draw.chance(70)
    ? draw.pick([
        'a',
        'b.c',
        'index',
        'admin',
        '..',
        '.',
        '',
        '.git',
        'wp-config',
        '%2e%2e',
        '..%2f',
        'a;b=c',
        'A%20B',
        '%',
        '%41',
        '~',
      ])
    : encoded(draw, value(draw))

const query = (draw: Draw): ByteString => {
  if (draw.chance(40)) return ''
  return draw.chance(95) ? `?${pairs(draw)}` : `?${value(draw)}`
}
