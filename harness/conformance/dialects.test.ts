import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { Case } from '../../src/dialects/evidence/evidence.ts'
import { evidenceByMember, inDialect, type Member } from '../../src/dialects/evidence/page.ts'
import { DIALECTS } from '../../src/dialects/index.ts'
import { DIALECT_NAMES, type DialectName } from '../../src/dialects/names.ts'
import { observationsOf, recorded, replay } from '../../src/dialects/testing.ts'
import { InputError } from '../../src/errors.ts'
import type { ReadableDialect } from '../../src/loading/readable-dialect.ts'
import { loadEmulator } from '../backends/emulator/load-emulator.ts'
import { sendAll } from '../backends/emulator/send-all.ts'
import { PACKAGE_ROOT, STARTER_RULES } from '../package-root.ts'
import { shortfalls } from '../run/verdict.ts'
import { readScenarios } from '../scenario/read.ts'
import type { Scenario } from '../scenario/scenario.ts'
import { sendingsOf } from '../scenario/sendings.ts'
import { setupOf } from '../setup/settings.ts'
import type { AskedScorer } from '../waf/scorer.ts'

/** A case as it can be run: in the dialects that it is about, with any dialect in their place. */
type Runnable = {
  readonly dialects: readonly DialectName[]
  readonly holds: (name: DialectName, dialect: ReadableDialect) => Promise<boolean>
}

const cases = evidenceByMember().flatMap(member =>
  member.evidence.cases.map((one): [title: string, Member, Case] => [titleOf(member, one), member, one]),
)

function titleOf({ group, name }: Member, one: Case): string {
  const seen =
    'scenario' in one ? [one.scenario, one.test] : 'observed' in one ? [one.observed, one.name] : [one.suite, one.name]
  return `${group}.${name}: ${seen.join(': ')}`
}

const read = (file: string): string => readFileSync(join(PACKAGE_ROOT, file), 'utf8')

const scenarioFiles = new Map<string, Promise<readonly Scenario[]>>()

const scenariosOf = (file: string): Promise<readonly Scenario[]> => {
  const scenarios = scenarioFiles.get(file) ?? readScenarios(join(PACKAGE_ROOT, file), file)
  scenarioFiles.set(file, scenarios)
  return scenarios
}

const runnable = async (one: Case): Promise<Runnable | undefined> => {
  if ('scenario' in one) {
    const scenario = (await scenariosOf(one.scenario)).find(({ description }) => description === one.test)
    return scenario === undefined ? undefined : ofScenario(scenario)
  }
  return 'observed' in one ? ofObservation(one) : undefined
}

const ofScenario = (scenario: Scenario): Runnable => ({
  dialects: [
    ...(scenario.backends?.includes('emulator') === false ? [] : ['v2' as const]),
    ...(scenario.backends?.includes('emulator-v3') === false ? [] : ['v3' as const]),
  ],
  holds: async (_, dialect) => {
    const setup = setupOf(scenario.setup, STARTER_RULES, undefined)
    const emulator = await loadEmulator(setup, dialect, { scorerUrl: 'http://127.0.0.1:1/' })
    for (const sending of sendingsOf(scenario.stages, Date.now())) {
      const requests = sending.map(({ sent }) => sent)
      const exchanges = await sendAll({ connect: emulator.connect, server: dialect.server, scorer: NOBODY }, requests)
      const missing = sending.flatMap(({ stage }, index) => {
        const [exchange, output] = [exchanges[index], scenario.stages[stage]?.output]
        return exchange === undefined || output === undefined ? [] : shortfalls(output, exchange, false)
      })
      if (missing.length > 0) return false
    }
    return true
  },
})

/** Rules ask no scoring server here. */
const NOBODY: AskedScorer = { setScript: async () => {}, newQuestions: async () => [] }

