import { type ByteString, fromOctets } from '../../../src/bytes.ts'

/**
 * Takes the octets of a log apart into lines. mod_security2 writes an audit-log record and its newline one after the other
 * (msc_logging.c, sec_audit_logger_json); what another process logs in between begins a line of its own.
 */
export const logLines = (add: (line: ByteString) => void): ((octets: Uint8Array) => void) => {
  let rest = ''
  return octets => {
    const lines = (rest + fromOctets(octets)).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) for (const one of apart(line)) add(one)
  }
}

/** How the log's records of the audit log begin. */
export const AUDIT_RECORD = '{"transaction":'

const apart = (line: ByteString): readonly ByteString[] => {
  const end = line.startsWith(AUDIT_RECORD) ? objectEnd(line) : line.length
  return end === line.length ? [line] : [line.slice(0, end), ...apart(line.slice(end))]
}

/** Where the JSON object that a line begins with has its end; the line's end if it has none. */
const objectEnd = (line: ByteString): number => {
  let depth = 0
  for (const { 0: token, index } of line.matchAll(/"(?:[^"\\]|\\.)*"|[{}]/gs)) {
    if (token === '{') depth += 1
    if (token === '}') depth -= 1
    if (depth === 0) return index + 1
  }
  return line.length
}
