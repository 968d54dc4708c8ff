import type { ByteString } from '../../bytes.ts'
import { ProcessEnds } from '../host/meter.ts'
import type { RunState } from '../host/run-state.ts'
import { luaString, pushBytes } from '../vm/objects.ts'
import { checkBytes, optionalBytes, raise } from '../vm/stack.ts'
import { type LuaFunction, type LuaState, lauxlib, lua } from '../vm/vm.ts'

/** `os` without processes: the clock and the granted environment. `os.exit` ends the run as it ends Apache's child. */
export const osFunctions = (run: RunState): Readonly<Record<string, LuaFunction>> => {
  const start = performance.now()
  return {
    clock: L => {
      lua.lua_pushnumber(L, (performance.now() - start) / 1000)
      return 1
    },
    date: L => {
      const seconds =
        lua.lua_type(L, 2) <= lua.LUA_TNIL ? run.context.host.wallMs() / 1000 : lauxlib.luaL_checknumber(L, 2)
      return date(L, optionalBytes(L, 1) ?? '%c', Math.floor(seconds))
    },
    difftime: L => {
      lua.lua_pushnumber(L, lauxlib.luaL_checknumber(L, 1) - (lua.lua_tonumberx(L, 2) || 0))
      return 1
    },
    exit: () => {
      throw new ProcessEnds('the script called os.exit, which ends the process of the real engine')
    },
    getenv: L => {
      const value = run.context.access.environment[checkBytes(L, 1)]
      if (value === undefined) lua.lua_pushnil(L)
      else pushBytes(L, value)
      return 1
    },
    setlocale: L => {
      const locale = optionalBytes(L, 1)
      if (locale === undefined || locale === '' || locale === 'C' || locale === 'POSIX') pushBytes(L, 'C')
      else lua.lua_pushnil(L)
      return 1
    },
    time: time(run),
    execute: refused(run, 'os.execute'),
    remove: refused(run, 'os.remove'),
    rename: refused(run, 'os.rename'),
    tmpname: refused(run, 'os.tmpname'),
  }
}

/** A function that scripts are not given: a Lua error, and a line for the trace. */
export const refused =
  (run: RunState, name: string): LuaFunction =>
  L => {
    run.context.host.trace?.({ call: 'refused', what: name })
    return raise(L, `${name} is not granted to scripts`)
  }

const time =
  (run: RunState): LuaFunction =>
  L => {
    if (lua.lua_type(L, 1) <= lua.LUA_TNIL) {
      pushSeconds(L, Math.floor(run.context.host.wallMs() / 1000))
      return 1
    }
    lauxlib.luaL_checktype(L, 1, lua.LUA_TTABLE)
    const field = (name: string, fallback?: number): number => {
      lua.lua_getfield(L, 1, luaString(name))
      const value = lua.lua_tonumberx(L, -1)
      lua.lua_pop(L, 1)
      if (value !== false) return Math.trunc(value)
      return fallback ?? raise(L, `field '${name}' missing in date table`)
    }
    const [sec, min, hour] = [field('sec', 0), field('min', 0), field('hour', 12)]
    const [day, month, year] = [field('day'), field('month'), field('year')]
    pushSeconds(L, new Date(year, month - 1, day, hour, min, sec).getTime() / 1000)
    return 1
  }

/** An integer while it fits fengari's 32 bits. */
const pushSeconds = (L: LuaState, seconds: number): void => {
  if (seconds === (seconds | 0)) lua.lua_pushinteger(L, seconds)
  else lua.lua_pushnumber(L, seconds)
}

