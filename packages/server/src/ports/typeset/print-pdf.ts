/**
 * 印 PDF — through a worker that is thrown away after some thousand documents, after a fault, and when it does not answer in time. Documents wait their
 * turn; one takes about ten milliseconds. A fault here is a bug of the program or a broken machine, so it throws, with Typst's diagnostic.
 */
import { Worker } from 'node:worker_threads'
import { layOut } from './lay-out.ts'
import type { PrintedDocument, PrintMeta } from './meta.ts'
import type { TypstJob, TypstReply } from './typst-worker.ts'

export interface TypesetLimits {
  /** Documents of one worker. With `evictCache` it stays near 200 MB for ever; each new worker keeps some of the last one's, so it is rarely changed. */
  readonly recycleAfter: number
  readonly timeoutMs: number
}
const defaults: TypesetLimits = { recycleAfter: 5_000, timeoutMs: 30_000 }

interface Running {
  readonly worker: Worker
  done: number
}
interface Waiting {
  readonly job: TypstJob
  readonly limits: TypesetLimits
  readonly resolve: (pdf: Uint8Array) => void
  readonly reject: (fault: Error) => void
}

let running: Running | null = null
const queue: Waiting[] = []
let current: (Waiting & { readonly timer: NodeJS.Timeout }) | null = null
let nextId = 1

/** One PDF of one or more documents; each numbers its own pages. The same input gives the same bytes. */
export async function printPdf(
  documents: readonly PrintedDocument[],
  meta: PrintMeta,
  limits: Partial<TypesetLimits> = {},
): Promise<Uint8Array> {
  const laid = await Promise.all(documents.map(d => layOut(d.blocks)))
  const job = {
    title: meta.title,
    author: meta.author,
    training: meta.training,
    documents: laid.map(d => ({ ...d, blocks: d.blocks.map(b => (b.type === 'qr' ? { ...b, png: null } : b)) })),
  }
  return new Promise((resolve, reject) => {
    queue.push({
      job: { id: nextId++, job: JSON.stringify(job), createdAt: Math.floor(Date.parse(meta.at) / 1000) },
      limits: { ...defaults, ...limits },
      resolve,
      reject,
    })
    startNext()
  })
}

function startNext(): void {
  if (current !== null) return
  const next = queue.shift()
  if (next === undefined) return
  running ??= startWorker()
  running.worker.ref()
  const timer = setTimeout(() => discard(new Error(`typst did not answer within ${next.limits.timeoutMs} ms`)), next.limits.timeoutMs)
  current = { ...next, timer }
  running.worker.postMessage(next.job)
}

function startWorker(): Running {
  const worker = new Worker(new URL('./typst-worker.ts', import.meta.url), {
    name: 'typst',
    resourceLimits: { maxOldGenerationSizeMb: 512 },
  })
  const started: Running = { worker, done: 0 }
  worker.on('message', (reply: TypstReply) => {
    if (current === null || reply.id !== current.job.id) return
    const { resolve, reject, timer, limits } = current
    clearTimeout(timer)
    current = null
    started.done++
    if ('fault' in reply) reject(new Error(`typst: ${reply.fault}`))
    else resolve(reply.pdf)
    if ('fault' in reply || started.done >= limits.recycleAfter) retire(started)
    // An idle worker keeps no process alive.
    else worker.unref()
    startNext()
  })
  worker.on('error', fault => {
    if (running === started) discard(fault instanceof Error ? fault : new Error(String(fault)))
  })
  worker.on('exit', code => {
    if (running === started) discard(new Error(`typst worker left with code ${code}`))
  })
  return started
}

function retire(old: Running): void {
  if (running === old) running = null
  void old.worker.terminate()
}

/** The worker is no good any more: whoever waits for it is told, the next document gets a new one. */
function discard(fault: Error): void {
  if (running) retire(running)
  const waiting = current
  current = null
  if (waiting) {
    clearTimeout(waiting.timer)
    waiting.reject(fault)
  }
  startNext()
}
