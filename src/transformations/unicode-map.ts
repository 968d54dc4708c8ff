import type { ByteString } from '../bytes.ts'
import type { UnicodeMap } from '../values.ts'

/**
 * The map of one code page out of a SecUnicodeMapFile: words `code:byte` in hex that follow the page's number, up to
 * the next word without a colon. A page that the file lacks gives only the full stops that mod_security2 always
 * maps (RFC 3490 §3.1). apache2/msc_unicode.c, `unicode_map_create`.
 */
export const parseUnicodeMap = (text: ByteString, codePage: number): UnicodeMap => {
  const map = new Int16Array(0x10000).fill(-1)
  for (const stop of FULL_STOPS) map[stop] = 0x2e
  let found = false
  let reading = false
  for (const [word] of text.matchAll(/[^ \t\n\r]+/g)) {
    const colon = word.indexOf(':')
    if (reading && colon === -1) break
    found ||= Number(/^[0-9]+/.exec(word)?.[0] ?? 0) === codePage
    if (!found || colon === -1) continue
    reading = true
    const code = Number.parseInt(word.slice(0, colon), 16)
    if (code >= 0 && code <= 0xffff) map[code] = Number.parseInt(word.slice(colon + 1), 16) & 0xff
  }
  return map
}

const FULL_STOPS = [0x3002, 0xff61, 0xff0e, 0x002e]
