import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { DIALECTS } from '../../../src/dialects/index.ts'
import { EnvironmentError } from '../../../src/errors.ts'
import { ruleAnswers, startGateway } from '../../../src/gateway.ts'
import { loadSetup } from '../../setup/load-setup.ts'
import { newApplication } from '../../waf/application.ts'
import { startScorer } from '../../waf/scorer.ts'
import { TAKES_NO_SCRIPT } from '../../waf/scorer-reasons.ts'
import { Unavailable } from '../../waf/unavailable.ts'
import type { BackendOptions } from '../backend.ts'
import { connectDocker } from '../containers/docker.ts'
import { reaperImageName, scoringServerImage } from '../containers/images.ts'
import { contractSetup } from '../contract.ts'
import { BACKENDS, backendOpener } from '../find-backend.ts'
import { openOwnScorer, type ScorerWish } from './open-own-scorer.ts'

const folder = mkdtempSync(join(tmpdir(), 'wafrig-own-scorer-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const docker = await connectDocker(reaperImageName()).catch((error: unknown) => {
  if (error instanceof EnvironmentError) return error.message
  throw error
})

const log = join(folder, 'asked.log')
const program = join(import.meta.dirname, 'published-server.mjs')
const COMMAND: ScorerWish = { command: `'${process.execPath}' '${program}' {port} '${log}'`, folder, port: 0 }

const asked = (): readonly string[] => readFileSync(log, 'utf8').split('\n').slice(0, -1)

const request = (target: string): Buffer => Buffer.from(`GET ${target} HTTP/1.1\r\nHost: localhost\r\n\r\n`)

const setup = contractSetup()

describe.each(BACKENDS)('$name with a scoring server of one’s own', ({ name, runs }) => {
  const reason = runs.in === 'container' && typeof docker === 'string' ? docker : undefined

  test.skipIf(reason !== undefined)(
    'decides by its answers, and asks it',
    async ({ skip }) => {
      writeFileSync(log, '')
      await using scorer = await openOwnScorer(COMMAND)
      const { options, ...running } = await wafOf(runs.in, scorer.url)
      await using _ = running
      const start = await backendOpener({ ...options, scorer: { url: scorer.url } })(name)
      const waf = await start(setup).catch((error: unknown) => {
        if (error instanceof Unavailable) return error.message
        throw error
      })
      if (typeof waf === 'string') return skip(waf)
      await using _waf = waf
      const passed = await waf.send(request('/p?q=word'))
      const denied = await waf.send(request('/p?q=../word'))
      expect([passed.response?.status, denied.response?.status]).toEqual([200, 403])
      expect(denied.log.map(({ id }) => id)).toContain(9516320)
      expect(asked()).toEqual(['GET /p {"ARGS:q":"word"} 200', 'GET /p {"ARGS:q":"../word"} 401'])
      await expect(waf.send(request('/'), { scorer: { verdict: 'attack' } })).rejects.toThrow(Unavailable)
      if (runs.in === 'elsewhere') return expect(passed.unknown?.scored).toContain('--scorer-control')
      const seen = [passed, denied].flatMap(({ scored }) => scored.map(({ args, answered }) => [args, answered]))
      expect(seen).toEqual([
        [[['q', 'word']], { status: 200, body: '0.5' }],
        [[['q', '../word']], { status: 401, body: '-0.42' }],
      ])
    },
    120_000,
  )
})

/** For a WAF that runs already, one: the emulator on a port, which asks the scoring server itself. */
const wafOf = async (
  where: 'process' | 'container' | 'elsewhere',
  scorerUrl: string,
): Promise<AsyncDisposable & { readonly options: BackendOptions }> => {
  if (where !== 'elsewhere') return { options: {}, [Symbol.asyncDispose]: async () => {} }
  const file = join(folder, 'error.log')
  writeFileSync(file, '')
  const rules = await loadSetup(setup, { scorerUrl }, DIALECTS.v2)
  const observer = DIALECTS.v2.logs.error(line => appendFileSync(file, `${line}\n`))
  const gateway = await startGateway(ruleAnswers(rules, { application: newApplication(), observer }))
  return {
    options: { remote: { url: gateway.url, log: { file }, assumeSetup: true } },
    [Symbol.asyncDispose]: () => gateway[Symbol.asyncDispose](),
  }
}

test.skipIf(typeof docker === 'string')(
  'an image is asked from outside of containers too',
  async () => {
    if (typeof docker === 'string') return
    await using scorer = await openOwnScorer({ image: await scoringServerImage(docker), port: 5000 })
    await using waf = await (await backendOpener({ scorer: { url: scorer.url } })('emulator'))(setup)
    const { response, scored } = await waf.send(request('/?q=word'))
    expect([response?.status, scored[0]?.answered]).toEqual([200, { status: 200, body: '1' }])
    await scorer.mustBeUp()
  },
  120_000,
)

test('a scoring server that goes away is told of, and no verdict', async () => {
  writeFileSync(log, '')
  const own = await openOwnScorer(COMMAND)
  await using waf = await (await backendOpener({ scorer: { url: own.url } })('emulator'))(setup)
  await own[Symbol.asyncDispose]()
  await expect(waf.send(request('/?q=word'))).rejects.toThrow(
    `your scoring server could not be reached: connect ECONNREFUSED ${new URL(own.url).host}`,
  )
})

test.each<[string, ScorerWish, RegExp]>([
  ['a URL where nothing listens', { url: 'http://127.0.0.1:1/' }, /^your scoring server does not answer at .*REFUSED/],
  [
    'a command that ends',
    { command: 'echo "no model" >&2; exit 4 # {port}', folder, port: 0 },
    /^the scoring server ended \(exit code 4\): echo/,
  ],
  ['a command that there is not', { command: 'no-such-program', folder, port: 1 }, /ended \(exit code 127\)/],
])('%s is a matter of the surroundings', async (_, wish, message) => {
  await expect(openOwnScorer(wish)).rejects.toThrow(message)
  await expect(openOwnScorer(wish)).rejects.toBeInstanceOf(EnvironmentError)
})

test('a command’s last lines are shown when it fails', async () => {
  const command = 'echo loading; echo "no model" >&2; exit 4'
  await expect(openOwnScorer({ command, folder, port: 1 })).rejects.toMatchObject({
    lastLines: ['loading', 'no model'],
  })
})

test('a port that answers already is not taken for the command’s', async () => {
  await using other = await startScorer(undefined)
  const command = `'${process.execPath}' '${program}' ${other.port} '${log}'`
  await expect(openOwnScorer({ command, folder, port: other.port })).rejects.toThrow(/^something answers at /)
})

test('what a command starts ends with it, and an end of its own is told', async () => {
  writeFileSync(log, '')
  const own = await openOwnScorer({ ...COMMAND, command: `sleep 1000 & ${COMMAND.command}` })
  await own.mustBeUp()
  await own[Symbol.asyncDispose]()
  await expect(own.mustBeUp()).rejects.toThrow(/^the scoring server ended \(signal SIGTERM|exit code/)
  await expect(fetch(own.url)).rejects.toThrow()
})

test('a script is refused with its reason', async () => {
  await using scorer = await startScorer({ url: 'http://127.0.0.1:1/' })
  await expect(scorer.setScript({ verdict: 'pass' })).rejects.toThrow(TAKES_NO_SCRIPT)
})
