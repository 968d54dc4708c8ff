import type { ByteString } from '../bytes.ts'

/** Octets of the buffer in which ModSecurity gathers a line of a multipart body. */
export const bufferOctets = 4096

/** One filling of the buffer: a line with its LF, or as much of a longer one as fits. */
export type Filling = {
  readonly text: ByteString
  /** It starts where a line starts. */
  readonly startsLine: boolean
  /** The buffer was full: a header line may not be that long. */
  readonly isFull: boolean
  /** The line before ended in a bare LF. */
  readonly followsBareFeed: boolean
  /** Offset of what follows. */
  readonly end: number
}

/** The fillings of a body, and what is left in the buffer at its end (a line without its LF). */
export const fillings = function* (body: ByteString): Generator<Filling, Filling> {
  let at = 0
  let startsLine = true
  let followsBareFeed = false
  for (;;) {
    const feed = body.indexOf('\n', at)
    const lineEnd = feed === -1 ? body.length + bufferOctets : feed + 1
    let end = Math.min(lineEnd, at + bufferOctets)
    const here = { startsLine, followsBareFeed }
    if (end > body.length) return { ...here, text: body.slice(at), isFull: false, end: body.length }
    const isFull = end === at + bufferOctets
    if (isFull && body[end - 1] === '\r') end--
    const text = body.slice(at, end)
    yield { ...here, text, isFull, end }
    startsLine = text.endsWith('\n')
    followsBareFeed = startsLine && !text.endsWith('\r\n')
    at = end
  }
}
