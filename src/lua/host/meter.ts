import type { ScriptLimits } from '../limits.ts'

/** Thrown through the virtual machine, past every `pcall`. */
export class LimitReached extends Error {
  readonly limit: keyof ScriptLimits

  constructor(limit: keyof ScriptLimits, message: string) {
    super(message)
    this.name = 'LimitReached'
    this.limit = limit
  }
}

/** Thrown through the virtual machine where the real engine's process would end. */
export class ProcessEnds extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'ProcessEnds'
  }
}

const PATTERN_STEPS_PER_INSTRUCTION = 8

/** Counts what one run uses; each method throws LimitReached when its limit is passed. */
export class Meter {
  readonly limits: ScriptLimits
  readonly #start = performance.now()
  #instructions = 0
  #memoryBytes = 0
  #sleepMs = 0
  #reached: LimitReached | undefined

  constructor(limits: ScriptLimits) {
    this.limits = limits
  }

  /** Milliseconds left of the wall time, at least 0. */
  get leftMs(): number {
    return Math.max(0, this.limits.wallTimeMs - (performance.now() - this.#start))
  }

  /** The limit that was reached, if one was: what is thrown inside the virtual machine may get lost there. */
  get reached(): LimitReached | undefined {
    return this.#reached
  }

  instructions(count: number): void {
    this.#instructions += count
    if (this.#instructions > this.limits.instructions) {
      this.#stop('instructions', `the script ran more than ${this.limits.instructions} instructions`)
    }
    if (this.leftMs === 0) this.outOfTime()
  }

  patternSteps(count: number): void {
    this.instructions(count / PATTERN_STEPS_PER_INSTRUCTION)
  }

  allocate(bytes: number): void {
    this.#memoryBytes += bytes
    if (this.#memoryBytes > this.limits.memoryBytes) {
      this.#stop('memoryBytes', `the script made more than ${this.limits.memoryBytes} bytes of strings`)
    }
  }

  /** To be called before a string of this length is built. */
  stringLength(bytes: number): void {
    if (bytes > this.limits.stringBytes) {
      this.#stop(
        'stringBytes',
        `the script asked for a string of ${bytes} bytes; ${this.limits.stringBytes} are allowed`,
      )
    }
  }

  sleep(ms: number): void {
    this.#sleepMs += ms
    if (this.#sleepMs > this.limits.sleepMs) {
      this.#stop('sleepMs', `the script asked to sleep for more than ${this.limits.sleepMs} ms`)
    }
  }

  outOfTime(): never {
    this.#stop('wallTimeMs', `the script ran for more than ${this.limits.wallTimeMs} ms`)
  }

  #stop(limit: keyof ScriptLimits, message: string): never {
    this.#reached = new LimitReached(limit, message)
    throw this.#reached
  }
}
