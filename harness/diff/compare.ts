import type { ByteString } from '../../src/bytes.ts'
import type { ScoreRequest } from '../../src/scoring/contract.ts'
import type { ComparedField } from '../divergences/fields.ts'
import { statusOf } from '../waf/status-of.ts'
import type { Exchange, LogLine } from '../waf/waf.ts'
import { withoutAddress } from './address.ts'
import { align, variableOf } from './align.ts'
import { compareAuditLogs } from './compare-audit.ts'

/** Something in which two exchanges of the same octets differ; a value that is not there is undefined. */
export type Difference = {
  readonly field: ComparedField
  /** Rule of the log line. */
  readonly rule?: number
  /** Variable of the log line, number of the scoring server's call, or place in the audit record. */
  readonly at?: string
  readonly one: ByteString | undefined
  readonly other: ByteString | undefined
}

/**
 * In which form the two sides log. `like`: the same engine's form, each field counts. `unlike`: mod_security2's beside
 * libmodsecurity's, where texts, lines, files' empty fields and severities are written differently by design.
 */
export type Forms = 'like' | 'unlike'

/**
 * Everything that differs. Not compared, since it legitimately differs: time, process, client, `unique_id` (also inside
 * other fields), where a rule lies in memory, libmodsecurity's `ref`, the hour and day that the scoring server was told, and the response's body,
 * which web servers write by themselves. libmodsecurity's `line` is not compared either: it counts continued lines as it
 * pleases (scores of rules above shift it). What one of the two does not show is not compared either.
 */
export const compareExchanges = (one: Exchange, other: Exchange, forms: Forms): readonly Difference[] => {
  const isSeen = (what: keyof NonNullable<Exchange['unknown']>): boolean =>
    one.unknown?.[what] === undefined && other.unknown?.[what] === undefined
  return [
    ...differing('status', statusOf(one), statusOf(other)),
    ...(isSeen('scores') ? differing('scores.inbound', one.scores.inbound, other.scores.inbound) : []),
    ...(isSeen('scores') ? differing('scores.outbound', one.scores.outbound, other.scores.outbound) : []),
    ...(isSeen('log') ? compareLogs(one.log, other.log, forms) : []),
    ...(isSeen('scored') ? compareScored(one.scored, other.scored) : []),
    ...compareAudit(one, other, forms),
  ]
}

/** Why something of two exchanges cannot be compared: one of the WAFs does not show it. */
export const unseenIn = (one: Exchange, other: Exchange): readonly string[] =>
  [one, other].flatMap(({ unknown = {} }) => Object.values(unknown))

/** Compared where both sides have an audit log of one form. */
const compareAudit = (one: Exchange, other: Exchange, forms: Forms): readonly Difference[] =>
  forms === 'unlike' || one.auditLog === undefined || other.auditLog === undefined
    ? []
    : compareAuditLogs(one.auditLog, other.auditLog).map(found => ({ field: 'audit', ...found }))

const compareLogs = (one: readonly LogLine[], other: readonly LogLine[], forms: Forms): readonly Difference[] => {
  const aligned = align(one, other)
  const found = aligned.flatMap(({ one, other }): readonly Difference[] => {
    const present = one ?? other
    if (present === undefined) return []
    const about = placeOf(present)
    if (one !== undefined && other !== undefined)
      return compareLines(one, other, forms).map(found => ({ ...found, ...about }))
    if (present.id === undefined && forms === 'unlike') return []
    const field = present.id === undefined ? 'message' : 'rule'
    return [{ field, ...about, one: one && summary(one), other: other && summary(other) }]
  })
  const isWhole = aligned.every(({ one, other }) => one !== undefined && other !== undefined)
  return isWhole
    ? [
        ...found,
        ...compareOrder(
          aligned.flatMap(({ other }) => other ?? []),
          other,
        ),
      ]
    : found
}

/** `inOrder` is the second log in the order of the first. */
const compareOrder = (inOrder: readonly LogLine[], other: readonly LogLine[]): readonly Difference[] =>
  inOrder.every((line, index) => line === other[index])
    ? []
    : [{ field: 'order', one: inOrder.map(shortName).join(' '), other: other.map(shortName).join(' ') }]

