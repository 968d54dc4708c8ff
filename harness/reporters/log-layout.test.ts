import { expect, test } from 'vitest'
import type { LoggedLine } from '../run/evidence.ts'
import { logLayout } from './log-layout.ts'
import { PLAIN } from './style.ts'

const traversal: LoggedLine = {
  raw: '[…] ModSecurity: Warning. Pattern match "(?:^|[/;])\\\\.{2,3}[/;]" at ARGS:arg. [file "…"] [id "930110"]',
  text: 'Warning. Pattern match "(?:^|[/;])\\.{2,3}[/;]" at ARGS:arg.',
  id: 930110,
  msg: 'Path Traversal Attack (/../) or (/.../)',
  data: 'Matched Data: ../ found within ARGS:arg: ../../etc/passwd',
  severity: 'CRITICAL',
  place: 'REQUEST-930-APPLICATION-ATTACK-LFI.conf:93',
}
const again: LoggedLine = {
  ...traversal,
  text: 'Warning. Pattern match "x" at REQUEST_URI_RAW.',
  data: 'Matched Data: x',
}
const note: LoggedLine = { raw: 'raw', text: 'Anomaly found by ML' }
const bare: LoggedLine = { raw: 'raw', text: 'Warning. Unconditional match in SecAction.', id: 7, severity: '2' }

test.each<readonly [width: number, lines: readonly string[]]>([
  [
    120,
    [
      '    930110  Path Traversal Attack (/../) or (/.../)  CRITICAL  REQUEST-930-APPLICATION-ATTACK-LFI.conf:93',
      '      matched  Pattern match "(?:^|[/;])\\.{2,3}[/;]" at ARGS:arg.',
      '      data     Matched Data: ../ found within ARGS:arg: ../../etc/passwd',
      '      matched  Pattern match "x" at REQUEST_URI_RAW.',
      '      data     Matched Data: x',
      '    Anomaly found by ML',
      '    7  severity 2',
      '      matched  Unconditional match in SecAction.',
    ],
  ],
  [
    50,
    [
      '    930110  Path Traversal Attack (/../) or',
      '            (/.../)',
      '            CRITICAL',
      '            REQUEST-930-APPLICATION-ATTACK-LFI.con',
      '            f:93',
      '      matched  Pattern match',
      '               "(?:^|[/;])\\.{2,3}[/;]" at',
      '               ARGS:arg.',
      '      data     Matched Data: ../ found within',
      '               ARGS:arg: ../../etc/passwd',
      '      matched  Pattern match "x" at',
      '               REQUEST_URI_RAW.',
      '      data     Matched Data: x',
      '    Anomaly found by ML',
      '    7  severity 2',
      '      matched  Unconditional match in SecAction.',
    ],
  ],
])('in %i columns', (width, lines) => {
  expect(logLayout([traversal, again, note, bare], { ...PLAIN, width })).toEqual(lines)
})

test('of a long value the middle is left out, so that the variable is seen', () => {
  const text = `Warning. Pattern match "${'a'.repeat(500)}" at ARGS:b.`
  const [, ...lines] = logLayout([{ ...bare, text }], { ...PLAIN, width: 60 })
  expect(lines.map(line => line.trim().slice(-20))).toEqual([
    'a'.repeat(20),
    'a'.repeat(20),
    '…',
    expect.stringContaining('at ARGS:b.'),
  ])
})

test('raw lines are what the engine wrote', () => {
  expect(logLayout([traversal, note], { ...PLAIN, log: 'raw' })).toEqual([`    ${traversal.raw}`, '    raw'])
})
