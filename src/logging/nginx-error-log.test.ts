import { expect, test } from 'vitest'
import { DIALECTS } from '../dialects/index.ts'
import { exchange } from '../engine/exchange.ts'
import { memoryFiles } from '../loading/file-tree.ts'
import { loadRuleSet } from '../loading/load.ts'
import { CollectionStore } from '../transaction/collection-store.ts'
import { nginxErrorLog } from './nginx-error-log.ts'

/** What libmodsecurity's texts say from `ModSecurity: ` up to `[line`, for rules in dialect v3 and a target. */
const texts = async (rules: string, target: string): Promise<readonly string[]> => {
  const tree = memoryFiles(new Map([['/a.conf', `SecRuleEngine On\n${rules}\n`]]))
  const ruleSet = loadRuleSet(tree, '/a.conf', {
    dialect: DIALECTS.v3,
  })
  const lines: string[] = []
  await exchange(ruleSet, ruleSet.dialect.server.read(Buffer.from(`GET ${target} HTTP/1.1\r\nHost: h\r\n\r\n`)), {
    circumstances: {
      connection: { remoteAddress: '1.2.3.4', remotePort: 5, serverAddress: '5.6.7.8', serverPort: 80 },
      uniqueId: 'id',
      startedMs: 0,
      now: () => 0,
      store: new CollectionStore(),
      serverName: 'h',
    },
    application: () => ({ status: 200, reason: 'OK', protocol: 'HTTP/1.1', headers: [], body: '' }),
    observer: nginxErrorLog(line => lines.push(line)),
  })
  return lines.map(line => /\*1 (.*?) \[file /.exec(line)?.[1] ?? line)
}

// Each as libmodsecurity 3.0.16 on nginx writes it.
test.each<[string, string, string, readonly string[]]>([
  [
    'one line a rule, of its last match, with the value as it came',
    'SecRule ARGS "@rx ^A" "id:1,phase:2,pass,log,t:uppercase"',
    '/?a=ab&b=%61c',
    [`ModSecurity: Warning. Matched "Operator \`Rx' with parameter \`^A' against variable \`ARGS:b' (Value: \`ac' )`],
  ],
  [
    'with multiMatch a line for each',
    'SecRule ARGS "@rx a" "id:1,phase:2,pass,log,t:none,t:trim,multiMatch"',
    '/?a=a%20',
    Array(2).fill(
      `ModSecurity: Warning. Matched "Operator \`Rx' with parameter \`a' against variable \`ARGS:a' (Value: \`a ' )`,
    ),
  ],
  [
    'with multiMatch a refusal comes behind them, without a match',
    'SecRule ARGS "@rx a" "id:1,phase:2,deny,log,t:none,t:trim,multiMatch"',
    '/?a=a%20',
    [
      ...Array(2).fill(
        `ModSecurity: Warning. Matched "Operator \`Rx' with parameter \`a' against variable \`ARGS:a' (Value: \`a ' )`,
      ),
      '[client 1.2.3.4] ModSecurity: Access denied with code 403 (phase 2). ',
    ],
  ],
  [
    "a parameter's macros are expanded, and TX has the rule's spelling",
    'SecAction "id:1,phase:1,pass,nolog,setvar:tx.limit=2,setvar:tx.score=3"\nSecRule TX:SCORE "@ge %{tx.limit}" "id:2,phase:2,deny,status:403"',
    '/',
    [
      `[client 1.2.3.4] ModSecurity: Access denied with code 403 (phase 2). Matched "Operator \`Ge' with parameter \`2' against variable \`TX:SCORE' (Value: \`3' )`,
    ],
  ],
  ['noauditlog keeps a rule out', 'SecRule ARGS "@rx a" "id:1,phase:2,pass,log,noauditlog"', '/?a=a', []],
  [
    'an operator has its own spelling',
    'SecRule REQUEST_METHOD "@streq GET" "id:1,phase:2,pass,log"',
    '/',
    [
      `ModSecurity: Warning. Matched "Operator \`StrEq' with parameter \`GET' against variable \`REQUEST_METHOD' (Value: \`GET' )`,
    ],
  ],
  [
    'MATCHED_VARS stands before the name that matched',
    'SecRule ARGS "@rx ^x" "id:1,phase:2,pass,log,chain"\nSecRule MATCHED_VARS "@rx y$" ""',
    '/?a=xy',
    [
      `ModSecurity: Warning. Matched "Operator \`Rx' with parameter \`y$' against variable \`MATCHED_VARS:ARGS:a' (Value: \`xy' )`,
    ],
  ],
  [
    'REQUEST_URI is decoded',
    'SecRule REQUEST_URI "@contains /../" "id:1,phase:2,pass,log,t:none"',
    '/?f=..%2F..%2Fe+e',
    [
      `ModSecurity: Warning. Matched "Operator \`Contains' with parameter \`/../' against variable \`REQUEST_URI' (Value: \`/?f=../../e+e' )`,
    ],
  ],
])('%s', async (_, rules, target, expected) => {
  expect(await texts(rules, target)).toEqual(expected)
})
