import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { didYouMean, InputError } from '../../../src/errors.ts'
import { STARTER_RULES } from '../../package-root.ts'
import { exists, openRuleFolder, type RuleFolder } from './rule-folder.ts'

/** Where a kept rule folder came from. */
export type Origin = {
  readonly source: string
  readonly sha256?: string
  /** A folder that is used where it stands. */
  readonly folder?: string
}

/** A rule folder of the cache. */
export type KeptRuleFolder = RuleFolder & { readonly origin: Origin }

const RECORD = 'wafrig.json'

/** The rule folders kept in the user's cache directory, by name. */
export const listRuleFolders = async (cache: string): Promise<readonly KeptRuleFolder[]> => {
  const names = await readdir(folderOf(cache)).catch((): string[] => [])
  const kept = await Promise.all(names.filter(name => !name.startsWith('.')).map(name => openKept(cache, name)))
  return kept.filter(one => one !== undefined)
}

/** The starter rule folder that comes with the package. */
export const starterRuleFolder = (): Promise<RuleFolder> => openRuleFolder(STARTER_RULES, 'starter')

/**
 * Keeps the rule folder that `fill` puts into a folder, or names as another folder, under a name. What was kept under
 * it before is replaced at the end, in one step.
 */
export const keepRuleFolder = async (
  cache: string,
  name: string,
  fill: (folder: string) => Promise<Origin>,
): Promise<KeptRuleFolder> => {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name)) {
    throw new InputError([{ code: 'BAD_NAME', message: `"${name}" is no name for a rule set: letters, digits, . _ -` }])
  }
  const place = join(folderOf(cache), name)
  const draft = join(folderOf(cache), `.${name}.${process.pid}`)
  await mkdir(draft, { recursive: true })
  try {
    const origin = await fill(draft)
    await writeFile(join(draft, RECORD), `${JSON.stringify(origin, null, 2)}\n`)
    await openRuleFolder(origin.folder ?? draft, name)
    await rm(place, { recursive: true, force: true })
    await rename(draft, place)
    return { ...(await openRuleFolder(origin.folder ?? place, name)), origin }
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
}

/** Removes a kept rule folder. Throws an InputError when there is none of that name. */
export const removeRuleFolder = async (cache: string, name: string): Promise<void> => {
  const kept = await listRuleFolders(cache)
  if (!kept.some(one => one.name === name)) throw unknown(name, kept)
  await rm(join(folderOf(cache), name), { recursive: true, force: true })
}

/**
 * The rule folder that a name means: `starter`, a kept one's name, a version or the beginning of one (the newest that
 * is kept), or else a folder. Throws an InputError when there is none.
 */
export const findRuleFolder = async (cache: string, named: string): Promise<RuleFolder> => {
  if (named === 'starter') return starterRuleFolder()
  const kept = await listRuleFolders(cache)
  const found = choose(kept, named)
  if (found !== undefined) return found
  if (named.includes('/') || (await exists(named))) return openRuleFolder(named)
  throw unknown(named, kept)
}

/** The kept rule folder of a name or version, the newest where several fit. */
export const choose = <Kept extends RuleFolder>(kept: readonly Kept[], named: string): Kept | undefined =>
  kept.find(({ name }) => name === named) ??
  kept
    .filter(({ version }) => version === named || version?.startsWith(`${named}.`) === true)
    .sort((one, other) => (other.version ?? '').localeCompare(one.version ?? '', 'en', { numeric: true }))[0]

const folderOf = (cache: string): string => join(cache, 'rule-sets')

const openKept = async (cache: string, name: string): Promise<KeptRuleFolder | undefined> => {
  const place = join(folderOf(cache), name)
  const text = await readFile(join(place, RECORD), 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  const origin = originOf(JSON.parse(text))
  if (origin.folder !== undefined && !(await exists(origin.folder))) return undefined
  return { ...(await openRuleFolder(origin.folder ?? place, name)), origin }
}

const originOf = (record: unknown): Origin => {
  const text = (key: string): string | undefined => {
    const value: unknown = typeof record === 'object' && record !== null ? Reflect.get(record, key) : undefined
    return typeof value === 'string' ? value : undefined
  }
  const [sha256, folder] = [text('sha256'), text('folder')]
  return {
    source: text('source') ?? 'unknown',
    ...(sha256 === undefined ? {} : { sha256 }),
    ...(folder === undefined ? {} : { folder }),
  }
}

const unknown = (named: string, kept: readonly RuleFolder[]): InputError => {
  const names = ['starter', ...kept.flatMap(({ name, version }) => (version === undefined ? [name] : [name, version]))]
  const hint = didYouMean(named, names, `there are ${[...new Set(names)].join(', ')}`)
  return new InputError([
    { code: 'UNKNOWN_RULE_SET', message: `no rule set "${named}" (to add one: wafrig crs add ${named})${hint}` },
  ])
}
