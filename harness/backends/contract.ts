import { strict as assert } from 'node:assert'
import { join } from 'node:path'
import { InputError } from '../../src/errors.ts'
import { SHIPPED_PLUGIN, STARTER_RULES } from '../package-root.ts'
import { settingLines } from '../setup/settings.ts'
import type { Setup, StartWaf } from '../setup/setup.ts'
import type { Exchange, Waf } from '../waf/waf.ts'

/** Something that holds for every backend; `check` rejects where it does not. */
export type Fact = { readonly fact: string; readonly check: (start: StartWaf) => Promise<void> }

/** The setup that most facts are about: our plugin in mode 2, on the starter rules. */
export const contractSetup = (over: Partial<Setup> = {}): Setup => ({
  ruleFolder: STARTER_RULES,
  plugin: SHIPPED_PLUGIN,
  settings: settingLines({ mode: 2 }),
  afterwards: [],
  engine: 'On',
  luaSocket: true,
  ...over,
})

const request = (target: string, fields: readonly string[] = [], body = '', method = 'GET'): Uint8Array =>
  Buffer.from(
    [
      `${method} ${target} HTTP/1.1`,
      'Host: localhost',
      'User-Agent: contract',
      'Accept: */*',
      ...fields,
      ...(body === '' ? [] : [`Content-Length: ${Buffer.byteLength(body, 'latin1')}`]),
      '',
      body,
    ].join('\r\n'),
    'latin1',
  )

const ATTACK = request('/?arg=../../etc/passwd')
const BENIGN = request('/?arg=hello')

const MARK = `SecAction "id:99900,phase:2,pass,t:none,log,msg:'mark'"`

const LISTED = `SecRule ARGS:word "@pmFromFile words.txt" "id:99901,phase:2,pass,t:none,log,msg:'listed'"`

const ids = ({ log }: Exchange): readonly number[] => log.flatMap(({ id }) => id ?? [])

const fact = (name: string, over: Partial<Setup>, check: (waf: Waf) => Promise<void>): Fact => ({
  fact: name,
  check: async start => {
    await using waf = await start(contractSetup(over))
    await check(waf)
  },
})

