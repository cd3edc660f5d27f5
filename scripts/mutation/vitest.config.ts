/** The tests that hold the scheme folder of core, and nothing slow: its own, and those of other folders that call it directly. */
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    environment: 'node',
    env: { TZ: 'Asia/Shanghai' },
    testTimeout: 20_000,
    include: ['packages/core/src/scheme/**/*.test.ts', 'packages/core/src/draw/matching.test.ts'],
  },
})
