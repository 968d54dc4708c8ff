import type { ByteString } from '../../src/bytes.ts'
import type { Exchange } from '../backends/backend.ts'
import type { Difference } from '../diff/compare.ts'

/** A difference that is known and stays: what it is, why, and how a request that shows it is recognised. */
export type KnownDivergence = {
  readonly name: string
  readonly reason: string
  /** True when all that differs is explained by this. `one` is the emulator's exchange where it is compared. */
  readonly explains: (
    request: ByteString,
    one: Exchange,
    other: Exchange,
    differences: readonly Difference[],
  ) => boolean
}

/** The first divergence that explains what differs. */
export const knownDivergence = (
  request: ByteString,
  one: Exchange,
  other: Exchange,
  differences: readonly Difference[],
): KnownDivergence | undefined => KNOWN.find(({ explains }) => explains(request, one, other, differences))

/** All of them. */
export const KNOWN: readonly KnownDivergence[] = [
  {
    name: 'PCRE limits',
    reason:
      'SecPcreMatchLimit counts the steps of PCRE2, which another regex engine does not take. The emulator bounds its own work, so a pattern that exceeds the limit on the real engine may match here, and the reverse.',
    explains: (_request, one, other) =>
      [...one.log, ...other.log].some(({ text }) => /PCRE limits exceeded/.test(text)),
  },
]
