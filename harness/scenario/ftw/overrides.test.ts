import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readScenarios } from '../read.ts'
import { overridden, parseOverrides, type StageOverride } from './overrides.ts'

const SET = join(import.meta.dirname, '../../conformance/crs/ftw-set')
const entry = (more: string): string => `test_overrides:\n  - { rule_id: 1, test_ids: [2], reason: why, ${more} }\n`
const parsed = (text: string) => parseOverrides('o.yaml', Buffer.from(text)).get('1-2')

test.each<[string, StageOverride, string]>([
  ['output: { status: 400 }', { output: { status: 400 }, reason: 'why', stages: undefined }, 'an output'],
  ['stage_ids: [1], output: {}', { output: {}, reason: 'why', stages: [1] }, 'stages from 0'],
  ['retry_once: true', { output: { retry_once: true }, reason: 'why', stages: undefined }, 'a second try'],
  [
    'output: { log_contains: x }',
    { output: { log: { match_regex: 'x' } }, reason: 'why', stages: undefined },
    'old names',
  ],
])('an entry with %s is %j: %s', (more, expected) => {
  expect(parsed(entry(more))).toEqual([expected])
})

test.each([
  ['test_overrides: [{ rule_id: 1, reason: why }]', /test_ids/, 'an entry that names no test'],
  ['test_overrides: [{ rule_id: 1, test_ids: [1], outputs: {} }]', /no key "outputs" here/, 'an unknown word'],
  ['test_overrides: {', /BAD_YAML/, 'what is no YAML'],
])('%s is refused: %s', (text, message) => {
  expect(() => parsed(text)).toThrow(message)
})

test('the files beside the tests replace whole outputs, on their platform only; the last entry counts', async () => {
  const scenarios = await readScenarios(join(SET, 'tests/100-schema-2.yaml'), '100-schema-2.yaml')
  const outputs = (id: string, platform: 'httpd' | undefined) =>
    scenarios.filter(one => one.id === id).flatMap(one => overridden(one, platform).scenario.stages.map(s => s.output))
  expect(outputs('100-14', 'httpd')).toEqual([{ log: { expect_ids: [100] } }, { log: { expect_ids: [101] } }])
  expect(outputs('100-14', undefined)).toEqual([
    { status: 200, log: { expect_ids: [999] } },
    { log: { expect_ids: [101] } },
  ])
  expect(outputs('100-15', 'httpd')).toEqual([{}])
})
