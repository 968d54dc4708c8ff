import type * as libxml2 from 'libxml2-wasm'
import { type ByteString, fromText, toOctets } from '../bytes.ts'
import type { BodyContext, ProcessorOf } from '../transaction/parts.ts'
import { WorkerDeath } from '../transaction/worker-death.ts'
import type { BodyError, BodyResult, RequestArgument, XmlDocument } from '../values.ts'
import { withoutEntities, xmlArguments } from './xml-arguments.ts'
import { xmlBeginning } from './xml-beginning.ts'
import { inUtf8 } from './xml-encoding.ts'

/** What an engine has of its own in an XML body. */
export type XmlReading = {
  /** What it says of a document that does not parse; ` for ARGS` where it reads arguments. */
  readonly failure: string
  /** What becomes of a document that makes more arguments than may be; where they are left out, the process dies of one that is read for XML too. */
  readonly tooManyArguments: 'reported' | 'left-out'
  /** The error that is; `isBrokenSoFar` tells whether that shows before the parser knows that no more comes. */
  readonly error: (problem: string, body: ByteString, context: BodyContext, isBrokenSoFar: () => boolean) => BodyError
}

/**
 * The document tree of an XML body. libxml2 compiled to WebAssembly parses it; it has no files and no network, so
 * external entities are empty whatever SecXmlExternalEntity says. Its own limits cap what entities may expand to.
 * It is loaded with the first such body: a module that waits for WebAssembly cannot be had by `require`, nor can what imports it.
 */
export const xml: ProcessorOf<XmlReading> = reading => (body, context) =>
  body === '' ? { args: [] } : import('libxml2-wasm').then(library => read(library, reading, inUtf8(body), context))

type Library = typeof libxml2

const read = (library: Library, reading: XmlReading, body: ByteString, context: BodyContext): BodyResult => {
  const { xmlIntoArgs: mode, argumentsLimit, argumentsLeft, reads } = context
  const failed = (problem: string, args: readonly RequestArgument[], isBrokenSoFar: () => boolean): BodyResult => {
    const error = reading.error(problem, body, context, isBrokenSoFar)
    return { args: error.found === 'streaming' ? args : [], error }
  }
  const parsed = mode === 'OnlyArgs' ? undefined : parse(library, toOctets(body), [...QUIET, ...CLOSED])
  if (parsed instanceof library.XmlParseError) {
    const before = mode === 'On' ? argumentsInPieces(library, body, reads) : []
    const result = failed(`XML: ${reading.failure}.`, before, () => isBrokenSoFar(library, body))
    return result.error?.found === 'end' ? { ...result, ...recovered(library, body) } : result
  }
  const xml = parsed && { xml: documentOf(library, parsed) }
  if (mode === 'Off') return { args: [], ...xml }
  const ofEvents = withoutEntities(body)
  const args = argumentsOf(library, ofEvents)
  if (args === undefined) {
    xml?.xml.dispose()
    const before = argumentsBefore(library, ofEvents)
    return failed(`XML: ${reading.failure} for ARGS.`, before, () => isBrokenSoFar(library, ofEvents))
  }
  if (args.length <= argumentsLeft) return { args, ...xml }
  xml?.xml.dispose()
  if (reading.tooManyArguments === 'left-out') {
    if (mode === 'On') throw new WorkerDeath('an XML body makes more arguments than SecArgumentsLimit')
    return { args: args.slice(0, argumentsLeft) }
  }
  return failed(`More than ${argumentsLimit} ARGS (GET + XML)`, args.slice(0, argumentsLeft), () => reads.length > 1)
}

/** What the parser has of a broken document when it is told that no more comes: rules on the response see it (msc_xml.c, `xml_complete`). */
const recovered = (library: Library, body: ByteString): Pick<BodyResult, 'xml'> => {
  const parsed = parse(library, toOctets(body), [...QUIET, ...CLOSED, 'XML_PARSE_RECOVER'])
  if (parsed instanceof library.XmlParseError) return {}
  if (hasRoot(library, parsed)) return { xml: documentOf(library, parsed) }
  parsed.dispose()
  return {}
}

const hasRoot = ({ XmlError }: Library, parsed: libxml2.XmlDocument): boolean => {
  try {
    return parsed.root !== undefined
  } catch (error) {
    if (error instanceof XmlError) return false
    throw error
  }
}

/** The arguments of a document; undefined of what is none. It may be as deep as it likes. */
const argumentsOf = (library: Library, body: ByteString): readonly RequestArgument[] | undefined => {
  const parsed = parse(library, toOctets(body), [...QUIET, ...CLOSED, 'XML_PARSE_HUGE'])
  if (parsed instanceof library.XmlParseError) return undefined
  const args = xmlArguments(library, parsed.root)
  parsed.dispose()
  return args
}

/** The arguments of a broken document that come before its fault. */
const argumentsBefore = (library: Library, body: ByteString): readonly RequestArgument[] => {
  let found: readonly RequestArgument[] = []
  let [low, high] = [0, body.length]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    const { closed, isBroken, isInLast } = xmlBeginning(body.slice(0, middle))
    const args = isBroken ? undefined : closed === '' ? [] : argumentsOf(library, closed)
    if (args === undefined) high = middle - 1
    else {
      low = middle
      found = isInLast || closed.endsWith('<a/>') ? args.slice(0, -1) : args
    }
  }
  return found
}

/** Those of the pieces before the one in which the reader of the document has found its fault: the other comes after it. */
const argumentsInPieces = (
  library: Library,
  body: ByteString,
  reads: readonly number[],
): readonly RequestArgument[] => {
  let octets = 0
  let before = 0
  for (const [index, length] of reads.entries()) {
    before = index > 1 ? octets : 0
    octets += length
    if (index > 0 && isBrokenSoFar(library, body.slice(0, octets))) break
  }
  return before === 0 ? [] : argumentsBefore(library, withoutEntities(body.slice(0, before)))
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
export const foundInPieces: XmlReading['error'] = (problem, _, { reads }, isBrokenSoFar) => {
  const found = reads.length > 1 && isBrokenSoFar() ? 'streaming' : 'end'
  const message = `${found === 'streaming' ? 'XML parsing error' : 'XML parser error'}: ${problem}`
  return { message, found, logged: message }
}

/** libmodsecurity has the whole body before it reads. */
export const foundInWhole: XmlReading['error'] = problem => ({
  message: `XML parsing error: ${problem}`,
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

/** Each expression is evaluated once: dozens of rules ask for the same. */
const documentOf = (library: Library, parsed: libxml2.XmlDocument): XmlDocument => {
  const known = new Map<string, ReturnType<XmlDocument['find']>>()
  return {
    find: (xpath, namespaces) => {
      const asked = JSON.stringify([xpath, namespaces])
      if (!known.has(asked)) {
        const found = evaluate(library, parsed, xpath, namespaces)
        known.set(
          asked,
          found?.map(node => ({ value: fromText(node.content), path: xpath })),
        )
      }
      return known.get(asked)
    },
    dispose: () => parsed.dispose(),
  }
}

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
