import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { z } from 'zod'
import { type Diagnostic, InputError } from '../../../src/errors.ts'
import { parseErrorLogLine } from '../../waf/log-line.ts'
import type { Exchange } from '../../waf/waf.ts'

const schema = z.strictObject({
  about: z.string().describe('What the request shows, in a sentence.'),
  kind: z.string(),
  ruleSet: z.string().describe('The rule set: its name and version.'),
  engine: z.enum(['On', 'DetectionOnly']),
  observedOn: z.string().describe('The backend that was observed.'),
  request: z.string().describe('The octets, one character each.'),
  rules: z.array(z.number().int()).describe('The rules whose log lines count; lines without a rule always do.'),
  observed: z.strictObject({
    status: z.number().int().optional().describe('Absent: no response came.'),
    log: z.array(z.string()).describe('The error-log lines from "ModSecurity: " on.'),
  }),
  emulated: z.array(z.string()).optional().describe('What differed when it was found.'),
})

/** A request that showed a difference, with what a real engine made of it. */
export type Kept = z.output<typeof schema>

/** What counts of an exchange, as it is kept: lines without what stands before ModSecurity's part. */
export const observedIn = (exchange: Exchange, rules: readonly number[]): Kept['observed'] => {
  const { response, log } = counting(exchange, rules)
  return {
    ...(response === undefined ? {} : { status: response.status }),
    log: log.map(({ raw }) => raw.slice(raw.indexOf('ModSecurity: '))),
  }
}

/** An exchange with the log lines that count: those of the rules and those without a rule; no scores. */
export const counting = (exchange: Exchange, rules: readonly number[]): Exchange => ({
  ...exchange,
  log: exchange.log.filter(({ id }) => id === undefined || rules.includes(id)),
  scores: {},
})

/** The exchange that was observed, with what is kept of it. */
export const exchangeOf = ({ observed }: Kept): Exchange => {
  const lines = observed.log.map(line => parseErrorLogLine(`[] ${line}`)).filter(line => line !== undefined)
  const { status } = observed
  const response = status === undefined ? {} : { response: { status, reason: '', protocol: '', headers: [], body: '' } }
  return { ...response, log: lines, scores: {}, scored: [], elapsedMs: 0 }
}

/** Reads the kept requests of a folder, by name. Throws an InputError for a file that is not one. */
export const readKept = async (folder: string): Promise<ReadonlyMap<string, Kept>> => {
  const found: Diagnostic[] = []
  const kept = new Map<string, Kept>()
  for (const name of (await readdir(folder)).filter(file => file.endsWith('.json')).sort()) {
    const parsed = schema.safeParse(JSON.parse(await readFile(join(folder, name), 'utf8')))
    if (parsed.success) kept.set(basename(name, '.json'), parsed.data)
    else found.push({ code: 'BAD_KEPT_REQUEST', message: `${join(folder, name)}: ${z.prettifyError(parsed.error)}` })
  }
  if (found.length > 0) throw new InputError(found)
  return kept
}

/** Writes a kept request; the name is made of its kind. */
export const keep = async (folder: string, kept: Kept): Promise<string> => {
  await mkdir(folder, { recursive: true })
  const name = `${kept.kind} ${kept.engine}`
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 80)
  const file = join(folder, `${name}.json`)
  await writeFile(file, `${JSON.stringify(kept, undefined, 2)}\n`)
  return file
}
