import { join } from 'node:path'
import { expect, test } from 'vitest'
import { cellsOf } from '../run/cells.ts'
import { withKnown } from '../run/with-known.ts'
import { readScenarios } from '../scenario/read.ts'
import { type Override, parseOverrides, readOverrides } from './read-overrides.ts'

const SET = join(import.meta.dirname, '../conformance/crs/ftw-set')
const entry = (more: string): string => `test_overrides:\n  - { rule_id: 1, test_ids: [2, 3], reason: why, ${more} }\n`
const parsed = (text: string) => parseOverrides('httpd', 'o.yaml', Buffer.from(text))

test.each<[string, Partial<Override>, string]>([
  ['output: { status: 400 }', { instead: { status: 400 } }, 'an output'],
  ['stage_ids: [1], output: {}', { instead: {}, stages: [1] }, 'stages from 0'],
  ['retry_once: true', { instead: { retry_once: true } }, 'a second try'],
  ['output: { log_contains: x }', { instead: { log: { match_regex: 'x' } } }, 'old names'],
])('an entry with %s is %j for each of its tests: %s', (more, expected) => {
  const both = { name: 'o.yaml:2', platform: 'httpd', reason: 'why', source: "the CRS's own list", ...expected }
  expect(parsed(entry(more))).toEqual(['1-2', '1-3'].map(test => ({ ...both, test })))
})

test.each([
  ['test_overrides: [{ rule_id: 1, reason: why }]', /test_ids/, 'an entry that names no test'],
  ['test_overrides: [{ rule_id: 1, test_ids: [1], outputs: {} }]', /no key "outputs" here/, 'an unknown word'],
  ['test_overrides: {', /BAD_YAML/, 'what is no YAML'],
])('%s is refused: %s', (text, message) => {
  expect(() => parsed(text)).toThrow(message)
})

test('the files beside the tests replace whole outputs, on their platform only; the last entry counts', async () => {
  const file = { path: join(SET, 'tests/100-schema-2.yaml'), shown: '100-schema-2.yaml', isNamed: true }
  const scenarios = await readScenarios(file.path, file.shown)
  const overrides = await readOverrides(file, scenarios)
  const outputs = (id: string, backend: string) => {
    const ruleFolder = { name: 'r', path: SET, version: undefined, tests: undefined }
    const rules = { ruleFolder, findRuleFolder: () => undefined, plugin: undefined }
    const choice = { ...rules, backends: [backend], modes: undefined }
    return scenarios
      .filter(one => one.id === id)
      .flatMap(scenario => cellsOf(scenario, choice))
      .map(cell => withKnown(cell, overrides, file.path))
      .flatMap(cell => cell.scenario.stages.map(({ output }) => output))
  }
  expect(outputs('100-14', 'emulator')).toEqual([{ log: { expect_ids: [100] } }, { log: { expect_ids: [101] } }])
  expect(outputs('100-14', 'remote')).toEqual([
    { status: 200, log: { expect_ids: [999] } },
    { log: { expect_ids: [101] } },
  ])
  expect(outputs('100-15', 'emulator')).toEqual([{}])
})

test('scenarios that are not FTW have no overrides', async () => {
  expect(await readOverrides({ path: join(SET, 'tests/x.yaml'), shown: 'x.yaml', isNamed: true }, [])).toEqual([])
})
