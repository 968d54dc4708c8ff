import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openRuleSet } from '../rule-sets/rule-set.ts'
import { findFiles, SCENARIO_ENDINGS } from '../scenario/find-files.ts'
import { type FtwResult, openFtwRunner } from './ftw-files.ts'
import { runFtwFiles } from './ftw-threads.ts'

const SET = join(import.meta.dirname, 'ftw-set')

const run = async (backend: string, folder: string): Promise<readonly FtwResult[]> =>
  runFtwFiles({ ruleSet: await openRuleSet(SET), backend }, await findFiles(SET, [folder], SCENARIO_ENDINGS), 1)

test.each(['emulator', 'emulator-v3'])('each word of FTW is understood on %s', async backend => {
  const results = await run(backend, 'tests')
  expect(results.filter(({ outcome }) => outcome === 'failed')).toEqual([])
  expect(results.filter(({ outcome }) => outcome === 'not applicable')).toEqual([
    { id: '200-5', outcome: 'not applicable', text: 'enabled: false' },
  ])
  expect(results).toHaveLength(20)
})

test('each word of FTW can fail', async () => {
  const results = await run('emulator', 'must-fail')
  expect(results.filter(({ outcome }) => outcome !== 'failed')).toEqual([])
  expect(results).toHaveLength(14)
})

test.each([
  ['rule_id: 1\ntests: [', 'BAD_YAML'],
  ['rule_id: 1\ntests:\n  - test_id: 1\n    stages:\n      - input: { urii: / }\n', 'no key "urii" here'],
])('a file that cannot be read is a failure: %j', async (text, complaint) => {
  const folder = await mkdtemp(join(tmpdir(), 'wafrig-ftw-'))
  try {
    const path = join(folder, '1.yaml')
    await writeFile(path, text)
    await using runner = openFtwRunner({ ruleSet: await openRuleSet(SET), backend: 'emulator' })
    expect(await runner.run({ path, shown: '1.yaml' })).toEqual([
      { id: '1.yaml', outcome: 'failed', text: expect.stringContaining(complaint) },
    ])
  } finally {
    await rm(folder, { recursive: true })
  }
})
