import { STATUS_CODES } from 'node:http'
import type { ByteString } from '../../bytes.ts'
import type { HttpResponse } from '../../http/message.ts'

/** Statuses that Node.js has a phrase for and httpd 2.4 does not. */
const UNKNOWN_TO_HTTPD: ReadonlySet<number> = new Set([418, 425, 509])

/** Phrases of httpd 2.4 that are not Node.js's. */
const HTTPD_REASONS: Readonly<Record<number, string>> = {
  413: 'Request Entity Too Large',
  414: 'Request-URI Too Long',
  416: 'Requested Range Not Satisfiable',
}

/** The page a web server answers with by itself. A status that httpd does not know becomes 500, as there. */
export const errorResponse = (wanted: number, location?: ByteString): HttpResponse => {
  const status = STATUS_CODES[wanted] === undefined || UNKNOWN_TO_HTTPD.has(wanted) ? 500 : wanted
  const reason = HTTPD_REASONS[status] ?? STATUS_CODES[status] ?? 'Internal Server Error'
  const body = `<!DOCTYPE html>\n<title>${status} ${reason}</title>\n<h1>${reason}</h1>\n`
  const headers = [
    { name: 'Content-Type', value: 'text/html; charset=iso-8859-1' },
    { name: 'Content-Length', value: String(body.length) },
    { name: 'Connection', value: 'close' },
  ]
  if (location !== undefined) headers.unshift({ name: 'Location', value: location })
  return { status, reason, protocol: 'HTTP/1.1', headers, body }
}
