import { fromText } from '../bytes.ts'
import { didYouMean, InputError } from '../errors.ts'
import type { Answer, Matcher, Script } from './contract.ts'
import { models } from './known-models.ts'
import type { Question } from './question.ts'
import { seededRandom } from './random.ts'

/** What a script answers, question by question. Its place in a sequence and its random numbers start here. */
export const answers = (script: Script): ((question: Question) => Answer) => {
  if ('match' in script) {
    const rules = script.match.map(compile)
    return question => rules.find(rule => rule.matches(question))?.answer ?? script.otherwise ?? PASS
  }
  if ('sequence' in script) {
    let next = 0
    return () => script.sequence[Math.min(next++, script.sequence.length - 1)] ?? PASS
  }
  if ('random' in script) {
    const { seed, attackShare } = script.random
    const draw = seededRandom(seed)
    return () => (draw() < attackShare ? { verdict: 'attack', score: -1 } : PASS)
  }
  if ('model' in script) {
    const model = models.find(script.model)
    if (model !== undefined) return model
    const hint = didYouMean(script.model, models.names, `there are ${models.names.join(', ')}`)
    throw new InputError([{ code: 'UNKNOWN_MODEL', message: `no model "${script.model}"${hint}` }])
  }
  return () => script
}

const PASS: Answer = { verdict: 'pass', score: 1 }

const compile = ({ when = {}, answer }: Matcher) => {
  const method = pattern(when.method)
  const path = pattern(when.path)
  const args = pattern(when.args)
  const matches = (question: Question): boolean =>
    (method === undefined || method.test(question.method)) &&
    (path === undefined || path.test(question.path)) &&
    (args === undefined || question.args.some(([name, value]) => args.test(`${name}=${value}`)))
  return { matches, answer }
}

/** Text of a script is ordinary text; the values it is tried on are bytes. */
const pattern = (source: string | undefined): RegExp | undefined => {
  if (source === undefined) return undefined
  try {
    return new RegExp(fromText(source), 's')
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new InputError([{ code: 'BAD_MATCHER', message: `matcher of a scoring script: ${reason}` }])
  }
}
