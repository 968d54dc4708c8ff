import { readFile, stat } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { z } from 'zod'
import { InputError } from '../../src/errors.ts'
import { problems } from '../scenario/diagnostics.ts'
import { parseYaml } from '../scenario/document.ts'
import type { FoundFile } from '../scenario/find-files.ts'
import { modernOutput } from '../scenario/ftw/ftw-import.ts'
import { overridesFile, PLATFORMS, type Platform } from '../scenario/ftw/platform.ts'
import { type Output, outputSchema } from '../scenario/output-schema.ts'
import type { Scenario } from '../scenario/scenario.ts'
import type { KnownDivergence } from './known.ts'

/** What the CRS says a platform brings instead of what its tests expect; of several for a stage the last counts. */
export type Override = KnownDivergence & { readonly platform: Platform; readonly instead: Output }

/** How far above a test file's folder its overrides may be: `tests/regression/tests/REQUEST-…/920100.yaml`. */
const FOLDERS_UP = 3

/**
 * The CRS's own list of known differences, from the files that stand beside a file of FTW tests or in the nearest folder
 * above it that has any; other scenarios have none. It is the CRS's to mend: an entry of it is never stale. Throws an
 * InputError when such a file is wrong.
 */
export const readOverrides = async (
  { path, shown }: FoundFile,
  scenarios: readonly Scenario[],
): Promise<readonly Override[]> => {
  if (!scenarios.some(({ ftw }) => ftw)) return []
  let folder = dirname(path)
  for (let up = 0; up <= FOLDERS_UP; up++, folder = dirname(folder)) {
    const found = await Promise.all(
      PLATFORMS.map(async platform => {
        const file = join(folder, overridesFile(platform))
        const changed = (await stat(file).catch(() => undefined))?.mtimeMs
        return changed === undefined ? undefined : await readOnce(platform, file, changed, nameOf(file, path, shown))
      }),
    )
    const files = found.filter(file => file !== undefined)
    if (files.length > 0) return files.flat()
  }
  return []
}

/** The file's name for people, in the way that the test file's is. */
const nameOf = (file: string, path: string, shown: string): string =>
  shown === path ? file : join(dirname(shown), relative(dirname(path), file))

type ReadFile = { readonly changed: number; readonly read: Promise<readonly Override[]> }

const known = new Map<string, ReadFile>()

/** Hundreds of test files have the same overrides; they are read again when they have changed. */
const readOnce = (platform: Platform, file: string, changed: number, shown: string): Promise<readonly Override[]> => {
  const before = known.get(file)
  const read =
    before?.changed === changed ? before.read : readFile(file).then(octets => parseOverrides(platform, shown, octets))
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

/** The overrides of a file, one for each test. Throws an InputError with everything that is wrong in it. */
export const parseOverrides = (platform: Platform, shown: string, octets: Uint8Array): readonly Override[] => {
  const yaml = parseYaml(shown, octets, () => false)
  const parsed = overridesSchema.safeParse(yaml.value)
  if (!parsed.success) throw new InputError(problems(parsed.error.issues, yaml, path => path))
  return parsed.data.test_overrides.flatMap(
    ({ rule_id, test_ids, stage_ids, reason = 'no reason given', retry_once, output = {} }, index) =>
      test_ids.map(id => ({
        name: `${shown}:${yaml.line(['test_overrides', index])}`,
        test: `${rule_id}-${id}`,
        platform,
        ...(stage_ids === undefined ? {} : { stages: stage_ids }),
        instead: { ...modernOutput(output), ...(retry_once === undefined ? {} : { retry_once }) },
        reason,
        source: "the CRS's own list",
      })),
  )
}
