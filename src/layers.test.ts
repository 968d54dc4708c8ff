import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'

/**
 * Who may import whom, types included: each folder may import those of the rows above its own. Tests are free. A
 * folder stands for those below it that have no row; `src` and `harness` stand for the files in them.
 */
const ROWS: readonly (readonly string[])[] = [
  ['src'],
  ['src/http', 'src/seclang', 'src/regex', 'src/libinjection'],
  ['src/lua', 'src/servers'],
  ['src/transaction'],
  ['src/transformations', 'src/variables', 'src/operators', 'src/body-processors', 'src/actions'],
  ['src/loading'],
  ['src/directives'],
  ['src/engine'],
  ['src/logging'],
  ['src/dialects'],
  ['src/scoring'],
  ['src/gateway.ts', 'src/index.ts'],
  ['harness/package-root.ts'],
  ['harness/waf'],
  ['harness/scenario'],
  ['harness/setup/rule-folders'],
  ['harness/setup'],
  ['harness/backends/containers'],
  ['harness/backends'],
  ['harness/divergences'],
  ['harness/run'],
  ['harness/face'],
  ['harness/diff'],
  ['harness/workshop'],
  ['harness/conformance/suite.ts'],
  ['harness/conformance/fuzz', 'harness/conformance/crs', 'harness/conformance/vectors'],
  ['harness/conformance/bench'],
  ['harness/conformance/libinjection', 'harness/conformance/regex', 'harness/conformance/rule-sets'],
  ['harness/conformance'],
  ['harness/reporters'],
  ['harness/vitest'],
  ['harness/commands'],
  ['harness'],
]

/** Imports that no row allows, each with its reason. */
const EXCEPTIONS: Readonly<Record<string, string>> = {}

/** The one folder that imports a third-party package. */
const PACKAGES: Readonly<Record<string, string>> = {
  commander: 'harness/commands',
  fengari: 'src/lua',
  koffi: 'harness/conformance',
  'libxml2-wasm': 'src/body-processors',
  picocolors: 'harness/reporters',
  testcontainers: 'harness/backends',
  undici: 'harness/workshop',
  vitest: 'harness/vitest',
  yaml: 'harness/scenario',
  zod: 'harness/scenario',
}

/** A second folder that imports a package, with its reason. */
const SECOND_IMPORTERS: Readonly<Record<string, string>> = {
  'testcontainers ← harness/face': 'a WAF in a container has its words and its started container',
  'yaml ← harness/conformance': "the CRS's overrides are YAML, and no scenarios",
  'zod ← harness/conformance': 'a saved finding is checked when it is read again',
  'zod ← harness/divergences': 'the list is a file that people write, and has a schema as scenarios have',
}

const root = path.dirname(import.meta.dirname)

const filesOf = (folder: string): readonly string[] =>
  readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap(entry => {
    const file = `${folder}/${entry.name}`
    if (entry.isDirectory()) return filesOf(file)
    return /(?<!\.test|\.d)\.ts$/.test(file) ? [file] : []
  })

/** The row that a file belongs to: the longest that it lies in; `src` and `harness` hold their own files only. */
const folderOf = (file: string): string => {
  const folder = path.posix.dirname(file)
  const holds = (row: string): boolean =>
    row === file || row === folder || (row.includes('/') && folder.startsWith(`${row}/`))
  const [longest = folder] = ROWS.flat()
    .filter(holds)
    .sort((one, other) => other.length - one.length)
  return longest
}

/** `harness/scenario` for packages, where the folders of the test bench are told apart. */
const innerFolderOf = (file: string): string => path.posix.dirname(file).split('/').slice(0, 2).join('/')

/** What a file imports or re-exports, types too. */
const importsOf = (text: string): readonly string[] =>
  [
    ...text.matchAll(
      /^(?:import|export)\s[^;'"]*?\sfrom\s+'([^']+)'|^import\s+'([^']+)'|\b(?:import|require)\(\s*'([^']+)'/gm,
    ),
  ].map(([, named, bare, called]) => named ?? bare ?? called ?? '')

const files = [...filesOf('src'), ...filesOf('harness')]
const imports = files.flatMap(file =>
  importsOf(readFileSync(path.join(root, file), 'utf8')).map(target => ({ file, target })),
)
const local = imports
  .filter(({ target }) => target.startsWith('.'))
  .map(({ file, target }) => ({ file, to: path.posix.join(path.posix.dirname(file), target) }))

describe('folders import what stands above them, types included', () => {
  const rowOf = (folder: string): number => ROWS.findIndex(row => row.includes(folder))
  const between = local
    .map(({ file, to }) => ({ file, target: to, from: folderOf(file), to: folderOf(to) }))
    .filter(({ from, to }) => from !== to)
  const breaches = between.filter(({ from, to }) => rowOf(to) >= rowOf(from))

  test('every folder has a row', () => {
    expect(files.map(folderOf).filter(folder => rowOf(folder) === -1)).toEqual([])
  })

  test('no row is stale', () => {
    const used = new Set(files.map(folderOf))
    expect(ROWS.flat().filter(folder => !used.has(folder))).toEqual([])
  })

  test('no import goes down or sideways', () => {
    const open = breaches.filter(({ from, to }) => EXCEPTIONS[`${from} → ${to}`] === undefined)
    expect(open.map(({ file, target, from, to }) => `${from} → ${to}: ${file} imports ${target}`)).toEqual([])
  })

  test('no exception is stale', () => {
    const used = new Set(breaches.map(({ from, to }) => `${from} → ${to}`))
    expect(Object.keys(EXCEPTIONS).filter(exception => !used.has(exception))).toEqual([])
  })
})

test('files import each other in a circle inside one folder only, types included', () => {
  const next = new Map(files.map(file => [file, local.filter(arrow => arrow.file === file).map(({ to }) => to)]))
  const reached = (from: string): ReadonlySet<string> => {
    const seen = new Set<string>()
    const open = [from]
    for (let file = open.pop(); file !== undefined; file = open.pop()) {
      for (const to of next.get(file) ?? []) {
        if (!seen.has(to)) open.push(to)
        seen.add(to)
      }
    }
    return seen
  }
  const all = new Map(files.map(file => [file, reached(file)]))
  const circled = files.flatMap(file =>
    [...(all.get(file) ?? [])]
      .filter(other => all.get(other)?.has(file) === true && path.dirname(other) !== path.dirname(file))
      .map(other => `${file} ↔ ${other}`),
  )
  expect(circled).toEqual([])
})

describe('a third-party package is imported by one folder', () => {
  const packages = imports
    .filter(({ target }) => !target.startsWith('.') && !target.startsWith('node:'))
    .map(({ file, target }) => ({ file, name: /^(?:@[^/]+\/)?[^/]+/.exec(target)?.[0] ?? target }))

  test('which the table names', () => {
    const breaches = packages.filter(({ file, name }) => {
      const folder = innerFolderOf(file)
      return PACKAGES[name] !== folder && SECOND_IMPORTERS[`${name} ← ${folder}`] === undefined
    })
    expect(breaches.map(({ file, name }) => `${file} imports ${name}`)).toEqual([])
  })

  test('no exception is stale', () => {
    const used = new Set(packages.map(({ file, name }) => `${name} ← ${innerFolderOf(file)}`))
    expect(Object.keys(SECOND_IMPORTERS).filter(exception => !used.has(exception))).toEqual([])
  })

  test('every dependency of the package has its folder', () => {
    const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'))
    const { dependencies, optionalDependencies, peerDependencies } = manifest
    const declared = Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })
    expect(declared.filter(name => PACKAGES[name] === undefined)).toEqual([])
  })
})
