import type { ByteString } from '../bytes.ts'
import type { LuaCall, LuaHost, Resolved, Transform } from './host/host.ts'
import { MOD_SECURITY2 } from './m/mod-security2.ts'
import { runScript, type ScriptResult, type ScriptRunOptions } from './run.ts'
import { compileScript } from './script.ts'
import type { LuaVersion } from './vm/version.ts'

/** What a test's script did, all of it. */
export type Observed = {
  readonly result: ScriptResult
  readonly calls: readonly LuaCall[]
  /** `[level, text]` of each line of `m.log` and of `m` itself. */
  readonly log: readonly (readonly [number, ByteString])[]
  readonly printed: ByteString
  readonly variables: ReadonlyMap<ByteString, ByteString>
}

/** How a test runs a script; the rest of the options as `runScript` takes them. */
export type Setting = Partial<ScriptRunOptions> & {
  readonly luaVersion?: LuaVersion
  readonly file?: string
  readonly resolve?: (name: ByteString, key: ByteString | undefined) => Resolved
  readonly transformations?: Readonly<Record<string, Transform>>
}

/** Compiles and runs a whole script against a host that remembers. `tx.` is the only collection that can be set. */
export const observe = async (source: ByteString, setting: Setting = {}): Promise<Observed> => {
  const { luaVersion = '5.1', file = 'test.lua', resolve, transformations = {}, ...options } = setting
  const calls: LuaCall[] = []
  const log: [number, ByteString][] = []
  const variables = new Map<ByteString, ByteString>()
  let printed = ''
  const host: LuaHost = {
    resolve: resolve ?? (() => ({ problem: 'unknown-variable' })),
    transformation: name => transformations[name],
    setvar: (name, value) => {
      if (!/^tx\./i.test(name)) return false
      variables.set(name, value)
      return true
    },
    log: (level, text) => log.push([level, text]),
    wallMs: Date.now,
    print: (_, text) => {
      printed += text
    },
    trace: call => calls.push(call),
  }
  const script = compileScript(source, file, { luaVersion })
  const result = await runScript(script, host, { dialect: MOD_SECURITY2, ...options })
  return { result, calls, log, printed, variables }
}

/** The same for the body of `main`. */
export const observeMain = (body: ByteString, setting: Setting = {}): Promise<Observed> =>
  observe(`function main(...) ${body}\nend`, setting)
