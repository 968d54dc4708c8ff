import type { Header } from '../http/message.ts'
import type { Variable } from '../transaction/parts.ts'
import type { Entry } from '../values.ts'
import { diesBeforeResponse } from './deaths.ts'
import { collection, fromPhase } from './entries.ts'

const values = (headers: readonly Header[]): readonly Entry[] =>
  headers.map(({ name, value }) => ({ key: name, value }))
const names = (headers: readonly Header[]): readonly Entry[] => headers.map(({ name }) => ({ key: name, value: name }))

export const REQUEST_HEADERS: Variable = collection('REQUEST_HEADERS', tx => values(tx.start.headers))
export const REQUEST_HEADERS_NAMES: Variable = collection('REQUEST_HEADERS_NAMES', tx => names(tx.start.headers))
export const REQUEST_COOKIES: Variable = collection('REQUEST_COOKIES', tx => tx.start.cookies)
export const REQUEST_COOKIES_NAMES: Variable = collection('REQUEST_COOKIES_NAMES', tx =>
  tx.start.cookies.map(({ key }) => ({ key, value: key ?? '' })),
)
export const RESPONSE_HEADERS: Variable = fromPhase(
  3,
  collection('RESPONSE_HEADERS', tx => values(tx.response?.headers ?? [])),
)
export const RESPONSE_HEADERS_NAMES: Variable = diesBeforeResponse(
  'RESPONSE_HEADERS_NAMES',
  collection('RESPONSE_HEADERS_NAMES', tx => names(tx.response?.headers ?? [])),
)
