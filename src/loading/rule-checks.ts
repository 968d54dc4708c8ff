import type { ByteString } from '../bytes.ts'
import type { ErrorCode } from '../error-codes.ts'
import { PartError } from '../errors.ts'
import type { Word } from '../seclang/words.ts'
import type { Intercept } from '../transaction/parts.ts'
import type { ActionSet } from './action-set.ts'
import { inWord } from './placed-error.ts'

/** The id of a rule, which is there and not among those taken by rules at other places (mod_security2 2.9.7, apache2_config.c, `add_rule`). */
export const starterId = (own: ActionSet | undefined, taken: ReadonlyMap<ByteString, string>): ByteString => {
  const refusal = (code: ErrorCode, message: string, engineText: string): PartError =>
    new PartError(code, message, `ModSecurity: ${engineText}`)
  if (own === undefined) {
    const message = 'a rule needs an action list with at least an id'
    throw refusal('NO_ACTIONS', message, 'Rules must have at least id action')
  }
  const { id } = own.draft
  if (id === undefined) {
    throw refusal('NO_ID', 'the rule has no id action; give it one', 'No action id present within the rule')
  }
  const other = taken.get(id)
  if (other !== undefined) {
    throw refusal(
      'DUPLICATE_ID',
      `the rule at ${other} has the id ${id} already`,
      'Found another rule with the same id',
    )
  }
  return id
}

/** Refuses a rule whose phase is none, whether it or the default list named it. */
export const checkPhase = (phase: number, actions: Word | undefined): void => {
  if (phase >= 1 && phase <= 5) return
  const error = (at?: number): PartError =>
    new PartError(
      'BAD_PHASE',
      'a phase is 1, 2, 3, 4, 5, request, response or logging',
      'Internal Error: Failed to add rule to the ruleset.',
      at,
    )
  const said = /(?:^|[,|\t-\r ])phase:'?/i.exec(actions?.text ?? '')
  if (actions === undefined || said === null) throw error()
  inWord(actions, '', () => {
    throw error(said.index + said[0].length)
  })
}

/** Refuses what cannot be done when the request is over. */
export const checkLogging = (intercept: Intercept | undefined): void => {
  if (intercept === undefined || intercept.action === 'pass') return
  if (intercept.action === 'allow' && intercept.scope !== 'phase') return
  throw new PartError(
    'DISRUPTIVE_IN_LOGGING',
    'the request is over in phase 5: only pass, allow and allow:request are possible there',
    'ModSecurity: Disruptive actions cannot be specified in the logging phase.',
  )
}

/** Refuses what an element of a chain may not say (mod_security2 2.9.7, apache2_config.c, `add_rule`). */
export const checkChainElement = (own: ActionSet | undefined): void => {
  if (own === undefined) return
  const { draft } = own
  const refuse = (what: string, engineText: string): never => {
    throw new PartError('IN_CHAIN', `${what} belong to the first rule of a chain`, `ModSecurity: ${engineText}`)
  }
  if (draft.intercept !== undefined) {
    refuse('disruptive actions', 'Disruptive actions can only be specified by chain starter rules.')
  }
  if (draft.skipAfter !== undefined) {
    refuse('skipAfter actions', 'SkipAfter actions can only be specified by chain starter rules.')
  }
  if (draft.phase !== undefined) {
    refuse('phases', 'Execution phases can only be specified by chain starter rules.')
  }
  if (METADATA.some(name => draft[name] !== undefined)) {
    const text = '(id, rev, msg, tag, severity, ver, accuracy, maturity, logdata)  can only be'
    refuse(
      'id, rev, msg, severity, ver, accuracy, maturity and logdata',
      `Metadata actions ${text} specified by chain starter rules.`,
    )
  }
  if (draft.skip !== undefined) refuse('skip actions', 'The skip action can only be used  by chain starter rules. ')
}

const METADATA = ['id', 'rev', 'msg', 'severity', 'ver', 'accuracy', 'maturity', 'logdata'] as const
