import type { ByteString } from '../bytes.ts'
import { escapeLog } from '../log-escape.ts'
import type { AuditedHeader, AuditedResponse, AuditRecord, AuditTrailer } from './audit-record.ts'
import type { AuditedRule } from './audit-rules.ts'
import { auditTime } from './audit-time.ts'

/** What releases of mod_security2 write otherwise. */
export type NativeForm = {
  /** In part K, 2.9.7 puts an empty line behind each rule, 2.9.8 behind a chain only. */
  readonly matchedRules: 'apart' | 'together'
}

/**
 * A record in mod_security2's own format, as a serial log holds it (msc_logging.c, `sec_audit_logger_native`, 2.9.8).
 * `boundary` is eight hexadecimal digits. The emulator does not measure the engine: the stopwatch's parts are 0.
 */
export const nativeAuditRecord = (record: AuditRecord, form: NativeForm, boundary: string): ByteString => {
  const section = (part: string, text: ByteString | undefined): ByteString =>
    text === undefined ? '' : `\n--${boundary}-${part}--\n${text}`
  const { remoteAddress, remotePort, serverAddress, serverPort } = record.connection
  const ends = `${remoteAddress} ${remotePort} ${serverAddress} ${serverPort}`
  const head = `--${boundary}-A--\n[${auditTime(record.at)}] ${record.uniqueId} ${ends}`
  const { request, response, trailer, uploads, rules } = record
  return [
    head,
    section('B', request && `${request.line}\n${headerLines(request.headers)}`),
    section('C', record.body?.join('')),
    section('I', record.fakedBody),
    section('F', response && (response === 'none' ? '' : responseLines(response))),
    section('E', record.responseBody),
    section('H', trailer && trailerLines(trailer, record)),
    section('J', uploads && uploadLines(uploads)),
    section('K', rules?.map(rule => ruleLines(rule, form)).join('')),
    section('Z', ''),
    '\n',
  ].join('')
}

const headerLines = (headers: readonly AuditedHeader[]): ByteString =>
  headers.map(({ name, value, isSanitised }) => `${name}: ${isSanitised ? '*'.repeat(value.length) : value}\n`).join('')

const responseLines = ({ status, reason, headers }: AuditedResponse): ByteString =>
  `HTTP/1.1 ${status}${reason === '' ? '' : ` ${reason}`}\n${headerLines(headers)}`

const trailerLines = (trailer: AuditTrailer, { at, startedMs }: AuditRecord): ByteString => {
  const { messages, errors, intercepted, handler, producers, sanitised, webApp, sensorId, engineMode } = trailer
  const watch = `${startedMs * 1000} ${(at.getTime() - startedMs) * 1000}`
  const named = (name: string, names: readonly ByteString[]): string | undefined =>
    names.length === 0 ? undefined : `${name}: ${names.map(each => `"${escapeLog(each)}"`).join(', ')}.`
  const optional = (text: ByteString | undefined): ByteString => `"${text === undefined ? '-' : escapeLog(text)}"`
  return [
    ...messages.map(message => `Message: ${message}`),
    ...errors.map(error => `Apache-Error: ${error}`),
    intercepted && `Action: Intercepted (phase ${intercepted.phase})`,
    handler && `Apache-Handler: ${handler}`,
    `Stopwatch: ${watch} (- - -)`,
    `Stopwatch2: ${watch}; combined=0, p1=0, p2=0, p3=0, p4=0, p5=0, sr=0, sw=0, l=0, gc=0`,
    trailer.hasResponseBody ? 'Response-Body-Transformed: Dechunked' : undefined,
    `Producer: ${producers.join('; ')}.`,
    `Server: ${trailer.server}`,
    named('Sanitised-Args', sanitised.args),
    named('Sanitised-Request-Headers', sanitised.requestHeaders),
    named('Sanitised-Response-Headers', sanitised.responseHeaders),
    webApp && `WebApp-Info: ${optional(webApp.id)} ${optional(webApp.session)} ${optional(webApp.user)}`,
    sensorId === undefined ? undefined : `Sensor-Id: "${escapeLog(sensorId)}"`,
    engineMode && `Engine-Mode: "${engineMode}"`,
  ]
    .flatMap(line => (line === undefined || line === '' ? [] : [`${line}\n`]))
    .join('')
}

/** The type is never known to 2.9 (msc_multipart.c does not keep it), so its words stand for it. */
const uploadLines = (files: NonNullable<AuditRecord['uploads']>): ByteString => {
  const lines = files.map(
    ({ part, content, fileName }) => `${part},${content.length},"${escapeLog(fileName)}","<Unknown ContentType>"\n`,
  )
  return `${lines.join('')}Total,${files.reduce((sum, { content }) => sum + content.length, 0)}\n`
}

const ruleLines = ({ isChain, elements }: AuditedRule, { matchedRules }: NativeForm): ByteString => {
  const lines = elements.map(({ element, matched }) => `${matched ? '' : '#'}${element.source.text()}\n`).join('')
  return isChain || (matchedRules === 'apart' && elements.length > 0) ? `${lines}\n` : lines
}
