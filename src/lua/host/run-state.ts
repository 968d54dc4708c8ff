import { raise } from '../vm/stack.ts'
import { type LuaState, lua, type Running } from '../vm/vm.ts'
import type { RunContext } from './host.ts'
import type { Meter } from './meter.ts'

/** Pushes the results of a wait when the script goes on; returns their count. */
export type PushResults = (L: LuaState) => number

/** One run of a script: what the libraries share. Only `run.ts` makes one. */
export type RunState = {
  readonly context: RunContext
  readonly meter: Meter
  readonly running: Running
  /** The JavaScript exception that ends the run; no `pcall` may hold it back. */
  failure: { readonly error: unknown } | undefined
  /** fengari has caught a JavaScript exception. When `failure` does not tell which, it was the virtual machine's own. */
  stumbled: boolean
  /** What the suspended script waits for. It resolves to the pushing of its results and never rejects. */
  waiting: Promise<PushResults> | undefined
  /** The results of the last wait, until the script takes them. */
  settled: PushResults | undefined
  /** The thread that runs the chunk or `main`: no coroutine in the script's eyes. */
  mainThread: LuaState | undefined
  /** The run has ended: what a wait brings after this is closed at once. */
  over: boolean
  /** To be closed when the run ends. */
  readonly open: Set<() => void>
}

/** Rethrows what ends the run, where Lua has just caught an error. */
export const passOnFailure = (run: RunState): void => {
  if (run.meter.reached !== undefined) throw run.meter.reached
  if (run.failure !== undefined) throw run.failure.error
  if (run.stumbled) throw new RangeError('the virtual machine could not go on')
}

/**
 * Suspends the script until a promise settles; to the script the call looks synchronous. fengari cannot suspend inside
 * a function that JavaScript called (a `gsub` replacement, a `sort` order): there it is a Lua error.
 */
export const suspend = (L: LuaState, run: RunState, wait: Promise<PushResults>): number => {
  if (!lua.lua_isyieldable(L)) {
    return raise(L, 'the emulator cannot wait for the network inside a function called by gsub, sort, load or require')
  }
  run.waiting = wait
  return lua.lua_yieldk(L, 0, 0, L1 => {
    const push = run.settled
    run.settled = undefined
    return push === undefined ? 0 : push(L1)
  })
}
