/** A number, or its bounds. */
export type WantedAmount = number | { readonly equals?: number; readonly atLeast?: number; readonly atMost?: number }

/** How a request is blocked. */
export type WantedBlock = {
  /** The response's status; whatever it is when not given, 403 of a response whose transaction is not known. */
  readonly status?: number
  /** The rule that decided, by its id. */
  readonly by?: number
}

/** Fields of an error-log line: a text is the whole of it, a regular expression a part. */
export type WantedFields = {
  readonly text?: string | RegExp
  readonly msg?: string | RegExp
  readonly data?: string | RegExp
  readonly severity?: string | RegExp
  readonly file?: string | RegExp
  readonly uri?: string | RegExp
  readonly hostname?: string | RegExp
  readonly ver?: string | RegExp
  readonly rev?: string | RegExp
  /** Each of them is among the line's tags. */
  readonly tags?: readonly (string | RegExp)[]
}

/** Names with values, all of them: a record (a list repeats the name), or a list in order. */
export type WantedPairs =
  | Readonly<Record<string, string | readonly string[]>>
  | readonly (readonly [name: string, value: string])[]

/** What the scoring server should have been asked; what is not given may be anything. */
export type WantedQuestion = {
  readonly method?: string
  readonly path?: string
  /** All arguments, by the name that the client sent. */
  readonly args?: WantedPairs
  readonly files?: WantedPairs
  readonly sizes?: WantedPairs
  /** All form fields exactly as they came. */
  readonly fields?: WantedPairs
  /** The status that it answered. */
  readonly status?: number
  /** How many such questions; at least one when not given. */
  readonly count?: WantedAmount
}

/** What `expect` can say of a WAF's responses and transactions and of a scoring server. */
export interface WafMatchers<R = unknown> {
  /**
   * Of a response of any client, or of a transaction: the WAF blocked it. A response of `waf.fetch`, or one that `transactionOf` has
   * looked up, is judged by what was done to its transaction, whatever its status; another by its status, 403 when nothing else is
   * said, which the application behind a WAF of wafrig gives only when it is asked to.
   */
  toBeBlocked(wanted?: WantedBlock): R
  /** Of a transaction: a line of this rule is in its log, with these fields. */
  toHaveLogged(ruleId: number, fields?: WantedFields): R
  /** Of a transaction: its final anomaly scores. */
  toHaveAnomalyScore(scores: { readonly inbound?: WantedAmount; readonly outbound?: WantedAmount }): R
  /** Of a scoring server or a transaction: it has been asked this. */
  toHaveBeenAsked(question?: WantedQuestion): R
}
