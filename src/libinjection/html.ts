import { type ByteString, equalsIgnoringCase, isSpace } from '../bytes.ts'

/** What a piece of HTML is. Of a `tag` and an attribute's `name` and `value` the piece is just that, without quotes. */
export type MarkupKind = 'text' | 'tag' | 'tag end' | 'closing tag' | 'name' | 'value' | 'comment' | 'doctype'

/** Where a reading may start: in text, in a tag, or in an attribute's value in quotes of one kind. */
export type MarkupContext = 'text' | 'tag' | 'single' | 'double' | 'backtick'

/** One reading of an input, and the piece it read last, from `start` to `end`. */
export type Markup = {
  readonly input: ByteString
  at: number
  state: State
  /** True between `</` and the end of the tag; libinjection keeps it up after `</>`. */
  closing: boolean
  kind: MarkupKind
  start: number
  end: number
}

/** A reading of the input from its start, as if it stood in the context. */
export const newMarkup = (input: ByteString, context: MarkupContext): Markup => ({
  input,
  at: 0,
  state: startIn(context),
  closing: false,
  kind: 'text',
  start: 0,
  end: 0,
})

/**
 * Reads the next piece; false at the end. It follows HTML 5 as libinjection 3.9.2 does, with what old browsers allow:
 * NUL as white space or inside of a tag's name, backticks as quotes, `<%…%>`.
 */
export const nextMarkup = (markup: Markup): boolean => {
  for (;;) {
    const outcome = markup.state(markup)
    if (typeof outcome === 'boolean') return outcome
    markup.state = outcome
  }
}

/** A state. It gives the one to go on in; or true with a piece read and `state` set for the next; or false at the end. */
type State = (markup: Markup) => State | boolean

const GREATER = 0x3e
const SLASH = 0x2f
const EQUALS = 0x3d

/** Gives a piece, moves on to `next` and leaves the state for the next reading. */
const give = (markup: Markup, kind: MarkupKind, start: number, end: number, next: number, state: State): true => {
  markup.kind = kind
  markup.start = start
  markup.end = end
  markup.at = next
  markup.state = state
  return true
}

const giveRest = (markup: Markup, kind: MarkupKind): true =>
  give(markup, kind, markup.at, markup.input.length, markup.input.length, atEnd)

/** A piece up to `end`, after which a mark of `markBytes` follows; or the rest of the input if it is not closed. */
const giveClosed = (markup: Markup, kind: MarkupKind, end: number, markBytes: number, state: State): true =>
  end === -1 ? giveRest(markup, kind) : give(markup, kind, markup.at, end, end + markBytes, state)

const startIn = (context: MarkupContext): State => {
  switch (context) {
    case 'text':
      return inText
    case 'tag':
      return beforeName
    case 'single':
      return inSingleQuotes
    case 'double':
      return inDoubleQuotes
    case 'backtick':
      return inBackticks
  }
}

const isWhite = (code: number): boolean => isSpace(code) || code === 0

