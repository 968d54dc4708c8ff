import type { ByteString } from '../bytes.ts'

/** A module that a script asks for by a name as it stands, with the name's place in the text. */
export type RequiredModule = { readonly name: string; readonly start: number; readonly end: number }

/**
 * The modules that a script asks for: `require "x"`, `require("x")`, `pcall(require, "x")`, and each text that is given
 * to a name which stands in the place of "x".
 */
export const requiredModules = (source: ByteString): readonly RequiredModule[] => {
  const tokens = tokensOf(source)
  return tokens.flatMap((token, at) => {
    if (token.text !== 'require' || tokens[at - 1]?.text === '.' || tokens[at - 1]?.text === ':') return []
    const next = tokens[at + 1]
    const name = next?.text === '(' || next?.text === ',' ? tokens[at + 2] : next
    const texts = name?.kind === 'name' ? givenTo(name.text, tokens) : name?.kind === 'string' ? [name] : []
    return texts.map(({ text, start }) => ({ name: text.slice(1, -1), start: start + 1, end: start + text.length - 1 }))
  })
}

const givenTo = (name: ByteString, tokens: readonly Token[]): readonly Token[] =>
  tokens.flatMap((token, at) => {
    const value = tokens[at + 2]
    return token.text === name && tokens[at + 1]?.text === '=' && value?.kind === 'string' ? [value] : []
  })

/** Offsets of the returns of the global function `main` that bring something else than nil. */
export const returnsOfMain = (source: ByteString): readonly number[] => {
  const tokens = tokensOf(source)
  const begin = tokens.findIndex(({ text }, at) => text === 'main' && tokens[at - 1]?.text === 'function')
  if (begin === -1) return []
  const found: number[] = []
  const open: string[] = ['function']
  for (let at = begin + 1; at < tokens.length && open.length > 0; at++) {
    const { text = '', kind, start = 0 } = tokens[at] ?? {}
    if (kind !== 'name') continue
    if (text === 'function' || text === 'if' || text === 'do' || text === 'repeat') open.push(text)
    else if (text === 'end' || text === 'until') open.pop()
    else if (text === 'return' && open.filter(word => word === 'function').length === 1) {
      const value = tokens[at + 1]?.text
      if (value !== undefined && !NOTHING.has(value)) found.push(start)
    }
  }
  return found
}

/** What stands behind a return that brings nothing. */
const NOTHING: ReadonlySet<string> = new Set(['nil', 'end', 'else', 'elseif', 'until', ';'])

type Token = { readonly kind: 'name' | 'string' | 'other'; readonly text: ByteString; readonly start: number }

/** The words of a script, without comments; a string in long brackets is no string here, since no name is written so. */
const tokensOf = (source: ByteString): readonly Token[] => {
  const tokens: Token[] = []
  const pattern =
    /--\[(=*)\[.*?(?:\]\1\]|$)|--[^\n]*|\[(=*)\[.*?(?:\]\2\]|$)|("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')|([A-Za-z_]\w*)|\S/gs
  for (const { 0: text, 3: string, 4: name, index } of source.matchAll(pattern)) {
    if (text.startsWith('--')) continue
    tokens.push({ kind: string !== undefined ? 'string' : name !== undefined ? 'name' : 'other', text, start: index })
  }
  return tokens
}
