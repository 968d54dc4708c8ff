import { type ByteString, lowerCase, upperCase } from '../bytes.ts'
import { type Markup, type MarkupContext, newMarkup, nextMarkup } from './html.ts'
import { EVENT_BEGINNINGS } from './html-events.ts'
import { isHostileUrl } from './html-url.ts'

/** Which libinjection: mod_security2 has 4.0.0 from 2.9.13 on (issue 3535), libmodsecurity 3.0.16 too. */
export type Edition = '3.9.2' | '4.0.0'

/**
 * Whether a value shows cross-site scripting, as `libinjection_xss`: whether, set into HTML as
 * text, inside of a tag, or in an attribute's value in quotes of any kind, it brings in what can run a script.
 */
export const xss = (value: ByteString, edition: Edition = '3.9.2'): boolean =>
  CONTEXTS.some(context => isHostile(value, context, edition))

const CONTEXTS: readonly MarkupContext[] = ['text', 'tag', 'single', 'double', 'backtick']

/** What an attribute's name makes of its value. */
type Attribute = 'harmless' | 'hostile' | 'url' | 'attribute name'

const isHostile = (input: ByteString, context: MarkupContext, edition: Edition): boolean => {
  const markup = newMarkup(input, context)
  let attribute: Attribute = 'harmless'
  while (nextMarkup(markup)) {
    if (isHostilePiece(markup, attribute, edition)) return true
    attribute = markup.kind === 'name' ? attributeOf(piece(markup), edition) : 'harmless'
  }
  return false
}

const isHostilePiece = (markup: Markup, attribute: Attribute, edition: Edition): boolean => {
  switch (markup.kind) {
    case 'doctype':
      return true
    case 'tag':
      return isHostileTag(piece(markup))
    case 'comment':
      return isHostileComment(piece(markup))
    case 'value':
      return isHostileValue(markup, attribute, edition)
    default:
      return false
  }
}

const isHostileValue = (markup: Markup, attribute: Attribute, edition: Edition): boolean => {
  switch (attribute) {
    case 'harmless':
      return false
    case 'hostile':
      return true
    case 'url':
      return isHostileUrl(markup.input, markup.start, markup.end)
    case 'attribute name':
      return attributeOf(piece(markup), edition) !== 'harmless'
  }
}

/** Old browsers end comments at a backtick, and read conditional comments, `<?import`, `<?xml` and entities. */
const isHostileComment = (comment: ByteString): boolean => {
  if (comment.includes('`')) return true
  const start = upperCase(comment.slice(0, 6))
  if (comment.length > 3 && (start.startsWith('[IF') || start.startsWith('XML'))) return true
  return start === 'IMPORT' || start === 'ENTITY'
}

const isHostileTag = (name: ByteString): boolean => {
  if (name.length < 3) return false
  return HOSTILE_TAGS.has(plainName(name)) || HOSTILE_TAG_STARTS.has(upperCase(name.slice(0, 3)))
}

const attributeOf = (name: ByteString, edition: Edition): Attribute => {
  if (name.length < 2) return 'harmless'
  if (name.length >= 5) {
    const start = upperCase(name.slice(0, 5))
    if (start === 'XMLNS' || start === 'XLINK') return 'hostile'
    if (start.startsWith('ON') && (edition === '3.9.2' || isEvent(lowerCase(name.slice(2))))) return 'hostile'
  }
  return ATTRIBUTES.get(plainName(name)) ?? 'harmless'
}

const isEvent = (name: ByteString): boolean => EVENT_BEGINNINGS.some(beginning => name.startsWith(beginning))

const piece = ({ input, start, end }: Markup): ByteString => input.slice(start, end)

/** A name in upper case, without its NULs, which old browsers pass over. */
const plainName = (name: ByteString): ByteString => upperCase(name.includes('\0') ? name.replaceAll('\0', '') : name)

/*
 * Facts from libinjection 3.9.2 (github.com/libinjection/libinjection at bfba51f, src/libinjection_xss.c):
 * Copyright (c) 2012-2016, Nick Galbreath; BSD 3-Clause licence. Re-encoded.
 */

const HOSTILE_TAGS: ReadonlySet<string> = new Set(
  (
    'APPLET BASE COMMENT EMBED FRAME FRAMESET HANDLER IFRAME IMPORT ISINDEX LINK LISTENER META NOSCRIPT OBJECT SCRIPT ' +
    'STYLE VMLFRAME XML XSS'
  ).split(' '),
)

/** SVG's tags and XSLT's. */
const HOSTILE_TAG_STARTS: ReadonlySet<string> = new Set(['SVG', 'XSL'])

const ATTRIBUTES: ReadonlyMap<string, Attribute> = new Map<string, Attribute>([
  ...'DATAFORMATAS DATASRC FILTER STYLE'.split(' ').map(name => [name, 'hostile'] as const),
  ...'ACTION BY BACKGROUND DYNSRC FORMACTION FOLDER FROM HANDLER HREF LOWSRC POSTER SRC TO VALUES XLINK:HREF'
    .split(' ')
    .map(name => [name, 'url'] as const),
  ['ATTRIBUTENAME', 'attribute name'],
])
