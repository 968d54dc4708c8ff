import { fromText, toText } from '../../../src/bytes.ts'
import type { LogLine } from '../../backends/waf.ts'
import type { WantedLine } from '../../scenario/output-schema.ts'
import type { Expectation, Shortfall } from './expectation.ts'

/** `log.lines`: lines with these fields are there, in this order; other lines may stand between them. */
export const lines: Expectation = (output, { log }) => {
  let from = 0
  return (output.log?.lines ?? []).flatMap((wanted, index): readonly Shortfall[] => {
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
