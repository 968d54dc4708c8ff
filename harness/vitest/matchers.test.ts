import { describe } from 'vitest'
import { EmulatedWaf } from '../face/emulated-waf.ts'
import type { WafTransaction } from '../face/started-waf.ts'
import { expect, test, type WafMatchers, wafTest } from '../vitest.ts'

const line = (id: number, msg: string) => ({ raw: `raw of ${id}`, text: 'Warning.', id, msg, tags: ['a', 'b'] })

const tx: WafTransaction = {
  uniqueId: 'u',
  log: [line(1, 'one'), line(2, 'tw\xc3\xb6'), line(1, 'again')],
  scores: { inbound: 5 },
  scored: [
    {
      method: 'GET',
      path: '/',
      args: [['ARGS:a', 'x']],
      files: [],
      sizes: [],
      hour: 1,
      day: 1,
      fields: [],
      answered: { status: 401, body: '-1' },
    },
  ],
  intervention: { action: 'deny', status: 403, phase: 2, ruleId: 1, line: line(1, 'one') },
}

const bare = wafTest(() => new EmulatedWaf().withRules('SecAction "id:7,phase:1,deny,log"'))

const statuses = wafTest(() =>
  new EmulatedWaf().withRules(
    'SecRule ARGS:a "@streq deny" "id:8,phase:1,deny,status:406,log"',
    'SecRule ARGS:a "@streq silent" "id:9,phase:1,deny,status:403,nolog"',
  ),
)

