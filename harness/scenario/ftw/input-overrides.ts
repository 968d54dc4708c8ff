import type { Input } from '../input-schema.ts'
import type { InputOverrides } from './ftw-config.ts'

/**
 * An input with what the configuration of go-ftw replaces in it. As go-ftw 2.5 does (its test/types.go): a header of a name replaces
 * that of the test, whatever its case, or is added; the destination becomes the Host only where the test has none.
 */
export const withOverrides = (input: Input, overrides: InputOverrides): Input => {
  const { uri, version, method, data, encoded_request, autocomplete_headers, stop_magic } = overrides
  const autocomplete = autocomplete_headers ?? (stop_magic === undefined ? undefined : !stop_magic)
  const { encoded_data, ...rest } = input
  return withHeaders(
    {
      ...rest,
      ...(encoded_data === undefined || data !== undefined ? {} : { encoded_data }),
      ...(uri === undefined ? {} : { uri }),
      ...(version === undefined ? {} : { version }),
      ...(method === undefined ? {} : { method }),
      ...(data === undefined ? {} : { data }),
      ...(encoded_request === undefined ? {} : { encoded_request }),
      ...(autocomplete === undefined ? {} : { autocomplete_headers: autocomplete }),
    },
    headersOf(input, overrides),
  )
}

/** Headers to be set, with the destination where that is to be the Host. */
const headersOf = (
  { headers, ordered_headers = [] }: Input,
  { headers: over = {}, dest_addr, override_empty_host_header }: InputOverrides,
): Readonly<Record<string, string>> => {
  const names = [...Object.keys(headers ?? {}), ...ordered_headers.map(({ name }) => name)]
  const hasHost = names.some(name => isSame(name, 'Host'))
  const host = override_empty_host_header === true && dest_addr !== undefined && !hasHost ? { Host: dest_addr } : {}
  return { ...host, ...over }
}

const withHeaders = (input: Input, over: Readonly<Record<string, string>>): Input => {
  const names = Object.keys(over)
  if (names.length === 0) return input
  const isReplaced = (name: string): boolean => names.some(other => isSame(name, other))
  const { headers = {}, ordered_headers } = input
  const kept = Object.fromEntries(Object.entries(headers).filter(([name]) => !isReplaced(name)))
  if (ordered_headers === undefined) return { ...input, headers: { ...kept, ...over } }
  const added = Object.entries(over).map(([name, value]) => ({ name, value }))
  return { ...input, ordered_headers: [...ordered_headers.filter(({ name }) => !isReplaced(name)), ...added] }
}

const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()
