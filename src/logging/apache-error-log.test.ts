import { expect, test } from 'vitest'
import { fromOctets, toOctets } from '../bytes.ts'
import { DIALECTS } from '../dialects/index.ts'
import { exchange } from '../engine/exchange.ts'
import { memoryFiles } from '../loading/file-tree.ts'
import { loadRuleSet } from '../loading/load.ts'
import { CollectionStore } from '../transaction/collection-store.ts'

const RULES = 'SecRuleEngine On\nSecRule REQUEST_URI "@contains x" "id:7,phase:1,pass,t:none,log"\n'

/** The ends, from the unique id on, of the lines that a request with these header lines makes. */
const ends = async (headers: string): Promise<readonly string[]> => {
  const ruleSet = loadRuleSet(memoryFiles(new Map([['/rules.conf', RULES]])), '/rules.conf', {
    dialect: DIALECTS.v2,
    scripts: { packages: [] },
  })
  const lines: string[] = []
  const connection = { remoteAddress: '127.0.0.1', remotePort: 40_000, serverAddress: '127.0.0.1', serverPort: 80 }
  await exchange(ruleSet, ruleSet.dialect.server.read(toOctets(`GET /x HTTP/1.1\r\nHost: a\r\n${headers}\r\n`)), {
    circumstances: {
      connection,
      uniqueId: 'u',
      startedMs: 0,
      now: () => 0,
      store: new CollectionStore(),
      serverName: 'localhost',
    },
    application: () => ({
      status: 200,
      reason: 'OK',
      protocol: 'HTTP/1.1',
      headers: [],
      body: fromOctets(new Uint8Array()),
    }),
    observer: ruleSet.dialect.logs.error(line => lines.push(line)),
  })
  return lines.map(line => line.slice(line.indexOf('[unique_id')))
}

// Seen on httpd 2.4.69 with mod_security2 2.9.13 and the log format of the official images.
test.each([
  ['', '[unique_id "u"]', 'no referer'],
  ['Referer:\r\n', '[unique_id "u"]', 'an empty one'],
  [
    'Referer: a"b\\c\xe9\td ], x\r\nReferer: second\r\n',
    '[unique_id "u"], referer a"b\\\\c\\xe9\\td ], x, second',
    'two',
  ],
])('header lines %j end a line with %j: %s', async (headers, end) => {
  expect(await ends(headers)).toEqual([end])
})
