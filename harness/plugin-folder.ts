import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { InputError } from '../src/errors.ts'
import { SHIPPED_PLUGIN } from './package-root.ts'

/** A plugin's folder; `shipped` is the package's own. */
export type Plugin = { readonly folder: string; readonly shipped: boolean }

const isPluginFile = (name: string): boolean => /-(?:config|before|after)\.conf$/.test(name)

/**
 * The plugin that `--plugin` names: a folder with `*-config.conf`, `*-before.conf` or `*-after.conf` in it or in its
 * `plugins/` or `plugin/`; `none` is no plugin. Throws an InputError when there is none of these files.
 */
export const findPlugin = async (named: string | undefined): Promise<Plugin | undefined> => {
  if (named === 'none') return undefined
  const folder = named ?? SHIPPED_PLUGIN
  for (const candidate of [folder, join(folder, 'plugins'), join(folder, 'plugin')]) {
    if ((await configurationFiles(candidate)).length > 0) return { folder: candidate, shipped: named === undefined }
  }
  throw new InputError([
    {
      code: 'NO_PLUGIN',
      message: `no plugin in ${folder}: wanted *-config.conf, *-before.conf or *-after.conf there, or in its plugins/`,
    },
  ])
}

/** Names of the plugin's configuration files; none for a folder that is not there. */
export const configurationFiles = async (folder: string): Promise<readonly string[]> => {
  const names = await readdir(folder).catch((): string[] => [])
  return names.filter(isPluginFile).sort()
}
