import type { ByteString } from '../../../src/bytes.ts'
import { drawing } from '../fuzz/draw.ts'
import { request } from './grammar/requests.ts'
import { ruleSet, type Unit } from './grammar/rule-set.ts'

/** A rule set with the requests that it gets, one after the other. */
export type RuleSetCase = {
  readonly units: readonly Unit[]
  readonly requests: readonly ByteString[]
  /** Over which connections: one each, or one for all, on which each awaits the answer before it or all go off at once. */
  readonly connection: 'apart' | 'one' | 'one, at once'
}

/** Files beside the rules, by name: the lists and scripts that they may name. */
export const FILES: Readonly<Record<string, string>> = {
  'words.data': 'abc\nfoo\n# comment\nunion select\n1y\n',
  'addresses.data': '10.0.0.0/8\n192.168.0.1\n',
  'script.lua': [
    'function main()',
    '  local a = m.getvar("ARGS.a")',
    '  m.setvar("tx.v", "of the script")',
    '  if a == "1" then return nil end',
    '  if a == nil then return "no a" end',
    '  return "a is " .. a',
    'end',
    '',
  ].join('\n'),
}

/** Case number `index` of a seed, the same each time; its requests are for a host. */
export const ruleSetCase = (seed: number, index: number, requests: number, host: string): RuleSetCase => {
  const draw = drawing(seed, index)
  const units = ruleSet(draw)
  const made = Array.from({ length: requests }, () => request(draw, host))
  const connection = draw.chance(85) ? 'apart' : draw.pick<RuleSetCase['connection']>(['one', 'one', 'one, at once'])
  return { units, requests: made, connection }
}

/** The lines of a case's rule set. */
export const linesOf = ({ units }: Pick<RuleSetCase, 'units'>): readonly ByteString[] => units.flat()
