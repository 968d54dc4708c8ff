import { expect, test } from 'vitest'
import type { ScorerInUse } from '../backends/find-backend.ts'
import { parseScenarioFile } from '../scenario/read.ts'
import type { RuleFolder } from '../setup/rule-folders/rule-folder.ts'
import { type Choice, cellsOf, titleFilter } from './cells.ts'

const ruleFolder = (version: string): RuleFolder => ({
  name: version,
  path: `/crs/${version}`,
  version,
  tests: undefined,
})

const choice: Choice = {
  backends: undefined,
  modes: undefined,
  ruleFolder: ruleFolder('3.3.4'),
  findRuleFolder: name => (name === '4' ? ruleFolder('4.28.0') : undefined),
  plugin: { folder: '/plugin', shipped: true },
}

const TWO: Partial<Choice> = {
  ruleFolders: [
    { named: '3.3', folder: ruleFolder('3.3.4') },
    { named: '4', folder: ruleFolder('4.28.0') },
  ],
}

const cells = (head: string, test: string, asked: Partial<Choice> = {}) =>
  parseScenarioFile(
    'a.yaml',
    Buffer.from(`${head}\ntests:\n  - desc: x\n    stages: [{ input: {} }]\n${test}`),
  ).scenarios.flatMap(scenario => cellsOf(scenario, { ...choice, ...asked }))

const labels = (...given: Parameters<typeof cells>): readonly string[] => cells(...given).map(({ label }) => label)

test.each([
  ['no matrix is one cell on the emulator', '', '', {}, ['emulator']],
  [
    'each combination is a cell',
    'matrix: { mode: [1, 2], paranoia: [1, 4] }',
    '',
    {},
    [
      'emulator, mode 1, paranoia 1',
      'emulator, mode 1, paranoia 4',
      'emulator, mode 2, paranoia 1',
      'emulator, mode 2, paranoia 4',
    ],
  ],
  ['a mode that is not asked for is left out', 'matrix: { mode: [1, 2] }', '', { modes: [2] }, ['emulator, mode 2']],
  ['a fixed mode that is not asked for is left out', 'setup: { mode: 1 }', '', { modes: [2] }, []],
  ['no mode goes with any', '', '', { modes: [2] }, ['emulator']],
  [
    "what the test's own setup sets is no dimension",
    'matrix: { mode: [1, 2] }',
    '    setup: { mode: 1 }',
    {},
    ['emulator'],
  ],
  ["the test's matrix is added", 'matrix: { mode: [1, 2] }', '    matrix: { mode: [2] }', {}, ['emulator, mode 2']],
  ['each backend is a cell', '', '', { backends: ['emulator', 'apache'] }, ['emulator', 'apache']],
  [
    'the matrix may name backends',
    'matrix: { backends: [apache] }',
    '',
    { backends: ['emulator', 'apache'] },
    ['apache'],
  ],
  ['the matrix may name rule sets', 'matrix: { crs: ["4"] }', '', {}, ['emulator, CRS 4']],
  ['each rule set of a run is a cell', '', '', TWO, ['emulator, CRS 3.3', 'emulator, CRS 4']],
  [
    'each rule set goes with each combination',
    'matrix: { mode: [1, 2] }',
    '',
    TWO,
    ['emulator, mode 1, CRS 3.3', 'emulator, mode 1, CRS 4', 'emulator, mode 2, CRS 3.3', 'emulator, mode 2, CRS 4'],
  ],
  ['a test that names its rule set runs with that', 'setup: { crs: { version: "4" } }', '', TWO, ['emulator']],
])('%s', (_, head, own, asked, expected) => {
  expect(labels(head, own, asked)).toEqual(expected)
})

