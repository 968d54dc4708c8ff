import { createRequire } from 'node:module'
import { type ByteString, toOctets } from '../../../src/bytes.ts'
import { sqli } from '../../../src/libinjection/sqli.ts'
import { xss } from '../../../src/libinjection/xss.ts'

/** libinjection's two verdicts: the fingerprint of an SQL injection, '' if it sees none; and true for scripting. */
export type Libinjection = {
  readonly sqli: (value: ByteString) => ByteString
  readonly xss: (value: ByteString) => boolean
}

/** A value on which the two do not agree, and what each says of it. */
export type LibinjectionDifference = {
  readonly value: ByteString
  readonly ours: string
  readonly real: string
}

/** What a comparison came to. The differences are the first few of `differing`. */
export type LibinjectionComparison = {
  readonly compared: number
  readonly sqliSeen: number
  readonly xssSeen: number
  readonly differing: number
  readonly differences: readonly LibinjectionDifference[]
}

type NativeFunction = (...args: unknown[]) => unknown
type Koffi = { load: (file: string) => { func: (prototype: string) => NativeFunction } }

/**
 * The real libinjection, which libmodsecurity.so.3 (Debian's libmodsecurity3 3.0.9 holds 3.9.2) exports, or why it
 * cannot be used here. Needs the optional package koffi.
 */
export const loadLibinjection = (): Libinjection | { readonly absent: string } => {
  try {
    const koffi = createRequire(import.meta.url)('koffi') as Koffi
    const library = koffi.load('libmodsecurity.so.3')
    const isSqli = library.func('int libinjection_sqli(const uint8_t *value, size_t length, uint8_t *fingerprint)')
    const isXss = library.func('int libinjection_xss(const uint8_t *value, size_t length)')
    const fingerprint = Buffer.alloc(8)
    return {
      sqli: value =>
        isSqli(terminated(value), value.length, fingerprint) === 1
          ? fingerprint.toString('latin1', 0, fingerprint.indexOf(0))
          : '',
      xss: value => isXss(terminated(value), value.length) === 1,
    }
  } catch (error) {
    return { absent: `koffi or libmodsecurity.so.3 is not here: ${error instanceof Error ? error.message : error}` }
  }
}

/** Our verdicts beside the real ones, value by value. At most 20 differences are kept. */
export const compareLibinjection = (real: Libinjection, values: Iterable<ByteString>): LibinjectionComparison => {
  const counts = { compared: 0, sqliSeen: 0, xssSeen: 0, differing: 0 }
  const differences: LibinjectionDifference[] = []
  for (const value of values) {
    const theirs = { sqli: real.sqli(value), xss: real.xss(value) }
    const ours = { sqli: sqli(value)?.fingerprint ?? '', xss: xss(value) }
    counts.compared++
    if (theirs.sqli !== '') counts.sqliSeen++
    if (theirs.xss) counts.xssSeen++
    if (ours.sqli === theirs.sqli && ours.xss === theirs.xss) continue
    counts.differing++
    if (differences.length < 20) differences.push({ value, ours: inWords(ours), real: inWords(theirs) })
  }
  return { ...counts, differences }
}

const inWords = (verdict: { readonly sqli: ByteString; readonly xss: boolean }): string =>
  `sqli ${JSON.stringify(verdict.sqli)}, xss ${verdict.xss}`

/** libinjection looks a byte past the end at times; the engines' strings end in NUL. */
const terminated = (value: ByteString): Uint8Array => toOctets(`${value}\0`)
