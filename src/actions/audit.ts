import { type ByteString, equalsIgnoringCase, lowerCase } from '../bytes.ts'
import type { Action } from '../transaction/parts.ts'
import type { Transaction } from '../transaction/transaction.ts'

type Subject = keyof Transaction['sanitised']

/** Arguments that are there by now and have that name in any case; a header whether it is there or not. */
const sanitise = (subject: Subject, name: ByteString, tx: Transaction): void => {
  if (subject === 'args') {
    for (const argument of [...tx.start.queryArguments, ...tx.body.result.args]) {
      if (equalsIgnoringCase(argument.name, name)) tx.sanitised.args.add(argument)
    }
  } else if (!tx.sanitised[subject].has(lowerCase(name))) tx.sanitised[subject].set(lowerCase(name), name)
}

const sanitises = (subject: Subject): Action => ({
  group: 'none',
  cardinality: 'many',
  parameter: 'required',
  load:
    ({ text }) =>
    tx =>
      sanitise(subject, text, tx),
})

/** Overwrites the named value with asterisks in the audit log. */
export const sanitiseArg: Action = sanitises('args')
export const sanitizeArg: Action = sanitiseArg
export const sanitiseRequestHeader: Action = sanitises('requestHeaders')
export const sanitizeRequestHeader: Action = sanitiseRequestHeader
export const sanitiseResponseHeader: Action = sanitises('responseHeaders')
export const sanitizeResponseHeader: Action = sanitiseResponseHeader

/** Overwrites what this rule matched, where that is an argument or a header (re_actions.c, 2.9.8). */
export const sanitiseMatched: Action = {
  group: 'none',
  cardinality: 'one',
  parameter: 'none',
  load: () => tx => {
    const name = tx.matchedVariable?.name ?? ''
    const colon = name.indexOf(':')
    const subject = MATCHED_SUBJECTS.get(name.slice(0, colon))
    if (subject !== undefined && colon + 1 < name.length) sanitise(subject, name.slice(colon + 1), tx)
  },
}
const MATCHED_SUBJECTS: ReadonlyMap<ByteString, Subject> = new Map([
  ['ARGS', 'args'],
  ['ARGS_NAMES', 'args'],
  ['REQUEST_HEADERS', 'requestHeaders'],
  ['REQUEST_HEADERS_NAMES', 'requestHeaders'],
  ['RESPONSE_HEADERS', 'responseHeaders'],
  ['RESPONSE_HEADERS_NAMES', 'responseHeaders'],
])
export const sanitizeMatched: Action = sanitiseMatched

const ignored = (name: string, parameter: Action['parameter'], reason: string): Action => ({
  group: 'none',
  cardinality: 'one',
  parameter,
  load: (_parameter, _draft, { notice }) => {
    notice('ACTION_IGNORED', `${name} has no effect in the emulator: ${reason}`)
    return undefined
  },
})
export const sanitiseMatchedBytes: Action = ignored(
  'sanitiseMatchedBytes',
  'optional',
  'whole values are sanitised only',
)
export const sanitizeMatchedBytes: Action = sanitiseMatchedBytes
export const append: Action = ignored('append', 'required', 'responses are not rewritten')
export const prepend: Action = ignored('prepend', 'required', 'responses are not rewritten')
