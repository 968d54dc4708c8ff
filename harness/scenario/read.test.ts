import { expect, test } from 'vitest'
import { InputError } from '../../src/errors.ts'
import { parseScenarioFile, readScenarioFile } from './read.ts'
import type { Scenario } from './scenario.ts'

const parse = (text: string, file = 'a.yaml'): readonly Scenario[] =>
  parseScenarioFile(file, Buffer.from(text)).scenarios

const complaint = (text: string): string => {
  try {
    parse(text)
    return 'nothing'
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    return error.message
  }
}

const stage = 'stages: [{ input: { uri: / } }]'

test.each([
  [
    'an unknown key has the name that was probably meant',
    `tests:\n  - desc: é\n    stagges: []\n    ${stage}\n`,
    'a.yaml:3:5: no key "stagges" here; did you mean "stages"? [UNKNOWN_KEY]\n      stagges: []\n      ^^^^^^^',
  ],
  [
    'an unknown key that resembles none has a list of them',
    `tests:\n  - ${stage}\n    skip: { xyzzy: 1, reason: r }\n`,
    'a.yaml:3:13: no key "xyzzy" here; known here: reason, backends, mode [UNKNOWN_KEY]\n      skip: { xyzzy: 1, reason: r }\n              ^^^^^',
  ],
  [
    'a wrong value says what is wanted',
    'tests:\n  - stages: [{ input: {}, scorer: { verdict: no } }]\n',
    'a.yaml:2:46: wanted "pass" or "attack" or "error" [BAD_VALUE]\n    - stages: [{ input: {}, scorer: { verdict: no } }]\n                                               ^^',
  ],
  [
    'a missing key is told at what lacks it',
    'tests:\n  - desc: x\n',
    'a.yaml:2:5: no stages; it is needed here [MISSING_KEY]\n    - desc: x\n      ^^^^^^^',
  ],
  [
    'a repeated key is refused',
    `tests:\n  - ${stage}\n    desc: a\n    desc: b\n`,
    'a.yaml:4:5: Map keys must be unique [BAD_YAML]\n      desc: b\n      ^',
  ],
  [
    'an unknown template is refused',
    "tests:\n  - stages: [{ input: { data: '{{ now }}' } }]\n",
    `a.yaml:2:31: template {{ now }} is not understood; known is {{ "text" | repeat 9 }} [UNKNOWN_TEMPLATE]\n    - stages: [{ input: { data: '{{ now }}' } }]\n                                ^^^^^^^^^^^`,
  ],
  [
    'two bodies are refused',
    'tests:\n  - stages: [{ input: { data: a, json: 1 } }]\n',
    'a.yaml:2:16: two bodies: give one of data, encoded_data, form, json, multipart, encoded_request, raw_request [BAD_VALUE]\n    - stages: [{ input: { data: a, json: 1 } }]\n                 ^^^^^',
  ],
  [
    'a wrong value in one of several forms is told at its place in that form',
    'tests:\n  - stages: [{ input: { data: { repeat: { x: a }, times: 2 } } }]\n',
    'a.yaml:2:33: wanted a string [BAD_VALUE]\n    - stages: [{ input: { data: { repeat: { x: a }, times: 2 } } }]\n                                  ^^^^^^',
  ],
  [
    'a value that is in none of several forms has them all told',
    'tests:\n  - stages: [{ input: { data: { a: 1, b: 2 } } }]\n',
    'a.yaml:2:25: wanted a string or a number or a boolean or a map of base64, repeat, times or a list [BAD_VALUE]\n    - stages: [{ input: { data: { a: 1, b: 2 } } }]\n                          ^^^^',
  ],
  [
    'a client without an address is refused',
    'tests:\n  - stages: [{ input: { client: { ip: localhost } } }]\n',
    'a.yaml:2:39: wanted an IP address like 192.0.2.7 or 2001:db8::7 [BAD_VALUE]\n    - stages: [{ input: { client: { ip: localhost } } }]\n                                        ^^^^^^^^^',
  ],
  [
    'a day that no month has is refused',
    'tests:\n  - stages: [{ time: 2027-02-29T12:00, input: {} }]\n',
    'a.yaml:2:22: wanted a date and a time of day: 2026-12-24T03:30:00, or with its zone 2026-12-24T03:30:00Z [BAD_VALUE]\n    - stages: [{ time: 2027-02-29T12:00, input: {} }]\n                       ^^^^^^^^^^^^^^^^',
  ],
  [
    'a stage that is repeated once is refused',
    'tests:\n  - stages: [{ repeat: 1, input: {} }]\n',
    'a.yaml:2:24: wanted at least 2 [BAD_VALUE]\n    - stages: [{ repeat: 1, input: {} }]\n                         ^',
  ],
  [
    'a connection that nothing goes over is refused',
    'tests:\n  - stages: [{ input: { connection: keep-alive } }]\n',
    'a.yaml:2:37: no request follows that could go over this connection [BAD_VALUE]\n    - stages: [{ input: { connection: keep-alive } }]\n                                      ^^^^^^^^^^',
  ],
  [
    'a client of a connection that has one is refused',
    'tests:\n  - stages:\n      - input: { connection: keep-alive }\n      - input: { client: { ip: 192.0.2.1 } }\n',
    'a.yaml:4:18: this request goes over the connection of the stage before, which has its client already [BAD_VALUE]\n        - input: { client: { ip: 192.0.2.1 } }\n                   ^^^^^^',
  ],
  [
    'a scorer of a request that goes off with another is refused',
    'tests:\n  - stages:\n      - input: { connection: pipeline }\n      - input: {}\n        scorer: { verdict: pass }\n',
    'a.yaml:5:9: this request goes off with that of the stage before, whose scorer holds for both [BAD_VALUE]\n          scorer: { verdict: pass }\n          ^^^^^^',
  ],
  [
    'a wait between requests that go off together is refused',
    'tests:\n  - stages:\n      - input: { connection: pipeline }\n      - wait_s: 1\n        input: {}\n',
    'a.yaml:4:17: this request goes off together with another, so no time passes between them [BAD_VALUE]\n        - wait_s: 1\n                  ^',
  ],
  [
    'the name of a host without an address is refused',
    'setup: { scripts: { hosts: { a.internal: b.internal } } }\ntests:\n  - stages: [{ input: {} }]\n',
    'a.yaml:1:42: wanted an IP address like 127.0.0.1 [BAD_VALUE]\n  setup: { scripts: { hosts: { a.internal: b.internal } } }\n                                           ^^^^^^^^^^',
  ],
  [
    'pieces that are cut in two ways are refused',
    'tests:\n  - stages: [{ input: { pieces: { bytes: 1, after: head } } }]\n',
    'a.yaml:2:25: wanted either bytes or after [BAD_VALUE]\n    - stages: [{ input: { pieces: { bytes: 1, after: head } } }]\n                          ^^^^^^',
  ],
  [
    'a second time of a request that shares its connection is refused',
    'tests:\n  - stages: [{ input: { connection: keep-alive } }, { input: {}, output: { retry_once: true } }]\n',
    'a.yaml:2:88: a request that shares its connection cannot be sent a second time [BAD_VALUE]\n    - stages: [{ input: { connection: keep-alive } }, { input: {}, output: { retry_once: true } }]\n                                                                                         ^^^^',
  ],
])('%s', (_, text, message) => {
  expect(complaint(text)).toBe(message)
})

