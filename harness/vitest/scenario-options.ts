import { InputError } from '../../src/errors.ts'
import { BACKEND_NAMES, backendNamed, noBackend } from '../backends/find-backend.ts'
import { either, listOf, oneOf, record, text, type Wanted, wanted, whole } from '../face/wanted.ts'

const globs = either(text, listOf('globs', text))
const someObject = wanted('an object', value => typeof value === 'object' && value !== null && !Array.isArray(value))

const backend: Wanted = (at, value) =>
  typeof value === 'string' && backendNamed(value) === undefined
    ? noBackend(value).diagnostics.map(({ message }) => `${at}: ${message}`)
    : oneOf(...BACKEND_NAMES)(at, value)

const OPTIONS = record({
  include: globs,
  exclude: globs,
  crs: either(text, listOf('rule sets', text)),
  plugin: text,
  backends: listOf('backends', backend),
  modes: listOf('modes', oneOf(1, 2)),
  backendOptions: record({
    scorer: someObject,
    containers: record({ base: text, containerLimit: whole('a number from 1', 1, Number.MAX_SAFE_INTEGER) }),
    remote: someObject,
  }),
  name: text,
})

/** Throws an InputError for options of the plugin that it does not take: a configuration's types are not looked at when it runs. */
export const mustBeOptions = (options: unknown): void => {
  const wrong = OPTIONS('scenarios', options)
  const missing =
    wrong.length === 0 && Reflect.get(Object(options), 'include') === undefined
      ? ['scenarios.include: wanted globs of scenario and FTW files']
      : []
  const problems = [...wrong, ...missing]
  if (problems.length > 0) throw new InputError(problems.map(message => ({ code: 'BAD_SETTING', message })))
}
