import type { ByteString } from '../bytes.ts'
import type { Application } from '../http/application.ts'
import type { HttpRequest, HttpResponse } from '../http/message.ts'

/** A line that a web server writes of a request, at level error; `file` and `line` are the place in its source. */
export type ServerLine = { readonly file: string; readonly line: number; readonly text: ByteString }

/** A web server as a part: what stands between a client's octets and the engine, and between the engine and the application. */
export type WebServer = {
  /** What it makes of a client's octets. */
  readonly read: (octets: Uint8Array) => Reading
  /** The host that a request is for, as the server knows it; undefined where it falls back on its configured name. */
  readonly hostOf: (request: HttpRequest) => ByteString | undefined
  /** The page that it answers with by itself or for a rule that refuses. */
  readonly page: (status: number, location?: ByteString) => HttpResponse
  /** The application as its proxy shows it to the engine. */
  readonly inFrontOf: (application: Application) => Application
  /** What it makes of a response that all phases before the last have seen whole. */
  readonly finish: (request: HttpRequest, response: HttpResponse) => HttpResponse
}

/** What a server has read of a client's octets: what the engine starts from, or what it answers without it. */
export type Reading = AcceptedRequest | RefusedRequest

/** A request that the engine sees. */
export type AcceptedRequest = {
  readonly kind: 'request'
  readonly request: HttpRequest
  /** The path that takes the place of `request.path` from phase 2 on: resolved and decoded. */
  readonly resolvedPath: ByteString
  /** The server answers by itself because of the URI; comes before `bodyAnswer`. */
  readonly uriAnswer?: ServerAnswer
  /** The body cannot be read. Holds when something reads it: v2 with SecRequestBodyAccess On does before phase 2. */
  readonly bodyAnswer?: ServerAnswer
  /** Octets used; what follows is the next request. */
  readonly consumedOctets: number
}

/** What no phase sees, not even phase 5. */
export type RefusedRequest = {
  readonly kind: 'refused'
  /** 0: the connection is closed without an answer. */
  readonly status: 0 | 400 | 408 | 414 | 417
  /** As far as it is known. */
  readonly request: HttpRequest
  readonly reason: string
}

/** An answer that a server gives by itself after phase 1: phase 2 does not run, the phases named do. */
export type ServerAnswer = {
  readonly status: number
  readonly phases: readonly (3 | 4 | 5)[]
  /** What the error log gets (level error), and from whom: a line of the engine has its usual tail. */
  readonly logged?: { readonly by: 'engine'; readonly text: ByteString } | ({ readonly by: 'server' } & ServerLine)
}

/** True when the server would not wait for more octets of the request. */
export const isWhole = (reading: Reading): boolean =>
  reading.kind === 'refused'
    ? reading.status !== 0 && reading.status !== REQUEST_TIMEOUT
    : reading.bodyAnswer?.status !== REQUEST_TIMEOUT

const REQUEST_TIMEOUT = 408
