/** What one run of a script may use. */
export type ScriptLimits = {
  /** Instructions of the virtual machine; eight steps of a pattern match count as one. */
  readonly instructions: number
  /** From start to end, waiting included. */
  readonly wallTimeMs: number
  /** Octets of all strings made in the run, whether still alive or not. */
  readonly memoryBytes: number
  /** Longest single string that a library function may make. */
  readonly stringBytes: number
  /** All sleeps together (`socket.sleep`). */
  readonly sleepMs: number
}

/** The limits of a run that names none. Two of LuaSocket's timeouts (60 s each) fit into the time. */
export const SCRIPT_LIMITS: ScriptLimits = {
  instructions: 20_000_000,
  wallTimeMs: 150_000,
  memoryBytes: 512 * 1024 * 1024,
  stringBytes: 64 * 1024 * 1024,
  sleepMs: 10_000,
}
