import { type Row, type Suite, timed } from '../suite.ts'
import { conformanceFolder } from './vector-files.ts'
import { runVectors } from './vectors.ts'

/** secrules-language-tests and what was observed of a running mod_security2 2.9.7. */
export const vectors: Suite = { options: [], backends: () => [], run: () => rowsOf() }

const rowsOf = async (): ReturnType<Suite['run']> => {
  const found = conformanceFolder()
  if ('absent' in found) return found
  const { value, elapsedMs } = await timed(() => runVectors(found.folder))
  return value.map((result): Row => ({ ...result, elapsedMs: elapsedMs / value.length, notes: [] }))
}
