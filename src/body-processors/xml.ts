import type * as libxml2 from 'libxml2-wasm'
import { type ByteString, fromText, toOctets } from '../bytes.ts'
import type { BodyContext, ProcessorOf } from '../transaction/parts.ts'
import type { BodyError, BodyResult, XmlDocument } from '../values.ts'
import { xmlBeginning } from './xml-beginning.ts'

/** What an engine has of its own in an XML body. */
export type XmlReading = {
  /** What it says of a document that does not parse. */
  readonly failure: string
  /** The error that is; `isBrokenSoFar` tells whether that shows before the parser knows that no more comes. */
  readonly error: (failure: string, body: ByteString, context: BodyContext, isBrokenSoFar: () => boolean) => BodyError
}

/**
 * The document tree of an XML body. libxml2 compiled to WebAssembly parses it; it has no files and no network, so
 * external entities are empty whatever SecXmlExternalEntity says. Its own limits cap what entities may expand to.
 * It is loaded with the first such body: a module that waits for WebAssembly cannot be had by `require`, nor can what imports it.
 */
export const xml: ProcessorOf<XmlReading> = reading => (body, context) =>
  body === '' ? { args: [] } : import('libxml2-wasm').then(library => read(library, reading, body, context))

type Library = typeof libxml2

const read = (library: Library, { failure, error }: XmlReading, body: ByteString, context: BodyContext): BodyResult => {
  const parsed = parse(library, toOctets(body), [...QUIET, ...CLOSED])
  if (parsed instanceof library.XmlParseError) {
    return { args: [], error: error(failure, body, context, () => isBrokenSoFar(library, body)) }
  }
  return { args: [], xml: documentOf(library, parsed) }
}

type ParseOption = keyof typeof libxml2.ParseOption

/** Errors in namespaces do not make a document malformed for ModSecurity, so errors are not to be reported. */
const QUIET: readonly ParseOption[] = ['XML_PARSE_NOERROR', 'XML_PARSE_NOWARNING']

/** Nothing but the document itself is read. */
const CLOSED: readonly ParseOption[] = ['XML_PARSE_NONET', 'XML_PARSE_NO_XXE']

const parse = (
  { ParseOption, XmlDocument, XmlParseError }: Library,
  octets: Uint8Array,
  options: readonly ParseOption[],
): libxml2.XmlDocument | libxml2.XmlParseError => {
  const option = options.reduce((all, name) => all | ParseOption[name], 0)
  try {
    return XmlDocument.fromBuffer(octets, { option })
  } catch (error) {
    if (error instanceof XmlParseError) return error
    throw error
  }
}

/**
 * mod_security2 looks whether the document is well formed with every piece that httpd hands it after the first, and once more
 * when it has been told that no more comes.
 */
export const foundInPieces: XmlReading['error'] = (failure, _, { reads }, isBrokenSoFar) => {
  const found = reads.length > 1 && isBrokenSoFar() ? 'streaming' : 'end'
  const message = `${found === 'streaming' ? 'XML parsing error' : 'XML parser error'}: XML: ${failure}`
  return { message, found, logged: message }
}

/** libmodsecurity has the whole body before it reads. */
export const foundInWhole: XmlReading['error'] = failure => ({
  message: `XML parsing error: XML: ${failure}`,
  found: 'streaming',
})

const isBrokenSoFar = (library: Library, body: ByteString): boolean => {
  const { closed, isBroken } = xmlBeginning(body)
  if (isBroken || closed === '') return isBroken
  const parsed = parse(library, toOctets(closed), [...QUIET, ...CLOSED])
  if (parsed instanceof library.XmlParseError) return true
  parsed.dispose()
  return false
}

const documentOf = (library: Library, parsed: libxml2.XmlDocument): XmlDocument => ({
  find: (xpath, namespaces) => {
    const found = evaluate(library, parsed, xpath, namespaces)
    return found?.map(node => ({ value: fromText(node.content), path: xpath }))
  },
  dispose: () => parsed.dispose(),
})

/** The nodes of an expression; none for one that gives a number or a text, undefined for one that is bad. */
const evaluate = (
  { XmlError }: Library,
  parsed: libxml2.XmlDocument,
  xpath: string,
  namespaces: Readonly<Record<string, string>>,
): readonly libxml2.XmlNode[] | undefined => {
  try {
    const found = parsed.eval(xpath, { ...namespaces })
    return Array.isArray(found) ? found : []
  } catch (error) {
    if (error instanceof XmlError) return undefined
    throw error
  }
}