test('everything wrong in a file is told, in its order', () => {
  const text = 'metta: {}\ntests:\n  - stages: [{ input: { port: x } }]\n    backend: a\n'
  expect(complaint(text).match(/^a\.yaml:\d+:\d+/gm)).toEqual(['a.yaml:1:1', 'a.yaml:3:31', 'a.yaml:4:5'])
})

test('a file that cannot be opened is told as the system has it', async () => {
  await expect(readScenarioFile({ path: import.meta.dirname, shown: 'x.yaml', isNamed: true })).rejects.toThrow(
    /^x\.yaml cannot be read: EISDIR.* \[UNREADABLE_FILE\]$/,
  )
})

test('text that is no UTF-8 is refused', () => {
  expect(() => parseScenarioFile('a.yaml', Buffer.from([0xff])).scenarios).toThrow(
    'a.yaml: not UTF-8 text; give other octets in base64',
  )
})

test('a plain scalar of a header, body or argument is the text that was written', () => {
  const text = 'tests:\n  - stages: [{ input: { headers: { A: 1.0, B: , C: 0x1F, D: yes }, form: { n: 010 } } }]\n'
  const input = parse(text)[0]?.stages[0]?.input
  expect(input?.headers).toEqual({ A: '1.0', B: '', C: '0x1F', D: 'yes' })
  expect(input?.form).toEqual({ n: '010' })
})

