import type { ByteString } from '../bytes.ts'
import { escapeLog } from '../log-escape.ts'
import { untilNul } from './alert-text.ts'
import type { AuditedHeader, AuditRecord, AuditTrailer } from './audit-record.ts'
import type { AuditedElement, AuditedRule } from './audit-rules.ts'
import { auditTime } from './audit-time.ts'

/**
 * A record as one line of JSON without its line end: keys, order and escapes of mod_security2 with yajl (msc_logging.c,
 * `sec_audit_logger_json`, 2.9.8). Texts end at a NUL; bytes above 0x7F stand as they are. The emulator does not
 * measure the engine: the stopwatch's parts are 0.
 */
export const jsonAuditRecord = (record: AuditRecord): ByteString => {
  const { connection, request, response, trailer, uploads, rules } = record
  const sent = response === 'none' ? undefined : response
  return map({
    transaction: map({
      time: text(auditTime(record.at)),
      transaction_id: text(record.uniqueId),
      remote_address: text(connection.remoteAddress),
      remote_port: String(connection.remotePort),
      local_address: text(connection.serverAddress),
      local_port: String(connection.serverPort),
    }),
    request: map({
      request_line: request && text(request.line),
      headers: request && headerMap(request.headers),
      body: record.body && texts(record.body),
      fake_body: optionalText(record.fakedBody),
    }),
    response: map({
      protocol: sent && text('HTTP/1.1'),
      status: sent && String(sent.status),
      headers: sent && headerMap(sent.headers),
      body: optionalText(record.responseBody),
    }),
    audit_data: trailer === undefined ? '{}' : auditData(trailer),
    uploads: uploads && uploadMap(uploads),
    matched_rules: rules && list(rules.map(matchedRule)),
  })
}

const auditData = (trailer: AuditTrailer): ByteString => {
  const { messages, errors, intercepted, producers, sanitised, webApp, sensorId } = trailer
  const some = (names: readonly ByteString[]): string | undefined =>
    names.length === 0 ? undefined : texts(names.map(escapeLog))
  const hidden = map({
    args: some(sanitised.args),
    request_headers: some(sanitised.requestHeaders),
    response_headers: some(sanitised.responseHeaders),
  })
  return map({
    messages: messages.length === 0 ? undefined : texts(messages),
    error_messages: errors.length === 0 ? undefined : texts(errors),
    action:
      intercepted && map({ intercepted: 'true', phase: String(intercepted.phase), message: text(intercepted.message) }),
    handler: optionalText(trailer.handler),
    stopwatch: '{"p1":0,"p2":0,"p3":0,"p4":0,"p5":0,"sr":0,"sw":0,"l":0,"gc":0}',
    response_body_dechunked: trailer.hasResponseBody ? 'true' : undefined,
    producer: producers.length === 1 ? text(producers[0] ?? '') : texts(producers),
    server: text(trailer.server),
    sanitized: hidden === '{}' ? undefined : hidden,
    webapp_info:
      webApp && map({ id: escaped(webApp.id), session: escaped(webApp.session), user_id: escaped(webApp.user) }),
    sensor_id: escaped(sensorId),
    engine_mode: optionalText(trailer.engineMode),
  })
}

/** A sanitised value has one star more than it has bytes: the line end is starred too. */
const headerMap = (headers: readonly AuditedHeader[]): ByteString =>
  `{${headers.map(({ name, value, isSanitised }) => `${text(name)}:${text(isSanitised ? '*'.repeat(value.length + 1) : value)}`).join(',')}}`

const uploadMap = (files: NonNullable<AuditRecord['uploads']>): ByteString =>
  map({
    info: list(
      files.map(({ content, fileName }) =>
        map({
          file_size: String(content.length),
          file_name: escaped(fileName),
          content_type: text('<Unknown Content-Type>'),
        }),
      ),
    ),
    total: String(files.reduce((sum, { content }) => sum + content.length, 0)),
  })

const matchedRule = ({ isChain, elements }: AuditedRule): ByteString =>
  map({
    chain: String(isChain),
    rules: list(elements.map(ruleMap)),
    full_chain_match: isChain ? String(elements.length > 1 && elements.at(-1)?.matched === true) : undefined,
  })

const ruleMap = ({ rule, element, tags, matched }: AuditedElement): ByteString => {
  const { source, operator } = element
  const isStarter = rule.elements[0] === element
  const ofStarter = <Value>(value: Value): Value | undefined => (isStarter ? value : undefined)
  return map({
    actionset: map({
      id: ofStarter(escaped(rule.idText === '' ? undefined : rule.idText)),
      rev: ofStarter(escaped(rule.rev)),
      version: ofStarter(escaped(rule.ver)),
      severity: ofStarter(rule.severity === undefined ? undefined : String(rule.severity)),
      accuracy: ofStarter(rule.accuracy),
      maturity: ofStarter(rule.maturity),
      phase: String(rule.phase),
      is_chained: String(source.isChained || !isStarter),
      chain_starter: isStarter && source.isChained ? 'true' : undefined,
      tags: tags.length === 0 ? undefined : texts(tags.map(escapeLog)),
    }),
    operator: map({
      operator: text(operator?.name ?? ''),
      operator_param: text(operator?.argument.text ?? ''),
      target: text(element.targets.all.map(target => target.text).join('|')),
      negated: String(operator?.negated === true),
    }),
    config: map({ filename: text(source.file), line_num: String(source.line) }),
    unparsed: text(source.text()),
    is_matched: String(matched),
  })
}

/** An object of values that are JSON already; those that are undefined are left out. */
const map = (values: Readonly<Record<string, ByteString | undefined>>): ByteString => {
  const members = Object.entries(values).flatMap(([key, value]) => (value === undefined ? [] : [`"${key}":${value}`]))
  return `{${members.join(',')}}`
}

const list = (values: readonly ByteString[]): ByteString => `[${values.join(',')}]`
const texts = (values: readonly ByteString[]): ByteString => list(values.map(text))
const optionalText = (value: ByteString | undefined): ByteString | undefined =>
  value === undefined ? undefined : text(value)
const escaped = (value: ByteString | undefined): ByteString | undefined =>
  value === undefined ? undefined : text(escapeLog(value))

/** yajl's escapes: upper-case hexadecimal digits, the solidus and 0x7F as they are. */
const text = (value: ByteString): ByteString =>
  `"${untilNul(value).replace(/[\0-\x1f"\\]/g, character => SHORT[character] ?? `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`)}"`

const SHORT: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
}
