import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { type ByteString, fromOctets } from '../../src/bytes.ts'
import type { Diagnostic } from '../../src/errors.ts'
import { Source, type Span } from '../../src/source.ts'
import { type Path, parseYaml, type YamlFile } from '../scenario/document.ts'
import type { Scenario } from '../scenario/scenario.ts'
import { linesOf } from '../scenario/setup-wish.ts'
import { AFTERWARDS_FILE, type Configuration, configuration, SETTINGS_FILE } from '../setup/configuration.ts'
import type { Setup } from '../setup/setup.ts'
import { named } from '../setup/with-names.ts'

/**
 * What is said of a setup's rules, at the places where its author wrote them: in the scenario's file what is in its `setup`, in a plugin's
 * or rule set's own files what is there. What a real engine refuses is placed by the file and line that it names.
 */
export const placedInScenario = async (
  diagnostics: readonly Diagnostic[],
  scenario: Scenario,
  setup: Setup,
): Promise<readonly Diagnostic[]> => {
  if (diagnostics.length === 0) return []
  const made = await configuration(setup, { scorerUrl: '' }).catch(() => undefined)
  const yaml = await scenarioYaml(scenario)
  return diagnostics.map(diagnostic => {
    const placed = made === undefined ? diagnostic : placedByEngine(diagnostic, made)
    const { span } = placed
    const inYaml = span === undefined || yaml === undefined ? undefined : spanInYaml(span, scenario, yaml)
    if (inYaml !== undefined) return { ...placed, span: inYaml }
    return made === undefined ? placed : named(placed, made.origins)
  })
}

/** The place that an engine names when it refuses: httpd the last line of a directive, libmodsecurity one in it. */
const placedByEngine = (diagnostic: Diagnostic, { files }: Configuration): Diagnostic => {
  const { span, engineText = '' } = diagnostic
  const [, httpdLine, httpdFile] = /\bon line (\d+) of (\/[^\s:]+)/.exec(engineText) ?? []
  const [, nginxFile, nginxLine] = /\bFile: (\/\S+)\. Line: (\d+)/.exec(engineText) ?? []
  const file = httpdFile ?? nginxFile ?? ''
  const octets = files.get(file)
  if (span !== undefined || octets === undefined) return diagnostic
  const text = fromOctets(octets)
  const source = new Source(file, text)
  const before = text.split('\n').slice(0, Number(httpdLine ?? nginxLine) - 1)
  const start = before.reduce((sum, line) => sum + line.length + 1, 0)
  const line = source.line(before.length + 1)
  const lead = /^\s*/.exec(line)?.[0].length ?? 0
  return { ...diagnostic, span: { source, start: start + lead, end: start + line.length } }
}

const scenarioYaml = async ({ file }: Scenario): Promise<YamlFile | undefined> => {
  const octets = await readFile(resolve(file)).catch(() => undefined)
  return octets === undefined ? undefined : parseYaml(file, octets, () => false)
}

/** The keys of a setup whose lines stand in a file of their own, and how many lines of ours stand before them. */
const WRITTEN_IN: ReadonlyMap<string, { readonly key: 'rules' | 'crs_setup'; readonly linesBefore: number }> = new Map([
  [AFTERWARDS_FILE, { key: 'rules', linesBefore: 0 }],
  [SETTINGS_FILE, { key: 'crs_setup', linesBefore: 1 }],
])

const spanInYaml = (span: Span, scenario: Scenario, yaml: YamlFile): Span | undefined => {
  const written = WRITTEN_IN.get(span.source.file)
  if (written === undefined) return undefined
  const texts = linesOf(scenario.setup[written.key])
  const places = placesOf(scenario, written.key, yaml)
  const { line, column } = span.source.position(span.start)
  let first = written.linesBefore + 1
  for (const [index, text] of texts.entries()) {
    const count = text.split('\n').length
    const path = places[index - (texts.length - places.length)]
    if (line < first + count && line >= first) {
      return path && inScalar(yaml.source, yaml.span(path), span.source.line(line), column, span.end - span.start)
    }
    first += count
  }
  return undefined
}

/** The paths of the texts of a key: those for all tests of the file, then the test's own. */
const placesOf = (scenario: Scenario, key: string, yaml: YamlFile): readonly Path[] => {
  const tests = at(yaml.value, ['tests'])
  const count = Array.isArray(tests) ? tests.length : 0
  const own = Array.from({ length: count }, (_, index) => index).find(
    index => yaml.line(['tests', index]) === scenario.line,
  )
  const holders: readonly Path[] = [['setup', key], ...(own === undefined ? [] : [['tests', own, 'setup', key]])]
  return holders.flatMap((path): readonly Path[] => {
    const value = at(yaml.value, path)
    if (Array.isArray(value)) return value.map((_, index) => [...path, index])
    return value === undefined ? [] : [path]
  })
}

const at = (value: unknown, path: Path): unknown => {
  let found = value
  for (const step of path) found = typeof found === 'object' && found !== null ? Reflect.get(found, step) : undefined
  return found
}

/** Where a line of a text stands in the YAML that it comes from; the whole where it is written with escapes. */
const inScalar = (source: Source, whole: Span, line: ByteString, column: number, length: number): Span => {
  const written = source.text.slice(whole.start, whole.end)
  const text = line.replace(/^[ \t]+|[ \t]+$/g, '')
  const found = text === '' ? -1 : written.indexOf(text)
  if (found === -1) return { ...whole, end: Math.min(whole.end, whole.start + written.split('\n', 1).join('').length) }
  const lead = line.length - line.replace(/^[ \t]+/, '').length
  const start = whole.start + found + Math.max(0, column - 1 - lead)
  return { source, start, end: Math.min(start + length, whole.start + found + text.length) }
}
