import { expect, test } from 'vitest'
import { type Progress, progressText } from './progress.ts'
import { PLAIN } from './style.ts'

const running: Progress = {
  step: 'running',
  files: 321,
  filesDone: 12,
  tests: 5003,
  testsDone: 501,
  failed: 0,
  elapsedMs: 2_000,
}

test.each<readonly [Partial<Progress>, string]>([
  [{ step: 'reading' }, 'reading 12 of 321 files'],
  [{ testsDone: 0 }, 'starting 5003 tests in 321 files'],
  [{}, '12 of 321 files, 501 of 5003 tests, 250/s, 19 s left'],
  [{ failed: 2 }, '12 of 321 files, 501 of 5003 tests, 2 failed, 250/s, 19 s left'],
  [{ elapsedMs: 100_000 }, '12 of 321 files, 501 of 5003 tests, 5.0/s, 15 min 1 s left'],
  [{ filesDone: 321, testsDone: 5003 }, '321 of 321 files, 5003 of 5003 tests, 2501/s'],
  [{ files: 1, filesDone: 0, tests: 1, testsDone: 1 }, '0 of 1 file, 1 of 1 test'],
])('%j is %s', (changed, text) => {
  expect(progressText({ ...running, ...changed }, PLAIN)).toBe(text)
})
