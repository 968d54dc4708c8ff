import type { ByteString } from '../../bytes.ts'
import {
  internals,
  type LuaFunction,
  type LuaState,
  lauxlib,
  lua,
  type Prototype,
  type TValue,
  withRunning,
} from './vm.ts'

// A state is made for every run of a script, so what fills it works on fengari's objects where its functions are slow.

const { defs, lfunc, lobject, lstring, ltable } = internals
const { LUA_TLNGSTR, LUA_TLCF, LUA_TLCL, LUA_TNUMFLT, LUA_TTABLE } = defs.constant_types

/** A byte string as octets of their own, which is what fengari takes for a Lua string. */
export const luaString = (value: ByteString): Uint8Array => {
  const octets = Buffer.from(value, 'latin1')
  return new Uint8Array(octets.buffer, octets.byteOffset, octets.length)
}

/** Pushes a byte string, without the copy of lua_pushstring. */
export const pushBytes = (L: LuaState, value: ByteString): void => {
  const string = lstring.luaS_bless(L, luaString(value))
  Object.assign(string, { key: `|${value}` })
  lobject.pushsvalue2s(L, string)
}

/** Sets fields of the table on top of the stack. */
export const setFields = (L: LuaState, fields: Readonly<Record<string, LuaFunction | ByteString | number>>): void => {
  const table = tableOnTop(L)
  for (const name in fields) {
    const field = fields[name]
    if (field !== undefined) ltable.luaH_setfrom(L, table, keyOf(L, name), tvalueOf(L, field))
  }
}

/** Pushes a new table with the functions of one of fengari's libraries, which hold nothing of a state. */
export const pushStock = (L: LuaState, open: LuaFunction): void => {
  lua.lua_newtable(L)
  addStock(L, open)
}

/** The same into the table on top of the stack. Tables inside, such as `_G` itself, are left out. */
export const addStock = (L: LuaState, open: LuaFunction): void => {
  const table = tableOnTop(L)
  let entries = stock.get(open)
  if (entries === undefined) {
    entries = stockOf(open)
    stock.set(open, entries)
  }
  for (const [key, value] of entries) ltable.luaH_setfrom(L, table, key, value)
}

/** What the Lua function on top of the stack was compiled to; no state is in it, and every state can run it. */
export const prototypeOnTop = (L: LuaState): Prototype => {
  const closure = L.stack[L.top - 1]?.value
  if (!(closure instanceof lobject.LClosure)) throw new Error('no Lua function on top of the stack')
  return closure.p
}

/** Pushes a main function with the state's globals as its environment. */
export const pushPrototype = (L: LuaState, prototype: Prototype): void => {
  lua.lua_pushnil(L)
  const closure = new lobject.LClosure(L, prototype.upvalues.length)
  closure.p = prototype
  lfunc.luaF_initupvals(L, closure)
  L.stack[L.top - 1] = new lobject.TValue(LUA_TLCL, closure)
  if (prototype.upvalues.length === 0) return
  lua.lua_getglobal(L, luaString('_G'))
  lua.lua_setupvalue(L, -2, 1)
}

const stock = new Map<LuaFunction, readonly (readonly [TValue, TValue])[]>()

const stockOf = (open: LuaFunction): (readonly [TValue, TValue])[] =>
  withRunning({ version: '5.3', allocate: () => undefined }, () => {
    const L = lauxlib.luaL_newstate()
    lauxlib.luaL_requiref(L, luaString('stock'), open, 0)
    const entries: (readonly [TValue, TValue])[] = []
    for (let entry = tableOnTop(L).f; entry !== undefined; entry = entry.n) {
      if (entry.value.type !== LUA_TTABLE) entries.push([entry.key, entry.value])
    }
    return entries
  })

const tableOnTop = (L: LuaState): InstanceType<typeof ltable.Table> => {
  const table = L.stack[L.top - 1]?.value
  if (!(table instanceof ltable.Table)) throw new Error('no table on top of the stack')
  return table
}

/** Keys of fields, made once: a string object holds nothing of a state. */
const keys = new Map<string, TValue>()

const keyOf = (L: LuaState, name: string): TValue => {
  const known = keys.get(name)
  if (known !== undefined) return known
  const key = new lobject.TValue(LUA_TLNGSTR, lstring.luaS_bless(L, luaString(name)))
  keys.set(name, key)
  return key
}

const tvalueOf = (L: LuaState, field: LuaFunction | ByteString | number): TValue => {
  if (typeof field === 'function') return new lobject.TValue(LUA_TLCF, field)
  if (typeof field === 'number') return new lobject.TValue(LUA_TNUMFLT, field)
  return new lobject.TValue(LUA_TLNGSTR, lstring.luaS_bless(L, luaString(field)))
}
