import { type ByteString, equalsIgnoringCase, lowerCase } from '../bytes.ts'
import type { Header } from './message.ts'

/** The value of the first header of that name, in any case. */
export const headerValue = (headers: readonly Header[], name: ByteString): ByteString | undefined =>
  headers.find(header => equalsIgnoringCase(header.name, name))?.value

/** The values of all headers of that name, in any case, in order. */
export const headerValues = (headers: readonly Header[], name: ByteString): readonly ByteString[] =>
  headers.filter(header => equalsIgnoringCase(header.name, name)).map(header => header.value)

/** The headers without those of that name. */
export const withoutHeader = (headers: readonly Header[], name: ByteString): readonly Header[] =>
  headers.filter(header => !equalsIgnoringCase(header.name, name))

/**
 * The headers as httpd's table holds them (seen on 2.4.71): repeated names are one entry, at the place and in the
 * spelling of the first, values joined by `, `, empty ones too.
 */
export const mergedHeaders = (headers: readonly Header[]): readonly Header[] => {
  const merged = new Map<ByteString, Header>()
  for (const header of headers) {
    const key = lowerCase(header.name)
    const first = merged.get(key)
    merged.set(key, first === undefined ? header : { name: first.name, value: `${first.value}, ${header.value}` })
  }
  return [...merged.values()]
}
