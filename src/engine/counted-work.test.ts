import { describe, expect, test } from 'vitest'
import { toOctets } from '../bytes.ts'
import { DIALECTS } from '../dialects/index.ts'
import { memoryFiles } from '../loading/file-tree.ts'
import { loadRuleSet } from '../loading/load.ts'
import { Registry } from '../registry.ts'
import { CollectionStore } from '../transaction/collection-store.ts'
import { exchange } from './exchange.ts'

const FILE = '/etc/rules.conf'
const ANSWER = { status: 200, reason: 'OK', protocol: 'HTTP/1.1', headers: [], body: 'ok' }

/** What rules cost, in numbers that no machine changes: rules that ran, values that operators saw, transformations made. */
type Work = { rules: number; tests: number; transformations: number }

const work = async (rules: readonly string[], query: string): Promise<Work> => {
  const done: Work = { rules: 0, tests: 0, transformations: 0 }
  const { v2 } = DIALECTS
  const each = <Part>(registry: Registry<Part>, counted: (part: Part) => Part): Registry<Part> =>
    new Registry(
      Object.fromEntries(
        registry.names.flatMap(name => {
          const part = registry.find(name)
          return part === undefined ? [] : [[name, counted(part)]]
        }),
      ),
    )
  const operators = each(v2.operators.registry, operator => (argument, context) => {
    const test = operator(argument, context)
    return (value, tx) => {
      done.tests++
      return test(value, tx)
    }
  })
  const transformations = each(v2.transformations.registry, transformation => ({
    ...transformation,
    apply: (value, map) => {
      done.transformations++
      return transformation.apply(value, map)
    },
  }))
  const dialect = {
    ...v2,
    operators: { ...v2.operators, registry: operators },
    transformations: { registry: transformations },
  }
  const text = ['SecRuleEngine On', ...rules, ''].join('\n')
  const ruleSet = loadRuleSet(memoryFiles(new Map([[FILE, text]])), FILE, { dialect })
  await exchange(ruleSet, v2.server.read(toOctets(`GET /?${query} HTTP/1.1\r\nHost: h\r\n\r\n`)), {
    circumstances: {
      connection: { remoteAddress: '127.0.0.1', remotePort: 1, serverAddress: '127.0.0.1', serverPort: 80 },
      uniqueId: 'u',
      startedMs: 0,
      now: () => 0,
      store: new CollectionStore(),
      serverName: 'localhost',
    },
    application: () => ANSWER,
    observer: { rule: () => void done.rules++ },
  })
  return done
}

/** Ten rules with the same targets. */
const TEN = Array.from({ length: 10 }, (_, index) => index + 1)
const ten = (targets: string, operator: string, actions: string): readonly string[] =>
  TEN.map(id => `SecRule ${targets} "${operator}" "id:${id},phase:2,pass,nolog,${actions}"`)

describe('rules that find nothing', () => {
  const upper = Array.from({ length: 20 }, (_, index) => `a${index}=V${index}`).join('&')
  const lower = upper.toLowerCase()
  const equal = Array.from({ length: 20 }, () => 'a=V').join('&')
  const CHAIN = 't:none,t:lowercase,t:urlDecodeUni'

  test.each<[fact: string, rules: readonly string[], query: string, expected: Work]>([
    [
      'see each value, and share what is made of it: two steps for the twenty that have a letter to fold',
      ten('ARGS', '@rx z', CHAIN),
      upper,
      { rules: 10, tests: 200, transformations: 40 },
    ],
    [
      'have nothing made of values that no step of the chain touches',
      ten('ARGS', '@rx z', CHAIN),
      lower,
      { rules: 10, tests: 200, transformations: 0 },
    ],
    ['see equal values once', ten('ARGS', '@rx z', CHAIN), equal, { rules: 10, tests: 10, transformations: 2 }],
    [
      'share what is made of a value that several targets bring',
      [...ten('ARGS', '@rx z', CHAIN), 'SecRule ARGS:a0|ARGS_GET "@rx z" "id:11,phase:2,pass,nolog,t:lowercase"'],
      upper,
      { rules: 11, tests: 220, transformations: 40 },
    ],
    [
      'share what multiMatch makes: the value, and each step that changes it',
      ten('ARGS', '@rx z', `${CHAIN},multiMatch`),
      upper,
      { rules: 10, tests: 400, transformations: 40 },
    ],
    [
      'are asked for each entry where an argument has macros',
      ten('ARGS', '@streq %{REQUEST_METHOD}', 't:none'),
      equal,
      { rules: 10, tests: 200, transformations: 0 },
    ],
  ])('%s', async (_, rules, query, expected) => {
    expect(await work(rules, query)).toEqual(expected)
  })
})

test('rules behind a skipAfter are not visited', async () => {
  const skipped = ten('ARGS', '@rx z', 't:none')
  const skip = 'SecAction "id:50,phase:2,pass,nolog,skipAfter:END"'
  expect(await work([skip, ...skipped, 'SecMarker END'], 'a=1')).toEqual({ rules: 1, tests: 1, transformations: 0 })
})
