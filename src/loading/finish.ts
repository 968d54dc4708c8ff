import type { ByteString } from '../bytes.ts'
import type { Diagnostic } from '../errors.ts'
import type { Dialect, Rules } from '../transaction/dialect.ts'
import type { RuleDraft } from '../transaction/parts.ts'
import type { Rule, RuleElement, Step } from '../transaction/rule.ts'
import { markersOf, type RuleSet } from '../transaction/rule-set.ts'
import { targetLists } from '../transaction/target-lists.ts'
import { type TransformationChain, transformationTree } from '../transaction/transformation-chain.ts'
import { type ActionUse, tagsOf } from './action-set.ts'
import type { RuleSetDraft } from './draft.ts'
import type { ElementDraft } from './element-draft.ts'
import type { ReadableDialect } from './readable-dialect.ts'
import type { RuleInProgress } from './rule-in-progress.ts'
import { type ElementPlace, elementText } from './rule-text.ts'

/** Turns what was read into the rule set that transactions share. */
export const finish = (draft: RuleSetDraft): RuleSet => {
  const tree = transformationTree()
  const chainOf = (uses: readonly ActionUse[]): TransformationChain => {
    let names: string[] = []
    for (const use of uses) {
      if (use.action.adds !== 'transformation') continue
      const name = use.parameter.text
      if (name.toLowerCase() === 'none') names = []
      else if (use.takesBack) names = names.filter(other => other.toLowerCase() !== name.toLowerCase())
      else names.push(name)
    }
    return names.reduce((chain, name) => {
      const transformation = draft.dialect.transformations.registry.find(name)
      if (transformation === undefined) throw new Error(`the action t let "${name}" through`)
      return tree.then(chain, name, transformation)
    }, tree.root)
  }
  const listOf = targetLists()
  const finds = draft.dialect.reader.labels
  const phases: Step[][] = [[], [], [], [], [], []]
  const rules: Rule[] = []
  const labels = new Set<string>()
  for (const step of draft.steps) {
    if ('marker' in step) {
      for (const phase of phases) phase.push(step)
      continue
    }
    const rule = finishRule(step, draft.dialect, (element, place) =>
      finishElement(element, place, { chainOf, listOf }, draft.dialect),
    )
    rules.push(rule)
    phases[rule.phase]?.push({ rule })
    if (rule.skipAfter !== undefined) labels.add(rule.skipAfter)
    if (finds === 'markers-and-ids' && labels.has(rule.idText)) {
      phases[rule.phase]?.push({ marker: rule.idText })
      if (rule.elements.length > 1) phases[rule.phase]?.push({ tail: { ...rule, elements: rule.elements.slice(1) } })
    }
  }
  return {
    dialect: draft.dialect,
    settings: draft.settings,
    limits: draft.limits,
    phases,
    markers: phases.map(markersOf),
    rules,
    octetClasses: tree.classes,
    notices: [...draft.notices, ...neverWorking(draft)],
    files: draft.files,
  }
}

/** What is said in the rule set and can never do anything. */
const neverWorking = (draft: RuleSetDraft): readonly Diagnostic[] =>
  Object.values(draft.dialect.reader.neverWorks).flatMap(check => check(draft))

const finishRule = (
  progress: RuleInProgress,
  { reader }: ReadableDialect,
  element: (draft: ElementDraft, place: ElementPlace) => RuleElement,
): Rule => {
  const starter = progress.starter ?? progress.elements[0]
  if (starter === undefined) throw new Error('a rule without elements')
  const elements = progress.elements.map((draft, at) => element(draft, at === 0 ? 'starter' : 'follower'))
  const { draft } = starter.actions
  const tags = tagsOf(starter.actions.uses)
  const isOpen = progress.elements.at(-1)?.actions.draft.chain === true
  return {
    id: draft.id === undefined ? undefined : Number.parseInt(draft.id, 10),
    idText: draft.id ?? '',
    phase: progress.phase,
    elements,
    isOpen,
    takesNext: isOpen && reader.chainOfUpdate === 'untied',
    msg: draft.msg,
    logdata: draft.logdata,
    severity: draft.severity,
    rev: draft.rev,
    ver: draft.ver,
    maturity: draft.maturity,
    accuracy: draft.accuracy,
    tags,
    namesRule: [draft.msg, draft.logdata, ...tags].some(text => text !== undefined && /%\{RULE\b/i.test(text.text)),
    intercept: draft.intercept,
    status: draft.status ?? 403,
    log: draft.log ?? true,
    auditLog: draft.auditLog ?? true,
    skip: draft.skip ?? 0,
    skipAfter: draft.skipAfter,
    file: starter.file,
    line: starter.line,
  }
}

/** What elements share with each other. */
type Shared = {
  readonly chainOf: (uses: readonly ActionUse[]) => TransformationChain
  readonly listOf: ReturnType<typeof targetLists>
}

const finishElement = (
  draft: ElementDraft,
  place: ElementPlace,
  { chainOf, listOf }: Shared,
  { rules }: Dialect,
): RuleElement => {
  const runsWithMatch = ({ action }: ActionUse): boolean =>
    rules.effects === 'per-match' || action.setsVariable === true
  const { actions, targets, operator, script, kind, file, line } = draft
  const transformations = chainOf(actions.uses)
  let text: ByteString | undefined
  return {
    targets: listOf(targets, actions.draft.xmlNamespaces ?? {}),
    operator,
    script,
    isAction: kind === 'action',
    transformations,
    capture: actions.draft.capture ?? false,
    tests: testsOf(actions.draft, transformations.steps.length, rules),
    effects: actions.uses.filter(runsWithMatch).flatMap(use => use.effect ?? []),
    closingEffects: actions.uses.filter(use => !runsWithMatch(use)).flatMap(use => use.effect ?? []),
    xmlNamespaces: actions.draft.xmlNamespaces ?? {},
    tags: tagsOf(actions.uses),
    id: actions.draft.id === undefined ? undefined : Number.parseInt(actions.draft.id, 10),
    msg: actions.draft.msg,
    source: {
      file,
      line,
      isChained: actions.draft.chain ?? false,
      text: () => {
        text ??= elementText(draft, place)
        return text
      },
    },
  }
}

const testsOf = (
  { multiMatch = false }: RuleDraft,
  transformations: number,
  { loneMultiMatch }: Rules,
): RuleElement['tests'] => {
  if (!multiMatch) return 'result'
  return transformations === 0 && loneMultiMatch === 'tests-nothing' ? 'nothing' : 'each-change'
}
