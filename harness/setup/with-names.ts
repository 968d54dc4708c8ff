import { type Diagnostic, InputError } from '../../src/errors.ts'
import { Source } from '../../src/source.ts'

/** Runs work whose InputErrors then name files as the user does: `names` gives those by the paths that the work knows. */
export const withNames = <Result>(names: ReadonlyMap<string, string>, work: () => Result): Result => {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    throw new InputError(error.diagnostics.map(diagnostic => named(diagnostic, names)))
  }
}

const named = (diagnostic: Diagnostic, names: ReadonlyMap<string, string>): Diagnostic => {
  const { span } = diagnostic
  const name = span === undefined ? undefined : names.get(span.source.file)
  if (span === undefined || name === undefined) return diagnostic
  return { ...diagnostic, span: { ...span, source: new Source(name, span.source.text) } }
}