const shortName = ({ id, text }: LogLine): string => (id === undefined ? JSON.stringify(text) : String(id))

const placeOf = (line: LogLine): Pick<Difference, 'rule' | 'at'> => {
  const at = variableOf(line)
  return { ...(line.id === undefined ? {} : { rule: line.id }), ...(at === undefined ? {} : { at }) }
}

const summary = ({ id, text, msg }: LogLine): ByteString =>
  id === undefined ? text : [text, ...(msg === undefined ? [] : [`[msg "${msg}"]`])].join(' ')

const LINE_FIELDS = [
  ...(['text', 'file', 'line', 'rev', 'msg', 'data', 'severity', 'ver', 'maturity', 'accuracy', 'tags'] as const),
  ...(['hostname', 'uri'] as const),
]

/** What both engines write alike. */
const COMMON_FIELDS: ReadonlySet<string> = new Set(['msg', 'data', 'ver', 'tags'])

const compareLines = (one: LogLine, other: LogLine, forms: Forms): readonly Difference[] =>
  LINE_FIELDS.filter(field => isCompared(field, one, other, forms)).flatMap(field =>
    differing(field, shownBy(one, field, forms), shownBy(other, field, forms)),
  )

/** libmodsecurity writes every field, an empty one for what there is not. */
const shownBy = (line: LogLine, field: (typeof LINE_FIELDS)[number], forms: Forms): string | undefined => {
  const value = without(line, field)
  return forms === 'unlike' && value === '' ? undefined : value
}

const isCompared = (field: (typeof LINE_FIELDS)[number], one: LogLine, other: LogLine, forms: Forms): boolean => {
  if (forms === 'unlike') return COMMON_FIELDS.has(field)
  if (field === 'hostname') return one.hostname !== undefined && other.hostname !== undefined
  return field !== 'line' || isFromApache(one)
}

/** True for a line in httpd's frame; nginx's begins with the date. */
const isFromApache = ({ raw }: LogLine): boolean => raw.startsWith('[')

/** A field's value, the transaction's own id in it made a word. */
const without = (line: LogLine, field: (typeof LINE_FIELDS)[number]): string | undefined => {
  const value = line[field]
  const text = typeof value === 'object' ? value.map(tag => `"${tag}"`).join(' ') : value?.toString()
  const same = text === undefined ? undefined : withoutAddress(text)
  return line.uniqueId === undefined ? same : same?.replaceAll(line.uniqueId, '<unique_id>')
}

const compareScored = (one: readonly ScoreRequest[], other: readonly ScoreRequest[]): readonly Difference[] => {
  if (one.length !== other.length) return differing('scored.count', one.length, other.length)
  return one.flatMap((call, index) => {
    const counterpart = other[index]
    if (counterpart === undefined) return []
    const found = CALL_FIELDS.flatMap(([field, value]) => differing(field, value(call), value(counterpart)))
    return found.map(difference => ({ ...difference, at: `call ${index + 1}` }))
  })
}

type Pairs = readonly (readonly [name: ByteString, value: ByteString])[]

const shown = (pairs: Pairs | undefined): string | undefined =>
  pairs?.map(([name, value]) => `${JSON.stringify(name)}=${JSON.stringify(value)}`).join(' ')

const TIMES = new Set(['hour', 'day'])

const CALL_FIELDS: readonly (readonly [ComparedField, (call: ScoreRequest) => string | undefined])[] = [
  ['scored.method', ({ method }) => method],
  ['scored.path', ({ path }) => path],
  ['scored.args', ({ args }) => shown(args)],
  ['scored.files', ({ files }) => shown(files)],
  ['scored.sizes', ({ sizes }) => shown(sizes)],
  ['scored.fields', ({ fields }) => shown(fields.filter(([name]) => !TIMES.has(name)))],
  ['scored.headers', ({ headers }) => shown(headers)],
  ['scored.body', ({ body }) => body],
  ['scored.answered', ({ answered }) => `${answered.status} ${answered.fault ?? ''}`],
]

const differing = (
  field: ComparedField,
  one: string | number | undefined,
  other: string | number | undefined,
): readonly Difference[] =>
  one === other
    ? []
    : [
        {
          field,
          one: one === undefined ? undefined : String(one),
          other: other === undefined ? undefined : String(other),
        },
      ]
