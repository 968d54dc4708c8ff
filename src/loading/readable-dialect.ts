import type { ByteString } from '../bytes.ts'
import type { ErrorCode } from '../error-codes.ts'
import type { Diagnostic } from '../errors.ts'
import type { Registry } from '../registry.ts'
import type { IdRanges } from '../seclang/id-ranges.ts'
import type { Item } from '../seclang/item-list.ts'
import type { LogicalLine } from '../seclang/lines.ts'
import type { Word } from '../seclang/words.ts'
import type { Span } from '../source.ts'
import type { Dialect } from '../transaction/dialect.ts'
import type { Action, ActionContext, RuleDraft } from '../transaction/parts.ts'
import type { Check } from './check.ts'
import type { ServerFacts } from './conditions.ts'
import type { DefaultLists } from './default-actions.ts'
import type { Directive } from './directive.ts'
import type { ElementDraft } from './element-draft.ts'
import type { PrintedRefusal } from './refusal-words.ts'
import type { Sections } from './sections.ts'

/** A dialect with what makes a rule set of a configuration. */
export type ReadableDialect = Dialect & { readonly reader: Reader }

/** What the loader's own steps ask of their facts. */
export type ReadingContext = ActionContext & {
  readonly dialect: ReadableDialect
  /** The place of a part of the word that is read. */
  readonly spanOf: (start: number, end: number) => Span
  readonly noticeAt: (code: ErrorCode, message: string, span: Span) => void
}

/** How a configuration is read. */
export type Reader = {
  readonly directives: Registry<Directive>
  readonly actions: Registry<Action>
  /** What becomes of sections, `<IfModule …>` and its like. */
  readonly sections: (facts: ServerFacts, problems: Diagnostic[]) => Sections
  /** The words of a directive: as httpd splits and unescapes them, or as they stand (seclang-scanner.ll). */
  readonly words: (line: LogicalLine) => readonly Word[]
  /** The items of a target or action list. */
  readonly items: (text: ByteString) => readonly Item[]
  /** Where a rule is said to stand. */
  readonly line: 'lastLine' | 'firstLine'
  /** What the engine is known to print of a refusal. */
  readonly refusal: PrintedRefusal
  /** `&` before a variable that is no collection. */
  readonly countedScalars: 'refused' | 'accepted'
  /** A variable without the selector that it requires (`TX`). */
  readonly missingSelectors: 'refused' | 'accepted'
  /** The rules that need an id. */
  readonly needsId: readonly ElementDraft['kind'][]
  /** Where default action lists are kept (cmd_default_action; driver.cc). */
  readonly defaultLists: DefaultLists
  /** Phase of a rule that names none, from its default list (rule.h). */
  readonly defaultPhase: (list: RuleDraft) => number
  /** A disruptive action in phase 5. */
  readonly disruptionInLogging: 'refused' | 'accepted'
  /** The label of a SecMarker. */
  readonly markerLabel: (label: Word, context: ReadingContext) => ByteString
  /** What skipAfter finds. */
  readonly labels: 'markers-and-ids' | 'markers'
  /** The rules that SecRuleRemoveBy*, SecRuleUpdateTargetBy* and SecRuleUpdateActionById are about. */
  readonly changedRules: 'read-so-far' | 'all'
  /** The ids that SecRuleRemoveById and SecRuleUpdateTargetById name. Throws a PartError for what it refuses. */
  readonly ids: (text: ByteString) => IdRanges
  /** SecRuleUpdateTargetById before the first rule. */
  readonly updatesBeforeRules: 'refused' | 'accepted'
  /** 2.9.7 passes over updates of targets that do not parse or have nothing to replace. */
  readonly badTargetUpdates?: 'ignored'
  /** What finds what is said in a rule set and can never do anything. */
  readonly neverWorks: Readonly<Record<string, Check>>
  /** What SecRuleUpdateActionById without `chain` does to a chain. */
  readonly chainOfUpdate: 'untied' | 'kept'
  /** SecRuleUpdateTargetBy* of a rule that is a script. */
  readonly updatesOfScripts: 'deadly' | 'harmless'
}
