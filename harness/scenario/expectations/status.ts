import { z } from 'zod'
import { statusOf } from '../../waf/status-of.ts'
import { expectation } from './expectation.ts'

/** `status`: the response has this status, or one of a list. */
export const status = expectation({
  key: 'status',
  schema: z
    .union([z.number().int(), z.array(z.number().int())])
    .describe('Status of the response; a list names all that will do.'),
  about: 'response',
  check: (output, exchange) => {
    const { response } = exchange
    if (output.status === undefined) return []
    const wanted = typeof output.status === 'number' ? [output.status] : output.status
    if (response !== undefined && wanted.includes(response.status)) return []
    return [
      {
        key: 'status',
        expected: wanted.join(' or '),
        actual: statusOf(exchange),
      },
    ]
  },
})
