import { escapeLog } from '../log-escape.ts'
import type { Operator } from '../transaction/parts.ts'

/** What an engine sees that can look nothing up: no match, and no line. */
export const findsNothing: Operator = () => () => undefined

/** An address or name is on a DNS block list. No name is ever looked up here. */
export const rbl: Operator = findsNothing

/** Where an address is. There is no database here: no match, and mod_security2's line about that. */
export const geoLookup: Operator = () => value => ({
  failure: [`Geo lookup for "${escapeLog(value)}" attempted without a database.  Set SecGeoLookupDB.`],
  counts: 'no match',
})
