import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { type Diagnostic, InputError, ifRefused, messageOf } from '../../src/errors.ts'
import { connectionFaults } from './connection-faults.ts'
import { problems } from './diagnostics.ts'
import { type Path, parseYaml, type YamlFile } from './document.ts'
import { fileSchema, type WrittenFile, type WrittenTest } from './file-schema.ts'
import type { FoundFile } from './find-files.ts'
import { modernStage, unwrapStages } from './ftw/ftw-import.ts'
import { type CheckedFile, readFtw, strangerNotices } from './ftw/read-ftw.ts'
import { type WrittenFor, writtenFor } from './ftw/written-for.ts'
import { isScenarioFile } from './is-scenario-file.ts'
import { EXPECTATIONS } from './output-schema.ts'
import type { Scenario, Stage } from './scenario.ts'
import { mergeSetups } from './setup-wish.ts'
import { expandTemplate } from './template.ts'

/** Names below which a plain scalar is the text that was written, `times` of a long value apart. */
const TEXTUAL: ReadonlySet<string> = new Set([
  ...['headers', 'ordered_headers', 'data', 'uri', 'method', 'version', 'query', 'form', 'content', 'filename'],
  ...['desc', 'description', 'name', 'title', 'test_title', 'author', 'raw_request', 'tags'],
  ...['dest_addr', 'reason'],
  ...EXPECTATIONS.flatMap(({ textual = [] }) => textual),
])

/** What a file of scenarios holds. */
export type ScenarioFile = {
  readonly scenarios: readonly Scenario[]
  /** What a reader should know of it, and what is no mistake all the same. */
  readonly notices: readonly Diagnostic[]
}

/**
 * Reads a file of scenarios or FTW tests. Undefined for one that was found in a folder and is neither. Throws an InputError with
 * everything that is wrong in it.
 */
export const readScenarioFile = async ({ path, shown, isNamed }: FoundFile): Promise<ScenarioFile | undefined> => {
  const octets = await octetsOf(path, shown)
  return isNamed || isScenarioFile(octets) ? parseScenarioFile(shown, octets) : undefined
}

/** The tests of a file, `shown` to people by that name. Throws an InputError with everything that is wrong in it. */
export const readScenarios = async (path: string, shown: string): Promise<readonly Scenario[]> =>
  parseScenarioFile(shown, await octetsOf(path, shown)).scenarios

const octetsOf = async (path: string, shown: string): Promise<Uint8Array> => {
  try {
    return await readFile(path)
  } catch (error) {
    throw new InputError([{ code: 'UNREADABLE_FILE', message: `${shown} cannot be read: ${messageOf(error)}` }])
  }
}

/** What `read` makes of each file, in order. Throws one InputError with what is wrong in any of them. */
export const gathered = async <File, Result>(
  files: readonly File[],
  read: (file: File) => Promise<Result>,
): Promise<readonly Result[]> => {
  const found: Diagnostic[] = []
  const results: Result[] = []
  for (const file of files) {
    try {
      results.push(await read(file))
    } catch (error) {
      if (!(error instanceof InputError)) throw error
      found.push(...error.diagnostics)
    }
  }
  if (found.length > 0) throw new InputError(found)
  return results
}

/** What a file's content holds. Throws an InputError with everything that is wrong in it. */
export const parseScenarioFile = (file: string, octets: Uint8Array): ScenarioFile => {
  const yaml = parseYaml(file, octets, (name, inherited) => name !== 'times' && (inherited || TEXTUAL.has(name)))
  if (yaml.value === null) return { scenarios: [], notices: [] }
  const { data, pathOf } = unwrapStages(yaml.value)
  const origin = writtenFor(data, file)
  const { written, notices } = origin === 'wafrig' ? readOwn(data, yaml, pathOf) : readFtw(origin, yaml)
  if (written === undefined) return { scenarios: [], notices }
  const found: Diagnostic[] = []
  const context = { origin, yaml, pathOf, found }
  const scenarios = written.tests.map((test, index) => scenarioOf(file, written, test, index, context))
  if (found.length > 0) throw new InputError(found)
  return { scenarios, notices }
}

const readOwn = (data: unknown, yaml: YamlFile, pathOf: (path: Path) => Path): CheckedFile => {
  const parsed = fileSchema.safeParse(data)
  if (!parsed.success) throw new InputError(problems(parsed.error.issues, yaml, pathOf))
  return { written: parsed.data, notices: strangerNotices(data, yaml) }
}

type FileContext = {
  readonly origin: WrittenFor
  readonly yaml: YamlFile
  readonly pathOf: (path: Path) => Path
  readonly found: Diagnostic[]
}

const scenarioOf = (
  file: string,
  written: WrittenFile,
  test: WrittenTest,
  index: number,
  context: FileContext,
): Scenario => {
  const { origin } = context
  const id = idOf(file, written, test, index, origin)
  const fixed = test.setup ?? {}
  const stages = test.stages.map((stage, stageIndex): Stage => {
    const path = context.pathOf(['tests', index, 'stages', stageIndex])
    const { input, output, scorer } = modernStage(stage, origin)
    const data = typeof input.data === 'string' ? { data: expand(input.data, [...path, 'input', 'data'], context) } : {}
    return {
      line: context.yaml.line(path),
      ...(stage.time === undefined ? {} : { time: stage.time }),
      ...(stage.wait_s === undefined ? {} : { wait_s: stage.wait_s }),
      ...(stage.repeat === undefined ? {} : { repeat: stage.repeat }),
      input: { ...input, ...data },
      scorer,
      output: output ?? {},
    }
  })
  for (const { stage, path, message } of connectionFaults(stages)) {
    const span = context.yaml.span(context.pathOf(['tests', index, 'stages', stage, ...path]))
    context.found.push({ code: 'BAD_VALUE', message, span })
  }
  return {
    file,
    line: context.yaml.line(['tests', index]),
    id,
    description: oneLine(test.desc ?? test.description ?? id),
    // To FTW's programs the tags of a file are for readers.
    tags: [...(origin === 'wafrig' ? (written.meta?.tags ?? []) : []), ...(test.tags ?? [])],
    ftw: origin !== 'wafrig',
    setup: mergeSetups(written.setup ?? {}, fixed),
    fixed,
    matrix: { ...written.matrix, ...test.matrix },
    backends: test.backends,
    requires: test.requires ?? written.requires,
    expectFailure: test.expect_failure,
    skip: isOff(written, test, origin) ? { reason: 'enabled: false' } : test.skip,
    stages,
  }
}

/** True for a test that is switched off; go-ftw takes no notice of a file's `enabled`. */
const isOff = ({ meta }: WrittenFile, { enabled }: WrittenTest, origin: WrittenFor): boolean =>
  enabled === false || (meta?.enabled === false && origin !== 'go-ftw')

/** A title is one line. */
const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()

/** The test's id; go-ftw has no use for a title. */
const idOf = (file: string, written: WrittenFile, test: WrittenTest, index: number, origin: WrittenFor): string => {
  if (test.test_title !== undefined && origin !== 'go-ftw') return test.test_title
  const stem = basename(file).replace(/\.ya?ml$/, '')
  return `${written.rule_id ?? stem}-${test.test_id ?? index + 1}`
}

const expand = (data: string, path: Path, { yaml, found }: FileContext): string =>
  ifRefused(
    () => expandTemplate(data),
    ({ code, message }) => {
      found.push({ code, message, span: yaml.span(path) })
      return data
    },
  )
