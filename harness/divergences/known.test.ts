import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { SHIPPED_SCENARIOS } from '../package-root.ts'
import { type DivergencePlace, divergencesAt, explainsDifference, explainsShortfall } from './known.ts'
import { parseDivergences, readDivergences } from './read.ts'
import type { Divergence } from './schema.ts'

const entry = (more: Partial<Divergence>): Divergence => ({
  scenario: 'a.yaml',
  test: 'one',
  backends: ['nginx'],
  differs: ['status'],
  reason: 'r',
  source: 's',
  ...more,
})

const place: DivergencePlace = {
  file: '/s/a.yaml',
  id: 'a-1',
  description: 'one',
  backends: ['emulator-v3', 'nginx'],
  mode: 1,
  crs: '4.28.0',
}

test.each<[Partial<Divergence>, boolean]>([
  [{}, true],
  [{ test: 'a-1' }, true],
  [{ test: '/^a-\\d one$/' }, true],
  [{ test: 'two' }, false],
  [{ backends: ['apache'] }, false],
  [{ mode: 1, crs: '4' }, true],
  [{ mode: 2 }, false],
  [{ crs: '3' }, false],
])('%j is about the place: %s', (more, expected) => {
  const known = { ...entry(more), listedIn: 'd:1', scenarioFile: '/s/a.yaml' }
  expect(divergencesAt([known], place)).toEqual(expected ? [known] : [])
})

test.each<[Partial<Divergence>, Parameters<typeof explainsDifference>[1], boolean]>([
  [{ differs: ['status'] }, { field: 'status' }, true],
  [{ differs: ['scores'] }, { field: 'scores.inbound' }, true],
  [{ differs: ['data'], rules: [1] }, { field: 'data', rule: 1 }, true],
  [{ differs: ['data'], rules: [1] }, { field: 'data', rule: 2 }, false],
  [{ differs: ['data'] }, { field: 'msg', rule: 1 }, false],
  [{ differs: ['output.status'] }, { field: 'status' }, false],
])('%j explains %j: %s', (more, difference, expected) => {
  expect(explainsDifference(entry(more), difference)).toBe(expected)
})

test.each([
  ['output.status', 'status', true],
  ['output.log.lines', 'log.lines[2].msg', true],
  ['output.log', 'log.expect_ids', true],
  ['output.log.line', 'log.lines[0]', false],
  ['status', 'status', false],
])('%s explains that %s is not met: %s', (differs, key, expected) => {
  expect(explainsShortfall(entry({ differs: [differs] }), key)).toBe(expected)
})

test('the shipped list reads', async () => {
  const known = await readDivergences(dirname(SHIPPED_SCENARIOS), [join(SHIPPED_SCENARIOS, 'benign.yaml')])
  expect(known.length).toBeGreaterThan(0)
  expect(known.every(({ listedIn }) => listedIn.startsWith('scenarios/divergences.yaml:'))).toBe(true)
})

test.each([
  [
    'no reason',
    'divergences: [{ scenario: benign.yaml, test: x, backends: [nginx], differs: [status], source: s }]',
    'MISSING_KEY',
  ],
  [
    'a word that is no field',
    'divergences: [{ scenario: benign.yaml, test: x, backends: [nginx], differs: [colour], reason: r, source: s }]',
    'BAD_VALUE',
  ],
  [
    'a scenario that is gone',
    'divergences: [{ scenario: gone.yaml, test: x, backends: [nginx], differs: [status], reason: r, source: s }]',
    'STALE_DIVERGENCE',
  ],
])('%s is refused', async (_, text, code) => {
  const file = join(SHIPPED_SCENARIOS, 'divergences.yaml')
  await expect(parseDivergences(file, 'd.yaml', Buffer.from(text))).rejects.toMatchObject({ diagnostics: [{ code }] })
})
