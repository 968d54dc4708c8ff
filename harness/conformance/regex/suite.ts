import { type Row, type Suite, timed, titleOf } from '../suite.ts'
import { loadPcre2 } from './pcre2.ts'
import { compareCrs } from './regex.ts'

/** The CRS's patterns in our translation beside PCRE2, captures included. */
export const regex: Suite = {
  options: ['crs', 'seed', 'inputs'],
  backends: () => [],
  run: conditions => rowsOf(conditions),
}

const rowsOf: Suite['run'] = async ({ ruleFolders, seed, inputs }) => {
  const pcre2 = loadPcre2()
  if ('absent' in pcre2) return pcre2
  if (ruleFolders.length === 0) return { absent: 'no CRS with its tests: wafrig crs add debian --with-tests' }
  const rows: Row[] = []
  for (const ruleFolder of ruleFolders) {
    const { value, elapsedMs } = await timed(() =>
      compareCrs(pcre2, ruleFolder.path, { inputsPerPattern: inputs, seed }),
    )
    const { differences, limits, unsupported } = value
    rows.push({
      suite: `${titleOf(ruleFolder)}, ${value.patterns} regexes`,
      passed: value.inputs - differences - limits,
      failed: differences + unsupported,
      notApplicable: limits,
      elapsedMs,
      failures: [
        ...value.firstDifferences,
        ...(unsupported === 0 ? [] : [`${unsupported} patterns cannot be translated`]),
      ],
      notes: limits === 0 ? [] : [`PCRE2 gave up at its match limit on ${limits} inputs`],
    })
  }
  return rows
}
