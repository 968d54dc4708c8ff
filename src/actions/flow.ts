import { atoi } from '../bytes.ts'
import { PartError } from '../errors.ts'
import type { Action } from '../parts.ts'
import { TRANSFORMATIONS } from '../transformations/find.ts'
import { note } from './define.ts'

const NAMED_PHASES: Readonly<Record<string, number>> = { request: 2, response: 4, logging: 5 }

/** 1–5, or request (2), response (4), logging (5). */
export const phase: Action = note({ parameter: 'required', starterOnly: 'phase' }, (draft, { text }) => {
  const number = NAMED_PHASES[text.toLowerCase()] ?? atoi(text)
  if (number < 1 || number > 5) {
    throw new PartError(
      'BAD_PHASE',
      `a phase is 1, 2, 3, 4, 5, request, response or logging; found "${text}"`,
      'Internal Error: Failed to add rule to the ruleset.',
    )
  }
  draft.phase = number
})
export const chain: Action = note({ parameter: 'none' }, draft => {
  draft.chain = true
})
/** Skips the next n rules, at least one; a chain counts as one. */
export const skip: Action = note(
  { group: 'disruptive', parameter: 'required', starterOnly: 'skip' },
  (draft, { text }) => {
    draft.skip = Math.max(1, atoi(text))
  },
)
/** Skips to the marker or rule of that name, in this phase. */
export const skipAfter: Action = note(
  { group: 'disruptive', parameter: 'required', starterOnly: 'skipAfter' },
  (draft, { text }) => {
    draft.skipAfter = text
  },
)
export const capture: Action = note({ parameter: 'none' }, draft => {
  draft.capture = true
})
export const multiMatch: Action = note({ parameter: 'none' }, draft => {
  draft.multiMatch = true
})
/** The loader builds the chain of transformations from these; `none` empties it, a leading minus takes one back. */
export const t: Action = note({ parameter: 'required', cardinality: 'many', signed: true }, (_draft, { text }) => {
  if (text.toLowerCase() === 'none' || TRANSFORMATIONS.find(text) !== undefined) return
  const suggestion = TRANSFORMATIONS.nearest(text)
  const hint = suggestion === undefined ? '' : `; did you mean "${suggestion}"?`
  throw new PartError(
    'UNKNOWN_TRANSFORMATION',
    `no transformation "${text}"${hint}`,
    `Invalid transformation function: ${text}`,
  )
})
export const xmlns: Action = note({ parameter: 'required', cardinality: 'many' }, (draft, { text }) => {
  const equals = text.indexOf('=')
  if (equals < 1) {
    throw new PartError('BAD_XMLNS', `xmlns wants prefix=URI, found "${text}"`, `ModSecurity: Bad xmlns href: ${text}`)
  }
  draft.xmlNamespaces = { ...draft.xmlNamespaces, [text.slice(0, equals)]: text.slice(equals + 1) }
})
