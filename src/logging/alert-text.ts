import type { ByteString } from '../bytes.ts'
import { escapeHex, escapeLog } from '../log-escape.ts'
import { SEVERITIES } from '../severities.ts'
import type { Alert } from '../transaction/events.ts'

/** Longest text of a message with its metadata, in bytes; the rest is cut off without a sign (apache2_util.c). */
export const MESSAGE_LIMIT_BYTES = 1023

/** Longest ` [data "…` part, in bytes; a longer one ends in `..."]` (re.c, `msre_format_metadata`). */
const DATA_LIMIT_BYTES = 521

/** v2's text of an alert for the error log: action, phrase, metadata, cut at 1023 bytes. */
export const alertText = (alert: Alert): ByteString =>
  cut(`${alert.action} ${untilNul(alert.reason ?? '')}${metadata(alert)}`)

/**
 * v2's text for the audit log of a rule with nolog and auditlog, not cut: a warning without `Warning.`, a refusal
 * without the phrase.
 */
export const auditOnlyText = (alert: Alert): ByteString =>
  `${alert.action === 'Warning.' ? untilNul(alert.reason ?? '') : alert.action}${metadata(alert)}`

const cut = (text: ByteString): ByteString => text.slice(0, MESSAGE_LIMIT_BYTES)

const metadata = ({ rule, msg, data, tags }: Alert): ByteString => {
  const field = (name: string, value: ByteString | undefined): ByteString =>
    value === undefined ? '' : ` [${name} "${value}"]`
  const escaped = (value: ByteString | undefined): ByteString | undefined =>
    value === undefined ? undefined : escapeLog(value)
  return [
    field('file', rule.file),
    field('line', String(rule.line)),
    field('id', rule.idText === '' ? undefined : rule.idText),
    field('rev', escaped(rule.rev)),
    field('msg', escaped(msg)),
    data === undefined ? '' : dataField(data),
    field('severity', rule.severity === undefined ? undefined : SEVERITIES[rule.severity]),
    field('ver', escaped(rule.ver)),
    field('maturity', rule.maturity),
    field('accuracy', rule.accuracy),
    ...tags.map(tag => field('tag', escapeLog(untilNul(tag)))),
  ].join('')
}

const dataField = (data: ByteString): ByteString => {
  const field = ` [data "${escapeHex(data)}"]`
  return field.length > DATA_LIMIT_BYTES ? `${field.slice(0, DATA_LIMIT_BYTES - 4)}..."]` : field
}

/** A text as C takes it. */
export const untilNul = (text: ByteString): ByteString => {
  const nul = text.indexOf('\0')
  return nul === -1 ? text : text.slice(0, nul)
}
