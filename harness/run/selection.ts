import type { FtwConfig, ListedTests } from '../scenario/ftw/ftw-config.ts'
import { withOverrides } from '../scenario/ftw/input-overrides.ts'
import type { Cell } from './cells.ts'

/** Which tests run, by regular expressions on their ids, their tags and the names of their files. */
export type Selection = {
  readonly include?: RegExp | undefined
  readonly exclude?: RegExp | undefined
  readonly includeTags?: RegExp | undefined
  readonly excludeTags?: RegExp | undefined
  readonly includeFiles?: RegExp | undefined
  readonly excludeFiles?: RegExp | undefined
}

/** How a list of go-ftw's configuration says that a test ends, without being sent. */
export type Forced = { readonly as: 'ignored' | 'pass' | 'fail'; readonly reason: string }

/**
 * Whether a test runs. As go-ftw 2.5 has it (its runner/run.go, needToSkipTest), an id that is included runs whatever else is said of
 * ids and tags, and where ids are included no others run.
 */
export const isSelected = (selection: Selection, { scenario }: Pick<Cell, 'scenario'>): boolean => {
  const { include, exclude, includeTags, excludeTags, includeFiles, excludeFiles } = selection
  const { id, tags, file } = scenario
  if (includeFiles?.test(file) === false || excludeFiles?.test(file) === true) return false
  if (include !== undefined) return include.test(id)
  if (includeTags !== undefined && !tags.some(tag => includeTags.test(tag))) return false
  if (excludeTags !== undefined && tags.some(tag => excludeTags.test(tag))) return false
  return exclude?.test(id) !== true
}

/** A test with what go-ftw's configuration says of it, or undefined where it is not to run; only FTW tests are its matter. */
export const configured = (cell: Cell, config: FtwConfig): Cell | undefined => {
  const { scenario } = cell
  if (!scenario.ftw) return cell
  if (!isSelected(config, cell)) return undefined
  const stages = scenario.stages.map(stage => ({ ...stage, input: withOverrides(stage.input, config.input) }))
  const forced = forcedBy(config, scenario.id)
  return { ...cell, scenario: { ...scenario, stages }, ...(forced === undefined ? {} : { forced }) }
}

/** Of several lists that name a test, the first counts: ignore, then forcefail, then forcepass. */
const forcedBy = ({ ignore, forceFail, forcePass, file }: FtwConfig, id: string): Forced | undefined => {
  const found = (list: readonly ListedTests[]): string | undefined =>
    list.find(({ pattern }) => pattern.test(id))?.reason
  const lists = [
    ['ignored', found(ignore), `ignored by ${file}`],
    ['fail', found(forceFail), `forced to fail by ${file}`],
    ['pass', found(forcePass), `forced to pass by ${file}, without being sent`],
  ] as const
  const [as, reason, words] = lists.find(([, reason]) => reason !== undefined) ?? []
  return as === undefined ? undefined : { as, reason: `${words}: ${reason}` }
}
