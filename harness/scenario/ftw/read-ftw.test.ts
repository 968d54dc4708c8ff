import { expect, test } from 'vitest'
import { fromOctets } from '../../../src/bytes.ts'
import { showDiagnostic } from '../../../src/errors.ts'
import { parseScenarioFile } from '../read.ts'
import { buildRequest } from '../request.ts'
import type { Scenario } from '../scenario.ts'
import { PLACES } from './places.ts'

const read = (text: string, file = 'tests/920400.yaml') => parseScenarioFile(file, Buffer.from(text))

const first = (text: string, file?: string): Scenario | undefined => read(text, file).scenarios[0]

const told = (text: string, file?: string): readonly string[] => read(text, file).notices.map(showDiagnostic)

const messages = (text: string, file?: string): readonly string[] =>
  read(text, file).notices.map(({ code, message }) => `${message} [${code}]`)

test.each([
  [
    'output',
    'input: { uri: /, output: { status: 403 } }',
    'FTW\'s programs do not read "output" in input: it is indented too far and belongs in the stage, so this stage checks nothing [CHECKS_NOTHING]\n        - input: { uri: /, output: { status: 403 } }\n                           ^^^^^^',
  ],
  [
    'log',
    'input: { uri: /, log: { expect_ids: [1] } }',
    'FTW\'s programs do not read "log" in input: it belongs in output, so this stage checks nothing [CHECKS_NOTHING]\n        - input: { uri: /, log: { expect_ids: [1] } }\n                           ^^^',
  ],
])('%s that is indented into input is a stage that checks nothing, told with its place', (_, stage, message) => {
  const text = `tests:\n  - test_id: 1\n    stages:\n      - ${stage}\n`
  expect(told(text)).toEqual([`tests/920400.yaml:4:${9 + stage.indexOf('{ uri: /, ') + 10}: ${message}`])
})

const STAGE = 'stages: [{ input: {}, output: { status: 200 } }]'

test.each([
  [
    'tests: [{ test_id: 1, stages: [{ input: { uri: /, log: {} }, output: { status: 200 } }] }]',
    'FTW\'s programs do not read "log" in input: it belongs in output, so what it asks for is not checked [UNREAD_KEY]',
  ],
  [
    'tests: [{ test_id: 1, stages: [{ input: {}, output: { statuz: 200 } }] }]',
    'FTW\'s programs do not read "statuz" in output (is "status" meant?), so this stage checks nothing [CHECKS_NOTHING]',
  ],
  [
    'tests: [{ test_id: 1, stages: [{ input: {}, log: {}, output: { expect_ids: [1], status: 200 } }] }]',
    'FTW\'s programs do not read "log" in the stage: it belongs in output, so what it asks for is not checked [UNREAD_KEY]',
    'FTW\'s programs do not read "expect_ids" in output: it belongs in output.log, so what it asks for is not checked [UNREAD_KEY]',
  ],
  [
    'tests: [{ test_id: 1, stages: [{ input: {}, version: HTTP/1.0, output: { status: 200 } }] }]',
    'FTW\'s programs do not read "version" in the stage: it belongs in input, so the request is sent without it [UNREAD_KEY]',
  ],
  [
    'tests: [{ test_id: 1, stages: [{ input: { metod: PUT }, output: { status: 200 } }] }]',
    'FTW\'s programs do not read "metod" in input (is "method" meant?), so the request is sent without it [UNREAD_KEY]',
  ],
  [
    `meta: { rule_id: 7 }\ntests: [{ test_id: 1, ${STAGE} }]`,
    "FTW's programs do not read \"rule_id\" in meta: it is indented too far and belongs at the top of the file, so the rule's id is taken from the file's name [UNREAD_KEY]",
  ],
  [
    `rule_id: 7\ntests: [{ test_id: 1, ruleid: 7, ${STAGE} }]`,
    'FTW\'s programs do not read "ruleid" in the test (is "rule_id" at the top of the file meant?), so it has no effect of its own [UNREAD_KEY]',
  ],
  [
    `rule_id: 7\ntest_id: 1\ntests: [{ ${STAGE} }]`,
    'FTW\'s programs do not read "test_id" at the top of the file: it belongs in the test, so it has no effect of its own [UNREAD_KEY]',
  ],
  [
    `rule_id: 7\ntests: [{ ${STAGE}, x: 1 }]`,
    'FTW\'s programs do not read "x" in the test, so it has no effect of its own [UNREAD_KEY]',
  ],
  [
    'rule_id: 7\ntests: [{ stages: [{ input: {}, output: { log_contains: a, log: { expect_ids: [1] } } }] }]',
    'FTW\'s programs do not read "log_contains" in output beside log.expect_ids, so what it asks for is not checked [UNREAD_KEY]',
  ],
  [
    'rule_id: 7\ntests: [{ desc: x, stages: [{ input: {}, output: { log: { expect_ids: [] } } }] }]',
    'this test checks nothing: no stage expects anything [CHECKS_NOTHING]',
  ],
  [
    'rule_id: 7\ntests: [{ stages: [{ input: { follow_redirect: true }, output: { status: 200 } }] }]',
    'follow_redirect is not done here, so the request goes to the uri of this stage [UNREAD_KEY]',
  ],
  ['rule_id: 7\ntests: [{ desc: x }]', 'this test checks nothing: it has no stages [CHECKS_NOTHING]'],
  [
    'rule_id: 7\nTests: []',
    'FTW\'s programs do not read "Tests" at the top of the file (is "tests" meant?), so it has no effect of its own [UNREAD_KEY]',
  ],
])('%j is read, and what is not read in it is told', (text, ...notices) => {
  expect(messages(text)).toEqual(notices)
})

