import { EnvironmentError, messageOf } from '../../src/errors.ts'

/** Throws an EnvironmentError where vitest, which is a peer of this package, is not installed or cannot be loaded. */
export const requireVitest = async (): Promise<void> => {
  try {
    import.meta.resolve('vitest/node')
  } catch (cause) {
    throw new EnvironmentError('vitest, which runs the tests, is not installed here: npm i -D vitest', [], { cause })
  }
  try {
    await import('vitest/node')
  } catch (cause) {
    throw new EnvironmentError(
      'vitest, which runs the tests, is installed and cannot be loaded: parts of it that are made for each kind of machine are optional packages, which --omit=optional leaves out; install without it. check, diff, gateway and serve-scorer work without vitest',
      [messageOf(cause).split('\n', 1)[0] ?? ''],
      { cause },
    )
  }
}
