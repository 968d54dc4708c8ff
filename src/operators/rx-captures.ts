import type { ByteString } from '../bytes.ts'

type Groups = readonly (ByteString | undefined)[]

/** Groups up to the last that took part, the whole match first; PCRE reports no further. 3.0.16 captures them all. */
export const reported = (groups: Groups): readonly ByteString[] =>
  groups.slice(0, groups.findLastIndex(group => group !== undefined) + 1).map(group => group ?? '')

/** The same; where the whole match and they are more than fifteen, nothing is captured (msc_pcre.c). */
export const upToFifteen = (groups: Groups): readonly ByteString[] | undefined => {
  const captures = reported(groups)
  return captures.length > 15 ? undefined : captures
}
