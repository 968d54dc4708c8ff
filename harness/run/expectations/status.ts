import type { Expectation } from './expectation.ts'

/** `status`: the response has this status, or one of a list. */
export const status: Expectation = (output, { response }) => {
  if (output.status === undefined) return []
  const wanted = typeof output.status === 'number' ? [output.status] : output.status
  if (response !== undefined && wanted.includes(response.status)) return []
  return [
    {
      key: 'status',
      expected: wanted.join(' or '),
      actual: response === undefined ? 'no response' : String(response.status),
    },
  ]
}
