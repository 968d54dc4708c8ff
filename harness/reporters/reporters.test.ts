import { expect, test } from 'vitest'
import { failureText } from './failure.ts'
import { ftwJson } from './ftw-json.ts'
import { githubActions } from './github-actions.ts'
import type { CellReport } from './report.ts'
import { PLAIN } from './style.ts'
import { failuresText, fileText, totalsText } from './summary.ts'

const report = (outcome: CellReport['outcome'], title = 'x [emulator]'): CellReport => ({
  id: 'a-1',
  file: 'a.yaml',
  line: 3,
  title,
  backend: 'emulator',
  outcome,
  failsAsExpected: false,
  triggered: [],
  durationMs: 10,
  repeat: 'wafrig run a.yaml',
})

const failed = report({
  outcome: 'failed',
  failure: {
    line: 5,
    stage: 1,
    request: 'GET / HTTP/1.1',
    shortfalls: [{ key: 'status', expected: '403', actual: '200' }],
    log: [{ raw: 'a line', text: 'a line' }],
    calls: [{ asked: 'GET /', answered: '200 1' }],
  },
})

test('a failure shows place, expected, actual, log, scorer and the command that repeats it', () => {
  expect(failureText(failed, PLAIN)).toBe(`a.yaml:5 x [emulator]
  stage 1: GET / HTTP/1.1
    status
      expected: 403
      actual:   200
  log
    a line
  the scorer saw
    GET / → 200 1
  repeat: wafrig run a.yaml`)
})

test('of a long log the middle is left out', () => {
  if (failed.outcome.outcome !== 'failed') throw new Error('it is')
  const log = Array.from({ length: 100 }, (_, index) => ({ raw: '', text: `line ${index}` }))
  const text = failureText(report({ outcome: 'failed', failure: { ...failed.outcome.failure, log } }), PLAIN) ?? ''
  expect(text).toContain('line 19\n    … 60 lines …\n    line 80')
})

test('a file has its totals, and under them what did not pass and what was skipped', () => {
  const skipped = report({ outcome: 'skipped', reason: 'no Docker' })
  expect(
    fileText('a.yaml', [report({ outcome: 'passed' }), failed, skipped, skipped], PLAIN),
  ).toBe(`✗ a.yaml  1 passed, 1 failed, 2 skipped  40 ms
    ✗ x [emulator]
    ↓ 2 skipped: no Docker`)
})

test('a test that fails as expected is not counted among those that pass', () => {
  const expected = { ...report({ outcome: 'passed' }), failsAsExpected: true }
  const text = fileText('a.yaml', [report({ outcome: 'passed' }), expected, expected], PLAIN)
  expect(text).toBe('✓ a.yaml  1 passed, 2 failed as expected  30 ms')
})

test('tests that pass and check nothing are counted', () => {
  const empty = report({ outcome: 'passed', checksNothing: true })
  expect(fileText('a.yaml', [report({ outcome: 'passed' }), empty], PLAIN)).toBe(
    '✓ a.yaml  2 passed, 1 of them checks nothing  20 ms',
  )
  expect(fileText('a.yaml', [empty, empty, failed], PLAIN)).toMatch(/2 passed, 2 of them check nothing, 1 failed/)
})

test('what broke several tests is told once', () => {
  const broken = report({ outcome: 'broken', kind: 'surroundings', message: 'no Docker' })
  expect(failuresText([broken, broken, broken], PLAIN)).toBe(`BROKEN a.yaml:3 x [emulator]
  no Docker
  repeat: wafrig run a.yaml
  and 2 more for the same reason`)
})

test('totals are by backend', () => {
  const apache = { ...report({ outcome: 'passed' }), backend: 'apache' }
  expect(totalsText([report({ outcome: 'passed' }), failed, apache], 1500, PLAIN)).toBe(`emulator  1 passed, 1 failed
apache    1 passed
3 tests in 1.5 s`)
})

test("on a narrow terminal a file's path is shortened and lines below it are broken; in files they are whole", () => {
  const file = '/home/someone/coreruleset/tests/regression/tests/REQUEST-930-APPLICATION-ATTACK-LFI/930100.yaml'
  const reports = [report({ outcome: 'passed' }), report({ outcome: 'skipped', reason: 'needs '.repeat(10) })]
  expect(fileText(file, reports, { ...PLAIN, width: 60, medium: 'terminal' }).split('\n')).toEqual([
    '✓ …/930100.yaml  1 passed, 1 skipped  20 ms',
    '    ↓ 1 skipped: needs needs needs needs needs needs needs',
    '      needs needs needs',
  ])
  expect(fileText(file, reports, PLAIN).split('\n')[0]).toBe(`✓ ${file}  1 passed, 1 skipped  20 ms`)
})

test('each failure is an annotation at its place, titled wafrig', () => {
  const broken = report({ outcome: 'broken', kind: 'input', message: 'no such key' })
  const text = githubActions.end(
    [
      report({ outcome: 'passed' }),
      { ...failed, file: 'tests/a,b:c.yaml' },
      broken,
      report({ outcome: 'unexpectedly passed', reason: '100%' }),
    ],
    0,
    PLAIN,
  )
  expect(text.split('\n')).toEqual([
    '::error file=tests/a%2Cb%3Ac.yaml,line=5,title=wafrig::x [emulator]%0Astage 1: GET / HTTP/1.1%0A    status%0A      expected: 403%0A      actual:   200%0Arepeat: wafrig run a.yaml',
    '::error file=a.yaml,line=3,title=wafrig::x [emulator]%0Ano such key%0Arepeat: wafrig run a.yaml',
    '::error file=a.yaml,line=3,title=wafrig::x [emulator]%0Apasses, but is expected to fail: 100%25%0Arepeat: wafrig run a.yaml',
  ])
})

test("the JSON has go-ftw's keys", () => {
  const skipped = report({ outcome: 'skipped', reason: 'no Docker' })
  const passed: CellReport = { ...report({ outcome: 'passed' }), id: 'b-2', triggered: [[920100, 949110], []] }
  expect(JSON.parse(ftwJson.end([passed, failed, { ...skipped, id: 'c-3' }], 0, PLAIN))).toEqual({
    run: 2,
    success: ['b-2'],
    failed: ['a-1'],
    skipped: ['c-3'],
    ignored: [],
    'forced-pass': [],
    'forced-fail': [],
    runtime: { 'a-1': 10_000_000, 'b-2': 10_000_000 },
    'total-time': 20_000_000,
    'triggered-rules': { 'a-1': [], 'b-2': [[920100, 949110], []] },
  })
})

test('where the engine died is told of tests that pass, and in what failed', () => {
  const died = 'RULE is read in the msg, logdata or tag of a rule'
  expect(fileText('a.yaml', [report({ outcome: 'passed', deaths: [{ line: 7, died }] })], PLAIN)).toBe(
    `✓ a.yaml  1 passed  10 ms\n    ✗ the engine died of a.yaml:7, in a test that passed: ${died}`,
  )
  const { outcome } = failed
  if (outcome.outcome !== 'failed') throw new Error('the sample does not fail')
  const text = failuresText([report({ ...outcome, failure: { ...outcome.failure, died } })], PLAIN)
  expect(text).toContain(`    the engine died: ${died}\n`)
})
