import { z } from 'zod'

const level = z.number().int().min(0).max(40)
const score = z.number().int()
const lines = z.union([z.string(), z.array(z.string())])
const txValue = z.union([z.string(), z.number()])

/** Settings of the rule set; the names are made those of CRS 3 and 4 both. */
const crsSchema = z.strictObject({
  version: z.string().optional().describe('The rule set: a name that `wafrig crs list` shows, or a version.'),
  paranoia: level.optional().describe('Blocking paranoia level.'),
  detection_paranoia: level.optional().describe('Paranoia level of the rules that run.'),
  inbound_threshold: score.optional(),
  outbound_threshold: score.optional(),
  early_blocking: z.boolean().optional(),
  reporting_level: score.optional(),
  max_num_args: score.optional(),
  arg_name_length: score.optional(),
  arg_length: score.optional(),
  total_arg_length: score.optional(),
  max_file_size: score.optional(),
  combined_file_sizes: score.optional(),
  validate_utf8: z.boolean().optional(),
  tx: z.record(z.string(), txValue).optional().describe('More variables of TX, by name.'),
})

/** What a WAF is started with, as a scenario writes it. */
export const setupSchema = z.strictObject({
  crs: crsSchema.optional(),
  mode: z
    .union([z.literal(1), z.literal(2)])
    .optional()
    .describe('Mode of the machine-learning plugin: 1 false-positive detection, 2 general detection.'),
  engine: z.enum(['On', 'DetectionOnly']).optional(),
  plugin: z
    .strictObject({
      enabled: z.boolean().optional().describe("The plugin's own switch."),
      loaded: z.boolean().optional().describe('False: the plugin is not there at all.'),
      settings: z
        .record(z.string(), txValue)
        .optional()
        .describe(
          'Variables of TX, by what follows "…-plugin_" in their names, or by full name with "tx."; they win over the plugin\'s own file of settings.',
        ),
    })
    .optional(),
  lua_socket: z.boolean().optional().describe('False: the engine has no lua-socket.'),
  rules: lines.optional().describe('SecLang lines loaded last.'),
  files: z
    .record(z.string().regex(/^(?!.*\.conf$)[\w.-]+$/, 'a file name without a folder, and not *.conf'), z.string())
    .optional()
    .describe('Files that `rules` names, by name: scripts, phrase lists.'),
  crs_setup: lines.optional().describe('SecLang lines loaded after crs-setup.conf.'),
})

/** What a WAF is started with, as a scenario writes it. */
export type SetupWish = z.output<typeof setupSchema>

const some = <Schema extends z.ZodType>(schema: Schema) => z.array(schema).nonempty().optional()

/** Each list gives one dimension; a test runs once per combination. */
export const matrixSchema = z.strictObject({
  mode: some(z.union([z.literal(1), z.literal(2)])),
  engine: some(z.enum(['On', 'DetectionOnly'])),
  lua_socket: some(z.boolean()),
  enabled: some(z.boolean()).describe("The plugin's own switch."),
  paranoia: some(level),
  detection_paranoia: some(level),
  inbound_threshold: some(score),
  outbound_threshold: some(score),
  early_blocking: some(z.boolean()),
  crs: some(z.string()).describe('Rule sets, by name or version.'),
  backends: some(z.string()),
})

/** The dimensions of a file or test. */
export type Matrix = z.output<typeof matrixSchema>
