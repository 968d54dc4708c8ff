import { resolve } from 'node:path'
import type { Choice } from '../run/cells.ts'
import type { FoundFile } from '../scenario/find-files.ts'
import { hasModes } from '../setup/plugin-folder.ts'
import type { RuleFolder } from '../setup/rule-folders/rule-folder.ts'
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
  const { plugin } = choice
  const all = choice.ruleFolders ?? [{ folder: choice.ruleFolder, named: undefined }]
  return pairs.flatMap(pair =>
    all.flatMap(rules => modes.map(mode => requestJob(file, octets, mode, pair, { ...rules, plugin }, verdict))),
  )
}

const requestJob = (
  { path, shown }: FoundFile,
  octets: Uint8Array,
  mode: number | undefined,
  pair: Pair,
  { folder: ruleFolder, named, plugin }: JobRules,
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
  title: titled(shown, [
    ...(mode === undefined ? [] : [`mode ${mode}`]),
    ...(named === undefined ? [] : [`CRS ${named}`]),
  ]),
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

/** The rules of a job, by what a run that names several rule sets calls them. */
type JobRules = { readonly folder: RuleFolder; readonly named: string | undefined; readonly plugin: Choice['plugin'] }

/** The name of a file with what was chosen for it. */
const titled = (name: string, chosen: readonly string[]): string =>
  chosen.length === 0 ? name : `${name} [${chosen.join(', ')}]`
