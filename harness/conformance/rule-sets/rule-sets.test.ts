import { describe, expect, test } from 'vitest'
import { ofModSecurity2 } from '../../../src/dialects/variables.ts'
import * as allOperators from '../../../src/operators/index.ts'
import { openBatches } from '../../backends/find-backend.ts'
import type { Batches } from '../../setup/batch.ts'
import { linesOf, type RuleSetCase, ruleSetCase } from './cases.ts'
import { ARGUMENTS, UNTRIED_OPERATORS } from './grammar/operators.ts'
import { VARIABLE_NAMES, VOLATILE } from './grammar/targets.ts'
import { reduceCase } from './reduce-case.ts'
import { ruleSetsText } from './report.ts'
import { type RuleSetRun, runRuleSets, setupOfCase } from './run-rule-sets.ts'

test('each operator is tried or has a reason why not, and each variable', () => {
  const operators = [...Object.keys(ARGUMENTS), ...Object.keys(UNTRIED_OPERATORS)]
  expect(operators.sort()).toEqual(Object.keys(allOperators).sort())
  expect([...VARIABLE_NAMES, ...Object.keys(VOLATILE)].sort()).toEqual(Object.keys(ofModSecurity2).sort())
})

describe('cases', () => {
  test('are the same for the same seed and number, and text', () => {
    const numbers = Array.from({ length: 200 }, (_, index) => index)
    const made = numbers.map(number => ruleSetCase(7, number, 4, 'w0.localhost'))
    expect(numbers.map(number => ruleSetCase(7, number, 4, 'w0.localhost'))).toEqual(made)
    expect(new Set(made.map(one => linesOf(one).join('\n'))).size).toBe(200)
    expect(
      made.every(({ requests }) =>
        requests.every(request => /^[A-Z]+ \S+ HTTP\/1.[01]\r\nHost: w0\.localhost\r\n/.test(request)),
      ),
    ).toBe(true)
    expect(numbers.map(number => ruleSetCase(8, number, 4, 'w0.localhost'))).not.toEqual(made)
  })

  test('load, mostly', async () => {
    await using batches = await openBatches('emulator')
    const started = await batches.start(
      Array.from({ length: 50 }, (_, number) => setupOfCase(ruleSetCase(3, number, 0, 'w0.localhost'))),
    )
    expect(started.filter(one => 'waf' in one).length).toBeGreaterThan(30)
  })
})

/** An emulator in which rules with a text in them are not there. */
const without = async (text: string): Promise<Batches> => {
  const batches = await openBatches('emulator')
  return {
    ...batches,
    start: setups =>
      batches.start(
        setups.map(setup => ({ ...setup, afterwards: setup.afterwards.filter(line => !line.includes(text)) })),
      ),
  }
}

const run = async (text: string, over: Partial<RuleSetRun> = {}) => {
  await using one = await openBatches('emulator')
  await using other = await without(text)
  return runRuleSets({
    ...{ one, other, forms: 'like', seed: 1, from: 0, until: 20, requests: 2, together: 20 },
    ...{ isOver: () => false, reduction: { timeLimitMs: 1, now: () => 0 }, tell: () => {} },
    ...over,
  })
}

describe('a run', () => {
  test('of equal engines finds nothing', async () => {
    const result = await run('nothing of the kind')
    expect(result).toMatchObject({ ruleSets: 20, unequal: 0, kinds: [] })
    expect(ruleSetsText('two', result)).toMatch(
      /^two: 20 rule sets \(\d+ refused by both\), \d+ requests, 20 equal, 0 unexplained$/,
    )
  })

  test('reduces a kind of difference to a scenario that is small', async () => {
    const { kinds } = await run('deny')
    expect(kinds.length).toBeGreaterThan(0)
    const [status] = kinds.filter(({ kind }) => kind.includes('Access denied'))
    expect(status?.smallest.units).toHaveLength(1)
    expect(status?.smallest.requests).toHaveLength(1)
  })

  test('ends when its time is over', async () => {
    expect(await run('deny', { isOver: () => true })).toMatchObject({ ruleSets: 0 })
  })
})

test('a case is reduced to the lines, targets, actions and requests that show the same', async () => {
  const whole: RuleSetCase = {
    units: [
      ['SecAction "id:1"'],
      ['SecRule ARGS|ARGS:a|TX:b "@rx a" "id:2,pass,chain"', 'SecRule ARGS "b"'],
      ['SecMarker X'],
    ],
    requests: ['one', 'two'],
    connection: 'one, at once',
  }
  const shows = ({ units, requests }: RuleSetCase): boolean =>
    /^SecRule .*ARGS:a/m.test(units.flat().join('\n')) &&
    /pass/.test(units.flat().join('\n')) &&
    requests.includes('two')
  const small = await reduceCase(
    whole,
    async candidates => candidates.map(shows),
    () => false,
  )
  expect(small).toEqual({ units: [['SecRule ARGS:a "@rx a" "pass"']], requests: ['two'], connection: 'apart' })
})
