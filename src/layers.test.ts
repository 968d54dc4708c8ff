import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'

/**
 * Who may import whom at run time: each folder may import those of the rows above its own. Imports of types are free,
 * and so are tests. `src` stands for the files in src/ itself.
 */
const ROWS: readonly (readonly string[])[] = [
  ['src'],
  ['src/http', 'src/seclang', 'src/regex', 'src/libinjection', 'src/transformations', 'src/variables'],
  ['src/operators', 'src/body-processors', 'src/lua', 'src/actions', 'src/directives'],
  ['src/engine'],
  ['src/logging'],
  ['src/scoring', 'src/gateway.ts'],
  ['harness'],
]

/** Imports inside a row, each with its reason. */
const INSIDE_A_ROW: Readonly<Record<string, string>> = {
  'src/variables → src/http': 'REQUEST_BASENAME and REQUEST_URI are made of what http/ takes a URI apart into',
}

/** The one folder that imports a third-party package. */
const PACKAGES: Readonly<Record<string, string>> = {
  commander: 'harness/commands',
  fengari: 'src/lua',
  koffi: 'harness/conformance',
  'libxml2-wasm': 'src/body-processors',
  picocolors: 'harness/reporters',
  testcontainers: 'harness/backends',
  undici: 'harness',
  vitest: 'harness/vitest',
  yaml: 'harness/scenario',
  zod: 'harness/scenario',
}

/** A second folder that imports a package, with its reason. */
const SECOND_IMPORTERS: Readonly<Record<string, string>> = {
  'yaml ← harness/conformance': "the CRS's overrides are YAML, and no scenarios",
  'zod ← harness/fuzz': 'a saved finding is checked when it is read again',
}

const root = path.dirname(import.meta.dirname)

const filesOf = (folder: string): readonly string[] =>
  readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap(entry => {
    const file = `${folder}/${entry.name}`
    if (entry.isDirectory()) return filesOf(file)
    return /(?<!\.test|\.d)\.ts$/.test(file) ? [file] : []
  })

const folderOf = (file: string): string => {
  if (file.startsWith('harness/')) return 'harness'
  const [, second = '', third] = file.split('/')
  if (third !== undefined) return `src/${second}`
  return second === 'gateway.ts' ? 'src/gateway.ts' : 'src'
}

/** `harness/scenario` for packages, where the folders of the test bench are told apart. */
const innerFolderOf = (file: string): string => {
  const folder = path.posix.dirname(file).split('/').slice(0, 2).join('/')
  return folder
}

/** What a file imports or re-exports at run time. */
const importsOf = (text: string): readonly string[] => {
  const statements = text.matchAll(/^(?:import|export)\s+(?!type\s)([^;'"]*?)\s*from\s+'([^']+)'/gm)
  const named = [...statements].filter(([, what = '']) => !importsTypesOnly(what)).map(([, , from = '']) => from)
  const others = text.matchAll(/^import\s+'([^']+)'|\b(?:import|require)\(\s*'([^']+)'\s*\)/gm)
  return [...named, ...[...others].map(([, bare, called]) => bare ?? called ?? '')]
}

const importsTypesOnly = (what: string): boolean => {
  const names = /^\{([^}]*)\}$/.exec(what)?.[1]?.split(',') ?? []
  return names.length > 0 && names.every(name => /^\s*(?:type\s|$)/.test(name))
}

const files = [...filesOf('src'), ...filesOf('harness')]
const imports = files.flatMap(file =>
  importsOf(readFileSync(path.join(root, file), 'utf8')).map(target => ({ file, target })),
)

describe('folders import what stands above them', () => {
  const rowOf = (folder: string): number => ROWS.findIndex(row => row.includes(folder))
  const local = imports
    .filter(({ target }) => target.startsWith('.'))
    .map(({ file, target }) => ({
      file,
      from: folderOf(file),
      to: folderOf(path.posix.join(path.posix.dirname(file), target)),
    }))
    .filter(({ from, to }) => from !== to)

  test('every folder has a row', () => {
    expect(files.map(folderOf).filter(folder => rowOf(folder) === -1)).toEqual([])
  })

  test('no import goes down or sideways', () => {
    const breaches = local.filter(
      ({ from, to }) => rowOf(to) >= rowOf(from) && INSIDE_A_ROW[`${from} → ${to}`] === undefined,
    )
    expect(breaches.map(({ file, to }) => `${file} imports ${to}`)).toEqual([])
  })

  test('no exception is stale', () => {
    const used = new Set(local.map(({ from, to }) => `${from} → ${to}`))
    expect(Object.keys(INSIDE_A_ROW).filter(exception => !used.has(exception))).toEqual([])
  })
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
    const { dependencies, optionalDependencies } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'))
    const declared = Object.keys({ ...dependencies, ...optionalDependencies })
    expect(declared.filter(name => PACKAGES[name] === undefined)).toEqual([])
  })
})
