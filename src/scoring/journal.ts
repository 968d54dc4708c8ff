import type { ScoreRequest } from './contract.ts'

/** What the scoring server was asked, oldest first. */
export type Journal = {
  /** How many questions ever came; the number of the next one. */
  readonly total: () => number
  /** The questions from number `from` on, as far as they are kept. */
  readonly since: (from: number) => readonly ScoreRequest[]
  /** All questions kept; the journal is empty afterwards, `total` goes on. */
  readonly drain: () => readonly ScoreRequest[]
}

/** Questions kept; older ones are dropped, so that a server under load does not grow. */
const JOURNAL_LIMIT_ENTRIES = 10_000

/** Adds a question to a journal; what it gives puts another in its place, as long as that is kept. */
export type AddQuestion = (entry: ScoreRequest) => (amended: ScoreRequest) => void

/** An empty journal, and how to add to it. */
export const openJournal = (): { readonly journal: Journal; readonly add: AddQuestion } => {
  let kept: ScoreRequest[] = []
  let first = 0
  return {
    journal: {
      total: () => first + kept.length,
      since: from => kept.slice(Math.max(0, from - first)),
      drain: () => {
        const drained = kept
        first += kept.length
        kept = []
        return drained
      },
    },
    add: entry => {
      const number = first + kept.length
      kept.push(entry)
      if (kept.length >= 2 * JOURNAL_LIMIT_ENTRIES) {
        kept = kept.slice(JOURNAL_LIMIT_ENTRIES)
        first += JOURNAL_LIMIT_ENTRIES
      }
      return amended => {
        if (number >= first && number < first + kept.length) kept[number - first] = amended
      }
    },
  }
}
