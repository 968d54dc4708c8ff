import type { ByteString } from '../../bytes.ts'
import { type Library, LOADED, pushModule } from '../host/library.ts'
import type { RunState } from '../host/run-state.ts'
import { loadSource } from '../vm/chunk.ts'
import { luaString, pushBytes, setFields } from '../vm/objects.ts'
import { checkBytes, raise, raiseBare } from '../vm/stack.ts'
import type { LuaVersion } from '../vm/version.ts'
import { type LuaFunction, type LuaState, lauxlib, lua } from '../vm/vm.ts'
import { setEnvironment } from './environment.ts'

/** Where the interpreter looks for modules: Debian's `package.path` and `package.cpath`. */
const SEARCH: Readonly<Record<LuaVersion, { readonly path: string; readonly cpath: string }>> = {
  '5.1': {
    path: './?.lua;/usr/local/share/lua/5.1/?.lua;/usr/local/share/lua/5.1/?/init.lua;/usr/local/lib/lua/5.1/?.lua;/usr/local/lib/lua/5.1/?/init.lua;/usr/share/lua/5.1/?.lua;/usr/share/lua/5.1/?/init.lua',
    cpath:
      './?.so;/usr/local/lib/lua/5.1/?.so;/usr/lib/x86_64-linux-gnu/lua/5.1/?.so;/usr/lib/lua/5.1/?.so;/usr/local/lib/lua/5.1/loadall.so',
  },
  '5.3': {
    path: '/usr/local/share/lua/5.3/?.lua;/usr/local/share/lua/5.3/?/init.lua;/usr/local/lib/lua/5.3/?.lua;/usr/local/lib/lua/5.3/?/init.lua;/usr/share/lua/5.3/?.lua;/usr/share/lua/5.3/?/init.lua;./?.lua;./?/init.lua',
    cpath:
      '/usr/local/lib/lua/5.3/?.so;/usr/lib/x86_64-linux-gnu/lua/5.3/?.so;/usr/lib/lua/5.3/?.so;/usr/local/lib/lua/5.3/loadall.so;./?.so',
  },
}

const PRELOAD = luaString('wafrig.preload')

/** What `require` finds besides `package.preload`: the libraries, and modules given as source. */
export type ModuleSource = {
  readonly library: (name: string) => Library | undefined
  readonly source: (name: string) => ByteString | undefined
}

/** Sets `require` and `package` (and 5.1's `module`) in the globals, which are on top of the stack. */
export const setPackage = (L: LuaState, run: RunState, modules: ModuleSource): void => {
  const { version } = run.context
  lua.lua_newtable(L)
  for (const name of STANDARD) {
    lua.lua_getfield(L, -2, luaString(name))
    lua.lua_setfield(L, -2, luaString(name))
  }
  lua.lua_pushvalue(L, -2)
  lua.lua_setfield(L, -2, luaString('_G'))
  lua.lua_newtable(L)
  const preload = lua.lua_gettop(L)
  lua.lua_newtable(L)
  setFields(L, { ...SEARCH[version], config: '/\n;\n?\n!\n-\n' })
  lua.lua_pushvalue(L, preload)
  lua.lua_setfield(L, -2, luaString('preload'))
  lua.lua_pushvalue(L, preload - 1)
  lua.lua_setfield(L, -2, luaString('loaded'))
  if (version === '5.1') setFields(L, { seeall })
  lua.lua_pushvalue(L, -1)
  lua.lua_setfield(L, preload - 1, luaString('package'))
  lua.lua_setfield(L, preload - 2, luaString('package'))
  lua.lua_setfield(L, lua.LUA_REGISTRYINDEX, PRELOAD)
  if (version === '5.3') {
    lua.lua_pushvalue(L, -1)
    lua.lua_setfield(L, lua.LUA_REGISTRYINDEX, luaString('_LOADED'))
  }
  lua.lua_setfield(L, lua.LUA_REGISTRYINDEX, LOADED)
  setFields(L, { require: require(run, modules) })
  if (version === '5.1') setFields(L, { module })
}

/** Libraries that are there without `require`. */
export const STANDARD = ['string', 'table', 'math', 'coroutine', 'io', 'os', 'debug', 'utf8']

const require =
  (run: RunState, modules: ModuleSource): LuaFunction =>
  L => {
    const name = checkBytes(L, 1)
    lua.lua_settop(L, 1)
    lua.lua_getfield(L, lua.LUA_REGISTRYINDEX, LOADED)
    lua.lua_getfield(L, 2, luaString(name))
    if (lua.lua_toboolean(L, -1)) return 1
    lua.lua_pop(L, 1)
    const found = pushLoader(L, run, modules, name)
    run.context.host.trace?.({ call: 'require', name, found: found !== 'not found' })
    if (found === 'not found') return raise(L, `module '${name}' not found:${searched(run.context.version, name)}`)
    if (found === 'loader') {
      pushBytes(L, name)
      lua.lua_call(L, 1, 1)
    }
    if (lua.lua_type(L, -1) !== lua.LUA_TNIL) {
      lua.lua_pushvalue(L, -1)
      lua.lua_setfield(L, 2, luaString(name))
    }
    lua.lua_getfield(L, 2, luaString(name))
    if (lua.lua_type(L, -1) === lua.LUA_TNIL) {
      lua.lua_pushboolean(L, true)
      lua.lua_pushvalue(L, -1)
      lua.lua_setfield(L, 2, luaString(name))
    }
    return 1
  }

