import type { ByteString } from './bytes.ts'

/** One value of a variable; `key` is the part after the colon of its full name (`ARGS:key`). */
export type Entry = { readonly key: ByteString | undefined; readonly value: ByteString }

/** `code page → replacement byte` of SecUnicodeMapFile; index is the code unit, -1 where unmapped. */
export type UnicodeMap = Int16Array

/** A request argument with where it came from, as v2 keeps it. */
export type RequestArgument = {
  readonly name: ByteString
  readonly value: ByteString
  readonly origin: 'QUERY_STRING' | 'BODY' | 'JSON' | 'XML'
}

/** A multipart part that has a file name. */
export type UploadedFile = {
  /** Name of the form field. */
  readonly field: ByteString
  /** File name as the client sent it. */
  readonly fileName: ByteString
  readonly contentType: ByteString | undefined
  readonly content: ByteString
  /** What the engine keeps of it in a file: SecUploadFileLimit may come in between. */
  readonly stored: ByteString | undefined
  /** Its place among the parts of the body, from 1. */
  readonly part: number
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

/**
 * REQBODY_ERROR with its REQBODY_ERROR_MSG. `streaming`: found while reading, phase 2 runs. `end`: found when the body was
 * complete, mod_security2 answers 500 and skips phase 2 (issue 3315 of ModSecurity). `logged` is the line that its
 * processor writes to the error log, without metadata, where it writes one. Found at the end, it writes `message` once
 * more when it answers 500.
 */
export type BodyError = {
  readonly message: ByteString
  readonly found: 'streaming' | 'end'
  readonly logged?: ByteString
}

/** What a body processor found. Fields that the processor does not have are absent. */
export type BodyResult = {
  readonly args: readonly RequestArgument[]
  readonly files?: readonly UploadedFile[]
  /** Multipart fields that are no files, those of a broken body too, which has no arguments. */
  readonly fields?: readonly RequestArgument[]
  /** Each raw header line of each part, keyed by the part's name. */
  readonly partHeaders?: readonly Entry[]
  readonly multipart?: MultipartFlags
  readonly xml?: XmlDocument
  /** An invalid `%` was seen (URLENCODED_ERROR). */
  readonly urlEncodedError?: boolean
  readonly error?: BodyError
  /** Lines that v2 writes to the error log although nothing failed. */
  readonly notices?: readonly ByteString[]
  /** Octets that count for SecRequestBodyNoFilesLimit, where they are not the whole body (multipart). */
  readonly noFilesOctets?: number
  /** v2's MULTIPART_NAME and MULTIPART_FILENAME: of the last part that has one, even if reading stopped there. */
  readonly lastPartName?: ByteString
  readonly lastPartFileName?: ByteString
}

/** What `t:` names: one record with all that the engine needs to know of it. */
export type Transformation = {
  /** One octet: a value that has none of those stays as it is. Absent where any value may change. */
  readonly touches?: RegExp
  /** Only urlDecodeUni looks at the map. */
  readonly apply: (value: ByteString, unicodeMap?: UnicodeMap) => ByteString
  /**
   * Whether the engine says that it changed a value; with `multiMatch` that decides whether the operator looks again.
   * Where a transformation has nothing of its own to say: the output differs.
   */
  readonly saysChanged?: (before: ByteString, after: ByteString) => boolean
  /** It shortens a value where it stands and puts no NUL at its new end (re_tfns.c, 2.9.13). */
  readonly leavesRest?: true
  /** It reads on over the end of the value, into what a step that `leavesRest` left there (re_tfns.c, 2.9.13). */
  readonly readsRest?: true
}
