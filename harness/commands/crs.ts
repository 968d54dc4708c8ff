import { addRuleFolder } from '../setup/rule-folders/add.ts'
import {
  type KeptRuleFolder,
  listRuleFolders,
  removeRuleFolder,
  starterRuleFolder,
} from '../setup/rule-folders/cache.ts'
import { command, type MakeCommand } from './command.ts'

type AddOptions = {
  readonly name?: string
  readonly sha256?: string
  readonly link?: boolean
  readonly withTests?: boolean
}

/** `wafrig crs`: rule folders in the user's cache directory. */
export const crs: MakeCommand = surroundings =>
  command('crs', 'Rule sets: add, list and remove those that `wafrig run --crs` knows by name.', [
    'wafrig crs add debian',
    'wafrig crs list',
  ])
    .addCommand(add(surroundings, () => {}))
    .addCommand(list(surroundings, () => {}))
    .addCommand(remove(surroundings, () => {}))

const add: MakeCommand = ({ cache, say }) =>
  command('add', 'Keep a rule set in the cache: a CRS version, a folder, an archive, or the Debian package.', [
    'wafrig crs add 4.28.0',
    'wafrig crs add ../coreruleset --name mine',
    'wafrig crs add ../coreruleset --link --name work',
    'wafrig crs add coreruleset-4.28.0.tar.gz --sha256 0f3c…',
    'wafrig crs add debian --with-tests',
  ])
    .argument('<source>', 'a version, a folder, a tar archive, or debian (the package modsecurity-crs, through apt)')
    .option('--name <name>', 'the name to keep it under; else its version, or debian')
    .option('--sha256 <hex>', 'refuse an archive whose SHA-256 is another')
    .option('--link', 'use a folder where it stands instead of copying it')
    .option('--with-tests', "debian: with the regression tests, from the package's source")
    .action(async (source: string, options: AddOptions) => {
      say(shown(await addRuleFolder(cache, source, options)))
    })

const list: MakeCommand = ({ cache, say }) =>
  command('list', 'Show the rule sets that `wafrig run --crs` knows by name.', ['wafrig crs list']).action(async () => {
    const starter: KeptRuleFolder = { ...(await starterRuleFolder()), origin: { source: 'comes with wafrig' } }
    for (const kept of [starter, ...(await listRuleFolders(cache))]) say(shown(kept))
  })

const remove: MakeCommand = ({ cache, say }) =>
  command('remove', 'Remove a rule set from the cache; a linked folder stays.', ['wafrig crs remove 4.28.0'])
    .argument('<name>', 'as `wafrig crs list` shows it')
    .action(async (name: string) => {
      await removeRuleFolder(cache, name)
      say(`removed ${name}`)
    })

const shown = ({ name, version, path, tests, origin }: KeptRuleFolder): string =>
  [
    `${name}  ${version === undefined ? 'no CRS version' : `CRS ${version}`}${tests === undefined ? '' : ', with tests'}`,
    `    from ${origin.source}`,
    ...(origin.sha256 === undefined ? [] : [`    sha256 ${origin.sha256}`]),
    `    in ${path}`,
  ].join('\n')
