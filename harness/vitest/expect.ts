import { expect } from 'vitest'
import type { WafMatchers } from './matcher-types.ts'
import { matchers } from './matchers.ts'

declare module 'vitest' {
  interface Matchers<T> extends WafMatchers<T> {}
}

// As testing libraries do it: who imports this has the matchers.
expect.extend(matchers)

export { expect }
