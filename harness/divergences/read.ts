import { readFile } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import { type Diagnostic, InputError } from '../../src/errors.ts'
import { problems } from '../scenario/diagnostics.ts'
import { parseYaml } from '../scenario/document.ts'
import { exists } from '../setup/rule-folders/rule-folder.ts'
import type { KnownDivergence } from './known.ts'
import { divergencesSchema } from './schema.ts'

/** Name of the file that lists known differences, beside the scenarios that they are about. */
const DIVERGENCES_FILE = 'divergences.yaml'

/** The differences listed beside scenario files and in the folders above them, up to `folder`. */
export const readDivergences = async (
  folder: string,
  scenarioFiles: readonly string[],
): Promise<readonly KnownDivergence[]> => {
  const folders = [...new Set(scenarioFiles.flatMap(file => upTo(folder, dirname(file))))]
  const known: KnownDivergence[] = []
  for (const one of folders) {
    const file = join(one, DIVERGENCES_FILE)
    if (await exists(file)) known.push(...(await parseDivergences(file, relative(folder, file), await readFile(file))))
  }
  return known
}

/** The content of such a file; `shown` is its name for people. Throws an InputError with everything that is wrong in it. */
export const parseDivergences = async (
  path: string,
  shown: string,
  octets: Uint8Array,
): Promise<readonly KnownDivergence[]> => {
  const yaml = parseYaml(shown, octets, name => ['test', 'crs', 'reason', 'source'].includes(name))
  if (yaml.value === null) return []
  const parsed = divergencesSchema.safeParse(yaml.value)
  if (!parsed.success) throw new InputError(problems(parsed.error.issues, yaml, at => at))
  const found: Diagnostic[] = []
  const known: KnownDivergence[] = []
  for (const [index, divergence] of parsed.data.divergences.entries()) {
    const { scenario, ...rest } = divergence
    const file = resolve(dirname(path), scenario)
    if (await exists(file)) {
      known.push({
        name: `${shown}:${yaml.line(['divergences', index])}`,
        ...rest,
        scenario: { shown: scenario, path: file },
      })
    } else {
      const span = yaml.span(['divergences', index, 'scenario'])
      found.push({ code: 'STALE_DIVERGENCE', message: `no scenario file ${scenario}`, span })
    }
  }
  if (found.length > 0) throw new InputError(found)
  return known
}

/** The folder and those above it, the last one being `top` or, outside of it, the folder itself. */
const upTo = (top: string, folder: string): readonly string[] => {
  const isInside = folder === top || folder.startsWith(`${top}/`)
  return !isInside || folder === top ? [folder] : [folder, ...upTo(top, dirname(folder))]
}
