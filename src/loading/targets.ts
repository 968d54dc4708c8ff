import { type ByteString, equalsIgnoringCase, lowerCase } from '../bytes.ts'
import { didYouMean, offsetBy, PartError } from '../errors.ts'
import { compileRegex } from '../regex/translate.ts'
import type { Item } from '../seclang/item-list.ts'
import type { Selector, Target } from '../transaction/rule.ts'
import type { ReadableDialect } from './readable-dialect.ts'

/** The targets of a rule. Throws a PartError whose `at` is an offset in the text. */
export const parseTargets = (text: ByteString, dialect: ReadableDialect): readonly Target[] =>
  dialect.reader.items(text).map(item => parseTarget(item, text, dialect))

const parseTarget = (item: Item, list: ByteString, { reader, variables }: ReadableDialect): Target => {
  const sign = /^[!&]/.exec(item.name)?.[0]
  const written = sign === undefined ? item.name : item.name.slice(1)
  const isHeader = written.length > 5 && written.startsWith('HTTP_')
  const wanted = isHeader ? 'REQUEST_HEADERS' : written
  const parameter = isHeader ? written.slice(5) : item.parameter
  const { registry } = variables
  const variable = registry.find(wanted)
  const name = registry.names.find(known => equalsIgnoringCase(known, wanted))
  if (variable === undefined || name === undefined) {
    throw new PartError(
      'UNKNOWN_VARIABLE',
      `no variable "${written}"${didYouMean(wanted, registry.names)}`,
      `Unknown variable: ${item.name}`,
      item.start,
    )
  }
  if (sign === '&' && variable.kind === 'scalar' && reader.countedScalars === 'refused') {
    throw new PartError(
      'NOT_COUNTABLE',
      `& counts collections, and ${name} is a single value`,
      'The & modificator does not apply to non-collection variables.',
      item.start,
    )
  }
  if (parameter === undefined && variable.selector === 'required' && reader.missingSelectors === 'refused') {
    throw new PartError(
      'MISSING_SELECTOR',
      `${name} needs a selector: ${name}:…`,
      name === 'ENV' ? 'Parameter required for ENV.' : `Missing mandatory parameter for variable ${item.name}.`,
      item.start,
    )
  }
  if (parameter !== undefined && variable.selector === 'none') {
    throw new PartError(
      'NO_SELECTOR_ALLOWED',
      `${name} is a single value and takes no selector`,
      `Variable ${item.name} does not support parameters.`,
      item.parameterStart,
    )
  }
  if (variable.isNamed === true && parameter !== undefined && isPattern(parameter)) {
    throw new PartError(
      'NO_SELECTOR_ALLOWED',
      `the selector of ${name} is a name, no pattern`,
      `Regular expressions not supported in ${name}.`,
      item.parameterStart,
    )
  }
  return {
    kind: sign === '!' ? 'exclude' : sign === '&' ? 'count' : 'include',
    name,
    written: wanted,
    variable,
    selector: parameter === undefined ? undefined : selector(parameter, item.parameterStart),
    text: list.slice(item.start, item.end),
  }
}

const KEY_PATTERN = { dotAll: true, multiline: false, caseless: true, dollarEndOnly: true }

const isPattern = (text: ByteString): boolean => text.length > 2 && text.startsWith('/') && text.endsWith('/')

/** `/…/` is a regex over keys without regard to case (re_variables.c, `var_generic_list_validate`); else a key. */
const selector = (text: ByteString, at: number): Selector => {
  if (isPattern(text)) {
    const regex = offsetBy(at + 1, () => compileRegex(text.slice(1, -1), KEY_PATTERN))
    return { text, isRegex: true, matches: key => regex.test(key) }
  }
  const lower = lowerCase(text)
  return { text, isRegex: false, matches: key => key.length === text.length && lowerCase(key) === lower }
}
