import { equalsIgnoringCase } from '../../bytes.ts'
import { headerValue } from '../../http/headers.ts'
import type { KeepAlive } from '../server.ts'
import { closesConnection, KEEP_ALIVE_LIMIT } from './sending.ts'

/** httpd's defaults of KeepAliveTimeout and MaxKeepAliveRequests, behind which one more is answered (seen on 2.4.69); a response says whether its connection ends. */
export const keepAlive: KeepAlive = {
  idleMs: 5_000,
  requestLimit: KEEP_ALIVE_LIMIT + 1,
  goesOn: ({ request, response: { status, headers } }) =>
    request.protocol !== 'HTTP/0.9' &&
    !closesConnection(status) &&
    !equalsIgnoringCase(headerValue(headers, 'Connection') ?? '', 'close'),
}
