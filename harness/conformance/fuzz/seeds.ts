import { type ByteString, fromOctets } from '../../../src/bytes.ts'
import { SHIPPED_SCENARIOS } from '../../package-root.ts'
import { findFiles, SCENARIO_ENDINGS } from '../../scenario/find-files.ts'
import { gathered, readScenarios } from '../../scenario/read.ts'
import { buildRequest } from '../../scenario/request.ts'

/** Longest request taken as a seed, in octets: longer ones would fill the log with what is seen once already. */
const SEED_LIMIT_OCTETS = 20_000

/** The requests of scenario files, those of a CRS checkout's tests and of the shipped scenarios: each once, in order. */
export const seedRequests = async (tests: string | undefined): Promise<readonly ByteString[]> => {
  const folders = tests === undefined ? [SHIPPED_SCENARIOS] : [SHIPPED_SCENARIOS, tests]
  const files = await findFiles('/', folders, SCENARIO_ENDINGS)
  const scenarios = await gathered(files, file => readScenarios(file.path, file.shown))
  const requests = scenarios.flat().flatMap(({ stages }) => stages.map(({ input }) => fromOctets(buildRequest(input))))
  return [...new Set(requests)].filter(request => request.length <= SEED_LIMIT_OCTETS)
}
