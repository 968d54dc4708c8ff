import { type ByteString, hexPair } from '../bytes.ts'
import { headerValues } from '../http/headers.ts'
import { loggedPath } from '../http/uri.ts'
import { escapeLog } from '../log-escape.ts'
import type { Observer } from '../transaction/events.ts'
import type { Transaction } from '../transaction/transaction.ts'
import { alertText, MESSAGE_LIMIT_BYTES } from './alert-text.ts'

/** Longest line, in bytes; httpd 2.4.69 cuts the rest off (MAX_STRING_LEN). */
const LINE_LIMIT_BYTES = 8190

/** What releases of mod_security2 write otherwise. */
export type ErrorLogForm = {
  /** 2.9.7 repeats the client's address in each line, 2.9.8 and newer do not (pull request 3192). */
  readonly client: 'twice' | 'once'
}

/** An observer that writes what mod_security2 sends to Apache's error log, a line each, without line ends. */
export const apacheErrorLog =
  (form: ErrorLogForm) =>
  (write: (line: ByteString) => void): Observer => ({
    alert: (alert, tx) => {
      if (alert.errorLog) write(frame(alertText(alert), tx, form))
    },
    message: ({ level, text }, tx) => {
      if (level <= 3) write(frame(text.slice(0, MESSAGE_LIMIT_BYTES), tx, form))
    },
  })

const frame = (text: ByteString, tx: Transaction, form: ErrorLogForm): ByteString => {
  const { connection, request } = tx.start
  const { remoteAddress, remotePort } = connection
  const head = `[${time(new Date(tx.start.wallMs()))}] [security2:error] [pid ${process.pid}:tid 1] [client ${remoteAddress}:${remotePort}] `
  const line = head + errorLogItem(text, tx, form) + referer(headerValues(request.headers, 'Referer'))
  return line.slice(0, LINE_LIMIT_BYTES)
}

/** What mod_security2 hands to httpd for the error log, as httpd escapes it; the audit log repeats it. */
export const errorLogItem = (text: ByteString, tx: Transaction, { client }: ErrorLogForm): ByteString => {
  const { connection, request, uniqueId, serverName } = tx.start
  const again = client === 'twice' ? `[client ${connection.remoteAddress}] ` : ''
  const tail = ` [hostname "${escapeLog(serverName)}"] [uri "${escapeLog(loggedPath(request.method, tx.path))}"] [unique_id "${uniqueId}"]`
  return escapeItem(`${again}ModSecurity: ${text}${tail}`)
}

/** What the log format of the official images puts behind a request's lines: `,\ referer\ %{Referer}i`. */
const referer = (values: readonly ByteString[]): ByteString => {
  const joined = values.join(', ')
  return joined === '' ? '' : `, referer ${escapeItem(joined)}`
}

/** httpd's date: `Sat Nov 21 16:48:24.152095 2026`, local. */
const time = (at: Date): string => {
  const [day = '', month = '', date = '', year = '', clock = ''] = at.toString().split(' ')
  return `${day} ${month} ${date} ${clock}.${String(at.getMilliseconds()).padStart(3, '0')}000 ${year}`
}

/** httpd 2.4's `ap_escape_errorlog_item`: backslashes doubled, what is not printable ASCII escaped, quotes kept. */
const escapeItem = (text: ByteString): ByteString =>
  text.replace(/[\0-\x1f\\\x7f-\xff]/g, character => {
    const short = SHORT[character]
    return short ?? `\\x${hexPair(character.charCodeAt(0))}`
  })

const SHORT: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\b': '\\b',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
}
