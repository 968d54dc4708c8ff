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
  /** What it was answered. */
  readonly answered: { readonly status: number; readonly body: ByteString }
}

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
  /** How to misbehave instead of answering. */
  readonly fault?: 'refuse' | 'close' | 'hang' | 'garbage' | 'empty'
}

/** A rule of a script: the answer for requests that match everything given (a RegExp source each). */
export type Matcher = {
  readonly when?: { readonly method?: string; readonly path?: string; readonly args?: string }
  readonly answer: Answer
}

/** Deterministic behaviour of the scoring server: fixed, by matcher, by sequence, or seeded random. */
export type Script =
  | Answer
  | { readonly match: readonly Matcher[]; readonly otherwise?: Answer }
  | { readonly sequence: readonly Answer[] }
  | { readonly random: { readonly seed: number; readonly attackShare: number } }
