import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fromText, toOctets } from '../../src/bytes.ts'
import { InputError } from '../../src/errors.ts'
import { PACKAGE_ROOT } from '../package-root.ts'
import { setupFile } from './rule-folders/rule-folder.ts'
import { SCORES_RULE } from './scores.ts'
import type { Setup } from './setup.ts'

/** Where the web server looks for the first file; the official images use the same folder. */
export const CONFIGURATION_FOLDER = '/etc/modsecurity.d'
export const ENTRY_FILE = `${CONFIGURATION_FOLDER}/setup.conf`
/** The engine's own settings, made of `containers/engine`. */
export const ENGINE_FILE = `${CONFIGURATION_FOLDER}/modsecurity.conf`

/** Where the lines of a setup are that are loaded last. */
export const AFTERWARDS_FILE = `${CONFIGURATION_FOLDER}/wafrig-afterwards.conf`

/** Where the lines of a setup are that set variables of the rule set and the plugin, and those of `crs_setup`. */
export const SETTINGS_FILE = `${CONFIGURATION_FOLDER}/wafrig-settings.conf`

/** Everything a WAF is configured with: the same files at the same paths for every backend, so that their logs agree. */
export type Configuration = {
  readonly files: ReadonlyMap<string, Uint8Array>
  /** Where a file came from, for those that are somebody's; errors name these. */
  readonly origins: ReadonlyMap<string, string>
}

/** Where a WAF reaches what stands beside it; that differs from backend to backend. */
export type Services = { readonly scorerUrl: string }

/** The configuration that a setup means. Throws an InputError when the rule folder or plugin is not there. */
export const configuration = async (setup: Setup, { scorerUrl }: Services): Promise<Configuration> => {
  const crs = `${CONFIGURATION_FOLDER}/owasp-crs`
  const plugin = setup.plugin === undefined ? [] : await filesIn(setup.plugin, `${crs}/plugins`)
  const text = (content: readonly string[]): Uint8Array => toOctets(fromText(`${content.join('\n')}\n`))
  const own = Object.entries(setup.files ?? {})
  const setupConf = await setupFile(setup.ruleFolder)
  if (setupConf === undefined) {
    throw new InputError([
      {
        code: 'NO_RULE_SET',
        message: `no rule set in ${setup.ruleFolder}: wanted crs-setup.conf or crs-setup.conf.example`,
      },
    ])
  }
  const rules = await filesIn(join(setup.ruleFolder, 'rules'), `${crs}/rules`)
  const engine = join(PACKAGE_ROOT, 'containers', 'engine')
  return {
    files: new Map([
      [ENTRY_FILE, text(includes(plugin.map(({ at }) => at)))],
      [ENGINE_FILE, await readFile(join(engine, 'modsecurity.conf'))],
      [`${CONFIGURATION_FOLDER}/unicode.mapping`, await readFile(join(engine, 'unicode.mapping'))],
      [`${CONFIGURATION_FOLDER}/modsecurity-override.conf`, text([`SecRuleEngine ${setup.engine}`])],
      [`${crs}/crs-setup.conf`, await readFile(setupConf)],
      [SETTINGS_FILE, text([scorer(scorerUrl), ...setup.settings])],
      [AFTERWARDS_FILE, text([...setup.afterwards, SCORES_RULE])],
      ...own.map(([name, content]) => [`${CONFIGURATION_FOLDER}/${name}`, toOctets(fromText(content))] as const),
      ...[...rules, ...plugin].map(({ at, octets }) => [at, octets] as const),
    ]),
    origins: new Map([
      [`${crs}/crs-setup.conf`, setupConf],
      ...[...rules, ...plugin].map(({ at, origin }) => [at, origin] as const),
    ]),
  }
}

/** The order of the official images: engine, setup, plugins' config and before files, rules, plugins' after files. */
const includes = (pluginFiles: readonly string[]): readonly string[] => {
  const plugins = (stage: string) =>
    pluginFiles.filter(file => file.endsWith(`-${stage}.conf`)).map(file => `Include ${file}`)
  const inFolder = (file: string) => `Include ${CONFIGURATION_FOLDER}/${file}`
  return [
    inFolder('modsecurity.conf'),
    inFolder('modsecurity-override.conf'),
    inFolder('owasp-crs/crs-setup.conf'),
    ...plugins('config'),
    `Include ${SETTINGS_FILE}`,
    ...plugins('before'),
    inFolder('owasp-crs/rules/*.conf'),
    ...plugins('after'),
    `Include ${AFTERWARDS_FILE}`,
  ]
}

const scorer = (url: string): string =>
  `SecAction "id:99002,phase:1,nolog,pass,t:none,setvar:'tx.machine-learning-plugin_ml_server_url=${url}'"`

/** A file of a folder: where the WAF finds it, where it came from, what is in it. */
type Placed = { readonly at: string; readonly origin: string; readonly octets: Uint8Array }

const filesIn = async (folder: string, at: string): Promise<readonly Placed[]> => {
  const entries = await readdir(folder, { withFileTypes: true })
  const names = entries.filter(entry => !entry.isDirectory()).map(({ name }) => name)
  return Promise.all(
    names.sort().map(async name => {
      const origin = join(folder, name)
      return { at: `${at}/${name}`, origin, octets: await readFile(origin) }
    }),
  )
}
