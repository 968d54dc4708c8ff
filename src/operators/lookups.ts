import { escapeLog } from '../log-escape.ts'
import type { Operator } from '../transaction/parts.ts'

/**
 * An address or name is on a DNS block list. No name is ever looked up here, and an address that is on no list is
 * what an engine without a resolver sees: no match, and no line.
 */
export const rbl: Operator = () => () => undefined

/** Where an address is. There is no database here: no match, and v2's own line about that. */
export const geoLookup: Operator =
  (_, { dialect }) =>
  value =>
    dialect.name === 'v2'
      ? {
          failure: [`Geo lookup for "${escapeLog(value)}" attempted without a database.  Set SecGeoLookupDB.`],
          counts: 'no match',
        }
      : undefined
