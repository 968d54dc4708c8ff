import type { ByteString } from '../../bytes.ts'
import type { DialectName } from '../../transaction/parts.ts'
import type { LuaVersion } from '../vm/vm.ts'
import type { ScriptLimits } from './meter.ts'

/** One value a script gets from `m.getvar` or `m.getvars`. */
export type LuaEntry = {
  /** The full name, `ARGS:arg`; for a variable without a key the name as the script asked for it. */
  readonly name: ByteString
  readonly value: ByteString
}

/**
 * What a variable's name came to. `crash`: the real engine's process dies of it (v2: ENV without a key; v3: a name it
 * does not know), so the client gets no answer.
 */
export type Resolved =
  | { readonly entries: readonly LuaEntry[] }
  | { readonly problem: 'unknown-variable' | 'missing-parameter' | 'unexpected-parameter' | 'crash' }

/** What the engine provides to a script. */
export type LuaHost = {
  /**
   * The values of a variable now. `m` has split the name (v2: at the first dot; v3: at the first dot, else the first
   * colon), dropped a leading `&` or `!` and turned `HTTP_X` into REQUEST_HEADERS with key `X`. Names and keys ignore case.
   */
  readonly resolve: (name: ByteString, key: ByteString | undefined) => Resolved
  /** A transformation by name; it is called with the value alone, so SecUnicodeMapFile's map must be bound to it. */
  readonly transformation: (name: ByteString) => ((value: ByteString) => ByteString) | undefined
  /** Runs the action `setvar` with these two, macros and all; true if the collection exists. Logs its own failure. */
  readonly setvar: (name: ByteString, value: ByteString) => boolean
  /** A line of `m.log` or of `m` itself. v2: levels up to 3 reach the error log; v3: the debug log only. */
  readonly log: (level: number, text: ByteString) => void
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
  /** Names besides `localhost` and their addresses, as in /etc/hosts, in lower case. */
  readonly hosts: Readonly<Record<string, string>>
  /** Files that `io.open` may read, and directories (ending in `/`) whose files it may read. */
  readonly readableFiles: readonly string[]
  /** What `os.getenv` sees. */
  readonly environment: Readonly<Record<string, ByteString>>
}

/** How to run a script. */
export type ScriptOptions = {
  readonly dialect: DialectName
  /** `@inspectFile`'s value: `main` gets it as its only argument. */
  readonly argument?: ByteString
  /** Is Debian's lua-socket there? When missing, `require` fails with the real engine's text. */
  readonly luaSocket?: 'installed' | 'missing'
  /** Further modules for `require`: name to Lua source. */
  readonly modules?: Readonly<Record<string, ByteString>>
  readonly access?: Partial<ScriptAccess>
  readonly limits?: Partial<ScriptLimits>
}

/** How a run ended. */
export type ScriptResult =
  /** `lua_tostring` of the first value of `main`; undefined is no match. On v3 the empty string is no match too. */
  | { readonly kind: 'result'; readonly value: ByteString | undefined }
  /**
   * A Lua error. `message` follows `Lua: Script execution failed: ` in v2's log, `(null)` for an error that is no
   * string. `where` is v3's distinction; v2 ignores errors of the top-level chunk.
   */
  | { readonly kind: 'error'; readonly message: ByteString; readonly where: 'main' | 'before main' }
  /** A limit was reached: the real engine would have gone on. */
  | { readonly kind: 'limit'; readonly limit: keyof ScriptLimits; readonly message: ByteString }
  /** The real engine's process ends here and the client gets an empty reply. */
  | { readonly kind: 'crash'; readonly message: ByteString }

/** What a library gets besides the Lua state. */
export type RunContext = {
  readonly host: LuaHost
  readonly version: LuaVersion
  readonly dialect: DialectName
  readonly access: ScriptAccess
}
