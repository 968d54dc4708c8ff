import { type ByteString, fromText, toOctets } from '../bytes.ts'
import { BESIDE_EBCDIC, BESIDE_LATIN_1, type CharsetRow, EBCDIC } from './charset-rows.ts'

/**
 * A document in UTF-8 where it declares an encoding that libxml2 reads on the real engine and its WebAssembly build does not; any other
 * as it is. What is no character of its encoding becomes NUL, which no document may have.
 */
export const inUtf8 = (body: ByteString): ByteString => {
  const isEbcdic = body.startsWith(EBCDIC_MARK)
  const head = isEbcdic ? decodedBy(IBM037)(body.slice(0, LOOKED_AT)) : body.slice(0, LOOKED_AT)
  const declaration = DECLARATION.exec(head)
  const name = declaration?.[3]?.toUpperCase() ?? (isEbcdic ? 'IBM037' : '')
  const decode = DECODERS.get(name)
  if (decode === undefined) return body
  const start = isEbcdic ? 0 : (declaration?.[0].length ?? 0)
  const text = body.slice(0, start) + decode(body.slice(start))
  return fromText(text.replace(DECLARATION, '$1"UTF-8"'))
}

/** `<?xm` in EBCDIC. */
const EBCDIC_MARK = '\x4c\x6f\xa7\x94'

/** Octets in which a declaration is looked for. */
const LOOKED_AT = 200

const DECLARATION = /^(<\?xml[^<>?]*?[\t\n\r \x85]encoding[\t\n\r \x85]*=[\t\n\r \x85]*)(["'])([A-Za-z][\w.-]*)\2/

type Decode = (octets: ByteString) => string

const decodedBy =
  (characters: readonly string[]): Decode =>
  octets =>
    octets.replace(/[\s\S]/g, octet => characters[octet.charCodeAt(0)] ?? '\0')

/** Between the parts of a row; no set has this character. */
const SEPARATOR = '\uFFFF'

const changed = (base: readonly string[], rows: string): readonly string[] => {
  const characters = [...base]
  if (rows === '') return base
  for (const row of rows.split(SEPARATOR)) {
    const first = Number.parseInt(row.slice(0, 2), 16)
    for (const [index, character] of [...row.slice(2)].entries()) {
      characters[first + index] = character === '\uFFFD' ? '\0' : character
    }
  }
  return characters
}

const LATIN_1 = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code))
const IBM037 = changed(LATIN_1, EBCDIC)

/** In UTF-7 a run of Base64 between `+` and `-` is UTF-16 (RFC 2152). */
const utf7: Decode = octets =>
  octets.replace(/\+([A-Za-z0-9+/]*)(-?)|[\x80-\xff]/g, (_, run: string | undefined, end: string) => {
    if (run === undefined) return '\0'
    if (run === '') return end === '-' ? '+' : ''
    const units = Buffer.from(run, 'base64')
    return units
      .subarray(0, units.length & ~1)
      .swap16()
      .toString('utf16le')
  })

const decodedAs =
  (encoding: string): Decode =>
  octets =>
    new TextDecoder(encoding).decode(toOctets(octets)).replaceAll('\uFFFD', '\0')

/** Syllables are made of 5 bits for each of their letters, other characters stand as in KS X 1001 (its annex 3). */
const johab: Decode = octets =>
  octets.replace(/[\x80-\xff][\s\S]|\\/g, pair => {
    if (pair.length === 1) return '\u20A9'
    const [first, second] = [pair.charCodeAt(0), pair.charCodeAt(1)]
    if (first >= 0xd9) return ofKsX1001(first, second)
    const code = first * 256 + second
    const [initial, medial, final] = [(code >> 10) & 31, (code >> 5) & 31, code & 31]
    const lead = initial - 2
    const vowel = MEDIALS.indexOf(medial)
    const tail = final < 18 ? final - 1 : final - 2
    const isSyllable = lead >= 0 && lead < 19 && vowel !== -1 && tail >= 0 && tail < 28 && final !== 18
    return isSyllable ? String.fromCharCode(0xac00 + (lead * 21 + vowel) * 28 + tail) : '\uFFFD'
  })

const ofKsX1001 = (first: number, second: number): string => {
  const pairOfRows = first < 0xe0 ? 2 * (first - 0xd9) : 2 * first - 0x197
  const column = second < 0x91 ? second - 0x31 : second - 0x43
  const row = pairOfRows + (column < 94 ? 0 : 1)
  return new TextDecoder('euc-kr').decode(Uint8Array.of(row + 0xa1, (column % 94) + 0xa1))
}

const MEDIALS = [3, 4, 5, 6, 7, 10, 11, 12, 13, 14, 15, 18, 19, 20, 21, 22, 23, 26, 27, 28, 29]

/** The characters of CNS 11643 are not known here: each is U+FFFD. */
const eucTw: Decode = octets => octets.replace(/\x8e[\s\S]{3}|[\x80-\xff][\s\S]/g, '\uFFFD')

const named = (names: string, decode: Decode): readonly (readonly [string, Decode])[] =>
  names.split(' ').map(name => [name, decode])

const ofRows = (rows: readonly CharsetRow[], base: readonly string[]): readonly (readonly [string, Decode])[] =>
  rows.flatMap(([names, octets]) => {
    let decode: Decode | undefined
    return named(names, text => {
      decode ??= decodedBy(changed(base, octets))
      return decode(text)
    })
  })

const DECODERS: ReadonlyMap<string, Decode> = new Map([
  ...ofRows(BESIDE_LATIN_1, LATIN_1),
  ...ofRows(BESIDE_EBCDIC, IBM037),
  ...named('UTF-7 UTF7', utf7),
  ...named('WINDOWS-31J CSWINDOWS31J SHIFT_JISX0213 SHIFT_JIS-2004', decodedAs('shift_jis')),
  ...named('EUC-JISX0213 EUC-JIS-2004', decodedAs('euc-jp')),
  ...named('UHC CP949 MSCP949', decodedAs('euc-kr')),
  ...named('JOHAB CP1361 MSCP1361', johab),
  ...named('EUC-TW EUCTW OSF0005000A', eucTw),
])
