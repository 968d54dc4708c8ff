import { readFileSync } from 'node:fs'
import { normalize } from 'node:path'
import { type ByteString, fromOctets, toText } from '../../bytes.ts'
import type { RunState } from '../host/run-state.ts'
import { luaString, pushBytes, setFields } from '../vm/objects.ts'
import { badArgument, checkBytes, optionalBytes, pushFailure, raise } from '../vm/stack.ts'
import type { LuaVersion } from '../vm/version.ts'
import { type LuaFunction, type LuaState, lauxlib, lua } from '../vm/vm.ts'
import { refused } from './os.ts'

type Reader = { readonly kind: 'reader'; readonly content: ByteString; at: number; closed: boolean }

type File = Reader | { readonly kind: 'writer'; readonly stream: 'stdout' | 'stderr' }

/**
 * Pushes the `io` library: granted files are read whole when opened, the standard streams go to the host. A file that
 * is not granted looks like one the server may not read, and the trace says so.
 */
export const pushIo = (L: LuaState, run: RunState): void => {
  const files = new Map<unknown, File>()
  const { host, access, version } = run.context

  const fileAt = (L1: LuaState, argument: number): File => {
    const file = files.get(lua.lua_topointer(L1, argument))
    return file ?? badArgument(L1, argument, 'FILE* expected')
  }

  const push = (L1: LuaState, file: File): number => {
    lua.lua_newuserdata(L1, 0)
    files.set(lua.lua_topointer(L1, -1), file)
    lua.lua_getfield(L1, lua.LUA_REGISTRYINDEX, METATABLE)
    lua.lua_setmetatable(L1, -2)
    return 1
  }

  const open = (path: ByteString, mode: ByteString): File | { readonly failure: string; readonly errno: number } => {
    const ofEngine = /^rb?$/.test(mode) ? host.fileAt?.(path) : undefined
    if (ofEngine !== undefined) return { kind: 'reader', content: ofEngine, at: 0, closed: false }
    const name = toText(path)
    const own = /^rb?$/.test(mode) ? access.fileOf(name) : undefined
    if (own !== undefined) {
      run.meter.stringLength(own.length)
      return { kind: 'reader', content: own, at: 0, closed: false }
    }
    const granted = access.readableFiles.some(allowed => {
      const normal = normalize(name)
      return allowed.endsWith('/') ? normal.startsWith(allowed) : normal === allowed
    })
    if (!granted || !/^rb?$/.test(mode)) {
      host.trace?.({ call: 'refused', what: `io.open ${path} (${mode})` })
      return { failure: `${path}: Permission denied`, errno: 13 }
    }
    try {
      const octets = readFileSync(name)
      run.meter.stringLength(octets.length)
      return { kind: 'reader', content: fromOctets(octets), at: 0, closed: false }
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
        return { failure: `${path}: No such file or directory`, errno: 2 }
      }
      throw error
    }
  }

  const read = (L1: LuaState, file: File, first: number): number => {
    if (file.kind === 'writer') return pushFailure(L1, 'Bad file descriptor')
    if (file.closed) raise(L1, 'attempt to use a closed file')
    const top = lua.lua_gettop(L1)
    const formats =
      top < first ? ['*l'] : Array.from({ length: top - first + 1 }, (_, index) => checkBytes(L1, first + index))
    let count = 0
    for (const format of formats) {
      const piece = take(file, format, version)
      if (piece === 'invalid') badArgument(L1, first + count, 'invalid format')
      count++
      if (piece === undefined) {
        lua.lua_pushnil(L1)
        break
      }
      if (typeof piece === 'number') lua.lua_pushnumber(L1, piece)
      else pushBytes(L1, piece)
    }
    return count
  }

  const write = (L1: LuaState, file: File, first: number): number => {
    if (file.kind === 'reader') return pushFailure(L1, 'Bad file descriptor')
    for (let argument = first; argument <= lua.lua_gettop(L1); argument++)
      host.print?.(file.stream, checkBytes(L1, argument))
    return 0
  }

  const lines = (L1: LuaState, file: File): number => {
    lua.lua_pushcfunction(L1, L2 => {
      lua.lua_settop(L2, 0)
      return read(L2, file, 1)
    })
    return 1
  }

  const methods: Record<string, LuaFunction> = {
    read: L1 => read(L1, fileAt(L1, 1), 2),
    write: L1 => write(L1, fileAt(L1, 1), 2) || pushSelf(L1),
    lines: L1 => lines(L1, fileAt(L1, 1)),
    flush: pushSelf,
    setvbuf: pushTrue,
    close: L1 => {
      const file = fileAt(L1, 1)
      if (file.kind === 'reader') file.closed = true
      return pushTrue(L1)
    },
    seek: L1 => {
      const file = fileAt(L1, 1)
      if (file.kind === 'writer') return pushFailure(L1, 'Illegal seek')
      const whence = optionalBytes(L1, 2) ?? 'cur'
      const base = { set: 0, cur: file.at, end: file.content.length }[whence]
      if (base === undefined) return badArgument(L1, 2, `invalid option '${whence}'`)
      const at = base + lauxlib.luaL_optinteger(L1, 3, 0)
      if (at < 0) return pushFailure(L1, 'Invalid argument')
      file.at = at
      lua.lua_pushinteger(L1, at)
      return 1
    },
  }

  lua.lua_newtable(L)
  lua.lua_newtable(L)
  setFields(L, methods)
  lua.lua_setfield(L, -2, luaString('__index'))
  lua.lua_setfield(L, lua.LUA_REGISTRYINDEX, METATABLE)

  lua.lua_newtable(L)
  setFields(L, {
    open: L1 => {
      const file = open(checkBytes(L1, 1), optionalBytes(L1, 2) ?? 'r')
      if ('kind' in file) return push(L1, file)
      pushFailure(L1, file.failure)
      lua.lua_pushinteger(L1, file.errno)
      return 3
    },
    lines: L1 => {
      const file = open(checkBytes(L1, 1), 'r')
      return 'kind' in file ? lines(L1, file) : raise(L1, file.failure)
    },
    type: L1 => {
      lauxlib.luaL_checkany(L1, 1)
      const file = files.get(lua.lua_topointer(L1, 1))
      if (file === undefined) lua.lua_pushnil(L1)
      else pushBytes(L1, file.kind === 'reader' && file.closed ? 'closed file' : 'file')
      return 1
    },
    write: L1 => write(L1, { kind: 'writer', stream: 'stdout' }, 1) || pushTrue(L1),
    read: L1 => {
      lua.lua_pushnil(L1)
      return 1
    },
    close: pushTrue,
    flush: pushTrue,
    popen: refused(run, 'io.popen'),
    tmpfile: refused(run, 'io.tmpfile'),
    input: refused(run, 'io.input'),
    output: refused(run, 'io.output'),
  })
  for (const stream of ['stdout', 'stderr'] as const) {
    push(L, { kind: 'writer', stream })
    lua.lua_setfield(L, -2, luaString(stream))
  }
}

