import { type ByteString, toOctets } from '../../../src/bytes.ts'
import { httpd } from '../../../src/servers/httpd/httpd.ts'
import { isWhole } from '../../../src/servers/server.ts'
import { type Draw, drawing } from './draw.ts'
import { grammarRequest } from './grammar/request.ts'
import { mutated } from './mutate.ts'

/** Requests by number. */
export type Cases = (index: number) => ByteString

/** Requests made from nothing and from seeds; for the same seed number and seeds, the same ones by number. */
export const cases =
  (seed: number, seeds: readonly ByteString[]): Cases =>
  index => {
    const draw = drawing(seed, index)
    const request = oneRequest(draw, seeds)
    return withoutWait(draw, withoutSecond(request))
  }

const oneRequest = (draw: Draw, seeds: readonly ByteString[]): ByteString => {
  const any = (): ByteString => seeds[draw.below(seeds.length)] ?? ''
  if (seeds.length === 0 || draw.chance(45)) return grammarRequest(draw)
  return draw.chance(10) ? any() : mutated(draw, any(), any())
}

/** Cut where the first request ends: a second one would be another transaction, on a connection that is closed meanwhile. */
const withoutSecond = (request: ByteString): ByteString => {
  const reading = httpd.read(toOctets(request))
  return reading.kind === 'request' ? request.slice(0, reading.consumedOctets) : request
}

/**
 * Octets that the web server would want more of cost seconds, so most get them. Expect in HTTP/1.0 would cost a minute:
 * mod_proxy waits for a 100 that the application does not send (AH00898).
 */
const withoutWait = (draw: Draw, given: ByteString): ByteString => {
  const request = / HTTP\/1\.0\r\n/.test(given) ? given.replace(/^expect:.*?\r\n/gim, '') : given
  if (draw.chance(4)) return request
  const reading = httpd.read(toOctets(request))
  if (isWhole(reading)) return request
  if (reading.kind === 'refused') return `GET /${draw.below(1000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`
  const filled = request + 'x'.repeat(missingOctets(request))
  return parsesWhole(filled)
    ? filled
    : `${request.replace(/^content-length:.*?\r\n/gim, '').replace(/\r\n\r\n.*$/s, '')}\r\n\r\n`
}

const parsesWhole = (request: ByteString): boolean => {
  const reading = httpd.read(toOctets(request))
  return reading.kind === 'request' && isWhole(reading)
}

const missingOctets = (request: ByteString): number => {
  const declared = Number(/\r\ncontent-length:[ \t]*(\d{1,6})\b/i.exec(request)?.[1] ?? 0)
  const start = request.indexOf('\r\n\r\n') + 4
  return Math.max(0, Math.min(declared - (request.length - start), 20_000))
}
