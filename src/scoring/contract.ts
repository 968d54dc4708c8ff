import type { ByteString } from '../bytes.ts'

/** What a model decides. */
export type Verdict = 'pass' | 'attack' | 'error'

/** One question to the scoring server: what the plugin can see, nothing more. */
export type ScoreRequest = {
  readonly method: ByteString
  readonly path: ByteString
  /** In order, duplicates kept (from the plugin's own field when sent, else from `args`). */
  readonly args: readonly (readonly [name: ByteString, value: ByteString])[]
  readonly files: readonly (readonly [field: ByteString, fileName: ByteString])[]
  readonly sizes: readonly (readonly [field: ByteString, sizeBytes: ByteString])[]
  /** Local hour, 0–23. */
  readonly hour: number
  /** Day of the month, 1–31. */
  readonly day: number
  /** The form fields exactly as they came, decoded once, in order. */
  readonly fields: readonly (readonly [name: ByteString, value: ByteString])[]
  /** Request headers in order, where the plugin sends them. */
  readonly headers?: readonly (readonly [name: ByteString, value: ByteString])[]
  /** A request body that the WAF did not split into arguments (XML, plain text), where the plugin sends it. */
  readonly body?: ByteString
  /**
   * Why the question cannot be read, for which our own server refuses it. Method and path are then what could be read, the
   * lists are empty, hour and day 0; `fields` holds what came.
   */
  readonly rejected?: string
  /** The transaction that asked, where the URL named it (`/transaction/<unique id>`). */
  readonly transaction?: ByteString
  /** What it was answered; status 0 where nothing came that HTTP would call an answer. */
  readonly answered: {
    readonly status: number
    readonly body: ByteString
    readonly fault?: Fault
    /** Why the scoring server that the question was to be passed on to could not be reached. */
    readonly unreached?: string
  }
}

/**
 * How to misbehave instead of answering. `refuse`: the connection is reset (RST). A refused `connect` cannot come from
 * a server that listens; to have one, point the plugin at a closed port.
 * `close`: the whole question is read, then the connection is closed without an answer. `hang`: no answer while the
 * client waits. `garbage`: bytes that are not HTTP. `empty`: status and headers as the verdict says, and no body.
 */
export type Fault = 'refuse' | 'close' | 'hang' | 'garbage' | 'empty'

/** A scripted answer of the scoring server. */
export type Answer = {
  /** pass → 200, attack → 401, error → 400; `status` overrides. */
  readonly verdict?: Verdict
  readonly status?: number
  /** The response body when `body` is not given. */
  readonly score?: number
  readonly body?: string
  /** Wait this long before answering. */
  readonly delayMs?: number
  readonly fault?: Fault
}

/**
 * A rule of a script: the answer for requests that match everything given (a RegExp source each). `args` is tried on
 * `name=value` of each argument and one is enough.
 */
export type Matcher = {
  readonly when?: { readonly method?: string; readonly path?: string; readonly args?: string }
  readonly answer: Answer
}

/**
 * Deterministic behaviour of the scoring server: fixed; by matcher, the first that matches, else a pass; by
 * sequence, whose last answer repeats; seeded random labels; or a model of ours by name.
 */
export type Script =
  | Answer
  | { readonly match: readonly Matcher[]; readonly otherwise?: Answer }
  | { readonly sequence: readonly Answer[] }
  | { readonly random: { readonly seed: number; readonly attackShare: number } }
  | { readonly model: string }
