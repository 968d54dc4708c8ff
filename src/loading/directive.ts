import type { LogicalLine } from '../seclang/lines.ts'
import type { Word } from '../seclang/words.ts'
import type { RuleSetDraft } from './draft.ts'

/** What a configuration line does: run once, in order, when the configuration is read. */
export type Directive = {
  /** Fewest and most words; more than one line's worth may be `Infinity`. */
  readonly words: readonly [fewest: number, most: number]
  /** httpd's text for a wrong number of words, without the directive's name. */
  readonly usage: string
  readonly load: (words: readonly Word[], draft: RuleSetDraft, line: LogicalLine) => void
}
