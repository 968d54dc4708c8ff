import { lowerCase } from '../../bytes.ts'
import { headerValue } from '../../http/headers.ts'
import type { HttpRequest, HttpResponse } from '../../http/message.ts'
import type { WebServer } from '../server.ts'
import { errorPage } from './error-page.ts'
import { closesConnection } from './sending.ts'

/**
 * What httpd answers where it comes itself upon a body that cannot be read to its end. Seen on 2.4.69: before an answer
 * that it has found without the body it reads the body (`ap_discard_request_body`), unless the connection closes behind
 * the answer anyway; its proxy reads the body as it hands it on.
 */
export const brokenBody: WebServer['brokenBody'] = {
  discarded: (answer, request, { status, answered }) => {
    if (answer.isEmpty === true) return { status, phases: [3, 4, 5], isLate: true }
    if (closesConnection(answer.status) || awaitsContinue(request)) return answer
    const before = errorPage(answer.status, { method: request.method })
    const { reason } = errorPage(status)
    return {
      status,
      phases: answer.phases,
      isLate: true,
      before: answered === 'by the reader, marked' ? { ...before, status, reason } : before,
    }
  },
  forwarded: ({ status, answered }) => ({
    status,
    phases: [3, 4, 5],
    ...(answered === 'at once' ? { before: NOTHING } : {}),
  }),
}

/** The answer to a request that is on its way to the application: nothing is known of it. */
const NOTHING: HttpResponse = { status: 200, reason: 'OK', protocol: 'HTTP/1.1', headers: [], body: '' }

/** The client sends no body before it is told to, and the connection closes where it is not. */
const awaitsContinue = ({ headers }: HttpRequest): boolean =>
  lowerCase(headerValue(headers, 'Expect') ?? '') === '100-continue'
