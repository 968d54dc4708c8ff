import type { ByteString } from '../../../../src/bytes.ts'

type Words = readonly [ByteString, ...ByteString[]]

/** Names that rules ask for and requests bring: of arguments, cookies, fields, parts and variables of TX. */
export const NAMES: Words = ['a', 'b', 'c', 'id', 'q', 'A', 'a.b', 'x-y', 'foo', 'Foo', 'name', 'json.a', 'file']

/** Names of fields of a request. */
export const FIELDS: Words = ['X-A', 'x-b', 'User-Agent', 'Referer', 'Accept', 'Content-Type', 'Host', 'Content-Length']

/** Names of fields of a response. */
export const ANSWER_FIELDS: Words = ['Content-Type', 'X-Out', 'Content-Length', 'Location', 'Set-Cookie', 'Server']

/** Values that requests bring and that operators look for. None has a NUL: MATCHED_VARS would show memory behind it. */
export const VALUES: Words = [
  ...([
    '1',
    '2',
    '0',
    '10',
    '-1',
    'abc',
    'ABC',
    'aBc',
    'abcabc',
    'a b',
    'foo',
    'bar',
    'foo bar baz',
    'x1y',
    '',
  ] as const),
  ...[
    '<b>',
    '<script>alert(1)</script>',
    "1' or '1'='1",
    '1 union select 1',
    '../../etc/passwd',
    '/a/./b/../c',
    'C:\\a\\b',
  ],
  ...['%41', '%2541', '%u0041', '+', 'a+b', 'YWJj', '616263', '&lt;b&gt;', '\\x41', '\\u0041', '\\41 bc', '0x414243'],
  ...[
    'a/*x*/b',
    'a -- b',
    'a\tb',
    ' a ',
    'a  b',
    '\xc3\xa9',
    '\xe9',
    '\xff',
    '4111111111111111',
    '10.0.0.1',
    'a"b',
    "a'b",
  ],
  ...['a,b', 'a|b', 'a=b', 'true', 'null', '1e3', '99999999999', 'a\\b', '%', '%zz', '#', '{}', '[1]', 'a;b'],
]

/** Expressions for `@rx`, without quotation marks. */
export const PATTERNS: Words = [
  ...([
    '.',
    '^$',
    '^a',
    'c$',
    '^[a-z]+$',
    '(?i)abc',
    '(a)(b)?(c)',
    '^(\\d+)$',
    '\\d',
    '\\s',
    '[^a-z]',
    'foo|bar',
    'a.c',
  ] as const),
  ...[
    '^(?:1|2)$',
    '(?:a|b)+',
    '\\bfoo\\b',
    '<[a-z]+>',
    'x(\\d)y',
    '^.{3,}$',
    '(?=a)',
    '\\W',
    '(.)\\1',
    '^(.*)$',
    '[[:alpha:]]+',
  ],
  ...['\\x41', '\\.\\./', '^-?\\d+$', '(?s)^.*$', '(?m)b$', 'a{2,}', '()'],
]

/** Paths of requests. */
export const PATHS: Words = ['/', '/a', '/a/b.php', '/index.html', '/foo/', '/a%20b', '/A', '/a/../b', '/x;y', '//a']

/** Tags and messages, which exclusions select rules by. */
export const TAGS: Words = ['one', 'two', 'attack-x', 'a/b', 'One']

/** Types that request bodies are said to have. */
export const TYPES: Words = [
  ...(['application/x-www-form-urlencoded', 'application/json', 'text/xml', 'application/xml', 'text/plain'] as const),
  ...['multipart/form-data', 'application/x-www-form-urlencoded; charset=utf-8', 'application/octet-stream'],
]
