import type { ByteString } from '../bytes.ts'
import type { Application } from '../http/application.ts'
import type { HttpRequest, HttpResponse } from '../http/message.ts'

/** A line that a web server writes of a request, at level error; `file` and `line` are the place in its source. */
export type ServerLine = { readonly file: string; readonly line: number; readonly text: ByteString }

/** A web server as a part: what stands between a client's octets and the engine, and between the engine and the application. */
export type WebServer = {
  /** Folder in which relative names of Include lie; absent where they lie beside the file that includes. */
  readonly root?: string
  /** What it makes of a client's octets. */
  readonly read: (octets: Uint8Array) => Reading
  /** The host that a request is for, as the server knows it; undefined where it falls back on its configured name. */
  readonly hostOf: (request: HttpRequest) => ByteString | undefined
  /** The page that it answers with by itself or for a rule that refuses, before it is sent. */
  readonly page: (status: number, shown?: PageDetails) => HttpResponse
  /** The application as its proxy shows it to the engine. */
  readonly inFrontOf: (application: Application) => Application
  /** What it answers where a rule hands a request on to a target that its proxy does not know how to reach. */
  readonly refusedTarget?: (target: ByteString) => number | undefined
  /** What it answers where it comes itself upon a body that cannot be read to its end. */
  readonly brokenBody: {
    /** In place of an answer that was found without the body, which it clears away before it sends one. */
    readonly discarded: (answer: ServerAnswer, request: HttpRequest, fault: BodyFault) => ServerAnswer
    /** As it hands the request on to the application. */
    readonly forwarded: (fault: BodyFault) => ServerAnswer
  }
  /** What it sends of a response that all phases before the last have seen, as phase 5 and the client see it. */
  readonly finish: (response: HttpResponse, sending: Sending) => HttpResponse
  /** When a connection goes on after a response. */
  readonly keepAlive: KeepAlive
  /** Of octets that come in pieces, those that it waits for. */
  readonly readInTime: (octets: Uint8Array, arrivals: readonly Arrival[]) => Uint8Array
}

/** What a page says of the request that it answers. */
export type PageDetails = {
  /** The target of a redirect. */
  readonly location?: ByteString
  readonly method?: ByteString
  /** The application's reason, of an answer that the page stands for. */
  readonly reason?: ByteString
}

/** How a response is sent. */
export type Sending = {
  readonly request: HttpRequest
  /** The status before a rule of phase 3 or 4, or a body that cannot be read, put another in its place. */
  readonly firstStatus: number
  /** It takes the place of a response that was on its way: its length is not known beforehand. */
  readonly isLate: boolean
  /** Whether anyone has read the request's body. */
  readonly bodyIsRead: boolean
  /** Which request of its connection it is, from 1. */
  readonly requestNumber: number
}

/** How long a connection goes on. */
export type KeepAlive = {
  /** How long the server waits for the next request, in ms. */
  readonly idleMs: number
  /** How many requests a connection may have. */
  readonly requestLimit: number
  /** Whether it waits for another request at all. */
  readonly goesOn: (answered: Answered) => boolean
}

/** A request and what was answered. */
export type Answered = {
  readonly request: HttpRequest
  readonly response: HttpResponse
  readonly answeredBy: 'application' | 'server'
}

/** A piece of a request: when it comes, in ms after the first, and how long it is. */
export type Arrival = { readonly atMs: number; readonly length: number }

/** What a server has read of a client's octets: what the engine starts from, or what it answers without it. */
export type Reading = AcceptedRequest | RefusedRequest

/** A request that the engine sees. */
export type AcceptedRequest = {
  readonly kind: 'request'
  readonly request: HttpRequest
  /** The path that takes the place of `request.path` from phase 2 on: resolved and decoded. */
  readonly resolvedPath: ByteString
  /** The server answers by itself because of the URI, and reads no body before it does. */
  readonly uriAnswer?: ServerAnswer
  /** The body cannot be read to its end: whoever reads it comes upon this. */
  readonly bodyFault?: BodyFault
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

/** Why a body cannot be read to its end. */
export type BodyFault = {
  readonly status: 400 | 408 | 413
  /** What an engine that reads says of it. */
  readonly cause: ByteString
  /** The server answers as it comes upon it, or its reader does when it is told, be the request marked as bad or not. */
  readonly answered: 'at once' | 'by the reader' | 'by the reader, marked'
}

/** An answer that a server gives by itself after phase 1: phase 2 does not run, the phases named do. */
export type ServerAnswer = {
  readonly status: number
  readonly phases: readonly (3 | 4 | 5)[]
  /** What phases 3 and 4 see where it is not the answer: that one took its place. */
  readonly before?: HttpResponse
  /** It takes the place of an answer that was on its way: its length is not known beforehand. */
  readonly isLate?: true
  /** It has no page, and is given when the body has been read. */
  readonly isEmpty?: true
  /** What the server's own error log gets. */
  readonly logged?: ServerLine
}

/** True when the server would not wait for more octets of the request. */
export const isWhole = (reading: Reading): boolean =>
  reading.kind === 'refused'
    ? reading.status !== 0 && reading.status !== REQUEST_TIMEOUT
    : reading.bodyFault?.status !== REQUEST_TIMEOUT

const REQUEST_TIMEOUT = 408
