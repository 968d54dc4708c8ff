import { resolve } from 'node:path'
import { didYouMean, EnvironmentError, InputError } from '../../src/errors.ts'
import { NO_RULES } from '../package-root.ts'
import { type SetupWish, setupSchema } from '../scenario/setup-schema.ts'
import { findPlugin, SHIPPED, unknownSettings } from '../setup/plugin-folder.ts'
import { findRuleFolder } from '../setup/rule-folders/cache.ts'
import { cacheFolder } from '../setup/rule-folders/cache-folder.ts'
import { setupOf } from '../setup/settings.ts'
import type { Setup } from '../setup/setup.ts'
import type { StartedScoringServer } from './scoring-server.ts'
import type { PluginSettings, WafSettings } from './waf-words.ts'
import { oneOf, record, recordOf, text, wanted, whole } from './wanted.ts'

/** What was said of a WAF before it starts. */
export type WishedSetup = {
  readonly crs?: string
  readonly plugin?: { readonly folder: string; readonly settings: PluginSettings }
  readonly rules: readonly string[]
  readonly settings: WafSettings
}

/** Nothing said. */
export const NO_WISH: WishedSetup = { rules: [], settings: {} }

/** The wish with a rule set. Throws an InputError for what cannot name one. */
export const wishedCrs = (wish: WishedSetup, named: string): WishedSetup => {
  mustBe(text('withCrs', named))
  if (named === 'none') throw bad('withCrs: without this word there is no rule set, so leave it out')
  return { ...wish, crs: named }
}

/** The wish with more rules. Throws an InputError for what is no text. */
export const wishedRules = (wish: WishedSetup, lines: readonly string[]): WishedSetup => {
  mustBe(lines.flatMap((line, index) => textLine(`withRules[${index}]`, line)))
  return { ...wish, rules: [...wish.rules, ...lines] }
}

const textLine = wanted('SecLang as text', value => typeof value === 'string')

/** The scoring server itself. Throws an InputError for one that is not started. */
export const startedScorer = (scorer: StartedScoringServer): StartedScoringServer => {
  const isStarted = typeof scorer === 'object' && scorer !== null && 'askedBy' in scorer
  if (!isStarted) throw bad('withScorer: wanted a scoring server that is up: await new ScoringServer().start()')
  return scorer
}

/** Throws an InputError where anything is wrong. */
export const mustBe = (wrong: readonly string[]): void => {
  if (wrong.length > 0) throw new InputError(wrong.map(message => ({ code: 'BAD_SETTING', message })))
}

const bad = (message: string): InputError => new InputError([{ code: 'BAD_SETTING', message }])

/** The wish with a plugin; a relative folder is one of where the process stands now. */
export const wishedPlugin = (wish: WishedSetup, folder: string, settings: PluginSettings): WishedSetup => {
  mustBe(text('withPlugin', folder))
  if (folder === 'none') throw bad('withPlugin: without this word there is no plugin, so leave it out')
  return { ...wish, plugin: { folder: folder === SHIPPED ? folder : resolve(folder), settings } }
}

/** The wish with more settings, which are put over those that were there. */
export const wishedSettings = (wish: WishedSetup, settings: WafSettings): WishedSetup => {
  mustBe(recordOf('an object with settings', () => [])('withSettings', settings))
  return { ...wish, settings: { ...wish.settings, ...settings, tx: { ...wish.settings.tx, ...settings.tx } } }
}

/**
 * The setup that a wish means. Throws an InputError for a setting that there is not and for a folder with nothing in it, an
 * EnvironmentError for a Core Rule Set that has to be added first.
 */
export const setupOfWish = async ({ crs, plugin, rules, settings }: WishedSetup): Promise<Setup> => {
  mustBe([...outOfRange(settings), ...PLUGIN('withPlugin', plugin?.settings ?? {})])
  const wish = checked({ ...scenarioWords(settings), ...pluginWords(plugin?.settings), rules: [...rules] })
  mustBe(withoutRuleSet(crs, settings))
  const folder = crs === undefined ? NO_RULES : await crsFolder(crs)
  const found = plugin === undefined ? undefined : await findPlugin(plugin.folder)
  if (found !== undefined) {
    mustBe(unknownSettings(found, plugin?.settings.settings ?? {}).map(text => `withPlugin.settings: ${text}`))
  }
  return setupOf(wish, folder, found)
}

const PLUGIN = record({
  mode: oneOf(1, 2),
  enabled: oneOf(true, false),
  settings: recordOf(
    'variables of TX by name',
    wanted('a text or a number', value => typeof value === 'string' || Number.isFinite(value)),
  ),
})

/** What of the settings no rule set takes. */
const outOfRange = ({ paranoia, detectionParanoia, inboundThreshold, outboundThreshold }: WafSettings) => [
  ...Object.entries({ paranoia, detectionParanoia }).flatMap(([name, value]) =>
    value === undefined ? [] : whole('a level from 1 to 4', 1, 4)(name, value),
  ),
  ...Object.entries({ inboundThreshold, outboundThreshold }).flatMap(([name, value]) =>
    value === undefined ? [] : whole('a score from 1', 1, Number.MAX_SAFE_INTEGER)(name, value),
  ),
  ...(detectionParanoia !== undefined && detectionParanoia < (paranoia ?? 1)
    ? [`detectionParanoia: wanted at least the blocking level ${paranoia}, not ${detectionParanoia}`]
    : []),
]

/** The settings that only a rule set reads, where there is none. */
const withoutRuleSet = (crs: string | undefined, { engine: _, luaSocket: __, tx: ___, ...read }: WafSettings) =>
  crs !== undefined
    ? []
    : Object.entries(read)
        .filter(([, value]) => value !== undefined)
        .map(([name]) => `${name} is a setting of the Core Rule Set, and there is none: add withCrs`)

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
