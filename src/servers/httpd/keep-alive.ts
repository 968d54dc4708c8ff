import { equalsIgnoringCase } from '../../bytes.ts'
import { headerValue } from '../../http/headers.ts'
import type { KeepAlive } from '../server.ts'
import { closesConnection } from './sending.ts'

/** httpd's defaults of KeepAliveTimeout and MaxKeepAliveRequests; a response says whether its connection ends. */
export const keepAlive: KeepAlive = {
  idleMs: 5_000,
  requestLimit: 100,
  goesOn: ({ request, response: { status, headers } }) =>
    request.protocol !== 'HTTP/0.9' &&
    !closesConnection(status) &&
    !equalsIgnoringCase(headerValue(headers, 'Connection') ?? '', 'close'),
}
