import { EnvironmentError } from '../../src/errors.ts'

/** Throws an EnvironmentError where vitest, which is a peer of this package, is not installed. */
export const requireVitest = (): void => {
  try {
    import.meta.resolve('vitest/node')
  } catch (cause) {
    throw new EnvironmentError('vitest, which runs the tests, is not installed here: npm i -D vitest', [], { cause })
  }
}
