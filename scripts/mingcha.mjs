/** `npm run mingcha -- …`: the command line. */
import { become, build, findNode, installDependencies } from './bootstrap.mjs'

installDependencies()
if (['serve', 'verify'].includes(process.argv[2] ?? '')) build()
become(findNode(), ['packages/server/src/cli.ts', ...process.argv.slice(2)])
