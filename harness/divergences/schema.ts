import { z } from 'zod'
import { COMPARED_FIELDS, FIELD_GROUPS } from './fields.ts'

const fieldSchema = z.union([
  z.enum([...COMPARED_FIELDS, ...FIELD_GROUPS]),
  z.string().regex(/^output\.[a-z_.[\]0-9]+$/, {
    error: `one of ${[...COMPARED_FIELDS, ...FIELD_GROUPS].join(', ')}, or output.<key>`,
  }),
])

const divergenceSchema = z.strictObject({
  scenario: z.string().min(1).describe('The scenario file, seen from this file.'),
  test: z.string().min(1).describe("The test's title or id; /…/ is a regular expression on both."),
  backends: z.array(z.string()).nonempty().describe('The backends that differ from all others.'),
  differs: z
    .array(fieldSchema)
    .nonempty()
    .describe('What differs: a field that `wafrig diff` compares, or output.<key>: an expectation not met there.'),
  rules: z.array(z.number().int()).nonempty().optional().describe('Only in log lines of these rules.'),
  mode: z
    .union([z.literal(1), z.literal(2)])
    .optional()
    .describe('Only in this mode.'),
  crs: z.string().optional().describe('Only with rule sets of this version, e.g. "3".'),
  reason: z.string().min(1).describe('Why it differs.'),
  source: z.string().min(1).describe('Where that is known from: a source file, an issue, an observation.'),
})

/** `divergences.yaml`: the known differences between backends. */
export const divergencesSchema = z.strictObject({ divergences: z.array(divergenceSchema) })
