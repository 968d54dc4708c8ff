import type { ByteString } from '../bytes.ts'
import { type PushResults, passOnFailure, type RunState } from './host/run-state.ts'
import { bytesAt, cString } from './vm/stack.ts'
import { type LuaState, lua, withRunning } from './vm/vm.ts'

/** What a function came to: its first value as text, or why it failed. */
export type Ended =
  | { readonly succeeded: true; readonly value: ByteString | undefined }
  | { readonly succeeded: false; readonly message: ByteString }

/** Runs the function that `push` leaves on a new thread, with as many arguments as it says, through all its waits. */
export const onThread = async (run: RunState, L: LuaState, push: (co: LuaState) => number): Promise<Ended> => {
  const resume = (co: LuaState, args: number): number => {
    try {
      return withRunning(run.running, () => lua.lua_resume(co, null, args))
    } finally {
      // fengari turns a JavaScript exception into a status, or stumbles over it.
      passOnFailure(run)
    }
  }
  const co = lua.lua_newthread(L)
  run.mainThread = co
  let status = resume(
    co,
    withRunning(run.running, () => push(co)),
  )
  while (status === lua.LUA_YIELD) {
    if (run.waiting === undefined) throw new Error('the script is suspended and waits for nothing')
    run.settled = await withinTime(run, run.waiting)
    run.waiting = undefined
    status = resume(co, 0)
  }
  return withRunning(run.running, () => {
    if (status !== lua.LUA_OK) return { succeeded: false, message: cString(bytesAt(co, -1) ?? '(null)') }
    return { succeeded: true, value: lua.lua_gettop(co) === 0 ? undefined : bytesAt(co, 1) }
  })
}

const withinTime = async (run: RunState, wait: Promise<PushResults>): Promise<PushResults> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<undefined>(resolve => {
    timer = setTimeout(() => resolve(undefined), run.meter.leftMs)
  })
  try {
    return (await Promise.race([wait, late])) ?? run.meter.outOfTime()
  } finally {
    clearTimeout(timer)
  }
}
