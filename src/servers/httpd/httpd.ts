import type { WebServer } from '../server.ts'
import { withByteRange } from './byte-range.ts'
import { errorResponse } from './error-page.ts'
import { serverName } from './host.ts'
import { parseRequest } from './parse-request.ts'
import { behindHttpd } from './proxy.ts'

/** Apache httpd 2.4 with its default configuration, and the proxy of the official image. */
export const httpd: WebServer = {
  read: parseRequest,
  hostOf: serverName,
  page: errorResponse,
  inFrontOf: behindHttpd,
  finish: withByteRange,
}
