import { expect, test } from 'vitest'
import { type MarkupContext, newMarkup, nextMarkup } from './html.ts'

const read = (input: string, context: MarkupContext): string => {
  const markup = newMarkup(input, context)
  const pieces: string[] = []
  while (nextMarkup(markup)) pieces.push(`${markup.kind} ${input.slice(markup.start, markup.end)}`)
  return pieces.join(' | ')
}

// From libinjection's tests (github.com/libinjection/libinjection at bfba51f, tests/test-html5-*).
test.each([
  ['', ''],
  ['aa<foo>bb', 'text aa | tag foo | tag end > | text bb'],
  ['<foo   /', 'tag foo'],
  ['<foo  bar=yes  >', 'tag foo | name bar | value yes | tag end >'],
  ["<foo  bar= 'yes' >", 'tag foo | name bar | value yes | tag end >'],
  ['<foo  bar   =   `xxx`', 'tag foo | name bar | value xxx'],
  ['<foo  bar=>', 'tag foo | name bar | value  | tag end >'],
  ["<foo  bar = 'xxx", 'tag foo | name bar | value xxx'],
  ['<foo bar="yes"isdir>', 'tag foo | name bar | value yes | name isdir | tag end >'],
  ['<foo /junk>', 'tag foo | name junk | tag end >'],
  ['<foo =_=xxx', 'tag foo | name =_ | value xxx'],
  ['</foo>', 'closing tag foo'],
  ['</foo  >', 'tag foo | tag end >'],
  ['</ foo="><script>', 'comment  foo=" | tag script | tag end >'],
  ['<1234 foo', 'text < | text 1234 foo'],
  ['<!-- -x -- -! -->', 'comment  -x -- -! '],
  ['<!------->', 'comment ---'],
  ['<!--foo--', 'comment foo--'],
  ['<!doctype "stuff">', 'doctype doctype "stuff"'],
  ['<![CDATA[foobar]]]>', 'text foobar]'],
  ['<![CDATA foo>', 'comment [CDATA foo'],
  ['<?foo', 'comment foo'],
  ['<% foo><x foo="%><script>', 'comment  foo><x foo=" | tag script | tag end >'],
])('%j is %j', (input, pieces) => {
  expect(read(input, 'text')).toBe(pieces)
})

// As libinjection 3.9.2 built from its sources reads them.
test.each([
  ['x" a=b', 'double', 'value x | name a | value b'],
  ['x a=`b', 'tag', 'name x | name a | value b'],
  ["<'", 'single', 'value <'],
  ['a\0b\0=\0c', 'tag', 'name a | name b | value c'],
  ['a \xffb', 'tag', 'name a'],
  ['<a\0b>', 'text', 'tag a\0b | tag end >'],
  ['</><a>', 'text', 'text > | closing tag a'],
  ['<!--a-\0!>b', 'text', 'comment a | text b'],
] as const)('%j read as in %s is %j', (input, context, pieces) => {
  expect(read(input, context)).toBe(pieces)
})
