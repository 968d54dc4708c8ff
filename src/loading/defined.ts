import type { ByteString } from '../bytes.ts'
import type { LogicalLine } from '../seclang/lines.ts'

/** A line with what Define has set in place of `${NAME}`; other names stay as they stand (`ap_resolve_env`). */
export const withDefined = (line: LogicalLine, defined: ReadonlyMap<ByteString, ByteString>): LogicalLine => {
  if (defined.size === 0 || !line.text.includes('${')) return line
  const pieces: Piece[] = []
  let at = 0
  for (const { 0: whole, 1: name = '', index } of line.text.matchAll(/\$\{([^}]+)\}/g)) {
    const value = defined.get(name)
    if (value === undefined) continue
    pieces.push({ text: line.text.slice(at, index), from: at }, { text: value, from: index, isValue: true })
    at = index + whole.length
  }
  pieces.push({ text: line.text.slice(at), from: at })
  return {
    ...line,
    text: pieces.map(({ text }) => text).join(''),
    offsetOf: index => line.offsetOf(placeIn(pieces, index) ?? line.text.length),
  }
}

type Piece = { readonly text: ByteString; readonly from: number; readonly isValue?: true }

/** Where a place of the new text stands in the old: of a value, where its name begins. */
const placeIn = (pieces: readonly Piece[], index: number): number | undefined => {
  let rest = index
  for (const { text, from, isValue } of pieces) {
    if (rest < text.length) return isValue === true ? from : from + rest
    rest -= text.length
  }
  return undefined
}
