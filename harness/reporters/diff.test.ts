import { expect, test } from 'vitest'
import type { DiffReport } from '../diff/report.ts'
import { diffJson } from './diff-json.ts'
import { diffMarkdown } from './diff-markdown.ts'
import { comparisonText, diffEndText } from './diff-text.ts'
import { PLAIN } from './style.ts'

const known = {
  name: 'divergences.yaml:2',
  scenario: { shown: 'a.yaml', path: '/a.yaml' },
  test: 'one',
  backends: ['nginx'],
  differs: ['status'],
  reason: 'nginx answers by itself',
  source: 's',
}

const pair = { one: 'emulator', other: 'apache' }

const report: DiffReport = {
  comparisons: [
    {
      pair,
      file: 'a.yaml',
      line: 3,
      title: 'one [mode 1]',
      answers: [
        { request: 'GET /|a HTTP/1.1', status: { one: '403', other: '403' }, rules: { one: [7, 9], other: [7, 9] } },
        { request: 'GET / HTTP/1.1', status: { one: '200', other: '403' }, rules: { one: [], other: [9] } },
      ],
      unseen: [],
      differences: [
        {
          stage: 1,
          field: 'data',
          rule: 7,
          at: 'ARGS:a',
          one: 'x|<b>\x01',
          other: undefined,
        },
        { stage: 2, field: 'status', one: '200', other: '403', explanation: known },
      ],
    },
    {
      pair,
      file: 'a.yaml',
      line: 9,
      title: 'two',
      answers: [{ request: 'GET /<b>', status: { one: '200', other: '200' }, rules: { one: [7], other: [7] } }],
      unseen: ['no scores there'],
      differences: [],
    },
  ],
  skipped: [{ pair, file: 'a.yaml', line: 12, title: 'three', reason: 'no Docker' }],
  stale: [known],
}

const TOTALS = '1 unexplained difference, 1 explained, 1 stale, 1 skipped, 2 tests with 3 requests compared'

test('a terminal shows each difference with its place, and no control characters', () => {
  expect(
    report.comparisons.map(comparison => comparisonText(comparison, PLAIN)).join('\n'),
  ).toBe(`✗ a.yaml:3 one [mode 1]  emulator | apache
    request 1: GET /|a HTTP/1.1  → 403, rules 7 9
      rule 7 at ARGS:a: data
        emulator: x|<b>\\x01
        apache:   (absent)
    request 2: GET / HTTP/1.1  → 200 | 403, no rules | rules 9
      status
        emulator: 200
        apache:   403
        known: nginx answers by itself (divergences.yaml:2)
✓ a.yaml:9 two  emulator | apache
    request 1: GET /<b>  → 200, rules 7`)
})

test('the end tells what was skipped, what is stale, and the totals', () => {
  expect(diffEndText(report, PLAIN)).toBe(`↓ 1 skipped: no Docker
↓ not compared in 1 of the tests: no scores there
STALE divergences.yaml:2 a.yaml "one" no longer differs in status: take the entry away
${TOTALS}`)
})

test('Markdown takes payloads as text', () => {
  const text = diffMarkdown(report)
  expect(text).toContain(`### wafrig diff: ${TOTALS}`)
  expect(text).toContain('<code>x&#124;&#60;b&#62;&#92;x01</code>')
  expect(text).not.toContain('<b>')
  expect(text).toContain('1. <code>GET /&#124;a HTTP/1.1</code>: 403, rules 7 9\n')
  expect(text).toContain('- <code>a.yaml:9</code> two: 200, rules 7\n')
  expect(text).toContain('**Not compared**\n\n- in 1 of the tests: no scores there\n')
  expect(text).toContain('| known | 2: status | <code>200</code> | <code>403</code> | nginx answers by itself |')
})

test('JSON has every difference with its values by backend', () => {
  expect(JSON.parse(diffJson(report))).toMatchObject({
    unexplained: 1,
    comparisons: [
      {
        file: 'a.yaml',
        line: 3,
        test: 'one [mode 1]',
        backends: ['emulator', 'apache'],
        requests: 2,
        answers: [
          { status: { emulator: '403', apache: '403' }, rules: { emulator: [7, 9], apache: [7, 9] } },
          { request: 'GET / HTTP/1.1', status: { emulator: '200', apache: '403' } },
        ],
        differences: [
          { stage: 1, field: 'data', rule: 7, at: 'ARGS:a', values: { emulator: 'x|<b>\x01', apache: null } },
          { stage: 2, field: 'status', explained: { reason: 'nginx answers by itself' } },
        ],
      },
      { test: 'two', notCompared: ['no scores there'], differences: [] },
    ],
    skipped: [{ test: 'three', reason: 'no Docker' }],
    stale: [{ listedIn: 'divergences.yaml:2' }],
  })
})
