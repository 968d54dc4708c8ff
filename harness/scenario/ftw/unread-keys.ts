import type { z } from 'zod'
import { type Diagnostic, didYouMean } from '../../../src/errors.ts'
import type { Path } from '../document.ts'
import type { WrittenFile } from '../file-schema.ts'
import { askedIn } from '../output-schema.ts'
import { modernOutput } from './ftw-import.ts'
import { type FtwMap, isFields, mapsAt, PLACES } from './places.ts'

/** A key that FTW's programs pass over. */
export type UnreadKey = {
  /** Of the map that it stands in. */
  readonly path: Path
  readonly key: string
}

/** The keys that the schema does not know. */
export const unreadKeys = (issues: readonly z.core.$ZodIssue[]): readonly UnreadKey[] =>
  issues.flatMap(issue =>
    issue.code === 'unrecognized_keys' ? issue.keys.map(key => ({ path: issue.path, key })) : [],
  )

const OLD_NAMES: Readonly<Record<string, string>> = { log_contains: 'expect_ids', no_log_contains: 'no_expect_ids' }

/** Old names that stand beside a new one that go-ftw 2.5 reads instead (its test/types.go, postProcessLogContains). */
export const outdatedKeys = (data: unknown): readonly UnreadKey[] =>
  mapsAt(data, ['tests', 'stages', 'output']).flatMap(({ path, fields: { log, ...output } }) =>
    Object.entries(OLD_NAMES).flatMap(([key, newer]) =>
      output[key] !== undefined && isFields(log) && log[newer] !== undefined ? [{ path, key }] : [],
    ),
  )

/** The data without these keys. */
export const without = (data: unknown, unread: readonly UnreadKey[]): unknown =>
  unread.reduce((left, { path, key }) => withoutOne(left, path, key), data)

const withoutOne = (data: unknown, [step, ...rest]: Path, key: string): unknown => {
  if (Array.isArray(data)) {
    return data.map((item: unknown, index) => (index === Number(step) ? withoutOne(item, rest, key) : item))
  }
  if (!isFields(data)) return data
  return step === undefined
    ? Object.fromEntries(Object.entries(data).filter(([name]) => name !== key))
    : { ...data, [step]: withoutOne(data[String(step)], rest, key) }
}

/** What the data of a file came to without such keys; no tests are undefined. */
export type Left = {
  readonly tests: WrittenFile['tests'] | undefined
  /** Whether its rule's id is the one of the file's name. */
  readonly isRuleOfName: boolean
}

/** What it means that a key of a file is passed over: where it belongs, and what comes of it. */
export const unreadNotice = ({ path, key }: UnreadKey, left: Left): Pick<Diagnostic, 'code' | 'message'> => {
  const names = path.filter(step => typeof step === 'string')
  const here = PLACES.find(place => place.path.join() === names.join())
  const meant = here === undefined ? undefined : meantBy(key, here)
  const effect = effectOf(path, meant, left)
  const where = here?.name ?? `in ${names.at(-1)}`
  return {
    code: effect === CHECKS_NOTHING ? 'CHECKS_NOTHING' : 'UNREAD_KEY',
    message: `FTW's programs do not read "${key}" ${where}${hint(key, here, meant)}, so ${effect}`,
  }
}

const CHECKS_NOTHING = 'this stage checks nothing'

/** A word of FTW's, where it belongs. */
type Word = { readonly key: string; readonly place: FtwMap }

/** Length from which a key is compared with words of other places too: shorter ones resemble some word anyway. */
const LONG = 5

/** The word that was probably meant: the same in another place, the nearest place first, else one that is written nearly so. */
const meantBy = (key: string, here: FtwMap): Word | undefined => {
  const places = [...PLACES].sort((one, other) => distance(one, here) - distance(other, here))
  const words = places.flatMap(place => place.ftw.map(word => ({ key: word, place })))
  return (
    words.find(word => word.key === key && word.place !== here) ??
    words.find(word => word.key === key) ??
    words.find(word => (word.place === here || key.length >= LONG) && didYouMean(key, [word.key]) !== '')
  )
}

const distance = ({ path: one }: FtwMap, { path: other }: FtwMap): number => {
  const apart = one.findIndex((step, index) => step !== other[index])
  return one.length + other.length - 2 * (apart === -1 ? one.length : apart)
}

const hint = (key: string, here: FtwMap | undefined, meant: Word | undefined): string => {
  if (here === undefined || meant === undefined) return ''
  const { place } = meant
  if (meant.key !== key) return ` (is "${meant.key}" ${place === here ? '' : `${place.name} `}meant?)`
  if (place === here) return ` beside log.${OLD_NAMES[key]}`
  const isAbove = place.path.length < here.path.length && place.path.every((step, index) => step === here.path[index])
  return `: it ${isAbove ? 'is indented too far and ' : ''}belongs ${place.name}`
}

const effectOf = (path: Path, meant: Word | undefined, { tests, isRuleOfName }: Left): string => {
  if (meant?.key === 'rule_id' && isRuleOfName) return "the rule's id is taken from the file's name"
  if (meant?.place.name === 'in input') return 'the request is sent without it'
  if (!path.includes('output') && meant?.key !== 'output' && meant?.place.path.includes('output') !== true) {
    return 'it has no effect of its own'
  }
  const [, test, , stage] = path
  const output = tests?.[Number(test)]?.stages[Number(stage)]?.output
  return stage !== undefined && askedIn(modernOutput(output ?? {})).length === 0
    ? CHECKS_NOTHING
    : 'what it asks for is not checked'
}
