import type { ByteString } from '../../src/bytes.ts'

/** A message without the place in memory by which mod_security2 names a rule. */
export const withoutAddress = (text: ByteString): ByteString => text.replace(/^Rule [0-9a-f]+ (?=\[id ")/, 'Rule ')
