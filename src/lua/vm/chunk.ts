import type { ByteString } from '../../bytes.ts'
import { luaString, pushBytes } from './objects.ts'
import { bytesAt } from './stack.ts'
import { asLua51, asLua51Message } from './syntax51.ts'
import type { LuaVersion } from './version.ts'
import { type LuaState, lua, withRunning } from './vm.ts'

/** What loading a chunk came to: the function is on the stack, or Lua's message. */
export type Loaded = { readonly loaded: true } | { readonly loaded: false; readonly message: ByteString }

/** Compiles Lua source; on success the function is on top of the stack. `chunkName` as Lua wants it, `@file` or text. */
export const loadSource = (L: LuaState, source: ByteString, chunkName: ByteString, version: LuaVersion): Loaded =>
  withRunning({ version, allocate: () => undefined, compiling: true }, () => {
    if (version === '5.3') return load(L, luaString(source), chunkName, 't')
    const outcome = load(L, luaString(asLua51(source)), chunkName, 't')
    return outcome.loaded ? outcome : { loaded: false, message: asLua51Message(outcome.message) }
  })

const load = (L: LuaState, octets: Uint8Array, chunkName: ByteString, mode: 't' | 'b'): Loaded => {
  let left: Uint8Array | null = octets
  const read = (): Uint8Array | null => {
    const now = left
    left = null
    return now
  }
  if (lua.lua_load(L, read, undefined, luaString(chunkName), luaString(mode)) === lua.LUA_OK) return { loaded: true }
  const message = bytesAt(L, -1) ?? ''
  lua.lua_pop(L, 1)
  return { loaded: false, message }
}

/** Pushes what `load` and `loadstring` return for a chunk; returns the count of results. */
export const pushLoaded = (L: LuaState, source: ByteString, chunkName: ByteString, version: LuaVersion): number => {
  const outcome = loadSource(L, source, chunkName, version)
  if (outcome.loaded) return 1
  lua.lua_pushnil(L)
  pushBytes(L, outcome.message)
  return 2
}

/** A script file's text as `luaL_loadfile` takes it: a first line that starts with `#` is a comment. */
export const withoutHashLine = (source: ByteString): ByteString => source.replace(/^#[^\n]*/, '')
