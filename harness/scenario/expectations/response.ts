import { z } from 'zod'
import { type ByteString, equalsIgnoringCase, fromText, toText } from '../../../src/bytes.ts'
import type { HttpResponse } from '../../../src/http/message.ts'
import { patternOf, patternSchema } from '../pattern.ts'
import { expectation } from './expectation.ts'

/** `response_contains`: status line, headers and body, as one text, match. */
export const response_contains = expectation({
  key: 'response_contains',
  schema: patternSchema.describe('Must match the response: status line, headers and body.'),
  about: 'response',
  textual: ['response_contains'],
  check: (output, { response }) => {
    const wanted = output.response_contains
    if (wanted === undefined) return []
    if (response !== undefined && patternOf(wanted).test(toText(whole(response)))) return []
    const actual = response === undefined ? 'no response' : `no match in ${response.body.length} bytes of body`
    return [{ key: 'response_contains', expected: `/${wanted}/`, actual }]
  },
})

/** `response_headers`: each header has this value; null: it is absent. */
export const response_headers = expectation({
  key: 'response_headers',
  schema: z
    .record(z.string(), z.union([z.string(), z.null()]))
    .describe('Value of each header; null: the header is absent.'),
  about: 'response',
  check: (output, { response }) =>
    Object.entries(output.response_headers ?? {}).flatMap(([name, wanted]) => {
      const values = (response?.headers ?? [])
        .filter(header => equalsIgnoringCase(header.name, fromText(name)))
        .map(({ value }) => toText(value))
      if (wanted === null ? values.length === 0 : values.includes(wanted)) return []
      const actual = values.length === 0 ? 'absent' : values.join(', ')
      return [{ key: `response_headers.${name}`, expected: wanted ?? 'absent', actual }]
    }),
})

/** `expect_error`: the connection ends without a response; when it is not true, there is one. */
export const expect_error = expectation({
  key: 'expect_error',
  schema: z.boolean().describe('True: the connection ends without a response.'),
  about: 'response',
  check: (output, { response }) => {
    const wanted = output.expect_error === true
    if (wanted === (response === undefined)) return []
    return [
      {
        key: 'expect_error',
        expected: wanted ? 'no response' : 'a response',
        actual: response === undefined ? 'no response' : `status ${response.status}`,
      },
    ]
  },
})

const whole = ({ protocol, status, reason, headers, body }: HttpResponse): ByteString =>
  `${protocol} ${status} ${reason}\r\n${headers.map(({ name, value }) => `${name}: ${value}\r\n`).join('')}\r\n${body}`
