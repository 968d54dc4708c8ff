import { type Alias, type Document, isAlias, isMap, isScalar, isSeq, type Node, parseDocument } from 'yaml'
import { fromText } from '../../src/bytes.ts'
import { type Diagnostic, InputError } from '../../src/errors.ts'
import { Source, type Span } from '../../src/source.ts'

/** True if plain scalars below a name are text; `inherited` is the answer for the name around it. */
type Textual = (name: string, inherited: boolean) => boolean

/** Most aliases that a file may use. */
const ALIAS_LIMIT = 1000

/** Where a value stands in a document: keys and indices from the top. */
export type Path = readonly PropertyKey[]

/** A YAML file taken apart, with the place of every value. */
export type YamlFile = {
  readonly source: Source
  readonly value: unknown
  /** The value as it is to who tells nothing written from an empty text: null below textual names too. */
  readonly valueWithNulls: () => unknown
  /** Place of the value at a path, or of the nearest one around it; `key`: of the name of the pair. */
  readonly span: (path: Path, part?: 'key' | 'value') => Span
  /** Line of the value at a path, counted from 1. */
  readonly line: (path: Path) => number
}

/**
 * Reads YAML text. A plain scalar below a `textual` name is the text that was written, so a header value 1.0 stays
 * "1.0". Throws an InputError with all of the parser's errors.
 */
export const parseYaml = (file: string, octets: Uint8Array, textual: Textual): YamlFile => {
  const text = decode(file, octets)
  const source = new Source(file, fromText(text))
  const byteOffset = offsets(text)
  const spanAt = (start: number, end: number): Span => ({ source, start: byteOffset(start), end: byteOffset(end) })
  const document = parseDocument(text, { prettyErrors: false })
  if (document.errors.length > 0) {
    throw new InputError(
      document.errors.map(
        (error): Diagnostic => ({
          code: 'BAD_YAML',
          message: error.message.split('\n')[0] ?? error.message,
          span: spanAt(error.pos[0], error.pos[1]),
        }),
      ),
    )
  }
  const top = document.contents
  const span = (path: Path, part: 'key' | 'value' = 'value'): Span => {
    const range = rangeOf(top, path, part)
    return spanAt(range[0], range[1])
  }
  return {
    source,
    value: plain(top, aliases(document), textual, ''),
    valueWithNulls: () => plain(top, aliases(document), textual, null),
    span,
    line: path => source.position(span(path).start).line,
  }
}

const decode = (file: string, octets: Uint8Array): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(octets)
  } catch {
    throw new InputError([{ code: 'NOT_UTF8', message: `${file}: not UTF-8 text; give other octets in base64` }])
  }
}

/** Turns offsets in UTF-16 code units into offsets in UTF-8 octets. */
const offsets = (text: string): ((offset: number) => number) =>
  /^[\0-\x7f]*$/.test(text) ? offset => offset : offset => Buffer.byteLength(text.slice(0, offset))

const rangeOf = (top: Node | null, path: Path, part: 'key' | 'value'): readonly [number, number] => {
  let node: unknown = top
  let range: readonly [number, number] = [0, 1]
  const widen = (found: unknown): void => {
    const at = rangeOfNode(found)
    if (at !== undefined) range = at
  }
  widen(top)
  for (const [index, step] of path.entries()) {
    const last = index === path.length - 1
    if (isMap(node)) {
      const pair = node.items.find(item => nameOf(item.key) === String(step))
      if (pair === undefined) return range
      widen(pair.key)
      node = pair.value
      if (last && part === 'key') return range
      if (isMap(node) || isSeq(node)) continue
      if (!isScalar(node) || node.value !== null) widen(node)
    } else if (isSeq(node)) {
      node = node.items[Number(step)]
      widen(node)
    } else {
      return range
    }
  }
  return range
}

const rangeOfNode = (node: unknown): readonly [number, number] | undefined => {
  if (!(isScalar(node) || isMap(node) || isSeq(node) || isAlias(node))) return undefined
  return node.range === null || node.range === undefined ? undefined : [node.range[0], node.range[1]]
}

/** Resolves aliases, so many and no more: an alias of aliases can stand for more data than there is memory. */
const aliases = (document: Document): ((alias: Alias) => Node | undefined) => {
  let left = ALIAS_LIMIT
  return alias => {
    if (left-- <= 0) {
      throw new InputError([{ code: 'TOO_MANY_ALIASES', message: `more than ${ALIAS_LIMIT} YAML aliases` }])
    }
    return alias.resolve(document)
  }
}

/** The node as plain data; `textual` names make the scalars below them text, and `blank` those where nothing is written. */
const plain = (
  node: unknown,
  resolve: (alias: Alias) => Node | undefined,
  textual: Textual,
  blank: '' | null,
  asText = false,
): unknown => {
  if (isAlias(node)) return plain(resolve(node), resolve, textual, blank, asText)
  if (isMap(node)) {
    const pairs = node.items.map(({ key, value }): readonly [string, unknown] => {
      const name = nameOf(key)
      return [name, plain(value, resolve, textual, blank, name === MERGE ? asText : textual(name, asText))]
    })
    const merged = pairs.flatMap(([name, value]) => (name === MERGE ? mergeable(value) : []))
    const own = merged.length === 0 ? pairs : pairs.filter(([name]) => name !== MERGE)
    return Object.fromEntries([...merged.reverse().flatMap(map => Object.entries(map)), ...own])
  }
  if (isSeq(node)) return node.items.map(item => plain(item, resolve, textual, blank, asText))
  if (!isScalar(node)) return null
  if (!asText || typeof node.value === 'string') return node.value
  return node.value === null && blank === null ? null : (node.source ?? '')
}

/** YAML 1.1's key that takes over the pairs of another map, or of several, the first of which wins. */
const MERGE = '<<'

const mergeable = (value: unknown): readonly object[] =>
  Array.isArray(value) ? value.flatMap(mergeable) : typeof value === 'object' && value !== null ? [value] : []

const nameOf = (key: unknown): string => (isScalar(key) ? String(key.source ?? key.value) : String(key))
