import { afterAll, beforeAll, describe, test } from 'vitest'
import { EnvironmentError } from '../../../src/errors.ts'
import { contract, contractSetup } from '../contract.ts'
import type { Waf } from '../waf.ts'
import { apache } from './apache.ts'
import { connectDocker } from './docker.ts'
import { reaperImageName } from './images.ts'
import { nginx } from './nginx.ts'

/** Why no container can run here, or undefined. */
const reason = await connectDocker(reaperImageName()).then(
  () => undefined,
  (error: unknown) => {
    if (error instanceof EnvironmentError) return error.message
    throw error
  },
)

describe.each([
  ['apache', apache()],
  ['nginx', nginx()],
])(`%s${reason === undefined ? '' : ` (skipped: ${reason})`}`, (_, backend) => {
  let kept: Waf | undefined
  // The containers stay up as long as one WAF is.
  beforeAll(async () => {
    if (reason === undefined) kept = await backend(contractSetup())
  }, 300_000)
  afterAll(async () => {
    await kept?.[Symbol.asyncDispose]()
  }, 60_000)

  for (const { fact, check } of contract) {
    test.skipIf(reason !== undefined)(fact, () => check(backend), 120_000)
  }
})
