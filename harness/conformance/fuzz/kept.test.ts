import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { toOctets } from '../../../src/bytes.ts'
import { startEmulator } from '../../backends/emulator/start-emulator.ts'
import { compareExchanges } from '../../diff/compare.ts'
import type { Waf } from '../../waf/waf.ts'
import { counting, exchangeOf, readKept } from './kept.ts'
import { probeRules, variantOf } from './variants.ts'

const kept = await readKept(join(import.meta.dirname, 'kept'))
const wafs = new Map<string, Promise<Waf>>()

const wafOf = async (engine: 'On' | 'DetectionOnly'): Promise<Waf> => {
  const started = wafs.get(engine) ?? startEmulator()(variantOf(await probeRules(), engine).setup)
  wafs.set(engine, started)
  return started
}

afterAll(async () => {
  for (const waf of wafs.values()) await (await waf)[Symbol.asyncDispose]()
})

test.each([...kept])('%s: the emulator does what the real engine was seen to do', async (_, found) => {
  const waf = await wafOf(found.engine)
  const emulated = counting(await waf.send(toOctets(found.request)), found.rules)
  // The probe rules may move within their files.
  const differences = compareExchanges(emulated, exchangeOf(found), 'like').filter(({ field }) => field !== 'line')
  expect(differences).toEqual([])
})
