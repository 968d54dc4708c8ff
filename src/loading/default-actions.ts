import * as actions from '../actions/index.ts'
import type { ByteString } from '../bytes.ts'
import { PartError } from '../errors.ts'
import type { Word } from '../seclang/words.ts'
import type { Dialect } from '../transaction/dialect.ts'
import type { Action, ActionContext } from '../transaction/parts.ts'
import { type ActionSet, type ActionUse, parseActions } from './action-set.ts'
import { inWord } from './placed-error.ts'
import { template } from './template.ts'

/** The default action lists: v2 has one for all phases, and the last one said holds; v3 has one per phase. */
export class DefaultActions {
  readonly #dialect: Dialect
  readonly #lists = new Map<number, ActionSet>()

  constructor(dialect: Dialect) {
    this.#dialect = dialect
  }

  /** SecDefaultAction: for the rules that follow (mod_security2 2.9.7, apache2_config.c, `cmd_default_action`). */
  set(actions: Word, context: ActionContext): void {
    const list = inWord(actions, '', () => parseActions(actions.text, context))
    const { draft } = list
    if (draft.intercept === undefined) throw refusal('must specify a disruptive action')
    if (draft.phase === undefined && this.#dialect.name === 'v2') throw refusal('must specify a phase')
    if (METADATA.some(name => draft[name] !== undefined)) {
      const names = '(id, rev, msg, tag, severity, ver, accuracy, maturity, logdata)'
      throw refusal(`must not contain any metadata actions ${names}`)
    }
    if (draft.chain === true) throw refusal('must not contain a chain action')
    if (draft.skip !== undefined) throw refusal('must not contain a skip action')
    if (draft.skipAfter !== undefined) throw refusal('must not contain a skipAfter action')
    this.#lists.set(this.#dialect.reader.defaultActions === 'one' ? 0 : (draft.phase ?? 2), list)
  }

  /** The list for a rule of a phase; of a rule that names none in v3, that of phase 1. */
  of(phase: number | undefined): ActionSet {
    return this.#lists.get(this.#dialect.reader.defaultActions === 'one' ? 0 : (phase ?? 1)) ?? BUILT_IN
  }
}

const METADATA = ['id', 'rev', 'msg', 'ver', 'maturity', 'accuracy'] as const

const use = (name: string, action: Action, text: ByteString = ''): ActionUse => ({
  name,
  action,
  parameter: template(text),
  takesBack: false,
  effect: undefined,
})

/** v2's built-in default list: `phase:2,log,auditlog,pass`. */
const BUILT_IN: ActionSet = {
  draft: { phase: 2, log: true, auditLog: true, intercept: { action: 'pass' } },
  uses: [
    use('phase', actions.phase, '2'),
    use('log', actions.log),
    use('auditlog', actions.auditlog),
    use('pass', actions.pass),
  ],
}

const refusal = (text: string): PartError =>
  new PartError('BAD_DEFAULT_ACTION', `SecDefaultAction ${text}`, `ModSecurity: SecDefaultAction ${text}.`)
