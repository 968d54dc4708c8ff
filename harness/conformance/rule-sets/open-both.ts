import type { BackendOptions } from '../../backends/backend.ts'
import { openBatches } from '../../backends/find-backend.ts'
import type { Pair } from '../../diff/pairs.ts'
import { type Batches, clientAddressOf } from '../../setup/batch.ts'

/** Both ways to have many WAFs; an emulator's requests come from where those of the other do. */
export const openBoth = async (
  pair: Pair,
  options: BackendOptions,
): Promise<AsyncDisposable & { readonly one: Batches; readonly other: Batches }> => {
  const other = await openBatches(pair.other, options)
  try {
    const clientAddress = await clientAddressOf(other)
    const one = await openBatches(pair.one, { ...options, ...(clientAddress === undefined ? {} : { clientAddress }) })
    return {
      one,
      other,
      [Symbol.asyncDispose]: async () => {
        await one[Symbol.asyncDispose]()
        await other[Symbol.asyncDispose]()
      },
    }
  } catch (error) {
    await other[Symbol.asyncDispose]()
    throw error
  }
}
