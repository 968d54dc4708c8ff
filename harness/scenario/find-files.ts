import { readdir, stat } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import { type Diagnostic, InputError } from '../../src/errors.ts'

/** A file as it is opened and as people see it. */
export type FoundFile = {
  readonly path: string
  readonly shown: string
  /** True of one that was named itself, not found in a folder that was. */
  readonly isNamed: boolean
}

/** What is YAML but no scenario: lists of known differences, ours and those of the CRS. */
const OTHERS = /^divergences\.yaml$|-overrides\.ya?ml$/

/**
 * The files that paths name: a file itself, and of a folder all with one of the endings, sorted. Throws an
 * InputError when a path is not there.
 */
export const findFiles = async (
  folder: string,
  paths: readonly string[],
  endings: RegExp,
): Promise<readonly FoundFile[]> => {
  const missing: Diagnostic[] = []
  const found = new Map<string, boolean>()
  for (const given of paths) {
    const path = resolve(folder, given)
    const kind = await stat(path).catch(() => undefined)
    if (kind === undefined) missing.push({ code: 'NO_SUCH_FILE', message: `no file or folder ${given}` })
    else if (kind.isDirectory()) for (const one of await within(path, endings)) found.set(one, found.get(one) === true)
    else found.set(path, true)
  }
  if (missing.length > 0) throw new InputError(missing)
  return [...found].map(([path, isNamed]) => {
    const near = relative(folder, path)
    return { path, shown: near.startsWith('..') ? path : near, isNamed }
  })
}

/** Endings of scenario files. */
export const SCENARIO_ENDINGS = /\.ya?ml$/

const within = async (folder: string, endings: RegExp): Promise<readonly string[]> => {
  const entries = await readdir(folder, { withFileTypes: true })
  const found: string[] = []
  for (const entry of entries.sort((one, other) => (one.name < other.name ? -1 : 1))) {
    const path = join(folder, entry.name)
    if (entry.isDirectory() && entry.name !== 'node_modules' && !entry.name.startsWith('.')) {
      found.push(...(await within(path, endings)))
    } else if (entry.isFile() && endings.test(entry.name) && !OTHERS.test(entry.name)) found.push(path)
  }
  return found
}
