import type { Variable } from '../transaction/parts.ts'
import type { MultipartFlags } from '../values.ts'
import { flag } from './entries.ts'

const part = (name: keyof MultipartFlags): Variable => flag(tx => tx.body.result.multipart?.[name] === true)

export const MULTIPART_BOUNDARY_QUOTED: Variable = part('BOUNDARY_QUOTED')
export const MULTIPART_BOUNDARY_WHITESPACE: Variable = part('BOUNDARY_WHITESPACE')
export const MULTIPART_DATA_BEFORE: Variable = part('DATA_BEFORE')
export const MULTIPART_DATA_AFTER: Variable = part('DATA_AFTER')
export const MULTIPART_HEADER_FOLDING: Variable = part('HEADER_FOLDING')
export const MULTIPART_INVALID_HEADER_FOLDING: Variable = part('INVALID_HEADER_FOLDING')
export const MULTIPART_LF_LINE: Variable = part('LF_LINE')
export const MULTIPART_CRLF_LINE: Variable = part('CRLF_LINE')
export const MULTIPART_CRLF_LF_LINES: Variable = part('CRLF_LF_LINES')
export const MULTIPART_MISSING_SEMICOLON: Variable = part('MISSING_SEMICOLON')
export const MULTIPART_SEMICOLON_MISSING: Variable = MULTIPART_MISSING_SEMICOLON
export const MULTIPART_INVALID_PART: Variable = part('INVALID_PART')
export const MULTIPART_INVALID_QUOTING: Variable = part('INVALID_QUOTING')
export const MULTIPART_FILE_LIMIT_EXCEEDED: Variable = part('FILE_LIMIT_EXCEEDED')
export const MULTIPART_UNMATCHED_BOUNDARY: Variable = part('UNMATCHED_BOUNDARY')
export const MULTIPART_STRICT_ERROR: Variable = part('STRICT_ERROR')
