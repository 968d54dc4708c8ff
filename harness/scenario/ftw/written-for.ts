import { basename } from 'node:path'
import { isFields, mapsAt, PLACES } from './places.ts'

/** Which program a file was written for; what is FTW only gets no default headers, and the CRS suite's setup. */
export type WrittenFor = 'wafrig' | 'go-ftw' | 'python-ftw'

/**
 * Which program a file's data was written for: python-ftw's tests have titles and no ids, go-ftw's files a rule, which their name
 * gives where they do not. A `setup` or `matrix` makes a file wafrig's, and in one without `rule_id` any word that FTW has not.
 */
export const writtenFor = (data: unknown, file: string): WrittenFor => {
  if (!isFields(data)) return 'wafrig'
  const tests = mapsAt(data, ['tests']).map(({ fields }) => fields)
  if ([data, ...tests].some(({ setup, matrix }) => setup !== undefined || matrix !== undefined)) return 'wafrig'
  if (tests.some(({ test_title }) => test_title !== undefined) && tests.every(({ test_id }) => test_id === undefined)) {
    return 'python-ftw'
  }
  if (hasRule(data)) return 'go-ftw'
  return ruleIdIn(file) === undefined || hasOwnWords(data) ? 'wafrig' : 'go-ftw'
}

/** True of data that names a rule; 0 is none to go-ftw. */
export const hasRule = (data: Readonly<Record<string, unknown>>): boolean => (data.rule_id ?? 0) !== 0

/** The rule that a file's name tells: its first number, as go-ftw 2.5 has it (its test/types.go, postLoadRuleId). */
export const ruleIdIn = (file: string): number | undefined => {
  const [digits] = /\d+/.exec(basename(file)) ?? []
  return digits === undefined ? undefined : Number(digits)
}

/** Words that scenarios have no use for: whoever writes them thinks of FTW. */
const SIGNS: readonly string[] = [
  ...['test_id', 'dest_addr', 'port', 'protocol', 'stop_magic', 'save_cookie', 'virtual_host_mode'],
  ...['log_contains', 'no_log_contains'],
]

/** True of data with a word that only FTW's programs have a use for. */
export const hasSigns = (data: unknown): boolean =>
  hasWord(data, ({ ftw }, key) => ftw.includes(key) && SIGNS.includes(key))

const hasOwnWords = (data: unknown): boolean =>
  hasWord(data, ({ known, ftw }, key) => known.includes(key) && !ftw.includes(key))

const hasWord = (data: unknown, isIt: (place: (typeof PLACES)[number], key: string) => boolean): boolean =>
  PLACES.some(place => mapsAt(data, place.path).some(({ fields }) => Object.keys(fields).some(key => isIt(place, key))))
