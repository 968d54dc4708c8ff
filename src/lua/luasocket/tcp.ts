import type { ByteString } from '../../bytes.ts'
import { type RunState, suspend } from '../host/run-state.ts'
import { luaString, pushBytes, setFields } from '../vm/objects.ts'
import { badArgument, checkBytes, optionalBytes, pushFailure } from '../vm/stack.ts'
import { type LuaFunction, type LuaState, lauxlib, lua } from '../vm/vm.ts'
import {
  connectTo,
  type Failure,
  type Received,
  type Take,
  type TcpConnection,
  takeAll,
  takeCount,
  takeLine,
} from './connection.ts'

type TcpSocket = {
  connection: TcpConnection | undefined
  /** Address and port it is connected to, as the script gave them. */
  peer: readonly [ByteString, ByteString] | undefined
  timeoutMs: number
  /** What the script was told last. */
  failure: Failure | undefined
  close: () => void
}

/** `socket.tcp`: objects with connect, send, receive, close, settimeout and the little else that scripts use. */
export const tcpFunction = (run: RunState): LuaFunction => {
  const sockets = new Map<unknown, TcpSocket>()
  const methods = methodsOf(run, L => {
    const socket = sockets.get(lua.lua_topointer(L, 1))
    return socket ?? badArgument(L, 1, 'tcp{any} expected')
  })
  return L => {
    lua.lua_newuserdata(L, 0)
    sockets.set(lua.lua_topointer(L, -1), {
      connection: undefined,
      peer: undefined,
      timeoutMs: Infinity,
      failure: undefined,
      close: () => undefined,
    })
    lua.lua_createtable(L, 0, 1)
    lua.lua_newtable(L)
    setFields(L, methods)
    lua.lua_setfield(L, -2, luaString('__index'))
    setFields(L, { __name: 'tcp{client}' })
    lua.lua_setmetatable(L, -2)
    return 1
  }
}

const methodsOf = (run: RunState, socketAt: (L: LuaState) => TcpSocket): Readonly<Record<string, LuaFunction>> => ({
  connect: L => {
    const socket = socketAt(L)
    const host = checkBytes(L, 2)
    const port = checkBytes(L, 3)
    const startMs = performance.now()
    const wait = connectTo(host, port, run.context.access, Math.min(socket.timeoutMs, run.meter.leftMs + 1))
    return suspend(
      L,
      run,
      wait.then(outcome => {
        if (typeof outcome === 'string') {
          report(run, host, port, undefined, outcome, startMs)
          return L1 => pushFailure(L1, outcome)
        }
        socket.peer = [host, port]
        adopt(run, socket, outcome, (ending: ByteString) => report(run, host, port, outcome, ending, startMs))
        return pushOne
      }),
    )
  },
  send: L => {
    const socket = socketAt(L)
    const octets = checkBytes(L, 2)
    const first = lauxlib.luaL_optinteger(L, 3, 1)
    const last = lauxlib.luaL_optinteger(L, 4, -1)
    const piece = octets.slice(first > 0 ? first - 1 : first, last < 0 ? octets.length + last + 1 : last)
    if (socket.connection === undefined) return pushSent(L, 'closed', 0)
    const outcome = socket.connection.send(piece, Math.min(socket.timeoutMs, run.meter.leftMs + 1))
    const told = (L1: LuaState, failure: Failure | undefined): number => {
      socket.failure = failure ?? socket.failure
      return pushSent(L1, failure, piece.length)
    }
    if (!(outcome instanceof Promise)) return told(L, outcome)
    return suspend(
      L,
      run,
      outcome.then(failure => L1 => told(L1, failure)),
    )
  },
  receive: L => {
    const socket = socketAt(L)
    const prefix = optionalBytes(L, 3) ?? ''
    const take = takeOf(L, prefix.length)
    if (socket.connection === undefined) return pushReceived(L, { failure: 'closed', partial: '' }, prefix)
    const outcome = socket.connection.receive(take, Math.min(socket.timeoutMs, run.meter.leftMs + 1))
    const told = (L1: LuaState, received: Received): number => {
      if ('failure' in received) socket.failure = received.failure
      return pushReceived(L1, received, prefix)
    }
    if (!(outcome instanceof Promise)) return told(L, outcome)
    return suspend(
      L,
      run,
      outcome.then(received => L1 => told(L1, received)),
    )
  },
  close: L => {
    const socket = socketAt(L)
    socket.close()
    return pushOne(L)
  },
  getpeername: L => {
    const { peer } = socketAt(L)
    if (peer === undefined) return pushFailure(L, 'Bad file descriptor')
    pushBytes(L, peer[0])
    pushBytes(L, peer[1])
    return 2
  },
  shutdown: pushOne,
  settimeout: L => {
    const socket = socketAt(L)
    const seconds = lua.lua_type(L, 2) <= lua.LUA_TNIL ? -1 : lauxlib.luaL_checknumber(L, 2)
    socket.timeoutMs = seconds < 0 ? Infinity : seconds * 1000
    return pushOne(L)
  },
  setoption: pushOne,
  getfd: L => {
    lua.lua_pushnumber(L, socketAt(L).connection === undefined ? -1 : 3)
    return 1
  },
  dirty: L => {
    lua.lua_pushboolean(L, socketAt(L).connection?.readable() ?? false)
    return 1
  },
})

/** Ties a connection to its socket and to the run, which closes it in the end. */
const adopt = (
  run: RunState,
  socket: TcpSocket,
  connection: TcpConnection,
  ended: (outcome: ByteString) => void,
): void => {
  socket.connection = connection
  const close = (): void => {
    if (!run.open.delete(close)) return
    connection.close()
    socket.connection = undefined
    socket.peer = undefined
    ended(socket.failure ?? 'closed')
  }
  socket.close = close
  run.open.add(close)
  if (run.over) close()
}

const report = (
  run: RunState,
  host: ByteString,
  port: ByteString,
  connection: TcpConnection | undefined,
  outcome: ByteString,
  startMs: number,
): void => {
  run.context.host.trace?.({
    call: 'connection',
    host,
    port: Number(port),
    sent: connection?.sent() ?? '',
    received: connection?.received() ?? '',
    outcome,
    elapsedMs: performance.now() - startMs,
  })
}

/** The pattern of `receive`: a line by default, `*a`, or a count from which the prefix is taken. */
const takeOf = (L: LuaState, prefixLength: number): Take => {
  if (lua.lua_type(L, 2) === lua.LUA_TNUMBER) {
    const count = lauxlib.luaL_checknumber(L, 2)
    if (count < 0) badArgument(L, 2, 'invalid receive pattern')
    return takeCount(Math.max(0, Math.trunc(count) - prefixLength))
  }
  const pattern = (optionalBytes(L, 2) ?? '*l').replace(/^\*/, '')
  if (pattern.startsWith('l')) return takeLine
  if (pattern.startsWith('a')) return takeAll
  return badArgument(L, 2, 'invalid receive pattern')
}

const pushOne = (L: LuaState): number => {
  lua.lua_pushnumber(L, 1)
  return 1
}

const pushSent = (L: LuaState, failure: string | undefined, count: number): number => {
  if (failure === undefined) {
    lua.lua_pushnumber(L, count)
    return 1
  }
  pushFailure(L, failure)
  lua.lua_pushnumber(L, 0)
  return 3
}

const pushReceived = (L: LuaState, received: Received, prefix: ByteString): number => {
  if ('octets' in received) {
    pushBytes(L, prefix + received.octets)
    return 1
  }
  pushFailure(L, received.failure)
  pushBytes(L, prefix + received.partial)
  return 3
}
