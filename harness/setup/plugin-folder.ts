import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { InputError } from '../../src/errors.ts'
import { SHIPPED_PLUGIN } from '../package-root.ts'
import { MODE_SETTING, PLUGIN_PREFIX } from './settings.ts'

/** A plugin's folder. */
export type Plugin = {
  readonly folder: string
  /** The package's own. */
  readonly shipped: boolean
  /** The machine-learning-integration-plugin as published, unchanged. */
  readonly published?: boolean
}

/** SHA-256 of the files of machine-learning-integration-plugin f612598 that hold its rules and its client. */
const PUBLISHED: Readonly<Record<string, string>> = {
  'machine-learning-after.conf': 'ea54d7d45e718ecb99fd236c8f4aea4f3d189adceef0fac0395f3443c7cd3cee',
  'machine-learning-before.conf': 'b76152f758aba7399dd6373a7155b168ec20f02ac2f3dc4eeae45b610358860b',
  'machine-learning-client.lua': 'd8e160d8ef365240762b62bb25aefe0dd1a46a0296ec0a7492f17b86139e9d08',
}

const isPluginFile = (name: string): boolean => /-(?:config|before|after)\.conf$/.test(name)

/** How the package's own plugin is called. */
export const SHIPPED = 'shipped'

/**
 * The plugin that `--plugin` names: a folder with `*-config.conf`, `*-before.conf` or `*-after.conf` in it or in its
 * `plugins/` or `plugin/`; `none` is no plugin, `shipped` the package's own. Throws an InputError when there is none of these files.
 */
export const findPlugin = async (named: string): Promise<Plugin | undefined> => {
  if (named === 'none') return undefined
  const folder = await holderOf(named === SHIPPED ? SHIPPED_PLUGIN : named)
  if (folder !== undefined) return { folder, shipped: named === SHIPPED, published: await isPublished(folder) }
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

/** The plugin's settings that its rules and scripts name, by what follows the prefix, in lower case. */
export const namedSettings = async ({ folder }: Plugin): Promise<readonly string[]> => {
  const names = (await readdir(folder)).filter(name => isPluginFile(name) || name.endsWith('.lua'))
  const texts = await Promise.all(names.map(name => readFile(join(folder, name), 'latin1')))
  const found = texts.flatMap(text => [...text.toLowerCase().matchAll(SETTING)].map(([, name = '']) => name))
  return [...new Set(found)].sort()
}

const SETTING = new RegExp(`${PLUGIN_PREFIX}([a-z0-9_]*[a-z0-9])`, 'g')

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
