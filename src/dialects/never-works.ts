import type { Check } from '../loading/check.ts'
import { closedCollections } from '../loading/never-works/collections.ts'
import { ctlExclusions, lateSettings } from '../loading/never-works/ctl-order.ts'
import { exclusionsBeforeTargets, targetsNowhere } from '../loading/never-works/excluded-targets.ts'
import { lateTx } from '../loading/never-works/late-tx.ts'
import { absentVariables, variablesNotYetThere } from '../loading/never-works/not-yet-there.ts'
import { missingModules, unreadResults } from '../loading/never-works/scripts.ts'
import { rulesBehind, rulesNowhere } from '../loading/never-works/selections.ts'
import { labelsNowhere } from '../loading/never-works/skip-after.ts'

const ofBoth: Readonly<Record<string, Check>> = {
  rulesNowhere,
  targetsNowhere,
  ctlExclusions,
  labelsNowhere,
  lateTx,
  absentVariables,
  missingModules,
  unreadResults,
}

/** What never works in mod_security2. */
export const ofModSecurity2: Readonly<Record<string, Check>> = {
  ...ofBoth,
  rulesBehind,
  exclusionsBeforeTargets,
  lateSettings: lateSettings('all settings'),
  closedCollections,
  variablesNotYetThere,
}

/**
 * What never works in libmodsecurity: its directives change later rules too, its collections need not be opened, and it takes what
 * phase 2 says of the request's body, its processor apart. Seen on 3.0.16.
 */
export const ofLibmodsecurity: Readonly<Record<string, Check>> = {
  ...ofBoth,
  lateSettings: lateSettings('the body processor'),
}
