import { expect, test } from 'vitest'
import { inspect, loadRules } from '../index.ts'

const LINE = 'GET /a%20b/c;d?x=1&x=%41+2&a%22b=3 HTTP/1.1'
const HEADERS = ['Host: localhost', 'User-Agent: x', 'Accept: */*', 'X-Two: 1', 'X-Two: 2', 'Authorization: Basic YTpi']
const REQUEST = [LINE, ...HEADERS, '', ''].join('\r\n')

const SETTINGS = 'SecRuleEngine On\nSecRequestBodyAccess On\nSecResponseBodyAccess On'

/** TX:text when the rules have run. */
const text = async (dialect: 'v2' | 'v3', rules: string): Promise<string | undefined> =>
  (await inspect(loadRules({ text: `${SETTINGS}\n${rules}` }, { dialect }), REQUEST)).tx.get('text')

// Each as mod_security2 2.9.13 on Apache and ModSecurity 3.0.16 on nginx had it, for this request.
test.each<[macros: string, phase: number, v2: string, v3: string]>([
  ['%{REQUEST_URI}', 2, '/a b/c;d?x=1&x=%41+2&a%22b=3', '/a b/c;d?x=1&x=A+2&a"b=3'],
  ['%{REQUEST_URI}', 1, '/a%20b/c;d?x=1&x=%41+2&a%22b=3', '/a b/c;d?x=1&x=A+2&a"b=3'],
  ['%{REQUEST_FILENAME}', 1, '/a%20b/c;d', '/a b/c;d'],
  ['%{REQUEST_BASENAME} %{PATH_INFO}', 2, 'c;d ', 'c;d /a b/c;d'],
  ['%{AUTH_TYPE}', 1, '', 'Basic'],
  ['%{ARGS_COMBINED_SIZE}', 1, '10', '10.000000'],
  ['%{ARGS.x} %{REQUEST_HEADERS.X-Two}', 1, '1 1, 2', 'A 2 2'],
  ['%{FULL_REQUEST_LENGTH}', 1, '82', ''],
  ['%{FULL_REQUEST_LENGTH}', 2, '82', '88'],
  [
    '%{FULL_REQUEST}',
    2,
    `${LINE}\n\n${HEADERS.join('\n')}\n\n\0`.replace('1\nX-Two: 2', '1, 2'),
    `Host: localhost\nAuthorization: Basic YTpi\n${HEADERS.slice(1, -1).join('\n')}\n\n\n`,
  ],
  ['%{RESPONSE_STATUS} %{RESPONSE_CONTENT_LENGTH}', 2, '0 0', ' '],
  ['%{RESPONSE_STATUS} %{RESPONSE_CONTENT_LENGTH}', 3, '200 0', '200 '],
  ['%{RESPONSE_STATUS} %{RESPONSE_CONTENT_LENGTH}', 4, '200 0', '200 2'],
  ['%{MULTIPART_STRICT_ERROR}', 2, '0', ''],
])('%s in phase %i: %j of mod_security2, %j of libmodsecurity', async (macros, phase, v2, v3) => {
  const rule = `SecAction "id:1,phase:${phase},pass,nolog,setvar:'tx.text=${macros}'"`
  expect([await text('v2', rule), await text('v3', rule)]).toEqual([v2, v3])
})

// The same.
test.each([
  ['&ARGS:x', 'ARGS 2;', 'ARGS:x 2;', 'what is counted'],
  ['TX:Foo', 'TX:foo b;', 'TX:Foo b;', 'a key of TX, spelt otherwise in the rule'],
  ['ARGS:x', 'ARGS:x 1;ARGS:x A 2;', 'ARGS:x A 2;ARGS:x 1;', 'two values of one name'],
  ['ARGS:/x/', 'ARGS:x 1;ARGS:x A 2;', 'ARGS:x 1;ARGS:x A 2;', 'two values of names that a pattern matches'],
  ['MATCHED_VARS', 'TX:foo b;', 'MATCHED_VARS:TX:foo b;', 'what matched before'],
])('the entries of %s are %s of mod_security2, %s of libmodsecurity: %s', async (target, v2, v3) => {
  const rules = [
    'SecAction "id:1,phase:1,pass,nolog,setvar:tx.foo=b"',
    'SecRule TX:foo "@rx ." "id:2,phase:1,pass,nolog,chain"',
    `SecRule ${target} "@rx ." "setvar:'tx.text=%{tx.text}%{MATCHED_VAR_NAME} %{MATCHED_VAR};'"`,
  ].join('\n')
  expect([await text('v2', rules), await text('v3', rules)]).toEqual([v2, v3])
})
