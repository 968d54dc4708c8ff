import type { ByteString } from '../bytes.ts'
import { tokenAt, unescapedJson } from './json-lexer.ts'

/** Told what is read; answers `stop` to end the parsing. */
export type JsonListener = {
  readonly startMap: () => 'go on' | 'stop'
  readonly startArray: () => 'go on' | 'stop'
  readonly end: (container: 'map' | 'array') => void
  readonly key: (name: ByteString) => void
  readonly value: (text: ByteString) => 'go on' | 'stop'
}

/** Why a text is not JSON, in yajl's words with its newline; and whether only the end of the text showed it. */
export type JsonFault = { readonly text: string; readonly found: 'streaming' | 'end' }

type State = 'value' | 'first element' | 'first key' | 'key' | 'colon' | 'after pair' | 'after element'

/**
 * Reads a JSON text as yajl 2.1 does: events until the first fault. At the end yajl feeds itself a blank; what only
 * that blank brings to light is found at the end.
 */
export const parseJson = (json: ByteString, listener: JsonListener): JsonFault | undefined => {
  const text = `${json} `
  const containers: ('map' | 'array')[] = []
  let state: State | 'complete' = 'value'
  for (let at = 0; ; ) {
    const token = tokenAt(text, at)
    const fault = (message: string): JsonFault => ({
      text: `${message}\n`,
      found: token.end > json.length ? 'end' : 'streaming',
    })
    if (token.type === 'end') return state === 'complete' ? undefined : fault('parse error: premature EOF')
    if (state === 'complete') return fault('parse error: trailing garbage')
    if (token.type === 'error') return fault(`lexical error: ${token.text}`)
    at = token.type === 'number' ? token.end - 1 : token.end
    const mark = token.type === 'punctuation' ? token.text : undefined
    if (mark === '}' && (state === 'first key' || state === 'after pair')) state = close()
    else if (mark === ']' && (state === 'first element' || state === 'after element')) state = close()
    else if (state === 'first key' || state === 'key') {
      if (token.type !== 'string') return fault('parse error: invalid object key (must be a string)')
      listener.key(unescapedJson(token.text))
      state = 'colon'
    } else if (state === 'colon') {
      if (mark !== ':') return fault("parse error: object key and value must be separated by a colon (':')")
      state = 'value'
    } else if (state === 'after pair') {
      if (mark !== ',') return fault("parse error: after key and value, inside map, I expect ',' or '}'")
      state = 'key'
    } else if (state === 'after element') {
      if (mark !== ',') return fault("parse error: after array element, I expect ',' or ']'")
      state = 'value'
    } else {
      let answer: 'go on' | 'stop'
      if (mark === '{') {
        containers.push('map')
        answer = listener.startMap()
        state = 'first key'
      } else if (mark === '[') {
        containers.push('array')
        answer = listener.startArray()
        state = 'first element'
      } else if (mark !== undefined) {
        return fault('parse error: unallowed token at this point in JSON text')
      } else {
        answer = listener.value(valueText(token))
        state = afterValue()
      }
      if (answer === 'stop') return fault('parse error: client cancelled parse via callback return value')
    }
  }

  function close(): State | 'complete' {
    const container = containers.pop()
    if (container !== undefined) listener.end(container)
    return afterValue()
  }

  function afterValue(): State | 'complete' {
    const container = containers.at(-1)
    if (container === undefined) return 'complete'
    return container === 'map' ? 'after pair' : 'after element'
  }
}

/** A value as an argument shows it: numbers as written, null empty. */
const valueText = (token: { readonly type: string; readonly text: ByteString }): ByteString => {
  if (token.type === 'string') return unescapedJson(token.text)
  return token.text === 'null' ? '' : token.text
}
