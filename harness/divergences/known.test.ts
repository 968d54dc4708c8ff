import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { SHIPPED_SCENARIOS } from '../package-root.ts'
import {
  type DivergencePlace,
  divergencesAt,
  explainsDifference,
  explainsShortfall,
  type KnownDivergence,
  staleAmong,
} from './known.ts'
import { parseDivergences, readDivergences } from './read.ts'

const entry = (more: Partial<KnownDivergence>): KnownDivergence => ({
  name: 'd:1',
  scenario: { shown: 'a.yaml', path: '/s/a.yaml' },
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
  platform: 'nginx',
  mode: 1,
  crs: '4.28.0',
  log: ['PCRE limits exceeded (-47)'],
}

test.each<[Partial<KnownDivergence>, boolean]>([
  [{}, true],
  [{ test: 'a-1' }, true],
  [{ test: '/^a-\\d one$/' }, true],
  [{ test: 'two' }, false],
  [{ backends: ['apache'] }, false],
  [{ mode: 1, crs: '4' }, true],
  [{ mode: 2 }, false],
  [{ crs: '3' }, false],
  [{ platform: 'nginx' }, true],
  [{ platform: 'httpd' }, false],
  [{ logged: 'limits exceeded' }, true],
  [{ logged: 'limits kept' }, false],
  [{ scenario: { shown: 'a.yaml', path: '/other/a.yaml' } }, false],
])('%j is about the place: %s', (more, expected) => {
  const known = entry(more)
  expect(divergencesAt([known], place)).toEqual(expected ? [known] : [])
})

test('an entry that names nothing is about every place, and a place without a test is about every entry of it', () => {
  const bare: KnownDivergence = { name: 'n', reason: 'r', source: 's' }
  const named = { ...bare, test: 'a-1', crs: '4' }
  expect(divergencesAt([bare, named], { id: 'b-2' })).toEqual([bare])
  expect(divergencesAt([bare, named], { crs: '4.28.0' })).toEqual([bare, named])
  expect(divergencesAt([bare, named], { crs: '3.3.4' })).toEqual([bare])
})

test('an entry that was looked for and did not occur is stale', () => {
  const [one, other] = [entry({ name: 'one' }), entry({ name: 'other' })]
  expect(staleAmong([one, other, one], new Set([other]))).toEqual([one])
})

test.each<[Partial<KnownDivergence>, Parameters<typeof explainsDifference>[1], boolean]>([
  [{ differs: ['status'] }, { field: 'status' }, true],
  [{ differs: ['scores'] }, { field: 'scores.inbound' }, true],
  [{ differs: ['data'], rules: [1] }, { field: 'data', rule: 1 }, true],
  [{ differs: ['data'], rules: [1] }, { field: 'data', rule: 2 }, false],
  [{ differs: ['data'] }, { field: 'msg', rule: 1 }, false],
  [{ differs: ['output.status'] }, { field: 'status' }, false],
])('%j explains %j: %s', (more, difference, expected) => {
  expect(explainsDifference(entry(more), difference)).toBe(expected)
})

test('an entry that names no field explains each, at its rules', () => {
  expect([1, 2].map(rule => explainsDifference({ rules: [1] }, { field: 'data', rule }))).toEqual([true, false])
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
  expect(known.every(({ name }) => name.startsWith('scenarios/divergences.yaml:'))).toBe(true)
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
