import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { InputError } from '../../src/errors.ts'
import { type FtwConfig, parseFtwConfig } from '../scenario/ftw/ftw-config.ts'

const NAME = '.ftw.yaml'
/** What `--ftw-config` says for none. */
const NONE = 'none'

/**
 * The configuration of go-ftw that a run reads: the file that is named, else `.ftw.yaml` of the folder or of the home folder, where
 * go-ftw looks for it. Throws an InputError when a named one is not there, or when it is wrong.
 */
export const ftwConfig = async (
  folder: string,
  home: string,
  named: string | undefined,
): Promise<FtwConfig | undefined> => {
  if (named === NONE) return undefined
  if (named !== undefined) {
    const octets = await octetsOf(resolve(folder, named))
    if (octets !== undefined) return parseFtwConfig(named, octets)
    throw new InputError([{ code: 'NO_SUCH_FILE', message: `--ftw-config ${named}: no such file` }])
  }
  const here = await octetsOf(join(folder, NAME))
  if (here !== undefined) return parseFtwConfig(NAME, here)
  const there = await octetsOf(join(home, NAME))
  return there === undefined ? undefined : parseFtwConfig(join(home, NAME), there)
}

const octetsOf = async (file: string): Promise<Uint8Array | undefined> => {
  try {
    return await readFile(file)
  } catch {
    return undefined
  }
}
