import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type ByteString, fromOctets, fromText } from '../../../src/bytes.ts'
import { PACKAGE_ROOT } from '../../package-root.ts'

/** A published or observed case of a transformation or an operator; values are what the engine sees, in bytes. */
export type Vector = {
  /** `<file>#<place>`, the place counted from 1. */
  readonly id: string
  readonly kind: 'transformation' | 'operator'
  /** SecLang name, in any case. */
  readonly name: string
  readonly input: ByteString
  /** Of a transformation. */
  readonly output: ByteString
  /** Of an operator. */
  readonly argument: ByteString
  readonly matches: boolean
  readonly captures?: readonly ByteString[]
  /** Code page of the Unicode map that a transformation is given. */
  readonly codePage?: number
}

/** Variable of the environment that names the folder of the vectors. */
const FOLDER_VARIABLE = 'WAFRIG_CONFORMANCE'

/**
 * The folder with `secrules-language-tests` and `observed-2.9.7`: the one that WAFRIG_CONFORMANCE names, else
 * `shared/conformance` beside the checkout; else the reason why there is none.
 */
export const conformanceFolder = (
  named = process.env[FOLDER_VARIABLE],
): { readonly folder: string } | { readonly absent: string } => {
  const folder = named ?? resolve(PACKAGE_ROOT, '../shared/conformance')
  if (existsSync(join(folder, 'secrules-language-tests'))) return { folder }
  return {
    absent: `no conformance vectors in ${named ?? '../shared/conformance'}; name their folder in ${FOLDER_VARIABLE}`,
  }
}

/**
 * owasp-modsecurity/secrules-language-tests, one kind. Strings hold UTF-8 with literal `\xHH` and `\uHHHH` escapes
 * for bytes, which the suite's own runner decodes in inputs and outputs and leaves in parameters
 * (libmodsecurity test/unit/unit_test.cc).
 */
export const languageTests = (folder: string, kind: Vector['kind']): readonly Vector[] =>
  jsonFiles(join(folder, 'secrules-language-tests', `${kind}s`)).flatMap(({ file, rows }) =>
    rows.map((row, i) => ({
      id: `${file}#${i + 1}`,
      kind,
      name: text(row, 'name'),
      input: unescaped(fromText(text(row, 'input'))),
      output: unescaped(fromText(text(row, 'output'))),
      argument: fromText(text(row, 'param')),
      matches: row.ret === 1,
      ...(Array.isArray(row.re_groups) && { captures: row.re_groups.map(group => fromText(String(group))) }),
    })),
  )

/** What a running mod_security2 2.9.7 made of a value, without and with the Unicode map of code page 20127. */
export const observed = (folder: string): readonly Vector[] =>
  jsonFiles(join(folder, 'observed-2.9.7')).flatMap(({ file, rows }) =>
    rows.map((row, i) => ({
      id: `${file}#${i + 1}`,
      kind: 'transformation',
      name: text(row, 'name'),
      input: fromHex(text(row, 'input_hex')),
      output: fromHex(text(row, 'output_hex')),
      argument: '',
      matches: false,
      ...(file.includes('unicode-map-20127') && { codePage: 20127 }),
    })),
  )

type Row = Readonly<Record<string, unknown>>

const jsonFiles = (folder: string): readonly { readonly file: string; readonly rows: readonly Row[] }[] =>
  readdirSync(folder)
    .filter(file => file.endsWith('.json'))
    .sort()
    .map(file => {
      const rows: unknown = JSON.parse(readFileSync(join(folder, file), 'utf8'))
      return { file, rows: Array.isArray(rows) ? rows.filter(isRow) : [] }
    })

const isRow = (row: unknown): row is Row => typeof row === 'object' && row !== null

/** The string of a row's field; an absent one is empty. */
const text = (row: Row, field: string): string => {
  const value = row[field]
  return typeof value === 'string' ? value : ''
}

const fromHex = (digits: string): ByteString => fromOctets(Buffer.from(digits, 'hex'))

const unescaped = (value: ByteString): ByteString =>
  value.replace(/\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4}))/g, (_, byte?: string, code?: string) =>
    String.fromCharCode(Number.parseInt(byte ?? code ?? '', 16) & 0xff),
  )
