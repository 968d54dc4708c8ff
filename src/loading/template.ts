import { type ByteString, equalsIgnoringCase } from '../bytes.ts'
import type { Registry } from '../registry.ts'
import type { Template, Variable } from '../transaction/parts.ts'
import type { Transaction } from '../transaction/transaction.ts'

type Piece = ByteString | ((tx: Transaction) => ByteString)

/**
 * Text with its macros found once. `%{NAME}` and `%{NAME.key}` stand for a variable's first value; what is unknown
 * or missing is empty, and text without a closing brace stays (mod_security2 2.9.8, `expand_macros`).
 */
export const template = (text: ByteString, variables: Registry<Variable>): Template => {
  const pieces = split(text, variables)
  const only = pieces[0]
  if (pieces.length === 0 || (pieces.length === 1 && typeof only === 'string')) return plainText(text)
  return {
    text,
    hasMacros: true,
    expand: tx => {
      let expanded = ''
      for (const piece of pieces) expanded += typeof piece === 'string' ? piece : piece(tx)
      return expanded
    },
  }
}

/** Text in which nothing is a macro. */
export const plainText = (text: ByteString): Template => ({ text, hasMacros: false, expand: () => text })

const split = (text: ByteString, variables: Registry<Variable>): Piece[] => {
  const pieces: Piece[] = []
  let plain = 0
  for (let at = text.indexOf('%{'); at !== -1; ) {
    const end = text.indexOf('}', at + 2)
    if (end === -1) break
    if (at > plain) pieces.push(text.slice(plain, at))
    pieces.push(macro(text.slice(at + 2, end), variables))
    plain = end + 1
    at = text.indexOf('%{', plain)
  }
  if (plain < text.length) pieces.push(text.slice(plain))
  return pieces
}

const macro = (body: ByteString, variables: Registry<Variable>): ((tx: Transaction) => ByteString) => {
  const dot = body.indexOf('.')
  const named = (dot === -1 ? body : body.slice(0, dot)).replace(/^[!&]/, '')
  const isHeader = named.length > 5 && named.startsWith('HTTP_')
  const name = isHeader ? 'REQUEST_HEADERS' : named
  const key = isHeader ? named.slice(5) : dot === -1 ? undefined : body.slice(dot + 1)
  const variable = variables.find(name)
  if (variable === undefined) return () => ''
  if (key === undefined) {
    if (variable.selector === 'required' && variable.isNamed !== true) return () => ''
    return tx => variable.entries(tx)[0]?.value ?? ''
  }
  if (variable.selector === 'none') return () => ''
  const { select } = variable
  if (select !== undefined) return tx => select(tx, key, {})[0]?.value ?? ''
  return tx => variable.entries(tx).find(entry => equalsIgnoringCase(entry.key ?? '', key))?.value ?? ''
}
