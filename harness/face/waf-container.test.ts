import { request } from 'node:http'
import type { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { InputError, messageOf } from '../../src/errors.ts'
import { connectDocker } from '../backends/containers/docker.ts'
import { reaperImageName } from '../backends/containers/images.ts'
import { ScoringServer, type StartedScoringServer } from './scoring-server.ts'
import type { StartedWafContainer } from './started-waf-container.ts'
import { WafContainer } from './waf-container.ts'

const why = await connectDocker(reaperImageName()).then(() => undefined, messageOf)

test('a web server that there is not is refused at once', () => {
  expect(() => new WafContainer(JSON.parse('"apach"'))).toThrow('no web server "apach"; did you mean "apache"?')
})

describe.skipIf(why !== undefined).each(['apache', 'nginx'] as const)(
  `%s in a container${why === undefined ? '' : `: ${why}`}`,
  name => {
    let scorer: StartedScoringServer
    let waf: StartedWafContainer
    const written: string[] = []

    beforeAll(async () => {
      scorer = await new ScoringServer().withVerdict('attack', { score: -0.42 }).start()
      waf = await new WafContainer(name)
        .withCrs('starter')
        .withPlugin('shipped', { mode: 2 })
        .withScorer(scorer)
        .withRules(`SecRule ARGS:drop "@streq yes" "id:100,phase:1,drop,log"`)
        .withLabels({ 'wafrig.test': name })
        .withExposedPorts(8099)
        .withLogConsumer((stream: Readable) => stream.on('data', chunk => written.push(String(chunk))))
        .start()
    })
    afterAll(async () => {
      await waf?.stop()
      await waf?.stop()
      await scorer?.stop()
    })

    test('the scoring server of this process decides, and each transaction knows its own questions', async () => {
      const responses = await Promise.all(['a', 'b', 'c', 'd'].map(key => waf.fetch(`/?${key}=../../etc/passwd`)))
      for (const [index, response] of responses.entries()) {
        const key = 'abcd'[index]
        const tx = await waf.transactionOf(response)
        expect(response.status).toBe(403)
        expect(tx.log.map(({ id }) => id)).toContain(9516320)
        expect(tx.log.every(({ uniqueId }) => uniqueId === tx.uniqueId)).toBe(true)
        expect(tx.intervention).toMatchObject({ action: 'deny', status: 403, phase: 2, ruleId: 9516320 })
        expect(tx.scores.inbound).toBeGreaterThanOrEqual(5)
        expect(tx.scored.map(({ args, answered }) => [args[0]?.[0], answered])).toEqual([
          [key, { status: 401, body: '-0.42' }],
        ])
      }
    })

    test('responses of other clients find their transactions, on one connection or many', async () => {
      scorer.setVerdict('pass')
      const url = (key: string) => new URL(`/?${key}=../../etc/passwd`, waf.url)
      const inTurn = []
      for (const key of ['e', 'f', 'g']) {
        const response = await fetch(url(key))
        await response.text()
        inTurn.push(response)
      }
      const atOnce = await Promise.all(['h', 'i', 'j'].map(key => fetch(url(key))))
      for (const [index, response] of [...inTurn, ...atOnce].entries()) {
        const tx = await waf.transactionOf(response)
        const key = 'efghij'[index] ?? ''
        expect(tx.log.filter(({ raw }) => raw.includes(`ARGS:${key}`))).not.toEqual([])
        expect(tx.log.filter(({ raw }) => raw.includes('ARGS:') && !raw.includes(`ARGS:${key}`))).toEqual([])
        expect(tx.scored.map(({ args }) => args[0]?.[0])).toEqual([key])
      }
      const headers = await new Promise<NodeJS.Dict<string | string[]>>(resolve =>
        request(url('k'), response => resolve(response.resume().headers)).end(),
      )
      expect((await waf.transactionOf({ headers })).scored.map(({ args }) => args[0]?.[0])).toEqual(['k'])
      const all = await waf.transactions()
      expect(new Set(all.map(({ uniqueId }) => uniqueId)).size).toBe(all.length)
      expect(all.length).toBeGreaterThanOrEqual(7)
    })

    // libmodsecurity on nginx answers 403 instead.
    test.skipIf(name === 'nginx')('a connection that is dropped rejects, and the transaction is there', async () => {
      await expect(waf.fetch('/?drop=yes')).rejects.toThrow(TypeError)
      // Its host may be a number, of which a rule of the set tells first.
      await expect.poll(async () => (await waf.transactions()).at(-1)?.log.map(({ id }) => id)).toContain(100)
    })

    test('a fault of the scoring server reaches the plugin as it is', async () => {
      scorer.setScript({ fault: 'refuse' })
      const response = await waf.fetch('/?l=hello')
      const tx = await waf.transactionOf(response)
      expect(tx.log.map(({ raw }) => raw).join()).toContain('Failure: unreachable')
      scorer.reset()
    })

    // It is waited for, since what logs it may be late.
    test.skipIf(name === 'nginx')(
      'what is not known is told',
      async () => {
        await expect(waf.transactionOf('nosuch')).rejects.toThrow(/no transaction nosuch at http:/)
        await expect(waf.restart()).rejects.toThrow('start a new one')
      },
      20_000,
    )

    test('it is a container of Testcontainers', async () => {
      expect(waf.getLabels()['wafrig.test']).toBe(name)
      expect(waf.getMappedPort(8099)).toBeGreaterThan(0)
      expect((await waf.exec(['echo', 'hello'])).output).toBe('hello\n')
      await expect.poll(() => written.join('')).toContain('id "9516320"')
    })
  },
)

test.skipIf(why !== undefined)(
  'rules that the engine refuses are wrong input, and nothing stays',
  async () => {
    const started = new WafContainer('apache').withRules('SecRule ARGS "@nosuch x" "id:1,pass"').start()
    await expect(started).rejects.toThrow(InputError)
    await expect(started).rejects.toThrow(/^withRules\[0\]:1:16: no operator "nosuch"/)
  },
  60_000,
)
