import type { ByteString } from '../bytes.ts'
import { PartError } from '../errors.ts'

/** Refuses `@inspectFile` of anything but a Lua script, which alone can run here. */
export const requireLuaScript = (path: ByteString): void => {
  if (path.endsWith('.lua')) return
  throw new PartError('UNSUPPORTED', `inspectFile runs Lua scripts only, not the program "${path}"; name a .lua file`)
}
