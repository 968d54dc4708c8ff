import type { ByteString } from '../../../src/bytes.ts'
import { linesOf, type RuleSetCase } from './cases.ts'
import type { RuleSetResult, SeenCase } from './run-rule-sets.ts'

/** A run's result as text: a line of counts, then each kind of difference as a scenario that can be run. */
export const ruleSetsText = (title: string, result: RuleSetResult): string => {
  const { ruleSets, refused, unequal, requests, known, kinds } = result
  const explained = Object.entries(known).map(([name, count]) => `${count} explained (${name}), `)
  const equal = ruleSets - unequal - explainedIn(result)
  return [
    `${title}: ${ruleSets} rule sets (${refused} refused by both), ${requests} requests, ${equal} equal, ${explained.join('')}${unequal} unexplained`,
    ...kinds.map(scenarioText),
  ].join('\n')
}

/** How many cases are explained by known divergences. */
export const explainedIn = ({ known }: RuleSetResult): number =>
  Object.values(known).reduce((sum, count) => sum + count, 0)

/** A kind of difference as a scenario, with what differs in comments. */
export const scenarioText = ({ kind, count, first, smallest, differences }: SeenCase): string => {
  const rules = linesOf(smallest)
  return [
    `# ${kind}: ${count} of them, first case ${first}`,
    ...differences.slice(0, 6).map(text => `#   ${text.slice(0, 400)}`),
    'setup:',
    '  plugin: { loaded: false }',
    '  rules:',
    ...rules.map(line => `    - ${JSON.stringify(line)}`),
    'tests:',
    `  - desc: ${JSON.stringify(kind)}`,
    '    stages:',
    ...smallest.requests.flatMap((request, index) => [
      `      # ${JSON.stringify(shown(request))}`,
      `      - input: { encoded_request: ${Buffer.from(request, 'latin1').toString('base64')}${next(smallest, index)} }`,
      '        output: {}',
    ]),
    '',
  ].join('\n')
}

/** How the next request goes off. */
const next = ({ connection, requests }: RuleSetCase, index: number): string => {
  if (connection === 'apart' || index === requests.length - 1) return ''
  return `, connection: ${connection === 'one' || index === 0 ? 'keep-alive' : 'pipeline'}`
}

const shown = (request: ByteString): string => request.replace(/\r\n/g, ' ⏎ ').slice(0, 300)
