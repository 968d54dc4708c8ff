import { type ByteString, lowerCase } from '../bytes.ts'
import type { Transformation } from '../values.ts'
import { always } from './says-changed.ts'

/**
 * Undoes what a shell ignores: drops `" ' \ ^`, makes one space of each run of blank, comma, semicolon, tab, CR and
 * LF, drops the space before `/` and `(`, lower-cases ASCII, and ends at the first NUL. mod_security2's `cmdline`.
 */
export const cmdLine: Transformation = {
  touches: /[\0"'\\^ ,;\t\r\nA-Z]/,
  apply: (value: ByteString): ByteString => {
    if (!/[\0"'\\^,;\t\r\nA-Z]| [ /(]/.test(value)) return value
    const nul = value.indexOf('\0')
    const text = nul === -1 ? value : value.slice(0, nul)
    return lowerCase(
      text
        .replace(/["'\\^]+/g, '')
        .replace(/[ ,;\t\r\n]+/g, ' ')
        .replace(/ ([/(])/g, '$1'),
    )
  },
  saysChanged: always,
  readsRest: true,
}
