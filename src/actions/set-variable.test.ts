import { expect, test } from 'vitest'
import { inspect, loadRules } from '../index.ts'

// As mod_security2 2.9.13 on Apache and ModSecurity 3.0.16 on nginx counted.
test.each<['v2' | 'v3', string, string]>([
  ['v2', '0 0', 'never below zero'],
  ['v3', '-5 -2147483648', 'with a sign'],
])('in %s counters come to %s: 32 bits, %s', async (dialect, expected, _) => {
  const uses = 'setvar:tx.a=-5,setvar:tx.b=2147483647,setvar:tx.b=+1'
  const rules = loadRules({ text: `SecRuleEngine On\nSecAction "id:1,phase:1,pass,nolog,${uses}"` }, { dialect })
  const { tx } = await inspect(rules, 'GET / HTTP/1.1\r\nHost: h\r\n\r\n')
  expect(`${tx.get('a')} ${tx.get('b')}`).toBe(expected)
})