const date = (L: LuaState, format: ByteString, seconds: number): number => {
  const utc = format.startsWith('!')
  const at = new Date(seconds * 1000)
  // A UTC date is read with the local getters of a date shifted by the offset.
  const shown = utc ? new Date(at.getTime() + at.getTimezoneOffset() * 60_000) : at
  const text = utc ? format.slice(1) : format
  if (!text.startsWith('*t')) {
    pushBytes(
      L,
      text.replace(/%([\s\S])/g, (whole, letter: string) => conversion(letter, shown, utc) ?? whole),
    )
    return 1
  }
  const fields: Record<string, number> = {
    sec: shown.getSeconds(),
    min: shown.getMinutes(),
    hour: shown.getHours(),
    day: shown.getDate(),
    month: shown.getMonth() + 1,
    year: shown.getFullYear(),
    wday: shown.getDay() + 1,
    yday: dayOfYear(shown),
  }
  lua.lua_newtable(L)
  for (const [name, value] of Object.entries(fields)) {
    lua.lua_pushinteger(L, value)
    lua.lua_setfield(L, -2, luaString(name))
  }
  lua.lua_pushboolean(L, !utc && isDaylightSaving(at))
  lua.lua_setfield(L, -2, luaString('isdst'))
  return 1
}

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

const two = (value: number): string => String(value).padStart(2, '0')

/** One conversion of C's strftime in the C locale. */
const conversion = (letter: string, at: Date, utc: boolean): string | undefined => {
  const again = (format: string): string =>
    format.replace(/%(.)/g, (whole, one: string) => conversion(one, at, utc) ?? whole)
  switch (letter) {
    case 'a':
      return DAYS[at.getDay()]?.slice(0, 3)
    case 'A':
      return DAYS[at.getDay()]
    case 'b':
    case 'h':
      return MONTHS[at.getMonth()]?.slice(0, 3)
    case 'B':
      return MONTHS[at.getMonth()]
    case 'c':
      return again('%a %b %e %H:%M:%S %Y')
    case 'd':
      return two(at.getDate())
    case 'D':
    case 'x':
      return again('%m/%d/%y')
    case 'e':
      return String(at.getDate()).padStart(2)
    case 'F':
      return again('%Y-%m-%d')
    case 'H':
      return two(at.getHours())
    case 'I':
      return two(at.getHours() % 12 || 12)
    case 'j':
      return String(dayOfYear(at)).padStart(3, '0')
    case 'm':
      return two(at.getMonth() + 1)
    case 'M':
      return two(at.getMinutes())
    case 'n':
      return '\n'
    case 'p':
      return at.getHours() < 12 ? 'AM' : 'PM'
    case 'R':
      return again('%H:%M')
    case 's':
      return String(Math.floor(at.getTime() / 1000))
    case 'S':
      return two(at.getSeconds())
    case 't':
      return '\t'
    case 'T':
    case 'X':
      return again('%H:%M:%S')
    case 'U':
      return two(Math.floor((dayOfYear(at) + 6 - at.getDay()) / 7))
    case 'w':
      return String(at.getDay())
    case 'W':
      return two(Math.floor((dayOfYear(at) + 6 - ((at.getDay() + 6) % 7)) / 7))
    case 'y':
      return two(at.getFullYear() % 100)
    case 'Y':
      return String(at.getFullYear())
    case 'z':
      return utc ? '+0000' : offset(at)
    case 'Z':
      return utc ? 'GMT' : (/\(([A-Z]+)\)/.exec(at.toString())?.[1] ?? offset(at))
    case '%':
      return '%'
    default:
      return undefined
  }
}

const offset = (at: Date): string => {
  const minutes = -at.getTimezoneOffset()
  const size = Math.abs(minutes)
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}${two(size % 60)}`
}

const dayOfYear = (at: Date): number =>
  Math.round(
    (new Date(at.getFullYear(), at.getMonth(), at.getDate(), 12).getTime() -
      new Date(at.getFullYear(), 0, 1, 12).getTime()) /
      86_400_000,
  ) + 1

const isDaylightSaving = (at: Date): boolean => {
  const winter = new Date(at.getFullYear(), 0, 1).getTimezoneOffset()
  const summer = new Date(at.getFullYear(), 6, 1).getTimezoneOffset()
  return winter !== summer && at.getTimezoneOffset() === Math.min(winter, summer)
}
