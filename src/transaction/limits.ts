import { InputError } from '../errors.ts'
import { SCRIPT_LIMITS, type ScriptLimits } from '../lua/limits.ts'
import { REGEX_STEPS } from '../regex/translate.ts'

/** What a request may cost, whatever the configuration says: on for every front end, the same for all requests of a rule set. */
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

/** The limits with those that are not named. Throws an InputError for one that bounds nothing: NaN, or less than 0. */
export const limitsOf = ({ regexSteps, requestTimeMs, script }: Partial<Limits>): Limits => {
  const limits: Limits = {
    regexSteps: regexSteps ?? DEFAULT_LIMITS.regexSteps,
    script: script ?? DEFAULT_LIMITS.script,
    requestTimeMs: requestTimeMs ?? DEFAULT_LIMITS.requestTimeMs,
  }
  const numbers = { regexSteps: limits.regexSteps, requestTimeMs: limits.requestTimeMs, ...limits.script }
  const bad = Object.entries(numbers).filter(([, value]) => !(value >= 0))
  if (bad.length === 0) return limits
  throw new InputError(
    bad.map(([name, value]) => ({
      code: 'BAD_SETTING',
      message: `limit ${name}: wanted a number that is not negative, not ${value}`,
    })),
  )
}

/** Limits that directives set, and `ctl` may change for one request. */
export type ConfiguredLimits = {
  /** SecRequestBodyLimit. */
  requestBodyLimitBytes: number
  /** SecRequestBodyNoFilesLimit. */
  requestBodyNoFilesLimitBytes: number
  /** SecRequestBodyInMemoryLimit: more than that goes to a file, forms and bodies that a rule wants aside. */
  requestBodyInMemoryLimitBytes: number
  /** SecResponseBodyLimit. */
  responseBodyLimitBytes: number
  /** SecRequestBodyJsonDepthLimit: how deep objects and arrays lie in each other. */
  jsonDepthLimit: number
  /** SecArgumentsLimit: how many arguments a query string and a body have together. */
  argumentsLimit: number
  /** SecUploadFileLimit: how many files of a body are kept. */
  uploadFileLimit: number
}

/** mod_security2's built-in values (apache2_config.c, `init_directory_config`, 2.9.8). */
export const CONFIGURED_LIMITS: Readonly<ConfiguredLimits> = {
  requestBodyLimitBytes: 134_217_728,
  requestBodyNoFilesLimitBytes: 1_048_576,
  requestBodyInMemoryLimitBytes: 131_072,
  responseBodyLimitBytes: 524_288,
  jsonDepthLimit: 10_000,
  argumentsLimit: 1000,
  uploadFileLimit: 100,
}
