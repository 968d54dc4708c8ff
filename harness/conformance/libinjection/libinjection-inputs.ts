import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { parse } from 'yaml'
import { type ByteString, fromText, hexDigit } from '../../../src/bytes.ts'

/**
 * Every text in the regression tests of a CRS checkout (tests/regression/tests), as it stands and URL-decoded, and the
 * parts of what looks like a query: each text once.
 */
export const crsInputs = (checkout: string): ReadonlySet<ByteString> => {
  const inputs = new Set<ByteString>()
  const folder = path.join(checkout, 'tests/regression/tests')
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!/\.ya?ml$/.test(name)) continue
    for (const text of textsIn(parse(readFileSync(path.join(folder, name), 'utf8')))) addForms(inputs, fromText(text))
  }
  return inputs
}

/** Inputs made of the tokens of SQL and HTML and of damaged seeds: for the same seed number the same inputs. */
export function* mutatedInputs(seed: number, count: number, seeds: readonly ByteString[]): Generator<ByteString> {
  const random = randomNumbers(seed)
  const below = (limit: number): number => Math.floor(random() * limit)
  const pick = <T>(items: readonly T[], otherwise: T): T => items[below(items.length)] ?? otherwise
  const phrase = (words: readonly string[], most: number): ByteString => {
    const glue = pick(GLUES, ' ')
    let text = ''
    for (let left = 1 + below(most); left > 0; left--) text += pick(words, '') + (below(4) > 0 ? glue : pick(GLUES, ''))
    return text
  }
  for (let made = 0; made < count; made++) {
    const kind = below(10)
    let input: ByteString
    if (kind < 4) input = phrase(SQL, 9)
    else if (kind < 7) input = phrase(HTML, 9)
    else if (kind < 8) input = phrase(SQL, 3) + phrase(HTML, 3)
    else input = pick(seeds, '') || phrase(SQL, 12)
    for (let damages = below(4) - 1; damages > 0; damages--) input = damage(input, below, seeds)
    yield input
  }
}

const textsIn = (value: unknown): string[] => {
  if (typeof value === 'string') return [value]
  if (typeof value === 'number') return [String(value)]
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(textsIn)
}

const addForms = (inputs: Set<ByteString>, text: ByteString): void => {
  for (const form of [text, ...text.split(/[?&;=/]/), ...text.split(/[?&]/)]) inputs.add(form).add(urlDecode(form))
}

const urlDecode = (text: ByteString): ByteString =>
  text.replace(/\+|%([0-9A-Fa-f])([0-9A-Fa-f])/g, (_, high: string | undefined, low: string | undefined) =>
    high === undefined || low === undefined
      ? ' '
      : String.fromCharCode(hexDigit(high.charCodeAt(0)) * 16 + hexDigit(low.charCodeAt(0))),
  )

const damage = (input: ByteString, below: (limit: number) => number, seeds: readonly ByteString[]): ByteString => {
  const at = below(input.length + 1)
  const length = 1 + below(4)
  switch (below(6)) {
    case 0:
      return input.slice(0, at) + input.slice(at + length)
    case 1:
      return input.slice(0, at) + String.fromCharCode(below(256)) + input.slice(at)
    case 2:
      return input.slice(0, at) + (SQL[below(SQL.length)] ?? '') + input.slice(at)
    case 3:
      return input.slice(0, at) + (HTML[below(HTML.length)] ?? '') + input.slice(at + length)
    case 4:
      return input.slice(0, at) + input.slice(below(input.length + 1))
    default:
      return input.slice(0, at) + (seeds[below(seeds.length)] ?? '').slice(below(8))
  }
}

/** The generator mulberry32: numbers from 0 to 1, the same for the same seed. */
const randomNumbers = (seed: number): (() => number) => {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000
  }
}

const GLUES = [' ', '', '/**/', '\t', '\n', '\xa0', '\0', '+', '/', '  ', '\v', '\x7f', "'", '"']

