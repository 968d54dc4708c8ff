import { expect, test } from 'vitest'
import { DIALECTS } from '../dialects/index.ts'
import { openTransaction } from '../engine/open.ts'
import { CollectionStore } from '../transaction/collection-store.ts'
import { memoryFiles } from './file-tree.ts'
import { loadRuleSet } from './load.ts'
import { template } from './template.ts'

const { registry } = DIALECTS.v2.variables

const ruleSet = loadRuleSet(memoryFiles(new Map([['/a.conf', '']])), '/a.conf', {
  dialect: DIALECTS.v2,
  scripts: { packages: [] },
})

const transaction = () => {
  const tx = openTransaction(
    ruleSet,
    {
      line: 'GET /?a=1&b=2 HTTP/1.1',
      method: 'GET',
      target: '/?a=1&b=2',
      path: '/',
      query: 'a=1&b=2',
      protocol: 'HTTP/1.1',
      headers: [{ name: 'Host', value: 'h' }],
      body: '',
    },
    {
      connection: { remoteAddress: '127.0.0.1', remotePort: 1, serverAddress: '127.0.0.1', serverPort: 80 },
      uniqueId: 'id',
      startedMs: 0,
      now: () => 0,
      store: new CollectionStore(),
      serverName: 'localhost',
    },
    {},
  )
  tx.tx.set('x', 'X')
  return tx
}

test.each([
  ['plain', 'plain'],
  ['', ''],
  ['%{tx.x}', 'X'],
  ['a%{TX.X}b%{REQUEST_METHOD}', 'aXbGET'],
  ['%{ARGS}', '1'],
  ['%{args.B}', '2'],
  ['%{ARGS.c}', ''],
  ['%{REQUEST_HEADERS.host}', 'h'],
  ['%{HTTP_host}', 'h'],
  ['%{REQUEST_HEADERS:host}', ''],
  ['%{nope}%{nope.x}%{}', ''],
  ['%{TX}', ''],
  ['%{REQUEST_URI.x}', ''],
  ['%{&ARGS}%{!ARGS.b}', '12'],
  ['100%', '100%'],
  ['%%{tx.x}', '%X'],
  ['%{tx.x', '%{tx.x'],
  ['%{tx.%{ARGS.b}}', '}'],
])('%j expands to %j', (text, expanded) => {
  expect(template(text, registry).expand(transaction())).toBe(expanded)
})

test('a text without macros says so', () => {
  expect(['a', '%{tx.a}', '%{'].map(text => template(text, registry).hasMacros)).toEqual([false, true, false])
})
