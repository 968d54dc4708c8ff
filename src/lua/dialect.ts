import type { ByteString } from '../bytes.ts'
import type { RunState } from './host/run-state.ts'
import type { LuaVersion } from './vm/version.ts'
import type { LuaFunction, LuaState } from './vm/vm.ts'

/** What an engine gives its scripts, and what it makes of them. */
export type LuaDialect = {
  /** The Lua that the engine is linked with. */
  readonly version: LuaVersion
  /** Globals that hold pointers of the engine's own, of no use to a script. */
  readonly handles: readonly string[]
  readonly getvar: (run: RunState) => LuaFunction
  readonly getvars: (run: RunState) => LuaFunction
  /** What `m.setvar` returns once it has stored the value. */
  readonly setvarReturns: 'the value' | 'nothing'
  /** Whether `m.setvar` reads name and value as the action does: with macros, and a signed value counts. */
  readonly setvarReads: 'as in a rule' | 'as they are'
  /** A key as the names of entries show it. */
  readonly shownKey: (key: ByteString) => ByteString
  /** What an error of the top-level chunk does to the script. */
  readonly failedChunk: 'is passed over' | 'ends it'
  /** What is done to the state once the chunk has run. */
  readonly beforeMain: (L: LuaState) => void
  /** Whether `main` gets an argument that is empty. */
  readonly emptyArgument: 'given' | 'left out'
  /** What the empty string comes to when `main` returns it. */
  readonly emptyResult: 'match' | 'no match'
}
