import { expect, test } from 'vitest'
import { checkText } from '../../reporters/doctor-text.ts'
import { PLAIN } from '../../reporters/style.ts'
import type { Exchange, LogLine } from '../../waf/waf.ts'
import { resultsOf } from './probe.ts'
import { versionOf } from './version-of.ts'

const line = (id: number, more: Partial<LogLine>): LogLine => ({ raw: '', text: '', id, tags: [], ...more })
const PLUGIN_LINE = line(9516310, { file: '/etc/modsecurity.d/owasp-crs/plugins/machine-learning-after.conf' })
const told = (msg: string): LogLine => line(99_910, { msg: `wafrig doctor: engine ${msg}.` })

const exchange = (log: readonly LogLine[], more: Partial<Exchange> = {}): Exchange => ({
  response: { status: 200, reason: 'OK', protocol: 'HTTP/1.1', headers: [], body: '' },
  log,
  scored: [
    {
      ...{ method: 'GET', path: '/', args: [], files: [], sizes: [], hour: 1, day: 1, fields: [] },
      answered: { status: 200, body: '1' },
    },
  ],
  scores: { inbound: 40 },
  elapsedMs: 1,
  ...more,
})

const states = (one: Exchange): readonly string[] =>
  resultsOf('w', one, '4.28.0', 1000).map(({ state, what, found }) => `${state} ${what}: ${found}`)

test('a WAF in which all works is ok in each line', () => {
  expect(states(exchange([PLUGIN_LINE, told('020913900, Lua 5.1, LuaSocket 3.0.0')]))).toEqual([
    'ok w: answers after 1.0 s; engine 2.9.13',
    'ok w: rules: CRS 4.28.0; an attack scores 40',
    'ok w: plugin: is loaded and logs',
    'ok w: Lua: Lua 5.1',
    'ok w: require("socket.http"): LuaSocket 3.0.0',
    'ok w: scorer: was asked and answered 200',
  ])
})

test('what does not work fails, each in its own line', () => {
  const missing = exchange([told("030014100, Lua 5.3, no lua-socket: module 'socket.http' not found:")], {
    scored: [],
    scores: { inbound: 0 },
  })
  expect(states(missing)).toEqual([
    'ok w: answers after 1.0 s; engine 3.0.14',
    'fail w: rules: an attack scores nothing',
    'fail w: plugin: no line of it in the log',
    'ok w: Lua: Lua 5.3',
    `fail w: require("socket.http"): no lua-socket: module 'socket.http' not found:`,
    'fail w: scorer: was not asked',
  ])
})

test.each([
  [{ status: 401, body: '-1' }, 'ok w: scorer: was asked and answered 401'],
  [{ status: 404, body: '<p>\x1b' }, 'fail w: scorer: was asked and answered 404 <p>\\x1b'],
  [{ status: 0, body: '' }, 'fail w: scorer: was asked and gave no answer'],
])('of a scoring server that answers %j it says %s', (answered, line) => {
  const scored = exchange([]).scored.map(question => ({ ...question, answered }))
  expect(states(exchange([], { scored })).at(-1)).toBe(line)
})

test('an engine without Lua fails', () => {
  expect(states(exchange([])).filter(state => state.includes('Lua'))).toEqual(['fail w: Lua: no answer of a script'])
})

test.each([
  ['020907900', '2.9.7'],
  ['020913900', '2.9.13'],
  ['030009100', '3.0.9'],
  ['030014100', '3.0.14'],
])('MODSEC_BUILD %s is %s', (build, version) => {
  expect(versionOf(build)).toBe(version)
})

test('a result shows its remedy under it', () => {
  expect(checkText({ state: 'fail', what: 'Docker', found: 'none', remedy: 'start one' }, PLAIN)).toBe(
    'fail    Docker: none\n        → start one',
  )
})