/** What every backend does, be the WAF emulated or real. Each test of a backend runs all of it. */
export const contract: readonly Fact[] = [
  fact('a request that the model passes reaches the application', {}, async waf => {
    const exchange = await waf.send(BENIGN, { scorer: { verdict: 'pass', score: 0.5 } })
    assert.equal(exchange.response?.status, 200)
    assert.equal(exchange.response?.body, 'ok')
    assert.ok(ids(exchange).includes(9516310), `9516310 is among ${ids(exchange)}`)
  }),
  fact('a request that the model calls an attack is denied, and the denial is logged with its rule', {}, async waf => {
    const exchange = await waf.send(BENIGN, { scorer: { verdict: 'attack', score: -0.5 } })
    assert.equal(exchange.response?.status, 403)
    const denial = exchange.log.find(({ id }) => id === 9516320)
    assert.match(denial?.text ?? '', /^Access denied with code 403 \(phase 2\)\./)
    assert.match(denial?.file ?? '', /^\/etc\/modsecurity\.d\/owasp-crs\/plugins\/machine-learning-after\.conf$/)
    assert.match(denial?.uniqueId ?? '', /./)
  }),
  fact('the scoring server is asked once, and what it was asked comes back', {}, async waf => {
    const { scored } = await waf.send(request('/p?arg=a%20b&arg=c'), { scorer: { verdict: 'pass', score: 0.5 } })
    assert.equal(scored.length, 1)
    assert.equal(scored[0]?.method, 'GET')
    assert.equal(scored[0]?.path, '/p')
    assert.deepEqual(
      scored[0]?.args.map(([, value]) => value),
      ['a b', 'c'],
    )
    assert.equal(scored[0]?.answered.status, 200)
  }),
  fact('in mode 1 a request below the threshold is not scored', { settings: settingLines({ mode: 1 }) }, async waf => {
    const exchange = await waf.send(BENIGN, { scorer: { verdict: 'attack' } })
    assert.equal(exchange.response?.status, 200)
    assert.deepEqual(exchange.scored, [])
  }),
  fact('the anomaly scores come back', {}, async waf => {
    const attack = await waf.send(ATTACK)
    assert.ok((attack.scores.inbound ?? 0) >= 5, `inbound score ${attack.scores.inbound}`)
    const benign = await waf.send(BENIGN)
    assert.equal(benign.scores.inbound, 0)
    assert.ok(!ids(benign).includes(99_001), 'the line that tells the scores is not shown')
  }),
  fact('each request gets its own log lines and questions', {}, async waf => {
    const names = Array.from({ length: 10 }, (_, index) => `n${index}x`)
    const exchanges = await Promise.all(names.map(name => waf.send(request(`/?${name}=../../etc/passwd`))))
    for (const [index, { log, scored }] of exchanges.entries()) {
      const own = names[index] ?? ''
      const others = names.filter(name => name !== own)
      assert.ok(
        log.some(({ raw }) => raw.includes(own)),
        `${own} is in its log`,
      )
      assert.ok(!log.some(({ raw }) => others.some(name => raw.includes(name))), `only ${own} is in its log`)
      assert.equal(new Set(log.map(({ uniqueId }) => uniqueId)).size, 1)
      assert.equal(scored.length, 1)
      assert.ok(scored[0]?.args[0]?.[0].includes(own))
    }
  }),
  {
    fact: 'two WAFs that are up at once keep to their own setups',
    check: async start => {
      await using strict = await start(contractSetup())
      await using lenient = await start(contractSetup({ engine: 'DetectionOnly' }))
      for (let turn = 0; turn < 2; turn++) {
        const denied = await strict.send(BENIGN, { scorer: { verdict: 'attack' } })
        const noted = await lenient.send(BENIGN, { scorer: { verdict: 'attack' } })
        assert.equal(denied.response?.status, 403)
        assert.equal(noted.response?.status, 200)
        assert.ok(ids(noted).includes(9516320))
      }
    },
  },
  {
    fact: 'a rule that the engine refuses is wrong input',
    check: async start => {
      const started = start(contractSetup({ afterwards: ['SecRule ARGS "@rx x" "id:1,phase:2,pass,noSuchAction"'] }))
      await assert.rejects(started, error => error instanceof InputError)
      await using waf = await start(contractSetup())
      assert.equal((await waf.send(BENIGN)).response?.status, 200)
    },
  },
  fact('a rule given as last is run', { afterwards: [MARK] }, async waf => {
    const marked = await waf.send(BENIGN)
    assert.equal(marked.log.find(({ id }) => id === 99_900)?.msg, 'mark')
  }),
  fact(
    "a setting wins over the plugin's own file of settings",
    {
      plugin: join(import.meta.dirname, 'contract-plugin'),
      settings: settingLines({ plugin: { settings: { limit: 2 } } }, 'own-plugin_'),
      afterwards: [`SecAction "id:99902,phase:1,pass,t:none,log,msg:'%{tx.own-plugin_limit} %{tx.own-plugin_left}'"`],
    },
    async waf => {
      const { log } = await waf.send(BENIGN)
      assert.equal(log.find(({ id }) => id === 99_902)?.msg, '2 1')
    },
  ),
  fact('files beside the rules are read', { afterwards: [LISTED], files: { 'words.txt': 'one\ntwo\n' } }, async waf => {
    assert.ok(ids(await waf.send(request('/?word=two'))).includes(99_901))
    assert.ok(!ids(await waf.send(request('/?word=three'))).includes(99_901))
  }),
  fact('a request without an end of its line and version is answered', {}, async waf => {
    const { response } = await waf.send(Buffer.from('NONSENSE\r\n\r\n'))
    assert.equal(response?.status, 400)
  }),
  fact('octets cross unharmed, in both directions', { settings: settingLines({ mode: 1 }) }, async waf => {
    const octets = Buffer.from(Array.from({ length: 256 }, (_, octet) => octet))
    const wish = JSON.stringify({ status: 202, headers: { 'X-Own': 'yes' }, encodedBody: octets.toString('base64') })
    const { response } = await waf.send(request('/reflect', ['Content-Type: application/json'], wish, 'POST'))
    assert.equal(response?.status, 202)
    assert.equal(response?.body, octets.toString('latin1'))
    assert.ok(response?.headers.some(({ name, value }) => name === 'X-Own' && value === 'yes'))
  }),
  fact(
    'a rule set that is switched off lets everything pass',
    { plugin: undefined, settings: [], afterwards: ['SecRuleEngine Off'] },
    async waf => {
      const { response, log, scores } = await waf.send(ATTACK)
      assert.equal(response?.status, 200)
      assert.deepEqual([log, scores], [[], {}])
    },
  ),
  fact(
    'a client that waits to be told to send its body is told, also where the WAF does not read it',
    { plugin: undefined, settings: [], afterwards: ['SecRequestBodyAccess Off'] },
    async waf => {
      const fields = ['Content-Type: application/json', 'Expect: 100-continue']
      const { response } = await waf.send(request('/reflect', fields, '{"status":202}', 'POST'))
      assert.equal(response?.status, 202)
    },
  ),
  fact('without lua-socket no question is asked and the plugin blocks', { luaSocket: false }, async waf => {
    const exchange = await waf.send(BENIGN, { scorer: { verdict: 'pass' } })
    assert.deepEqual(exchange.scored, [])
    assert.equal(exchange.response?.status, 403)
  }),
  fact('a scoring server that closes the connection leaves a verdict and a question', {}, async waf => {
    const exchange = await waf.send(BENIGN, { scorer: { fault: 'close' } })
    assert.equal(exchange.scored[0]?.answered.fault, 'close')
    assert.equal(exchange.response?.status, 403)
  }),
]
