import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openRuleFolder } from '../setup/rule-folders/rule-folder.ts'
import { crs } from './crs/suite.ts'
import { fuzz } from './fuzz/suite.ts'
import { regex } from './regex/suite.ts'
import type { Conditions } from './suite.ts'

const SET = join(import.meta.dirname, 'crs/ftw-set')
const bare: Conditions = {
  ruleFolders: [],
  backend: 'emulator',
  backends: {},
  workers: 1,
  seed: 1,
  mutations: 1,
  requests: 1,
  ruleSets: 1,
  inputs: 1,
}

test.each([
  ['crs', crs],
  ['fuzz', fuzz],
  ['regex', regex],
])('%s says why it cannot run', async (_, suite) => {
  expect(await suite.run(bare)).toEqual({ absent: expect.any(String) })
})

test("the row of a rule set's tests counts each of them once", async () => {
  const ruleFolder = { ...(await openRuleFolder(SET)), version: '4.0.0', tests: join(SET, 'tests') }
  expect(await crs.run({ ...bare, ruleFolders: [ruleFolder] })).toMatchObject([
    {
      suite: 'CRS 4.0.0 (ftw-set) regression tests on emulator',
      ...{ passed: 19, failed: 0, notApplicable: 1, failures: [], notes: ['200-5: enabled: false'] },
    },
  ])
})

test('a known difference of a CRS that no test of it is fails its row', async () => {
  const ruleFolder = { ...(await openRuleFolder(SET)), version: '3.3.9', tests: join(SET, 'tests') }
  const stale = (name: string) => expect.stringMatching(`^${name} of CRS 3.3 is listed .* and does not occur`)
  expect(await crs.run({ ...bare, ruleFolders: [ruleFolder] })).toMatchObject([
    { passed: 19, failed: 2, failures: [stale('920100-4'), stale('920272-5')] },
  ])
})
