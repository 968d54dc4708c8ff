// Declarations that are read elsewhere have the types of the package that has none, too.
/// <reference path="./fengari.d.ts" preserve="true" />
/**
 * fengari 0.1.5 with its defects mended and Lua 5.1's ways added. The only file that imports the package.
 *
 * Mended: strings with octets below 0x10 were equal to others as table keys, and `<` ordered them wrongly (lstring.js
 * luaS_hash writes octets as unpadded hex); floats printed as JavaScript prints them; no bound on string memory. The count hook that a caught error turns off for ever (lapi.js
 * lua_pcallk) is mended in `standard/protected-calls.ts`.
 *
 * Known to differ from the real ones: 5.3's integers have 32 bits; `pairs` goes in order of insertion; a NaN always
 * prints as `-nan`; in 5.1 `;;`, a call's parenthesis on a new line and `break` before a block's end are accepted.
 *
 * fengari keeps its version of Lua in module functions that know no state, so the state that runs is a variable here:
 * a resume is synchronous, so `running` never spans an await.
 */

import type { Continuation, Debug, LuaFunction, LuaState, LuaString } from 'fengari'
import { lauxlib, lua, lualib } from 'fengari'
import defs from 'fengari/src/defs.js'
import lfunc from 'fengari/src/lfunc.js'
import llex from 'fengari/src/llex.js'
import lobject, { type Prototype, type TValue } from 'fengari/src/lobject.js'
import lstring from 'fengari/src/lstring.js'
import ltable from 'fengari/src/ltable.js'
import lvm from 'fengari/src/lvm.js'
import { fromOctets, toOctets } from '../../bytes.ts'
import { formatNumber, integerNumeral, parseNumber } from './numbers.ts'
import type { LuaVersion } from './version.ts'

export type { Continuation, Debug, LuaFunction, LuaState, LuaString, Prototype, TValue }
export { lauxlib, lua, lualib }

/** fengari's insides, for `objects.ts`. */
export const internals = { defs, lfunc, lobject, lstring, ltable }

/** What the patched functions need to know of the state that runs. */
export type Running = {
  readonly version: LuaVersion
  /** Called with the size of each new Lua string; throws when memory is spent. */
  readonly allocate: (bytes: number) => void
  /** A chunk is being compiled, not run: Lua 5.1 allows its error messages a longer file name. */
  readonly compiling?: true
}

const idle: Running = { version: '5.3', allocate: () => undefined }
let running: Running = idle
let mended = false

/** Runs a synchronous piece of Lua work with the patched functions serving `as`. */
export const withRunning = <Result>(as: Running, work: () => Result): Result => {
  if (!mended) mend()
  const before = running
  running = as
  try {
    return work()
  } finally {
    running = before
  }
}

const TYPE_ERROR = 'attempt to %s a %s value%s'

