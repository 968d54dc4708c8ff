import type { LogLine } from '../waf/waf.ts'
import { withoutAddress } from './address.ts'

/** Two lines about the same thing, or a line that only one side has. */
export type AlignedLines = { readonly one: LogLine | undefined; readonly other: LogLine | undefined }

/**
 * Log lines side by side: of the same rule at the same variable first, then what is left of the same rule in order; lines
 * without a rule by their text. In the order of the first side, what only the other has at the end.
 */
export const align = (one: readonly LogLine[], other: readonly LogLine[]): readonly AlignedLines[] => {
  const left = new Set(other)
  const partners = new Map<LogLine, LogLine>()
  for (const key of [place, subject]) {
    for (const line of one) {
      if (partners.has(line)) continue
      const partner = [...left].find(candidate => key(candidate) === key(line))
      if (partner === undefined) continue
      partners.set(line, partner)
      left.delete(partner)
    }
  }
  return [
    ...one.map(line => ({ one: line, other: partners.get(line) })),
    ...[...left].map(line => ({ one: undefined, other: line })),
  ]
}

/** The variable that a line is about, as its text names it: `ARGS:a`; undefined where it names none. */
export const variableOf = ({ text }: LogLine): string | undefined =>
  /against variable `(.*?)' \(Value: /.exec(text)?.[1] ?? / at ([A-Z][A-Z_]*(?::.*?)?)\.(?: \[|$)/.exec(text)?.[1]

/** A line without a rule is told from others by its text alone. */
const subject = ({ id, text }: LogLine): string => (id === undefined ? `text ${withoutAddress(text)}` : `rule ${id}`)

const place = (line: LogLine): string => `${subject(line)} ${variableOf(line) ?? ''}`
