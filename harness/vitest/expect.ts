import { expect } from 'vitest'
import type { WafMatchers } from './matcher-types.ts'
import { matchers } from './matchers.ts'

declare global {
  namespace Chai {
    /** What each version of vitest makes its own assertions of; `Matchers` has other parameters in each. */
    interface Assertion extends WafMatchers<void> {}
  }
}

// As testing libraries do it: who imports this has the matchers.
expect.extend(matchers)

export { expect }
