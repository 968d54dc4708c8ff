import { request as ask } from 'undici'
import { fromOctets, toOctets } from '../../src/bytes.ts'
import { errorResponse } from '../../src/engine/error-response.ts'
import type { Application } from '../../src/engine/exchange.ts'
import { startGateway } from '../../src/gateway.ts'
import type { HttpRequest, HttpResponse } from '../../src/http/message.ts'
import { apacheErrorLog } from '../../src/logging/apache-error-log.ts'
import { nginxErrorLog } from '../../src/logging/nginx-error-log.ts'
import { application } from '../backends/application.ts'
import { loadSetup } from '../backends/load-setup.ts'
import { SCORES_RULE_ID } from '../configuration.ts'
import { findPlugin } from '../plugin-folder.ts'
import { findRuleSet } from '../rule-sets/cache.ts'
import { setupOf } from '../settings.ts'
import { command, type MakeCommand, wholeNumber } from './command.ts'

type Options = {
  readonly port: number
  readonly host: string
  readonly backend?: string
  readonly crs?: string
  readonly plugin?: string
  readonly mode?: '1' | '2'
  readonly scorer: string
  readonly detectionOnly?: boolean
  readonly dialect: 'v2' | 'v2.9.7' | 'v3'
}

/** `wafrig gateway`: the emulator as a reverse proxy, until interrupted; its error log goes to the standard output. */
export const gateway: MakeCommand = ({ cache, interrupted, say }) => {
  const made = command(
    'gateway',
    'Run the emulator as a reverse proxy on a port; the error log goes to the terminal.',
    [
      'wafrig gateway --port 8080 --backend http://127.0.0.1:3000',
      'wafrig gateway --crs 4.28.0 --mode 1 --scorer http://127.0.0.1:5000/',
      "curl 'http://127.0.0.1:8080/?arg=../../etc/passwd'",
    ],
  )
    .option('--port <number>', 'port to listen on; 0 takes a free one', wholeNumber(0), 8080)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--backend <url>', 'the application behind it; else one that answers 200 to everything')
    .option('--crs <name|folder>', 'the rule set: starter, a name or version of `wafrig crs list`, or a folder')
    .option('--plugin <folder>', "the plugin's folder; none: no plugin; else the one that comes with wafrig")
    .option('--scorer <url>', 'the scoring server', 'http://127.0.0.1:5000/')
    .option('--detection-only', 'log and let everything pass')
  made.addOption(made.createOption('--mode <number>', "mode of the plugin's detection").choices(['1', '2']))
  made.addOption(
    made.createOption('--dialect <name>', 'which engine to be').choices(['v2', 'v2.9.7', 'v3']).default('v2'),
  )
  return made.action(async (options: Options) => {
    const ruleSet = await findRuleSet(cache, options.crs ?? 'starter')
    const plugin = await findPlugin(options.plugin)
    const wish = {
      ...(options.mode === undefined ? {} : { mode: options.mode === '1' ? (1 as const) : (2 as const) }),
      ...(options.detectionOnly === true ? { engine: 'DetectionOnly' as const } : {}),
    }
    const rules = await loadSetup(
      setupOf(wish, ruleSet.folder, plugin?.folder),
      { scorerUrl: options.scorer },
      options.dialect,
    )
    const log = options.dialect === 'v3' ? nginxErrorLog : apacheErrorLog
    const { backend, port, host } = options
    await using open = await startGateway(rules, {
      port,
      host,
      application: backend === undefined ? application : proxied(backend),
      observer: log(line => {
        if (!line.includes(`[id "${SCORES_RULE_ID}"]`)) say(line)
      }),
    })
    say(`the emulator (${options.dialect}, ${ruleSet.name}) answers at ${open.url}`)
    await new Promise<void>(resolve => interrupted.addEventListener('abort', () => resolve(), { once: true }))
  })
}

/** Hands a request on to an application and brings its answer back; 503 when there is none, as httpd's proxy says. */
const proxied =
  (backend: string): Application =>
  request =>
    forward(backend, request).catch(() => errorResponse(503))

const hopByHop = new Set(['connection', 'content-length', 'transfer-encoding', 'keep-alive', 'host', 'expect'])

const forward = async (backend: string, { method, target, headers, body }: HttpRequest): Promise<HttpResponse> => {
  const {
    statusCode,
    headers: answered,
    body: content,
  } = await ask(new URL(target, backend), {
    method: method as 'GET',
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
