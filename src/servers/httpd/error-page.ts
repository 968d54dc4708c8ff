import { STATUS_CODES } from 'node:http'
import type { ByteString } from '../../bytes.ts'
import type { HttpResponse } from '../../http/message.ts'
import type { PageDetails } from '../server.ts'
import { ERROR_PAGE_TEXTS, OTHER_PAGE_TEXT } from './error-page-texts.ts'

/** Statuses that Node.js has a phrase for and httpd 2.4 does not. */
const UNKNOWN_TO_HTTPD: ReadonlySet<number> = new Set([418, 425, 509])

/** Phrases of httpd 2.4 that are not Node.js's. */
const HTTPD_REASONS: Readonly<Record<number, string>> = {
  413: 'Request Entity Too Large',
  414: 'Request-URI Too Long',
  416: 'Requested Range Not Satisfiable',
}

/**
 * The page that httpd answers with by itself. A status that httpd does not know becomes 500, unless the application has
 * given it. Before the page is sent it has no headers but the target of a redirect and what may be done instead. Seen on 2.4.69.
 */
export const errorPage = (wanted: number, details: PageDetails = {}): HttpResponse => {
  const isKnown = STATUS_CODES[wanted] !== undefined && !UNKNOWN_TO_HTTPD.has(wanted)
  const status = isKnown || details.reason !== undefined ? wanted : 500
  const reason = details.reason ?? HTTPD_REASONS[status] ?? STATUS_CODES[status] ?? ''
  const { location } = details
  const headers = [
    ...(location === undefined ? [] : [{ name: 'Location', value: location }]),
    ...(status === 405 || status === 501 ? [{ name: 'Allow', value: 'TRACE' }] : []),
  ]
  const answer = { status, reason, protocol: 'HTTP/1.1', headers }
  if (status === 204 || status === 304) return { ...answer, body: '' }
  const title = `${status} ${reason}`
  const body = `${HEAD}<title>${title}</title>\n</head><body>\n<h1>${reason}</h1>\n${text(status, details)}</body></html>\n`
  return { ...answer, type: 'text/html; charset=iso-8859-1', body }
}

const HEAD =
  '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN" "http://www.w3.org/TR/html4/strict.dtd">\n<html><head>\n'

const text = (status: number, { location = '', method = '' }: PageDetails): ByteString => {
  const link = `<a href="${inHtml(location)}">here</a>`
  switch (status) {
    case 301:
    case 302:
    case 307:
    case 308:
      return `<p>The document has moved ${link}.</p>\n`
    case 303:
      return `<p>The answer to your request is located ${link}.</p>\n`
    default:
      return (ERROR_PAGE_TEXTS[status === 407 ? 401 : status] ?? OTHER_PAGE_TEXT).replaceAll('%m', () => inHtml(method))
  }
}

/** What httpd escapes in a page (`ap_escape_html`). */
const inHtml = (value: ByteString): ByteString =>
  value.replace(/[<>&"]/g, character => HTML_ESCAPES[character] ?? character)

const HTML_ESCAPES: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&quot;' }
