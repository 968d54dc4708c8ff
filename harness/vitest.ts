import { expect } from 'vitest'
import type { WafMatchers } from './vitest/matcher-types.ts'
import { matchers } from './vitest/matchers.ts'

export type * from './vitest/matcher-types.ts'
export { matchers } from './vitest/matchers.ts'
export { type StartableWaf, test, type WafFixtures, wafTest } from './vitest/waf-test.ts'
export { expect }

declare module 'vitest' {
  interface Matchers<T> extends WafMatchers<T> {}
}

expect.extend(matchers)
