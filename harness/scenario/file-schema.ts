import { z } from 'zod'
import { inputSchema } from './input-schema.ts'
import { momentSchema } from './moment.ts'
import { outputSchema } from './output-schema.ts'
import { scorerSchema } from './scorer-schema.ts'
import { matrixSchema, setupSchema } from './setup-schema.ts'

const reason = z.string().min(1).describe('Why, for the report.')

const limits = {
  backends: z.array(z.string()).optional().describe('Only there.'),
  mode: z
    .union([z.literal(1), z.literal(2)])
    .optional()
    .describe('Only in this mode.'),
}

const requiresSchema = z.strictObject({
  plugin: z
    .enum(['shipped', 'given', 'published'])
    .optional()
    .describe(
      'given: only with the plugin that --plugin names. published: only when that is the machine-learning-integration-plugin as published.',
    ),
  crs: z.string().optional().describe('Only with rule sets of this version, e.g. "3" or "4.28".'),
})

/** How long a test may wait for the clock of a WAF that cannot be moved, in seconds. */
export const WAIT_LIMIT_S = 10

/** How often a stage can be run. */
const REPEAT_LIMIT = 10_000

/** A stage. */
export const stageSchema = z.strictObject({
  description: z.string().optional().describe('What it is about.'),
  time: momentSchema.optional(),
  wait_s: z
    .number()
    .positive()
    .max(31_622_400)
    .optional()
    .describe(
      `So many seconds pass before the request, before each of a repeated stage. Emulators move their clock; elsewhere they are waited for, up to ${WAIT_LIMIT_S} in a test.`,
    ),
  repeat: z
    .number()
    .int()
    .min(2)
    .max(REPEAT_LIMIT)
    .optional()
    .describe('The stage is run so many times; each time it must bring what it expects.'),
  input: inputSchema.describe('The request.'),
  scorer: scorerSchema.optional().describe('How the scoring server behaves during the stage.'),
  output: outputSchema.optional().describe('What is expected.'),
})

/** A test. */
export const testSchema = z.strictObject({
  desc: z.string().optional().describe('What it is about; its title in reports.'),
  description: z.string().optional().describe('The same, in a longer word.'),
  test_id: z
    .union([z.number(), z.string()])
    .optional()
    .describe('What stands behind the name of the file in its id; its number when absent.'),
  test_title: z.string().optional().describe("FTW's old name of test_id."),
  enabled: z.boolean().optional().describe('False: it is skipped.'),
  tags: z.array(z.string()).optional().describe("Added to the file's."),
  setup: setupSchema.optional().describe("Added to the file's; what it sets is no dimension of the matrix."),
  matrix: matrixSchema.optional().describe("Added to the file's."),
  backends: z.array(z.string()).nonempty().optional().describe('Run on these only.'),
  requires: requiresSchema.optional().describe("Instead of the file's."),
  expect_failure: z
    .strictObject({ reason, ...limits })
    .optional()
    .describe('The test must fail; if it passes, that is a failure.'),
  skip: z
    .strictObject({ reason, ...limits })
    .optional()
    .describe('It is not run.'),
  stages: z
    .array(stageSchema)
    .nonempty()
    .describe('Its requests, one after the other; it ends with the first that fails.'),
})

/** What a file says of itself. */
export const metaSchema = z.strictObject({
  name: z.string().optional().describe('A name.'),
  description: z.string().optional().describe('What the file is about.'),
  author: z.string().optional().describe('Who wrote it.'),
  enabled: z.boolean().optional().describe('False: no test of the file runs.'),
  version: z.union([z.string(), z.number()]).optional().describe('A version.'),
  tags: z.array(z.string()).optional().describe('Tags of all its tests.'),
})

/** A scenario file: FTW's words, and what a plugin test needs besides. */
export const fileSchema = z.strictObject({
  meta: metaSchema.nullish().describe('What the file says of itself.'),
  author: z.string().optional().describe('Belongs into meta; FTW files have it here now and then.'),
  description: z.string().optional().describe('Belongs into meta; FTW files have it here now and then.'),
  rule_id: z.number().int().optional().describe('The rule that the tests are about; it makes the file an FTW file.'),
  setup: setupSchema.optional().describe('What the WAF is started with.'),
  matrix: matrixSchema.optional().describe('Each test runs once per combination.'),
  requires: requiresSchema.optional().describe('Where the tests can run; elsewhere they are skipped.'),
  tests: z.array(testSchema).nonempty().describe('The tests.'),
})

/** A scenario file as written. */
export type WrittenFile = z.output<typeof fileSchema>
/** A test as written. */
export type WrittenTest = WrittenFile['tests'][number]
/** A stage as written. */
export type WrittenStage = WrittenTest['stages'][number]

/** The published JSON Schema of scenario files, for editors. */
export const jsonSchema = (): z.core.JSONSchema.BaseSchema => ({
  ...z.toJSONSchema(fileSchema, { io: 'input', unrepresentable: 'any' }),
  title: 'wafrig scenario file',
})
