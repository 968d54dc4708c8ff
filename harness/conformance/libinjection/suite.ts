import { type Row, type Suite, timed } from '../suite.ts'
import { compareLibinjection, type Libinjection, loadLibinjection } from './libinjection.ts'
import { crsInputs, mutatedInputs } from './libinjection-inputs.ts'

/** Our libinjection beside the one that libmodsecurity holds: the texts of the CRS's tests, and mutated ones. */
export const libinjection: Suite = {
  options: ['crs', 'seed', 'mutations'],
  backends: () => [],
  run: conditions => rowsOf(conditions),
}

const rowsOf: Suite['run'] = async ({ ruleFolders, seed, mutations }) => {
  const real = loadLibinjection()
  if ('absent' in real) return real
  const texts = new Set(ruleFolders.flatMap(({ path }) => [...crsInputs(path)]))
  return [
    ...(texts.size === 0 ? [] : [await row('libinjection, texts of the CRS tests', real, texts)]),
    await row('libinjection, mutated inputs', real, mutatedInputs(seed, mutations, [...texts])),
  ]
}

const row = async (suite: string, real: Libinjection, values: Iterable<string>): Promise<Row> => {
  const { value, elapsedMs } = await timed(() => compareLibinjection(real, values))
  return {
    suite,
    passed: value.compared - value.differing,
    failed: value.differing,
    notApplicable: 0,
    elapsedMs,
    failures: value.differences.map(({ value, ours, real }) => `${JSON.stringify(value)}: ours ${ours}; real ${real}`),
    notes: [],
  }
}
