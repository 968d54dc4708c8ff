import { type ByteString, fromText } from '../../../src/bytes.ts'
import type { WrittenStage } from '../file-schema.ts'
import { queryEscape } from '../request-body.ts'
import { valueBytes } from '../value.ts'

const FORM_TYPE = 'application/x-www-form-urlencoded'

/**
 * The request that python-ftw 1.3.0 sends for a stage (its ruleset.py and http.py): headers as they are written, then
 * Content-Type and Content-Length if there is data, nothing else; a list of lines joined by CRLF; a form body without
 * escapes taken apart and encoded, its fields without a value dropped; escapes of a raw request undone. The charset of
 * the Content-Type is not used: CRS's tests name only those that leave ASCII as it is.
 */
export const pythonRequest = ({ input }: WrittenStage): ByteString => {
  if (input.encoded_request !== undefined) return Buffer.from(input.encoded_request, 'base64').toString('latin1')
  if (input.raw_request !== undefined) return fromText(unicodeEscapes(fromText(input.raw_request)))
  const headers = new Map(Object.entries(input.headers ?? {}))
  const magic = input.stop_magic !== true
  let data = textOf(input.data)
  if (data !== '' && magic) {
    if (!headers.has('Content-Type')) headers.set('Content-Type', FORM_TYPE)
    if (headers.get('Content-Type') === FORM_TYPE) data = encodedForm(data)
    if (!headers.has('Content-Length')) headers.set('Content-Length', String([...data].length))
  }
  const line = `${input.method ?? 'GET'} ${input.uri ?? '/'} ${input.version ?? 'HTTP/1.1'}`
  return fromText(`${line}\r\n${[...headers].map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${data}`)
}

const textOf = (data: WrittenStage['input']['data']): string => {
  if (data === undefined) return ''
  if (Array.isArray(data)) return data.join('\r\n')
  return typeof data === 'object' ? Buffer.from(valueBytes(data), 'latin1').toString('utf8') : String(data)
}

/** As `urlencode(parse_qsl(data))`, where that leaves anything and the data holds no escapes. */
const encodedForm = (data: string): string => {
  if (/%[0-9A-Fa-f]{2}/.test(data)) return data
  const pairs = data.split('&').flatMap(pair => {
    const equals = pair.indexOf('=')
    return equals === -1 || equals === pair.length - 1 ? [] : [[pair.slice(0, equals), pair.slice(equals + 1)] as const]
  })
  if (pairs.length === 0) return data
  return pairs.map(([name, value]) => `${encoded(name)}=${encoded(value)}`).join('&')
}

const encoded = (text: string): string => queryEscape(fromText(text.replaceAll('+', ' ')))

const NAMED: Readonly<Record<string, string>> = {
  ...{ a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' },
  ...{ '\n': '', '\\': '\\', "'": "'", '"': '"' },
}

/** Python's codec `unicode_escape`: an octet that belongs to no escape is a character of Latin-1. */
const unicodeEscapes = (octets: ByteString): string =>
  octets.replace(
    /\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|([0-7]{1,3})|([abfnrtv\n\\'"]))/g,
    (_, byte?: string, unit?: string, octal?: string, name?: string) =>
      name === undefined
        ? String.fromCharCode(octal === undefined ? Number.parseInt(byte ?? unit ?? '', 16) : Number.parseInt(octal, 8))
        : (NAMED[name] ?? name),
  )
