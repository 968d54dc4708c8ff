import { passOnFailure, type RunState } from '../host/run-state.ts'
import { pushBytes } from '../vm/objects.ts'
import { badArgument, bytesAt, raise } from '../vm/stack.ts'
import { type Continuation, type LuaFunction, type LuaState, lauxlib, lua } from '../vm/vm.ts'

/**
 * `coroutine.resume`, `wrap` and `yield`. When a coroutine waits for the network, all coroutines below it are suspended
 * too, and resumed in turn when the wait is over.
 */
export const coroutineFunctions = (run: RunState): Readonly<Record<string, LuaFunction>> => {
  /** Resumes `co` with the arguments on top of L. Results are left on L; true means success. */
  const resume = (L: LuaState, co: LuaState, args: number, done: Continuation): number => {
    if (lua.lua_status(co) === lua.LUA_OK && lua.lua_gettop(co) === 0) {
      pushBytes(L, 'cannot resume dead coroutine')
      return done(L, lua.LUA_OK, 0)
    }
    lua.lua_xmove(L, co, args)
    return resumeAgain(L, co, args, done)
  }

  const resumeAgain = (L: LuaState, co: LuaState, args: number, done: Continuation): number => {
    const status = lua.lua_resume(co, L, args)
    passOnFailure(run)
    if (status === lua.LUA_YIELD && run.waiting !== undefined) {
      return lua.lua_yieldk(L, 0, 0, L1 => resumeAgain(L1, co, 0, done))
    }
    const succeeded = status === lua.LUA_OK || status === lua.LUA_YIELD
    const results = succeeded ? lua.lua_gettop(co) : 1
    if (!lua.lua_checkstack(L, results + 1)) raise(L, 'too many results to resume')
    lua.lua_xmove(co, L, results)
    return done(L, succeeded ? lua.LUA_YIELD : lua.LUA_OK, results)
  }

  return {
    resume: L => {
      const co = thread(L, run)
      const args = lua.lua_gettop(L) - 1
      return resume(L, co, args, (L1, status, results) => {
        const succeeded = status === lua.LUA_YIELD
        const count = succeeded ? results : 1
        lua.lua_pushboolean(L1, succeeded)
        lua.lua_insert(L1, -(count + 1))
        return count + 1
      })
    },
    wrap: L => {
      lauxlib.luaL_checktype(L, 1, lua.LUA_TFUNCTION)
      const co = lua.lua_newthread(L)
      lua.lua_pushvalue(L, 1)
      lua.lua_xmove(L, co, 1)
      lua.lua_pushcclosure(
        L,
        L1 =>
          resume(L1, co, lua.lua_gettop(L1), (L2, status, results) => {
            if (status === lua.LUA_YIELD) return results
            if (lua.lua_type(L2, -1) === lua.LUA_TSTRING) {
              const message = bytesAt(L2, -1) ?? ''
              lauxlib.luaL_where(L2, 1)
              pushBytes(L2, (bytesAt(L2, -1) ?? '') + message)
            }
            return lua.lua_error(L2)
          }),
        1,
      )
      return 1
    },
    yield: L => {
      if (L === run.mainThread) {
        const outside = run.context.version === '5.3' ? 'attempt to yield from outside a coroutine' : YIELD_51
        raise(L, outside)
      }
      return lua.lua_yieldk(L, lua.lua_gettop(L), 0, null)
    },
  }
}

const YIELD_51 = 'attempt to yield across metamethod/C-call boundary'

const thread = (L: LuaState, run: RunState): LuaState => {
  const co = lua.lua_tothread(L, 1)
  if (co !== null) return co
  const expected = run.context.version === '5.1' ? 'coroutine expected' : 'thread expected'
  return badArgument(L, 1, expected)
}
