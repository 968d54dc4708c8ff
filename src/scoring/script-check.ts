import { didYouMean, InputError } from '../errors.ts'
import type { Answer, Fault, Matcher, Script, Verdict } from './contract.ts'

/** The script that a JSON value describes. Throws an InputError that says where the value is wrong. */
export const checkScript = (value: unknown): Script => {
  const script = record(value, 'script')
  if ('match' in script) {
    keys(script, ['match', 'otherwise'], 'script')
    const match = list(script.match, 'match').map(matcher)
    return script.otherwise === undefined ? { match } : { match, otherwise: answer(script.otherwise, 'otherwise') }
  }
  if ('sequence' in script) {
    keys(script, ['sequence'], 'script')
    const sequence = list(script.sequence, 'sequence')
    if (sequence.length === 0) throw wrong('sequence', 'an answer at least')
    return { sequence: sequence.map((item, index) => answer(item, `sequence[${index}]`)) }
  }
  if ('random' in script) {
    keys(script, ['random'], 'script')
    const random = record(script.random, 'random')
    keys(random, ['seed', 'attackShare'], 'random')
    const seed = number(random.seed, 'random.seed')
    const attackShare = number(random.attackShare, 'random.attackShare')
    if (attackShare < 0 || attackShare > 1) throw wrong('random.attackShare', 'a number from 0 to 1')
    return { random: { seed, attackShare } }
  }
  if ('model' in script) {
    keys(script, ['model'], 'script')
    return { model: text(script.model, 'model') }
  }
  return answer(script, 'script')
}

const VERDICTS: readonly Verdict[] = ['pass', 'attack', 'error']
const FAULTS: readonly Fault[] = ['refuse', 'close', 'hang', 'garbage', 'empty']

const matcher = (value: unknown, index: number): Matcher => {
  const at = `match[${index}]`
  const rule = record(value, at)
  keys(rule, ['when', 'answer'], at)
  const when = record(rule.when ?? {}, `${at}.when`)
  keys(when, ['method', 'path', 'args'], `${at}.when`)
  return {
    when: {
      ...(when.method !== undefined && { method: text(when.method, `${at}.when.method`) }),
      ...(when.path !== undefined && { path: text(when.path, `${at}.when.path`) }),
      ...(when.args !== undefined && { args: text(when.args, `${at}.when.args`) }),
    },
    answer: answer(rule.answer, `${at}.answer`),
  }
}

const answer = (value: unknown, at: string): Answer => {
  const { verdict, status, score, body, delayMs, fault, ...rest } = record(value, at)
  keys({ verdict, status, score, body, delayMs, fault, ...rest }, ANSWER_KEYS, at)
  if (status !== undefined && !(Number.isInteger(status) && Number(status) >= 200 && Number(status) <= 599)) {
    throw wrong(`${at}.status`, 'a status from 200 to 599')
  }
  if (delayMs !== undefined && !(number(delayMs, `${at}.delayMs`) >= 0)) throw wrong(`${at}.delayMs`, '0 or more')
  return {
    ...(verdict !== undefined && { verdict: oneOf(VERDICTS, verdict, `${at}.verdict`) }),
    ...(status !== undefined && { status: number(status, `${at}.status`) }),
    ...(score !== undefined && { score: number(score, `${at}.score`) }),
    ...(body !== undefined && { body: text(body, `${at}.body`) }),
    ...(delayMs !== undefined && { delayMs: number(delayMs, `${at}.delayMs`) }),
    ...(fault !== undefined && { fault: oneOf(FAULTS, fault, `${at}.fault`) }),
  }
}

const ANSWER_KEYS = ['verdict', 'status', 'score', 'body', 'delayMs', 'fault']

const wrong = (at: string, wanted: string): InputError =>
  new InputError([{ code: 'BAD_SCORING_SCRIPT', message: `scoring script: ${at} must be ${wanted}` }])

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const record = (value: unknown, at: string): Record<string, unknown> => {
  if (!isRecord(value)) throw wrong(at, 'an object')
  return value
}

const list = (value: unknown, at: string): readonly unknown[] => {
  if (!Array.isArray(value)) throw wrong(at, 'a list')
  return value
}

const text = (value: unknown, at: string): string => {
  if (typeof value !== 'string') throw wrong(at, 'a text')
  return value
}

const number = (value: unknown, at: string): number => {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw wrong(at, 'a number')
  return value
}

const oneOf = <Name extends string>(names: readonly Name[], value: unknown, at: string): Name => {
  const name = names.find(candidate => candidate === value)
  if (name === undefined) throw wrong(at, `one of ${names.join(', ')}`)
  return name
}

const keys = (value: Record<string, unknown>, known: readonly string[], at: string): void => {
  for (const [key, member] of Object.entries(value)) {
    if (member === undefined || known.includes(key)) continue
    const hint = didYouMean(key, known, `the keys are ${known.join(', ')}`)
    throw new InputError([{ code: 'BAD_SCORING_SCRIPT', message: `scoring script: ${at} has no "${key}"${hint}` }])
  }
}
