import { describe, expect, test } from 'vitest'
import type { ByteString } from '../../src/bytes.ts'
import { compareExchanges } from '../diff/compare.ts'
import { parseErrorLogLine } from '../waf/log-line.ts'
import type { Exchange } from '../waf/waf.ts'
import { explanationOf } from './of-fuzz.ts'

const exchange = (status: number, lines: readonly string[] = []): Exchange => ({
  response: { status, reason: '', protocol: 'HTTP/1.1', headers: [], body: '' },
  log: lines.map(line => parseErrorLogLine(`[] ModSecurity: ${line}`)).filter(line => line !== undefined),
  scored: [],
  scores: {},
  elapsedMs: 0,
})

const explained = (request: ByteString, one: Exchange, other: Exchange): string | undefined =>
  explanationOf(request, one, other, compareExchanges(one, other, 'like'))?.name

const at = (id: number, value: string, variable = 'ARGS:a'): string =>
  `Warning. Matched phrase "=" at ${variable}. [id "${id}"] [data "Matched Data: = found within ${variable}: ${value}"]`

const RULE = at(920280, 'a')
const NUL = 'memory behind a NUL'
const LIMITED =
  'Rule 7f [id "942370"][file "/r.conf"][line "1"] - Execution error - PCRE limits exceeded (-47): (null). [hostname "h"]'

describe('what differs is explained only by what is shown to be of the kind', () => {
  test.each<[string, ByteString, Exchange, Exchange, string | undefined]>([
    [
      'another value behind the NUL',
      'GET /?a=x%00',
      exchange(200, [at(942440, 'x\\x00=1')]),
      exchange(200, [at(942440, 'x\\x00NA')]),
      NUL,
    ],
    [
      'a NUL that a rule decodes',
      'GET /?a=x%25u0000',
      exchange(200, [at(942440, 'x\\x00=1')]),
      exchange(200, [at(942440, 'x\\x00NA')]),
      NUL,
    ],
    [
      'a rule that sees what is behind it',
      'GET /?a=x%25%30%30',
      exchange(403, [at(933120, 'x\\x00=1')]),
      exchange(200),
      NUL,
    ],
    [
      'another value before the NUL',
      'GET /?a=x%00',
      exchange(200, [at(942440, 'x\\x00=1')]),
      exchange(200, [at(942440, 'y\\x00=1')]),
      undefined,
    ],
    [
      'a rule that reads no MATCHED_VARS',
      'GET /?a=x%00',
      exchange(200, [at(942100, 'x\\x00=1')]),
      exchange(200, [at(942100, 'x\\x00NA')]),
      undefined,
    ],
    [
      'another variable',
      'GET /?a=x%00',
      exchange(200, [at(942440, 'x\\x00=1')]),
      exchange(200, [at(942440, 'x\\x00=1', 'ARGS:b')]),
      undefined,
    ],
    [
      'a rule on one side, and no NUL in its value',
      'GET /?a=x%00',
      exchange(200, [at(933120, 'x')]),
      exchange(200),
      undefined,
    ],
    ['a status, and no rule that differs', 'GET /?a=x%00', exchange(403), exchange(200), undefined],
    ['no version', 'GET /\r\n\r\n', exchange(200), exchange(403, [RULE]), undefined],
    [
      "the web server's user agent",
      'GET /x HTTP/1.1\r\nUser-Agent: httpd (internal dummy connection)\r\n\r\n',
      exchange(200),
      exchange(403, [RULE]),
      undefined,
    ],
    ['a version', 'GET / HTTP/1.1\r\nHost: a\r\n\r\n', exchange(200), exchange(403, [RULE]), undefined],
    ['OPTIONS *', 'OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n', exchange(200), exchange(403, [RULE]), undefined],
    [
      'no version, and a line that only the emulator has',
      'GET /\r\n\r\n',
      exchange(403, [RULE]),
      exchange(200),
      undefined,
    ],
    ['a search that was given up', 'GET /', exchange(200, [at(942370, 'a')]), exchange(200, [LIMITED]), 'regex limits'],
    [
      'another rule than the one whose search was given up',
      'GET /',
      exchange(200, [RULE]),
      exchange(200, [LIMITED]),
      undefined,
    ],
    ['the health endpoint', 'GET /healthz HTTP/1.1\r\n\r\n', exchange(400), exchange(200), 'health endpoint'],
    ['a rule at the health endpoint', 'GET /healthz HTTP/1.1\r\n\r\n', exchange(200), exchange(200, [RULE]), undefined],
  ])('%s', (_, request, one, other, name) => {
    expect(explained(request, one, other)).toBe(name)
  })
})
