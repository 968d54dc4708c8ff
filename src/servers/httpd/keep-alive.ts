import { equalsIgnoringCase } from '../../bytes.ts'
import { headerValue } from '../../http/headers.ts'
import type { KeepAlive } from '../server.ts'

/** httpd's defaults of KeepAliveTimeout and MaxKeepAliveRequests; a response says whether its connection ends. */
export const keepAlive: KeepAlive = {
  idleMs: 5_000,
  requestLimit: 100,
  goesOn: ({ request, response }) =>
    request.protocol !== 'HTTP/0.9' && !equalsIgnoringCase(headerValue(response.headers, 'Connection') ?? '', 'close'),
}
