import path from 'node:path'
import type { ByteString } from '../bytes.ts'
import type { ErrorCode } from '../error-codes.ts'
import { type Diagnostic, ifRefused, PartError } from '../errors.ts'
import { type LogicalLine, lineSpan } from '../seclang/lines.ts'
import type { Word } from '../seclang/words.ts'
import type { Span } from '../source.ts'
import { type RuleSelection, selects } from '../transaction/exclusions.ts'
import type { Limits } from '../transaction/limits.ts'
import type { Effect } from '../transaction/parts.ts'
import type { Target } from '../transaction/rule.ts'
import { DEFAULT_SETTINGS, type Settings } from '../transaction/settings.ts'
import { type ActionSet, mergeActions, parseActions } from './action-set.ts'
import type { Selecting } from './check.ts'
import { DefaultActions } from './default-actions.ts'
import { type ElementDraft, parseOperator } from './element-draft.ts'
import type { FileTree } from './file-tree.ts'
import { allOf, inWord } from './placed-error.ts'
import type { ReadableDialect, ReadingContext } from './readable-dialect.ts'
import { SEGMENTATION_FAULT } from './refusal-words.ts'
import { checkChainElement, checkLogging, checkPhase, starterId } from './rule-checks.ts'
import { describe, type RuleInProgress, type StepInProgress } from './rule-in-progress.ts'
import type { ReadScript, ScriptHost } from './script-host.ts'
import { parseTargets } from './targets.ts'
import { template } from './template.ts'
import { updateActions } from './update-actions.ts'
import { BAD_UPDATE, updateTargets } from './update-targets.ts'

/** What is said of one phase's steps so far, and everything else that directives change. Lives while files are read. */
export class RuleSetDraft {
  readonly dialect: ReadableDialect
  readonly limits: Limits
  readonly settings: Settings = { ...DEFAULT_SETTINGS }
  readonly steps: StepInProgress[] = []
  readonly notices: Diagnostic[] = []
  /** What directives have named of rules. */
  readonly selecting: Selecting[] = []
  /** Rules that directives have taken out. */
  readonly removed: RuleInProgress[] = []
  readonly files: string[] = []
  /** Names that Define has set, with their values. */
  readonly defined = new Map<ByteString, ByteString>()
  readonly #tree: FileTree
  readonly #scripts: ScriptHost
  readonly #include: (pattern: ByteString, optional: 'optional' | 'required', word: Word, line: LogicalLine) => void
  readonly #defaults: DefaultActions
  /** Ids taken, with the place of their rule. */
  readonly #ids = new Map<ByteString, string>()
  /** What directives do to each rule that follows; true for one that they take out. */
  readonly #later: ((rule: RuleInProgress) => boolean)[] = []
  /** The chain that the next rule goes on with. */
  #openChain: RuleInProgress | undefined
  /** The chain that the rule being read goes on with. */
  #chain: RuleInProgress | undefined
  /** The chain that is being read has an error, which is reported once: its other elements are passed over. */
  #chainIsBroken = false

  constructor(parts: {
    dialect: ReadableDialect
    limits: Limits
    tree: FileTree
    scripts: ScriptHost
    include: (pattern: ByteString, optional: 'optional' | 'required', word: Word, line: LogicalLine) => void
  }) {
    this.dialect = parts.dialect
    this.limits = parts.limits
    this.#tree = parts.tree
    this.#defaults = new DefaultActions(parts.dialect.reader.defaultLists)
    this.#scripts = parts.scripts
    this.#include = parts.include
  }

  include(pattern: Word, optional: 'optional' | 'required', line: LogicalLine): void {
    this.#include(pattern.text, optional, pattern, line)
  }

  notice(code: ErrorCode, message: string, span: Span): void {
    this.notices.push({ code, message, span })
  }

