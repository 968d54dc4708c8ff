import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findFiles, SCENARIO_ENDINGS } from '../../scenario/find-files.ts'
import { openRuleFolder } from '../../setup/rule-folders/rule-folder.ts'
import { type FtwResult, openFtwRunner } from './ftw-files.ts'
import { runFtwFiles } from './ftw-threads.ts'

const SET = join(import.meta.dirname, 'ftw-set')

const run = async (backend: string, folder: string): Promise<readonly FtwResult[]> =>
  runFtwFiles(
    { ruleFolder: await openRuleFolder(SET), backend, backends: {} },
    await findFiles(SET, [folder], SCENARIO_ENDINGS),
    1,
  )

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

/** The results of a file of that content, on these rules as if they were those of a CRS 3.3. */
const runText = async (text: string): Promise<readonly FtwResult[]> => {
  const folder = await mkdtemp(join(tmpdir(), 'wafrig-ftw-'))
  try {
    const path = join(folder, '1.yaml')
    await writeFile(path, text)
    const ruleFolder = { ...(await openRuleFolder(SET)), version: '3.3.4' }
    await using runner = openFtwRunner({ ruleFolder, backend: 'emulator', backends: {} })
    return await runner.run({ path, shown: '1.yaml', isNamed: true })
  } finally {
    await rm(folder, { recursive: true })
  }
}

test.each([
  [200, 'is listed as an exception'],
  [405, 'is not even as the real engine has it: stage 1, log.expect_ids: expected 911100'],
])('an exception must be one: expected status %i', async (status, complaint) => {
  const input = '{ method: CONNECT, uri: "1.2.3.4:80", headers: { Host: localhost } }'
  const text = `rule_id: 920100\ntests: [{ test_id: 4, stages: [{ input: ${input}, output: { status: ${status} } }] }]\n`
  expect(await runText(text)).toEqual([
    { id: '920100-4', outcome: 'failed', text: expect.stringContaining(complaint), known: '920100-4 of CRS 3.3' },
  ])
})

test.each([
  ['rule_id: 1\ntests: [', 'BAD_YAML'],
  ['rule_id: 1\ntests:\n  - stages: [{ input: { uri: [] } }]\n', 'wanted a string'],
])('a file that cannot be read is a failure: %j', async (text, complaint) => {
  expect(await runText(text)).toEqual([{ id: '1.yaml', outcome: 'failed', text: expect.stringContaining(complaint) }])
})

test('so is a key that FTW’s programs pass over, and the tests run', async () => {
  const text = 'rule_id: 1\ntests:\n  - stages: [{ input: { uri: /, log: {} }, output: { status: 400 } }]\n'
  expect(await runText(text)).toEqual([
    { id: '1.yaml', outcome: 'failed', text: expect.stringContaining('do not read "log" in input') },
    { id: '1-1', outcome: 'passed' },
  ])
})
