import { type ByteString, fromOctets } from '../../bytes.ts'
import type { Meter } from '../host/meter.ts'
import { pushBytes } from '../vm/objects.ts'
import { type Conversion, printFloat, printInteger, printText } from '../vm/printf.ts'
import { badArgument, bytesAt, checkBytes, cString, raise } from '../vm/stack.ts'
import type { LuaVersion } from '../vm/version.ts'
import { type LuaFunction, type LuaState, lauxlib, lua } from '../vm/vm.ts'

/**
 * `string.format`. Where the versions differ: 5.1 truncates a number given to `%d`, refuses `%s` of anything but a
 * string or number, and cuts it at a NUL when it is shorter than 100 octets (lstrlib.c str_format).
 */
export const stringFormat =
  (version: LuaVersion, meter: Meter): LuaFunction =>
  L => {
    const format = checkBytes(L, 1)
    const out: ByteString[] = []
    let length = 0
    let argument = 1
    for (let at = 0; at < format.length; ) {
      const percent = format.indexOf('%', at)
      let piece: ByteString
      if (percent !== at) {
        piece = format.slice(at, percent === -1 ? format.length : percent)
        at += piece.length
      } else if (format[at + 1] === '%') {
        piece = '%'
        at += 2
      } else {
        argument++
        if (lua.lua_type(L, argument) === lua.LUA_TNONE) badArgument(L, argument, 'no value')
        const { conversion, end } = readConversion(L, format, at + 1)
        piece = convert(L, argument, conversion, version)
        at = end
      }
      length += piece.length
      meter.stringLength(length)
      out.push(piece)
    }
    pushBytes(L, out.join(''))
    return 1
  }

const readConversion = (L: LuaState, format: ByteString, at: number): { conversion: Conversion; end: number } => {
  const [whole = '', flags = '', width = '', precision] =
    /^([-+ #0]*)([0-9]{0,2})(?:\.([0-9]{0,2}))?/.exec(format.slice(at)) ?? []
  if (flags.length > 5) raise(L, 'invalid format (repeated flags)')
  const letter = format[at + whole.length] ?? ''
  if (/[0-9]/.test(letter)) raise(L, 'invalid format (width or precision too long)')
  const conversion = {
    flags,
    width: Number(width),
    precision: precision === undefined ? undefined : Number(precision),
    letter,
  }
  return { conversion, end: at + whole.length + 1 }
}

const convert = (L: LuaState, argument: number, conversion: Conversion, version: LuaVersion): ByteString => {
  switch (conversion.letter) {
    case 'c':
      return printText(String.fromCharCode(lauxlib.luaL_checknumber(L, argument) & 0xff), conversion)
    case 'd':
    case 'i':
    case 'o':
    case 'u':
    case 'x':
    case 'X':
      return printInteger(integerArgument(L, argument, version), conversion)
    case 'e':
    case 'E':
    case 'f':
    case 'g':
    case 'G':
      return printFloat(lauxlib.luaL_checknumber(L, argument), conversion)
    case 'q':
      return version === '5.1' ? quoted51(checkBytes(L, argument)) : quoted53(L, argument)
    case 's':
      return text(L, argument, conversion, version)
    default:
      return raise(L, `invalid option '%${conversion.letter}' to 'format'`)
  }
}

/** A number as C's `long`. */
const integerArgument = (L: LuaState, argument: number, version: LuaVersion): bigint => {
  const number = lauxlib.luaL_checknumber(L, argument)
  if (version === '5.3' && !Number.isInteger(number)) badArgument(L, argument, 'number has no integer representation')
  if (!(Math.abs(number) < 2 ** 63)) return -(2n ** 63n)
  return BigInt(Math.trunc(number))
}

const text = (L: LuaState, argument: number, conversion: Conversion, version: LuaVersion): ByteString => {
  const { width, precision, flags } = conversion
  if (version === '5.1') {
    const value = checkBytes(L, argument)
    return precision === undefined && value.length >= 100 ? value : printText(cString(value), conversion)
  }
  lauxlib.luaL_tolstring(L, argument)
  const value = bytesAt(L, -1) ?? ''
  lua.lua_pop(L, 1)
  if (width === 0 && precision === undefined && flags === '') return value
  if (value.includes('\0')) badArgument(L, argument, 'string contains zeros')
  return precision === undefined && value.length >= 100 ? value : printText(value, conversion)
}

const quoted51 = (value: ByteString): ByteString =>
  `"${value.replace(/["\\\n\r\0]/g, code => (code === '\r' ? '\\r' : code === '\0' ? '\\000' : `\\${code}`))}"`

const quoted53 = (L: LuaState, argument: number): ByteString => {
  const type = lua.lua_type(L, argument)
  if (type === lua.LUA_TSTRING) {
    const value = fromOctets(lauxlib.luaL_checkstring(L, argument))
    const escaped = value.replace(/["\\\n]|[\x00-\x1f\x7f]/g, (code, at: number) => {
      if (code === '"' || code === '\\' || code === '\n') return `\\${code}`
      const decimal = `${code.charCodeAt(0)}`
      return `\\${/[0-9]/.test(value[at + 1] ?? '') ? decimal.padStart(3, '0') : decimal}`
    })
    return `"${escaped}"`
  }
  if (type !== lua.LUA_TNUMBER && type !== lua.LUA_TNIL && type !== lua.LUA_TBOOLEAN) {
    badArgument(L, argument, 'value has no literal form')
  }
  lauxlib.luaL_tolstring(L, argument)
  const literal = bytesAt(L, -1) ?? ''
  lua.lua_pop(L, 1)
  return literal
}
