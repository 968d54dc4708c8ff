import type { Action } from '../transaction/parts.ts'
import { note } from './define.ts'

export const log: Action = note({ group: 'log', parameter: 'none' }, draft => {
  draft.log = true
})
/** Keeps the match out of both logs; a later auditlog brings the audit log back. */
export const nolog: Action = note({ group: 'log', parameter: 'none' }, draft => {
  draft.log = false
  draft.auditLog = false
})
export const auditlog: Action = note({ group: 'auditlog', parameter: 'none' }, draft => {
  draft.auditLog = true
})
export const noauditlog: Action = note({ group: 'auditlog', parameter: 'none' }, draft => {
  draft.auditLog = false
})
