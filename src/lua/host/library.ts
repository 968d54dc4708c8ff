import { pushModule } from '../standard/package.ts'
import { loadSource } from '../vm/chunk.ts'
import { luaString, prototypeOnTop, pushPrototype, setFields } from '../vm/objects.ts'
import { type LuaFunction, type LuaState, lauxlib, lua, type Prototype, withRunning } from '../vm/vm.ts'
import type { RunState } from './run-state.ts'

/** Something `require` finds. */
export type Library = {
  /** As `require` names it. */
  readonly name: string
  /** Pushes the module's value. */
  readonly push: (L: LuaState, run: RunState) => void
}

/**
 * A library written in Lua, in the syntax that both versions share. Its chunk gets one table, what `natives` made, and
 * returns the module. It is compiled once, at first use.
 */
export const luaLibrary = (
  name: string,
  source: string,
  natives: (run: RunState) => Readonly<Record<string, LuaFunction | Library>>,
): Library => {
  let prototype: Prototype | undefined
  return {
    name,
    push: (L, run) => {
      prototype ??= compile(name, source)
      pushPrototype(L, prototype)
      lua.lua_newtable(L)
      for (const [field, native] of Object.entries(natives(run))) {
        if (typeof native === 'function') setFields(L, { [field]: native })
        else {
          pushModule(L, run, native)
          lua.lua_setfield(L, -2, luaString(field))
        }
      }
      lua.lua_call(L, 1, 1)
    },
  }
}

const compile = (name: string, source: string): Prototype => {
  const L = lauxlib.luaL_newstate()
  return withRunning({ version: '5.3', allocate: () => undefined }, () => {
    const outcome = loadSource(L, source, `=${name}`, '5.3')
    if (!outcome.loaded) throw new Error(`the library ${name} does not compile: ${outcome.message}`)
    return prototypeOnTop(L)
  })
}
