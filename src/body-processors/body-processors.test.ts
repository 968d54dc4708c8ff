import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { ByteString } from '../bytes.ts'
import { DIALECTS } from '../dialects/index.ts'
import type { DialectName } from '../dialects/names.ts'
import { escapeLogKeepingQuotes } from '../log-escape.ts'
import { bodyReads } from '../servers/httpd/body-reads.ts'
import type { BodyContext, BodyProcessor } from '../transaction/parts.ts'
import type { BodyResult } from '../values.ts'

/** Text; long runs of one character are written as the character and its count. */
type Text = string | readonly (string | readonly [string, number])[]
type Pairs = readonly (readonly [string, Text])[]

/** What Debian 12's mod_security2 2.9.7 made of a body: recorded, never computed. */
type Observed = {
  readonly name: string
  readonly contentType: Text
  readonly body: Text
  readonly error?: NonNullable<BodyResult['error']>
  /** How many lines the error log got besides alerts. */
  readonly loggedLines?: number
  readonly args?: Pairs
  readonly files?: Pairs
  readonly sizes?: Pairs
  readonly contents?: Pairs
  readonly partHeaders?: Pairs
  readonly flags?: readonly string[]
  readonly lastPartName?: string
  readonly lastPartFileName?: string
  readonly urlEncodedError?: boolean
  readonly xml?: { readonly root: readonly Text[]; readonly attributes: readonly string[] }
}

const observed: readonly Observed[] = JSON.parse(readFileSync(new URL('observed-2.9.7.json', import.meta.url), 'utf8'))

const written = (text: Text): ByteString =>
  typeof text === 'string' ? text : text.map(run => (typeof run === 'string' ? run : run[0].repeat(run[1]))).join('')

const read =
  (dialect: DialectName, kind: string) =>
  async (...given: Parameters<BodyProcessor>): Promise<BodyResult> => {
    const processor = DIALECTS[dialect].bodies.processors.get(kind)
    if (processor === undefined) throw new Error(`no processor ${kind}`)
    return processor(...given)
  }

const context: BodyContext = {
  reads: [],
  contentType: undefined,
  argumentsLeft: 20,
  argumentsLimit: 20,
  tooManyArguments: 'reported',
  argumentSeparator: '&',
  jsonDepthLimit: 30,
  uploadFileLimit: 4,
  xmlExternalEntity: false,
  xmlIntoArgs: 'Off',
}

const seen = async (
  kind: string,
  contentType: ByteString,
  body: ByteString,
): Promise<Omit<Observed, 'name' | 'contentType' | 'body'>> => {
  const result = await read('v2.9.7', kind.toUpperCase())(body, { ...context, contentType })
  const pairs = (list: readonly (readonly [string | undefined, string])[]): Pairs =>
    list.map(([key, value]) => [escapeLogKeepingQuotes(key ?? ''), value])
  const filled = (key: string, list: Pairs) => (list.length > 0 ? { [key]: list } : {})
  const { error, files = [], partHeaders = [], multipart, lastPartName, lastPartFileName } = result
  const lines = (result.notices?.length ?? 0) + (error?.logged === undefined ? 0 : 1) + (error?.found === 'end' ? 1 : 0)
  const found = (xpath: string) => result.xml?.find(xpath, {})?.map(node => node.value) ?? []
  const xml = { root: found('/*'), attributes: found('//@*') }
  result.xml?.dispose()
  return {
    ...(error && { error: { message: error.message, found: error.found } }),
    ...(lines > 0 && { loggedLines: lines }),
    ...filled('args', pairs(result.args.map(({ name, value }) => [name, value]))),
    ...filled('files', pairs(files.map(file => [file.field, file.fileName]))),
    ...filled('sizes', pairs(files.map(file => [file.field, String(file.content.length)]))),
    ...filled('contents', pairs(files.slice(0, 4).map(file => [file.field, file.content]))),
    ...filled('partHeaders', pairs(partHeaders.map(({ key, value }) => [key, value]))),
    ...(multipart && {
      flags: Object.entries(multipart)
        .flatMap(([flag, isSet]) => (isSet ? [flag] : []))
        .sort(),
    }),
    ...(lastPartName !== undefined && { lastPartName }),
    ...(lastPartFileName !== undefined && { lastPartFileName }),
    ...(result.urlEncodedError && { urlEncodedError: true }),
    ...(kind === 'xml' && error?.found !== 'end' && { xml }),
  }
}

