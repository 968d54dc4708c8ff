import type { ByteString } from '../bytes.ts'

/** The 4 or 16 octets of an address as a byte string; undefined for what glibc's `inet_pton` refuses. */
export const ipOctets = (text: ByteString): ByteString | undefined => (text.includes(':') ? v6(text) : v4(text))

/** Four decimal numbers without leading zeros. */
const v4 = (text: ByteString): ByteString | undefined => {
  const parts = text.split('.')
  if (parts.length !== 4 || !parts.every(part => /^(?:0|[1-9][0-9]{0,2})$/.test(part) && Number(part) <= 255)) {
    return undefined
  }
  return String.fromCharCode(...parts.map(Number))
}

/** Groups of one to four hex digits, one `::` for at least one group of zeros, an IPv4 address at the end. */
const v6 = (text: ByteString): ByteString | undefined => {
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const [head = '', tail] = halves
  const before = groups(head, tail === undefined ? 'last' : 'not last')
  const after = tail === undefined ? '' : groups(tail, 'last')
  if (before === undefined || after === undefined) return undefined
  const missing = 16 - before.length - after.length
  if (tail === undefined ? missing !== 0 : missing < 2) return undefined
  return before + '\0'.repeat(missing) + after
}

const groups = (text: ByteString, place: 'last' | 'not last'): ByteString | undefined => {
  if (text === '') return ''
  let octets = ''
  const parts = text.split(':')
  for (const [i, part] of parts.entries()) {
    if (/^[0-9a-fA-F]{1,4}$/.test(part)) {
      const number = Number.parseInt(part, 16)
      octets += String.fromCharCode(number >> 8, number & 0xff)
    } else {
      const embedded = place === 'last' && i === parts.length - 1 ? v4(part) : undefined
      if (embedded === undefined) return undefined
      octets += embedded
    }
  }
  return octets
}
