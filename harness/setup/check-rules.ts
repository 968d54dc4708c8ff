import { readdir, readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { fromOctets, fromText } from '../../src/bytes.ts'
import { DIALECTS } from '../../src/dialects/index.ts'
import type { DialectName } from '../../src/dialects/names.ts'
import type { Diagnostic } from '../../src/errors.ts'
import { diskFiles, type FileTree } from '../../src/loading/file-tree.ts'
import { loadRuleSet } from '../../src/loading/load.ts'
import { PACKAGE_ROOT } from '../package-root.ts'
import { CONFIGURATION_FOLDER } from './configuration.ts'
import { configurationFiles, isPluginFile } from './plugin-folder.ts'
import { setupFile } from './rule-folders/rule-folder.ts'

/** What rule files are read with. */
export type Beside = {
  /** A rule set's folder, and whether it was asked for: else it makes way for files that hold its rules. */
  readonly ruleFolder:
    | { readonly path: string; readonly name: string; readonly wish: 'asked for' | 'usual' }
    | undefined
  /** A plugin's folder. It makes way for a plugin that is checked, where it was not asked for. */
  readonly plugin: { readonly folder: string; readonly wish: 'asked for' | 'usual' } | undefined
}

/** What reading rule files brought: how many rules, and what is worth a notice though the engine would start. */
export type CheckedRules = {
  readonly ruleCount: number
  readonly notices: readonly Diagnostic[]
  /** What they were read with. */
  readonly taken: { readonly ruleFolder: string | undefined; readonly plugin: string | undefined }
}

/** The file that includes the others; the name is told to nobody, since there is nothing wrong in it. */
const ENTRY = '/wafrig-check.conf'

/**
 * Reads rule files as one configuration with what stands beside them, in the order of the official images: a plugin's files by their
 * names around the rule set, others behind it, in the order given. Throws an InputError with everything that is wrong in them.
 */
export const checkRules = async (
  files: readonly string[],
  dialect: DialectName,
  beside: Beside,
): Promise<CheckedRules> => {
  const ids = new Set((await Promise.all(files.map(idsIn))).flat())
  const ruleFolder = await unlessHeld(beside.ruleFolder, folder => ruleFiles(folder.path), ids)
  const holdsPlugin = files.some(file => isPluginFile(basename(file)))
  const plugin = beside.plugin?.wish === 'usual' && holdsPlugin ? undefined : beside.plugin
  const engine = join(PACKAGE_ROOT, 'containers', 'engine', 'modsecurity.conf')
  const all = [
    ...((await idsIn(engine)).some(id => ids.has(id)) ? [] : [engine]),
    ...(ruleFolder === undefined ? [] : await ruleFiles(ruleFolder.path)),
    ...(plugin === undefined ? [] : await pluginFiles(plugin.folder)),
    ...files,
  ]
  const ordered = [...new Set(all)].map(file => ({ file, stage: stageOf(file, files, engine) }))
  ordered.sort((one, other) => one.stage - other.stage)
  const includes = fromText(ordered.map(({ file }) => `Include "${file}"\n`).join(''))
  const folders = [...new Set(all.map(file => dirname(file)))]
  const { rules, notices } = loadRuleSet(fromDisk(includes, folders), ENTRY, { dialect: DIALECTS[dialect] })
  const own = new Set(files)
  const ownFolders = new Set(files.map(file => dirname(file)))
  const isOwn = ({ span }: Diagnostic): boolean => {
    const file = span?.source.file ?? ''
    return own.has(file) || (file.endsWith('.lua') && ownFolders.has(dirname(file)))
  }
  return {
    ruleCount: rules.filter(({ file }) => own.has(file)).length,
    notices: notices.filter(isOwn),
    taken: { ruleFolder: ruleFolder?.name, plugin: plugin?.folder },
  }
}

/** A rule set that is usual makes way where the files hold rules of it. */
const unlessHeld = async <Folder extends NonNullable<Beside['ruleFolder']>>(
  folder: Folder | undefined,
  filesOf: (folder: Folder) => Promise<readonly string[]>,
  ids: ReadonlySet<string>,
): Promise<Folder | undefined> => {
  if (folder?.wish !== 'usual') return folder
  const theirs = (await Promise.all((await filesOf(folder)).map(idsIn))).flat()
  return theirs.some(id => ids.has(id)) ? undefined : folder
}

const idsIn = async (file: string): Promise<readonly string[]> =>
  [...fromOctets(await readFile(file)).matchAll(/^[^#]*?\bid:'?(\d+)/gm)].map(([, id = '']) => id)

const ruleFiles = async (folder: string): Promise<readonly string[]> => {
  const setup = await setupFile(folder)
  const names = await readdir(join(folder, 'rules'))
  const rules = names.filter(name => name.endsWith('.conf')).sort()
  return [...(setup === undefined ? [] : [setup]), ...rules.map(name => join(folder, 'rules', name))]
}

const pluginFiles = async (folder: string): Promise<readonly string[]> =>
  (await configurationFiles(folder)).map(name => join(folder, name))

/** When a file is read: engine, rule set's setup, plugins' config and before files, rules, after files, others that are checked. */
const stageOf = (file: string, checked: readonly string[], engine: string): number => {
  const name = basename(file)
  if (file === engine) return 0
  if (/^crs-setup\.conf/.test(name)) return 1
  if (name.endsWith('-config.conf')) return 2
  if (name.endsWith('-before.conf') || name.endsWith('BEFORE-CRS.conf')) return 3
  if (name.endsWith('-after.conf')) return 5
  return checked.includes(file) ? 6 : 4
}

/** The disk, where scripts that are named by their path in a container lie beside the files that name them. */
const fromDisk = (includes: string, folders: readonly string[]): FileTree => ({
  ...diskFiles,
  read: file => {
    if (file === ENTRY) return includes
    if (!file.startsWith(`${CONFIGURATION_FOLDER}/`)) return diskFiles.read(file)
    const places = [file, ...folders.map(folder => join(folder, basename(file)))]
    return places.map(diskFiles.read).find(text => text !== undefined)
  },
})
