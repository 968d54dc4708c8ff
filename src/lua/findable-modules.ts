import * as libraries from './libraries/index.ts'
import { STANDARD } from './standard/package.ts'

/** What `require` can find in some emulator; `m` is a global that scripts ask for all the same. */
export const findableModules: ReadonlySet<string> = new Set([
  ...STANDARD,
  '_G',
  'package',
  'm',
  ...Object.values(libraries).map(({ name }) => name),
])
