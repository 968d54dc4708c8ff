import { type Diagnostic, InputError } from '../../src/errors.ts'
import { Source } from '../../src/source.ts'

/** Runs work whose InputErrors then name files as the user does: `names` gives those by the paths that the work knows. */
export const withNames = async <Result>(
  names: ReadonlyMap<string, string>,
  work: () => Result | Promise<Result>,
): Promise<Result> => {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    throw new InputError(error.diagnostics.map(diagnostic => named(diagnostic, names)))
  }
}

/** A diagnostic that names its file as the user does. */
export const named = (diagnostic: Diagnostic, names: ReadonlyMap<string, string>): Diagnostic => {
  const { span } = diagnostic
  const name = span === undefined ? undefined : names.get(span.source.file)
  if (span === undefined || name === undefined) return diagnostic
  return { ...diagnostic, span: { ...span, source: new Source(name, span.source.text) } }
}
