import type { ByteString } from '../bytes.ts'
import type { Registry } from '../registry.ts'
import type { IdRanges } from '../seclang/id-ranges.ts'
import type { Item } from '../seclang/item-list.ts'
import type { LogicalLine } from '../seclang/lines.ts'
import type { Word } from '../seclang/words.ts'
import type { Dialect } from '../transaction/dialect.ts'
import type { Action, ActionContext, RuleDraft } from '../transaction/parts.ts'
import type { DefaultLists } from './default-actions.ts'
import type { Directive } from './directive.ts'
import type { ElementDraft } from './element-draft.ts'

/** A dialect with what makes a rule set of a configuration. */
export type ReadableDialect = Dialect & { readonly reader: Reader }

/** What the loader's own steps ask of their surroundings. */
export type ReadingContext = ActionContext & { readonly dialect: ReadableDialect }

/** How a configuration is read. */
export type Reader = {
  readonly directives: Registry<Directive>
  readonly actions: Registry<Action>
  /** The words of a directive: v2's as httpd splits and unescapes them, v3's as they stand (seclang-scanner.ll). */
  readonly words: (line: LogicalLine) => readonly Word[]
  /** The items of a target or action list: v2 refuses a backslash in quotes that escapes nothing, v3 keeps it. */
  readonly items: (text: ByteString) => readonly Item[]
  /** Where a rule is said to stand: v2 where its directive ends, v3 where it starts. */
  readonly line: 'lastLine' | 'firstLine'
  /** What is printed of the engine's refusal: Debian's 2.9.7 has no reason for a pattern that does not compile. */
  readonly refusal?: (words: string) => string
  /** `&` before a variable that is no collection: v2 refuses it. */
  readonly countedScalars: 'refused' | 'accepted'
  /** A variable without the selector that it requires (`TX`): v2 refuses it. */
  readonly missingSelectors: 'refused' | 'accepted'
  /** The rules that need an id: in v3 a SecAction needs none. */
  readonly needsId: readonly ElementDraft['kind'][]
  /** v2 keeps one default action list, v3 one per phase (cmd_default_action; driver.cc). */
  readonly defaultLists: DefaultLists
  /** Phase of a rule that names none, from its default list: v2 takes that of the list, v3 always 1 (rule.h). */
  readonly defaultPhase: (list: RuleDraft) => number
  /** A disruptive action in phase 5: v2 refuses it. */
  readonly disruptionInLogging: 'refused' | 'accepted'
  /** The label of a SecMarker: v2 reads it as the value of an action. */
  readonly markerLabel: (label: Word, context: ReadingContext) => ByteString
  /** What skipAfter finds: in v2 the ids of rules too, of a chain behind its first element. */
  readonly labels: 'markers-and-ids' | 'markers'
  /** The rules that SecRuleRemoveBy* takes away: v2 those read so far, v3 those that follow too. */
  readonly removedRules: 'read-so-far' | 'all'
  /** The ids that SecRuleRemoveById and SecRuleUpdateTargetById name: v3 refuses what is no number. */
  readonly ids: (text: ByteString) => IdRanges
  /** SecRuleUpdateTargetById before the first rule: v2 refuses it. */
  readonly updatesBeforeRules: 'refused' | 'without-effect'
  /** 2.9.7 passes over updates of targets that do not parse or have nothing to replace. */
  readonly badTargetUpdates?: 'ignored'
  /** What SecRuleUpdateActionById without `chain` does to a chain: v2 unties it behind the element. */
  readonly chainOfUpdate: 'untied' | 'kept'
}