test("a test's setup is put over the file's, and its lines after them", () => {
  const text = `setup: { mode: 1, rules: a, crs: { paranoia: 2, tx: { x: 1 } } }
tests:
  - setup: { mode: 2, rules: [b], crs: { tx: { y: 2 } } }
    ${stage}
`
  expect(parse(text)[0]?.setup).toEqual({ mode: 2, rules: ['a', 'b'], crs: { paranoia: 2, tx: { x: 1, y: 2 } } })
})

test.each([
  [`meta: { enabled: false }\ntests:\n  - ${stage}\n`, 'a file of ours'],
  [`tests:\n  - enabled: false\n    ${stage}\n`, 'a test'],
])('what is switched off is skipped and counts: %j (%s)', text => {
  expect(parse(text).map(({ skip }) => skip)).toEqual([{ reason: 'enabled: false' }])
})

test("go-ftw's files run in spite of `meta.enabled`, as in go-ftw", () => {
  expect(parse(`meta: { enabled: false }\nrule_id: 1\ntests:\n  - ${stage}\n`)[0]?.skip).toBeUndefined()
})

test('a file of comments only has no tests', () => {
  expect(parse('# nothing\n')).toEqual([])
})

test('lines are those of the test and of its stages', () => {
  const [scenario] = parse('tests:\n\n  - desc: x\n    stages:\n\n      - input: {}\n')
  expect([scenario?.line, scenario?.stages[0]?.line]).toEqual([3, 6])
})

const LEGACY = `---
  meta:
    enabled: true
    name: 920400.yaml
  tests:
  -
    test_title: 920400-1
    desc: too large
    stages:
    -
      stage:
        input:
          dest_addr: 127.0.0.1
          headers:
            Content-Length: '10'
          method: POST
          stop_magic: true
          data:
          - 'a'
          - 'b'
        output:
          status: [403, 400]
          log_contains: id "920400"
`

test('a legacy FTW file is read as it is', () => {
  const [scenario] = parse(LEGACY, 'x/920400.yaml')
  expect(scenario).toMatchObject({ id: '920400-1', description: 'too large', ftw: true, line: 7 })
  expect(scenario?.stages[0]).toMatchObject({
    line: 11,
    input: { encoded_request: btoa('POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\na\r\nb') },
    output: { status: [403, 400], log: { match_regex: 'id "920400"' } },
  })
})

test('mistakes in a legacy FTW file have their place too', () => {
  expect(complaint(LEGACY.replace('POST', '[]'))).toMatch(/^a\.yaml:16:11: wanted a string/)
})

test('an FTW file of schema 2 is read as it is', () => {
  const text = `rule_id: 920400
tests:
  - test_id: 2
    stages:
      - input: { data: 'x{{ "1" | repeat 3 }}' }
        output: { log: { no_expect_ids: [920400] } }
`
  expect(parse(text)[0]).toMatchObject({
    id: '920400-2',
    ftw: true,
    stages: [{ input: { data: 'x111' }, output: { log: { no_expect_ids: [920400] } } }],
  })
})

test('aliases of aliases end', () => {
  const bomb = `a: &a [x]\n${[...'bcdefghij'].map((name, index) => `${name}: &${name} [${`*${'abcdefghij'[index]},`.repeat(9)}]`).join('\n')}`
  expect(complaint(bomb)).toMatch(/TOO_MANY_ALIASES/)
})
