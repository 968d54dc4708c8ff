import { httpd } from '../httpd/httpd.ts'
import type { WebServer } from '../server.ts'

/** nginx, with httpd's way to read a request for want of its own: its proxy hands on answers as they are, and cuts no ranges out. */
export const nginx: WebServer = {
  ...httpd,
  inFrontOf: application => application,
  finish: (_, response) => response,
}
