/**
 * 材料上传 — a file is hashed as it is taken, named in the record by that hash at once, kept on the device, and sent in its turn; a broken network
 * is tried again until it goes, a refusal is shown and left to the person. The record therefore never waits for the network.
 */
import { asRefusal, type Refusal } from '../../api/client.ts'
import type { PendingFile, PendingStore } from './pending.ts'

export type FilePurpose = 'photo' | 'audio' | 'video' | 'document' | 'signature' | 'opinion' | 'entry' | 'follow-up'

/** A file on its way. */
export interface Upload {
  readonly sha256: string
  readonly fileName: string
  readonly mediaType: string
  readonly purpose: FilePurpose
  readonly takenAt: string
  readonly state: 'waiting' | 'sending' | 'failed' | 'done'
  /** 0…100. */
  readonly percent: number
  readonly refusal: Refusal | null
  /** For a thumbnail before the server has it. */
  readonly url: string | null
}

export interface Uploads {
  get(): readonly Upload[]
  subscribe(told: () => void): () => void
  /** Hashes, keeps, and queues; gives the hashes in order. */
  add(files: readonly File[], purpose?: FilePurpose): Promise<string[]>
  retry(sha256: string): void
  /** Gives up one that the server refused. */
  drop(sha256: string): void
  /** False: this browser keeps no files, so the page must stay open until all are sent. */
  keeps(): boolean
  start(): void
  stop(): void
}

export interface UploadsOptions {
  readonly owner: string
  readonly store: PendingStore
  readonly hash: (file: Blob) => Promise<string>
  readonly send: (file: PendingFile, told: (percent: number) => void) => Promise<unknown>
  readonly sent: (sha256: string) => void
  readonly retryAfter?: number
}

export function purposeOf(mediaType: string): FilePurpose {
  if (mediaType.startsWith('image/')) return 'photo'
  if (mediaType.startsWith('audio/')) return 'audio'
  return mediaType.startsWith('video/') ? 'video' : 'document'
}

export function makeUploads(options: UploadsOptions): Uploads {
  let rows: readonly Upload[] = []
  const files = new Map<string, PendingFile>()
  const listeners = new Set<() => void>()
  let running = false
  let stopped = true
  let kept = true
  let timer: ReturnType<typeof setTimeout> | undefined

  const set = (next: readonly Upload[]) => {
    rows = next
    for (const told of listeners) told()
  }
  const change = (sha256: string, part: Partial<Upload>) => set(rows.map(r => (r.sha256 === sha256 ? { ...r, ...part } : r)))
  const take = (file: PendingFile) => {
    if (files.has(file.sha256) && rows.some(r => r.sha256 === file.sha256 && r.state !== 'failed')) return
    files.set(file.sha256, file)
    const row: Upload = {
      sha256: file.sha256,
      fileName: file.fileName,
      mediaType: file.mediaType,
      purpose: file.purpose as FilePurpose,
      takenAt: file.takenAt,
      state: 'waiting',
      percent: 0,
      refusal: null,
      url: file.mediaType.startsWith('image/') ? URL.createObjectURL(file.bytes) : null,
    }
    set([...rows.filter(r => r.sha256 !== file.sha256), row])
  }

  /** One after another: a phone's network is narrow, and the order they were taken in is worth keeping. */
  async function run(): Promise<void> {
    if (running || stopped) return
    running = true
    clearTimeout(timer)
    try {
      for (;;) {
        const next = rows.find(r => r.state === 'waiting')
        const file = next && files.get(next.sha256)
        if (!next || !file || stopped) return
        change(next.sha256, { state: 'sending', percent: 0 })
        try {
          await options.send(file, percent => change(next.sha256, { percent }))
          await options.store.drop(options.owner, next.sha256)
          files.delete(next.sha256)
          change(next.sha256, { state: 'done', percent: 100 })
          options.sent(next.sha256)
        } catch (thrown) {
          const refusal = asRefusal(thrown)
          if (refusal.status >= 400 && refusal.status < 500 && refusal.status !== 429) change(next.sha256, { state: 'failed', refusal })
          else {
            change(next.sha256, { state: 'waiting', percent: 0, refusal })
            timer = setTimeout(() => void run(), options.retryAfter ?? 5_000)
            return
          }
        }
      }
    } finally {
      running = false
    }
  }
  const online = () => void run()

  return {
    get: () => rows,
    subscribe: told => {
      listeners.add(told)
      return () => listeners.delete(told)
    },
    add: async (taken, purpose) => {
      const hashes: string[] = []
      for (const file of taken) {
        const sha256 = await options.hash(file)
        const pending: PendingFile = {
          owner: options.owner,
          sha256,
          purpose: purpose ?? purposeOf(file.type),
          takenAt: new Date(file.lastModified || Date.now()).toISOString(),
          fileName: file.name || 'file',
          mediaType: file.type,
          bytes: file,
        }
        kept = (await options.store.put(pending)) && kept
        take(pending)
        hashes.push(sha256)
      }
      void run()
      return hashes
    },
    retry: sha256 => {
      change(sha256, { state: 'waiting', refusal: null })
      void run()
    },
    drop: sha256 => {
      files.delete(sha256)
      set(rows.filter(r => r.sha256 !== sha256))
      void options.store.drop(options.owner, sha256)
    },
    keeps: () => kept,
    start: () => {
      stopped = false
      globalThis.addEventListener?.('online', online)
      void options.store.list(options.owner).then(pending => {
        for (const file of pending) take(file)
        void run()
      })
    },
    stop: () => {
      stopped = true
      clearTimeout(timer)
      globalThis.removeEventListener?.('online', online)
    },
  }
}
