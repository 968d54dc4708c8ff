import type { SetupWish } from '../scenario/setup-schema.ts'
import { linesOf } from '../scenario/setup-wish.ts'
import type { Setup } from './setup.ts'

/** Variables of TX that a setting of `crs` means: those of CRS 3 and of CRS 4. */
const CRS_VARIABLES = {
  paranoia: ['paranoia_level', 'blocking_paranoia_level'],
  detection_paranoia: ['executing_paranoia_level', 'detection_paranoia_level'],
  inbound_threshold: ['inbound_anomaly_score_threshold'],
  outbound_threshold: ['outbound_anomaly_score_threshold'],
  early_blocking: ['early_blocking'],
  reporting_level: ['reporting_level'],
  max_num_args: ['max_num_args'],
  arg_name_length: ['arg_name_length'],
  arg_length: ['arg_length'],
  total_arg_length: ['total_arg_length'],
  max_file_size: ['max_file_size'],
  combined_file_sizes: ['combined_file_sizes'],
  validate_utf8: ['crs_validate_utf8_encoding'],
} satisfies Partial<Record<keyof NonNullable<SetupWish['crs']>, readonly string[]>>

/** With what the names of the machine-learning plugin's variables of TX begin. */
export const PLUGIN_PREFIX = 'machine-learning-plugin_'

/** Variable of TX that sets the mode of the plugin's detection. */
export const MODE_SETTING = `${PLUGIN_PREFIX}mode`

/** First id of the rules that carry the settings; 1–99,999 is the range for local use (CRS documentation). */
const FIRST_ID = 99_100

/** A plugin's folder, and with what the names of its variables of TX begin; that of the machine-learning plugin when not given. */
export type SetPlugin = { readonly folder: string; readonly prefix?: string | undefined }

/** The setup that a scenario's words mean, with a rule folder and a plugin. */
export const setupOf = (wish: SetupWish, ruleFolder: string, plugin: SetPlugin | undefined): Setup => ({
  ruleFolder,
  plugin: wish.plugin?.loaded === false ? undefined : plugin?.folder,
  settings: settingLines(wish, plugin?.prefix),
  afterwards: linesOf(wish.rules),
  ...(wish.files === undefined ? {} : { files: wish.files }),
  ...(wish.scripts === undefined
    ? {}
    : { scripts: { readableFiles: wish.scripts.readable_files ?? [], hosts: wish.scripts.hosts ?? {} } }),
  engine: wish.engine ?? 'On',
  luaSocket: wish.lua_socket ?? true,
})

/** SecLang lines that make a setup's settings, one variable each. */
export const settingLines = (wish: SetupWish, prefix = PLUGIN_PREFIX): readonly string[] => [
  ...linesOf(wish.crs_setup),
  ...[...crsVariables(wish), ...pluginVariables(wish, prefix)].map(
    ([name, value], index) =>
      `SecAction "id:${FIRST_ID + index},phase:1,nolog,pass,t:none,setvar:'tx.${name}=${escaped(value)}'"`,
  ),
]

type Variable = readonly [name: string, value: string | number]

const crsVariables = ({ crs = {} }: SetupWish): readonly Variable[] => [
  ...Object.entries(CRS_VARIABLES).flatMap(([setting, names]) => {
    const value = Object.entries(crs).find(([name]) => name === setting)?.[1]
    if (value === undefined || typeof value === 'object') return []
    return names.map((name): Variable => [name, typeof value === 'boolean' ? Number(value) : value])
  }),
  ...Object.entries(crs.tx ?? {}).map(([name, value]): Variable => [bare(name), value]),
]

const pluginVariables = ({ mode, plugin }: SetupWish, prefix: string): readonly Variable[] => [
  ...(plugin?.enabled === undefined ? [] : [[`${prefix}enabled`, Number(plugin.enabled)] as const]),
  ...(mode === undefined ? [] : [[MODE_SETTING, mode] as const]),
  ...Object.entries(plugin?.settings ?? {}).map(
    ([name, value]): Variable => [/^tx\./i.test(name) ? bare(name) : `${prefix}${name}`, value],
  ),
]

const bare = (name: string): string => name.replace(/^tx\./i, '')

/** A value inside '…' inside "…" of a SecLang line. */
const escaped = (value: string | number): string => String(value).replace(/[\\'"]/g, '\\$&')