/** Pushes the function that loads a module, or the module itself where it is a library of ours. */
const pushLoader = (
  L: LuaState,
  run: RunState,
  modules: ModuleSource,
  name: ByteString,
): 'loader' | 'module' | 'not found' => {
  lua.lua_getfield(L, lua.LUA_REGISTRYINDEX, PRELOAD)
  lua.lua_getfield(L, -1, luaString(name))
  if (lua.lua_type(L, -1) !== lua.LUA_TNIL) return 'loader'
  lua.lua_pop(L, 2)
  const library = modules.library(name)
  if (library !== undefined) {
    pushModule(L, run, library)
    return 'module'
  }
  const source = modules.source(name)
  if (source === undefined) return 'not found'
  const file = `./${name.replaceAll('.', '/')}.lua`
  const outcome = loadSource(L, source, `@${file}`, run.context.version)
  if (!outcome.loaded) raise(L, `error loading module '${name}' from file '${file}':\n\t${outcome.message}`)
  return 'loader'
}

/** The list of places looked at, as the interpreter prints it. */
export const searched = (version: LuaVersion, name: ByteString): ByteString => {
  const { path, cpath } = SEARCH[version]
  const root = /^([^.]+)\./.exec(name)?.[1]
  const files = [...filesOf(path, name), ...filesOf(cpath, name), ...(root === undefined ? [] : filesOf(cpath, root))]
  return [`no field package.preload['${name}']`, ...files].map(line => `\n\t${line}`).join('')
}

const filesOf = (templates: string, name: ByteString): string[] =>
  templates.split(';').map(template => `no file '${template.replaceAll('?', name.replaceAll('.', '/'))}'`)

/** 5.1's `module(name, ...)`: a table of that name becomes the caller's environment. */
const module: LuaFunction = L => {
  const name = checkBytes(L, 1)
  const options = lua.lua_gettop(L)
  lua.lua_getfield(L, lua.LUA_REGISTRYINDEX, LOADED)
  lua.lua_getfield(L, -1, luaString(name))
  if (lua.lua_type(L, -1) !== lua.LUA_TTABLE) {
    lua.lua_pop(L, 1)
    if (!pushGlobalTable(L, name)) raise(L, `name conflict for module '${name}'`)
    lua.lua_pushvalue(L, -1)
    lua.lua_setfield(L, -3, luaString(name))
  }
  const table = lua.lua_gettop(L)
  setFields(L, { _NAME: name, _PACKAGE: name.replace(/[^.]*$/, '') })
  lua.lua_pushvalue(L, table)
  lua.lua_setfield(L, table, luaString('_M'))
  const ar = new lua.lua_Debug()
  if (!lua.lua_getstack(L, 1, ar)) raiseBare(L, "'module' not called from a Lua function")
  lua.lua_getinfo(L, luaString('f'), ar)
  setEnvironment(L, lua.lua_gettop(L), table)
  for (let option = 2; option <= options; option++) {
    lua.lua_pushvalue(L, option)
    lua.lua_pushvalue(L, table)
    lua.lua_call(L, 1, 0)
  }
  return 0
}

/** Pushes the table that a dotted name means in the globals, making what is missing; false if something else is there. */
const pushGlobalTable = (L: LuaState, name: ByteString): boolean => {
  lua.lua_getglobal(L, luaString('_G'))
  for (const part of name.split('.')) {
    lua.lua_getfield(L, -1, luaString(part))
    if (lua.lua_type(L, -1) === lua.LUA_TNIL) {
      lua.lua_pop(L, 1)
      lua.lua_newtable(L)
      lua.lua_pushvalue(L, -1)
      lua.lua_setfield(L, -3, luaString(part))
    } else if (lua.lua_type(L, -1) !== lua.LUA_TTABLE) return false
    lua.lua_remove(L, -2)
  }
  return true
}

/** `package.seeall`: what a module lacks is found in the globals. */
const seeall: LuaFunction = L => {
  lauxlib.luaL_checktype(L, 1, lua.LUA_TTABLE)
  lua.lua_createtable(L, 0, 1)
  lua.lua_getglobal(L, luaString('_G'))
  lua.lua_setfield(L, -2, luaString('__index'))
  lua.lua_setmetatable(L, 1)
  return 0
}
