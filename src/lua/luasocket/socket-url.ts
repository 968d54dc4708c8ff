import type { Library } from '../host/library.ts'
import { luaString, pushBytes, setFields } from '../vm/objects.ts'
import { bytesAt, checkBytes, pushFailure } from '../vm/stack.ts'
import { type LuaState, lauxlib, lua } from '../vm/vm.ts'
import { absoluteUrl, buildUrl, escapeUrl, parseUrl, URL_PARTS, type Url, unescapeUrl } from './url.ts'

/** LuaSocket's `socket.url` (URL 1.0.3): parse, build, absolute, escape, unescape. */
export const socketUrl: Library = {
  name: 'socket.url',
  from: 'lua-socket',
  push: L => {
    lua.lua_createtable(L, 0, 6)
    setFields(L, {
      _VERSION: 'URL 1.0.3',
      escape: L1 => pushText(L1, escapeUrl(checkBytes(L1, 1))),
      unescape: L1 => pushText(L1, unescapeUrl(checkBytes(L1, 1))),
      build: L1 => pushText(L1, buildUrl(urlAt(L1, 1))),
      absolute: L1 => {
        const base = lua.lua_type(L1, 1) === lua.LUA_TTABLE ? buildUrl(urlAt(L1, 1)) : checkBytes(L1, 1)
        return pushText(L1, absoluteUrl(base, checkBytes(L1, 2)))
      },
      parse,
    })
  },
}

const parse = (L: LuaState): number => {
  const text = bytesAt(L, 1)
  if (text === undefined || text === '') return pushFailure(L, 'invalid url')
  const defaults = lua.lua_type(L, 2) === lua.LUA_TTABLE ? urlAt(L, 2) : {}
  const url: Url = { ...defaults, ...parseUrl(text) }
  lua.lua_createtable(L, 0, URL_PARTS.length)
  setFields(L, url)
  return 1
}

const urlAt = (L: LuaState, index: number): Url => {
  lauxlib.luaL_checktype(L, index, lua.LUA_TTABLE)
  const url: Url = {}
  for (const part of URL_PARTS) {
    lua.lua_getfield(L, index, luaString(part))
    const value = bytesAt(L, -1)
    if (value !== undefined) url[part] = value
    lua.lua_pop(L, 1)
  }
  return url
}

const pushText = (L: LuaState, text: string): number => {
  pushBytes(L, text)
  return 1
}
