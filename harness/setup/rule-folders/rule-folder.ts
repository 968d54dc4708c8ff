import { access, readFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { InputError } from '../../../src/errors.ts'

/** A rule set as it lies on the disk: a folder with `crs-setup.conf` or `crs-setup.conf.example`, and `rules/`. */
export type RuleFolder = {
  readonly name: string
  readonly path: string
  /** As `tx.crs_setup_version` says, e.g. 3.3.4 for 334 and 4.28.0 for 4280; undefined when it does not. */
  readonly version: string | undefined
  /** Its regression tests in FTW format, when they came with it. */
  readonly tests: string | undefined
}

const SETUP_FILES = ['crs-setup.conf', 'crs-setup.conf.example']

/** The rule folder at a path. Throws an InputError when it has no setup file or no rules. */
export const openRuleFolder = async (folder: string, name = basename(resolve(folder))): Promise<RuleFolder> => {
  const setup = await setupFile(folder)
  if (setup === undefined || !(await exists(join(folder, 'rules')))) {
    throw new InputError([
      {
        code: 'NO_RULE_SET',
        message: `no rule set in ${folder}: wanted crs-setup.conf or crs-setup.conf.example, and rules/`,
      },
    ])
  }
  const tests = join(folder, 'tests', 'regression', 'tests')
  return {
    name,
    path: resolve(folder),
    version: versionIn(await readFile(setup, 'latin1')),
    tests: (await exists(tests)) ? tests : undefined,
  }
}

/** The setup file of a rule folder: `crs-setup.conf`, else its example. */
export const setupFile = async (folder: string): Promise<string | undefined> => {
  for (const name of SETUP_FILES) {
    if (await exists(join(folder, name))) return join(folder, name)
  }
  return undefined
}

/** True if the file or folder is there. */
export const exists = async (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

/**
 * The version in a setup file: its digits are major, minor, patch, where only the minor number has two digits from
 * CRS 4.10 on (4280 is 4.28.0; 3310 is 3.3.10, the one exception by major version).
 */
const versionIn = (setup: string): string | undefined => {
  const digits = /setvar:'?tx\.crs_setup_version=(\d{3,})/i.exec(setup)?.[1]
  if (digits === undefined) return undefined
  const [major, minor, patch] = digits.startsWith('3')
    ? [digits[0], digits[1], digits.slice(2)]
    : [digits[0], digits.slice(1, -1), digits.slice(-1)]
  return [major, minor, patch].map(Number).join('.')
}
