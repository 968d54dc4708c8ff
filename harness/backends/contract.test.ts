import { describe, test } from 'vitest'
import type { StartWaf } from '../setup/setup.ts'
import { Unavailable } from '../waf/unavailable.ts'
import { contract } from './contract.ts'
import { BACKENDS, openBackend } from './find-backend.ts'

// Those in containers are held to it beside what starts them; a remote WAF is what its user made of it.
describe.each(BACKENDS.filter(({ runs }) => runs.in === 'process'))('$name', ({ name }) => {
  const opening = openBackend(name)

  test.for(contract)('$fact', async ({ check }, { skip }) => {
    let reason: string | undefined
    const start: StartWaf = async setup => {
      try {
        return await (await opening)(setup)
      } catch (error) {
        if (error instanceof Unavailable) reason = error.message
        throw error
      }
    }
    try {
      await check(start)
    } catch (error) {
      skip(reason !== undefined, reason)
      throw error
    }
  })
})
