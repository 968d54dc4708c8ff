import type { Action } from '../transaction/parts.ts'
import { CTL_SETTINGS, ctlOf } from './ctl-settings.ts'

/** Changes the engine for the rest of one transaction: `ctl:name=value`. */
export const ctl: Action = ctlOf(CTL_SETTINGS)
