import { fromText } from '../../src/bytes.ts'
import { type Diagnostic, InputError } from '../../src/errors.ts'
import { Source } from '../../src/source.ts'
import { AFTERWARDS_FILE } from '../setup/configuration.ts'

/** What work brings that loads rules; the places of its InputErrors are then those of the texts that `withRules` was given. */
export const placedInRules = async <Result>(rules: readonly string[], work: () => Promise<Result>): Promise<Result> => {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    throw new InputError(error.diagnostics.map(diagnostic => placed(diagnostic, rules)))
  }
}

const placed = (diagnostic: Diagnostic, rules: readonly string[]): Diagnostic => {
  const { span } = diagnostic
  if (span?.source.file !== AFTERWARDS_FILE) return diagnostic
  let start = 0
  for (const [index, rule] of rules.entries()) {
    const text = fromText(rule)
    const end = start + text.length
    if (span.start <= end) {
      const source = new Source(`withRules[${index}]`, text)
      return { ...diagnostic, span: { source, start: span.start - start, end: Math.min(span.end, end) - start } }
    }
    start = end + 1
  }
  return diagnostic
}
