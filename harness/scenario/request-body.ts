import { type ByteString, fromText, hexPair, upperCase } from '../../src/bytes.ts'
import type { Input } from './input-schema.ts'
import { type Value, valueBytes } from './value.ts'

/** As Go's url.QueryEscape: letters, digits and `-_.~` stay, a blank becomes `+`, the rest `%XX`. */
export const queryEscape = (value: ByteString): ByteString =>
  value.replace(/[^A-Za-z0-9\-_.~]/g, octet => (octet === ' ' ? '+' : `%${upperCase(hexPair(octet.charCodeAt(0)))}`))

/** Names and values as a query string; a list repeats the name. */
export const encodedPairs = (fields: Readonly<Record<string, Value | readonly Value[]>>): ByteString =>
  Object.entries(fields)
    .flatMap(([name, values]) => (isList(values) ? values : [values]).map(value => [name, value] as const))
    .map(([name, value]) => `${queryEscape(fromText(name))}=${queryEscape(valueBytes(value))}`)
    .join('&')

type Part = NonNullable<Input['multipart']>[number]

/** A multipart/form-data body and its Content-Type, written as browsers do (WHATWG HTML, "multipart/form-data"). */
export const multipartBody = (parts: readonly Part[]): { readonly content: ByteString; readonly type: string } => {
  const contents = parts.map(partContent)
  let boundary = '----wafrig-boundary-4f1c'
  while (contents.some(content => content.includes(boundary))) boundary += '0'
  const written = parts.map((part, index) => `--${boundary}\r\n${partHeaders(part)}\r\n${contents[index] ?? ''}\r\n`)
  return { content: `${written.join('')}--${boundary}--\r\n`, type: `multipart/form-data; boundary=${boundary}` }
}

const partHeaders = ({ name, filename, content_type }: Part): ByteString => {
  const type = content_type ?? (filename === undefined ? undefined : 'application/octet-stream')
  return [
    `Content-Disposition: form-data; name="${quoted(name)}"`,
    filename === undefined ? '' : `; filename="${quoted(filename)}"`,
    '\r\n',
    type === undefined ? '' : `Content-Type: ${fromText(type)}\r\n`,
  ].join('')
}

const partContent = ({ content, size }: Part): ByteString =>
  content === undefined ? 'x'.repeat(size ?? 0) : valueBytes(content)

const quoted = (text: string): ByteString =>
  fromText(text).replace(/["\r\n]/g, octet => `%${upperCase(hexPair(octet.charCodeAt(0)))}`)

const isList = (values: Value | readonly Value[]): values is readonly Value[] => Array.isArray(values)
