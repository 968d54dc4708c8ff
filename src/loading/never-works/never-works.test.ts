import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { ByteString } from '../../bytes.ts'
import { DIALECTS } from '../../dialects/index.ts'
import { replay } from '../../dialects/testing.ts'
import type { Diagnostic } from '../../errors.ts'
import { memoryFiles } from '../file-tree.ts'
import { loadRuleSet } from '../load.ts'

/**
 * Rules of which something can never do anything, beside some that do, and what the engines were seen to make of them: mod_security2
 * 2.9.13 on httpd and libmodsecurity 3.0.16 on nginx. Before the rules stands `SecRuleEngine On`.
 */
type Seen = {
  readonly dialect: 'v2' | 'v3'
  readonly name: string
  readonly rules: readonly ByteString[]
  readonly files?: Readonly<Record<string, ByteString>>
  readonly send: ByteString
  readonly status: number
  /** Ids of the rules that logged. */
  readonly logged: readonly number[]
  /** What is told of the rules: code, file and line, message. */
  readonly notices: readonly string[]
}

const observed: readonly Seen[] = JSON.parse(readFileSync(new URL('observed.json', import.meta.url), 'utf8'))

const told = ({ code, span, message }: Diagnostic): string => {
  const line = span === undefined ? '' : `:${span.source.position(span.start).line}`
  return `${code} ${span?.source.file.replace('/test/', '')}${line} ${message}`
}

const noticesOf = ({ dialect, rules, files = {} }: Seen): readonly string[] => {
  const tree = new Map([['/test/rules.conf', `SecRuleEngine On\n${rules.join('\n').replaceAll('@DIR@', '/test')}\n`]])
  for (const [name, text] of Object.entries(files)) tree.set(`/test/${name}`, text)
  return loadRuleSet(memoryFiles(tree), '/test/rules.conf', { dialect: DIALECTS[dialect] }).notices.map(told)
}

const behaviour = async ({ dialect, name, rules, files, send }: Seen) => {
  const request = { send, status: 0, log: [] }
  const observation = { name, rules: ['SecRuleEngine On', ...rules], ...(files && { files }), requests: [request] }
  const { requests } = await replay(observation, DIALECTS[dialect])
  const ids = requests[0]?.log.flatMap(line => /\[id "(\d+)"\]/.exec(line)?.[1] ?? [])
  return { status: requests[0]?.status, logged: ids?.map(Number) }
}

describe('the author of a rule', () => {
  test.each(observed)('is told of what was seen to do nothing: $name in $dialect', seen => {
    expect(noticesOf(seen)).toEqual(seen.notices)
  })
})

/** Where the emulator of libmodsecurity does otherwise than that. */
const KNOWN: Readonly<Record<string, string>> = {
  'ctl:requestBodyAccess in phase 2 in v3': 'a body is read before phase 2, or not at all',
  'a collection that no rule opens in v3': 'a collection has to be opened',
  'collections of sessions, users and resources that no rule opens in v3': 'a collection has to be opened',
}

describe('the emulator', () => {
  test.each(observed)('does nothing there either: $name in $dialect', async seen => {
    const { status, logged } = seen
    const isKnown = KNOWN[`${seen.name} in ${seen.dialect}`] !== undefined
    if (isKnown) expect(await behaviour(seen)).not.toEqual({ status, logged })
    else expect(await behaviour(seen)).toEqual({ status, logged })
  })
})
