import { lowerCase } from '../bytes.ts'
import { escapeLogKeepingQuotes } from '../log-escape.ts'
import type { Variable } from '../transaction/parts.ts'
import { absent, collection, scalar } from './entries.ts'

/** TX and the captures TX:0–9. The selector is required in v2. */
export const TX: Variable = {
  selector: 'required',
  kind: 'collection',
  version: tx => tx.tx.version,
  entries: tx => tx.tx.entries(),
  select: (tx, key) => {
    const entry = tx.tx.get(key)
    return entry === undefined ? [] : [entry]
  },
}

const persistent = (name: string): Variable => ({
  selector: 'required',
  kind: 'collection',
  version: tx => (tx.collections.get(name)?.version ?? -1) + 1,
  entries: tx => tx.collections.get(name)?.entries() ?? [],
  select: (tx, key) => {
    const entry = tx.collections.get(name)?.get(key)
    return entry === undefined ? [] : [entry]
  },
})
export const IP: Variable = persistent('ip')
export const GLOBAL: Variable = persistent('global')
export const SESSION: Variable = persistent('session')
export const USER: Variable = persistent('user')
export const RESOURCE: Variable = persistent('resource')

/** The environment that setenv writes. The process's own environment is not shown to rules here. */
export const ENV: Variable = {
  namesEntries: false,
  selector: 'required',
  kind: 'collection',
  entries: tx => [...tx.environment].map(([, value]) => ({ key: undefined, value })),
  select: (tx, key) => {
    const value = tx.environment.get(lowerCase(key))
    return value === undefined ? [] : [{ key: undefined, value }]
  },
}

/** The last entry that matched anywhere, after its transformations. */
export const MATCHED_VAR: Variable = scalar(tx => tx.matchedVariable?.value)
export const MATCHED_VAR_NAME: Variable = scalar(tx => tx.matchedVariable?.name)

/** Entries matched in the chain that runs; they keep their own names, escaped once more (re_variables.c). */
export const MATCHED_VARS: Variable = {
  selector: 'optional',
  kind: 'collection',
  ownNames: true,
  entries: tx => tx.matchedVariables.map(({ name, value }) => ({ key: escapeLogKeepingQuotes(name), value })),
}
export const MATCHED_VARS_NAMES: Variable = {
  selector: 'optional',
  kind: 'collection',
  ownNames: true,
  entries: tx => tx.matchedVariables.map(({ name }) => ({ key: escapeLogKeepingQuotes(name), value: name })),
}

/** Members of the rule that runs; in msg, logdata and tags it is empty, as in v2. */
export const RULE: Variable = {
  namesEntries: false,
  selector: 'required',
  kind: 'collection',
  entries: () => [],
  select: ({ rule }, key) => {
    const members: Readonly<Record<string, string | undefined>> = {
      id: rule?.idText,
      rev: rule?.rev,
      severity: rule?.severity === undefined ? undefined : String(rule.severity),
      msg: rule?.msg?.text,
      logdata: rule?.logdata?.text,
      ver: rule?.ver,
      maturity: rule?.maturity,
      accuracy: rule?.accuracy,
    }
    const value = members[key.toLowerCase()]
    return value === undefined ? [] : [{ key: undefined, value }]
  },
}

export const HIGHEST_SEVERITY: Variable = scalar(tx => String(tx.highestSeverity))
export const UNIQUE_ID: Variable = scalar(tx => tx.start.uniqueId)
export const WEBAPPID: Variable = scalar(tx => tx.settings.webAppId)
export const SESSIONID: Variable = scalar(tx => tx.sessionId)
export const USERID: Variable = scalar(tx => tx.userId)
/** Filled by @geoLookup; there is no database in the emulator, so it stays empty. */
export const GEO: Variable = absent(
  'there is no database for @geoLookup',
  collection('GEO', () => []),
)
/** What the web server's error log has of this request by now, each with its place in the server's source. */
export const WEBSERVER_ERROR_LOG: Variable = {
  selector: 'none',
  namesEntries: false,
  kind: 'collection',
  entries: tx => tx.start.errorItems.map(value => ({ key: undefined, value })),
}
/** The engine's version in its form MMmmppttt. */
export const MODSEC_BUILD: Variable = scalar(tx => tx.dialect.build)
