import type { ByteString } from '../../bytes.ts'
import { luaLibrary } from '../host/lua-library.ts'
import { pushBytes } from '../vm/objects.ts'
import { optionalBytes } from '../vm/stack.ts'
import { type LuaFunction, type LuaState, lua } from '../vm/vm.ts'
import { ltn12 } from './ltn12.ts'

/** LuaSocket's `mime`: base64, whole and in pieces. Quoted-printable, wrapping and end-of-line filters are not there. */
export const mime = luaLibrary({
  name: 'mime',
  from: 'lua-socket',
  file: new URL('./mime.lua', import.meta.url),
  natives: () => ({
    ltn12,
    b64: inPieces(3, encode),
    unb64: inPieces(4, decode),
  }),
})

/**
 * LuaSocket's low-level filters: with one argument all is converted; with two, whole groups, and the rest is the second
 * result; a nil second argument ends. A nil first argument gives two nils.
 */
function inPieces(group: number, convert: (octets: ByteString) => ByteString): LuaFunction {
  return L => {
    const first = optionalBytes(L, 1)
    const second = optionalBytes(L, 2)
    if (first === undefined) return pushBoth(L, undefined, undefined)
    if (second === undefined) return pushBoth(L, convert(first) || undefined, undefined)
    const all = first + second
    const whole = all.length - (all.length % group)
    return pushBoth(L, convert(all.slice(0, whole)), all.slice(whole))
  }
}

const pushBoth = (L: LuaState, ...values: readonly (ByteString | undefined)[]): number => {
  for (const value of values) {
    if (value === undefined) lua.lua_pushnil(L)
    else pushBytes(L, value)
  }
  return values.length
}

function encode(octets: ByteString): ByteString {
  return Buffer.from(octets, 'latin1').toString('base64')
}

function decode(text: ByteString): ByteString {
  return Buffer.from(text.replace(/[^A-Za-z0-9+/]/g, ''), 'base64').toString('latin1')
}
