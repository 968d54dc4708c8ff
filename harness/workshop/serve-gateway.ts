import { getGlobalDispatcher } from 'undici'
import { type ByteString, fromOctets, toOctets } from '../../src/bytes.ts'
import { DIALECTS } from '../../src/dialects/index.ts'
import type { DialectName } from '../../src/dialects/names.ts'
import { type Gateway, ruleAnswers, startGateway } from '../../src/gateway.ts'
import type { Application } from '../../src/http/application.ts'
import type { HttpRequest, HttpResponse } from '../../src/http/message.ts'
import type { WebServer } from '../../src/servers/server.ts'
import { observeAll } from '../../src/transaction/events.ts'
import { readable } from '../run/evidence.ts'
import { loadSetup } from '../setup/load-setup.ts'
import { SCORES_RULE_ID } from '../setup/scores.ts'
import type { Setup } from '../setup/setup.ts'
import { newApplication } from '../waf/application.ts'

/** How the emulator is put on a port. */
export type GatewayWish = {
  readonly setup: Setup
  readonly scorerUrl: string
  readonly dialect: DialectName
  readonly port: number
  readonly host: string
  /** The application's URL; without one, an application that answers 200 to everything. */
  readonly backend: string | undefined
  /** Gets each line of the error log. */
  readonly log: (line: string) => void
}

/** Starts the emulator as a reverse proxy. */
export const serveGateway = async (wish: GatewayWish): Promise<Gateway> => {
  const dialect = DIALECTS[wish.dialect]
  const rules = await loadSetup(wish.setup, { scorerUrl: wish.scorerUrl }, dialect)
  const answers = ruleAnswers(rules, {
    application: wish.backend === undefined ? newApplication() : proxied(wish.backend, dialect.server),
    observer: observeAll(
      dialect.logs.error(line => {
        if (!line.includes(`[id "${SCORES_RULE_ID}"]`)) wish.log(line)
      }),
      { death: ({ text }, { start }) => wish.log(`THE ENGINE DIED of ${readable(start.request.line)}: ${text}`) },
    ),
  })
  return startGateway(answers, { port: wish.port, host: wish.host })
}

/** Hands a request on to an application and brings its answer back; 503 when there is none, as httpd's proxy says. */
const proxied =
  (backend: string, server: WebServer): Application =>
  request =>
    forward(backend, request).catch(() => server.page(503))

/**
 * Path and query under the backend's path: whatever host a request names, none but the backend is asked. The path has
 * been decoded; it is encoded again as mod_proxy does it, the query stays as it was sent.
 */
const pathBehind = (backend: string, { path, query }: HttpRequest): string =>
  `${new URL(backend).pathname.replace(/\/$/, '')}${encoded(path === '' ? '/' : path)}${query === undefined ? '' : `?${query}`}`

const encoded = (path: ByteString): string =>
  path.replace(
    /[^\w~$.+!*'(),;:@&=/-]/g,
    octet => `%${octet.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  )

const hopByHop = new Set(['connection', 'content-length', 'transfer-encoding', 'keep-alive', 'host', 'expect'])

const forward = async (backend: string, request: HttpRequest): Promise<HttpResponse> => {
  const { method, headers, body } = request
  const {
    statusCode,
    headers: answered,
    body: content,
  } = await getGlobalDispatcher().request({
    origin: new URL(backend).origin,
    path: pathBehind(backend, request),
    method: method as 'GET',
    // A connection of its own: one kept from before may be closed at the other end by now, and a request on it fails.
    reset: true,
    headers: headers
      .filter(({ name }) => !hopByHop.has(name.toLowerCase()))
      .flatMap(({ name, value }) => [name, value]),
    ...(body === '' ? {} : { body: toOctets(body) }),
  })
  const octets = fromOctets(new Uint8Array(await content.arrayBuffer()))
  return {
    status: statusCode,
    reason: '',
    protocol: 'HTTP/1.1',
    headers: [
      ...Object.entries(answered)
        .filter(([name]) => !hopByHop.has(name))
        .flatMap(([name, value]) => [value ?? []].flat().map(one => ({ name, value: one }))),
      { name: 'Content-Length', value: String(octets.length) },
    ],
    body: octets,
  }
}
