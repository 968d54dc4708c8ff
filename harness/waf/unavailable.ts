import { EnvironmentError } from '../../src/errors.ts'

/**
 * A backend cannot do what a setup asks for on this machine, though nothing failed: its tests are skipped with the
 * message as the reason, never passed.
 */
export class Unavailable extends EnvironmentError {
  constructor(reason: string, options?: ErrorOptions) {
    super(reason, [], options)
    this.name = 'Unavailable'
  }
}
