/** Counts ms from its making on, save those while it is stopped. */
export class Stopwatch {
  readonly #now: () => number
  readonly #startedMs: number
  #stoppedMs = 0
  #stoppedAtMs: number | undefined

  /** `now` is a clock in ms that never goes back; where it begins does not matter. */
  constructor(now: () => number) {
    this.#now = now
    this.#startedMs = now()
  }

  elapsedMs(): number {
    return (this.#stoppedAtMs ?? this.#now()) - this.#startedMs - this.#stoppedMs
  }

  stop(): void {
    this.#stoppedAtMs ??= this.#now()
  }

  goOn(): void {
    if (this.#stoppedAtMs !== undefined) this.#stoppedMs += this.#now() - this.#stoppedAtMs
    this.#stoppedAtMs = undefined
  }
}
