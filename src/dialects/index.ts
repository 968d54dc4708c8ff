import type { ReadableDialect } from '../loading/readable-dialect.ts'
import { v2 } from './v2.ts'
import { v2_9_7 } from './v2-9-7.ts'
import { v3 } from './v3.ts'

/** The dialects by name; `v2` and `v3` are the newest release that is known. */
export const DIALECTS = { v2, 'v2.9.7': v2_9_7, v3 } satisfies Readonly<Record<string, ReadableDialect>>
