import type { Path } from '../document.ts'
import type { WrittenStage } from '../file-schema.ts'
import type { Output } from '../output-schema.ts'
import type { SetupWish } from '../setup-schema.ts'
import { isFields } from './places.ts'
import { pythonRequest } from './python-ftw.ts'
import type { WrittenFor } from './written-for.ts'

/**
 * A legacy FTW file's data with each stage taken out of its `stage:` wrapper, as files before schema v2 have it.
 * `pathOf` gives the path that a path into the result has in the file.
 */
export const unwrapStages = (data: unknown): { data: unknown; pathOf: (path: Path) => Path } => {
  const wrapped = new Set<string>()
  const tests = field(data, 'tests')
  if (!isFields(data) || !Array.isArray(tests)) return { data, pathOf: path => path }
  const plainTests = tests.map((test: unknown, testIndex) => {
    const stages = field(test, 'stages')
    if (!isFields(test) || !Array.isArray(stages)) return test
    return {
      ...test,
      stages: stages.map((stage: unknown, stageIndex) => {
        if (!isFields(stage) || !isFields(stage.stage) || Object.keys(stage).length !== 1) return stage
        wrapped.add(`${testIndex}/${stageIndex}`)
        return stage.stage
      }),
    }
  })
  const pathOf = (path: Path): Path =>
    path[0] === 'tests' && path[2] === 'stages' && wrapped.has(`${String(path[1])}/${String(path[3])}`)
      ? [...path.slice(0, 4), 'stage', ...path.slice(4)]
      : path
  return { data: { ...data, tests: plainTests }, pathOf }
}

/** A stage with FTW's old names made the new ones; one for python-ftw has its request as octets. */
export const modernStage = (stage: WrittenStage, origin: WrittenFor): WrittenStage => {
  const { stop_magic, data, ...input } = stage.input
  return {
    ...stage,
    input:
      origin === 'python-ftw'
        ? { encoded_request: Buffer.from(pythonRequest(stage), 'latin1').toString('base64') }
        : {
            ...(origin === 'wafrig' ? {} : { default_headers: false }),
            ...(stop_magic === undefined ? {} : { autocomplete_headers: !stop_magic }),
            ...(data === undefined ? {} : { data: Array.isArray(data) ? data.join('\r\n') : data }),
            ...input,
          },
    output: modernOutput(stage.output ?? {}),
  }
}

/** An output with FTW's old names made the new ones. */
export const modernOutput = ({ log_contains, no_log_contains, ...output }: Output): Output => {
  const log = {
    ...(log_contains === undefined ? {} : { match_regex: log_contains }),
    ...(no_log_contains === undefined ? {} : { no_match_regex: no_log_contains }),
    ...output.log,
  }
  return { ...output, ...(Object.keys(log).length === 0 ? {} : { log }) }
}

/**
 * The setup that the CRS suite's own containers have (docker-compose.yml of the tests folder, 3.3.4 and 4.28.0):
 * all rules of paranoia level 4, nothing blocked, and in CRS 4 limits on arguments.
 */
export const ftwSetup = (crsVersion: string | undefined): SetupWish => ({
  engine: 'DetectionOnly',
  crs: {
    paranoia: 4,
    combined_file_sizes: 65_535,
    ...(crsVersion?.startsWith('3') === true ? {} : { arg_length: 400, total_arg_length: 6400, max_file_size: 64_100 }),
  },
  crs_setup: ['SecResponseBodyMimeType text/plain text/html text/xml application/json'],
})

const field = (value: unknown, name: string): unknown => (isFields(value) ? value[name] : undefined)