/** The text of the failure of what must fail. */
const failure = (fails: () => void): string => {
  try {
    fails()
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
  throw new Error('it passed')
}

describe('what is so, and what is not', () => {
  test('of log lines', () => {
    expect(tx).toHaveLogged(1)
    expect(tx).toHaveLogged(1, { msg: 'again', tags: ['b'] })
    expect(tx).toHaveLogged(2, { msg: /ö$/g, text: 'Warning.' })
    expect(tx).not.toHaveLogged(3)
    expect(tx).not.toHaveLogged(1, { msg: 'aga' })
    expect(tx).not.toHaveLogged(1, { data: 'x' })
    expect(tx).not.toHaveLogged(1, { tags: ['c'] })
  })

  test('of scores', () => {
    expect(tx).toHaveAnomalyScore({ inbound: 5 })
    expect(tx).toHaveAnomalyScore({ inbound: { atLeast: 5, atMost: 9 } })
    expect(tx).not.toHaveAnomalyScore({ inbound: { atLeast: 6 } })
    expect(tx).not.toHaveAnomalyScore({ outbound: 0 })
  })

  test('of questions', () => {
    expect(tx).toHaveBeenAsked()
    expect(tx).toHaveBeenAsked({ args: { a: 'x' }, status: 401, count: 1 })
    expect(tx).toHaveBeenAsked({ args: [['a', 'x']], method: 'GET', count: { atMost: 1 } })
    expect(tx).not.toHaveBeenAsked({ args: { a: 'y' } })
    expect(tx).not.toHaveBeenAsked({ args: { a: 'x' }, count: 2 })
    expect({ asked: () => [] }).not.toHaveBeenAsked()
    expect({ asked: () => [] }).toHaveBeenAsked({ count: 0 })
  })

  test('of blocks, whatever the client', () => {
    expect(tx).toBeBlocked()
    expect(tx).toBeBlocked({ by: 1, status: 403 })
    expect(tx).not.toBeBlocked({ by: 2 })
    expect({ ...tx, intervention: undefined }).not.toBeBlocked()
    for (const response of [new Response('', { status: 403 }), { statusCode: 403 }, { status: () => 403 }]) {
      expect(response).toBeBlocked()
      expect(response).not.toBeBlocked({ status: 406 })
    }
  })
})

describe('a failure says what was looked at', () => {
  test('a missing line', () => {
    expect(failure(() => expect(tx).toHaveLogged(3))).toBe(
      [
        'expected to have logged rule 3',
        '    log',
        '      expected: a line of rule 3',
        '      actual:   1, 2',
        '  log',
        '    raw of 1',
        '    raw of 2',
        '    raw of 1',
        '  the scorer saw',
        '    GET /  args: ARGS:a=x → 401 -1',
      ].join('\n'),
    )
  })

  test.each([
    [() => expect(tx).toHaveLogged(1, { msg: /two/ }), 'msg\n      expected: /two/\n      actual:   "one"'],
    [() => expect(tx).not.toHaveLogged(1), 'expected not to have logged rule 1, but there is: such a line'],
    [() => expect(tx).toHaveAnomalyScore({ inbound: { atLeast: 6 } }), 'expected: at least 6\n      actual:   5'],
    [() => expect(tx).toHaveBeenAsked({ args: { a: 'y' } }), 'expected: "a"="y"\n      actual:   "a"="x"'],
    [() => expect({ asked: () => [] }).toHaveBeenAsked(), 'expected: at least one\n      actual:   none'],
    [() => expect(new Response('')).toBeBlocked(), 'expected: 403\n      actual:   200'],
    [() => expect(tx).toBeBlocked({ by: 2 }), 'rule\n      expected: 2\n      actual:   1'],
  ])('%#', (fails, text) => {
    expect(failure(fails)).toContain(text)
  })

  test.each([
    [() => expect(new Response('')).not.toHaveLogged(1), 'await waf.transactionOf(response)'],
    [() => expect(5).not.toHaveLogged(1), 'wanted a transaction'],
    [() => expect(5).not.toBeBlocked(), 'wanted a response'],
    [() => expect({ ...tx, unknown: { scored: 'nobody knows' } }).not.toHaveBeenAsked(), 'nobody knows'],
    [() => expect({ ...tx, unknown: { log: 'no log' } }).not.toHaveLogged(9), 'no log'],
  ])('what cannot be judged fails either way: %#', (fails, text) => {
    expect(failure(fails)).toContain(text)
  })
})

describe('what a matcher does not take is refused, either way', () => {
  /** A value that types would not let through. */
  const untyped = (value: unknown): never => value as never
  const REFUSED: readonly (readonly [keyof WafMatchers, readonly unknown[], string])[] = [
    ['toHaveAnomalyScore', [{}], 'toHaveAnomalyScore: wanted one of inbound, outbound'],
    ['toHaveAnomalyScore', [], 'toHaveAnomalyScore: wanted an object with inbound, outbound, not undefined'],
    ['toHaveAnomalyScore', [5], 'toHaveAnomalyScore: wanted an object with inbound, outbound, not 5'],
    ['toHaveAnomalyScore', [{ inbound: {} }], 'toHaveAnomalyScore.inbound: wanted one of equals, atLeast, atMost'],
    ['toHaveAnomalyScore', [{ inbond: 5 }], 'toHaveAnomalyScore has no "inbond"; did you mean "inbound"?'],
    ['toHaveAnomalyScore', [{ inbound: { at_least: 5 } }], '.inbound has no "at_least"; did you mean "atLeast"?'],
    ['toHaveAnomalyScore', [{ inbound: '5' }], '.inbound: wanted an object with equals, atLeast, atMost, not "5"'],
    ['toBeBlocked', [{ stauts: 500 }], 'toBeBlocked has no "stauts"; did you mean "status"?'],
    ['toBeBlocked', [500], 'toBeBlocked: wanted an object with status, by, not 500'],
    ['toBeBlocked', [{ status: '403' }], 'toBeBlocked.status: wanted a status from 100 to 599, not "403"'],
    ['toHaveBeenAsked', [{ arg: { a: 'x' } }], 'toHaveBeenAsked has no "arg"; did you mean "args"?'],
    ['toHaveBeenAsked', [{ count: { at_least: 7 } }], '.count has no "at_least"; did you mean "atLeast"?'],
    ['toHaveBeenAsked', [{ args: { a: 1 } }], 'toHaveBeenAsked.args.a: wanted a text or a list of texts, not 1'],
    ['toHaveBeenAsked', [{ args: [['a', 1]] }], '.args[0]: wanted [name, value], both texts, not ["a", 1]'],
    ['toHaveLogged', [], 'toHaveLogged: wanted the id of a rule, not undefined'],
    ['toHaveLogged', ['1'], 'toHaveLogged: wanted the id of a rule, not "1"'],
    ['toHaveLogged', [[1]], 'toHaveLogged: wanted the id of a rule, not [1]'],
    ['toHaveLogged', [Number.NaN], 'toHaveLogged: wanted the id of a rule, not NaN'],
    ['toHaveLogged', [1, { mesg: 'x' }], 'toHaveLogged has no "mesg"; did you mean "msg"?'],
    ['toHaveLogged', [1, { msg: 5 }], 'toHaveLogged.msg: wanted a text or a regular expression, not 5'],
    ['toHaveLogged', [1, { tags: 'a' }], 'toHaveLogged.tags: wanted a list of texts and regular expressions, not "a"'],
  ]

  test.each(REFUSED)('%s(...%j)', (matcher, given, message) => {
    const call = (asked: WafMatchers<void>) => () => Reflect.apply(asked[matcher], asked, untyped(given))
    expect(failure(call(expect(tx)))).toContain(message)
    expect(failure(call(expect(tx).not))).toContain(message)
  })
})

describe('a response whose transaction is known is judged by it', () => {
  statuses('any status is a block, and no block is none', async ({ waf }) => {
    const denied = await waf.fetch('/?a=deny')
    expect(denied).toBeBlocked()
    expect(denied).toBeBlocked({ status: 406, by: 8 })
    expect(denied).not.toBeBlocked({ status: 403 })
    expect(failure(() => expect(denied).not.toBeBlocked())).toContain('but there is: status 406')
    expect(await waf.fetch('/?a=silent')).toBeBlocked()
    expect(await waf.fetch('/')).not.toBeBlocked()
  })
})

describe('the fixtures', () => {
  test('a WAF with the plugin and its scoring server', async ({ waf, scorer }) => {
    scorer.setVerdict('attack')
    const response = await waf.fetch('/?arg=hello')
    expect(response).toBeBlocked({ by: 9516320 })
    expect(response).toHaveLogged(9516320)
    expect(scorer).toHaveBeenAsked({ args: { arg: 'hello' } })
  })

  test('each test finds the scoring server as it was', async ({ waf, scorer }) => {
    expect(scorer).not.toHaveBeenAsked()
    expect(await waf.fetch('/?arg=hello')).not.toBeBlocked()
  })

  bare('a WAF of one’s own', async ({ waf }) => {
    expect(await waf.fetch('/')).toBeBlocked({ by: 7 })
  })
})
