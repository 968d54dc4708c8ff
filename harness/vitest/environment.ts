import type { Environment } from 'vitest/runtime'
import { openBench } from './bench.ts'

/** The vitest environment of scenario tests: its WAFs end with the worker. */
const environment: Environment = {
  name: 'wafrig',
  viteEnvironment: 'ssr',
  setup: () => {
    const bench = openBench()
    globalThis.wafrigBench = bench
    return {
      teardown: async () => {
        globalThis.wafrigBench = undefined
        await bench.wafs[Symbol.asyncDispose]()
      },
    }
  },
}

// biome-ignore lint/style/noDefaultExport: vitest takes an environment from the default export of its module.
export default environment