/** Records of one file have the dialect in its name, others are of both releases of mod_security2. */
const ofObservation = ({ observed, name }: { observed: string; name: string }): Runnable | undefined => {
  const file = pathToFileURL(join(PACKAGE_ROOT, observed))
  const ownDialect = DIALECT_NAMES.find(dialect => observed === `src/dialects/observed/${dialect}.json`)
  if (ownDialect === undefined && !observed.startsWith('src/engine/observed/')) return undefined
  return {
    dialects: ownDialect === undefined ? ['v2', 'v2.9.7'] : [ownDialect],
    holds: async (dialectName, dialect) => {
      const observation = observationsOf(file, dialectName).find(one => one.name === name)
      if (observation === undefined) return false
      const found = await replay(observation, dialect)
      // A refusal of libmodsecurity is one in the emulator, in httpd's words.
      if (dialectName === 'v3') return (found.error === undefined) === (observation.error === undefined)
      return JSON.stringify(found) === JSON.stringify(recorded(observation))
    },
  }
}

/** The dialect with some members as another dialect has them. */
const withMembersOf = (other: DialectName, dialect: ReadableDialect, taken: readonly MemberAt[]): ReadableDialect => {
  const groups = new Map<string, unknown>(Object.entries(dialect))
  for (const { group, name } of taken) {
    groups.set(group, { ...Object(groups.get(group)), [name]: inDialect(other, { group, name }) })
  }
  return { ...dialect, ...Object.fromEntries(groups) }
}

type MemberAt = Pick<Member, 'group' | 'name'>

const besideOf = (one: Case): readonly MemberAt[] =>
  ('scenario' in one ? (one.beside ?? []) : []).map(member => {
    const [group = '', name = ''] = member.split('.')
    return { group, name }
  })

const othersOf = (name: DialectName, member: Member): readonly DialectName[] =>
  DIALECT_NAMES.filter(other => inDialect(other, member) !== inDialect(name, member))

const holdsWith = async ({ holds }: Runnable, name: DialectName, dialect: ReadableDialect): Promise<boolean> => {
  try {
    return await holds(name, dialect)
  } catch (error) {
    if (error instanceof InputError) return false
    throw error
  }
}

describe('the case of a member', () => {
  test.each(cases)('%s is there', async (_, __, one) => {
    if ('scenario' in one) {
      expect((await scenariosOf(one.scenario)).map(({ description }) => description)).toContain(one.test)
    } else {
      const [file, name] = 'observed' in one ? [one.observed, JSON.stringify(one.name)] : [one.suite, one.name]
      expect(read(file)).toContain(name)
    }
  })

  test.each(cases)('%s fails where the member is another dialect’s', async (_, member, one) => {
    const found = await runnable(one)
    if (found === undefined) return
    const holds: boolean[] = []
    for (const name of found.dialects) {
      expect(await holdsWith(found, name, DIALECTS[name])).toBe(true)
      for (const other of othersOf(name, member)) {
        const dialect = withMembersOf(other, DIALECTS[name], [member, ...besideOf(one)])
        holds.push(await holdsWith(found, name, dialect))
      }
    }
    if (holds.length > 0) expect(holds).toContain(false)
  })
})

/** Members that differ and have no case that can be run here, with the reason. */
const NOT_RUN: Readonly<Record<string, string>> = {
  'reader.neverWorks': 'what it finds has a test of its own',
  'logs.audit': 'its records have a test of their own',
}

test('each member that differs has a case that fails without it', async () => {
  const differing = evidenceByMember().filter(member => othersOf('v2', member).length > 0)
  const lacking: string[] = []
  for (const { group, name, evidence } of differing) {
    const found = await Promise.all(evidence.cases.map(runnable))
    if (found.every(one => one === undefined)) lacking.push(`${group}.${name}`)
  }
  expect(lacking).toEqual(Object.keys(NOT_RUN))
})

test('each test in scenarios/dialects is the case of a member', async () => {
  const files = readdirSync(join(PACKAGE_ROOT, 'scenarios', 'dialects')).map(file => `scenarios/dialects/${file}`)
  const named = new Set(cases.flatMap(([, , one]) => ('scenario' in one ? [`${one.scenario}: ${one.test}`] : [])))
  const tests = await Promise.all(
    files.map(async file => (await scenariosOf(file)).map(({ description }) => `${file}: ${description}`)),
  )
  expect(tests.flat().filter(title => !named.has(title))).toEqual([])
})
