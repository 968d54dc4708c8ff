import type { ByteString } from './bytes.ts'
import type { Transaction } from './engine/transaction.ts'

/** Which engine is emulated: `v2` is mod_security2 on Apache, `v3` is libmodsecurity on nginx. */
export type DialectName = 'v2' | 'v3'

/** Text of a rule file that may hold macros (`%{tx.a}`), split once at load. */
export type Template = {
  /** As written in the rule file, after unquoting. */
  readonly text: ByteString
  readonly hasMacros: boolean
  /** The text with its macros resolved now; `text` itself when it has none. */
  readonly expand: (tx: Transaction) => ByteString
}

/** What a part may ask of its surroundings while a rule is loaded. */
export type LoadContext = {
  readonly dialect: DialectName
  /** The configuration file that holds the rule. */
  readonly file: string
  /** Reads a file named by a rule, relative to the directory of `file`. Throws a PartError when it cannot. */
  readonly readFile: (path: ByteString) => ByteString
}

/** `code page → replacement byte` of SecUnicodeMapFile; index is the code unit, -1 where unmapped. */
export type UnicodeMap = Int16Array

/** What `t:` names. Only urlDecodeUni looks at the map. */
export type Transformation = (value: ByteString, unicodeMap?: UnicodeMap) => ByteString

/** An operator's yes. */
export type Hit = {
  /**
   * The phrase that v2's error log prints, whole, e.g. `Pattern match "x" at ARGS:a.`; `name` is the entry's full
   * name. Called only when somebody reads the log.
   */
  readonly reason: (name: ByteString) => ByteString
  /** What `capture` stores in TX:0, TX:1, …; a group that took no part is the empty string. */
  readonly captures?: readonly ByteString[]
}

/** An operator that could not do its work; v2 logs the lines (level 1, without metadata) and skips the rule. */
export type Failure = { readonly failure: readonly ByteString[] }

/** An operator bound to its argument, run per value. */
export type Test = (value: ByteString, tx: Transaction) => Hit | Failure | undefined

/** What `@` names: run once at load with the argument; throws a PartError for a bad one. */
export type Operator = (argument: Template, context: LoadContext) => Test

/** One value of a variable; `key` is the part after the colon of its full name (`ARGS:key`). */
export type Entry = { readonly key: ByteString | undefined; readonly value: ByteString }

/** A request argument with where it came from, as v2 keeps it. */
export type RequestArgument = {
  readonly name: ByteString
  readonly value: ByteString
  readonly origin: 'QUERY_STRING' | 'BODY' | 'JSON'
}

/** A multipart part that has a file name. */
export type UploadedFile = {
  /** Name of the form field. */
  readonly field: ByteString
  /** File name as the client sent it. */
  readonly fileName: ByteString
  readonly contentType: ByteString | undefined
  readonly content: ByteString
}

/** v2's MULTIPART_* flags, by the variable's name without its `MULTIPART_` prefix. */
export type MultipartFlags = Readonly<
  Record<
    | 'BOUNDARY_QUOTED'
    | 'BOUNDARY_WHITESPACE'
    | 'DATA_BEFORE'
    | 'DATA_AFTER'
    | 'HEADER_FOLDING'
    | 'INVALID_HEADER_FOLDING'
    | 'LF_LINE'
    | 'CRLF_LINE'
    | 'CRLF_LF_LINES'
    | 'MISSING_SEMICOLON'
    | 'INVALID_PART'
    | 'INVALID_QUOTING'
    | 'FILE_LIMIT_EXCEEDED'
    | 'UNMATCHED_BOUNDARY'
    | 'STRICT_ERROR',
    boolean
  >
>

/** A parsed XML body. Free it with `dispose` when the transaction ends. */
export type XmlDocument = {
  /** Text content of each node an XPath expression finds; undefined when the expression is bad. */
  readonly find: (
    xpath: string,
    namespaces: Readonly<Record<string, string>>,
  ) => readonly { readonly value: ByteString; readonly path: string }[] | undefined
  readonly dispose: () => void
}

/** What a body processor needs to know besides the body. */
export type BodyContext = {
  readonly dialect: DialectName
  /** The request's Content-Type header, if any. */
  readonly contentType: ByteString | undefined
  /** How many more arguments may be added (SecArgumentsLimit less those of the query string). */
  readonly argumentsLeft: number
  readonly argumentSeparator: ByteString
  readonly jsonDepthLimit: number
  readonly uploadFileLimit: number
  readonly xmlExternalEntity: boolean
}

/** What a body processor found. Fields that the processor does not have are absent. */
export type BodyResult = {
  readonly args: readonly RequestArgument[]
  readonly files?: readonly UploadedFile[]
  /** Each raw header line of each part, keyed by the part's name. */
  readonly partHeaders?: readonly Entry[]
  readonly multipart?: MultipartFlags
  readonly xml?: XmlDocument
  /** An invalid `%` was seen (URLENCODED_ERROR). */
  readonly urlEncodedError?: boolean
  /**
   * REQBODY_ERROR with its REQBODY_ERROR_MSG. `streaming`: found while reading, phase 2 runs. `end`: found when
   * the body was complete, v2 answers 500 and skips phase 2 (seclang-semantics: issue 3315 of ModSecurity).
   * `logged` is the line v2 writes to the error log, without metadata, where it writes one.
   */
  readonly error?: { readonly message: ByteString; readonly found: 'streaming' | 'end'; readonly logged?: ByteString }
}

/** What `requestBodyProcessor` names: a pure function of the body. */
export type BodyProcessor = (body: ByteString, context: BodyContext) => BodyResult
