import { resolve } from 'node:path'
import { didYouMean, EnvironmentError, InputError } from '../../src/errors.ts'
import { NO_RULES } from '../package-root.ts'
import { type SetupWish, setupSchema } from '../scenario/setup-schema.ts'
import { findPlugin } from '../setup/plugin-folder.ts'
import { findRuleFolder } from '../setup/rule-folders/cache.ts'
import { cacheFolder } from '../setup/rule-folders/cache-folder.ts'
import { setupOf } from '../setup/settings.ts'
import type { Setup } from '../setup/setup.ts'
import type { PluginSettings, WafSettings } from './waf-words.ts'

/** What was said of a WAF before it starts. */
export type WishedSetup = {
  readonly crs?: string
  readonly plugin?: { readonly folder: string; readonly settings: PluginSettings }
  readonly rules: readonly string[]
  readonly settings: WafSettings
}

/** Nothing said. */
export const NO_WISH: WishedSetup = { rules: [], settings: {} }

/** The wish with a plugin; a relative folder is one of where the process stands now. */
export const wishedPlugin = (wish: WishedSetup, folder: string, settings: PluginSettings): WishedSetup => ({
  ...wish,
  plugin: { folder: folder === SHIPPED ? folder : resolve(folder), settings },
})

/** The wish with more settings, which are put over those that were there. */
export const wishedSettings = (wish: WishedSetup, settings: WafSettings): WishedSetup => ({
  ...wish,
  settings: { ...wish.settings, ...settings, tx: { ...wish.settings.tx, ...settings.tx } },
})

/**
 * The setup that a wish means. Throws an InputError for a setting that there is not and for a folder with nothing in it, an
 * EnvironmentError for a Core Rule Set that has to be added first.
 */
export const setupOfWish = async ({ crs, plugin, rules, settings }: WishedSetup): Promise<Setup> => {
  const wish = checked({ ...scenarioWords(settings), ...pluginWords(plugin?.settings), rules: [...rules] })
  const folder = crs === undefined ? NO_RULES : await crsFolder(crs)
  const found =
    plugin === undefined ? undefined : await findPlugin(plugin.folder === SHIPPED ? undefined : plugin.folder)
  return setupOf(wish, folder, found?.folder)
}

const SHIPPED = 'shipped'

const crsFolder = async (named: string): Promise<string> => {
  try {
    return (await findRuleFolder(cacheFolder(process.env), named)).path
  } catch (error) {
    if (!(error instanceof InputError) || !error.diagnostics.some(({ code }) => code === 'UNKNOWN_RULE_SET'))
      throw error
    const said = error.diagnostics.map(({ message }) => message).join('\n')
    throw new EnvironmentError(said, [], { cause: error })
  }
}

/** The settings in the words of a scenario: those of the engine, and those of `crs`, with underscores. */
const scenarioWords = ({ engine, luaSocket, ...crs }: WafSettings): object => ({
  ...(engine === undefined ? {} : { engine }),
  ...(luaSocket === undefined ? {} : { lua_socket: luaSocket }),
  crs: Object.fromEntries(Object.entries(crs).map(([name, value]) => [underscored(name), value])),
})

const pluginWords = ({ mode, ...plugin }: PluginSettings = {}): object => ({
  ...(mode === undefined ? {} : { mode }),
  plugin,
})

const underscored = (name: string): string => name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)
const camelCased = (name: string): string => name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())

const checked = (words: object): SetupWish => {
  const { data, error } = setupSchema.safeParse(words)
  if (data !== undefined) return data
  throw new InputError(
    error.issues.flatMap(issue => {
      const at = issue.path.map(String).filter(name => name !== 'crs')
      if (issue.code !== 'unrecognized_keys') {
        return [{ code: 'BAD_SETTING', message: `${camelCased(at.join('.'))}: ${issue.message}` }]
      }
      return issue.keys.map(key => ({ code: 'BAD_SETTING', message: unknownSetting([...at, key].join('.')) }))
    }),
  )
}

const unknownSetting = (name: string): string => {
  const shown = camelCased(name)
  const known = [...Object.keys(setupSchema.shape), ...Object.keys(setupSchema.shape.crs.unwrap().shape)].map(
    camelCased,
  )
  return `no setting "${shown}"${didYouMean(shown, known, 'other variables of TX are set by tx')}`
}
