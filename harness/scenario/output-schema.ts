import { z } from 'zod'
import { valueSchema } from './value.ts'

/** A regular expression in JavaScript's syntax; a leading `(?i)` and the like become flags. */
const pattern = z.string().refine(isPattern, { message: 'not a regular expression' })

const ruleIds = z.array(z.number().int())

const amount = z
  .union([
    z.number(),
    z.strictObject({
      equals: z.number().optional(),
      at_least: z.number().optional(),
      at_most: z.number().optional(),
    }),
  ])
  .describe('A number, or its bounds.')

const pairs = z
  .union([
    z.record(z.string(), z.union([valueSchema, z.array(valueSchema)])),
    z.array(z.tuple([valueSchema, valueSchema])),
  ])
  .describe('All of them: a map (a list repeats the name), or a list of [name, value] in order.')

/** One error-log line: each field given must be equal to the line's. */
const lineSchema = z.strictObject({
  text: z.string().optional().describe('From "ModSecurity: " (excluded) up to the first metadata field.'),
  id: z.number().int().optional(),
  rev: z.string().optional(),
  msg: z.string().optional(),
  data: z.string().optional(),
  severity: z.string().optional(),
  ver: z.string().optional(),
  maturity: z.string().optional(),
  accuracy: z.string().optional(),
  tags: z.array(z.string()).optional().describe('All tags in order.'),
  hostname: z.string().optional(),
  uri: z.string().optional(),
})

const call = {
  method: z.string().optional(),
  path: z.string().optional(),
  args: pairs.optional(),
  files: pairs.optional(),
  sizes: pairs.optional(),
  fields: pairs.optional().describe('The form fields exactly as they came.'),
  some_fields: z
    .record(z.string(), z.union([valueSchema, z.null()]))
    .optional()
    .describe('These of the form fields, exactly as they came; null: the field is absent.'),
  hour: amount.optional(),
  day: amount.optional(),
  status: z.number().int().optional().describe('What the scorer answered.'),
}

/** What the scoring server was asked. */
const scoredSchema = z.strictObject({
  count: amount.optional().describe('How many calls.'),
  calls: z.array(z.strictObject(call)).optional().describe('Each call in order.'),
  ...call,
})

/** FTW's `output`, and what a plugin test needs besides. */
export const outputSchema = z.strictObject({
  status: z
    .union([z.number().int(), z.array(z.number().int())])
    .optional()
    .describe('Status of the response; a list names all that will do.'),
  log: z
    .strictObject({
      expect_ids: ruleIds.optional().describe('Rules that must have logged.'),
      no_expect_ids: ruleIds.optional().describe('Rules that must not have logged.'),
      match_regex: pattern.optional().describe('Must match the log.'),
      no_match_regex: pattern.optional().describe('Must not match the log.'),
      lines: z.array(lineSchema).optional().describe('Lines that must be there in this order, field for field.'),
    })
    .optional(),
  log_contains: pattern.optional().describe("FTW's old name of log.match_regex."),
  no_log_contains: pattern.optional().describe("FTW's old name of log.no_match_regex."),
  anomaly_score: z.strictObject({ inbound: amount.optional(), outbound: amount.optional() }).optional(),
  scored: scoredSchema.optional().describe('What the scoring server was asked; the fields are those of the only call.'),
  response_contains: pattern.optional().describe('Must match the response: status line, headers and body.'),
  response_headers: z
    .record(z.string(), z.union([z.string(), z.null()]))
    .optional()
    .describe('Value of each header; null: the header is absent.'),
  expect_error: z.boolean().optional().describe('True: the connection ends without a response.'),
  no_alerts: z.boolean().optional().describe('True: no rule has logged.'),
  elapsed: z
    .strictObject({ at_least_ms: z.number().optional(), at_most_ms: z.number().optional() })
    .optional()
    .describe('How long the exchange took.'),
  isolated: z.boolean().optional().describe('True: the one rule of log.expect_ids, and no other, has logged.'),
  retry_once: z.boolean().optional().describe('True: a stage that fails is sent a second time.'),
})

/** What a stage expects. */
export type Output = z.output<typeof outputSchema>
/** Bounds of a number. */
export type Amount = z.output<typeof amount>
/** One error-log line that is expected. */
export type WantedLine = z.output<typeof lineSchema>
/** Names with values that are expected. */
export type WantedPairs = z.output<typeof pairs>
/** What the scoring server should have been asked. */
export type WantedScored = z.output<typeof scoredSchema>

function isPattern(source: string): boolean {
  try {
    patternOf(source)
    return true
  } catch {
    return false
  }
}

/** The regular expression of a scenario. Leading `(?ims)` groups, as Go and Python write them, become flags. */
export const patternOf = (source: string): RegExp => {
  const inline = /^\(\?([ims]+)\)/.exec(source)
  return inline === null
    ? new RegExp(source, 'm')
    : new RegExp(source.slice(inline[0].length), [...new Set(`m${inline[1] ?? ''}`)].join(''))
}
