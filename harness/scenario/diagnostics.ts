import type { z } from 'zod'
import type { ErrorCode } from '../../src/error-codes.ts'
import { type Diagnostic, didYouMean } from '../../src/errors.ts'
import type { Span } from '../../src/source.ts'
import type { Path, YamlFile } from './document.ts'
import { jsonSchema } from './file-schema.ts'

type Issue = z.core.$ZodIssue

const KIND_NAMES: Readonly<Record<string, string>> = {
  array: 'a list',
  record: 'a map',
  object: 'a map',
  int: 'a whole number',
}

/** What the schema found wrong, each at its place in the file, with the name that was probably meant. */
export const problems = (issues: readonly Issue[], yaml: YamlFile, pathOf: (path: Path) => Path): Diagnostic[] =>
  issues.flatMap(issue => problem(issue, [], yaml, pathOf)).sort(({ span: one }, { span: other }) => order(one, other))

/** By place; of two at one place the one that marks less comes first. */
const order = (one: Span | undefined, other: Span | undefined): number =>
  (one?.start ?? 0) - (other?.start ?? 0) || (one?.end ?? 0) - (other?.end ?? 0)

const problem = (issue: Issue, around: Path, yaml: YamlFile, pathOf: (path: Path) => Path): Diagnostic[] => {
  const path = [...around, ...issue.path]
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map(key => ({
      code: 'UNKNOWN_KEY',
      message: unknownKey(key, path),
      span: yaml.span(pathOf([...path, key]), 'key'),
    }))
  }
  if (issue.code === 'invalid_union') {
    const branches = flat(issue.errors)
    const nearestBranch = deepest(branches)
    if (nearestBranch !== undefined) return nearestBranch.flatMap(inner => problem(inner, path, yaml, pathOf))
    const wanted = branches.flat().map(inner => expectation(inner, path))
    return [diagnostic('BAD_VALUE', `wanted ${[...new Set(wanted)].join(' or ')}`, path)]
  }
  const missing = issue.code === 'invalid_type' && issue.message.endsWith('received undefined')
  if (missing) {
    const name = String(path.at(-1))
    return [
      { code: 'MISSING_KEY', message: `no ${name}; it is needed here`, span: yaml.span(pathOf(path.slice(0, -1))) },
    ]
  }
  const custom = issue.code === 'custom'
  return [diagnostic('BAD_VALUE', custom ? issue.message : `wanted ${expectation(issue, path)}`, path)]

  function diagnostic(code: ErrorCode, message: string, at: Path): Diagnostic {
    return { code, message, span: yaml.span(pathOf(at)) }
  }
}

type Branch = readonly Issue[]

/** A union's branches, those of a union in it among them. */
const flat = (branches: readonly Branch[]): readonly Branch[] =>
  branches.flatMap(branch => {
    const [first] = branch
    return branch.length === 1 && first?.code === 'invalid_union' && first.path.length === 0
      ? flat(first.errors)
      : [branch]
  })

/** The branch of a union that the value got furthest into, when it got into one only, or knows all keys of one only. */
const deepest = (branches: readonly Branch[]): Branch | undefined => {
  const entered = branches.filter(branch =>
    branch.every(issue => issue.path.length > 0 || issue.code === 'unrecognized_keys'),
  )
  const [only, ...others] = entered.length < 2 ? entered : entered.filter(branch => branch.every(isKnown))
  return others.length === 0 ? only : undefined
}

const isKnown = ({ code }: Issue): boolean => code !== 'unrecognized_keys'

const expectation = (issue: Issue, path: Path): string => {
  switch (issue.code) {
    case 'invalid_type':
      return KIND_NAMES[issue.expected] ?? `a ${issue.expected}`
    case 'invalid_value':
      return issue.values.map(value => JSON.stringify(value)).join(' or ')
    case 'too_small':
      return issue.origin === 'array' || issue.origin === 'string' ? 'at least one' : `at least ${issue.minimum}`
    case 'too_big':
      return `at most ${issue.maximum}`
    case 'unrecognized_keys':
      return `a map of ${keysAt(path).join(', ')}`
    case 'invalid_format':
      return issue.format
    default:
      return issue.message
  }
}

const unknownKey = (key: string, path: Path): string => {
  const known = keysAt(path)
  return `no key "${key}" here${didYouMean(key, known, `known here: ${known.join(', ')}`)}`
}

/** The names that the schema knows at a path. */
const keysAt = (path: Path): readonly string[] => {
  let nodes: unknown[] = [jsonSchema()]
  for (const step of path) {
    nodes = nodes.flatMap(alternatives).flatMap(node => {
      const inside = typeof step === 'number' ? field(node, 'items') : field(field(node, 'properties'), String(step))
      return inside === undefined ? [] : [inside]
    })
  }
  return nodes.flatMap(alternatives).flatMap(node => Object.keys(field(node, 'properties') ?? {}))
}

const alternatives = (node: unknown): unknown[] => {
  const any = field(node, 'anyOf')
  return Array.isArray(any) ? any.flatMap(alternatives) : [node]
}

const field = (value: unknown, name: string): object | undefined => {
  if (typeof value !== 'object' || value === null) return undefined
  const found: unknown = Reflect.get(value, name)
  return typeof found === 'object' && found !== null ? found : undefined
}
