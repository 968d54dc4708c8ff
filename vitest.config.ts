import { defineConfig } from 'vitest/config'

/** What hangs ends some time; what is slow because the machine is busy must not fail. */
const HANGS_MS = 300_000

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'harness/**/*.test.ts'],
    testTimeout: HANGS_MS,
    hookTimeout: HANGS_MS,
    expect: { poll: { timeout: HANGS_MS } },
  },
})
