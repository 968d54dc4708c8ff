import { atoi, type ByteString, equalsIgnoringCase } from '../bytes.ts'
import { didYouMean, PartError } from '../errors.ts'
import { idRanges } from '../seclang/id-ranges.ts'
import type { Dialect } from '../transaction/dialect.ts'
import { excludedTargets, type RuleSelection } from '../transaction/exclusions.ts'
import type { Action, ActionContext, Effect } from '../transaction/parts.ts'
import type { Transaction } from '../transaction/transaction.ts'

/** What ctl makes of the value of one setting, and what is known of that. */
export type CtlSetting = ((value: ByteString, context: ActionContext) => Effect | undefined) & {
  /** The last phase in which it changes anything, where that is not the last of all. */
  readonly lastPhase?: number
  /** What it takes out of rules, and how these are named. */
  readonly takesOut?: { readonly by: RuleSelection['by']; readonly what: 'rules' | 'targets' }
}

/** The action `ctl` where it has some settings. */
export const ctlOf = (settings: Readonly<Record<string, CtlSetting>>): Action => ({
  group: 'none',
  cardinality: 'many',
  parameter: 'required',
  load: ({ text }, _draft, context) => {
    const { name, value, setting } = partsOf(text, settings)
    if (value === undefined) {
      throw new PartError(
        'MISSING_CTL_VALUE',
        `ctl wants name=value, found "${text}"`,
        `Missing ctl value for name: ${name}`,
      )
    }
    if (setting === undefined) {
      throw new PartError(
        'UNKNOWN_CTL',
        `no ctl setting "${name}"${didYouMean(name, Object.keys(settings))}`,
        `Invalid ctl name setting: ${name}`,
      )
    }
    return setting(value, context)
  },
})

/** What a ctl takes out of rules. */
export type CtlExclusion = {
  readonly name: string
  /** What it says of rules and targets. */
  readonly which: ByteString
  readonly selection: RuleSelection
  readonly targets: readonly ByteString[] | undefined
}

/** What a ctl takes out of rules; undefined for another. */
export const ctlExclusion = (text: ByteString, dialect: Dialect): CtlExclusion | undefined => {
  const { name, value: which = '', setting } = partsOf(text, CTL_SETTINGS)
  if (setting?.takesOut === undefined) return undefined
  const { by, what } = setting.takesOut
  if (what === 'rules') return { name, which, selection: selection(by, which, dialect), targets: undefined }
  const { rules, targets = '' } = rulesAndTargets(which)
  return { name, which, selection: selection(by, rules, dialect), targets: targets.split(',').filter(isSaid) }
}

/** The setting that a ctl changes, and the last phase in which that does anything. */
export const ctlLastPhase = (text: ByteString): { readonly name: string; readonly lastPhase: number | undefined } => {
  const { name, setting } = partsOf(text, CTL_SETTINGS)
  return { name, lastPhase: setting?.lastPhase }
}

const partsOf = (text: ByteString, settings: Readonly<Record<string, CtlSetting>>) => {
  const equals = text.indexOf('=')
  const name = equals === -1 ? text : text.slice(0, equals)
  const known = Object.keys(settings).find(other => equalsIgnoringCase(other, name))
  const value = equals === -1 ? undefined : text.slice(equals + 1)
  return { name, value, setting: known === undefined ? undefined : settings[known] }
}

const isSaid = (text: ByteString): boolean => text !== ''

/** `blank` is there twice where v2's text has it so. */
const bad = (name: string, value: ByteString, wanted: string, blank: '' | ' ' = ''): PartError =>
  new PartError(
    'BAD_CTL_VALUE',
    `ctl:${name} takes ${wanted}, found "${value}"`,
    `Invalid setting for ctl name ${blank}${name}: ${value}`,
  )

/** One of several words without regard to case. */
const word =
  <Word extends string>(
    name: string,
    words: readonly Word[],
    apply: (tx: Transaction, word: Word) => void,
    blank: '' | ' ' = '',
  ): CtlSetting =>
  value => {
    const found = words.find(known => equalsIgnoringCase(known, value))
    if (found === undefined) throw bad(name, value, words.join(', '), blank)
    return tx => apply(tx, found)
  }

const yesOrNo = (name: string, apply: (tx: Transaction, yes: boolean) => void): CtlSetting =>
  word(
    name,
    ['on', 'true', '1', 'off', 'false', '0'],
    (tx, given) => apply(tx, ['on', 'true', '1'].includes(given)),
    ' ',
  )

const bytes =
  (name: string, what: string, apply: (tx: Transaction, limitBytes: number) => void): CtlSetting =>
  value => {
    const limit = Number(/^[\t-\r ]*([+-]?[0-9]+)/.exec(value)?.[1] ?? 0)
    if (limit <= 0) throw bad(name, value, 'a number of bytes above 0')
    if (limit > HARD_LIMIT_BYTES) {
      throw new PartError(
        'BAD_CTL_VALUE',
        `ctl:${name} may be ${HARD_LIMIT_BYTES} at most, found "${value}"`,
        `${what} size limit cannot exceed the hard limit: ${HARD_LIMIT_BYTES}`,
      )
    }
    return tx => apply(tx, limit)
  }

const unsigned =
  (name: string): CtlSetting =>
  (value, { notice }) => {
    if (!/^(?:on|off)$/i.test(value)) throw bad(name, value, 'On or Off')
    notice('CTL_IGNORED', `ctl:${name} has no effect in the emulator: links are not signed`)
    return undefined
  }

/** Largest body limit, in bytes (apache2/modsecurity.h, 2.9.7). */
const HARD_LIMIT_BYTES = 1_073_741_824

