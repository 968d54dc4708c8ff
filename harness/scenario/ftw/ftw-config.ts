import { z } from 'zod'
import { type Diagnostic, InputError } from '../../../src/errors.ts'
import { problems } from '../diagnostics.ts'
import { parseYaml, type YamlFile } from '../document.ts'
import { patternOf, patternSchema } from '../pattern.ts'

/** What the configuration of go-ftw replaces in the input of each FTW test. */
export type InputOverrides = z.infer<typeof inputSchema>

/** A list entry: the ids of tests that it is about, and why. */
export type ListedTests = { readonly pattern: RegExp; readonly reason: string }

/** The configuration of go-ftw, `.ftw.yaml`, as far as it means something here. */
export type FtwConfig = {
  /** Its name for people. */
  readonly file: string
  /** Where the WAF is, as far as the overrides say it, and its log; for the backend remote. */
  readonly url: string | undefined
  readonly logFile: string | undefined
  readonly skipsVerification: boolean
  readonly include: RegExp | undefined
  readonly exclude: RegExp | undefined
  readonly includeTags: RegExp | undefined
  readonly ignore: readonly ListedTests[]
  readonly forcePass: readonly ListedTests[]
  readonly forceFail: readonly ListedTests[]
  readonly input: InputOverrides
  /** What of it does nothing here. */
  readonly notices: readonly Diagnostic[]
}

const text = z.string()

/** The keys of `testoverride.input` (go-ftw 2.5, config/types.go); `ordered_headers` is read there and not used. */
const inputSchema = z
  .object({
    dest_addr: text,
    port: z.number().int(),
    protocol: text,
    uri: text,
    version: text,
    method: text,
    headers: z.record(text, text),
    data: text,
    stop_magic: z.boolean(),
    autocomplete_headers: z.boolean(),
    encoded_request: text,
    override_empty_host_header: z.boolean(),
  })
  .partial()

const listSchema = z.record(text, text.nullable()).superRefine((list, context) => {
  for (const key of Object.keys(list)) {
    if (patternSchema.safeParse(key).success) continue
    context.addIssue({ code: 'custom', path: [key], message: `"${key}" is not a regular expression` })
  }
})

const configSchema = z
  .object({
    logfile: text,
    include: patternSchema,
    exclude: patternSchema,
    include_tags: patternSchema,
    skip_tls_verification: z.boolean(),
    testoverride: z
      .object({ input: inputSchema, ignore: listSchema, forcepass: listSchema, forcefail: listSchema })
      .partial(),
  })
  .partial()

const NO_MARKERS = 'is not needed here: the lines of a request are found without markers in the log'

/** Keys of go-ftw's that do nothing here, each with the reason. */
const WITHOUT_EFFECT: Readonly<Record<string, string>> = {
  logmarkerheadername: NO_MARKERS,
  maxmarkerretries: NO_MARKERS,
  maxmarkerloglines: NO_MARKERS,
  mode: 'does nothing here: without a log, what a test expects of it is not judged',
  custom_log_id_regex: 'does nothing here: rules are found by the fields of ModSecurity’s lines',
}

const TEXTS = [
  'headers',
  'uri',
  'data',
  'version',
  'dest_addr',
  'ignore',
  'forcepass',
  'forcefail',
  'include',
  'exclude',
]

/** Reads `.ftw.yaml`; `shown` is its name for people. Throws an InputError with everything that is wrong in it. */
export const parseFtwConfig = (shown: string, octets: Uint8Array): FtwConfig => {
  const yaml = parseYaml(shown, octets, (name, inherited) => inherited || TEXTS.includes(name))
  const parsed = configSchema.safeParse(yaml.value ?? {})
  if (!parsed.success) throw new InputError(problems(parsed.error.issues, yaml, path => path))
  const { logfile, include, exclude, include_tags, skip_tls_verification, testoverride = {} } = parsed.data
  const { input = {}, ignore, forcepass, forcefail } = testoverride
  return {
    file: shown,
    url: urlOf(input),
    logFile: logfile === '' ? undefined : logfile,
    skipsVerification: skip_tls_verification === true,
    include: given(include),
    exclude: given(exclude),
    includeTags: given(include_tags),
    ignore: listed(ignore),
    forcePass: listed(forcepass),
    forceFail: listed(forcefail),
    input,
    notices: noticesOf(yaml),
  }
}

const given = (pattern: string | undefined): RegExp | undefined =>
  pattern === undefined ? undefined : patternOf(pattern)

const listed = (list: z.infer<typeof listSchema> = {}): readonly ListedTests[] =>
  Object.entries(list).map(([pattern, reason]) => ({
    pattern: patternOf(pattern),
    reason: reason === null || reason === '' ? 'no reason given' : reason,
  }))

/** Where go-ftw would send every test, if the overrides say it: its own defaults fill what they leave open. */
const urlOf = ({ protocol, dest_addr, port }: InputOverrides): string | undefined => {
  if (protocol === undefined && dest_addr === undefined && port === undefined) return undefined
  const host = dest_addr ?? 'localhost'
  return `${protocol ?? 'http'}://${host.includes(':') ? `[${host}]` : host}:${port ?? 80}`
}

const KNOWN_INPUT = [...Object.keys(inputSchema.shape)]
const KNOWN = Object.keys(configSchema.shape)
const KNOWN_OVERRIDE = ['input', 'ignore', 'forcepass', 'forcefail']

const noticesOf = (yaml: YamlFile): readonly Diagnostic[] => {
  const top = mapOf(yaml.value)
  const override = mapOf(top.testoverride)
  const unread = (path: readonly string[], known: readonly string[], map: object): readonly Diagnostic[] =>
    Object.keys(map)
      .filter(key => !known.includes(key))
      .map(key => ({
        code: 'UNREAD_KEY',
        message: `"${key}" ${WITHOUT_EFFECT[key] ?? 'is not read by go-ftw, or does nothing here'}`,
        span: yaml.span([...path, key], 'key'),
      }))
  return [
    ...unread([], KNOWN, top),
    ...unread(['testoverride'], KNOWN_OVERRIDE, override),
    ...unread(['testoverride', 'input'], KNOWN_INPUT, mapOf(override.input)),
  ]
}

const mapOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
