import type { ByteString } from '../../bytes.ts'

/**
 * Lua 5.1 source so rewritten that fengari, which knows 5.3's syntax only, reads it as 5.1 does. Lines stay in place.
 * - An unknown escape in a short string is the letter itself: `"\x41"` is `x41`, where 5.3 reads `A`.
 * - `goto` is a name.
 * - Operators that 5.1 lacks are taken apart (`//`) or made characters that no version knows (`&`), which brings 5.1's
 *   `unexpected symbol near '&'` once `asLua51Message` has been over it.
 */
export const asLua51 = (source: ByteString): ByteString => {
  const token = new RegExp(TOKEN, 'g')
  let out = ''
  let copied = 0
  for (let found = token.exec(source); found !== null; found = token.exec(source)) {
    const long = /^(?:--)?\[(=*)\[/.exec(found[0])
    if (long !== null) {
      const close = `]${long[1]}]`
      const end = source.indexOf(close, token.lastIndex)
      if (end === -1) break
      token.lastIndex = end + close.length
      continue
    }
    out += source.slice(copied, found.index) + rewrite(found[0])
    copied = token.lastIndex
  }
  return out + source.slice(copied)
}

/** A syntax error of fengari's in the words of Lua 5.1. */
export const asLua51Message = (message: ByteString): ByteString =>
  message
    .replace(/'<\\([234])>'/g, (_, code: string) => `'${LONE_OPERATORS[Number(code) - 2]}'`)
    .replace(/ \(starting at line [0-9]+\)/, '')
    .replaceAll('goto51_', 'goto')

const LONE_OPERATORS = ['&', '|', '~']

/** What must be skipped whole or rewritten. */
const TOKEN =
  /--\[=*\[|--[^\n]*|\[=*\[|"(?:\\[\s\S]|[^"\\\n])*"?|'(?:\\[\s\S]|[^'\\\n])*'?|[A-Za-z_][A-Za-z0-9_]*|~=|\/\/|<<|>>|::|[&|~]/

const rewrite = (token: string): string => {
  const lone = LONE_OPERATORS.indexOf(token)
  if (lone !== -1) return String.fromCharCode(lone + 2)
  if (token === 'goto') return 'goto51_'
  if (token === '//' || token === '<<' || token === '>>' || token === '::') return `${token[0]} ${token[1]}`
  if (!/^["']/.test(token)) return token
  return token.replace(/\\([\s\S])/g, (whole, letter: string) => (/[abfnrtv]|[^A-Za-z]/.test(letter) ? whole : letter))
}
