import { expect, test } from 'vitest'
import { sqli } from './sqli.ts'
import { xss } from './xss.ts'

// Seen on mod_security2 2.9.13 and libmodsecurity 3.0.16, which hold libinjection 4.0.0; 3.9.2 as its own library says.
test.each([
  ['<img src=x onerroc:\\boot.inir=alert(1)>', true, false, 'what begins with "on" is no event by that alone'],
  ['<svg/onload=alert`1`>', true, true, 'events are known by name'],
  ['<a onclickx=1>', true, true, 'and by what begins with a name'],
  ['<a onfoo=1>', true, false, 'others are not'],
])('xss of %j: 3.9.2 says %s, 4.0.0 says %s: %s', (value, older, newer) => {
  expect([xss(value, '3.9.2'), xss(value, '4.0.0')]).toEqual([older, newer])
})

test.each<readonly [string, string | undefined, string, string]>([
  ["1' or 1.e(1)", undefined, 's&(1)', 'an exponent without digits is passed over'],
  ["' or 1=1", 's&1', 's&1', 'the rest is the same'],
])('sqli of %j: 3.9.2 says %j, 4.0.0 says %j: %s', (value, older, newer) => {
  expect([sqli(value, '3.9.2')?.fingerprint, sqli(value, '4.0.0')?.fingerprint]).toEqual([older, newer])
})
