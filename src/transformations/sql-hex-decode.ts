import type { ByteString } from '../bytes.ts'
import type { Transformation } from '../values.ts'
import { always } from './says-changed.ts'

/**
 * `0x` or `0X` with pairs of hex digits to bytes, elsewhere untouched. The character behind a decoded run is copied
 * unexamined, and the result ends at the first NUL, decoded or not. mod_security2's `sql_hex2bytes_inplace`.
 */
export const sqlHexDecode: Transformation = {
  touches: /[\0xX]/,
  apply: (value: ByteString): ByteString => {
    const decoded = value.replace(
      /0[xX]((?:[0-9a-fA-F]{2})+)(.?)/gs,
      (_, digits: string, next: string) => Buffer.from(digits, 'hex').toString('latin1') + next,
    )
    const nul = decoded.indexOf('\0')
    return nul === -1 ? decoded : decoded.slice(0, nul)
  },
  saysChanged: always,
}
