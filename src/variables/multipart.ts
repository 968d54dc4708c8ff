import type { Variable } from '../transaction/parts.ts'
import { collection, scalar } from './entries.ts'

/** Of the last part that has one. */
export const MULTIPART_FILENAME: Variable = scalar(tx => tx.body.result.lastPartFileName)
export const MULTIPART_NAME: Variable = scalar(tx => tx.body.result.lastPartName)
/** Each raw header line, keyed by the part's name. */
export const MULTIPART_PART_HEADERS: Variable = collection(
  'MULTIPART_PART_HEADERS',
  tx => tx.body.result.partHeaders ?? [],
)
