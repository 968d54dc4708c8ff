import { resolve } from 'node:path'
import type { Choice } from '../run/cells.ts'
import type { FoundFile } from '../scenario/find-files.ts'
import { hasModes } from '../setup/plugin-folder.ts'
import { settingLines } from '../setup/settings.ts'
import type { DiffJob } from './job.ts'
import type { Pair } from './pairs.ts'

/** The jobs of one request on each pair: in each mode of the plugin, where it has any, and with nothing else set. */
export const requestJobs = async (
  file: FoundFile,
  octets: Uint8Array,
  pairs: readonly Pair[],
  choice: Choice,
  verdict: 'pass' | 'attack' | 'error' | undefined,
): Promise<readonly DiffJob[]> => {
  const modes = choice.plugin !== undefined && (await hasModes(choice.plugin)) ? (choice.modes ?? [1, 2]) : [undefined]
  return pairs.flatMap(pair => modes.map(mode => requestJob(file, octets, mode, pair, choice, verdict)))
}

const requestJob = (
  { path, shown }: FoundFile,
  octets: Uint8Array,
  mode: number | undefined,
  pair: Pair,
  { ruleFolder, plugin }: Choice,
  verdict: 'pass' | 'attack' | 'error' | undefined,
): DiffJob => ({
  pair,
  place: {
    file: resolve(path),
    id: shown,
    description: shown,
    backends: [pair.one, pair.other],
    mode,
    crs: ruleFolder.version,
  },
  file: shown,
  line: 1,
  title: mode === undefined ? shown : `${shown} [mode ${mode}]`,
  cells: undefined,
  setup: {
    ruleFolder: ruleFolder.path,
    plugin: plugin?.folder,
    settings: settingLines(mode === undefined ? {} : { mode: mode === 1 ? 1 : 2 }),
    afterwards: [],
    engine: 'On',
    luaSocket: true,
  },
  // Without one the scoring server lets it pass too, and one of the user's own is not told what to say.
  sendings: [
    [
      {
        sent: {
          octets,
          when: 'after the answer',
          ...(verdict === undefined ? {} : { scorer: { verdict, score: verdict === 'pass' ? 1 : -1 } }),
        },
        stage: 0,
        repetition: undefined,
      },
    ],
  ],
})