const isLetter = (code: number): boolean => (code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a

/** Passes white space. The byte there, or -1 at the end and for 0xFF, which libinjection takes for the end. */
const passWhite = (markup: Markup): number => {
  const { input } = markup
  while (isWhite(input.charCodeAt(markup.at))) markup.at++
  const code = markup.at < input.length ? input.charCodeAt(markup.at) : -1
  return code === 0xff ? -1 : code
}

const pass = (markup: Markup, state: State): State => {
  markup.at++
  return state
}

const inText: State = markup => {
  const { input, at } = markup
  const less = input.indexOf('<', at)
  if (less === -1) return giveRest(markup, 'text') && at < input.length
  if (less > at) return give(markup, 'text', at, less, less + 1, afterLess)
  return pass(markup, afterLess)
}

const afterLess: State = markup => {
  const { input, at } = markup
  if (at >= input.length) return false
  switch (input[at]) {
    case '!':
      return pass(markup, afterBang)
    case '?':
      return pass(markup, bogusComment)
    case '%':
      return pass(markup, percentComment)
    case '/':
      markup.closing = true
      return pass(markup, afterLessSlash)
  }
  const code = input.charCodeAt(at)
  return isLetter(code) || code === 0 ? tagName : give(markup, 'text', at - 1, at, at, inText)
}

const afterLessSlash: State = markup => {
  const { input, at } = markup
  if (at >= input.length) return false
  const code = input.charCodeAt(at)
  if (code === GREATER) return inText
  if (isLetter(code)) return tagName
  markup.closing = false
  return bogusComment
}

const tagName: State = markup => {
  const { input } = markup
  for (let at = markup.at; at < input.length; at++) {
    const code = input.charCodeAt(at)
    if (isSpace(code)) return give(markup, 'tag', markup.at, at, at + 1, beforeName)
    if (code === SLASH) return give(markup, 'tag', markup.at, at, at + 1, afterSlash)
    if (code !== GREATER) continue
    if (!markup.closing) return give(markup, 'tag', markup.at, at, at, tagEnd)
    markup.closing = false
    return give(markup, 'closing tag', markup.at, at, at + 1, inText)
  }
  return giveRest(markup, 'tag')
}

const giveTagEnd = (markup: Markup): true => give(markup, 'tag end', markup.at, markup.at + 1, markup.at + 1, inText)

const tagEnd: State = markup => {
  markup.closing = false
  return giveTagEnd(markup)
}

const beforeName: State = markup => {
  const code = passWhite(markup)
  if (code === -1) return false
  if (code === SLASH) return pass(markup, afterSlash)
  return code === GREATER ? giveTagEnd(markup) : attributeName
}

/** The first byte belongs to the name whatever it is. */
const attributeName: State = markup => {
  const { input } = markup
  for (let at = markup.at + 1; at < input.length; at++) {
    const code = input.charCodeAt(at)
    if (isWhite(code)) return give(markup, 'name', markup.at, at, at + 1, afterName)
    if (code === SLASH) return give(markup, 'name', markup.at, at, at + 1, afterSlash)
    if (code === EQUALS) return give(markup, 'name', markup.at, at, at + 1, beforeValue)
    if (code === GREATER) return give(markup, 'name', markup.at, at, at, tagEnd)
  }
  return giveRest(markup, 'name')
}

const afterName: State = markup => {
  const code = passWhite(markup)
  if (code === -1) return false
  if (code === SLASH) return pass(markup, afterSlash)
  if (code === EQUALS) return pass(markup, beforeValue)
  return code === GREATER ? tagEnd : attributeName
}

const beforeValue: State = markup => {
  const code = passWhite(markup)
  if (code === -1) return false
  if (code === 0x22) return inDoubleQuotes
  if (code === 0x27) return inSingleQuotes
  return code === 0x60 ? inBackticks : bareValue
}

/** At the start of the input the value is open already; anywhere else its quote stands at `at`. */
const quotedValue =
  (quote: string): State =>
  markup => {
    if (markup.at > 0) markup.at++
    return giveClosed(markup, 'value', markup.input.indexOf(quote, markup.at), 1, afterValue)
  }

const inDoubleQuotes = quotedValue('"')
const inSingleQuotes = quotedValue("'")
const inBackticks = quotedValue('`')

const bareValue: State = markup => {
  const { input } = markup
  for (let at = markup.at; at < input.length; at++) {
    const code = input.charCodeAt(at)
    if (isWhite(code)) return give(markup, 'value', markup.at, at, at + 1, beforeName)
    if (code === GREATER) return give(markup, 'value', markup.at, at, at, tagEnd)
  }
  return giveRest(markup, 'value')
}

const afterValue: State = markup => (markup.at < markup.input.length ? beforeName : false)

const afterSlash: State = markup => {
  const { input, at } = markup
  if (at >= input.length) return false
  return input.charCodeAt(at) === GREATER ? giveTagEnd(markup) : beforeName
}

const afterBang: State = markup => {
  const { input, at } = markup
  if (equalsIgnoringCase(input.slice(at, at + 7), 'DOCTYPE')) {
    return giveClosed(markup, 'doctype', input.indexOf('>', at), 1, inText)
  }
  if (input.startsWith('[CDATA[', at)) {
    markup.at += 7
    return giveClosed(markup, 'text', input.indexOf(']]>', markup.at), 3, inText)
  }
  if (!input.startsWith('--', at)) return bogusComment
  markup.at += 2
  return comment(markup)
}

/** A comment ends at `-->` or `-!>`; NULs may stand after the first dash. */
const comment = (markup: Markup): true => {
  const { input, at } = markup
  for (let dash = input.indexOf('-', at); dash !== -1; dash = input.indexOf('-', dash + 1)) {
    let second = dash + 1
    while (input.charCodeAt(second) === 0) second++
    if ((input[second] === '-' || input[second] === '!') && input[second + 1] === '>') {
      return give(markup, 'comment', at, dash, second + 2, inText)
    }
  }
  return giveRest(markup, 'comment')
}

const bogusComment: State = markup => giveClosed(markup, 'comment', markup.input.indexOf('>', markup.at), 1, inText)

const percentComment: State = markup => giveClosed(markup, 'comment', markup.input.indexOf('%>', markup.at), 2, inText)

const atEnd: State = () => false
