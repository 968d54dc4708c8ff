import type { ByteString } from '../bytes.ts'

/** A header field as written: name in its own case, value without surrounding blanks. */
export type Header = { readonly name: ByteString; readonly value: ByteString }

/** A request as it stood on the wire: malformed parts are kept, not corrected. */
export type HttpRequest = {
  /** The whole first line, without its line end and, as in v2's REQUEST_LINE, without a blank at its end. */
  readonly line: ByteString
  readonly method: ByteString
  /** The URI exactly as sent (REQUEST_URI_RAW). */
  readonly target: ByteString
  /**
   * The path of the URI as it stands in phase 1: neither decoded nor normalised, but several leading slashes are one.
   * Empty when the URI has none (`http://h`, `?a`, CONNECT); v2 has no REQUEST_FILENAME then.
   */
  readonly path: ByteString
  /** The raw query string; undefined when the URI has no `?`. */
  readonly query: ByteString | undefined
  /** As sent, e.g. `HTTP/1.1`; `HTTP/0.9` for a request line without a version. */
  readonly protocol: ByteString
  /** In order, repeated names kept apart, folded lines joined by one blank. */
  readonly headers: readonly Header[]
  /** The body after transfer decoding. */
  readonly body: ByteString
  /** Octets of each read in which the web server hands the body on; absent where it does so in one. */
  readonly bodyReads?: readonly number[]
}

/** A response as it goes to the client, or as the application gave it to the WAF. */
export type HttpResponse = {
  readonly status: number
  readonly reason: ByteString
  readonly protocol: ByteString
  readonly headers: readonly Header[]
  readonly body: ByteString
  /** Its type, of a page that the web server has made itself: the headers say it only when the page is sent. */
  readonly type?: ByteString
}
