import { type ByteString, fromOctets, toText } from '../../src/bytes.ts'
import type { ScoreRequest } from '../../src/scoring/contract.ts'
import type { Input } from '../scenario/input-schema.ts'
import { buildRequest } from '../scenario/request.ts'
import type { Exchange, LogLine } from '../waf/waf.ts'

/** What the scoring server was asked and answered, as text. */
export type Call = { readonly asked: string; readonly answered: string }

/** A line of the error log as text: as it was written, and what of it a reader looks for. */
export type LoggedLine = {
  readonly raw: string
  /** What the engine says of itself, up to its fields; the line behind its time where it is of anything else. */
  readonly text: string
  readonly id?: number
  readonly msg?: string
  readonly data?: string
  readonly severity?: string
  /** The rule's file, without its folders, and line. */
  readonly place?: string
}

/** What a failure message shows besides the shortfalls. Text for people, no control characters. */
export type Evidence = {
  /** First line of the request. */
  readonly request: string
  readonly log: readonly LoggedLine[]
  readonly calls: readonly Call[]
  /** What the engine's process died of. */
  readonly died?: string
}

/** Longest text of one value shown, in characters. */
const SHOWN_LIMIT = 2000

/** What an exchange has to show for itself. */
export const evidenceOf = (input: Input, exchange: Exchange): Evidence => ({
  request: readable(fromOctets(buildRequest(input)).split('\r\n', 1)[0] ?? ''),
  log: exchange.log.map(loggedLine),
  calls: exchange.scored.map(callOf),
  ...(exchange.died === undefined ? {} : { died: exchange.died }),
})

/** A log line made text for people. */
export const loggedLine = ({ raw, text, id, msg, data, severity, file, line }: LogLine): LoggedLine => ({
  raw: readable(raw),
  text: readable(text),
  ...(id === undefined ? {} : { id }),
  ...(msg === undefined ? {} : { msg: readable(msg) }),
  ...(data === undefined ? {} : { data: readable(data) }),
  ...(severity === undefined ? {} : { severity: readable(severity) }),
  ...(file === undefined
    ? {}
    : { place: readable(`${file.replace(/^.*\//, '')}${line === undefined ? '' : `:${line}`}`) }),
})

/** The octets as text: UTF-8 where it is, control characters written out, cut where it is very long. */
export const readable = (value: ByteString): string => {
  const text = toText(value)
  const shown = (text.includes('\uFFFD') ? value : text).replace(
    /[\x00-\x1f\x7f-\x9f]/g,
    control => `\\x${control.charCodeAt(0).toString(16).padStart(2, '0')}`,
  )
  return shown.length <= SHOWN_LIMIT ? shown : `${shown.slice(0, SHOWN_LIMIT)}… (${shown.length} characters)`
}

/** A question to the scoring server and its answer, as text. */
export const callOf = ({ method, path, args, files, sizes, answered }: ScoreRequest): Call => ({
  asked: [
    `${readable(method)} ${readable(path)}`,
    ...listed('args', args),
    ...listed('files', files),
    ...listed('sizes', sizes),
  ].join('  '),
  answered: answered.status === 0 ? 'no answer' : `${answered.status} ${readable(answered.body)}`,
})

const listed = (kind: string, pairs: readonly (readonly [ByteString, ByteString])[]): readonly string[] =>
  pairs.length === 0
    ? []
    : [`${kind}: ${pairs.map(([name, value]) => `${readable(name)}=${readable(value)}`).join(' ')}`]
