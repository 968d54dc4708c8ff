// What src/lua uses of fengari 0.1.5, which ships no types. Lua strings are Uint8Array throughout.

declare module 'fengari' {
  export type LuaString = Uint8Array
  export type LuaState = {
    readonly l_G: object
    allowhook: number
    status: number
    readonly top: number
    readonly stack: {
      [index: number]: { readonly type: number; readonly value: unknown } | undefined
      readonly length: number
    }
  }
  export type LuaFunction = (L: LuaState) => number
  export type Continuation = (L: LuaState, status: number, context: number) => number
  export type Debug = { readonly currentline: number; readonly short_src: LuaString; readonly source: LuaString }

  export const lua: {
    readonly LUA_OK: 0
    readonly LUA_YIELD: 1
    readonly LUA_MULTRET: -1
    readonly LUA_REGISTRYINDEX: number
    readonly LUA_MASKCOUNT: number
    readonly LUA_TNONE: -1
    readonly LUA_TNIL: number
    readonly LUA_TBOOLEAN: number
    readonly LUA_TLIGHTUSERDATA: number
    readonly LUA_TNUMBER: number
    readonly LUA_TSTRING: number
    readonly LUA_TTABLE: number
    readonly LUA_TFUNCTION: number
    readonly LUA_TUSERDATA: number
    readonly LUA_TTHREAD: number
    readonly lua_Debug: new () => Debug
    lua_absindex(L: LuaState, index: number): number
    lua_call(L: LuaState, args: number, results: number): void
    lua_callk(L: LuaState, args: number, results: number, context: number, k: Continuation): void
    lua_checkstack(L: LuaState, slots: number): boolean
    lua_createtable(L: LuaState, array: number, fields: number): void
    lua_dump(
      L: LuaState,
      writer: (L: LuaState, p: Uint8Array, size: number, ud: unknown) => number,
      ud: unknown,
      strip: boolean,
    ): number
    lua_error(L: LuaState): never
    lua_getfield(L: LuaState, index: number, key: LuaString): number
    lua_getglobal(L: LuaState, name: LuaString): number
    lua_getinfo(L: LuaState, what: LuaString, ar: Debug): number
    lua_getmetatable(L: LuaState, index: number): boolean
    lua_getstack(L: LuaState, level: number, ar: Debug): number
    lua_gettable(L: LuaState, index: number): number
    lua_gettop(L: LuaState): number
    lua_getupvalue(L: LuaState, index: number, n: number): LuaString | null
    lua_insert(L: LuaState, index: number): void
    lua_iscfunction(L: LuaState, index: number): boolean
    lua_isinteger(L: LuaState, index: number): boolean
    lua_isyieldable(L: LuaState): boolean
    lua_load(
      L: LuaState,
      reader: (L: LuaState, data: unknown) => Uint8Array | null,
      data: unknown,
      chunkName: LuaString,
      mode: LuaString | null,
    ): number
    lua_newtable(L: LuaState): void
    lua_newthread(L: LuaState): LuaState
    lua_newuserdata(L: LuaState, size: number): unknown
    lua_next(L: LuaState, index: number): number
    lua_pcallk(L: LuaState, args: number, results: number, handler: number, context: number, k: Continuation): number
    lua_pop(L: LuaState, count: number): void
    lua_pushboolean(L: LuaState, value: boolean): void
    lua_pushcclosure(L: LuaState, fn: LuaFunction, upvalues: number): void
    lua_pushcfunction(L: LuaState, fn: LuaFunction): void
    lua_pushinteger(L: LuaState, value: number): void
    lua_pushlightuserdata(L: LuaState, value: unknown): void
    lua_pushnil(L: LuaState): void
    lua_pushnumber(L: LuaState, value: number): void
    lua_pushstring(L: LuaState, value: LuaString): LuaString
    lua_pushvalue(L: LuaState, index: number): void
    lua_rawequal(L: LuaState, one: number, other: number): boolean
    lua_rawget(L: LuaState, index: number): number
    lua_rawgeti(L: LuaState, index: number, n: number): number
    lua_rawlen(L: LuaState, index: number): number
    lua_rawseti(L: LuaState, index: number, n: number): void
    lua_remove(L: LuaState, index: number): void
    lua_replace(L: LuaState, index: number): void
    lua_resume(L: LuaState, from: LuaState | null, args: number): number
    lua_setfield(L: LuaState, index: number, key: LuaString): void
    lua_setglobal(L: LuaState, name: LuaString): void
    lua_sethook(L: LuaState, hook: (L: LuaState, ar: unknown) => void, mask: number, count: number): void
    lua_setmetatable(L: LuaState, index: number): void
    lua_settable(L: LuaState, index: number): void
    lua_setupvalue(L: LuaState, index: number, n: number): LuaString | null
    lua_settop(L: LuaState, index: number): void
    lua_status(L: LuaState): number
    lua_toboolean(L: LuaState, index: number): boolean
    lua_stringtonumber(L: LuaState, text: LuaString): number
    lua_tolstring(L: LuaState, index: number): LuaString | null
    lua_tonumberx(L: LuaState, index: number): number | false
    lua_topointer(L: LuaState, index: number): unknown
    lua_tothread(L: LuaState, index: number): LuaState | null
    lua_touserdata(L: LuaState, index: number): unknown
    lua_type(L: LuaState, index: number): number
    lua_typename(L: LuaState, type: number): LuaString
    lua_upvalueindex(n: number): number
    lua_upvaluejoin(L: LuaState, index: number, n: number, otherIndex: number, otherN: number): void
    lua_xmove(from: LuaState, to: LuaState, count: number): void
    lua_yieldk(L: LuaState, results: number, context: number, k: Continuation | null): number
  }

