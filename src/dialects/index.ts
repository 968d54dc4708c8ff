import type { ReadableDialect } from '../loading/readable-dialect.ts'
import type { DialectName } from './names.ts'
import { v2 } from './v2.ts'
import { v2_9_7 } from './v2-9-7.ts'
import { v3 } from './v3.ts'
import { v3_0_14 } from './v3-0-14.ts'

/** The dialects by name. */
export const DIALECTS: Readonly<Record<DialectName, ReadableDialect>> = {
  v2,
  'v2.9.7': v2_9_7,
  v3,
  'v3.0.14': v3_0_14,
}
