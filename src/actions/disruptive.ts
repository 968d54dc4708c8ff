import { atoi, lowerCase } from '../bytes.ts'
import { PartError } from '../errors.ts'
import type { Action, Intercept } from '../transaction/parts.ts'
import { note } from './define.ts'

const disruptive = { group: 'disruptive', ofWholeRule: true } as const
const plain = (intercept: Intercept): Action =>
  note({ ...disruptive, parameter: 'none' }, draft => {
    draft.intercept = intercept
  })

/** Whatever the default list decides. */
export const block: Action = note({ ...disruptive, parameter: 'none', asDefault: true }, () => {})
export const pass: Action = plain({ action: 'pass' })
export const deny: Action = plain({ action: 'deny' })
export const drop: Action = plain({ action: 'drop' })

export const allow: Action = note({ ...disruptive, parameter: 'optional' }, (draft, { text }) => {
  const scope = lowerCase(text)
  if (scope !== '' && scope !== 'phase' && scope !== 'request') {
    throw new PartError(
      'BAD_ALLOW',
      `allow takes nothing, phase or request; found "${text}"`,
      `Invalid parameter for allow: ${text}`,
    )
  }
  draft.intercept = { action: 'allow', scope: scope === '' ? 'all' : scope }
})
export const redirect: Action = note({ ...disruptive, parameter: 'required' }, (draft, to) => {
  draft.intercept = { action: 'redirect', to }
})
/** `[nocanon]` before the target, where it is written, says how the path is handed on and is no part of the target. */
export const proxy: Action = note({ ...disruptive, parameter: 'required' }, (draft, to, { template }) => {
  const isRaw = to.text.startsWith(RAW_PATH)
  draft.intercept = { action: 'proxy', to: isRaw ? template(to.text.slice(RAW_PATH.length)) : to }
})
const RAW_PATH = '[nocanon]'
/** Waits that many ms, then lets the request through as allow does. */
export const pause: Action = note({ parameter: 'required', ofWholeRule: true }, (draft, ms) => {
  draft.intercept = { action: 'pause' }
  draft.pauseMs = ms
})
/** The status of deny and redirect; `atoi` of whatever is written. */
export const status: Action = note({ parameter: 'required', ofWholeRule: true }, (draft, { text }) => {
  draft.status = atoi(text)
})
