import { atoi, type ByteString } from '../bytes.ts'
import type { Operators } from '../transaction/dialect.ts'
import { ipOctets } from './ip-address.ts'

/** Addresses and networks, asked by the octets of one address. */
export type IpSet = {
  /** False if mod_security2 refuses the entry. */
  readonly add: (entry: ByteString) => boolean
  readonly has: (octets: ByteString) => boolean
}

/**
 * An empty set. Entries are those of mod_security2's `TreeAddIP` (apache2/msc_tree.c): an address, or one with a
 * prefix of at least 1 bit and less than the whole address: a prefix of 0, `/32` for IPv4 and `/128` for IPv6 are
 * refused. Where host prefixes are accepted, `/32` is taken.
 */
export const ipSet = (hostPrefixes: Operators['hostPrefixes']): IpSet => {
  /** Masked addresses by `octets:prefix bits`; the lengths in use are few. */
  const networks = new Map<number, Set<ByteString>>()
  const add = (entry: ByteString): boolean => {
    const slash = entry.indexOf('/')
    const octets = ipOctets(slash === -1 ? entry : entry.slice(0, slash))
    if (octets === undefined) return false
    const whole = octets.length * 8
    const bits = slash === -1 ? whole : prefixBits(entry, entry.slice(slash + 1))
    const isRefused = slash !== -1 && bits === whole && !(hostPrefixes === 'accepted' && whole === 32)
    if (bits < 1 || bits > whole || isRefused) return false
    const key = octets.length * 256 + bits
    const members = networks.get(key) ?? new Set<ByteString>()
    networks.set(key, members.add(masked(octets, bits)))
    return true
  }
  const has = (octets: ByteString): boolean => {
    for (const [key, members] of networks) {
      if (key >> 8 === octets.length && members.has(masked(octets, key & 0xff))) return true
    }
    return false
  }
  return { add, has }
}

/** As C's `atoi`; an address mask instead of a number counts as none. */
const prefixBits = (entry: ByteString, text: ByteString): number =>
  text.includes(entry.includes(':') ? ':' : '.') ? 0 : atoi(text)

const masked = (octets: ByteString, bits: number): ByteString => {
  const whole = bits >> 3
  const rest = bits & 7
  if (rest === 0) return octets.slice(0, whole)
  return octets.slice(0, whole) + String.fromCharCode(octets.charCodeAt(whole) & (0xff00 >> rest) & 0xff)
}
