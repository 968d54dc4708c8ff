import { type ByteString, toText } from './bytes.ts'
import type { ErrorCode } from './error-codes.ts'
import type { Span } from './source.ts'

/** One thing wrong with an input. `engineText` is what the real engine says for it, where it would refuse too. */
export type Diagnostic = {
  readonly code: ErrorCode
  readonly message: string
  readonly span?: Span
  readonly engineText?: string
}

/** The input is wrong (a rule file, a scenario, an argument): everything found, gathered. Exit code 2. */
export class InputError extends Error {
  readonly diagnostics: readonly Diagnostic[]

  constructor(diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map(showDiagnostic).join('\n'))
    this.name = 'InputError'
    this.diagnostics = diagnostics
  }
}

/** The surroundings are wrong (no Docker, port taken, server gone). Exit code 3. */
export class EnvironmentError extends Error {
  /** The last lines seen of whatever failed, oldest first. */
  readonly lastLines: readonly string[]

  constructor(message: string, lastLines: readonly string[] = [], options?: ErrorOptions) {
    super(message, options)
    this.name = 'EnvironmentError'
    this.lastLines = lastLines
  }
}

/** The message of whatever was thrown. */
export const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown))

/** `file:line:column: message [CODE]`, the marked line under it, and the real engine's words where they are known. */
export const showDiagnostic = ({ code, message, span, engineText }: Diagnostic): string => {
  const engine = engineText === undefined ? '' : `\n  the engine says: ${engineText.replaceAll('\n', '\n    ')}`
  if (span === undefined) return `${message} [${code}]${engine}`
  const { line, column } = span.source.position(span.start)
  const octets = span.source.line(line)
  const marked = toText(octets.slice(column - 1, column - 1 + span.end - span.start))
  const indent = toText(octets.slice(0, column - 1)).replace(/[^\t]/g, ' ')
  const marks = '^'.repeat(Math.max(1, marked.length))
  return `${span.source.file}:${line}:${column}: ${message} [${code}]\n  ${shown(octets)}\n  ${indent}${marks}${engine}`
}

/** A line as text; a terminal never sees its control bytes. */
const shown = (octets: ByteString): string => toText(octets).replace(/[\0-\x08\x0b-\x1f\x7f-\x9f]/g, '\u00b7')

/** What to say behind a name that there is not: which was meant; with none near enough, `otherwise`, where that is given. */
export const didYouMean = (name: string, names: Iterable<string>, otherwise?: string): string => {
  const meant = nearest(name, names)
  if (meant !== undefined) return `; did you mean "${meant}"?`
  return otherwise === undefined ? '' : `; ${otherwise}`
}

/**
 * The name among `names` that is nearest to a misspelt one, if it is near enough to suggest: a third of its letters may
 * differ, or half of them when four at the beginning or end are the same.
 */
const nearest = (name: string, names: Iterable<string>): string | undefined => {
  const wanted = name.toLowerCase()
  let best: string | undefined
  let bestDistance = Number.POSITIVE_INFINITY
  for (const candidate of names) {
    const known = candidate.toLowerCase()
    const share = wanted.slice(-4) === known.slice(-4) || wanted.slice(0, 4) === known.slice(0, 4) ? 2 : 3
    const distance = editDistance(wanted, known)
    if (distance <= Math.max(2, Math.floor(wanted.length / share)) && distance < bestDistance) {
      best = candidate
      bestDistance = distance
    }
  }
  return best
}

const editDistance = (one: string, other: string): number => {
  let row = Array.from({ length: other.length + 1 }, (_, column) => column)
  for (let i = 1; i <= one.length; i++) {
    const next = [i]
    for (let j = 1; j <= other.length; j++) {
      const change = (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1)
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[other.length] ?? 0
}

/**
 * A part of a rule (operator argument, action parameter, …) refuses what the rule file says. The loader turns it
 * into a diagnostic with the part's span. `at` is the offset inside the argument, `engineText` v2's own words
 * without its `Error creating rule: ` prefix.
 */
export class PartError extends Error {
  readonly code: ErrorCode
  readonly engineText: string | undefined
  readonly at: number | undefined

  constructor(code: ErrorCode, message: string, engineText?: string, at?: number) {
    super(message)
    this.name = 'PartError'
    this.code = code
    this.engineText = engineText
    this.at = at
  }
}

/** What `work` brings; what `otherwise` makes of the PartError that it throws. */
export const ifRefused = <Result, Other>(
  work: () => Result,
  otherwise: (error: PartError) => Other,
): Result | Other => {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof PartError)) throw error
    return otherwise(error)
  }
}

/** What of a PartError is told otherwise by whoever knows more: its place, the engine's words. */
type Retold = Partial<Pick<PartError, 'code' | 'engineText' | 'at'>>

/** What `work` brings. A PartError that it throws is thrown on with what `retell` says of it. */
export const retold = <Result>(work: () => Result, retell: (error: PartError) => Retold): Result =>
  ifRefused(work, error => {
    const { code, engineText, at } = { code: error.code, engineText: error.engineText, at: error.at, ...retell(error) }
    throw new PartError(code, error.message, engineText, at)
  })

/** What `work` brings, which is about a text that begins at `start` of another: so are the offsets of its PartErrors. */
export const offsetBy = <Result>(start: number, work: () => Result): Result =>
  retold(work, ({ at = 0 }) => ({ at: start + at }))
