import { escapeLog } from '../log-escape.ts'
import type { Operator } from '../transaction/parts.ts'

/** No match, and no line; who loads the rule is told why. */
const findsNothing =
  (name: string, reason: string): Operator =>
  (_argument, { notice }) => {
    notice('OPERATOR_IGNORED', `@${name} never matches in the emulator: ${reason}`)
    return () => undefined
  }

const NO_DATABASE = 'there is no database'

/** An address or name is on a DNS block list. No name is ever looked up here. */
export const rbl: Operator = findsNothing('rbl', 'no name server is asked')

/** Where an address is, as libmodsecurity says it without a database. */
export const silentGeoLookup: Operator = findsNothing('geoLookup', NO_DATABASE)

/** Where an address is. There is no database here: no match, and mod_security2's line about that. */
export const geoLookup: Operator = (_argument, { notice }) => {
  notice('OPERATOR_IGNORED', `@geoLookup never matches in the emulator: ${NO_DATABASE}`)
  return value => ({
    failure: [`Geo lookup for "${escapeLog(value)}" attempted without a database.  Set SecGeoLookupDB.`],
    counts: 'no match',
  })
}
