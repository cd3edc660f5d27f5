/** `npm start` (演练) and `npm run office` (正式): install, build what changed, serve. */
import { become, build, findNode, installDependencies } from './bootstrap.mjs'

const mode = process.argv[2] === 'office' ? 'office' : 'training'
installDependencies()
build()
become(findNode(), ['packages/server/src/main.ts', 'serve', '--mode', mode])
