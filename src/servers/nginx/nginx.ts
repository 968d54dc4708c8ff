import { errorPage } from '../httpd/error-page.ts'
import { serverName } from '../httpd/host.ts'
import { parseRequest } from '../httpd/parse-request.ts'
import type { WebServer } from '../server.ts'
import { keepAlive } from './keep-alive.ts'
import { readInTime } from './read-timeout.ts'

/**
 * nginx, with httpd's way to read a request and httpd's statuses for want of its own: its pages have their headers from the
 * beginning, its proxy hands on answers as they are, and it cuts no ranges out.
 */
export const nginx: WebServer = {
  read: parseRequest,
  hostOf: serverName,
  page: (wanted, { location } = {}) => {
    const { status, reason, protocol, headers } = errorPage(wanted, location === undefined ? {} : { location })
    const body = `<!DOCTYPE html>\n<title>${status} ${reason}</title>\n<h1>${reason}</h1>\n`
    const framing = [
      { name: 'Content-Type', value: 'text/html; charset=iso-8859-1' },
      { name: 'Content-Length', value: String(body.length) },
      { name: 'Connection', value: 'close' },
    ]
    return { status, reason, protocol, headers: [...headers, ...framing], body }
  },
  inFrontOf: application => application,
  // It answers a rule's refusal without a look at the body, and reads the body before it hands a request on.
  brokenBody: {
    discarded: answer => answer,
    forwarded: ({ status }) => ({ status, phases: [3, 4, 5] }),
  },
  finish: response => response,
  keepAlive,
  readInTime,
}
