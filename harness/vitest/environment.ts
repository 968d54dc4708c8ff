import type { Environment } from 'vitest/runtime'
import type { BackendOptions } from '../backends/backend.ts'
import { openBench } from '../run/bench.ts'

/**
 * The vitest environment of scenario tests: its WAFs end with the worker. Ctrl-C reaches every process of a terminal;
 * a worker waits for vitest to end it. When vitest itself is gone, the worker ends its WAFs and then itself.
 */
const environment: Environment = {
  name: 'wafrig',
  viteEnvironment: 'ssr',
  setup: (_, { wafrig = {} }: { readonly wafrig?: BackendOptions }) => {
    const bench = openBench(wafrig)
    const orphaned = (): void => {
      void bench.wafs[Symbol.asyncDispose]().finally(() => process.kill(process.pid, 'SIGKILL'))
    }
    process.on('SIGINT', () => {})
    process.once('disconnect', orphaned)
    globalThis.wafrigBench = bench
    return {
      teardown: async () => {
        process.off('disconnect', orphaned)
        globalThis.wafrigBench = undefined
        await bench.wafs[Symbol.asyncDispose]()
      },
    }
  },
}

// biome-ignore lint/style/noDefaultExport: vitest takes an environment from the default export of its module.
export default environment
