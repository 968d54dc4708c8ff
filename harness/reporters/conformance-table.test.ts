import { expect, test } from 'vitest'
import type { Row } from '../conformance/suite.ts'
import { tableHead, tableNotes, tableRow, tableSkip } from './conformance-table.ts'
import { PLAIN } from './style.ts'

const row: Row = {
  suite: 'CRS 3.3.4',
  passed: 2394,
  failed: 1,
  notApplicable: 3,
  elapsedMs: 1234,
  failures: ['a.yaml:3 1-1 status: expected 403, actual 200'],
  notes: ['1-2: enabled: false', '1-3: enabled: false', 'the rest did not come'],
}

test('the table has its columns, one line a suite', () => {
  expect([tableHead(PLAIN), tableRow(row, PLAIN), tableSkip('regex', 'no PCRE2 here', PLAIN)].join('\n')).toBe(
    [
      'suite                                               passed  failed not applicable wall time',
      'CRS 3.3.4                                             2394       1              3     1.2 s',
      'regex                                               skipped: no PCRE2 here',
    ].join('\n'),
  )
})

test('what failed and what did not count stands below, the same reason once', () => {
  expect(tableNotes([row], PLAIN)).toBe(`
CRS 3.3.4
  failed a.yaml:3 1-1 status: expected 403, actual 200
  not applicable 1-2, 1-3: enabled: false
  not applicable the rest did not come`)
  expect(tableNotes([{ ...row, failures: [], notes: [] }], PLAIN)).toBe('')
})