  /** SecRule. */
  addRule(targets: Word, operator: Word, actions: Word | undefined, line: LogicalLine): void {
    if (this.#passesOver(actions)) return
    const context = this.#context(line, operator)
    const [parsedTargets, bound, own] = allOf(
      () => inWord(targets, 'Error creating rule: ', () => parseTargets(targets.text, this.dialect)),
      () =>
        inWord(operator, 'Error creating rule: ', () =>
          parseOperator(operator.text, context, file => this.#scripts.runner(this.resolve(file, line), line)),
        ),
      () => this.#ownActions(actions, line),
    )
    const targetsSpan = () => targets.span()
    this.#add({ kind: 'rule', targets: [...parsedTargets], targetsSpan, ...bound }, own, actions, line)
  }

  /** SecAction. */
  addAction(actions: Word, line: LogicalLine): void {
    if (this.#passesOver(actions)) return
    const always = parseOperator('@unconditionalMatch', this.#context(line, actions), () => undefined)
    const own = this.#ownActions(actions, line)
    this.#add(
      { kind: 'action', targets: [...parseTargets('REMOTE_ADDR', this.dialect)], ...always },
      own,
      actions,
      line,
    )
  }

  /** SecRuleScript. */
  addScript(file: Word, actions: Word | undefined, line: LogicalLine): void {
    if (this.#passesOver(actions)) return
    const [script, own] = allOf(
      () => inWord(file, '', () => this.#scripts.runner(this.resolve(file.text, line), line)),
      () => this.#ownActions(actions, line),
    )
    this.#add({ kind: 'script', targets: [], operator: undefined, script }, own, actions, line)
  }

  /** SecMarker: a place in every phase. */
  addMarker(label: Word, line: LogicalLine): void {
    this.steps.push({ marker: this.dialect.reader.markerLabel(label, this.#context(line, label)) })
  }

  /** SecDefaultAction: for the rules that follow. */
  setDefaultActions(actions: Word, line: LogicalLine): void {
    this.#defaults.set(actions, this.#context(line, actions))
  }

  /** SecRuleRemoveBy*. */
  removeRules(directive: string, selection: RuleSelection, which: Word): void {
    const removed = (rule: RuleInProgress) => selects(selection, describe(rule), undefined)
    this.#noteSelecting(directive, selection, which)
    for (let at = this.steps.length - 1; at >= 0; at--) {
      const step = this.steps[at]
      if (step === undefined || !('elements' in step) || !removed(step)) continue
      this.removed.push(step)
      this.steps.splice(at, 1)
    }
    if (this.dialect.reader.changedRules === 'all') this.#later.push(removed)
  }

  /** Ids are looked at one by one: each range is a wish of its own. */
  #noteSelecting(directive: string, selection: RuleSelection, which: Word, excluded?: Selecting['excluded']): void {
    const each =
      selection.by === 'id' ? selection.ranges.map(range => ({ by: 'id', ranges: [range] }) as const) : [selection]
    for (const one of each) {
      const foundRules = this.steps.some(step => 'elements' in step && selects(one, describe(step), undefined))
      const text = one.by === 'id' && each.length > 1 ? [...new Set(one.ranges.flat())].join('-') : which.text
      this.selecting.push({
        directive,
        text,
        span: which.span(),
        selection: one,
        foundRules,
        ...(excluded && { excluded }),
      })
    }
  }

  /** SecRuleUpdateTargetBy*: every element of the rules selected. */
  updateTargets(
    directive: string,
    { selection, which }: { readonly selection: RuleSelection; readonly which: Word },
    list: Word,
    replaced: Word | undefined,
  ): void {
    const excluded = replaced === undefined ? { excluded: { list: list.text, span: list.span() } } : {}
    this.#noteSelecting(directive, selection, which, excluded.excluded)
    const isRefused = this.dialect.reader.updatesBeforeRules === 'refused'
    if (selection.by === 'id' && this.steps.length === 0 && isRefused) {
      const engineText = 'Updating target by ID with no ruleset in this context'
      throw new PartError('NO_RULES', 'no rule has been read that could be updated', engineText)
    }
    const update = (rule: RuleInProgress): false => {
      const isMeant = selects(selection, describe(rule), undefined)
      if (!isMeant) return false
      for (const { kind, targets } of rule.elements) {
        if (kind === 'script' && this.dialect.reader.updatesOfScripts === 'deadly') throw deadlyUpdate(directive)
        this.#updateTargets(targets, list, replaced)
      }
      return false
    }
    for (const step of this.steps) if ('elements' in step) update(step)
    if (this.dialect.reader.changedRules === 'all') this.#later.push(update)
  }

  #updateTargets(targets: Target[], list: Word, replaced: Word | undefined): void {
    ifRefused(
      () => updateTargets(targets, list.text, replaced?.text, this.dialect),
      error => {
        if (error.code !== BAD_UPDATE || this.dialect.reader.badTargetUpdates !== 'ignored') throw error
        this.notice(error.code, error.message, (replaced ?? list).span())
      },
    )
  }

  /** SecRuleUpdateActionById: `offset` counts the elements of a chain; an unknown id is ignored, as in v2. */
  updateActions(which: Word, [id, offset]: readonly [number, number], actions: Word, line: LogicalLine): void {
    this.#noteSelecting('SecRuleUpdateActionById', { by: 'id', ranges: [[id, id]] }, which)
    const update = (rule: RuleInProgress): false => {
      if (describe(rule).id !== id) return false
      const rest = updateActions(rule, offset, actions, this.#context(line, actions))
      if (rest !== undefined) this.steps.splice(this.steps.indexOf(rule) + 1, 0, rest)
      return false
    }
    const known = this.steps.find(step => 'elements' in step && describe(step).id === id)
    if (known !== undefined && 'elements' in known) update(known)
    else if (this.dialect.reader.changedRules === 'all') this.#later.push(update)
  }

  /** The scripts that rules name. */
  get scripts(): readonly ReadScript[] {
    return this.#scripts.scripts()
  }

  /** A file that a directive names, relative to the folder of its own. */
  readFile(file: ByteString, line: LogicalLine): ByteString | undefined {
    return this.#tree.read(this.resolve(file, line))
  }

  #ownActions(actions: Word | undefined, line: LogicalLine): ActionSet | undefined {
    const context = this.#context(line, actions)
    return actions && inWord(actions, 'Error parsing actions: ', () => parseActions(actions.text, context))
  }

  #add(
    parts: Pick<ElementDraft, 'kind' | 'targets' | 'operator' | 'script'> & { readonly targetsSpan?: () => Span },
    own: ActionSet | undefined,
    actions: Word | undefined,
    line: LogicalLine,
  ): void {
    const { reader } = this.dialect
    const chain = this.#chain
    if (chain !== undefined) checkChainElement(own)
    else if (reader.needsId.includes(parts.kind))
      this.#ids.set(starterId(own, this.#ids), `${line.source.file}:${line.firstLine}`)
    const defaults = this.#defaults.of(chain?.phase ?? own?.draft.phase)
    const merged = own === undefined ? { ...defaults, draft: { ...defaults.draft } } : mergeActions(defaults, own)
    if (own === undefined || own.draft.chain === undefined) delete merged.draft.chain
    const rulePhase = chain?.phase ?? own?.draft.phase ?? reader.defaultPhase(defaults.draft)
    checkPhase(rulePhase, actions)
    if (merged.draft.phase === 5 && reader.disruptionInLogging === 'refused') checkLogging(merged.draft.intercept)
    const element: ElementDraft = {
      targetsSpan: undefined,
      ...parts,
      actions: merged,
      defaultIntercept: defaults.draft.intercept,
      file: line.source.file,
      line: line[reader.line],
    }
    const rule: RuleInProgress = chain ?? { elements: [], phase: rulePhase }
    rule.elements.push(element)
    if (chain === undefined) this.steps.push(rule)
    this.#openChain = merged.draft.chain === true ? rule : undefined
    this.#chainIsBroken = false
    if (this.#openChain === undefined && this.#later.filter(change => change(rule)).length > 0) {
      this.removed.push(rule)
      this.steps.splice(this.steps.lastIndexOf(rule), 1)
    }
  }

  /** Assumes that the line is broken until `#add` has taken it. */
  #passesOver(actions: Word | undefined): boolean {
    const wasBroken = this.#chainIsBroken
    this.#chain = this.#openChain
    this.#openChain = undefined
    this.#chainIsBroken = /(?:^|[,|\t-\r ])chain(?:[,|\t-\r ]|$)/i.test(actions?.text ?? '')
    return wasBroken
  }

  /** The path of a file that a directive names, relative to the folder of its own. */
  resolve(file: ByteString, line: LogicalLine): string {
    return path.posix.resolve(path.posix.dirname(line.source.file), file)
  }

  #context(line: LogicalLine, word: Word | undefined): ReadingContext {
    const noticeAt = (code: ErrorCode, message: string, at: Span): void => this.notice(code, message, at)
    const spanOf = (start?: number, end?: number): Span => word?.span(start, end) ?? lineSpan(line, 0, line.text.length)
    return {
      dialect: this.dialect,
      limits: this.limits,
      file: line.source.file,
      template: text => template(text, this.dialect.variables.registry),
      readFile: file => {
        const text = this.readFile(file, line)
        if (text === undefined) throw new PartError('NO_FILE', `there is no file "${file}"`)
        return text
      },
      script: (file): Effect => this.#scripts.effect(file, line),
      spanOf,
      noticeAt,
      notice: (code, message) => noticeAt(code, message, spanOf()),
    }
  }
}

/** A rule that is a script has no targets where the engine looks for them. */
const deadlyUpdate = (directive: string): PartError =>
  new PartError(
    'ENGINE_DIED',
    `the engine dies of ${directive} for a rule that is a script: it has no targets`,
    SEGMENTATION_FAULT,
  )
