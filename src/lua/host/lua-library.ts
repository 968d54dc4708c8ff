import { readFileSync } from 'node:fs'
import { fromOctets } from '../../bytes.ts'
import { loadSource } from '../vm/chunk.ts'
import { luaString, prototypeOnTop, pushPrototype, setFields } from '../vm/objects.ts'
import { type LuaFunction, lauxlib, lua, type Prototype, withRunning } from '../vm/vm.ts'
import { type Library, pushModule } from './library.ts'
import type { RunState } from './run-state.ts'

/** A library written in Lua, in the syntax that both versions share. */
export type LuaText = {
  readonly name: string
  readonly from: Library['from']
  /** The file of its text, a chunk that gets one table, what `natives` made, and returns the module. */
  readonly file: URL
  readonly natives: (run: RunState) => Readonly<Record<string, LuaFunction | Library>>
}

/** The library of a text, which is read and compiled once, at first use. */
export const luaLibrary = ({ name, from, file, natives }: LuaText): Library => {
  let prototype: Prototype | undefined
  return {
    name,
    from,
    push: (L, run) => {
      prototype ??= compileLibrary(name, file)
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

/** What the text in a file comes to; one that does not compile is a fault of ours. */
export const compileLibrary = (name: string, file: URL): Prototype => {
  const L = lauxlib.luaL_newstate()
  return withRunning({ version: '5.3', allocate: () => undefined }, () => {
    const outcome = loadSource(L, fromOctets(readFileSync(file)), `=${name}`, '5.3')
    if (!outcome.loaded) throw new Error(`the library ${name} does not compile: ${outcome.message}`)
    return prototypeOnTop(L)
  })
}
