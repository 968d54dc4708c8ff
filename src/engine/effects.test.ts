import { describe, expect, test } from 'vitest'
import { inspect, loadRules } from '../index.ts'

/** What is left in the variables when the rules of phase 1 have run, or the status where the request is refused. */
const left = async (dialect: 'v2' | 'v3', rules: readonly string[], target: string): Promise<string> => {
  const state = 'SecAction "id:99,phase:1,pass,nolog,setvar:\'tx.left=%{tx.list} %{tx.n} %{USERID} %{SESSIONID}\'"'
  const text = ['SecRuleEngine On', ...rules, state].join('\n')
  const request = `GET ${target} HTTP/1.1\r\nHost: h\r\n\r\n`
  const { tx, response } = await inspect(loadRules({ text }, { dialect }), request)
  return response?.status === 200 ? (tx.get('left') ?? '').trim() : String(response?.status)
}

const CTL = [
  'SecRule ARGS:a "@eq 1" "id:1,phase:1,pass,nolog,ctl:ruleRemoveById=2,chain"',
  'SecRule ARGS:b "@eq 99" "t:none"',
  'SecRule ARGS:a "@eq 1" "id:2,phase:1,deny"',
]
const CHAIN = [
  `SecRule ARGS:a "@eq 1" "id:3,phase:1,pass,nolog,setuid:starter%{tx.list},setvar:'tx.list=%{tx.list}s',chain"`,
  `SecRule ARGS:b "@eq 99" "t:none,setuid:middle%{tx.list},setvar:'tx.list=%{tx.list}m',chain"`,
  `SecRule ARGS:c "@eq 1" "t:none,setuid:last%{tx.list},setvar:'tx.list=%{tx.list}l'"`,
]
const MANY = [`SecRule ARGS:/^m/ "@rx ." "id:4,phase:1,pass,nolog,setsid:%{tx.n}%{MATCHED_VAR},setvar:tx.n=+1"`]
const EACH = [
  `SecRule ARGS:/^m/ "@rx ." "id:5,phase:1,pass,nolog,t:none,t:lowercase,multiMatch,setsid:%{tx.n},setvar:tx.n=+1"`,
]

// Each as mod_security2 2.9.13 on Apache and ModSecurity 3.0.16 on nginx did it.
describe.each([
  ['v2', 'with each match of its element, as written'],
  ['v3', 'once, when the whole chain has matched, those of the last element first; setvar with each match'],
] as const)('in %s an action runs %s', (dialect, _) => {
  test.each([
    ['a chain that breaks takes no rule out in v3', CTL, '/?a=1', { v2: '', v3: '403' }],
    ['a chain that matches does', CTL, '/?a=1&b=99', { v2: '', v3: '' }],
    ['three elements', CHAIN, '/?a=1&b=99&c=1', { v2: 'sml  lastsm', v3: 'sml  startersml' }],
    ['two elements of three', CHAIN, '/?a=1&b=99', { v2: 'sm  middles', v3: 'sm' }],
    ['several matches', MANY, '/?m1=a&m2=b', { v2: '2  1b', v3: '2  2b' }],
    ['several matches of one value', EACH, '/?m1=A&m2=B', { v2: '4  3', v3: '4  4' }],
  ])('%s', async (_, rules, target, expected) => {
    expect(await left(dialect, rules, target)).toBe(expected[dialect])
  })
})