test('a key of an old file is told at its place in the `stage` around it', () => {
  const text =
    'tests:\n  - test_title: a-1\n    stages:\n      - stage: { input: { metod: GET }, output: { status: 200 } }\n'
  expect(told(text)[0]).toMatch(/^tests\/920400\.yaml:4:27: .*"metod" in input/)
})

test('a stage keeps what it expects beside a key that is not read', () => {
  const text = 'tests: [{ test_id: 1, stages: [{ foo: 1, input: {}, output: { status: 200, foo: 1 } }] }]'
  expect(first(text)?.stages[0]?.output).toEqual({ status: 200 })
})

// What go-ftw 2.5.0 took these for.
test.each([
  [`tests: [{ test_id: 3, ${STAGE} }]`, '920100.yaml', '920100-3'],
  [`tests: [{ dest_addr: x, ${STAGE} }]`, 'MRTS_002_ARGS_100000.yaml', '2-1'],
  [`rule_id: 0\ntests: [{ test_id: 0, ${STAGE} }]`, 'x/12-and-900.yaml', '12-1'],
  [`tests: [{ test_title: 100000-1, test_id: 4, ${STAGE} }]`, '100000.yaml', '100000-4'],
])('%j in %s is test %s of an FTW file', (text, file, id) => {
  expect(first(text, file)).toMatchObject({ id, ftw: true })
})

test.each([
  [`tests: [{ ${STAGE} }]`, 'no-number.yaml'],
  [`setup: {}\ntests: [{ test_id: 3, ${STAGE} }]`, '920100.yaml'],
  [`tests: [{ skip: { reason: x }, ${STAGE} }]`, '920100.yaml'],
  ['tests: [{ stages: [{ input: { form: { a: b } }, output: { status: 200 } }] }]', '920100.yaml'],
  ['tests: [{ stages: [{ input: {}, output: { scored: { count: 1 } } }] }]', '920100.yaml'],
])('%j in %s is a scenario', (text, file) => {
  expect(first(text, file)?.ftw).toBe(false)
})

