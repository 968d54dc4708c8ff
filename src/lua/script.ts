import type { ByteString } from '../bytes.ts'
import { PartError } from '../errors.ts'
import { loadSource, withoutHashLine } from './vm/chunk.ts'
import { prototypeOnTop } from './vm/objects.ts'
import type { LuaVersion } from './vm/version.ts'
import { lauxlib, type Prototype, withRunning } from './vm/vm.ts'

/** A script compiled once, to be run any number of times. */
export type CompiledScript = {
  /** The file's name as the rule gives it to Lua, which error messages shorten. */
  readonly file: string
  readonly version: LuaVersion
  /** Shared by all runs; it holds nothing of a state. */
  readonly prototype: Prototype
}

/**
 * Compiles a script file's text. Throws a PartError whose engine text is Lua's own message
 * (`FILE:1: '=' expected near 'y'`); the engine puts `ModSecurity: Failed to compile script FILE: ` before it.
 */
export const compileScript = (
  source: ByteString,
  file: string,
  options: { readonly luaVersion: LuaVersion },
): CompiledScript => {
  const version = options.luaVersion
  const L = lauxlib.luaL_newstate()
  return withRunning({ version, allocate: () => undefined }, () => {
    const outcome = loadSource(L, withoutHashLine(source), `@${file}`, version)
    if (!outcome.loaded) {
      throw new PartError('LUA_SYNTAX', `the script is no Lua ${version}: ${outcome.message}`, outcome.message)
    }
    return { file, version, prototype: prototypeOnTop(L) }
  })
}
