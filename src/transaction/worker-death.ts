/**
 * Thrown where the real engine's process dies: nothing more becomes of the request, no rule, no line and no record; the
 * connection is closed where no answer has been sent yet.
 */
export class WorkerDeath extends Error {
  override readonly name = 'WorkerDeath'
}
