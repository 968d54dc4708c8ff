import { atoi } from '../bytes.ts'
import { PartError } from '../errors.ts'
import { SEVERITIES } from '../severities.ts'
import type { Action } from '../transaction/parts.ts'
import { note } from './define.ts'

const metadata = { parameter: 'required', ofWholeRule: true } as const

/** Digits only, more than 0; compared as text when looked for twice. */
export const id: Action = note(metadata, (draft, { text }) => {
  if (!/^[0-9]+$/.test(text) || atoi(text) <= 0) {
    throw new PartError(
      'BAD_ID',
      `a rule id is a number above 0, found "${text}"`,
      `ModSecurity: Invalid value for action ID: ${text}`,
    )
  }
  draft.id = text
})
/** What SecMarker becomes; in a rule it is an id that is not checked. */
export const marker: Action = note(metadata, (draft, { text }) => {
  draft.id = text
})
export const rev: Action = note(metadata, (draft, { text }) => {
  draft.rev = text
})
export const msg: Action = note(metadata, (draft, parameter) => {
  draft.msg = parameter
})
export const logdata: Action = note(metadata, (draft, parameter) => {
  draft.logdata = parameter
})
export const ver: Action = note(metadata, (draft, { text }) => {
  draft.ver = text
})
export const maturity: Action = note(metadata, (draft, { text }) => {
  draft.maturity = String(atoi(text))
})
export const accuracy: Action = note(metadata, (draft, { text }) => {
  draft.accuracy = String(atoi(text))
})

/** One of the eight names in any case, or a number; anything else is 0, as v2 has it. */
export const severity: Action = note(metadata, (draft, { text }) => {
  const named = SEVERITIES.indexOf(text.toUpperCase())
  draft.severity = named === -1 ? atoi(text) : named
})

/** Many stand side by side; the loader collects them in order. Chain elements may have it, in vain. */
export const tag: Action = note(
  { parameter: 'required', cardinality: 'many', ofWholeRule: true, adds: 'tag' },
  () => {},
)
