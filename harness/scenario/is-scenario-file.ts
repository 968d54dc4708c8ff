import { didYouMean, InputError } from '../../src/errors.ts'
import { parseYaml } from './document.ts'
import { fileSchema } from './file-schema.ts'
import { isFields } from './ftw/places.ts'

const KNOWN = Object.keys(fileSchema.shape)

/** Words at the top that make a file one of tests. */
const TELLING = /^(?:tests?|rule_?id|setup|matrix)$/i

/**
 * True of YAML that is meant as scenarios or FTW tests, be it with mistakes: a test has stages, or all words at the top are those of
 * such files or nearly so. What is no YAML is meant so if a line begins with such a word; a file of comments only is.
 */
export const isScenarioFile = (octets: Uint8Array): boolean => {
  try {
    return isMeantSo(parseYaml('', octets, () => false).value)
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    return /^(?:tests|rule_id):/m.test(Buffer.from(octets).toString('latin1'))
  }
}

const isMeantSo = (value: unknown): boolean => {
  if (value === null) return true
  if (!isFields(value)) return false
  if (Array.isArray(value.tests) && value.tests.some(test => isFields(test) && 'stages' in test)) return true
  const names = Object.keys(value)
  return names.every(isNear) && names.some(name => TELLING.test(name))
}

const isNear = (name: string): boolean => KNOWN.includes(name) || didYouMean(name, KNOWN) !== ''
