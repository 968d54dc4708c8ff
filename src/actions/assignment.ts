import type { ByteString } from '../bytes.ts'

/** The two sides of `name=value`, split at the first `=`; without one the value is 1, as in v2 (re_actions.c). */
export const assignment = (text: ByteString): { readonly name: ByteString; readonly value: ByteString } => {
  const equals = text.indexOf('=')
  return equals === -1 ? { name: text, value: '1' } : { name: text.slice(0, equals), value: text.slice(equals + 1) }
}
