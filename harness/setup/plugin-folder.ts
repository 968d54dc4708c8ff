import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { didYouMean, InputError } from '../../src/errors.ts'
import { SHIPPED_PLUGIN } from '../package-root.ts'
import { MODE_SETTING } from './settings.ts'

/** A plugin's folder. */
export type Plugin = {
  readonly folder: string
  /** The package's own. */
  readonly shipped: boolean
  /** The machine-learning-integration-plugin as published, unchanged. */
  readonly published?: boolean
  /** With what the names of its variables of TX begin: `antivirus-plugin_`; undefined where they begin with nothing of the kind. */
  readonly prefix?: string | undefined
  /** What follows that in its rules and scripts, in lower case. */
  readonly settings?: readonly string[]
}

/** SHA-256 of the files of machine-learning-integration-plugin f612598 that hold its rules and its client. */
const PUBLISHED: Readonly<Record<string, string>> = {
  'machine-learning-after.conf': 'ea54d7d45e718ecb99fd236c8f4aea4f3d189adceef0fac0395f3443c7cd3cee',
  'machine-learning-before.conf': 'b76152f758aba7399dd6373a7155b168ec20f02ac2f3dc4eeae45b610358860b',
  'machine-learning-client.lua': 'd8e160d8ef365240762b62bb25aefe0dd1a46a0296ec0a7492f17b86139e9d08',
}

/** True of the name of a plugin's configuration file. */
export const isPluginFile = (name: string): boolean => /-(?:config|before|after)\.conf$/.test(name)

/** How the package's own plugin is called. */
export const SHIPPED = 'shipped'

/**
 * The plugin that `--plugin` names: a folder with `*-config.conf`, `*-before.conf` or `*-after.conf` in it or in its
 * `plugins/` or `plugin/`; `none` is no plugin, `shipped` the package's own. Throws an InputError when there is none of these files.
 */
export const findPlugin = async (named: string): Promise<Plugin | undefined> => {
  if (named === 'none') return undefined
  const folder = await holderOf(named === SHIPPED ? SHIPPED_PLUGIN : named)
  if (folder !== undefined) {
    const isShipped = named === SHIPPED
    return { folder, shipped: isShipped, published: await isPublished(folder), ...(await variablesIn(folder)) }
  }
  const message = `no plugin in ${named}: wanted *-config.conf, *-before.conf or *-after.conf there, or in its plugins/`
  throw new InputError([{ code: 'NO_PLUGIN', message }])
}

/** The plugin where `--plugin` is not given: that which the folder holds, else the package's own. */
export const defaultPlugin = async (folder: string): Promise<string> =>
  (await holderOf(folder)) === undefined ? SHIPPED : relative(process.cwd(), folder) || '.'

/** The one of a folder and its usual subfolders that holds a plugin's configuration files. */
const holderOf = async (folder: string): Promise<string | undefined> => {
  for (const candidate of [folder, join(folder, 'plugins'), join(folder, 'plugin')]) {
    if ((await configurationFiles(candidate)).length > 0) return candidate
  }
  return undefined
}

/** True of a plugin whose detection has modes: its files name the setting. */
export const hasModes = async ({ folder }: Plugin): Promise<boolean> => {
  const names = await configurationFiles(folder)
  const texts = await Promise.all(names.map(name => readFile(join(folder, name), 'latin1')))
  return texts.some(text => text.toLowerCase().includes(MODE_SETTING))
}

/** What a scenario or a test sets of a plugin's variables by names that the plugin does not know, each with what to do. */
export const unknownSettings = ({ prefix, settings = [] }: Plugin, set: object): readonly string[] => {
  const bare = Object.keys(set).filter(name => !/^tx\./i.test(name))
  if (prefix === undefined && settings.length === 0) {
    return bare.map(name => `the plugin has no variables that begin with its name; write "${name}" in full, with tx.`)
  }
  return bare
    .filter(name => !settings.includes(name.toLowerCase()))
    .map(name => `the plugin has no "${name}"${didYouMean(name, settings, `it has ${settings.join(', ')}`)}`)
}

/**
 * The variables of a plugin: their names begin with the plugin's own and `-plugin_` (CRS documentation, "Creating a New Plugin"). Of
 * several such beginnings, as a plugin may name others' variables, it is the one that stands in most of its lines.
 */
const variablesIn = async (folder: string): Promise<Pick<Plugin, 'prefix' | 'settings'>> => {
  const names = (await readdir(folder)).filter(name => isPluginFile(name) || name.endsWith('.lua'))
  const texts = await Promise.all(names.map(name => readFile(join(folder, name), 'latin1')))
  const found = texts.flatMap(text => [...text.toLowerCase().matchAll(VARIABLE)])
  const counts = new Map<string, number>()
  for (const [, prefix = ''] of found) counts.set(prefix, (counts.get(prefix) ?? 0) + 1)
  const [prefix] = [...counts].sort(([, one], [, other]) => other - one).map(([name]) => name)
  const own = found.flatMap(([, begin, name = '']) => (begin === prefix ? [name] : []))
  return { prefix, settings: [...new Set(own)].sort() }
}

const VARIABLE = /([a-z0-9-]+-plugin_)([a-z0-9_-]*[a-z0-9])/g

/** Names of the plugin's configuration files; none for a folder that is not there. */
export const configurationFiles = async (folder: string): Promise<readonly string[]> => {
  const names = await readdir(folder).catch((): string[] => [])
  return names.filter(isPluginFile).sort()
}

const isPublished = async (folder: string): Promise<boolean> => {
  for (const [name, digest] of Object.entries(PUBLISHED)) {
    const content = await readFile(join(folder, name)).catch(() => undefined)
    if (content === undefined || createHash('sha256').update(content).digest('hex') !== digest) return false
  }
  return true
}
