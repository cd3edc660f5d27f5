/** Entry of the server process: `node packages/server/src/main.ts serve --mode training|office`. */
import { parseArgs } from 'node:util'
import { optionsFromEnvironment, serve } from './serve.ts'

const { values, positionals } = parseArgs({ allowPositionals: true, options: { mode: { type: 'string', default: 'training' } } })
if ((positionals[0] ?? 'serve') !== 'serve' || (values.mode !== 'training' && values.mode !== 'office')) {
  console.error('用法：main.ts serve --mode training|office')
  process.exitCode = 2
} else process.exitCode = await serve(optionsFromEnvironment(values.mode, process.env))
