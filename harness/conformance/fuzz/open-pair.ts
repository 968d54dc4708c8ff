import type { BackendOptions } from '../../backends/backend.ts'
import { backendOpener } from '../../backends/find-backend.ts'
import type { Pair } from '../../diff/pairs.ts'
import { clientAddressOf, oneByOne } from '../../setup/batch.ts'
import type { StartWaf } from '../../setup/setup.ts'

/** What starts the WAFs of both; an emulator's requests come from where those of the other do, since rules look at that. */
export const openPair = async (
  pair: Pair,
  options: BackendOptions,
): Promise<{ readonly startOne: StartWaf; readonly startOther: StartWaf }> => {
  const startOther = await backendOpener(options)(pair.other)
  await using batches = oneByOne(startOther)
  const clientAddress = await clientAddressOf(batches)
  const open = backendOpener({ ...options, ...(clientAddress === undefined ? {} : { clientAddress }) })
  return { startOne: await open(pair.one), startOther }
}
