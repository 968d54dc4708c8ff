/** Which Lua is emulated: 5.1 as Debian's Apache links, 5.3 as the official images do. */
export type LuaVersion = '5.1' | '5.3'
