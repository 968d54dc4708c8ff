import { z } from 'zod'
import { fromText, toText } from '../../../src/bytes.ts'
import type { LogLine } from '../../waf/waf.ts'
import { expectation, type Shortfall } from './expectation.ts'

/** One error-log line: each field given must be equal to the line's. */
const lineSchema = z.strictObject({
  text: z.string().optional().describe('From "ModSecurity: " (excluded) up to the first metadata field.'),
  id: z.number().int().optional().describe('Id of the rule.'),
  rev: z.string().optional().describe('[rev].'),
  msg: z.string().optional().describe('[msg].'),
  data: z.string().optional().describe('[data].'),
  severity: z.string().optional().describe('[severity].'),
  ver: z.string().optional().describe('[ver].'),
  maturity: z.string().optional().describe('[maturity].'),
  accuracy: z.string().optional().describe('[accuracy].'),
  tags: z.array(z.string()).optional().describe('All tags in order.'),
  hostname: z.string().optional().describe('[hostname].'),
  uri: z.string().optional().describe('[uri].'),
})

type WantedLine = z.output<typeof lineSchema>

/** `log.lines`: lines with these fields are there, in this order; other lines may stand between them. */
export const lines = expectation({
  key: 'log.lines',
  schema: z.array(lineSchema).describe('Lines that must be there in this order, field for field.'),
  about: 'log',
  textual: ['text', 'msg', 'ver', 'tags'],
  check: (output, { log }) => lineShortfalls(output.log?.lines ?? [], log),
})

const lineShortfalls = (allWanted: readonly WantedLine[], log: readonly LogLine[]): readonly Shortfall[] => {
  let from = 0
  return allWanted.flatMap((wanted, index): readonly Shortfall[] => {
    const key = `log.lines[${index}]`
    const found = log.findIndex((line, at) => at >= from && differences(key, wanted, line).length === 0)
    if (found !== -1) {
      from = found + 1
      return []
    }
    const nearest =
      log.find((line, at) => at >= from && line.id === wanted.id) ?? log.find(({ id }) => id === wanted.id)
    if (nearest === undefined) return [{ key, expected: `a line of rule ${wanted.id ?? '(none)'}`, actual: 'none' }]
    const differing = differences(key, wanted, nearest)
    if (differing.length > 0) return differing
    return [{ key, expected: `rule ${wanted.id ?? '(none)'} at this place in the order`, actual: 'earlier' }]
  })
}

const differences = (key: string, wanted: WantedLine, line: LogLine): readonly Shortfall[] =>
  FIELDS.flatMap((field): readonly Shortfall[] => {
    const value = wanted[field]
    if (value === undefined) return []
    const expected =
      typeof value === 'object' ? value.map(fromText) : typeof value === 'string' ? fromText(value) : value
    if (shown(expected) === shown(line[field])) return []
    return [{ key: `${key}.${field}`, expected: shown(expected), actual: shown(line[field]) }]
  })

const FIELDS = [
  ...(['text', 'id', 'rev', 'msg', 'data', 'severity', 'ver', 'maturity', 'accuracy'] as const),
  ...(['tags', 'hostname', 'uri'] as const),
]

const shown = (value: string | number | readonly string[] | undefined): string =>
  value === undefined ? 'absent' : toText(JSON.stringify(value))
