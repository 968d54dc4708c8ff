import type { ByteString } from '../bytes.ts'
import type { Dialect } from '../dialects/dialect.ts'
import type { RuleSetDraft } from '../loading/draft.ts'
import type { LogicalLine } from '../seclang/lines.ts'
import type { Word } from '../seclang/words.ts'
import type { Transaction } from './transaction.ts'

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
  /** What becomes of a pattern with macros before it is compiled; as written when not given. */
  readonly patternsWithMacros?: 'escaped' | 'as-written' | undefined
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
  /** Only TX:0 is stored, higher numbers keep what an earlier match left (v2's detectSQLi and detectXSS). */
  readonly keepsOtherCaptures?: true
}

/**
 * An operator that could not do its work; v2 logs the lines (level 1, without metadata) and skips the rule. With
 * `counts` the lines are logged and the rule goes on as after no match (geoLookup without a database).
 */
export type Failure = { readonly failure: readonly ByteString[]; readonly counts?: 'no match' }

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

/** What a body processor needs to know besides the body. */
export type BodyContext = {
  readonly dialect: DialectName
  /** Characters that the name of a multipart part's header may have. */
  readonly partHeaderNames: Dialect['partHeaderNames']
  /** In how many chunks the body came; 1 when it was not chunked. */
  readonly chunkCount: number
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
  /** Multipart fields that are no files, those of a broken body too, which has no arguments. */
  readonly fields?: readonly RequestArgument[]
  /** Each raw header line of each part, keyed by the part's name. */
  readonly partHeaders?: readonly Entry[]
  readonly multipart?: MultipartFlags
  readonly xml?: XmlDocument
  /** An invalid `%` was seen (URLENCODED_ERROR). */
  readonly urlEncodedError?: boolean
  /**
   * REQBODY_ERROR with its REQBODY_ERROR_MSG. `streaming`: found while reading, phase 2 runs. `end`: found when
   * the body was complete, v2 answers 500 and skips phase 2 (seclang-semantics: issue 3315 of ModSecurity).
   * `logged` is the line v2's processor writes to the error log, without metadata, where it writes one. Found at
   * the end, v2 writes `message` once more when it answers 500.
   */
  readonly error?: { readonly message: ByteString; readonly found: 'streaming' | 'end'; readonly logged?: ByteString }
  /** Lines that v2 writes to the error log although nothing failed. */
  readonly notices?: readonly ByteString[]
  /** Octets that count for SecRequestBodyNoFilesLimit, where they are not the whole body (multipart). */
  readonly noFilesOctets?: number
  /** v2's MULTIPART_NAME and MULTIPART_FILENAME: of the last part that has one, even if reading stopped there. */
  readonly lastPartName?: ByteString
  readonly lastPartFileName?: ByteString
}

/** What `requestBodyProcessor` names: a pure function of the body. */
export type BodyProcessor = (body: ByteString, context: BodyContext) => BodyResult

/** What a target names: where its values come from. */
export type Variable = {
  /** Whether a selector (`ARGS:x`) is refused, allowed or required. */
  readonly selector: 'none' | 'optional' | 'required'
  /** The only dialect that has it, where the other refuses it. */
  readonly only?: DialectName
  /** A collection may be counted with `&`; a scalar may not. */
  readonly kind: 'scalar' | 'collection'
  /** The entries' keys are their full names (MATCHED_VARS). */
  readonly ownNames?: true
  /** All values, in the order the engine sees them. The same array as long as the transaction has not changed. */
  readonly entries: (tx: Transaction) => readonly Entry[]
  /** Values for a selector, where comparing keys without regard to case is not the way (XPath, environment). */
  readonly select?: (
    tx: Transaction,
    selector: ByteString,
    namespaces: Readonly<Record<string, string>>,
  ) => readonly Entry[]
}

/** What a rule does besides deciding; run per match, in the order written. May be asynchronous for scripts only. */
export type Effect = (tx: Transaction, match: EffectContext) => void | Promise<void>

/** What an effect may ask of the rule that runs it. */
export type EffectContext = { readonly ruleId: number | undefined }

/** v2's three groups of actions that replace each other, and the rest. */
export type ActionGroup = 'disruptive' | 'log' | 'auditlog' | 'none'

/** What a rule's action list is made of. */
export type Action = {
  readonly group: ActionGroup
  /** Whether a later use replaces an earlier one (`one`) or stands beside it. */
  readonly cardinality: 'one' | 'many'
  readonly parameter: 'none' | 'optional' | 'required'
  /** `t` alone takes a parameter that begins with + or -. */
  readonly signed?: boolean
  /** Kind of use that a chain element refuses. */
  readonly starterOnly?: 'disruptive' | 'metadata' | 'phase' | 'skip' | 'skipAfter'
  /** Checks the parameter and notes what it means in the draft; returns what to run per match, if anything. */
  readonly load: (parameter: Template, draft: RuleDraft, context: ActionContext) => Effect | undefined
}

/** What an action may ask of the loader. */
export type ActionContext = LoadContext & {
  readonly template: (text: ByteString) => Template
  /** A Lua script to run for its effects. Throws a PartError when it does not compile. */
  readonly script: (path: ByteString) => Effect
  /** Says by name that something is read and has no effect here. */
  readonly notice: (code: string, message: string) => void
}

/** What the actions of a rule have said so far; fields not said are absent. */
export type RuleDraft = {
  id?: ByteString
  phase?: number
  msg?: Template
  logdata?: Template
  rev?: ByteString
  ver?: ByteString
  severity?: number
  maturity?: ByteString
  accuracy?: ByteString
  /** The disruptive action said last; `block` leaves it alone. */
  intercept?: Intercept
  status?: number
  pauseMs?: Template
  chain?: boolean
  skip?: number
  skipAfter?: ByteString
  log?: boolean
  auditLog?: boolean
  capture?: boolean
  multiMatch?: boolean
  xmlNamespaces?: Record<string, string>
}

/** What an intercepting rule does to the transaction. */
export type Intercept =
  | { readonly action: 'pass' | 'deny' | 'drop' | 'pause' }
  | { readonly action: 'allow'; readonly scope: 'all' | 'phase' | 'request' }
  | { readonly action: 'redirect' | 'proxy'; readonly to: Template }

/** What a configuration line does: run once, in order, when the configuration is read. */
export type Directive = {
  /** Fewest and most words; more than one line's worth may be `Infinity`. */
  readonly words: readonly [fewest: number, most: number]
  /** httpd's text for a wrong number of words, without the directive's name. */
  readonly usage: string
  readonly load: (words: readonly Word[], draft: RuleSetDraft, line: LogicalLine) => void
}
