import { afterAll, beforeAll, describe, test } from 'vitest'
import { EnvironmentError } from '../../../src/errors.ts'
import type { Waf } from '../../waf/waf.ts'
import { contract, contractSetup } from '../contract.ts'
import { BACKENDS, openBackend } from '../find-backend.ts'
import { connectDocker } from './docker.ts'
import { reaperImageName } from './images.ts'

/** Why no container can run here, or undefined. */
const reason = await connectDocker(reaperImageName()).then(
  () => undefined,
  (error: unknown) => {
    if (error instanceof EnvironmentError) return error.message
    throw error
  },
)

const inContainers = BACKENDS.filter(({ runs }) => runs.in === 'container')

describe.each(inContainers)(`$name${reason === undefined ? '' : ` (skipped: ${reason})`}`, ({ name }) => {
  const opening = openBackend(name)
  let kept: Waf | undefined
  // The containers stay up as long as one WAF is.
  beforeAll(async () => {
    if (reason === undefined) kept = await (await opening)(contractSetup())
  })
  afterAll(async () => {
    await kept?.[Symbol.asyncDispose]()
  })

  for (const { fact, check } of contract) {
    test.skipIf(reason !== undefined)(fact, async () => check(await opening))
  }
})
