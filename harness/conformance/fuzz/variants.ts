import { join } from 'node:path'
import { PACKAGE_ROOT } from '../../package-root.ts'
import { ftwSetup } from '../../scenario/ftw/ftw-import.ts'
import { mergeSetups } from '../../scenario/setup-wish.ts'
import { openRuleFolder, type RuleFolder } from '../../setup/rule-folders/rule-folder.ts'
import { setupOf } from '../../setup/settings.ts'
import type { Setup } from '../../setup/setup.ts'

/** Rules that log what the engine holds of a request, what transformations make of it and what operators find. */
export const probeRules = (): Promise<RuleFolder> =>
  openRuleFolder(join(PACKAGE_ROOT, 'containers', 'probe-rules'), 'probe rules')

/** A rule folder with the engine's setting. */
export type Variant = { readonly title: string; readonly engine: Setup['engine']; readonly setup: Setup }

/** All rules of a rule folder run, at paranoia level 4 and with the CRS suite's own limits. */
export const variantOf = ({ name, version, path }: RuleFolder, engine: Setup['engine']): Variant => ({
  title: `${version === undefined ? name : `CRS ${version}`}, ${engine}`,
  engine,
  setup: setupOf(mergeSetups(ftwSetup(version), { engine, crs: { validate_utf8: true } }), path, undefined),
})
