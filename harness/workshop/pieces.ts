import type { ByteString } from '../../src/bytes.ts'

/** A request taken apart by its line ends alone, however malformed it is; `joined` gives the same octets back. */
export type Pieces = {
  /** The first line and the header lines, without CRLF. */
  readonly lines: readonly ByteString[]
  /** What stands behind the empty line; undefined when there is no empty line. */
  readonly body: ByteString | undefined
}

/** The request's lines and body. */
export const piecesOf = (octets: ByteString): Pieces => {
  const end = octets.indexOf('\r\n\r\n')
  const head = end === -1 ? octets : octets.slice(0, end)
  return { lines: head.split('\r\n'), body: end === -1 ? undefined : octets.slice(end + 4) }
}

/** The octets of lines and body. */
export const joined = ({ lines, body }: Pieces): ByteString =>
  body === undefined ? lines.join('\r\n') : `${lines.join('\r\n')}\r\n\r\n${body}`

/** With a Content-Length that is the body's, where there is a line of that name. */
export const withRightLength = (pieces: Pieces): Pieces => ({
  ...pieces,
  lines: pieces.lines.map(line => (LENGTH.test(line) ? `Content-Length: ${pieces.body?.length ?? 0}` : line)),
})

/** True if the first Content-Length is the body's length. */
export const hasRightLength = ({ lines, body }: Pieces): boolean =>
  lines
    .find(line => LENGTH.test(line))
    ?.replace(LENGTH, '')
    .trim() === String(body?.length ?? 0)

const LENGTH = /^content-length:/i
