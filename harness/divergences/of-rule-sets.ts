import type { ByteString } from '../../src/bytes.ts'
import type { ComparedField } from './fields.ts'
import type { KnownDivergence } from './known.ts'

type Differing = {
  readonly field: ComparedField
  readonly one: ByteString | undefined
  readonly other: ByteString | undefined
}

/** What operators say of a value that they cannot use, up to the value and from its end on. */
const VALUES_IN_WORDS = [
  /^(IPmatch: bad IPv[46] specification ")(.*)("\.)$/s,
  /^(Geo lookup for ")(.*)(" attempted without a database\.\s+Set SecGeoLookupDB\.)$/s,
]

/** The differences between the emulator and Apache on generated rule sets that stay. */
export const BEHIND_A_VALUE: KnownDivergence = {
  name: 'memory behind a value',
  differs: ['message'],
  reason:
    'A value that a transformation has made or that stands in a request does not always end in a NUL; what an operator says of it is printed up to the next one. The emulator prints the value.',
  source: 'mod_security2 2.9.13, re_operators.c, msre_op_ipmatch_execute and msre_op_geoLookup_execute',
}

/** True where all that differs are pairs of such words, and the real engine's value begins with the emulator's. */
export const isBehindAValue = (differences: readonly Differing[]): boolean => {
  const emulated = differences.filter(({ one }) => one !== undefined)
  const real = differences.filter(({ other }) => other !== undefined)
  return (
    differences.every(({ field }) => field === 'message') &&
    emulated.length === real.length &&
    emulated.every(({ one = '' }, index) => continues(real[index]?.other ?? '', one))
  )
}

const continues = (real: ByteString, emulated: ByteString): boolean =>
  VALUES_IN_WORDS.some(pattern => {
    const [ours, theirs] = [pattern.exec(emulated), pattern.exec(real)]
    return ours !== null && theirs?.[1] === ours[1] && theirs?.[2]?.startsWith(ours[2] ?? '') === true
  })
