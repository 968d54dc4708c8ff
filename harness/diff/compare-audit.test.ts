import { expect, test } from 'vitest'
import { compareAuditLogs } from './compare-audit.ts'

const record = (changes: object = {}, data: object = {}): string =>
  JSON.stringify({
    transaction: { time: 'now', transaction_id: 'one' },
    request: { request_line: 'GET / HTTP/1.1', headers: { Host: 'a' } },
    response: { status: 200, headers: { 'Content-Type': 'text/plain', 'Content-Length': '2' }, body: 'ok' },
    audit_data: { messages: ['m one'], server: 'Apache', stopwatch: { p1: 1 }, ...data },
    ...changes,
  })
const page = (body: string): object => ({
  response: {
    headers: { 'Content-Length': String(body.length), 'Content-Type': 'text/html; charset=iso-8859-1' },
    body,
  },
})

test.each<[string, readonly string[], readonly string[], ReturnType<typeof compareAuditLogs>]>([
  ['equal records do not differ', [record()], [record()], []],
  [
    'times, ids, servers and stopwatches do not differ',
    [record()],
    [
      record(
        { transaction: { time: 'later', transaction_id: 'two' } },
        { messages: ['m two'], server: 'b', stopwatch: {} },
      ),
    ],
    [],
  ],
  ["a web server's own pages do not differ", [record(page('a'))], [record(page('bc'))], []],
  [
    'a value that differs is told by its path',
    [record()],
    [record({}, { messages: ['other'] })],
    [{ at: 'audit_data.messages.0', one: 'm <unique_id>', other: 'other' }],
  ],
  [
    'a value that one side lacks is undefined',
    [record({}, { action: 1 })],
    [record()],
    [{ at: 'audit_data.action', one: '1', other: undefined }],
  ],
  ['a record that one side lacks is told', [record()], [], [{ at: 'records', one: '1', other: '0' }]],
])('%s', (_, one, other, differences) => {
  expect(compareAuditLogs(one, other)).toEqual(differences)
})
