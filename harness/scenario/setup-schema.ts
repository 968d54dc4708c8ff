import { isIP } from 'node:net'
import { z } from 'zod'
import { ERROR_CODES } from '../../src/error-codes.ts'

const level = z.number().int().min(0).max(40)
const score = z.number().int()
const lines = z.union([z.string(), z.array(z.string())])
const txValue = z.union([z.string(), z.number()])

/** Settings of the rule set; the names are made those of CRS 3 and 4 both. */
const crsSchema = z.strictObject({
  version: z.string().optional().describe('The rule set: a name that `wafrig crs list` shows, or a version.'),
  paranoia: level.optional().describe('Blocking paranoia level.'),
  detection_paranoia: level.optional().describe('Paranoia level of the rules that run.'),
  inbound_threshold: score.optional().describe('Anomaly score from which a request is refused.'),
  outbound_threshold: score.optional().describe('Anomaly score from which a response is refused.'),
  early_blocking: z.boolean().optional().describe('Refuse at the end of phase 1 and 3 already (CRS 4).'),
  reporting_level: score.optional().describe('How much the correlation rules report (CRS 4).'),
  max_num_args: score.optional().describe('Most arguments.'),
  arg_name_length: score.optional().describe('Longest name of an argument, in bytes.'),
  arg_length: score.optional().describe('Longest value of an argument, in bytes.'),
  total_arg_length: score.optional().describe('Length of all arguments, in bytes.'),
  max_file_size: score.optional().describe('Largest upload, in bytes.'),
  combined_file_sizes: score.optional().describe('Largest sum of uploads, in bytes.'),
  validate_utf8: z.boolean().optional().describe('Look whether text is UTF-8.'),
  tx: z.record(z.string(), txValue).optional().describe('More variables of TX, by name.'),
})

/** What scripts may reach: nothing of this machine but loopback, unless a scenario grants it. */
const scriptsSchema = z.strictObject({
  readable_files: z
    .array(z.string().regex(/^\//, 'an absolute path; one of a folder ends in /'))
    .optional()
    .describe(
      'Files of this machine that scripts may open on the emulator, by absolute path; with a slash at the end, all in a folder. In a real WAF they may open what its process may. Those of `files` and of the plugin can always be opened.',
    ),
  hosts: z
    .record(
      z.string().regex(/^[a-z0-9.-]+$/, 'the name of a host in lower case'),
      z.string().refine(text => isIP(text) !== 0, { message: 'wanted an IP address like 127.0.0.1' }),
    )
    .optional()
    .describe(
      'Names of hosts that scripts may ask, with their addresses. Only emulators can be told; else scripts reach loopback alone there.',
    ),
})

/** What a WAF is started with, as a scenario writes it. */
export const setupSchema = z.strictObject({
  crs: crsSchema.optional().describe('Settings of the rule set; the names of CRS 3 and 4 are made one.'),
  mode: z
    .union([z.literal(1), z.literal(2)])
    .optional()
    .describe('Mode of the machine-learning plugin: 1 false-positive detection, 2 general detection.'),
  engine: z.enum(['On', 'DetectionOnly']).optional().describe('SecRuleEngine; On when absent.'),
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
    .optional()
    .describe('The plugin of the run (--plugin).'),
  lua_socket: z.boolean().optional().describe('False: the engine has no lua-socket.'),
  rules: lines.optional().describe('SecLang lines loaded last.'),
  files: z
    .record(z.string().regex(/^(?!.*\.conf$)[\w.-]+$/, 'a file name without a folder, and not *.conf'), z.string())
    .optional()
    .describe('Files in /etc/modsecurity.d that `rules` names or scripts open, by name: scripts, phrase lists.'),
  scripts: scriptsSchema.optional().describe('What Lua scripts may reach of this machine.'),
  crs_setup: lines.optional().describe('SecLang lines loaded after crs-setup.conf.'),
  accepted_notices: z
    .array(z.enum(ERROR_CODES))
    .optional()
    .describe(
      'Codes of notices about the rules that are known and not told, since the tests are about what brings them.',
    ),
})

/** What a WAF is started with, as a scenario writes it. */
export type SetupWish = z.output<typeof setupSchema>

const some = <Schema extends z.ZodType>(schema: Schema) => z.array(schema).nonempty().optional()

/** Each list gives one dimension; a test runs once per combination. */
export const matrixSchema = z.strictObject({
  mode: some(z.union([z.literal(1), z.literal(2)])).describe('Modes of the machine-learning plugin.'),
  engine: some(z.enum(['On', 'DetectionOnly'])).describe('SecRuleEngine.'),
  lua_socket: some(z.boolean()).describe('Whether the engine has lua-socket.'),
  enabled: some(z.boolean()).describe("The plugin's own switch."),
  paranoia: some(level).describe('Blocking paranoia levels.'),
  detection_paranoia: some(level).describe('Paranoia levels of the rules that run.'),
  inbound_threshold: some(score).describe('Anomaly scores from which a request is refused.'),
  outbound_threshold: some(score).describe('Anomaly scores from which a response is refused.'),
  early_blocking: some(z.boolean()).describe('Whether refusals come at the end of phase 1 and 3 already.'),
  crs: some(z.string()).describe('Rule sets, by name or version.'),
  backends: some(z.string()).describe('Where to run, unless the run says it (--backend).'),
})

/** The dimensions of a file or test. */
export type Matrix = z.output<typeof matrixSchema>