const METATABLE = luaString('FILE*')

const pushTrue = (L: LuaState): number => {
  lua.lua_pushboolean(L, true)
  return 1
}

const pushSelf = (L: LuaState): number => {
  lua.lua_pushvalue(L, 1)
  return 1
}

/** One read by a format: undefined at the end of the file. */
const take = (file: Reader, format: ByteString, version: LuaVersion): ByteString | number | undefined => {
  const { content, at } = file
  const forward = (end: number): ByteString => {
    file.at = end
    return content.slice(at, end)
  }
  switch (format.replace(/^\*/, '')) {
    case 'a':
      return forward(content.length)
    case 'l':
    case 'L': {
      if (at >= content.length) return undefined
      const line = nextLine(file, version)
      return format.endsWith('l') ? line.replace(/\n$/, '') : line
    }
    case 'n': {
      const numeral = /^[\t-\r ]*([-+]?(?:0[xX][0-9a-fA-F]+|[0-9]+\.?[0-9]*(?:[eE][-+]?[0-9]+)?))/.exec(
        content.slice(at, at + 200),
      )
      if (numeral === null) return undefined
      file.at = at + numeral[0].length
      return Number(numeral[1])
    }
    default: {
      if (!/^[0-9]+$/.test(format)) return 'invalid'
      if (at >= content.length) return undefined
      return forward(Math.min(content.length, at + Number(format)))
    }
  }
}

/** Lua 5.1 reads a line as C's text: a NUL in it hides its rest and its end, so that the next line follows (`fgets`, liolib.c). */
const nextLine = (file: Reader, version: LuaVersion): ByteString => {
  const { content, at } = file
  const end = content.indexOf('\n', at)
  file.at = end === -1 ? content.length : end + 1
  const line = content.slice(at, file.at)
  const nul = version === '5.1' ? line.indexOf('\0') : -1
  if (nul === -1) return line
  return line.slice(0, nul) + (file.at < content.length ? nextLine(file, version) : '')
}
