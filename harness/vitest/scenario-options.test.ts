import { describe, expect, test } from 'vitest'
import type { CellReport } from '../reporters/report.ts'
import { nothingRan, skipLines } from './nothing-ran.ts'
import { mustBeOptions } from './scenario-options.ts'

test.each<[unknown, string | undefined]>([
  [{ include: 'a.yaml' }, undefined],
  [
    {
      include: ['a', 'b'],
      exclude: 'c',
      crs: ['3.3', '4'],
      plugin: 'none',
      backends: ['apache'],
      modes: [1],
      name: 'x',
    },
    undefined,
  ],
  [{ include: 'a', crs: undefined, backendOptions: { containers: { base: 'x' } } }, undefined],
  [undefined, 'scenarios: wanted an object with include, '],
  [{}, 'scenarios.include: wanted globs of scenario and FTW files'],
  [{ include: [] }, 'scenarios.include: wanted a list of globs, not []'],
  [{ include: 5 }, 'scenarios.include: wanted a list of globs, not 5'],
  [{ include: 'a', mode: 2 }, 'scenarios has no "mode"; did you mean "modes"?'],
  [{ include: 'a', modes: [3] }, 'scenarios.modes[0]: wanted 1 or 2, not 3'],
  [{ include: 'a', modes: 2 }, 'scenarios.modes: wanted a list of modes, not 2'],
  [{ include: 'a', backend: ['apache'] }, 'scenarios has no "backend"; did you mean "backends"?'],
  [{ include: 'a', backends: 'emulator' }, 'scenarios.backends: wanted a list of backends, not "emulator"'],
  [{ include: 'a', backends: ['apach'] }, 'scenarios.backends[0]: no backend "apach"; did you mean "apache"?'],
  [{ include: 'a', crs: 4 }, 'scenarios.crs: wanted a list of rule sets, not 4'],
  [{ include: 'a', crs: ['3.3', 4] }, 'scenarios.crs[1]: wanted a text, not 4'],
])('the options %j: %s', (options, message) => {
  const check = () => mustBeOptions(options)
  if (message === undefined) check()
  else expect(check).toThrow(message)
})

describe('a file of which nothing ran', () => {
  const report = (outcome: CellReport['outcome']): CellReport => ({
    id: 'a',
    file: 'a.yaml',
    line: 1,
    title: 'a',
    backend: 'emulator',
    outcome,
    failsAsExpected: false,
    triggered: [],
    durationMs: 0,
    repeat: '',
  })
  const skipped = report({ outcome: 'skipped', reason: 'not here' })
  const passed = report({ outcome: 'passed' })
  const empty = report({ outcome: 'passed', checksNothing: true })

  test.each([
    [[skipped, skipped], 'every test was skipped, so nothing was tested [NOTHING_RAN]'],
    [[skipped, empty], 'no test that ran checks anything [NOTHING_RAN]'],
    [[skipped, empty, passed], undefined],
  ])('%#', (reports, why) => {
    expect(nothingRan(reports)).toBe(why)
  })

  test('tells how many were skipped for which reason', () => {
    expect(skipLines([skipped, passed, skipped])).toEqual(['2 skipped: not here'])
  })
})
