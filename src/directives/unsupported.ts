import { equalsIgnoringCase } from '../bytes.ts'
import { PartError } from '../errors.ts'
import type { Directive } from '../loading/directive.ts'

type Check = (name: string, value: string) => string | undefined

/** Accepted and reported by name: the real engine would do something here that the emulator does not. */
const missing = (
  name: string,
  [usage, fewest, most]: readonly [usage: string, fewest: number, most: number],
  why: string,
  check: Check = () => undefined,
): Directive => ({
  words: [fewest, most],
  usage,
  load: (words, draft) => {
    const [first] = words
    const refusal = check(name, first?.text ?? '')
    if (refusal !== undefined) throw new PartError('BAD_VALUE', `${name} does not take "${first?.text}"`, refusal)
    if (first !== undefined) {
      draft.notice('DIRECTIVE_IGNORED', `${name} has no effect in the emulator: ${why}`, first.span())
    }
  },
})

const isOneOf =
  (...words: readonly string[]): Check =>
  (name, value) =>
    words.some(known => equalsIgnoringCase(known, value))
      ? undefined
      : `ModSecurity: Invalid value for ${name}: ${value}`
const isFlag: Check = (name, value) =>
  ['on', 'off'].some(known => equalsIgnoringCase(known, value)) ? undefined : `${name} must be On or Off`
const isCount: Check = (_name, value) =>
  /^[\t-\r ]*\+?0*[1-9]/.test(value) ? undefined : `ModSecurity: Invalid value for SecConnReadStateLimit: ${value}`
const isWriteCount: Check = (_name, value) =>
  /^[\t-\r ]*\+?0*[1-9]/.test(value) ? undefined : `ModSecurity: Invalid value for SecConnWriteStateLimit: ${value}`

const takesOne = (description: string) => [`takes one argument, ${description}`, 1, 1] as const
const takesTwo = (description: string) => [`takes two arguments, ${description}`, 2, 2] as const
const takesOneOrTwo = (description: string) => [`takes 1-2 arguments, ${description}`, 1, 2] as const
const takesFlag = ['must be On or Off', 1, Number.POSITIVE_INFINITY] as const

const CONNECTIONS = 'connections are not counted'
const LINKS = 'links are not signed'

export const SecCacheTransformations: Directive = missing(
  'SecCacheTransformations',
  takesOneOrTwo('whether or not to cache transformations. Defaults to true.'),
  'values are always cached',
  isOneOf('on', 'off'),
)
export const SecChrootDir: Directive = missing(
  'SecChrootDir',
  takesOne('path of the directory to which server will be chrooted'),
  'there is no process to lock up',
)
export const SecConnEngine: Directive = missing(
  'SecConnEngine',
  takesOne('On or Off'),
  CONNECTIONS,
  isOneOf('on', 'off', 'detectiononly'),
)
const READERS = takesOneOrTwo('maximum number of threads in READ_BUSY state per ip address')
const WRITERS = takesOneOrTwo('maximum number of threads in WRITE_BUSY state per ip address')
export const SecConnReadStateLimit: Directive = missing('SecConnReadStateLimit', READERS, CONNECTIONS, isCount)
export const SecReadStateLimit: Directive = missing('SecReadStateLimit', READERS, CONNECTIONS, isCount)
export const SecConnWriteStateLimit: Directive = missing('SecConnWriteStateLimit', WRITERS, CONNECTIONS, isWriteCount)
export const SecWriteStateLimit: Directive = missing('SecWriteStateLimit', WRITERS, CONNECTIONS, isWriteCount)
export const SecContentInjection: Directive = missing(
  'SecContentInjection',
  takesFlag,
  'responses are not rewritten',
  isFlag,
)
export const SecGeoLookupDB: Directive = missing(
  'SecGeoLookupDB',
  takesOne('database for geographical lookups module.'),
  '@geoLookup has no database',
)
export const SecGsbLookupDB: Directive = missing(
  'SecGsbLookupDB',
  takesOne('database google safe browsing'),
  '@gsbLookup is not supported',
)
export const SecGuardianLog: Directive = missing(
  'SecGuardianLog',
  takesOneOrTwo('The filename of the filter debugging log file'),
  'there is no guardian',
)
export const SecHashEngine: Directive = missing('SecHashEngine', takesOne('On or Off'), LINKS, isOneOf('on', 'off'))
export const SecHashKey: Directive = missing('SecHashKey', takesTwo('Set Hash key'), LINKS)
export const SecHashMethodPm: Directive = missing('SecHashMethodPm', takesTwo('Hash method and pattern'), LINKS)
export const SecHashMethodRx: Directive = missing('SecHashMethodRx', takesTwo('Hash method and regex'), LINKS)
export const SecHashParam: Directive = missing('SecHashParam', takesOne('Set Hash parameter'), LINKS)
export const SecHttpBlKey: Directive = missing(
  'SecHttpBlKey',
  takesOne('httpBl access key'),
  '@rbl asks no name server',
)
export const SecRemoteRules: Directive = missing(
  'SecRemoteRules',
  ['takes two or three arguments, key and URI to the remote rules', 2, 3],
  'rules are read from files only',
)
export const SecRemoteRulesFailAction: Directive = missing(
  'SecRemoteRulesFailAction',
  takesOne('Abort or Warn'),
  'rules are read from files only',
  (name, value) =>
    ['abort', 'warn'].some(known => equalsIgnoringCase(known, value))
      ? undefined
      : `ModSecurity: Invalid value for ${name}, expected: Abort or Warn.`,
)
export const SecRuleInheritance: Directive = missing('SecRuleInheritance', takesFlag, 'there is one context', isFlag)
export const SecStreamInBodyInspection: Directive = missing(
  'SecStreamInBodyInspection',
  takesFlag,
  'STREAM_INPUT_BODY is absent',
  isFlag,
)
export const SecStreamOutBodyInspection: Directive = missing(
  'SecStreamOutBodyInspection',
  takesFlag,
  'STREAM_OUTPUT_BODY is absent',
  isFlag,
)
