import * as actions from '../actions/index.ts'
import type { ByteString } from '../bytes.ts'
import { PartError } from '../errors.ts'
import type { Word } from '../seclang/words.ts'
import type { Action, RuleDraft } from '../transaction/parts.ts'
import { type ActionSet, type ActionUse, parseActions } from './action-set.ts'
import { inWord } from './placed-error.ts'
import type { ReadingContext } from './readable-dialect.ts'
import { plainText } from './template.ts'

/** Where default lists are kept, by a number, and where that of a rule is found. */
export type DefaultLists = {
  /** Where a list that says this is kept. Throws a PartError where it has to say more. */
  readonly placeOf: (list: RuleDraft) => number
  /** Where the list of a rule stands that names a phase, or none. */
  readonly placeFor: (phase: number | undefined) => number
}

/** One list for all phases, which has to name one: the last that is said holds. */
export const oneList: DefaultLists = {
  placeOf: ({ phase }) => {
    if (phase === undefined) throw refusal('must specify a phase')
    return 0
  },
  placeFor: () => 0,
}

/** A list for each phase; a list and a rule that name none are of phase 1. Seen on 3.0.16. */
export const listPerPhase: DefaultLists = {
  placeOf: ({ phase = 1 }) => phase,
  placeFor: (phase = 1) => phase,
}

/** A rule that names no phase runs in that of its default list. */
export const phaseOfList = ({ phase = 2 }: RuleDraft): number => phase

/** A rule that names no phase runs in the first. */
export const firstPhase = (): number => 1

/** The default action lists. */
export class DefaultActions {
  readonly #places: DefaultLists
  readonly #lists = new Map<number, ActionSet>()

  constructor(places: DefaultLists) {
    this.#places = places
  }

  /** SecDefaultAction: for the rules that follow (mod_security2 2.9.7, apache2_config.c, `cmd_default_action`). */
  set(actions: Word, context: ReadingContext): void {
    const list = inWord(actions, '', () => parseActions(actions.text, context))
    const { draft } = list
    if (draft.intercept === undefined) throw refusal('must specify a disruptive action')
    const place = this.#places.placeOf(draft)
    if (METADATA.some(name => draft[name] !== undefined)) {
      const names = '(id, rev, msg, tag, severity, ver, accuracy, maturity, logdata)'
      throw refusal(`must not contain any metadata actions ${names}`)
    }
    if (draft.chain === true) throw refusal('must not contain a chain action')
    if (draft.skip !== undefined) throw refusal('must not contain a skip action')
    if (draft.skipAfter !== undefined) throw refusal('must not contain a skipAfter action')
    this.#lists.set(place, list)
  }

  /** The list for a rule that names this phase, or none. */
  of(phase: number | undefined): ActionSet {
    return this.#lists.get(this.#places.placeFor(phase)) ?? BUILT_IN
  }
}

const METADATA = ['id', 'rev', 'msg', 'ver', 'maturity', 'accuracy'] as const

const use = (name: string, action: Action, text: ByteString = ''): ActionUse => ({
  name,
  action,
  parameter: plainText(text),
  takesBack: false,
  effect: undefined,
  span: undefined,
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
