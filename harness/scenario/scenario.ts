import type { WrittenFile, WrittenTest } from './file-schema.ts'
import type { Input } from './input-schema.ts'
import type { Output } from './output-schema.ts'
import type { Scorer } from './scorer-schema.ts'
import type { Matrix, SetupWish } from './setup-schema.ts'

/** One request of a scenario with what is expected of it. */
export type Stage = {
  /** Line of the stage in its file, from 1. */
  readonly line: number
  /** When its request comes, as it is written. */
  readonly time?: string
  /** What passes before its request, in seconds. */
  readonly wait_s?: number
  /** How often it is run; once when not given. */
  readonly repeat?: number
  readonly input: Input
  readonly scorer?: Scorer | undefined
  readonly output: Output
}

/** One test of a scenario file, with what its file says for all tests. Plain data: it crosses process borders. */
export type Scenario = {
  readonly file: string
  readonly line: number
  /** `<rule>-<test>` for FTW files, else `<file name>-<test>`; the test counts from 1 where it has no test_id. */
  readonly id: string
  readonly description: string
  readonly tags: readonly string[]
  readonly ftw: boolean
  readonly setup: SetupWish
  readonly matrix: Matrix
  /** What the test's own setup sets: no dimension of the matrix. */
  readonly fixed: SetupWish
  readonly backends?: readonly string[] | undefined
  readonly requires?: WrittenFile['requires']
  readonly expectFailure?: WrittenTest['expect_failure']
  readonly skip?: WrittenTest['skip']
  readonly stages: readonly Stage[]
}
