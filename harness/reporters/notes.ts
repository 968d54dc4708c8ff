import { STARTER_RULES } from '../package-root.ts'
import { type Cell, platformOf } from '../run/cells.ts'
import { ftwSetup } from '../scenario/ftw/ftw-import.ts'
import { linesOf } from '../scenario/setup-wish.ts'
import { grouped } from './report.ts'
import type { Style } from './style.ts'
import { wrapped } from './wrap.ts'

/** Files that bring no tests, by their names for people. */
export type NotedFiles = {
  readonly empty: readonly string[]
  /** Of folders: what is neither scenarios nor FTW tests. */
  readonly leftAlone: readonly string[]
}

/** What is known of a run beside its tests. */
export type RunFacts = NotedFiles & {
  /** The folder of the plugin, where it was found and not named. */
  readonly foundPlugin: string | undefined
  /** The configuration of go-ftw that FTW tests run with. */
  readonly ftwConfig: string | undefined
}

/**
 * What a reader of a run should know before its results: with which settings tests of the CRS's own suite run, how
 * many of them expect something else on a platform, which plugin was found, and which files brought no tests. Empty for most runs.
 */
export const runNotes = (
  cells: readonly Cell[],
  { foundPlugin, ftwConfig, empty, leftAlone }: RunFacts,
  style: Style,
): string => {
  const ftw = cells.filter(({ scenario }) => scenario.ftw)
  const replaced = grouped(
    ftw.filter(({ overridden }) => overridden !== undefined),
    ({ backend }) => backend,
  )
  return [
    ...(foundPlugin === undefined ? [] : [`with the plugin in ${foundPlugin} (--plugin none: without it)`]),
    ...[...new Set(ftw.map(({ crsVersion }) => settings(crsVersion)))].map(
      text => `FTW tests run with the settings of the CRS's own suite: ${text}`,
    ),
    ...(ftw.some(({ setup }) => setup.ruleFolder === STARTER_RULES)
      ? ['on the starter rules, which are a part of the CRS: tests about other rules fail (wafrig crs list, --crs)']
      : []),
    ...(ftwConfig === undefined ? [] : [`FTW tests run with ${ftwConfig} (--ftw-config none: without it)`]),
    ...replaced.map(
      ([backend, tests]) =>
        `on ${backend}, ${tests.length} of them expect what ${platformOf(backend)}-overrides.yaml says: ` +
        [...new Set(tests.map(({ scenario }) => scenario.id))].join(', '),
    ),
    ...empty.map(file => `${file}: no tests in it`),
    ...(leftAlone.length === 0 ? [] : [`neither scenarios nor FTW tests, left alone: ${leftAlone.join(', ')}`]),
  ]
    .flatMap(note => (style.medium === 'terminal' ? wrapped('', note, style.width) : [note]))
    .map(style.faint)
    .join('\n')
}

const settings = (crsVersion: string | undefined): string => {
  const { engine, crs, crs_setup } = ftwSetup(crsVersion)
  return [
    `SecRuleEngine ${engine}`,
    ...Object.entries(crs ?? {}).map(pair => pair.join(' ')),
    ...linesOf(crs_setup),
  ].join(', ')
}
