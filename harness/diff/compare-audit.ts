import type { ByteString } from '../../src/bytes.ts'
import { withoutAddress } from './address.ts'

/** A place in audit records where two sides differ; a value that is not there is undefined. */
export type AuditDifference = {
  readonly at: string
  readonly one: ByteString | undefined
  readonly other: ByteString | undefined
}

/**
 * Where two transactions' audit records (JSON) differ. Not compared, since it legitimately differs or is compared
 * elsewhere: times, ids and addresses (of rules too), stopwatches, the names of server, handler and engine, what stands in the error log too, and
 * pages that a web server makes by itself.
 */
export const compareAuditLogs = (
  one: readonly ByteString[],
  other: readonly ByteString[],
): readonly AuditDifference[] => {
  if (one.length !== other.length) return [{ at: 'records', one: String(one.length), other: String(other.length) }]
  return one.flatMap((record, index) => {
    const left = leaves(record)
    const right = leaves(other[index] ?? '{}')
    const order = differing('order of keys', [...left.keys()].join(' '), [...right.keys()].join(' '))
    const places = [...new Set([...left.keys(), ...right.keys()])]
    const found = places.flatMap(at => differing(at, left.get(at), right.get(at)))
    return found.length > 0 ? found : order
  })
}

const differing = (
  at: string,
  one: ByteString | undefined,
  other: ByteString | undefined,
): readonly AuditDifference[] => (one === other ? [] : [{ at, one, other }])

const NOT_COMPARED: readonly RegExp[] = [
  /^transaction\./,
  /^audit_data\.(?:stopwatch|server|producer|handler|error_messages)\b/,
]

const OWN_PAGE = 'text/html; charset=iso-8859-1'
const OF_OWN_PAGE: readonly string[] = ['response.body', 'response.headers.Content-Length']

/** Each value that is compared, by its path. */
const leaves = (record: ByteString): ReadonlyMap<string, string> => {
  const found = new Map<string, string>()
  let id: unknown
  const walk = (value: unknown, path: string): void => {
    if (path === 'transaction.transaction_id') id = value
    if (NOT_COMPARED.some(pattern => pattern.test(path))) return
    if (typeof value !== 'object' || value === null) found.set(path, String(value))
    else for (const [key, inner] of Object.entries(value)) walk(inner, path === '' ? key : `${path}.${key}`)
  }
  walk(JSON.parse(record), '')
  if (found.get('response.headers.Content-Type') === OWN_PAGE) for (const path of OF_OWN_PAGE) found.delete(path)
  if (typeof id !== 'string') return found
  const ownId = id
  return new Map([...found].map(([path, value]) => [path, withoutAddress(value).replaceAll(ownId, '<unique_id>')]))
}
