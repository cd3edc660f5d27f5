/**
 * `npm run mutate [file …]` — changes the rules in `packages/core/src/scheme` one small place at a time and looks whether a test notices. Not part of
 * `npm test`: it takes minutes. The report lands in `var/mutation/`; `node scripts/mutants.ts` reads it.
 *
 * One process at a time by default, so that it can run beside other work; `MUTATE_CONCURRENCY=4` for an idle machine.
 */
export default {
  mutate: ['packages/core/src/scheme/*.ts', '!packages/core/src/scheme/*.test.ts'],
  plugins: ['@stryker-mutator/vitest-runner'],
  testRunner: 'vitest',
  vitest: { configFile: 'scripts/mutation/vitest.config.ts', related: false },
  // What the tests of core read; everything else stays out of the copy they run in.
  ignorePatterns: [
    '/*',
    '!/package.json',
    '!/tsconfig.base.json',
    '!/packages',
    '/packages/{server,verifier,web}',
    '!/schemes',
    '!/vectors',
    '!/fixtures',
    '!/docs',
    '!/scripts',
  ],
  // TypeScript 7 has no JavaScript interface for Stryker to rewrite a tsconfig with, and none here needs rewriting.
  tsconfigFile: 'none',
  concurrency: Number(process.env.MUTATE_CONCURRENCY ?? 1),
  timeoutMS: 10_000,
  disableTypeChecks: false,
  tempDirName: 'var/mutation/sandbox',
  reporters: ['clear-text', 'json', 'progress-append-only'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false, allowEmojis: false },
  jsonReporter: { fileName: 'var/mutation/report.json' },
  thresholds: { high: 100, low: 0, break: null },
  allowConsoleColors: false,
}
