import { z } from 'zod'
import { expectation } from './expectation.ts'

/** `retry_once`: a stage that fails is sent a second time. It expects nothing. */
export const retry_once = expectation({
  key: 'retry_once',
  schema: z.boolean().describe('True: a stage that fails is sent a second time.'),
  about: 'nothing',
  check: () => [],
})
