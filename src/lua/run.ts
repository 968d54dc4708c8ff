import type { ByteString } from '../bytes.ts'
import type { LuaHost, RunContext, ScriptAccess, ScriptOptions, ScriptResult } from './host/host.ts'
import type { Library } from './host/library.ts'
import { LimitReached, Meter, ProcessEnds } from './host/meter.ts'
import { type PushResults, passOnFailure, type RunState } from './host/run-state.ts'
import * as libraries from './luasocket/index.ts'
import { pushM } from './m.ts'
import type { CompiledScript } from './script.ts'
import { openStandard } from './standard/index.ts'
import { luaString, pushBytes, pushPrototype, setFields } from './vm/objects.ts'
import { bytesAt, cString, raiseBare } from './vm/stack.ts'
import { type LuaFunction, type LuaState, type LuaVersion, lauxlib, lua, type Running, withRunning } from './vm/vm.ts'

/**
 * Runs a script once in a state of its own: its top-level chunk, then its global `main`. Waits for the network are real,
 * everything else is synchronous. What ends badly is a result, not an exception.
 */
export const runScript = async (
  script: CompiledScript,
  host: LuaHost,
  options: ScriptOptions,
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

/** Instructions between two looks at the meter. */
const HOOK_EVERY = 1000

/** Slots of Lua's stack after which a recursion counts as endless; Lua 5.1 allows 20,000 calls. */
const STACK_SLOTS = 200_000

const DEFAULT_ACCESS: ScriptAccess = { network: 'loopback', hosts: {}, readableFiles: [], environment: {} }

const newRun = (version: LuaVersion, host: LuaHost, options: ScriptOptions): RunState => {
  const meter = new Meter(options.limits ?? {})
  const access = { ...DEFAULT_ACCESS, ...options.access }
  const context: RunContext = { host, version, dialect: options.dialect, access }
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

const finish = async (run: RunState, script: CompiledScript, options: ScriptOptions): Promise<ScriptResult> => {
  const L = withRunning(run.running, () => newState(run, options))
  const { dialect } = options
  const chunk = await onThread(run, L, co => {
    pushPrototype(co, script.prototype)
    return 0
  })
  // v2 goes on to call `main` whatever became of the chunk.
  if (!chunk.succeeded && dialect === 'v3') return { kind: 'error', message: chunk.message, where: 'before main' }
  const main = await onThread(run, L, co => {
    if (dialect === 'v3') setModsec(co)
    lua.lua_getglobal(co, luaString('main'))
    const argument = options.argument === undefined ? undefined : cString(options.argument)
    if (argument === undefined || (dialect === 'v3' && argument === '')) return 0
    pushBytes(co, argument)
    return 1
  })
  if (!main.succeeded) return { kind: 'error', message: main.message, where: 'main' }
  const value = main.value === undefined ? undefined : cString(main.value)
  return { kind: 'result', value: dialect === 'v3' && value === '' ? undefined : value }
}

type Ended =
  | { readonly succeeded: true; readonly value: ByteString | undefined }
  | { readonly succeeded: false; readonly message: ByteString }

/** Runs the function that `push` leaves on a new thread, with as many arguments as it says, through all its waits. */
const onThread = async (run: RunState, L: LuaState, push: (co: LuaState) => number): Promise<Ended> => {
  const resume = (co: LuaState, args: number): number => {
    try {
      return withRunning(run.running, () => lua.lua_resume(co, null, args))
    } finally {
      // fengari turns a JavaScript exception into a status, or stumbles over it.
      passOnFailure(run)
    }
  }
  const co = lua.lua_newthread(L)
  run.mainThread = co
  let status = resume(
    co,
    withRunning(run.running, () => push(co)),
  )
  while (status === lua.LUA_YIELD) {
    if (run.waiting === undefined) throw new Error('the script is suspended and waits for nothing')
    run.settled = await withinTime(run, run.waiting)
    run.waiting = undefined
    status = resume(co, 0)
  }
  return withRunning(run.running, () => {
    if (status !== lua.LUA_OK) return { succeeded: false, message: cString(bytesAt(co, -1) ?? '(null)') }
    return { succeeded: true, value: lua.lua_gettop(co) === 0 ? undefined : bytesAt(co, 1) }
  })
}

const withinTime = async (run: RunState, wait: Promise<PushResults>): Promise<PushResults> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<undefined>(resolve => {
    timer = setTimeout(() => resolve(undefined), run.meter.leftMs)
  })
  try {
    return (await Promise.race([wait, late])) ?? run.meter.outOfTime()
  } finally {
    clearTimeout(timer)
  }
}

const newState = (run: RunState, options: ScriptOptions): LuaState => {
  const L = lauxlib.luaL_newstate()
  captureFailures(L, run)
  lua.lua_sethook(L, L1 => checkIn(L1, run), lua.LUA_MASKCOUNT, HOOK_EVERY)
  openStandard(L, run, { library: name => libraryFor(options, name), source: name => options.modules?.[name] })
  pushM(L, run)
  lua.lua_setglobal(L, luaString('m'))
  for (const name of options.dialect === 'v2' ? ['__msr', '__rule'] : ['__transaction']) {
    lua.lua_pushlightuserdata(L, { name })
    lua.lua_setglobal(L, luaString(name))
  }
  return L
}

/**
 * fengari asks for this handler whenever it catches a JavaScript exception. It cannot call it when the virtual machine
 * itself threw, having no room on the stack; that it asked is then all there is to know.
 */
const captureFailures = (L: LuaState, run: RunState): void => {
  const capture: LuaFunction = L1 => {
    const error = lua.lua_touserdata(L1, 1)
    run.failure ??= { error }
    throw error
  }
  Object.defineProperty(L.l_G, 'atnativeerror', {
    get: () => {
      run.stumbled = true
      return capture
    },
  })
}

const checkIn = (L: LuaState, run: RunState): void => {
  run.meter.instructions(HOOK_EVERY)
  if (L.stack.length > STACK_SLOTS) {
    lauxlib.luaL_where(L, 0)
    raiseBare(L, `${bytesAt(L, -1) ?? ''}stack overflow`)
  }
}

const LIBRARIES: ReadonlyMap<string, Library> = new Map(
  Object.values(libraries).map(library => [library.name, library]),
)

const libraryFor = (options: ScriptOptions, name: string): Library | undefined =>
  options.luaSocket === 'missing' ? undefined : LIBRARIES.get(name)

/** v3 leaves the metatable that it made for nothing in a global (engine/lua.cc Lua::run). */
const setModsec = (L: LuaState): void => {
  lua.lua_createtable(L, 0, 1)
  setFields(L, { __name: 'luaL_msc' })
  lua.lua_setglobal(L, luaString('modsec'))
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