/** Replaces the defective functions, once, before the first Lua work. */
const mend = (): void => {
  mended = true
  const stock = { ...lobject, tointeger: lvm.tointeger, syntaxError: llex.luaX_syntaxerror }

  lobject.luaO_tostring = (L, value) => {
    const text = formatNumber(Number(value.value), running.version, value.ttisinteger())
    value.setsvalue(lstring.luaS_bless(L, toOctets(text)))
  }

  lobject.luaO_str2num = (text, into) => {
    const end = text.indexOf(0)
    const numeral = fromOctets(end === -1 ? text : text.subarray(0, end))
    const integer = running.version === '5.3' ? integerNumeral(numeral) : undefined
    if (integer !== undefined) into.setivalue(integer)
    else {
      const value = parseNumber(numeral, running.version)
      if (value === undefined) return 0
      into.setfltvalue(value)
    }
    return numeral.length + 1
  }

  // Only the argument checks come through here; the arithmetic of the virtual machine does not.
  lvm.tointeger = value => {
    if (!value.ttisfloat()) return stock.tointeger(value)
    const number = Number(value.value)
    if (running.version === '5.3' && !Number.isInteger(number)) return false
    if (!(Math.abs(number) < 2 ** 63)) return -0x8000_0000
    return Math.max(-0x8000_0000, Math.min(0x7fff_ffff, Math.trunc(number)))
  }

  lobject.luaO_pushvfstring = (L, format, values) => {
    const text = fromOctets(format)
    if (text === '%f') return stock.luaO_pushvfstring(L, toOctets('%s'), [octetsOfNumber(values[0])])
    if (running.version === '5.1' && text === TYPE_ERROR) return stock.luaO_pushvfstring(L, ...typeError51(values))
    return stock.luaO_pushvfstring(L, format, values)
  }

  lobject.luaO_pushfstring = (L, format, ...values) => {
    if (running.version === '5.1' && running.compiling) {
      const text = fromOctets(format)
      const last = values.at(-1)
      const quote = text === '%s near %s' || text === '%s expected'
      if (quote && last instanceof Uint8Array && /^<[a-z]+>$/.test(fromOctets(last))) {
        return stock.luaO_pushfstring(L, format, ...values.slice(0, -1), toOctets(`'${fromOctets(last)}'`))
      }
    }
    return stock.luaO_pushfstring(L, format, ...values)
  }

  lobject.luaO_chunkid = (source, limit) =>
    running.version === '5.1' ? chunkName51(source, running.compiling ? 80 : 60) : stock.luaO_chunkid(source, limit)

  llex.luaX_syntaxerror = (lexer, message) => {
    const other =
      running.version === '5.1' && fromOctets(message) === 'syntax error' ? toOctets("'=' expected") : message
    return stock.syntaxError(lexer, other)
  }

  // A Lua string's constructor sets `hash`, then `realstring`.
  Object.defineProperties(lstring.TString.prototype, {
    hash: {
      get(this: { key: string | undefined; octets: Uint8Array }) {
        if (running.compiling) return lexerKey(this.octets)
        this.key ??= `|${fromOctets(this.octets)}`
        return this.key
      },
      set(this: { key: string | undefined }) {
        this.key = undefined
      },
    },
    realstring: {
      get(this: { octets: Uint8Array }) {
        return this.octets
      },
      set(this: { octets: Uint8Array }, octets: Uint8Array) {
        this.octets = octets
        running.allocate(octets.length + STRING_OVERHEAD_BYTES)
      },
    },
  })
}

/**
 * The key of a string while source is compiled: the lexer finds reserved words by fengari's own hash, the octets in hex,
 * which is sound for letters. All other strings get a form that it cannot take.
 */
const lexerKey = (octets: Uint8Array): string => {
  const text = fromOctets(octets)
  return octets.length <= 8 && /^[a-z]+$/.test(text) ? `|${Buffer.from(octets).toString('hex')}` : `|=${text}`
}

/** What a Lua string costs besides its octets, about. */
const STRING_OVERHEAD_BYTES = 100

const octetsOfNumber = (value: unknown): Uint8Array => toOctets(formatNumber(Number(value), running.version, false))

/** 5.3's `attempt to index a nil value (global 'x')` is 5.1's `attempt to index global 'x' (a nil value)`. */
const typeError51 = (values: readonly unknown[]): [LuaString, readonly unknown[]] => {
  const [operation, type, name] = values
  const named = name instanceof Uint8Array ? / \((\w+) ('[\s\S]*')\)$/.exec(fromOctets(name)) : null
  const [, kind, quoted] = named ?? []
  if (kind === undefined || quoted === undefined || kind === 'constant') {
    return [toOctets('attempt to %s a %s value'), [operation, type]]
  }
  return [toOctets('attempt to %s %s %s (a %s value)'), [operation, toOctets(kind), toOctets(quoted), type]]
}

/** How Lua 5.1 names a chunk in messages (lobject.c luaO_chunkid with LUA_IDSIZE 60 or MAXSRC 80). */
const chunkName51 = (source: Uint8Array, limit: number): Uint8Array => {
  const text = fromOctets(source)
  if (text.startsWith('=')) return toOctets(text.slice(1, limit))
  if (text.startsWith('@')) {
    const room = limit - 8
    return toOctets(text.length - 1 > room ? `...${text.slice(-room)}` : text.slice(1))
  }
  const line = /^[^\r\n]*/.exec(text)?.[0].slice(0, limit - 17) ?? ''
  return toOctets(`[string "${line}${line.length < text.length ? '...' : ''}"]`)
}
