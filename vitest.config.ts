/**
 * Every test of the repository, one runner. `npm test` runs the projects one by one, fast first; to run some by hand:
 *
 *   npx vitest run packages/core/src/draw        npx vitest run --project server
 */
import { defineConfig } from 'vitest/config'

const node = { environment: 'node' as const, testTimeout: 20_000, hookTimeout: 60_000 }

export default defineConfig({
  test: {
    // The office's zone, so that a legal day computed in local time by mistake differs from UTC in every run.
    env: { TZ: 'Asia/Shanghai' },
    projects: [
      { test: { ...node, name: 'core', include: ['packages/core/src/**/*.test.ts'] } },
      { test: { ...node, name: 'verifier', include: ['packages/verifier/**/*.test.ts'], testTimeout: 60_000 } },
      { test: { ...node, name: 'boundaries', include: ['e2e/boundaries*.test.ts', 'scripts/**/*.test.ts'] } },
      {
        test: {
          ...node,
          name: 'server',
          include: ['packages/server/**/*.test.ts', 'schemes/**/*.test.ts'],
          globalSetup: ['packages/server/test/global-setup.ts'],
        },
      },
      { test: { ...node, name: 'web', include: ['packages/web/src/**/*.test.ts'] } },
      {
        test: {
          ...node,
          name: 'e2e',
          include: ['e2e/**/*.test.ts'],
          exclude: ['e2e/boundaries*.test.ts'],
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 300_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
