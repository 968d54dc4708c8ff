import type { LogLine } from './waf.ts'

/**
 * A ModSecurity line of an error log taken apart, or undefined for a line of anything else.
 *
 * Apache (v2): `[time] [security2:error] [pid …] [client …] ModSecurity: text [file "…"] … [unique_id "…"], referer …`; 2.9.7 repeats
 * the client. ModSecurity escapes a field's value, then Apache doubles each backslash: both are undone in fields, only
 * Apache's in `text`, which is then as the audit log has it. A message that v2 cut at 1023 bytes keeps its whole fields.
 * nginx (v3): `… [error] 425#425: *17 [client …] ModSecurity: text [file "…"] … [ref "…"], client: …, server: …`; bytes that
 * libmodsecurity wrote as `\xhh` are undone in fields.
 */
export const parseErrorLogLine = (raw: string): LogLine | undefined => {
  const start = raw.indexOf(MARK)
  if (start === -1) return undefined
  const message = raw.slice(start + MARK.length)
  return raw.startsWith('[') ? apacheLine(raw, message) : nginxLine(raw, message)
}

/** Port of the client that a line names, where it names one (nginx does not). */
export const clientPort = (raw: string): number | undefined => {
  const port = /^(?:\[[^\]]*\] ){3}(?:\([^)]*\)[^[]*)?\[client [^\]]*:(\d+)\] /.exec(raw)?.[1]
  return port === undefined ? undefined : Number(port)
}

/** The connection's number in an nginx line (`*17`). */
export const nginxConnection = (raw: string): number | undefined => {
  const number = /^\S+ \S+ \[\w+\] \d+#\d+: \*(\d+) /.exec(raw)?.[1]
  return number === undefined ? undefined : Number(number)
}

const MARK = ' ModSecurity: '

type Fields = Omit<LogLine, 'raw' | 'text'>

const apacheLine = (raw: string, escaped: string): LogLine => {
  const message = withoutReferer(escaped).replace(APACHE_ESCAPE, undoEscape)
  const { text, fields } = split(message, QUOTED_FIELD)
  return { raw, text, ...collect(fields, value => value.replace(MODSECURITY_ESCAPE, undoEscape)) }
}

/** The log format of the official images puts a request's Referer behind its lines; a quote inside a field is escaped. */
const withoutReferer = (escaped: string): string =>
  /^.*? \[unique_id "[^"\\]*"\](?=, referer )/s.exec(escaped)?.[0] ?? escaped

const nginxLine = (raw: string, whole: string): LogLine => {
  const end = whole.lastIndexOf(', client: ')
  const { text, fields } = split(end === -1 ? whole : whole.slice(0, end), BARE_FIELD)
  return { raw, text, ...collect(fields, value => value.replace(/\\x[0-9a-f]{2}/g, undoEscape)) }
}

/** What Apache's ap_escape_errorlog_item makes of a control byte, a backslash or a byte above 0x7E. */
const APACHE_ESCAPE = /\\(?:x[0-9a-f]{2}|[abfnrtv\\])/g
/** What ModSecurity's log_escape makes of them; it escapes the quote too. */
const MODSECURITY_ESCAPE = /\\(?:x[0-9a-f]{2}|[abfnrtv\\"])/g
const NAMED: Readonly<Record<string, string>> = {
  '\\a': '\x07',
  '\\b': '\b',
  '\\f': '\f',
  '\\n': '\n',
  '\\r': '\r',
  '\\t': '\t',
  '\\v': '\v',
}

const undoEscape = (written: string): string =>
  written.startsWith('\\x')
    ? String.fromCharCode(Number.parseInt(written.slice(2), 16))
    : (NAMED[written] ?? written.slice(1))

/** v2: a quote inside a value is escaped. v3: it is not, so a value ends where the next field begins. */
const QUOTED_FIELD = / \[([a-z_]+) "((?:[^"\\]|\\.)*)"\]/sy
const BARE_FIELD = / \[([a-z_]+) "(.*?)"\](?= \[[a-z_]+ "|$)/sy

type Split = { readonly text: string; readonly fields: readonly (readonly [string, string])[] }

/**
 * The fields are the run of them that reaches the end of the message. Where the message was cut, that run holds only what
 * the engine added after the cut; the whole fields before it begin at the last `[file …] [line …]`.
 */
const split = (message: string, field: RegExp): Split => {
  const ending = lastRun(message, field)
  if (ending.fields[0]?.[0] !== 'hostname' && ending.fields.length > 0) return ending
  const cut = [...ending.text.matchAll(/ \[file "[^"]*"\] \[line "\d+"\]/g)].at(-1)
  if (cut === undefined) return ending
  const whole = fieldsFrom(ending.text, cut.index, field).fields
  return { text: message.slice(0, cut.index), fields: [...whole, ...ending.fields] }
}

const lastRun = (message: string, field: RegExp): Split => {
  for (let at = message.indexOf(' ['); at !== -1; at = message.indexOf(' [', at + 1)) {
    const { fields, end } = fieldsFrom(message, at, field)
    if (end === message.length) return { text: message.slice(0, at), fields }
  }
  return { text: message, fields: [] }
}

const fieldsFrom = (message: string, start: number, field: RegExp) => {
  const fields: (readonly [string, string])[] = []
  let end = start
  for (field.lastIndex = start; ; ) {
    const found = field.exec(message)
    if (found === null) return { fields, end }
    fields.push([found[1] ?? '', found[2] ?? ''])
    end = field.lastIndex
  }
}

const collect = (pairs: Split['fields'], undo: (value: string) => string): Fields => {
  const first = new Map<string, string>()
  const tags: string[] = []
  for (const [name, value] of pairs) {
    if (name === 'tag') tags.push(undo(value))
    else if (!first.has(name)) first.set(name, undo(value))
  }
  return {
    ...string('file', first.get('file')),
    ...number('line', first.get('line')),
    ...number('id', first.get('id')),
    ...string('rev', first.get('rev')),
    ...string('msg', first.get('msg')),
    ...string('data', first.get('data')),
    ...string('severity', first.get('severity')),
    ...string('ver', first.get('ver')),
    ...string('maturity', first.get('maturity')),
    ...string('accuracy', first.get('accuracy')),
    tags,
    ...string('hostname', first.get('hostname')),
    ...string('uri', first.get('uri')),
    ...string('uniqueId', first.get('unique_id')),
  }
}

const string = <Name extends string>(name: Name, value: string | undefined): { readonly [key in Name]?: string } =>
  value === undefined ? {} : ({ [name]: value } as { readonly [key in Name]: string })

const number = <Name extends string>(name: Name, value: string | undefined): { readonly [key in Name]?: number } =>
  value === undefined || !/^\d+$/.test(value) ? {} : ({ [name]: Number(value) } as { readonly [key in Name]: number })