const selection = (by: RuleSelection['by'], value: ByteString, dialect: Dialect): RuleSelection =>
  by === 'id'
    ? { by, ranges: idRanges(value) }
    : { by, matches: dialect.rules.exclusionTexts(value, `ModSecurity: Invalid regular expression "${value}"`) }

const removeRules = (by: RuleSelection['by']): CtlSetting => {
  const load: CtlSetting = (value, { dialect }) => {
    const rules = selection(by, value, dialect)
    return tx => tx.exclusions.removeRules(rules)
  }
  return Object.assign(load, { takesOut: { by, what: 'rules' } } as const)
}

const removeTargets = (name: string, by: RuleSelection['by']): CtlSetting => {
  const load: CtlSetting = (value, context) => {
    if (value === '') {
      const engineText = `${name} must has at least ${by};VARIABLE`
      throw new PartError('BAD_CTL_VALUE', `ctl:${name} wants ${by};TARGET`, engineText)
    }
    const { rules: which, targets } = rulesAndTargets(value)
    const rules = selection(by, which, context.dialect)
    if (targets !== undefined) {
      const excluded = excludedTargets(rules, targets)
      return tx => tx.exclusions.removeTargets(excluded)
    }
    context.notice('CTL_IGNORED', `ctl:${name} wants ${by};TARGET, found "${value}"`)
    const subject = context.dialect.logs.ctlMessages === 'unnamed' ? 'ModSecurity' : `Ctl: ${name}`
    return tx => tx.message(1, `${subject}: Missing target for ${by} "${which}"`)
  }
  return Object.assign(load, { takesOut: { by, what: 'targets' } } as const)
}

const rulesAndTargets = (
  value: ByteString,
): { readonly rules: ByteString; readonly targets: ByteString | undefined } => {
  const [rules = '', targets] = value.split(';').filter(isSaid)
  return { rules, targets }
}

/** A setting that does nothing once a phase is over. */
const until = (lastPhase: number, setting: CtlSetting): CtlSetting => {
  const load: CtlSetting = (value, context) => setting(value, context)
  return Object.assign(load, { lastPhase })
}

/** Those of mod_security2 2.9.13, by their names. */
export const CTL_SETTINGS: Readonly<Record<string, CtlSetting>> = {
  ruleEngine: word('ruleEngine', ['On', 'Off', 'DetectionOnly'], (tx, engine) => {
    tx.settings.ruleEngine = engine
    if (engine !== 'DetectionOnly') return
    tx.settings.requestBodyLimitAction = 'ProcessPartial'
    tx.settings.responseBodyLimitAction = 'ProcessPartial'
  }),
  ruleRemoveById: removeRules('id'),
  ruleRemoveByTag: removeRules('tag'),
  ruleRemoveByMsg: removeRules('msg'),
  ruleRemoveTargetById: removeTargets('ruleRemoveTargetById', 'id'),
  ruleRemoveTargetByTag: removeTargets('ruleRemoveTargetByTag', 'tag'),
  ruleRemoveTargetByMsg: removeTargets('ruleRemoveTargetByMsg', 'msg'),
  requestBodyAccess: until(
    1,
    yesOrNo('requestBodyAccess', (tx, yes) => {
      tx.settings.requestBodyAccess = yes
    }),
  ),
  parseXmlIntoArgs: until(
    1,
    word('parseXmlIntoArgs', ['On', 'Off', 'OnlyArgs'], (tx, given) => {
      tx.settings.xmlIntoArgs = given
    }),
  ),
  requestBodyProcessor: until(1, value => tx => {
    tx.bodyProcessor = value
  }),
  forceRequestBodyVariable: until(
    1,
    word(
      'forceRequestBodyVariable',
      ['On', 'Off'],
      (tx, given) => {
        tx.forceRequestBody = given === 'On'
      },
      ' ',
    ),
  ),
  responseBodyAccess: until(
    3,
    yesOrNo('responseBodyAccess', (tx, yes) => {
      tx.settings.responseBodyAccess = yes
    }),
  ),
  requestBodyLimit: until(
    1,
    bytes('requestBodyLimit', 'Request', (tx, limitBytes) => {
      tx.settings.requestBodyLimitBytes = limitBytes
    }),
  ),
  responseBodyLimit: until(
    3,
    bytes('responseBodyLimit', 'Response', (tx, limitBytes) => {
      tx.settings.responseBodyLimitBytes = limitBytes
    }),
  ),
  auditEngine: word(
    'auditEngine',
    ['On', 'Off', 'RelevantOnly'],
    (tx, engine) => {
      tx.settings.auditEngine = engine
    },
    ' ',
  ),
  auditLogParts: value => {
    const letters = /^[+-]/.test(value) ? value.slice(1) : value
    if (!/^[A-Ka-kZz]*$/.test(letters))
      throw bad('auditLogParts', value, 'the letters A–K and Z, with + or - before them')
    return tx => {
      const parts = tx.settings.auditLogParts
      if (value.startsWith('+')) tx.settings.auditLogParts = parts + letters
      else if (value.startsWith('-'))
        tx.settings.auditLogParts = [...parts].filter(part => !letters.includes(part)).join('')
      else tx.settings.auditLogParts = letters
    }
  },
  debugLogLevel: value => {
    if (atoi(value) < 0 || atoi(value) > 9) throw bad('debugLogLevel', value, '0 to 9')
    return undefined
  },
  HashEngine: unsigned('HashEngine'),
  HashEnforcement: unsigned('HashEnforcement'),
}
