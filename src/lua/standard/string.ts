import { type ByteString, fromOctets } from '../../bytes.ts'
import type { Meter } from '../host/meter.ts'
import { luaString, pushBytes, setFields } from '../vm/objects.ts'
import { PatternError, type PatternMatch, type PatternMatcher, patternMatcher } from '../vm/patterns.ts'
import { badArgument, bytesAt, raise, removeFields } from '../vm/stack.ts'
import type { LuaVersion } from '../vm/version.ts'
import { type LuaFunction, type LuaState, type LuaString, lauxlib, lua } from '../vm/vm.ts'
import { stringFormat } from './string-format.ts'

/**
 * Replaces what is slow, unbounded or of the wrong version in fengari's `string` (the table on top of the stack):
 * the pattern functions, `rep` and `format`.
 */
export const mendString = (L: LuaState, version: LuaVersion, meter: Meter): void => {
  const patterns = patternFunctions(version, meter)
  setFields(L, { ...patterns, rep: rep(version, meter), char: char(version), format: stringFormat(version, meter) })
  if (version === '5.1') {
    setFields(L, { gfind: patterns.gmatch })
    removeFields(L, ['pack', 'packsize', 'unpack'])
  }
}

const SPECIALS = /[$^*+?.([%-]/

const patternFunctions = (version: LuaVersion, meter: Meter) => {
  const spend = (steps: number): void => meter.patternSteps(steps)
  const matcher = (subject: LuaString, pattern: LuaString): PatternMatcher =>
    patternMatcher(subject, pattern, version, spend)

  const find: LuaFunction = L => {
    const subject = lauxlib.luaL_checkstring(L, 1)
    const pattern = lauxlib.luaL_checkstring(L, 2)
    const init = startOffset(L, subject.length, version)
    if (init === undefined) return pushNil(L)
    const text = fromOctets(pattern)
    if (lua.lua_toboolean(L, 4) || !SPECIALS.test(text)) {
      const at = Buffer.from(subject.buffer, subject.byteOffset, subject.length).indexOf(text, init, 'latin1')
      meter.patternSteps(subject.length / 64)
      if (at === -1) return pushNil(L)
      lua.lua_pushinteger(L, at + 1)
      lua.lua_pushinteger(L, at + text.length)
      return 2
    }
    const found = search(L, () => matcher(subject, pattern).from(init))
    if (found === undefined) return pushNil(L)
    lua.lua_pushinteger(L, found.start + 1)
    lua.lua_pushinteger(L, found.end)
    return 2 + pushCaptures(L, subject, found, 'given')
  }

  const match: LuaFunction = L => {
    const subject = lauxlib.luaL_checkstring(L, 1)
    const pattern = lauxlib.luaL_checkstring(L, 2)
    const init = startOffset(L, subject.length, version)
    const found = init === undefined ? undefined : search(L, () => matcher(subject, pattern).from(init))
    return found === undefined ? pushNil(L) : pushCaptures(L, subject, found, 'whole')
  }

  const gmatch: LuaFunction = L => {
    const subject = lauxlib.luaL_checkstring(L, 1)
    const pattern = lauxlib.luaL_checkstring(L, 2)
    // Here `^` is no anchor: it matches itself.
    const all = search(L, () => matcher(subject, pattern[0] === 0x5e ? Uint8Array.of(0x25, ...pattern) : pattern))
    let next = 0
    let last = -1
    lua.lua_pushcfunction(L, L1 => {
      for (;;) {
        const found = search(L1, () => (next > subject.length ? undefined : all.from(next)))
        if (found === undefined) return pushNil(L1)
        if (version === '5.3' && found.end === last) {
          next = found.start + 1
          continue
        }
        last = found.end
        next = version === '5.1' && found.end === found.start ? found.end + 1 : found.end
        return pushCaptures(L1, subject, found, 'whole')
      }
    })
    return 1
  }

  const gsub: LuaFunction = L => {
    const subject = lauxlib.luaL_checkstring(L, 1)
    const pattern = lauxlib.luaL_checkstring(L, 2)
    const replace = replacement(L, version)
    const most = lauxlib.luaL_optinteger(L, 4, subject.length + 1)
    const all = search(L, () => matcher(subject, pattern))
    const out: Uint8Array[] = []
    let length = 0
    let count = 0
    let at = 0
    let copied = 0
    let last = -1
    const add = (piece: Uint8Array): void => {
      length += piece.length
      meter.stringLength(length)
      out.push(piece)
    }
    while (count < most) {
      const found = search(L, () => (all.anchored ? all.at(at) : all.from(at)))
      if (found === undefined) break
      const isNew = version === '5.1' || found.end !== last
      if (isNew) {
        count++
        add(subject.subarray(copied, found.start))
        add(replace(L, subject, found))
        copied = found.end
        last = found.end
      }
      if (found.end > found.start && isNew) at = found.end
      else at = found.start + 1
      if (at > subject.length || all.anchored) break
    }
    add(subject.subarray(copied))
    lua.lua_pushstring(L, join(out, length))
    lua.lua_pushinteger(L, count)
    return 2
  }

  return { find, match, gmatch, gsub }
}

/** Argument 3 of find and match as an offset from 0. Past the end 5.1 takes the end and 5.3 finds nothing. */
const startOffset = (L: LuaState, length: number, version: LuaVersion): number | undefined => {
  const init = lauxlib.luaL_optinteger(L, 3, 1)
  const at = init > 0 ? init - 1 : init === 0 ? 0 : Math.max(0, length + init)
  if (at <= length) return at
  return version === '5.1' ? length : undefined
}

const pushNil = (L: LuaState): number => {
  lua.lua_pushnil(L)
  return 1
}

/** Runs a match; what is wrong with the pattern becomes a Lua error. */
const search = <Found>(L: LuaState, work: () => Found): Found => {
  try {
    return work()
  } catch (error) {
    if (error instanceof PatternError) return raise(L, error.message)
    throw error
  }
}

const pushCapture = (L: LuaState, subject: LuaString, match: PatternMatch, index: number): void => {
  const capture = match.captures[index]
  if (capture === undefined) {
    if (index !== 0) raise(L, 'invalid capture index')
    lua.lua_pushstring(L, subject.slice(match.start, match.end))
  } else if (capture.length === -1) lua.lua_pushinteger(L, capture.start + 1)
  else lua.lua_pushstring(L, subject.slice(capture.start, capture.start + capture.length))
}

const pushCaptures = (L: LuaState, subject: LuaString, match: PatternMatch, none: 'given' | 'whole'): number => {
  const count = match.captures.length === 0 && none === 'whole' ? 1 : match.captures.length
  if (!lua.lua_checkstack(L, count)) raise(L, 'too many captures')
  for (let index = 0; index < count; index++) pushCapture(L, subject, match, index)
  return count
}

type Replace = (L: LuaState, subject: LuaString, match: PatternMatch) => Uint8Array

const replacement = (L: LuaState, version: LuaVersion): Replace => {
  const type = lua.lua_type(L, 3)
  if (type === lua.LUA_TSTRING || type === lua.LUA_TNUMBER) return template(lauxlib.luaL_checkstring(L, 3), version)
  if (type === lua.LUA_TTABLE) {
    return computed((L1, subject, match) => {
      pushCapture(L1, subject, match, 0)
      lua.lua_gettable(L1, 3)
    })
  }
  if (type === lua.LUA_TFUNCTION) {
    return computed((L1, subject, match) => {
      lua.lua_pushvalue(L1, 3)
      lua.lua_call(L1, pushCaptures(L1, subject, match, 'whole'), 1)
    })
  }
  return lauxlib.luaL_argerror(L, 3, luaString('string/function/table expected'))
}

/** A replacement that Lua computes: nil and false leave the match as it is. */
const computed =
  (push: (L: LuaState, subject: LuaString, match: PatternMatch) => void): Replace =>
  (L, subject, match) => {
    push(L, subject, match)
    const value = bytesAt(L, -1)
    const kept = !lua.lua_toboolean(L, -1)
    if (value === undefined && !kept) {
      raise(L, `invalid replacement value (a ${fromOctets(lua.lua_typename(L, lua.lua_type(L, -1)))})`)
    }
    lua.lua_pop(L, 1)
    return kept ? subject.subarray(match.start, match.end) : luaString(value ?? '')
  }

const template = (text: LuaString, version: LuaVersion): Replace => {
  if (!text.includes(0x25)) return () => text
  const pieces: (Uint8Array | number)[] = []
  let invalid = false
  let from = 0
  for (let at = text.indexOf(0x25); at !== -1; at = text.indexOf(0x25, from)) {
    pieces.push(text.subarray(from, at))
    const next = text[at + 1] ?? 0
    if (next >= 0x30 && next <= 0x39) pieces.push(next - 0x30)
    else {
      if (version === '5.3' && next !== 0x25) invalid = true
      pieces.push(Uint8Array.of(next))
    }
    from = at + 2
  }
  pieces.push(text.subarray(from))
  return (L, subject, match) => {
    if (invalid) raise(L, "invalid use of '%' in replacement string")
    const parts = pieces.map(piece => (typeof piece === 'number' ? group(L, subject, match, piece, version) : piece))
    return join(
      parts,
      parts.reduce((sum, part) => sum + part.length, 0),
    )
  }
}

const group = (
  L: LuaState,
  subject: LuaString,
  match: PatternMatch,
  digit: number,
  version: LuaVersion,
): Uint8Array => {
  const capture = match.captures[digit - 1]
  if (digit === 0 || (digit === 1 && match.captures.length === 0)) return subject.subarray(match.start, match.end)
  if (capture === undefined) {
    const where = version === '5.1' ? 'invalid capture index' : `invalid capture index %${digit}`
    return raise(L, where)
  }
  if (capture.length === -1) return luaString(`${capture.start + 1}`)
  return subject.subarray(capture.start, capture.start + capture.length)
}

const join = (pieces: readonly Uint8Array[], length: number): Uint8Array => {
  const joined = new Uint8Array(length)
  let at = 0
  for (const piece of pieces) {
    joined.set(piece, at)
    at += piece.length
  }
  return joined
}

/** fengari's own forgets which argument was wrong and throws a JavaScript error. */
const char =
  (version: LuaVersion): LuaFunction =>
  L => {
    const codes = Array.from({ length: lua.lua_gettop(L) }, (_, index) => {
      const code = lauxlib.luaL_checkinteger(L, index + 1)
      if (code < 0 || code > 255) badArgument(L, index + 1, version === '5.1' ? 'invalid value' : 'value out of range')
      return code
    })
    lua.lua_pushstring(L, Uint8Array.from(codes))
    return 1
  }

const rep =
  (version: LuaVersion, meter: Meter): LuaFunction =>
  L => {
    const text: ByteString = fromOctets(lauxlib.luaL_checkstring(L, 1))
    const count = Math.max(0, lauxlib.luaL_checkinteger(L, 2))
    const separator = version === '5.3' && lua.lua_gettop(L) > 2 ? (bytesAt(L, 3) ?? '') : ''
    meter.stringLength((text.length + separator.length) * count)
    pushBytes(L, separator === '' ? text.repeat(count) : Array.from({ length: count }, () => text).join(separator))
    return 1
  }
