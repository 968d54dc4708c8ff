import { expect, test } from 'vitest'
import { parseFtwConfig } from '../scenario/ftw/ftw-config.ts'
import { parseScenarioFile } from '../scenario/read.ts'
import { configured, isSelected, type Selection } from './selection.ts'

const FILE = `rule_id: 920100
meta: { tags: [meta] }
tests:
  - { test_id: 1, tags: [cookie, xss], stages: [{ input: { uri: /one, headers: { Host: a } }, output: { status: 200 } }] }
  - { test_id: 2, tags: [sqli], stages: [{ input: { uri: /two }, output: { status: 200 } }] }
  - { test_id: 12, stages: [{ input: { uri: /three }, output: { status: 200 } }] }
`
const scenarios = parseScenarioFile('tests/920100.yaml', Buffer.from(FILE)).scenarios
const ids = (isWanted: (index: number) => boolean): readonly number[] =>
  scenarios.flatMap(({ id }, index) => (isWanted(index) ? [Number(id.split('-')[1])] : []))

// What go-ftw 2.5.0 ran of these tests, as far as it has the option.
test.each<readonly [Selection, readonly number[]]>([
  [{}, [1, 2, 12]],
  [{ include: /920100-1/ }, [1, 12]],
  [{ exclude: /920100-1$/ }, [2, 12]],
  [{ includeTags: /xss/ }, [1]],
  [{ includeTags: /meta/ }, []],
  [{ includeTags: /^(xss|sqli)$/, exclude: /-1$/ }, [2]],
  [{ include: /-2$/, includeTags: /xss/ }, [2]],
  [{ include: /-2$/, exclude: /-2$/ }, [2]],
  [{ excludeTags: /s/ }, [12]],
  [{ includeFiles: /^tests\// }, [1, 2, 12]],
  [{ includeFiles: /^other\//, include: /./ }, []],
  [{ excludeFiles: /920/ }, []],
])('%j runs the tests %j', (selection, wanted) => {
  expect(
    ids(index => {
      const scenario = scenarios[index]
      return scenario !== undefined && isSelected(selection, { scenario })
    }),
  ).toEqual(wanted)
})

const CONFIG = parseFtwConfig(
  '.ftw.yaml',
  Buffer.from(`testoverride:
  ignore: { '920100-1$': known bug }
  forcepass: { '920100-1': by decree, '920100-2': '' }
  forcefail: { '920100-12': broken, '920100-1$': never reached }
`),
)

test.each([
  [0, { as: 'ignored', reason: 'ignored by .ftw.yaml: known bug' }],
  [1, { as: 'pass', reason: 'forced to pass by .ftw.yaml, without being sent: no reason given' }],
  [2, { as: 'fail', reason: 'forced to fail by .ftw.yaml: broken' }],
])('of the lists the first that names a test counts: test %i', (index, forced) => {
  const scenario = scenarios[index]
  if (scenario === undefined) throw new Error('there is one')
  const setup = {
    ruleFolder: '',
    plugin: undefined,
    settings: [],
    afterwards: [],
    engine: 'On',
    luaSocket: true,
  } as const
  const cell = { scenario, backend: 'emulator', label: '', mode: undefined, crsVersion: undefined, setup }
  expect(configured(cell, CONFIG)?.forced).toEqual(forced)
  expect(configured({ ...cell, scenario: { ...scenario, ftw: false } }, CONFIG)?.forced).toBeUndefined()
})