test.each([
  ['a reason to skip', '', '    skip: { reason: later }', {}, 'later'],
  ['a reason for another backend', '', '    skip: { reason: later, backends: [apache] }', {}, undefined],
  ['another backend', '', '    backends: [apache]', {}, 'runs on apache only'],
  ['a plugin of its own', 'requires: { plugin: given }', '', {}, 'needs a plugin of its own: --plugin <folder>'],
  ['that plugin', 'requires: { plugin: given }', '', { plugin: { folder: '/p', shipped: false } }, undefined],
  ['another CRS', 'requires: { crs: "4" }', '', {}, 'needs CRS 4; this is 3.3.4'],
  [
    'a rule set that is not here',
    'setup: { crs: { version: "9" } }',
    '',
    {},
    'rule set 9 is not here: wafrig crs add 9',
  ],
])('skipping: %s', (_, head, own, asked, reason) => {
  expect(cells(head, own, asked)[0]?.skip).toBe(reason)
})

test('an FTW file gets the setup of the CRS suite and no shipped plugin', () => {
  const [cell] = cells('rule_id: 1', '')
  expect(cell?.setup).toMatchObject({ engine: 'DetectionOnly', plugin: undefined })
  expect(cell?.setup.settings.join()).toContain('tx.blocking_paranoia_level=4')
  expect(cells('rule_id: 1', '', { plugin: { folder: '/p', shipped: false } })[0]?.setup.plugin).toBe('/p')
})

test.each([
  ['MODE 2', true],
  ['x [emulator, mode 2]', true],
  ['mode 3', false],
  ['/^a-1 x .*2\\]$/', true],
])('the filter %j matches: %s', (filter, expected) => {
  expect(cells('matrix: { mode: [2] }', '').every(titleFilter(filter))).toBe(expected)
})

const SCRIPTED = 'tests: [{ desc: x, stages: [{ input: {} }, { input: {}, scorer: { verdict: attack } }] }]'

test.each<[string, ScorerInUse['whose'], ScorerInUse['remote'], RegExp | undefined]>([
  ['emulator', 'ours', 'not controlled', undefined],
  ['emulator', 'own', 'controlled', /^sets the answers of the scoring server, and this one is your own/],
  ['apache', 'own', 'not controlled', /this one is your own/],
  ['remote', 'ours', 'not controlled', /^verdicts cannot be set: .*--scorer-control/],
  ['remote', 'own', 'not controlled', /this one is your own/],
  ['remote', 'own', 'controlled', undefined],
])(
  'a test that scripts the scoring server on %s, which is %s and %s, is skipped: %s',
  (backend, whose, remote, reason) => {
    const [cell] = parseScenarioFile('a.yaml', Buffer.from(SCRIPTED)).scenarios.flatMap(scenario =>
      cellsOf(scenario, { ...choice, backends: [backend], scorer: { whose, remote } }),
    )
    expect(cell?.skip).toEqual(reason === undefined ? undefined : expect.stringMatching(reason))
  },
)

test('with several rule sets, each cell has its own folder and version, and is skipped where it needs another', () => {
  const found = cells('', '    requires: { crs: "4" }', TWO)
  expect(found.map(({ setup, crsVersion, crs, skip }) => [setup.ruleFolder, crsVersion, crs, skip])).toEqual([
    ['/crs/3.3.4', '3.3.4', '3.3', 'needs CRS 4; this is 3.3.4'],
    ['/crs/4.28.0', '4.28.0', '4', undefined],
  ])
})

test.each([
  [{ prefix: 'a-plugin_', settings: ['limit', 'mode'] }, 'the plugin has no "limmit"; did you mean "limit"?'],
  [
    { prefix: undefined, settings: [] },
    'the plugin has no variables that begin with its name; write "limmit" in full, with tx.',
  ],
])('a setting that a plugin with %j does not have is refused', (variables, message) => {
  const plugin = { folder: '/plugin', shipped: false, ...variables }
  expect(() => cells('setup: { plugin: { settings: { limmit: 1, tx.other: 2 } } }', '', { plugin })).toThrow(
    `a.yaml:3: setup.plugin.settings: ${message}`,
  )
})
