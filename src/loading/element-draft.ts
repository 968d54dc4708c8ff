import type { ByteString } from '../bytes.ts'
import { isSpace } from '../bytes.ts'
import { didYouMean, offsetBy, PartError } from '../errors.ts'
import type { Span } from '../source.ts'
import type { ActionContext, Intercept } from '../transaction/parts.ts'
import type { BoundOperator, Target } from '../transaction/rule.ts'
import type { ScriptRunner } from '../transaction/script.ts'
import type { ActionSet } from './action-set.ts'

/** One SecRule, SecAction or SecRuleScript while files are read; updates change its targets and actions. */
export type ElementDraft = {
  readonly kind: 'rule' | 'action' | 'script'
  readonly targets: Target[]
  readonly operator: BoundOperator | undefined
  readonly script: ScriptRunner | undefined
  actions: ActionSet
  /** What the default list decided when the element was read; `block` in an update brings it back. */
  readonly defaultIntercept: Intercept | undefined
  readonly file: string
  readonly line: number
  /** Where its targets stand. */
  readonly targetsSpan: (() => Span) | undefined
}

/**
 * `!@name argument`, or a bare pattern for rx. `@inspectFile` of a Lua file becomes a script.
 * Throws a PartError whose `at` is an offset in the text.
 */
export const parseOperator = (
  text: ByteString,
  context: ActionContext,
  script: (file: ByteString) => ScriptRunner | undefined,
): { operator: BoundOperator; script: ScriptRunner | undefined } => {
  const negated = text.startsWith('!')
  let at = negated ? 1 : 0
  if (negated) at = skipBlanks(text, at)
  if (text[at] !== '@') return { operator: bind('rx', negated, text.slice(at), at, context), script: undefined }
  const nameStart = at + 1
  let nameEnd = nameStart
  while (nameEnd < text.length && !isSpace(text.charCodeAt(nameEnd))) nameEnd++
  const name = text.slice(nameStart, nameEnd)
  const argumentStart = skipBlanks(text, nameEnd)
  const argument = text.slice(argumentStart)
  if (name.toLowerCase() === 'inspectfile') {
    if (argument === '') {
      const engineText = 'Operator @inspectFile requires parameter.'
      throw new PartError('MISSING_PARAMETER', '@inspectFile wants a Lua file', engineText, nameStart)
    }
    if (!argument.endsWith('.lua')) {
      throw new PartError(
        'UNSUPPORTED_OPERATOR',
        '@inspectFile runs Lua scripts here, no other programs; name a .lua file',
        undefined,
        argumentStart,
      )
    }
    const runner = script(argument)
    const operator = { name, negated, argument: context.template(argument), test: () => undefined }
    return { operator, script: runner }
  }
  return { operator: bind(name, negated, argument, argumentStart, context, nameStart), script: undefined }
}

const bind = (
  name: ByteString,
  negated: boolean,
  argument: ByteString,
  argumentStart: number,
  context: ActionContext,
  nameStart = 0,
): BoundOperator => {
  const { registry } = context.dialect.operators
  const make = registry.find(name)
  if (make === undefined) {
    throw new PartError(
      'UNKNOWN_OPERATOR',
      `no operator "${name}"${didYouMean(name, registry.names)}`,
      `Failed to resolve operator: ${name}`,
      nameStart,
    )
  }
  const parameter = context.template(argument)
  return { name, negated, argument: parameter, test: offsetBy(argumentStart, () => make(parameter, context)) }
}

const skipBlanks = (text: ByteString, from: number): number => {
  let at = from
  while (at < text.length && isSpace(text.charCodeAt(at))) at++
  return at
}
