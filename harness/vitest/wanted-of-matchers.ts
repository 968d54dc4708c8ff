import { either, listOf, number, record, recordOf, text, type Wanted, wanted, whole } from '../face/wanted.ts'

const amount = either(number, record({ equals: number, atLeast: number, atMost: number }, 'one of them'))
const status = whole('a status from 100 to 599', 100, 599)
const ruleId = whole('the id of a rule', 0, Number.MAX_SAFE_INTEGER)
const anyText = wanted('a text', value => typeof value === 'string')
const part = wanted('a text or a regular expression', value => typeof value === 'string' || value instanceof RegExp)

const pairs: Wanted = (at, value) =>
  Array.isArray(value)
    ? value.flatMap((one: unknown, index) => pair(`${at}[${index}]`, one))
    : recordOf('an object or a list of [name, value]', either(listOf('texts', anyText), textOrTexts))(at, value)

const textOrTexts = wanted('a text or a list of texts', value => typeof value === 'string')

const pair = wanted(
  '[name, value], both texts',
  value => Array.isArray(value) && value.length === 2 && value.every(one => typeof one === 'string'),
)

/** What each matcher takes besides what it looks at, in the order of its arguments. */
const ARGUMENTS = {
  toBeBlocked: [record({ status, by: ruleId })],
  toHaveLogged: [
    ruleId,
    record({
      ...Object.fromEntries(
        ['text', 'msg', 'data', 'severity', 'file', 'uri', 'hostname', 'ver', 'rev'].map(name => [name, part]),
      ),
      tags: listOf('texts and regular expressions', part),
    }),
  ],
  toHaveAnomalyScore: [record({ inbound: amount, outbound: amount }, 'one of them')],
  toHaveBeenAsked: [
    record({
      method: text,
      path: text,
      args: pairs,
      files: pairs,
      sizes: pairs,
      fields: pairs,
      status,
      count: amount,
    }),
  ],
} satisfies Readonly<Record<string, readonly Wanted[]>>

/** Throws a TypeError where a matcher is given what it does not take: types are not looked at when tests run. */
export const mustBeWanted = (matcher: keyof typeof ARGUMENTS, given: readonly unknown[]): void => {
  const wrong = ARGUMENTS[matcher].flatMap((want, index) => want(matcher, given[index]))
  if (wrong.length > 0) throw new TypeError(wrong.join('\n'))
}
