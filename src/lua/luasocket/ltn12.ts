import { luaLibrary } from '../host/lua-library.ts'
import { luaString } from '../vm/objects.ts'
import { lua } from '../vm/vm.ts'

/** LTN12 1.0.3: filters, sources, sinks, pumps. In Lua 5.1 it is a global too, as Debian's module makes it. */
export const ltn12 = luaLibrary({
  name: 'ltn12',
  from: 'lua-socket',
  file: new URL('./ltn12.lua', import.meta.url),
  natives: run => ({
    publish: L => {
      if (run.context.version === '5.1') lua.lua_setglobal(L, luaString('ltn12'))
      return 0
    },
  }),
})
