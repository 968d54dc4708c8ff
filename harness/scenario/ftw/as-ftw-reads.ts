import { isFields, type YamlMap } from './places.ts'
import { hasRule, ruleIdIn } from './written-for.ts'

/** Keys whose value is a boolean, which YAML 1.1 writes as `yes` and `off` too. */
const BOOLEANS: ReadonlySet<string> = new Set([
  ...['enabled', 'follow_redirect', 'save_cookie', 'stop_magic', 'autocomplete_headers', 'virtual_host_mode'],
  ...['expect_error', 'retry_once', 'isolated'],
])

/**
 * The data of an FTW file as go-ftw 2.5 takes it (its test/types.go and go.yaml.in/yaml/v4): a key without a value is not there, nor is
 * an id or a status of 0, a stage without input is a plain request, the rule comes from the file's name where it is not
 * given. A test without stages, which go-ftw passes, is skipped.
 */
export const asFtwReads = (data: YamlMap, file: string): YamlMap => ({
  ...given(data),
  ...(isFields(data.meta) ? { meta: given(data.meta) } : {}),
  ...(hasRule(data) ? {} : { rule_id: ruleIdIn(file) }),
  tests: each(data.tests ?? [], test => {
    const stages = each(test.stages ?? [], stage => ({
      ...given(stage),
      input: isFields(stage.input) ? inputOf(stage.input) : (stage.input ?? {}),
      ...(isFields(stage.output) ? { output: outputOf(stage.output) } : {}),
    }))
    const isEmpty = Array.isArray(stages) && stages.length === 0
    return {
      ...given(test),
      ...(test.test_id === 0 ? { test_id: undefined } : {}),
      stages: isEmpty ? [{ input: {} }] : stages,
      ...(isEmpty ? { skip: { reason: 'it has no stages' } } : {}),
    }
  }),
})

/** A header without a value is one that is empty. */
const inputOf = (input: YamlMap): YamlMap => ({
  ...given(input),
  ...(isFields(input.headers) ? { headers: blanksFilled(input.headers) } : {}),
  ...((input.ordered_headers ?? null) === null ? {} : { ordered_headers: each(input.ordered_headers, blanksFilled) }),
})

const blanksFilled = (map: YamlMap): YamlMap =>
  Object.fromEntries(Object.entries(map).map(([key, value]) => [key, value ?? '']))

const outputOf = (output: YamlMap): YamlMap => ({
  ...given(output),
  ...(output.status === 0 ? { status: undefined } : {}),
  ...(isFields(output.log) ? { log: given(output.log) } : {}),
})

/** The map's keys that have a value. */
const given = (map: YamlMap): YamlMap =>
  Object.fromEntries(
    Object.entries(map).flatMap(([key, value]) =>
      value === null ? [] : [[key, BOOLEANS.has(key) ? booleanOf(value) : value]],
    ),
  )

const booleanOf = (value: unknown): unknown => {
  if (typeof value !== 'string') return value
  if (/^(?:y|yes|on)$/i.test(value)) return true
  return /^(?:n|no|off)$/i.test(value) ? false : value
}

/** What is made of each map of a list; what is no list, or no map in it, stays as it is. */
const each = (list: unknown, make: (map: YamlMap) => YamlMap): unknown =>
  Array.isArray(list) ? list.map((item: unknown) => (isFields(item) ? make(item) : item)) : list
