import { luaLibrary } from '../host/lua-library.ts'
import { httpNatives } from './http-natives.ts'
import { ltn12 } from './ltn12.ts'
import { socket } from './socket.ts'
import { socketUrl } from './socket-url.ts'

/**
 * LuaSocket 3.0.0's `socket.http`: `request` in both forms. It writes to a TCP connection itself, because an HTTP client
 * library sends other headers and refuses what LuaSocket takes for HTTP/0.9 and answers with code 200.
 */
export const socketHttp = luaLibrary({
  name: 'socket.http',
  from: 'lua-socket',
  file: new URL('./socket-http.lua', import.meta.url),
  natives: run => ({
    socket,
    ltn12,
    url: socketUrl,
    ...httpNatives(run),
  }),
})
