import type { ByteString } from '../bytes.ts'

/**
 * utf8toUnicode as mod_security2 has it from 2.9.9 on (apache2/msc_util.c, `utf8_unicode_inplace_ex`, 2.9.13): valid
 * sequences become `%u` and four lower-case hex digits, of a longer code the first four; all else stays. A NUL counts
 * as the lead of a two-byte sequence whose second byte may be any above 7F; one that stays ends the value.
 */
export const utf8WholeCharacters = (value: ByteString): ByteString => {
  if (!/[\0\x80-\xff]/.test(value)) return value
  const converted = value.replace(SEQUENCE, convert)
  const nul = converted.indexOf('\0')
  return nul === -1 ? converted : converted.slice(0, nul)
}

/** Bytes that have the form of a sequence. */
const SEQUENCE = /\0[\x80-\xff]|[\xc0-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}/g

const convert = (bytes: ByteString): ByteString => {
  const code = bytes.startsWith('\0') ? bytes.charCodeAt(1) : codePoint(bytes)
  const isValid = code >= (SMALLEST[bytes.length] ?? 0) && (code < 0xd800 || code > 0xdfff)
  return isValid ? `%u${code.toString(16).padStart(4, '0').slice(0, 4)}` : bytes
}

/** The smallest code point that needs a sequence of so many bytes. */
const SMALLEST = [0, 0, 0x80, 0x800, 0x10000]

const codePoint = (bytes: ByteString): number => {
  let code = bytes.charCodeAt(0) & (0x7f >> bytes.length)
  for (let i = 1; i < bytes.length; i++) code = code * 64 + (bytes.charCodeAt(i) & 0x3f)
  return code
}
