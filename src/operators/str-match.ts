import { PartError } from '../errors.ts'
import { escapeLog } from '../log-escape.ts'
import type { Operator } from '../transaction/parts.ts'
import { phraseContent } from './phrase-list.ts'

/** The argument occurs in the value, bytes as they are. v2 reads pm's notation in it and no macros, v3 the reverse. */
export const strmatch: Operator = (argument, { dialect }) => {
  const reason = (name: string) => `Pattern match "${escapeLog(argument.text)}" at ${name}.`
  if (dialect.name === 'v3') return (value, tx) => (value.includes(argument.expand(tx)) ? { reason } : undefined)
  const content = phraseContent(argument.text, dialect.name)
  if ('refusal' in content) {
    throw new PartError('BAD_PHRASE', `strmatch cannot read its argument: ${content.refusal}`, content.refusal)
  }
  return value => (value.includes(content.text) ? { reason } : undefined)
}
