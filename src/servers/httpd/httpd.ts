import type { WebServer } from '../server.ts'
import { brokenBody } from './broken-body.ts'
import { errorPage } from './error-page.ts'
import { serverName } from './host.ts'
import { keepAlive } from './keep-alive.ts'
import { parseRequest } from './parse-request.ts'
import { behindHttpd, refusedTarget } from './proxy.ts'
import { readInTime } from './read-timeout.ts'
import { finish } from './sending.ts'

/** Apache httpd 2.4 with its default configuration, and the proxy of the official image. */
export const httpd: WebServer = {
  root: '/usr/local/apache2',
  read: parseRequest,
  hostOf: serverName,
  page: errorPage,
  inFrontOf: behindHttpd,
  refusedTarget,
  brokenBody,
  finish,
  keepAlive,
  readInTime,
}
