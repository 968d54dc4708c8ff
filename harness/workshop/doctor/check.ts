import { EnvironmentError, InputError } from '../../../src/errors.ts'

/** What a look at one thing came to. A warning does not fail: something optional is missing. */
export type CheckResult = {
  readonly state: 'ok' | 'warning' | 'fail'
  /** What was looked at, and what was found, in a line. */
  readonly what: string
  readonly found: string
  /** What to do about it. */
  readonly remedy?: string
}

/** A thing that is right. */
export const ok = (what: string, found: string): CheckResult => ({ state: 'ok', what, found })

/** Something optional that is missing. */
export const warning = (what: string, found: string, remedy: string): CheckResult => ({
  state: 'warning',
  what,
  found,
  remedy,
})

/** Something that is needed and wrong. */
export const fail = (what: string, found: string, remedy: string): CheckResult => ({
  state: 'fail',
  what,
  found,
  remedy,
})

/** What `look` finds, or the failure that its EnvironmentError or InputError tells of, with the remedy. */
export const checked = async (
  what: string,
  remedy: string,
  look: () => Promise<readonly CheckResult[]>,
): Promise<readonly CheckResult[]> => {
  try {
    return await look()
  } catch (error) {
    if (!(error instanceof EnvironmentError || error instanceof InputError)) throw error
    const lines = error instanceof EnvironmentError ? error.lastLines : []
    return [fail(what, [error.message, ...lines.map(line => `| ${line}`)].join('\n'), remedy)]
  }
}
