import type { BackendOptions } from '../backends/backend.ts'
import type { RuleFolder } from '../setup/rule-folders/rule-folder.ts'

/** What a conformance run is given. */
export type Conditions = {
  /** Those that came with their tests. */
  readonly ruleFolders: readonly RuleFolder[]
  /** Where the CRS's tests run. */
  readonly backend: string
  /** How backends are had. */
  readonly backends: BackendOptions
  /** Threads for the CRS's tests on the emulator. */
  readonly workers: number
  /** For inputs that are made: the same number makes the same inputs. */
  readonly seed: number
  /** Mutated inputs for libinjection. */
  readonly mutations: number
  /** Generated requests for each rule set, blocking and not. */
  readonly requests: number
  /** Generated rule sets. */
  readonly ruleSets: number
  /** Inputs for each pattern of the rules. */
  readonly inputs: number
}

/** A line of the table. */
export type Row = {
  readonly suite: string
  readonly passed: number
  readonly failed: number
  readonly notApplicable: number
  readonly elapsedMs: number
  /** One text each. */
  readonly failures: readonly string[]
  /** What did not count and why, one sentence each. */
  readonly notes: readonly string[]
}

/** Comparisons of one kind. */
export type Suite = {
  /** The command's options that it reads, those apart that say how backends are had. */
  readonly options: readonly string[]
  /** Names of the backends that it starts, where `chosen` is that of the command line. */
  readonly backends: (chosen: string) => readonly string[]
  /** Runs it, or says why it cannot run here. */
  readonly run: (conditions: Conditions) => Promise<readonly Row[] | { readonly absent: string }>
}

/** A rule folder in a row's title: `CRS 3.3.4`, with the name it is kept under where that says more. */
export const titleOf = ({ name, version }: RuleFolder): string => {
  if (version === undefined) return name
  return name === version ? `CRS ${version}` : `CRS ${version} (${name})`
}

/** A row of failures alone. */
export const failedRow = (suite: string, failures: readonly string[]): Row => ({
  ...{ suite, passed: 0, failed: failures.length, notApplicable: 0, elapsedMs: 0, failures, notes: [] },
})

/** The value, and how long it took to come. */
export const timed = async <Value>(
  work: () => Value | Promise<Value>,
): Promise<{ readonly value: Value; readonly elapsedMs: number }> => {
  const started = performance.now()
  const value = await work()
  return { value, elapsedMs: performance.now() - started }
}
