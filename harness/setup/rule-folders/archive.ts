import { createHash } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { EnvironmentError, InputError } from '../../../src/errors.ts'
import { runCommand } from './commands.ts'
import { setupFile } from './rule-folder.ts'

const DOWNLOAD_TIMEOUT_MS = 120_000

/** SHA-256 of a file in hex. Throws an InputError when it is not the pinned one. */
export const checksum = async (file: string, pinned: string | undefined): Promise<string> => {
  const found = createHash('sha256')
    .update(await readFile(file))
    .digest('hex')
  if (pinned !== undefined && pinned.toLowerCase() !== found) {
    throw new InputError([
      { code: 'WRONG_CHECKSUM', message: `${file}: SHA-256 is ${found}, pinned is ${pinned}; nothing was added` },
    ])
  }
  return found
}

/** Unpacks an archive of CRS into a folder and gives the folder in it that holds the rule folder. */
export const unpack = async (archive: string, folder: string): Promise<string> => {
  const remedy = 'wanted a tar archive of CRS, which tar can read'
  try {
    await runCommand('tar', ['-xf', archive, '-C', folder], { timeoutMs: 60_000, remedy })
  } catch (error) {
    if (!(error instanceof EnvironmentError && isRefusal(error.cause))) throw error
    throw new InputError([
      { code: 'BAD_ARCHIVE', message: `${archive}: ${error.lastLines[0] ?? 'tar fails'}; ${remedy}` },
    ])
  }
  if ((await setupFile(folder)) !== undefined) return folder
  for (const name of await readdir(folder)) {
    if ((await setupFile(join(folder, name))) !== undefined) return join(folder, name)
  }
  throw new InputError([{ code: 'NO_RULE_SET', message: `${archive}: no crs-setup.conf.example in this archive` }])
}

/** True when a program ran and ended with an exit code; it is neither absent nor killed. */
const isRefusal = (cause: unknown): boolean =>
  typeof cause === 'object' && cause !== null && 'code' in cause && typeof cause.code === 'number'

/** Where the CRS project publishes the archive of a version. */
export const releaseAddress = (version: string): string =>
  `https://github.com/coreruleset/coreruleset/archive/refs/tags/v${version}.tar.gz`

/** Fetches an archive into a file. Throws an EnvironmentError when the address does not answer with it. */
export const download = async (address: string, file: string): Promise<void> => {
  const remedy = 'fetch the archive by other means and give its path to wafrig crs add'
  const response = await fetch(address, { signal: AbortSignal.timeout(DOWNLOAD_TIMEOUT_MS) }).catch(
    (cause: unknown) => {
      const why = cause instanceof Error && cause.cause instanceof Error ? cause.cause.message : String(cause)
      throw new EnvironmentError(`cannot fetch ${address} (${why}); ${remedy}`, [], { cause })
    },
  )
  if (!response.ok) throw new EnvironmentError(`${address} answered ${response.status}; ${remedy}`)
  await writeFile(file, Buffer.from(await response.arrayBuffer()))
}