const expected = ({ name: _, contentType: __, body: ___, ...row }: Observed): Record<string, unknown> => {
  const plain = (pairs: Pairs | undefined) => pairs?.map(([key, value]) => [key, written(value)])
  const { args, partHeaders, contents, xml, ...rest } = row
  return {
    ...rest,
    ...(args && { args: plain(args) }),
    ...(partHeaders && { partHeaders: plain(partHeaders) }),
    ...(contents && { contents: plain(contents) }),
    ...(xml && { xml: { ...xml, root: xml.root.map(written) } }),
  }
}

test.each(observed.map(row => [row.name, row] as const))('%s is read as mod_security2 reads it', async (name, row) => {
  const kind = name.slice(0, name.indexOf(':'))
  expect(await seen(kind, written(row.contentType), written(row.body))).toEqual(expected(row))
})

const rows = (count: number): string => `<b>${'x'.repeat(93)}</b>`.repeat(count)

test.each([
  ['an error near the start', `<a><c></d>${rows(200)}</a>`, 'streaming'],
  ['an error near the end', `<a>${rows(200)}<c></d></a>`, 'streaming'],
  ['a missing end', `<a>${rows(200)}`, 'end'],
  ['an error in a short document', `<a><c></d>${rows(60)}</a>`, 'end'],
] as const)('XML of 2.9.7 finds %s of a long document (%#)', async (_, body, found) => {
  const reads = bodyReads(100, 100 + body.length)
  expect((await read('v2.9.7', 'XML')(body, { ...context, reads })).error?.found).toBe(found)
})

// As mod_security2 2.9.13 answered with libxml2 2.15, where Debian 12's libxml2 2.9 does otherwise.
test.each([
  ['one octet behind the document', ['<a/>', 'x'], 'streaming'],
  ['a declaration inside an element', ['<a>', '<!x></a>'], 'streaming'],
  ['a byte order mark on its own', ['\xef\xbb\xbf', '<a/>'], undefined],
] as const)('XML of 2.9.13 in pieces: %s (%#)', async (_, pieces, found) => {
  const reads = pieces.map(({ length }) => length)
  expect((await read('v2', 'XML')(pieces.join(''), { ...context, reads })).error?.found).toBe(found)
})

test.each([
  ['{"b":{"d":[1,{"e":true},null]}}', ['json.b.d.array_0=1', 'json.b.d.array_1.e=true', 'json.b.d.array_2=']],
  ['[{"a":1},[2]]', ['json.array_0.a=1', 'json.array_1.array_0=2']],
  ['1', ['json=1']],
  ['{"":1}', ['json.empty-key=1']],
])('v3 names the arguments of %s', async (body, names) => {
  const { args } = await read('v3', 'JSON')(body, context)
  expect(args.map(({ name, value }) => `${name}=${value}`)).toEqual(names)
})

test('v3 goes on to phase 2 with a JSON body that is cut off', async () => {
  const { error } = await read('v3', 'JSON')('{"a":', context)
  expect(error).toEqual({ message: 'JSON parsing error: parse error: premature EOF\n', found: 'streaming' })
})

test.each([
  ['v2', 'XML parser error: XML: Failed to parse document.'],
  ['v2.9.7', 'XML parser error: XML: Failed parsing document.'],
  ['v3', 'XML parsing error: XML: Failed to parse document.'],
  ['v3.0.14', 'XML parsing error: XML: Failed parsing document.'],
] as const)('%s says of XML that does not parse: %s', async (dialect, message) => {
  expect((await read(dialect, 'XML')('<a>', context)).error?.message).toBe(message)
})

test('XPath finds nodes by a namespace that the rule declares', async () => {
  const { xml } = await read('v2', 'XML')('<x:a xmlns:x="urn:u"><x:b>t</x:b></x:a>', context)
  expect(xml?.find('//p:b', { p: 'urn:u' })?.map(node => node.value)).toEqual(['t'])
  expect(xml?.find('count(//*)', {})).toEqual([])
  xml?.dispose()
})
