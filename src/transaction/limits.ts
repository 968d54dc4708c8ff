import { SCRIPT_LIMITS, type ScriptLimits } from '../lua/limits.ts'
import { REGEX_STEPS } from '../regex/translate.ts'

/**
 * What a request may cost, whatever the configuration says. What directives bound (bodies, arguments, JSON depth, uploads)
 * is in `Settings`, with the engine's own defaults, since rules can change that for one request.
 */
export type Limits = {
  /**
   * Steps of one search of an operator with the backtracking matcher. Behind the limit it finds nothing, as PCRE's
   * match limit has it, and the engine says so in its way.
   */
  readonly regexSteps: number
  /** What one run of a script may use. Behind a limit it fails as a script with an error does. */
  readonly script: ScriptLimits
  /**
   * Time that a request may take, the application's own not counted. It is looked at between values and rules. Behind
   * the limit no rule runs any more and the answer is 500.
   */
  readonly requestTimeMs: number
}

/**
 * The limits of a rule set that is loaded without any. A request may take twice as long as one script, which is allowed two of
 * LuaSocket's timeouts (60 s each): no rules that do their work come near it.
 */
export const DEFAULT_LIMITS: Limits = {
  regexSteps: REGEX_STEPS,
  script: SCRIPT_LIMITS,
  requestTimeMs: 300_000,
}
