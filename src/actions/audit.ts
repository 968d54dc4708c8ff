import type { Action } from '../parts.ts'

const sanitises = (subject: 'args' | 'requestHeaders' | 'responseHeaders'): Action => ({
  group: 'none',
  cardinality: 'many',
  parameter: 'required',
  load:
    ({ text }) =>
    tx => {
      tx.sanitised[subject].add(text.toLowerCase())
    },
})

/** Overwrites the named value with asterisks in the audit log. */
export const sanitiseArg: Action = sanitises('args')
export const sanitizeArg: Action = sanitiseArg
export const sanitiseRequestHeader: Action = sanitises('requestHeaders')
export const sanitizeRequestHeader: Action = sanitiseRequestHeader
export const sanitiseResponseHeader: Action = sanitises('responseHeaders')
export const sanitizeResponseHeader: Action = sanitiseResponseHeader

/** Overwrites whatever this rule matched. */
export const sanitiseMatched: Action = {
  group: 'none',
  cardinality: 'one',
  parameter: 'none',
  load: () => tx => {
    for (const { name } of tx.matchedVariables) {
      const colon = name.indexOf(':')
      const key = name.slice(colon + 1).toLowerCase()
      if (/^ARGS/.test(name)) tx.sanitised.args.add(key)
      else if (/^REQUEST_HEADERS:/.test(name)) tx.sanitised.requestHeaders.add(key)
      else if (/^RESPONSE_HEADERS:/.test(name)) tx.sanitised.responseHeaders.add(key)
    }
  },
}
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
