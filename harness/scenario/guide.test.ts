import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { backendOpener } from '../backends/find-backend.ts'
import { PACKAGE_ROOT, SHIPPED_PLUGIN, STARTER_RULES } from '../package-root.ts'
import { Canary } from '../run/canary.ts'
import { cellsOf } from '../run/cells.ts'
import { runCell } from '../run/run.ts'
import { WafPool } from '../run/waf-pool.ts'
import { keyedMaps, tablesIn, withKeyTables } from './key-tables.ts'
import { parseScenarioFile } from './read.ts'

const guide = readFileSync(join(PACKAGE_ROOT, 'docs', 'scenarios.md'), 'utf8')

test('the tables of keys in docs/scenarios.md are what the schema says (npm run docs)', () => {
  expect(guide).toBe(withKeyTables(guide))
})

test('each map of a scenario has its table, but those of a value, which has a chapter', () => {
  const paths = keyedMaps().map(({ path }) => (path === '' ? 'file' : path))
  expect(tablesIn(guide)).toEqual(expect.arrayContaining(paths.filter(path => !path.endsWith('.input.data'))))
})

test('each key says what it is for', () => {
  const silent = keyedMaps().flatMap(({ path, node: { properties = {} } }) =>
    Object.entries(properties).flatMap(([key, { description = '' }]) => (description === '' ? [`${path}.${key}`] : [])),
  )
  expect(silent.filter(key => !/\.data\.(?:base64|repeat|times)$/.test(key))).toEqual([])
})

describe('the examples of docs/scenarios.md pass', () => {
  const wafs = new WafPool(backendOpener())
  const canary = new Canary(wafs)
  afterAll(() => wafs[Symbol.asyncDispose]())
  const ruleFolder = { name: 'starter', path: STARTER_RULES, version: undefined, tests: undefined }
  const plugin = { folder: SHIPPED_PLUGIN, shipped: true }
  const choice = { backends: undefined, modes: undefined, ruleFolder, findRuleFolder: () => undefined, plugin }
  const examples = [...guide.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = '']) => text)
  const cells = examples
    .flatMap((text, index) => parseScenarioFile(`example-${index + 1}.yaml`, Buffer.from(text)).scenarios)
    .flatMap(scenario => cellsOf(scenario, choice))
  test.each(cells.map(cell => [`${cell.scenario.id} ${cell.scenario.description} [${cell.label}]`, cell] as const))(
    '%s',
    async (_, cell) => {
      expect(await runCell(cell, wafs, canary)).toEqual({ outcome: 'passed' })
    },
  )
})
