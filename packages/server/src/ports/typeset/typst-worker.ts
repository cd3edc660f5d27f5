/**
 * Typst 工作线程 — compiles one document at a time, away from the thread that answers requests. The program it runs is `document.typ` and nothing else;
 * data is JSON in `sys.inputs`. The fonts are two weights of Noto Serif SC; only a character that
 * they lack (a rare name) is looked for among the machine's own.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { parentPort } from 'node:worker_threads'
import * as typst from '@myriaddreamin/typst-ts-node-compiler'

export interface TypstJob {
  readonly id: number
  /** JSON for `document.typ`. */
  readonly job: string
  /** Seconds since 1970, the PDF's creation date. */
  readonly createdAt: number
}
export type TypstReply = { readonly id: number; readonly pdf: Uint8Array } | { readonly id: number; readonly fault: string }

const port = parentPort
if (port === null) throw new Error('typst-worker.ts runs as a worker thread')

const fonts = dirname(createRequire(import.meta.url).resolve('@expo-google-fonts/noto-serif-sc/package.json'))
const program = readFileSync(join(import.meta.dirname, 'document.typ'), 'utf8')
const compiler = typst.NodeCompiler.create({
  workspace: import.meta.dirname,
  fontArgs: [
    {
      fontBlobs: ['400Regular/NotoSerifSC_400Regular.ttf', '700Bold/NotoSerifSC_700Bold.ttf'].map(name => readFileSync(join(fonts, name))),
    },
  ],
})

port.on('message', ({ id, job, createdAt }: TypstJob) => {
  port.postMessage(compile(id, job, createdAt))
})

function compile(id: number, job: string, createdAt: number): TypstReply {
  try {
    const compiled = compiler.compile({ mainFileContent: program, inputs: { job } })
    if (compiled.result === null) {
      const error = compiled.takeDiagnostics() ?? compiled.takeError()
      return { id, fault: error ? JSON.stringify(compiler.fetchDiagnostics(error)) : 'no document and no diagnostic' }
    }
    return { id, pdf: new Uint8Array(compiler.pdf(compiled.result, { creationTimestamp: createdAt })) }
  } catch (thrown) {
    // The compiler throws plain objects with an odd shape.
    return { id, fault: thrown instanceof Error ? (thrown.stack ?? thrown.message) : JSON.stringify(thrown) }
  } finally {
    // Without it every document stays in memory.
    compiler.evictCache(10)
  }
}
