import * as libxml2 from 'libxml2-wasm'
import { type ByteString, fromText, toOctets } from '../bytes.ts'
import type { BodyContext, ProcessorOf } from '../transaction/parts.ts'
import type { BodyError, XmlDocument } from '../values.ts'

/** What an engine has of its own in an XML body. */
export type XmlReading = {
  /** What it says of a document that does not parse. */
  readonly failure: string
  /** The error that is. */
  readonly error: (failure: string, body: ByteString, context: BodyContext) => BodyError
}

/**
 * The document tree of an XML body. libxml2 compiled to WebAssembly parses it; it has no files and no network, so
 * external entities are empty whatever SecXmlExternalEntity says. Its own limits cap what entities may expand to.
 */
export const xml: ProcessorOf<XmlReading> =
  ({ failure, error }) =>
  (body, context) => {
    if (body === '') return { args: [] }
    const parsed = parse(toOctets(body), options)
    if (parsed instanceof libxml2.XmlParseError) return { args: [], error: error(failure, body, context) }
    return { args: [], xml: documentOf(parsed) }
  }

/** Errors in namespaces do not make a document malformed for ModSecurity, so errors are not to be reported. */
const options =
  libxml2.ParseOption.XML_PARSE_NOERROR |
  libxml2.ParseOption.XML_PARSE_NOWARNING |
  libxml2.ParseOption.XML_PARSE_NONET |
  libxml2.ParseOption.XML_PARSE_NO_XXE

const parse = (octets: Uint8Array, option: number): libxml2.XmlDocument | libxml2.XmlParseError => {
  try {
    return libxml2.XmlDocument.fromBuffer(octets, { option })
  } catch (error) {
    if (error instanceof libxml2.XmlParseError) return error
    throw error
  }
}

/**
 * mod_security2 looks whether the document is well formed with every piece that httpd hands it after the first, so it
 * finds a malformed document while reading if more than about 8,000 octets or several chunks came, unless only its end is
 * missing.
 */
export const foundInPieces: XmlReading['error'] = (failure, body, { chunkCount }) => {
  const found = (chunkCount > 1 || body.length > pieceOctets) && !isCutOff(body) ? 'streaming' : 'end'
  const message = `${found === 'streaming' ? 'XML parsing error' : 'XML parser error'}: XML: ${failure}`
  return { message, found, logged: message }
}

/** libmodsecurity has the whole body before it reads. */
export const foundInWhole: XmlReading['error'] = failure => ({
  message: `XML parsing error: XML: ${failure}`,
  found: 'streaming',
})

/** Octets of the buffer in which httpd reads from a socket. */
const pieceOctets = 8000

/** The first fatal error stands at the very end of the body. */
const isCutOff = (body: ByteString): boolean => {
  const parsed = parse(toOctets(body), libxml2.ParseOption.XML_PARSE_NONET | libxml2.ParseOption.XML_PARSE_NO_XXE)
  if (!(parsed instanceof libxml2.XmlParseError)) {
    parsed.dispose()
    return false
  }
  const first = parsed.details.find(detail => detail.level === fatalLevel)
  const lines = body.split('\n')
  return first !== undefined && first.line === lines.length && first.col > (lines.at(-1)?.length ?? 0)
}

const fatalLevel = 3

const documentOf = (parsed: libxml2.XmlDocument): XmlDocument => ({
  find: (xpath, namespaces) => {
    const found = evaluate(parsed, xpath, namespaces)
    return found?.map(node => ({ value: fromText(node.content), path: xpath }))
  },
  dispose: () => parsed.dispose(),
})

/** The nodes of an expression; none for one that gives a number or a text, undefined for one that is bad. */
const evaluate = (
  parsed: libxml2.XmlDocument,
  xpath: string,
  namespaces: Readonly<Record<string, string>>,
): readonly libxml2.XmlNode[] | undefined => {
  try {
    const found = parsed.eval(xpath, { ...namespaces })
    return Array.isArray(found) ? found : []
  } catch (error) {
    if (error instanceof libxml2.XmlError) return undefined
    throw error
  }
}