  export const lauxlib: {
    luaL_argerror(L: LuaState, argument: number, message: LuaString): never
    luaL_callmeta(L: LuaState, index: number, event: LuaString): boolean
    luaL_checkany(L: LuaState, argument: number): void
    luaL_checkinteger(L: LuaState, argument: number): number
    luaL_checknumber(L: LuaState, argument: number): number
    luaL_checkstring(L: LuaState, argument: number): LuaString
    luaL_checktype(L: LuaState, argument: number, type: number): void
    luaL_error(L: LuaState, format: LuaString, ...values: LuaString[]): never
    luaL_getmetafield(L: LuaState, index: number, event: LuaString): number
    luaL_newstate(): LuaState
    luaL_optinteger(L: LuaState, argument: number, fallback: number): number
    luaL_requiref(L: LuaState, name: LuaString, open: LuaFunction, global: number): void
    luaL_tolstring(L: LuaState, index: number): LuaString
    luaL_where(L: LuaState, level: number): void
  }

  export const lualib: {
    readonly luaopen_base: LuaFunction
    readonly luaopen_coroutine: LuaFunction
    readonly luaopen_table: LuaFunction
    readonly luaopen_string: LuaFunction
    readonly luaopen_math: LuaFunction
    readonly luaopen_utf8: LuaFunction
    readonly luaopen_debug: LuaFunction
  }
}

declare module 'fengari/src/lobject.js' {
  import type { LuaState, LuaString } from 'fengari'
  export type TString = { readonly realstring: LuaString }
  export type Instruction = { readonly opcode: number; readonly A: number; readonly B: number; readonly C: number }
  export type Prototype = {
    readonly upvalues: readonly { readonly name: TString }[]
    readonly code: readonly Instruction[]
    /** Its constants. */
    readonly k: readonly TValue[]
    /** The functions inside it. */
    readonly p: readonly Prototype[]
  }
  export type LClosure = { p: Prototype }
  export type TValue = {
    readonly type: number
    readonly value: unknown
    ttisinteger(): boolean
    ttisfloat(): boolean
    setsvalue(value: TString): void
    setfltvalue(value: number): void
    setivalue(value: number): void
  }
  const lobject: {
    readonly LClosure: new (L: LuaState, upvalues: number) => LClosure
    readonly TValue: new (type: number, value: unknown) => TValue
    pushsvalue2s(L: LuaState, value: TString): void
    luaO_chunkid(source: LuaString, limit: number): LuaString
    luaO_pushfstring(L: LuaState, format: LuaString, ...values: unknown[]): LuaString
    luaO_pushvfstring(L: LuaState, format: LuaString, values: readonly unknown[]): LuaString
    luaO_str2num(text: LuaString, into: TValue): number
    luaO_tostring(L: LuaState, value: TValue): void
  }
  export default lobject
}

declare module 'fengari/src/lstring.js' {
  import type { LuaState, LuaString } from 'fengari'
  import type { TString } from 'fengari/src/lobject.js'

  const lstring: {
    readonly TString: { readonly prototype: object }
    luaS_bless(L: LuaState, value: LuaString): TString
  }
  export default lstring
}

declare module 'fengari/src/ltable.js' {
  import type { LuaState } from 'fengari'
  import type { TValue } from 'fengari/src/lobject.js'
  export type Entry = { readonly key: TValue; readonly value: TValue; readonly n: Entry | undefined }
  const ltable: {
    readonly Table: new (L: LuaState) => { readonly f: Entry | undefined }
    luaH_setfrom(L: LuaState, table: unknown, key: TValue, value: TValue): void
  }
  export default ltable
}

declare module 'fengari/src/lfunc.js' {
  import type { LuaState } from 'fengari'
  import type { LClosure } from 'fengari/src/lobject.js'

  const lfunc: { luaF_initupvals(L: LuaState, closure: LClosure): void }
  export default lfunc
}

declare module 'fengari/src/defs.js' {
  const defs: {
    readonly constant_types: {
      readonly LUA_TLNGSTR: number
      readonly LUA_TLCF: number
      readonly LUA_TLCL: number
      readonly LUA_TNUMFLT: number
      readonly LUA_TTABLE: number
    }
  }
  export default defs
}

declare module 'fengari/src/lvm.js' {
  import type { TValue } from 'fengari/src/lobject.js'

  const lvm: { tointeger(value: TValue): number | false }
  export default lvm
}

declare module 'fengari/src/llex.js' {
  import type { LuaString } from 'fengari'

  const llex: { luaX_syntaxerror(lexer: unknown, message: LuaString): never }
  export default llex
}
