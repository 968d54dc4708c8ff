import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ByteString, fromOctets } from '../../../src/bytes.ts'
import { DIALECTS } from '../../../src/dialects/index.ts'
import { ifRefused } from '../../../src/errors.ts'
import { standalone } from '../../../src/operators/standalone.ts'
import { Registry } from '../../../src/registry.ts'
import type { Dialect } from '../../../src/transaction/dialect.ts'
import type { Test } from '../../../src/transaction/parts.ts'
import * as transformations from '../../../src/transformations/index.ts'
import { parseUnicodeMap } from '../../../src/transformations/unicode-map.ts'
import type { Transformation, UnicodeMap } from '../../../src/values.ts'
import { divergencesAt, type KnownDivergence, staleAmong, staleText } from '../../divergences/known.ts'
import { OF_VECTORS } from '../../divergences/of-vectors.ts'
import { languageTests, observed, type Vector } from './vector-files.ts'

/** What a suite of vectors came to. */
export type SuiteResult = {
  readonly suite: string
  readonly passed: number
  readonly failed: number
  readonly notApplicable: number
  /** One sentence each, in the order of the suite. */
  readonly failures: readonly string[]
}

/**
 * Runs the language tests and the observed vectors of a folder (see conformanceFolder). A listed exception that
 * passes after all, or that no vector is, is a failure, so that the list stays true.
 */
export const runVectors = (folder: string): readonly SuiteResult[] => {
  const occurred = new Set<KnownDivergence>()
  const run = (suite: string, vectors: readonly Vector[]) => summary(suite, vectors, folder, occurred)
  const results = [
    run('secrules-language-tests: transformations', languageTests(folder, 'transformation')),
    run('secrules-language-tests: operators', languageTests(folder, 'operator')),
    run('observed-2.9.7', observed(folder)),
  ]
  const stale = staleAmong(OF_VECTORS, occurred).map(staleText)
  if (stale.length === 0) return results
  return [
    ...results,
    { suite: 'known differences of vectors', passed: 0, failed: stale.length, notApplicable: 0, failures: stale },
  ]
}

const summary = (
  suite: string,
  vectors: readonly Vector[],
  folder: string,
  occurred: Set<KnownDivergence>,
): SuiteResult => {
  const failures: string[] = []
  let passed = 0
  let notApplicable = 0
  for (const vector of vectors) {
    const [exception] = divergencesAt(OF_VECTORS, { id: vector.id, description: vector.name })
    const { defect } = vector.kind === 'operator' ? operatorResult(vector, folder) : transformationResult(vector)
    if (exception !== undefined) occurred.add(exception)
    if (exception !== undefined && defect === undefined) {
      failures.push(`${vector.id}: listed as an exception (${exception.reason}) and passes`)
    } else if (exception !== undefined) notApplicable++
    else if (defect === undefined) passed++
    else failures.push(`${vector.id}: ${defect}`)
  }
  return { suite, passed, failed: failures.length, notApplicable, failures }
}

/** What a vector came to: a defect in words, or none. */
type VectorResult = { readonly defect?: string }

const transformationRegistry = new Registry<Transformation>(transformations)

/** The suite spells one name as libmodsecurity's sources do, `cmd_line`. */
const transformationResult = ({ name, input, output, codePage }: Vector): VectorResult => {
  const transform = transformationRegistry.find(name.replaceAll('_', ''))
  if (transform === undefined) return { defect: `no transformation ${name}` }
  const result = transform.apply(input, codePage === undefined ? undefined : bestFit(codePage))
  if (result === output) return {}
  return {
    defect: `${name} of ${JSON.stringify(input)} is ${JSON.stringify(result)}, wanted ${JSON.stringify(output)}`,
  }
}

/** The lines of code page 20127 in mod_security2's unicode.mapping that the vectors touch. */
const bestFit = (codePage: number): UnicodeMap => parseUnicodeMap(`${codePage} (US-ASCII)\n${BEST_FIT_20127}`, codePage)
const BEST_FIT_20127 = '00e9:65 0107:63 2039:3c ff1c:3c'

const operatorResult = (vector: Vector, folder: string): VectorResult => {
  const { name, input, matches, captures } = vector
  const dialect = dialectOf(name)
  const operator = dialect.operators.registry.find(name)
  if (operator === undefined) return { defect: `no operator ${name}` }
  const argument = vector.argument.replace(SUITE_DIRECTORY, '')
  const files = argument === vector.argument ? {} : { [argument]: textOf(join(folder, argument)) }
  const found = tested(() => standalone(operator, argument, { dialect, files })(input))
  const hit = found !== undefined && 'reason' in found ? found : undefined
  const shown = `${name} ${JSON.stringify(argument)} on ${JSON.stringify(input)}`
  if ((hit !== undefined) !== matches) return { defect: `${shown} ${matches ? 'does not match' : 'matches'}` }
  if (captures === undefined || JSON.stringify(hit?.captures) === JSON.stringify(captures)) return {}
  return { defect: `${shown} captures ${JSON.stringify(hit?.captures)}, wanted ${JSON.stringify(captures)}` }
}

/** An argument that is refused at load matches nothing: so does the suite's own runner count it. */
const tested = (test: () => ReturnType<Test>): ReturnType<Test> => ifRefused(test, () => undefined)

/** Where the suite lies in libmodsecurity's tests, which run its paths from there. */
const SUITE_DIRECTORY = /^test-cases\/(?=secrules-language-tests\/)/

const textOf = (path: string): ByteString => fromOctets(readFileSync(path))

/** Operators that mod_security2 lacks run as libmodsecurity's. */
const dialectOf = (name: string): Dialect =>
  DIALECTS.v2.operators.registry.find(name) === undefined ? DIALECTS.v3 : DIALECTS.v2
