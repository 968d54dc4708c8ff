// Makes test files of the examples in documents: each block of `ts` is one.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..')

/** The documents with examples. */
const DOCUMENTS = ['README.md', 'docs/api.md']

/** What a vitest.config.ts among the examples finds to run. */
const SCENARIO = `tests:
  - desc: a path traversal is seen
    stages:
      - input: { uri: "/?file=../../etc/passwd" }
        output: { log: { expect_ids: [930100] } }
`

/**
 * Writes them into a folder: tests, those that need Docker apart, and for each vitest.config.ts a project with one scenario. Gives the
 * paths of all three kinds.
 */
export const writeExamples = folder => {
  const written = { tests: [], docker: [], projects: [] }
  for (const { document, line, kind, code } of DOCUMENTS.flatMap(blocks)) {
    const name = `${basename(document, '.md').toLowerCase()}-${line}`
    const place = join(folder, kind === 'config' ? name : kind)
    mkdirSync(place, { recursive: true })
    if (kind === 'config') {
      mkdirSync(join(place, 'tests'))
      writeFileSync(join(place, 'vitest.config.ts'), `${code}\n`)
      writeFileSync(join(place, 'tests', 'sample.yaml'), SCENARIO)
      written.projects.push(place)
    } else {
      writeFileSync(
        join(place, 'vitest.config.ts'),
        'export default { test: { testTimeout: 120_000, server: { deps: { external: [/\\/dist\\//] } } } }\n',
      )
      const file = join(place, `${name}.test.ts`)
      writeFileSync(file, testFile(`${document}:${line}`, code))
      written[kind].push(file)
    }
  }
  return written
}

/** The blocks of a document: of a test, of one that needs Docker, or of a configuration. */
const blocks = document => {
  const text = readFileSync(join(root, document), 'utf8')
  return [...text.matchAll(/^```ts(?: (docker|config))?\n(.*?)^```$/gms)].map(
    ({ 1: kind = 'tests', 2: code, index }) => ({
      document,
      line: text.slice(0, index).split('\n').length,
      kind,
      code: code.trimEnd(),
    }),
  )
}

/** An example that has tests is a file of them; another is one test. */
const testFile = (title, code) => {
  const imports = code.match(/^import [^;]*?from '[^']+'$/gms) ?? []
  const body = imports.reduce((rest, one) => rest.replace(one, ''), code).trim()
  const isWhole = /^(?:test|describe)\(/m.test(body)
  const has = name =>
    imports.some(one => new RegExp(`\\b${name}\\b`).test(one)) || new RegExp(`^const ${name}\\b`, 'm').test(body)
  const missing = ['expect', 'test'].filter(name => !has(name) && (name === 'expect' ? body.includes('expect(') : true))
  const given = missing.length === 0 ? [] : [`import { ${missing.join(', ')} } from 'wafrig/vitest'`]
  return `${[...imports, ...given, '', isWhole ? body : `test(${JSON.stringify(title)}, async () => {\n${body}\n})`].join('\n')}\n`
}
