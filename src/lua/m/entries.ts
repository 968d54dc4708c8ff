import type { LuaEntry } from '../host/host.ts'
import { setFields } from '../vm/objects.ts'
import { type LuaState, lua } from '../vm/vm.ts'

/** Pushes what `m.getvars` returns: a list of tables with `name` and `value`. */
export const pushEntries = (L: LuaState, entries: readonly LuaEntry[]): number => {
  lua.lua_createtable(L, entries.length, 0)
  entries.forEach((entry, index) => {
    lua.lua_createtable(L, 0, 2)
    setFields(L, { name: entry.name, value: entry.value })
    lua.lua_rawseti(L, -2, index + 1)
  })
  return 1
}
