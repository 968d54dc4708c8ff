import { basename } from 'node:path'
import { type Diagnostic, InputError } from '../../../src/errors.ts'
import type { Span } from '../../../src/source.ts'
import { problems } from '../diagnostics.ts'
import type { Path, YamlFile } from '../document.ts'
import { fileSchema, type WrittenFile } from '../file-schema.ts'
import { askedIn } from '../output-schema.ts'
import { asFtwReads } from './as-ftw-reads.ts'
import { modernOutput, unwrapStages } from './ftw-import.ts'
import { isFields, mapsAt, type YamlMap } from './places.ts'
import { outdatedKeys, unreadKeys, unreadNotice, without } from './unread-keys.ts'
import { hasRule, hasSigns, ruleIdIn, type WrittenFor } from './written-for.ts'

/** A file's data as the schema has it, undefined when it has no tests, and what a reader should know of it. */
export type CheckedFile = { readonly written: WrittenFile | undefined; readonly notices: readonly Diagnostic[] }

/**
 * Reads an FTW file as FTW's programs do: keys that they pass over are no mistakes, but each has a notice that says what comes of it.
 * Throws an InputError with what these programs could not read either.
 */
export const readFtw = (origin: WrittenFor, yaml: YamlFile): CheckedFile => {
  const { data, pathOf } = unwrapStages(yaml.valueWithNulls())
  const read = isFields(data) ? asFtwReads(data, yaml.source.file) : data
  const first = fileSchema.safeParse(read)
  const unread = [
    ...(first.success ? [] : unreadKeys(first.error.issues)),
    ...(origin === 'go-ftw' ? outdatedKeys(read) : []),
  ]
  const isEmpty = isFields(read) && Array.isArray(read.tests) && read.tests.length === 0
  const parsed = unread.length === 0 || isEmpty ? first : fileSchema.safeParse(without(read, unread))
  if (!parsed.success && !isEmpty) throw new InputError(problems(parsed.error.issues, yaml, pathOf))
  const written = parsed.data
  const isRuleOfName = origin === 'go-ftw' && isFields(data) && !hasRule(data)
  const notices = unread.map(key => ({
    ...unreadNotice(key, { tests: written?.tests, isRuleOfName }),
    span: yaml.span(pathOf([...key.path, key.key]), 'key'),
  }))
  const told = new Set(
    unread.flatMap(({ path }, index) => (notices[index]?.code === 'CHECKS_NOTHING' ? [path[1]] : [])),
  )
  const all: readonly Diagnostic[] = [
    ...(isRuleOfName ? nameNotices(data, yaml) : []),
    ...notices,
    ...redirectNotices(data, path => yaml.span(pathOf(path), 'key')),
    ...emptyTests(written?.tests ?? [], told, index => yaml.span(['tests', index, 'desc'], 'key')),
  ]
  return { written, notices: [...all].sort((one, other) => (one.span?.start ?? 0) - (other.span?.start ?? 0)) }
}

/** A notice for a file that looks like FTW's and is none: its programs would not know which rule it is about. */
export const strangerNotices = (data: unknown, { source, span }: YamlFile): readonly Diagnostic[] => {
  if (!isFields(data) || data.setup !== undefined || data.matrix !== undefined) return []
  if (hasRule(data) || ruleIdIn(source.file) !== undefined || !hasSigns(data)) return []
  const message =
    "neither a rule_id here nor a number in the file's name: FTW's programs refuse it, so it runs as a scenario of wafrig's, with the engine On and paranoia level 1"
  return [{ code: 'NO_RULE_ID', message, span: span([]) }]
}

/** A notice for a file that is FTW's by its name alone, as any scenario's name may hold a number. */
const nameNotices = (data: YamlMap, { source, span }: YamlFile): readonly Diagnostic[] => {
  if (hasSigns(data) || /^\d+\.ya?ml$/.test(basename(source.file))) return []
  const message = `taken for an FTW file of rule ${ruleIdIn(source.file)}, by the number in its name and as it has only FTW's words; "setup: {}" makes it a scenario of wafrig's`
  return [{ code: 'FTW_BY_NAME', message, span: span([]) }]
}

/** go-ftw 2.5 sends such a stage to where the response before it points (its runner/redirect.go). */
const redirectNotices = (data: unknown, spanOf: (path: Path) => Span): readonly Diagnostic[] =>
  mapsAt(data, ['tests', 'stages', 'input'])
    .filter(({ fields: { follow_redirect } }) => follow_redirect === true)
    .map(({ path }) => ({
      code: 'UNREAD_KEY',
      message: 'follow_redirect is not done here, so the request goes to the uri of this stage',
      span: spanOf([...path, 'follow_redirect']),
    }))

/** A notice for each test that checks nothing, but those that were told so already, which are in `told`. */
const emptyTests = (
  tests: WrittenFile['tests'],
  told: ReadonlySet<PropertyKey | undefined>,
  spanOf: (index: number) => Span,
): readonly Diagnostic[] =>
  tests.flatMap(({ stages, skip }, index) => {
    const expectsNothing = stages.every(({ output }) => askedIn(modernOutput(output ?? {})).length === 0)
    if (!expectsNothing || told.has(index)) return []
    const why = skip === undefined ? 'no stage expects anything' : 'it has no stages'
    return [{ code: 'CHECKS_NOTHING', message: `this test checks nothing: ${why}`, span: spanOf(index) }]
  })
