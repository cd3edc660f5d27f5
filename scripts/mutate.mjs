/**
 * `npm run mutate [-- file …]` — mutation testing of `packages/core/src/scheme`, or of the files named, then the list of what no test noticed
 * (`mutants.ts`). Minutes of work, so not part of `npm test`.
 */
import { environment, findNode, installDependencies, run } from './bootstrap.mjs'

installDependencies()
const node = findNode()
const files = process.argv.slice(2)
// Stryker runs tests in threads, where a configuration cannot set the zone any more.
const options = { env: { ...environment(), TZ: 'Asia/Shanghai' } }
const stryker = ['node_modules/@stryker-mutator/core/bin/stryker.js', 'run', 'scripts/mutation/stryker.config.mjs']
const code = run(node, [...stryker, ...(files.length > 0 ? ['--mutate', files.join(',')] : [])], options)
process.exit(code || run(node, ['scripts/mutants.ts']))
