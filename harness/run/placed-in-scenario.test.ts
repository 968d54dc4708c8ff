import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DIALECTS } from '../../src/dialects/index.ts'
import { type Diagnostic, InputError, showDiagnostic } from '../../src/errors.ts'
import { STARTER_RULES } from '../package-root.ts'
import { readScenarios } from '../scenario/read.ts'
import type { Scenario } from '../scenario/scenario.ts'
import { loadSetup } from '../setup/load-setup.ts'
import { setupOf } from '../setup/settings.ts'
import type { Setup } from '../setup/setup.ts'
import { placedInScenario } from './placed-in-scenario.ts'

const YAML = `setup:
  rules:
    - SecRule ARGS:a "@rx ." "id:5,phase:1,pass"
    - |
      SecRule ARGS:b "@rx ." "id:6,phase:1,pass"
      SecRule ARGS:c "@rxx ." \\
        "id:7,phase:1,pass"
tests:
  - desc: of the file
    stages: [{ input: { uri: / }, output: { status: 200 } }]
  - desc: of the test
    setup:
      crs_setup: SecNope 1
      rules: ["SecAction \\"id:8,phase:1,pass,setvarr:x\\""]
    stages: [{ input: { uri: / }, output: { status: 200 } }]
`

describe('what is wrong in a setup stands where its author wrote it', () => {
  let folder = ''
  let ofFile: readonly [Scenario, Setup]
  let ofTest: readonly [Scenario, Setup]

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wafrig-placed-'))
    const file = join(folder, 'a.yaml')
    await writeFile(file, YAML)
    const [one, other] = (await readScenarios(file, file)).map(
      scenario => [scenario, setupOf(scenario.setup, STARTER_RULES, undefined)] as const,
    )
    if (one === undefined || other === undefined) throw new Error('two tests')
    ofFile = one
    ofTest = other
  })
  afterAll(() => rm(folder, { recursive: true }))

  const places = async ([scenario, setup]: readonly [Scenario, Setup], wrong: readonly Diagnostic[]) =>
    (await placedInScenario(wrong, scenario, setup)).map(({ engineText: _, ...diagnostic }) => {
      const [head = '', line = '', mark = ''] = showDiagnostic(diagnostic).split('\n')
      return [head.replace(`${folder}/`, ''), line.slice(mark.indexOf('^'), mark.lastIndexOf('^') + 1)]
    })

  const faults = async ([, setup]: readonly [Scenario, Setup]): Promise<readonly Diagnostic[]> => {
    try {
      await loadSetup(setup, { scorerUrl: '' }, DIALECTS.v2)
    } catch (error) {
      if (error instanceof InputError) return error.diagnostics
    }
    return []
  }

  const refused = (engineText: string): readonly Diagnostic[] => [{ code: 'ENGINE_REFUSES', message: 'no', engineText }]

  test('in a setup of the whole file', async () => {
    expect(await places(ofFile, await faults(ofFile))).toEqual([
      ['a.yaml:6:24: no operator "rxx"; did you mean "rx"? [UNKNOWN_OPERATOR]', 'rxx'],
    ])
  })

  test("in a test's own; the whole text where it is written with escapes", async () => {
    expect(await places(ofTest, await faults(ofTest))).toEqual([
      ['a.yaml:13:18: no directive "SecNope" [UNKNOWN_DIRECTIVE]', 'SecNope'],
      ['a.yaml:6:24: no operator "rxx"; did you mean "rx"? [UNKNOWN_OPERATOR]', 'rxx'],
      [
        'a.yaml:14:15: no action "setvarr"; did you mean "setvar"? [UNKNOWN_ACTION]',
        '"SecAction \\"id:8,phase:1,pass,setvarr:x\\""',
      ],
    ])
  })

  test.each([
    [
      'httpd',
      'AH00526: Syntax error on line 4 of /etc/modsecurity.d/wafrig-afterwards.conf:\nError creating rule: Failed to resolve operator: rxx',
      ['a.yaml:7:9: no [ENGINE_REFUSES]', '"id:7,phase:1,pass"'],
    ],
    [
      'nginx',
      '[emerg] 32#32: "modsecurity_rules_file" directive Rules error. File: /etc/modsecurity.d/wafrig-afterwards.conf. Line: 2. Column: 10. Invalid input:  x',
      ['a.yaml:5:7: no [ENGINE_REFUSES]', 'SecRule ARGS:b "@rx ." "id:6,phase:1,pass"'],
    ],
  ])('what %s refuses', async (_, words, place) => {
    expect(await places(ofFile, refused(words))).toEqual([place])
  })

  test("what an engine refuses of a rule set's own file", async () => {
    const words = 'AH00526: Syntax error on line 1 of /etc/modsecurity.d/owasp-crs/crs-setup.conf:\nno'
    const [placed] = await placedInScenario(refused(words), ...ofFile)
    expect(placed?.span?.source.file).toBe(join(STARTER_RULES, 'crs-setup.conf'))
  })
})