const SQL = [
  ...'1 1.0 .5 . 1. 1e5 1e 1.e+ 0x 0x1F 0b01 0b 0xg 1f 1d; 1fUNION 123FROM \\N \\ $ $1,000 $. $$a$$ $tag$ $tag$x$tag$'.split(
    ' ',
  ),
  ...`' " '' "" ''' \\' \\" \` \`\` 'a' "b" \`c\` 'a''b' N'x' n'x E'y' e' q'(z)' Q'[z]' q'!z!' q'<z> nq'{z}' u&'w' U&' b'01' x'AF' B' X'g'`.split(
    ' ',
  ),
  ..."foo users a.b select.1 SELECT`a` `select` `if` `user` `IF EXISTS` [a] [a_b [ ] @a @@version @`v` @'v' @\"v @ @@ @user".split(
    ' ',
  ),
  ...'= != <> <=> <= >= := :: : ! !! ~ ^ % & && | || * / + - -- --- # /* */ /*! /**/ /*/*/ ; ;; , . ? { } ( ) (( )) < > << >> |= *= @> <@'.split(
    ' ',
  ),
  ...'select union all distinct from where and or xor not in is like between insert into outfile dumpfile update delete drop table'.split(
    ' ',
  ),
  ...'if exists case when then else end having group by order limit user user_id user_name database password current_user localtime'.split(
    ' ',
  ),
  ...'sleep benchmark concat char cast convert int varchar text binary collate utf8_bin latin1 latin1_bin null true false declare exec'.split(
    ' ',
  ),
  ...'begin waitfor delay sp_password similar to sounds rlike regexp div mod for lock share mode boolean natural join left outer'.split(
    ' ',
  ),
  ...'current next value partition own3d load_file count information_schema as set create or replace int4 _utf8 timestamp'.split(
    ' ',
  ),
  ...[
    'NOT IN',
    'NOT LIKE',
    'UNION ALL',
    'IN BOOLEAN MODE',
    '; IF',
    'LIKE (',
    'IN (',
    'USER(',
    '{``',
    '{a',
    '\xdf',
    'select.\xdf',
    '\xff',
    'sp_password',
  ],
  ...[
    '1=1',
    "' or 1=1",
    '" or ""="',
    '1 or 1',
    'a and b',
    "x' and 'y",
    '1,-1',
    '(1)',
    ',(1)',
    '1)',
    '--a',
    '-- ',
    '#a',
    'SELECT',
    'Or',
    'uNiOn',
  ],
  'word_of_thirty_one_bytes_exactly',
  'word_of_thirty_two_bytes_exactly_',
  '1234567890123456789012345678901234567890',
  '\\\\',
  '\x80',
]

const HTML = [
  ...'< > </ /> </> <a <b> <A/ </a> <script <SCRIPT> </script> <svg <xsl:a <iframe> <img <x\0ss> <style <link <meta> <base <xml> <\0a'.split(
    ' ',
  ),
  ...'<! <!-- --> -!> --!> - -- -\0-> <!- <!DOCTYPE <!doctype> <![CDATA[ ]]> ]] <? ?> <?import <?xml <!entity <!--[if <% %> % <!ENTITY <?IMPORTx'.split(
    ' ',
  ),
  ...'href src style onclick on onx ON1 onerror= xmlns xmlns: xlink xlink:href action by to from values filter attributename= dynsrc'.split(
    ' ',
  ),
  ...'background formaction poster lowsrc datasrc dataformatas folder handler h\0ref s\0tyle a ab id= class title value= =x = =" =\' =` / //'.split(
    ' ',
  ),
  ...'" \' ` "> \'> `> \0 \xff \x0b = == javascript: JaVaScRiPt: java\nscript data: DATA view-source: vbscript: http: x: \x01data:'.split(
    ' ',
  ),
  ...'&# &#x &#106; &#x6a; &#0000106 &#x4A &#330; &#x16a; &#74ava &#9; &#10; &#x0 &#99999999 &#xfffffff &amp; & &#1114111; \xa0data: &#32'.split(
    ' ',
  ),
  ...[
    'href=javascript:',
    'href="&#x6A;ava',
    "src='data:",
    'style=x',
    'onload=x',
    'attributename=href',
    'attributename="onx"',
    'xlink:href=x',
  ],
  'text',
  'hello world',
]
