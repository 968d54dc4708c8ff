import { z } from 'zod'
import { type ByteString, fromOctets, fromText } from '../../src/bytes.ts'

/** Base64, line breaks allowed. */
export const base64Schema = z
  .string()
  .regex(/^(?:[A-Za-z0-9+/]\s*)*(?:=\s*){0,2}$/, { error: 'not base64' })
  .describe('Any octets, in base64.')

/**
 * A value of a request as a scenario writes it. Text means its UTF-8 octets; `base64` gives any octets;
 * `repeat` and `times` write a long value shortly.
 */
export const valueSchema = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.strictObject({ base64: base64Schema }),
  z.strictObject({
    repeat: z.string().describe('Text to repeat.'),
    times: z.number().int().nonnegative().describe('How often.'),
  }),
])

/** A value as written in a scenario. */
export type Value = z.output<typeof valueSchema>

/** The octets of a value, as a byte string. */
export const valueBytes = (value: Value): ByteString => {
  if (typeof value !== 'object') return fromText(String(value))
  if ('base64' in value) return fromOctets(Buffer.from(value.base64, 'base64'))
  return fromText(value.repeat).repeat(value.times)
}
