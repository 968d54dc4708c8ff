import type { ByteString } from '../../bytes.ts'
import type { Transaction } from '../../transaction/transaction.ts'
import type { BodyResult } from '../../values.ts'
import type { Steps } from '../drive.ts'
import { exceedsNoFilesLimit, noFilesOctets, process } from './processing.ts'

/** The first reads of a body. */
export type Portion = { readonly text: ByteString; readonly reads: readonly number[] }

export const portion = (body: ByteString, reads: readonly number[], count: number): Portion => {
  const first = reads.slice(0, count)
  return { text: body.slice(0, sum(first)), reads: first }
}

const sum = (lengths: readonly number[]): number => lengths.reduce((total, length) => total + length, 0)

/** What a processor has found before it was told that the body ends: arguments of forms come at the end only. */
export const beginning = ({ args, xml, urlEncodedError: _, error, ...found }: BodyResult): BodyResult => {
  xml?.dispose()
  return {
    ...found,
    args: args.filter(({ origin }) => origin === 'JSON' || origin === 'XML'),
    ...(error?.found === 'streaming' && { error }),
  }
}

/**
 * The portion up to the read with which a body has too many octets that are of no file; undefined where it has not. A
 * processor counts no more once it has found an error (`modsecurity_request_body_store`).
 */
export function* overNoFilesLimit(tx: Transaction, whole: Portion, result: BodyResult): Steps<Portion | undefined> {
  if (!exceedsNoFilesLimit(noFilesOctets(whole.text.length, result, tx), tx)) return undefined
  const upTo = (count: number): Portion => portion(whole.text, whole.reads, count)
  const all = whole.reads.length
  const failed = function* (count: number): Steps<boolean> {
    const { text, reads } = upTo(count)
    const { error } = yield* process(tx, text, reads)
    return error?.found === 'streaming'
  }
  const failedAt = result.error?.found === 'streaming' ? yield* first(all, failed) : all
  const isOver = function* (count: number): Steps<boolean> {
    const { text, reads } = upTo(Math.min(count, failedAt))
    const counted = noFilesOctets(text.length, yield* process(tx, text, reads), tx)
    return exceedsNoFilesLimit(counted + (tx.forceRequestBody ? upTo(count).text.length - text.length : 0), tx)
  }
  return (yield* isOver(all)) ? upTo(yield* first(all, isOver)) : undefined
}

/** The first number from 1 up to one for which something holds, which then holds for all that follow. */
function* first(most: number, holds: (count: number) => Steps<boolean>): Steps<number> {
  let [low, high] = [1, most]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (yield* holds(middle)) high = middle
    else low = middle + 1
  }
  return low
}