test('a scenario with a number in its name and only words of FTW is taken for an FTW file, which is told', () => {
  expect(told(`tests: [{ ${STAGE} }]\n`, 'login-2.yaml')[0]).toMatch(
    /^login-2\.yaml:1:1: taken for an FTW file of rule 2, .*"setup: \{\}" makes it a scenario of wafrig's \[FTW_BY_NAME\]/,
  )
  expect(told(`tests: [{ test_id: 1, ${STAGE} }]\n`, 'login-2.yaml')).toEqual([])
})

test('a file of FTW tests without any rule runs as a scenario, which is told', () => {
  expect(messages(`tests: [{ test_id: 1, ${STAGE} }]`, 'wordpress.yaml')).toEqual([
    "neither a rule_id here nor a number in the file's name: FTW's programs refuse it, so it runs as a scenario of wafrig's, with the engine On and paranoia level 1 [NO_RULE_ID]",
  ])
})

// The requests are those of go-ftw 2.5.0.
test.each([
  ['', 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n'],
  ['{ headers: , data: , method: , uri: , version: }', 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n'],
  [
    '{ headers: { A: , B: ~, C: yes, D: 1.10 } }',
    'GET / HTTP/1.1\r\nA: \r\nB: \r\nC: yes\r\nD: 1.10\r\nConnection: close\r\n\r\n',
  ],
  ['{ version: "" }', 'GET / \r\nConnection: close\r\n\r\n'],
  ['{ stop_magic: yes, data: a b }', 'GET / HTTP/1.1\r\n\r\na b'],
  ['{ autocomplete_headers: Off }', 'GET / HTTP/1.1\r\n\r\n'],
  [
    '{ <<: { uri: /x, method: PUT }, method: POST }',
    'POST /x HTTP/1.1\r\nConnection: close\r\nContent-Length: 0\r\n\r\n',
  ],
  [
    '{ <<: [{ uri: /x }, { uri: /y, method: PUT }] }',
    'PUT /x HTTP/1.1\r\nConnection: close\r\nContent-Length: 0\r\n\r\n',
  ],
  ['{ stop_magic: true, data: \'{{ repeat 3 "x" }}\' }', 'GET / HTTP/1.1\r\n\r\nxxx'],
])('the input %j sends %j', (input, request) => {
  const stage = first(`rule_id: 7\ntests: [{ tags: , desc: , stages: [{ input: ${input}, output: { status: 200 } }] }]`)
    ?.stages[0]
  expect(fromOctets(buildRequest(stage?.input ?? { raw_request: 'none' }))).toBe(request)
})

test.each([
  ['{ status: 0, log: { expect_ids: , match_regex: x } }', { log: { match_regex: 'x' } }],
  ['{ log_contains: a, log: { no_expect_ids: [1] } }', { log: { match_regex: 'a', no_expect_ids: [1] } }],
  ['{ log_contains: a, log: { expect_ids: [1] } }', { log: { expect_ids: [1] } }],
  ['{ isolated: no, retry_once: on }', { isolated: false, retry_once: true }],
])('the output %s expects %j', (output, expected) => {
  expect(first(`rule_id: 7\ntests: [{ stages: [{ input: {}, output: ${output} }] }]`)?.stages[0]?.output).toEqual(
    expected,
  )
})

test('a test without stages is skipped', () => {
  expect(first('rule_id: 7\ntests: [{ desc: x }]')?.skip).toEqual({ reason: 'it has no stages' })
})

test.each([['tests:'], ['tests: []'], ['meta: { name: x }']])('a file with a rule and "%s" has no tests', text => {
  expect(read(`rule_id: 7\n${text}`).scenarios).toEqual([])
})

test.each(PLACES.map(({ name, known, ftw }) => [name, known, ftw] as const))(
  'every word that FTW has %s is one that files can have there',
  (_, known, ftw) => {
    expect(ftw.filter(word => !known.includes(word))).toEqual([])
  },
)
