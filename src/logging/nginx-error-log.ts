import { type ByteString, hexPair } from '../bytes.ts'
import { decodedPath } from '../servers/nginx/libmodsecurity-uri.ts'
import type { Alert, Observer } from '../transaction/events.ts'
import type { Transaction } from '../transaction/transaction.ts'

/**
 * An observer that writes what libmodsecurity sends to nginx's error log, a line each (rule_message.cc, 3.0.13).
 * Messages of the engine's own go to its debug log only, so they are not here, save that this program has stopped a request.
 */
export const nginxErrorLog = (write: (line: ByteString) => void): Observer => ({
  alert: (alert, tx) => {
    const level = alert.action === 'Warning.' ? 'info' : 'error'
    if (alert.errorLog && isLogged(alert)) write(frame(level, alertText(alert, tx), tx))
  },
  limit: ({ limit: reached, text }, tx) => {
    if (reached === 'requestTimeMs') write(frame('error', `${text} [unique_id "${tx.start.uniqueId}"]`, tx))
  },
})

/** A SecAction is logged only with a msg, the warning of a SecRuleScript never; that of `@inspectFile` is (scenarios/script-files.yaml). */
const isLogged = ({ element, msg, action }: Alert): boolean => {
  if (element.isAction) return msg !== undefined
  return element.script === undefined || element.operator !== undefined || action !== 'Warning.'
}

const frame = (level: 'info' | 'error', text: ByteString, tx: Transaction): ByteString => {
  const { connection, request } = tx.start
  const host = request.headers.find(({ name }) => name.toLowerCase() === 'host')?.value ?? ''
  const tail = `, client: ${connection.remoteAddress}, server: , request: "${request.line}", host: "${host}"`
  const client = level === 'error' ? `[client ${connection.remoteAddress}] ` : ''
  const body = `${client}ModSecurity: ${text}`
  return `${time(new Date(tx.start.wallMs()))} [${level}] ${process.pid}#${process.pid}: *1 ${escapeAll(body)}${tail}`
}

const alertText = (alert: Alert, tx: Transaction): ByteString => {
  const { rule, msg, data, tags, action } = alert
  const uri = decodedPath(tx.start.request.target)
  const denied = action === 'Warning.' ? 'Warning.' : action
  return (
    `${denied} ${matched(alert, tx)} [file "${rule.file}"] [line "${rule.line}"] [id "${rule.idText}"] [rev "${escapeQuotes(rule.rev ?? '')}"]` +
    ` [msg "${msg ?? ''}"] [data "${escapeQuotes(limit(data ?? '', 200))}"] [severity "${rule.severity ?? 0}"]` +
    ` [ver "${escapeQuotes(rule.ver ?? '')}"] [maturity "${rule.maturity ?? 0}"] [accuracy "${rule.accuracy ?? 0}"]` +
    `${tags.map(tag => ` [tag "${escapeQuotes(tag)}"]`).join('')} [hostname "${tx.start.serverName}"] [uri "${limit(uri, 200)}"]` +
    ` [unique_id "${tx.start.uniqueId}"] [ref ""]`
  )
}

/** The operators' names in libmodsecurity's spelling (src/operators/*.h, 3.0.13); a rule may spell them as it likes. */
const LABELS: ReadonlyMap<string, string> = new Map(
  [
    ...['BeginsWith', 'Contains', 'ContainsWord', 'DetectSQLi', 'DetectXSS', 'EndsWith', 'Eq', 'FuzzyHash', 'Ge'],
    ...['GeoLookup', 'GsbLookup', 'Gt', 'InspectFile', 'IpMatch', 'IpMatchFromFile', 'Le', 'Lt', 'NoMatch', 'Pm'],
    ...['PmFromFile', 'Rbl', 'Rsub', 'Rx', 'RxGlobal', 'StrEq', 'StrMatch', 'UnconditionalMatch', 'Within'],
    ...['ValidateByteRange', 'ValidateDTD', 'ValidateHash', 'ValidateSchema', 'ValidateUrlEncoding'],
    ...['ValidateUtf8Encoding', 'VerifyCC', 'VerifyCPF', 'VerifySSN', 'VerifySVNR'],
  ]
    .map(label => [label.toLowerCase(), label] as const)
    .concat([
      ['pmf', 'PmFromFile'],
      ['ipmatchf', 'IpMatchFromFile'],
    ]),
)

const matched = ({ element, name, original }: Alert, tx: Transaction): ByteString => {
  const { operator } = element
  if (operator === undefined || element.isAction || name === undefined) return ''
  const label = LABELS.get(operator.name.toLowerCase()) ?? operator.name
  if (label === 'DetectSQLi') return 'detected SQLi using libinjection.'
  if (label === 'DetectXSS') return 'detected XSS using libinjection.'
  const parameter = limit(operator.argument.expand(tx), 200)
  return `Matched "Operator \`${label}' with parameter \`${parameter}' against variable \`${name}' (Value: \`${limit(escapeAll(original ?? ''), 100)}' )`
}

const limit = (value: ByteString, mostBytes: number): ByteString =>
  value.length <= mostBytes ? value : `${value.slice(0, mostBytes)} (${value.length - mostBytes} characters omitted)`

const escapeQuotes = (value: ByteString): ByteString =>
  value.replace(/["\\]/g, character => `\\x${hexPair(character.charCodeAt(0))}`)

const escapeAll = (value: ByteString): ByteString =>
  value.replace(/[\0-\x1f\x7f-\xff]/g, character => `\\x${hexPair(character.charCodeAt(0))}`)

const time = (at: Date): string => {
  const two = (value: number) => String(value).padStart(2, '0')
  return `${at.getFullYear()}/${two(at.getMonth() + 1)}/${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`
}
