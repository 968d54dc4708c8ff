// Measures the emulator's CPU per request beside that of real servers: `npm run bench -- --help`.
import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { backendNamed } from '../dist/harness/backends/find-backend.js'
import { containedContestants } from '../dist/harness/conformance/bench/contained-contestants.js'
import { emulatorContestant } from '../dist/harness/conformance/bench/contestant.js'
import { loadsOf } from '../dist/harness/conformance/bench/loads.js'
import { benchReport, benchTable } from '../dist/harness/conformance/bench/report.js'
import { runBench } from '../dist/harness/conformance/bench/run-bench.js'
import { findRuleFolder } from '../dist/harness/setup/rule-folders/cache.js'
import { cacheFolder } from '../dist/harness/setup/rule-folders/cache-folder.js'
import { setupOf } from '../dist/harness/setup/settings.js'
import { DIALECTS } from '../dist/src/dialects/index.js'

const HELP = `npm run bench -- [options]

CPU per request of the emulator, and beside it of real servers in containers, that of the server with its engine off taken off.

  --crs <name|folder>   the rule set, with its tests (4.28.0)
  --paranoia <level>    paranoia level (1)
  --backend <names>     apache, nginx, or both by comma; without it the emulator alone
  --seed <number>       the same requests for the same number (1)
  --rounds <number>     how often each load is sent; the median counts (7)
  --json <file>         where to keep the figures
  --compare <file>      such a file of an earlier run: a column says what has changed`

const { values } = parseArgs({
  options: {
    crs: { type: 'string', default: '4.28.0' },
    paranoia: { type: 'string', default: '1' },
    backend: { type: 'string', default: '' },
    seed: { type: 'string', default: '1' },
    rounds: { type: 'string', default: '7' },
    json: { type: 'string' },
    compare: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})

if (values.help) process.stdout.write(`${HELP}\n`)
else {
  const ruleFolder = await findRuleFolder(cacheFolder(process.env), values.crs)
  const paranoia = Number(values.paranoia)
  const setup = setupOf({ crs: { paranoia } }, ruleFolder.path, undefined)
  const loads = await loadsOf(ruleFolder.tests, Number(values.seed))
  const contestants = [await emulatorContestant(setup, DIALECTS.v2)]
  try {
    for (const name of values.backend.split(',').filter(Boolean)) {
      contestants.push(...(await containedContestants(backendNamed(name), setup)))
    }
    const title = `CRS ${ruleFolder.version ?? ruleFolder.name}, paranoia level ${paranoia}, seed ${values.seed}`
    const report = benchReport(title, loads, await runBench(contestants, loads, Number(values.rounds)))
    const before = values.compare && JSON.parse(readFileSync(values.compare, 'utf8'))
    process.stdout.write(`${benchTable(report, before)}\n`)
    if (values.json) writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`)
  } finally {
    for (const one of contestants) await one[Symbol.asyncDispose]()
  }
}
