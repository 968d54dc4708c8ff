import { CTL_SETTINGS, ctlOf } from '../actions/ctl-settings.ts'
import * as all from '../actions/index.ts'
import type { Action } from '../transaction/parts.ts'
import { without } from './without.ts'

type Actions = Readonly<Record<string, Action>>

/** mod_security2's. */
export const ofModSecurity2: Actions = all

/** What 2.9.7 has otherwise: it knows less of XML. */
export const of2_9_7: Actions = { ...all, ctl: ctlOf(without(CTL_SETTINGS, ['parseXmlIntoArgs'])) }

/** libmodsecurity's: it refuses the others, most of them with the words that they are not yet supported. Seen on 3.0.16. */
export const ofLibmodsecurity: Actions = without<keyof typeof all, Action>(all, [
  ...(['append', 'deprecatevar', 'marker', 'pause', 'prepend', 'proxy'] as const),
  ...(['sanitiseArg', 'sanitiseMatched', 'sanitiseMatchedBytes', 'sanitiseRequestHeader'] as const),
  ...(['sanitizeArg', 'sanitizeMatched', 'sanitizeMatchedBytes', 'sanitizeRequestHeader'] as const),
  ...(['sanitiseResponseHeader', 'sanitizeResponseHeader'] as const),
])
