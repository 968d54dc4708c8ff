import type { z } from 'zod'
import type { Exchange } from '../../waf/waf.ts'

/** What an expectation is about: what a WAF shows of an exchange; `nothing` for a key that says how a stage is run. */
export type About = 'response' | 'log' | 'scored' | 'scores' | 'nothing'

/** What an expectation found wanting. */
export type Shortfall = {
  /** The key of `output` and what of it, e.g. `log.lines[0].msg`. */
  readonly key: string
  readonly expected: string
  readonly actual: string
}

/** One key of `output`: how it is written, what it is about, and how an exchange is held against it. */
export type Expectation<Key extends string, Schema extends z.ZodType, Old extends string = never> = {
  /** `status`, or with its group `log.expect_ids`; the last part is the name of the export. */
  readonly key: Key
  /** FTW's old name of it, which stands in no group. */
  readonly formerly?: Old
  readonly schema: Schema
  readonly about: About
  /** Names in it below which a plain YAML scalar is the text that was written: `1.10` is no number there. */
  readonly textual?: readonly string[]
  /** What an exchange leaves wanting; nothing when the key is absent or satisfied. */
  readonly check: (output: Written<Key, Schema>, exchange: Exchange) => readonly Shortfall[]
}

/** The record as it is given, its key kept as a type of its own: the schema and the type of `output` are made of it. */
export const expectation = <const Key extends string, Schema extends z.ZodType, const Old extends string = never>(
  record: Expectation<Key, Schema, Old>,
): Expectation<Key, Schema, Old> => record

/** What a check sees of an output: its own key, and those that other keys may ask for. */
type Written<Key extends string, Schema extends z.ZodType> = Beside & Nested<Key, z.output<Schema>>

/** `isolated` is about the rule that `log.expect_ids` names. */
type Beside = { readonly log?: { readonly expect_ids?: readonly number[] | undefined } | undefined }

type Nested<Key extends string, Value> = Key extends `${infer Group}.${infer Name}`
  ? { readonly [G in Group]?: Nested<Name, Value> | undefined }
  : { readonly [K in Key]?: Value | undefined }
