import type { ByteString } from '../bytes.ts'
import type { LuaDialect } from './dialect.ts'
import type { LuaHost, RunContext, ScriptAccess } from './host/host.ts'
import { LimitReached, Meter, ProcessEnds } from './host/meter.ts'
import type { RunState } from './host/run-state.ts'
import { SCRIPT_LIMITS, type ScriptLimits } from './limits.ts'
import type { CompiledScript } from './script.ts'
import { type Loadable, newState } from './state.ts'
import { onThread } from './thread.ts'
import { luaString, pushBytes, pushPrototype } from './vm/objects.ts'
import { cString } from './vm/stack.ts'
import type { LuaVersion } from './vm/version.ts'
import { lua, type Running, withRunning } from './vm/vm.ts'

/** How to run a script. */
export type ScriptRunOptions = Loadable & {
  readonly dialect: LuaDialect
  /** `@inspectFile`'s value: `main` gets it as its only argument. */
  readonly argument?: ByteString
  readonly access?: Partial<ScriptAccess>
  /** Those that are not said are `SCRIPT_LIMITS`. */
  readonly limits?: Partial<ScriptLimits>
}

/** How a run ended. */
export type ScriptResult =
  /** `lua_tostring` of the first value of `main`; undefined is no match. */
  | { readonly kind: 'result'; readonly value: ByteString | undefined }
  /**
   * A Lua error. `message` follows `Lua: Script execution failed: ` in mod_security2's log, `(null)` for an error that
   * is no string. `where` is libmodsecurity's distinction.
   */
  | { readonly kind: 'error'; readonly message: ByteString; readonly where: 'main' | 'before main' }
  /** A limit was reached: the real engine would have gone on. */
  | { readonly kind: 'limit'; readonly limit: keyof ScriptLimits; readonly message: ByteString }
  /** The real engine's process ends here and the client gets an empty reply. */
  | { readonly kind: 'crash'; readonly message: ByteString }

/**
 * Runs a script once in a state of its own: its top-level chunk, then its global `main`. Waits for the network are real,
 * everything else is synchronous. What ends badly is a result, not an exception.
 */
export const runScript = async (
  script: CompiledScript,
  host: LuaHost,
  options: ScriptRunOptions,
): Promise<ScriptResult> => {
  const run = newRun(script.version, host, options)
  try {
    return await finish(run, script, options)
  } catch (error) {
    return endOf(error)
  } finally {
    run.over = true
    for (const close of [...run.open]) close()
  }
}

const DEFAULT_ACCESS: ScriptAccess = {
  network: 'loopback',
  hosts: {},
  fileOf: () => undefined,
  readableFiles: [],
  environment: {},
}

const newRun = (version: LuaVersion, host: LuaHost, options: ScriptRunOptions): RunState => {
  const meter = new Meter({ ...SCRIPT_LIMITS, ...options.limits })
  const access = { ...DEFAULT_ACCESS, ...options.access }
  const context: RunContext = { host, version, access }
  const running: Running = { version, allocate: bytes => meter.allocate(bytes) }
  return {
    context,
    meter,
    running,
    failure: undefined,
    stumbled: false,
    waiting: undefined,
    settled: undefined,
    mainThread: undefined,
    over: false,
    open: new Set(),
  }
}

const finish = async (run: RunState, script: CompiledScript, options: ScriptRunOptions): Promise<ScriptResult> => {
  const { dialect } = options
  const L = withRunning(run.running, () => newState(run, dialect, options))
  const chunk = await onThread(run, L, co => {
    pushPrototype(co, script.prototype)
    return 0
  })
  if (!chunk.succeeded && dialect.failedChunk === 'ends it') {
    return { kind: 'error', message: chunk.message, where: 'before main' }
  }
  const main = await onThread(run, L, co => {
    dialect.beforeMain(co)
    lua.lua_getglobal(co, luaString('main'))
    const argument = options.argument === undefined ? undefined : cString(options.argument)
    if (argument === undefined || (argument === '' && dialect.emptyArgument === 'left out')) return 0
    pushBytes(co, argument)
    return 1
  })
  if (!main.succeeded) return { kind: 'error', message: main.message, where: 'main' }
  const value = main.value === undefined ? undefined : cString(main.value)
  return { kind: 'result', value: value === '' && dialect.emptyResult === 'no match' ? undefined : value }
}

const endOf = (error: unknown): ScriptResult => {
  if (error instanceof LimitReached) return { kind: 'limit', limit: error.limit, message: error.message }
  if (error instanceof ProcessEnds) return { kind: 'crash', message: error.message }
  if (error instanceof RangeError) {
    return {
      kind: 'limit',
      limit: 'memoryBytes',
      message: `the script exhausted JavaScript's memory: ${error.message}`,
    }
  }
  throw error
}
