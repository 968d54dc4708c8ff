import { setFields } from '../vm/objects.ts'
import { removeFields } from '../vm/stack.ts'
import { type LuaFunction, type LuaState, lauxlib, lua } from '../vm/vm.ts'

/** The names that Lua 5.1's `math` has and 5.3's has not, and the other way. For the table on top of the stack. */
export const mendMath51 = (L: LuaState): void => {
  removeFields(L, ['type', 'tointeger', 'ult', 'maxinteger', 'mininteger'])
  setFields(L, {
    pow: ofTwo(Math.pow),
    mod: ofTwo((one, other) => one % other),
    fmod: ofTwo((one, other) => one % other),
    atan2: ofTwo(Math.atan2),
    log10: ofOne(Math.log10),
    log: ofOne(Math.log),
    sinh: ofOne(Math.sinh),
    cosh: ofOne(Math.cosh),
    tanh: ofOne(Math.tanh),
    floor: ofOne(Math.floor),
    ceil: ofOne(Math.ceil),
    ldexp: ofTwo((fraction, exponent) => fraction * 2 ** exponent),
    frexp: L1 => {
      const value = lauxlib.luaL_checknumber(L1, 1)
      const exponent = value === 0 || !Number.isFinite(value) ? 0 : exponentOf(value)
      lua.lua_pushnumber(L1, value / 2 ** exponent)
      lua.lua_pushnumber(L1, exponent)
      return 2
    },
  })
}

const exponentOf = (value: number): number => {
  let exponent = Math.floor(Math.log2(Math.abs(value))) + 1
  if (Math.abs(value) / 2 ** exponent >= 1) exponent++
  if (Math.abs(value) / 2 ** exponent < 0.5) exponent--
  return exponent
}

const ofOne =
  (compute: (value: number) => number): LuaFunction =>
  L => {
    lua.lua_pushnumber(L, compute(lauxlib.luaL_checknumber(L, 1)))
    return 1
  }

const ofTwo =
  (compute: (one: number, other: number) => number): LuaFunction =>
  L => {
    lua.lua_pushnumber(L, compute(lauxlib.luaL_checknumber(L, 1), lauxlib.luaL_checknumber(L, 2)))
    return 1
  }
