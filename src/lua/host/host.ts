import type { ByteString } from '../../bytes.ts'
import type { LuaVersion } from '../vm/version.ts'

/** One value a script gets from `m.getvar` or `m.getvars`. */
export type LuaEntry = {
  /** The full name, `ARGS:arg`; for a variable without a key the name as the script asked for it. */
  readonly name: ByteString
  readonly value: ByteString
}

/** What a variable's name came to. */
export type Resolved =
  | { readonly entries: readonly LuaEntry[] }
  | { readonly problem: 'unknown-variable' | 'missing-parameter' | 'unexpected-parameter' }

/** A transformation as a script has it applied. */
export type Transform = (value: ByteString) => ByteString

/** What the engine provides to a script. */
export type LuaHost = {
  /**
   * The values of a variable now. `m` has split the name as its engine does and turned mod_security2's `HTTP_X` into
   * REQUEST_HEADERS with key `X`. Names and keys ignore case.
   */
  readonly resolve: (name: ByteString, key: ByteString | undefined) => Resolved
  /** A transformation by name, SecUnicodeMapFile's map bound to it. */
  readonly transformation: (name: ByteString) => Transform | undefined
  /** Runs the action `setvar` with these two; true if the collection exists. Logs its own failure. */
  readonly setvar: (name: ByteString, value: ByteString) => boolean
  /** What the engine has in a file for this request, by its path: uploads. */
  readonly fileAt?: (path: ByteString) => ByteString | undefined
  /** A line of `m.log` or of `m` itself. mod_security2's error log gets levels up to 3; libmodsecurity's none. */
  readonly log: (level: number, text: ByteString) => void
  /** The time of day, in ms since the epoch. */
  readonly wallMs: () => number
  /** What the script printed: Apache's standard output, or its error log for `io.stderr`. */
  readonly print?: (stream: 'stdout' | 'stderr', text: ByteString) => void
  /** Told of everything the script did outside its own state. */
  readonly trace?: (call: LuaCall) => void
}

/** One thing a script did outside its own state. */
export type LuaCall =
  | {
      readonly call: 'getvar'
      readonly name: ByteString
      readonly transformations: readonly ByteString[]
      readonly value: ByteString | undefined
    }
  | {
      readonly call: 'getvars'
      readonly name: ByteString
      readonly transformations: readonly ByteString[]
      readonly entries: readonly LuaEntry[]
    }
  | { readonly call: 'setvar'; readonly name: ByteString; readonly value: ByteString; readonly stored: boolean }
  | { readonly call: 'log'; readonly level: number; readonly text: ByteString }
  | { readonly call: 'require'; readonly name: ByteString; readonly found: boolean }
  | {
      /** A connection, told when it ends: every octet that crossed it. */
      readonly call: 'connection'
      readonly host: ByteString
      readonly port: number
      readonly sent: ByteString
      readonly received: ByteString
      /** The last failure the script was told (`timeout`, `connection refused`, …), else `closed`. */
      readonly outcome: ByteString
      readonly elapsedMs: number
    }
  | { readonly call: 'http'; readonly method: ByteString; readonly url: ByteString; readonly outcome: HttpOutcome }
  | { readonly call: 'refused'; readonly what: ByteString }

/** What `http.request` returned. Code 200 without a status line is what LuaSocket makes of an answer that is not HTTP. */
export type HttpOutcome =
  | { readonly code: number; readonly status: ByteString | undefined }
  | { readonly failure: ByteString }

/** What a script may reach outside its own state. Nothing by default but loopback. */
export type ScriptAccess = {
  readonly network: 'none' | 'loopback' | 'any'
  /** Names besides `localhost` and their addresses, as in /etc/hosts, in lower case; these addresses may be reached. */
  readonly hosts: Readonly<Record<string, string>>
  /** Files that the WAF itself is made of, by their paths in it; `io.open` may read them. */
  readonly fileOf: (path: string) => ByteString | undefined
  /** Files of this machine that `io.open` may read, and directories (ending in `/`) whose files it may read. */
  readonly readableFiles: readonly string[]
  /** What `os.getenv` sees. */
  readonly environment: Readonly<Record<string, ByteString>>
}

/** What a library gets besides the Lua state. */
export type RunContext = {
  readonly host: LuaHost
  readonly version: LuaVersion
  readonly access: ScriptAccess
}
