import { atoi, lowerCase } from '../bytes.ts'
import { didYouMean, PartError } from '../errors.ts'
import type { Action } from '../transaction/parts.ts'
import { note } from './define.ts'

const NAMED_PHASES: Readonly<Record<string, number>> = { request: 2, response: 4, logging: 5 }

/** 1–5, or request (2), response (4), logging (5); the loader refuses other numbers once it has the whole rule. */
export const phase: Action = note({ parameter: 'required', ofWholeRule: true }, (draft, { text }) => {
  draft.phase = NAMED_PHASES[text.toLowerCase()] ?? atoi(text)
})
export const chain: Action = note({ parameter: 'none' }, draft => {
  draft.chain = true
})
/** Skips the next n rules, at least one; a chain counts as one. */
export const skip: Action = note(
  { group: 'disruptive', parameter: 'required', ofWholeRule: true },
  (draft, { text }) => {
    draft.skip = Math.max(1, atoi(text))
  },
)
/** Skips to the marker or rule of that name, in this phase. */
export const skipAfter: Action = note(
  { group: 'disruptive', parameter: 'required', ofWholeRule: true },
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
export const t: Action = {
  group: 'none',
  cardinality: 'many',
  parameter: 'required',
  signed: true,
  adds: 'transformation',
  load: ({ text }, _draft, { dialect }) => {
    if (lowerCase(text) === 'none') return undefined
    const { registry } = dialect.transformations
    if (registry.find(text) !== undefined) return undefined
    throw new PartError(
      'UNKNOWN_TRANSFORMATION',
      `no transformation "${text}"${didYouMean(text, registry.names)}`,
      `Invalid transformation function: ${text}`,
    )
  },
}
export const xmlns: Action = note({ parameter: 'required', cardinality: 'many' }, (draft, { text }) => {
  const equals = text.indexOf('=')
  if (equals < 1) {
    const engineText = equals === -1 ? `Missing xmlns href for prefix: ${text}` : undefined
    throw new PartError('BAD_XMLNS', `xmlns wants prefix=URI, found "${text}"`, engineText)
  }
  draft.xmlNamespaces = { ...draft.xmlNamespaces, [text.slice(0, equals)]: text.slice(equals + 1) }
})
