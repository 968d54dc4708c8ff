import path from 'node:path'
import { setVariable } from '../actions/set-variable.ts'
import { type ByteString, equalsIgnoringCase } from '../bytes.ts'
import { PartError, retold } from '../errors.ts'
import type { LuaHost, Resolved } from '../lua/host/host.ts'
import type { ScriptLimits } from '../lua/limits.ts'
import { runScript, type ScriptRunOptions } from '../lua/run.ts'
import { type CompiledScript, compileScript } from '../lua/script.ts'
import type { LuaVersion } from '../lua/vm/version.ts'
import type { LogicalLine } from '../seclang/lines.ts'
import type { Dialect } from '../transaction/dialect.ts'
import type { Effect } from '../transaction/parts.ts'
import type { ScriptOutcome, ScriptRunner } from '../transaction/script.ts'
import type { Transaction } from '../transaction/transaction.ts'
import { WorkerDeath } from '../transaction/worker-death.ts'
import { uploadAt } from '../variables/uploads.ts'
import type { FileTree } from './file-tree.ts'
import { template } from './template.ts'

/** What Lua scripts may load and use. */
export type ScriptOptions = Omit<ScriptRunOptions, 'dialect' | 'argument' | 'limits'>

/** A script that rules name, as text. */
export type ReadScript = { readonly file: string; readonly source: ByteString }

/** What the loader needs of Lua: scripts compiled once, run per transaction. */
export type ScriptHost = {
  /** The scripts read so far. */
  readonly scripts: () => readonly ReadScript[]
  readonly runner: (file: string, line: LogicalLine) => ScriptRunner
  /** Of a file as `exec` names it: relative names lie in the folder in which the server works. */
  readonly effect: (name: string, line: LogicalLine) => Effect
}

/** Compiles and runs the scripts of one rule set. */
export const scriptHost = (
  tree: FileTree,
  { lua }: Pick<Dialect, 'lua'>,
  { workingFolder, ...options }: ScriptOptions & { readonly limits: ScriptLimits; readonly workingFolder: string },
): ScriptHost => {
  const compiled = new Map<string, CompiledScript>()
  const scripts: ReadScript[] = []
  const load = (file: string, name = file): CompiledScript => {
    const known = compiled.get(file)
    if (known !== undefined) return known
    const source = tree.read(file)
    if (source === undefined) {
      const reason = `cannot open ${name}: No such file or directory`
      throw new PartError(
        'NO_FILE',
        name === file ? `there is no script "${file}"` : `there is no script "${name}"; exec wants the whole path`,
        `ModSecurity: Failed to compile script ${name}: ${reason}`,
      )
    }
    const script = compile(source, file, lua.version)
    compiled.set(file, script)
    scripts.push({ file, source })
    return script
  }
  const run = async (
    script: CompiledScript,
    tx: Transaction,
    argument: ByteString | undefined,
  ): Promise<ScriptOutcome> => {
    const given = argument === undefined ? {} : { argument }
    let death: WorkerDeath | undefined
    const host = hostFor(tx, script, met => {
      death = met
    })
    const result = await runScript(script, host, { ...options, ...given, dialect: lua })
    if (death !== undefined) throw death
    if (result.kind !== 'result') return { kind: 'failed', lines: [`Lua: Script execution failed: ${result.message}`] }
    return result.value === undefined ? { kind: 'nothing' } : { kind: 'value', value: result.value }
  }
  return {
    scripts: () => scripts,
    runner: file => {
      const script = load(file)
      return { path: file, run: (tx, argument) => run(script, tx, argument) }
    },
    effect: name => {
      const script = load(path.posix.resolve(workingFolder, name), name)
      return async tx => {
        const outcome = await run(script, tx, undefined)
        if (outcome.kind === 'failed') for (const line of outcome.lines) tx.message(1, line)
      }
    },
  }
}

const compile = (source: ByteString, file: string, luaVersion: LuaVersion): CompiledScript =>
  retold(
    () => compileScript(source, file, { luaVersion }),
    ({ engineText }) => ({ engineText: `ModSecurity: Failed to compile script ${file}: ${engineText}`, at: undefined }),
  )

/** `dies` is told of what the process dies of, which Lua itself would take for an error of the script. */
const hostFor = (tx: Transaction, script: CompiledScript, dies: (death: WorkerDeath) => void): LuaHost => {
  const watched = <Value>(work: () => Value): Value => {
    try {
      return work()
    } catch (error) {
      if (error instanceof WorkerDeath) dies(error)
      throw error
    }
  }
  const trace = tx.observer.lua
  return {
    resolve: (name, key) => watched(() => resolve(tx, name, key)),
    transformation: name => {
      const transformation = tx.dialect.transformations.registry.find(name)
      return transformation && (value => transformation.apply(value, tx.settings.unicodeMap))
    },
    setvar: (name, value) =>
      watched(() => {
        const asInRule = tx.dialect.lua.setvarReads === 'as in a rule'
        const read = (text: ByteString): ByteString =>
          asInRule ? template(text, tx.dialect.variables.registry).expand(tx) : text
        const whole = read(name)
        const collection = tx.collection(whole.replace(/^!/, '').split('.')[0] ?? '')
        setVariable(tx, whole, { value: read(value), relative: asInRule && /^[+-]/.test(value) })
        return collection !== undefined
      }),
    fileAt: path => uploadAt(tx, path),
    log: (level, text) => tx.message(level, text),
    wallMs: tx.start.wallMs,
    ...(trace === undefined ? {} : { trace: call => trace({ script: script.file, call }, tx) }),
  }
}

const resolve = (tx: Transaction, name: ByteString, key: ByteString | undefined): Resolved => {
  const variable = tx.dialect.variables.registry.find(name)
  if (variable === undefined) return { problem: 'unknown-variable' }
  const canonical = name.toUpperCase()
  if (key === undefined) {
    if (variable.selector === 'required' && variable.isNamed !== true) return { problem: 'missing-parameter' }
    const named = variable.entries(tx).map(({ key: own, value }) => ({
      name: variable.ownNames === true ? (own ?? '') : scriptName(tx, canonical, own),
      value,
    }))
    return { entries: named }
  }
  if (variable.selector === 'none') return { problem: 'unexpected-parameter' }
  const entries =
    variable.select?.(tx, key, {}) ?? variable.entries(tx).filter(entry => equalsIgnoringCase(entry.key ?? '', key))
  return { entries: entries.map(({ key: own, value }) => ({ name: scriptName(tx, canonical, own), value })) }
}

/** The name that a script sees. */
const scriptName = (tx: Transaction, variable: string, key: ByteString | undefined): ByteString =>
  key === undefined ? variable : `${variable}:${tx.dialect.lua.shownKey(key)}`
