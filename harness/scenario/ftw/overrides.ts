import { readFile, stat } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { z } from 'zod'
import { InputError } from '../../../src/errors.ts'
import { problems } from '../diagnostics.ts'
import { parseYaml } from '../document.ts'
import { type Output, outputSchema } from '../output-schema.ts'
import type { Scenario } from '../scenario.ts'
import { modernOutput } from './ftw-import.ts'

/** A web server that the CRS has other expectations of: its files are `<platform>-overrides.yaml`. */
export type Platform = 'httpd' | 'nginx'

/** What a platform brings instead of a stage's output; the whole output is replaced. */
export type StageOverride = {
  /** Index of the stage, from 0; absent: each stage. */
  readonly stages?: readonly number[] | undefined
  readonly output: Output
  readonly reason: string
}

/** Overrides of one test by platform; of several for a stage the last counts. */
export type Overrides = Readonly<Partial<Record<Platform, readonly StageOverride[]>>>

const PLATFORMS: readonly Platform[] = ['httpd', 'nginx']

/** How far above a test file's folder its overrides may be: `tests/regression/tests/REQUEST-…/920100.yaml`. */
const FOLDERS_UP = 3

/** True for the name of a file of overrides, which is YAML but no scenario. */
export const isOverridesFile = (name: string): boolean => /-overrides\.ya?ml$/.test(name)

/**
 * The scenarios of a file with the overrides that stand beside it or in the nearest folder above that has any; only
 * FTW's own tests have them. Throws an InputError when such a file is wrong.
 */
export const withOverrides = async (
  path: string,
  shown: string,
  scenarios: readonly Scenario[],
): Promise<readonly Scenario[]> => {
  if (!scenarios.some(({ ftw }) => ftw)) return scenarios
  const files = await overrideFiles(path, shown)
  return scenarios.map(scenario => {
    const found = files.flatMap(({ platform, tests }) => {
      const stages = tests.get(scenario.id)
      return stages === undefined ? [] : [[platform, stages] as const]
    })
    return scenario.ftw && found.length > 0 ? { ...scenario, overrides: Object.fromEntries(found) } : scenario
  })
}

/** The scenario as a platform is to answer it, and why it differs; undefined: as it is written. */
export const overridden = (
  { overrides, ...scenario }: Scenario,
  platform: Platform | undefined,
): { readonly scenario: Scenario; readonly reason: string | undefined } => {
  const found = platform === undefined ? [] : (overrides?.[platform] ?? [])
  const stages = scenario.stages.map((stage, index) => {
    const last = found.findLast(({ stages }) => stages?.includes(index) ?? true)
    return last === undefined ? stage : { ...stage, output: last.output }
  })
  return { scenario: { ...scenario, stages }, reason: found.at(-1)?.reason }
}

type OverrideFile = { readonly platform: Platform; readonly tests: ReadonlyMap<string, readonly StageOverride[]> }

const overrideFiles = async (path: string, shown: string): Promise<readonly OverrideFile[]> => {
  let folder = dirname(path)
  for (let up = 0; up <= FOLDERS_UP; up++, folder = dirname(folder)) {
    const found = await Promise.all(
      PLATFORMS.map(async platform => {
        const file = join(folder, `${platform}-overrides.yaml`)
        const changed = (await stat(file).catch(() => undefined))?.mtimeMs
        return changed === undefined ? [] : [await readOnce(platform, file, changed, nameOf(file, path, shown))]
      }),
    )
    if (found.flat().length > 0) return found.flat()
  }
  return []
}

/** The file's name for people, in the way that the test file's is. */
const nameOf = (file: string, path: string, shown: string): string =>
  shown === path ? file : join(dirname(shown), relative(dirname(path), file))

const known = new Map<string, { readonly changed: number; readonly read: Promise<OverrideFile> }>()

/** Hundreds of test files have the same overrides; they are read again when they have changed. */
const readOnce = (platform: Platform, file: string, changed: number, shown: string): Promise<OverrideFile> => {
  const before = known.get(file)
  const read =
    before?.changed === changed
      ? before.read
      : readFile(file).then(octets => ({ platform, tests: parseOverrides(shown, octets) }))
  known.set(file, { changed, read })
  return read
}

const idSchema = z.union([z.number(), z.string()])

/** `ftw-tests-schema`'s overrides. An entry without test_ids, which go-ftw reads and never applies, is refused. */
const overridesSchema = z.strictObject({
  version: z.string().optional(),
  meta: z.looseObject({}).optional(),
  test_overrides: z.array(
    z.strictObject({
      rule_id: z.number().int(),
      test_ids: z.array(idSchema).nonempty(),
      stage_ids: z.array(z.number().int().nonnegative()).optional(),
      reason: z.string().optional(),
      expect_failure: z.boolean().optional(),
      retry_once: z.boolean().optional(),
      output: outputSchema.optional(),
    }),
  ),
})

/** Overrides by the id of their test. Throws an InputError with everything that is wrong in the file. */
export const parseOverrides = (shown: string, octets: Uint8Array): ReadonlyMap<string, readonly StageOverride[]> => {
  const yaml = parseYaml(shown, octets, () => false)
  const parsed = overridesSchema.safeParse(yaml.value)
  if (!parsed.success) throw new InputError(problems(parsed.error.issues, yaml, path => path))
  const tests = new Map<string, StageOverride[]>()
  for (const { rule_id, test_ids, stage_ids, reason, retry_once, output = {} } of parsed.data.test_overrides) {
    const entry: StageOverride = {
      stages: stage_ids,
      output: { ...modernOutput(output), ...(retry_once === undefined ? {} : { retry_once }) },
      reason: reason ?? 'no reason given',
    }
    for (const id of test_ids) {
      const key = `${rule_id}-${id}`
      tests.set(key, [...(tests.get(key) ?? []), entry])
    }
  }
  return tests
}
