/**
 * 记录草稿 — every change stands on this device at once and at the server 1.5 seconds after the last one; saves go one after another, each with the
 * version it was based on. A reload or a killed tab finds the device's draft again.
 *
 * Refuses to choose between two officers: when the other saved meanwhile, both drafts are kept and the person decides. A save whose answer was lost
 * is recognised by its own words and is no conflict.
 */
import { recordSchema, type VisitRecord } from '@mingcha/core/inspection'
import { asRefusal, type Refusal } from '../../api/client.ts'

/** What the device keeps. `sent`: drafts sent and never answered; one of them may have arrived. */
interface Kept {
  readonly version: number
  readonly record: VisitRecord
  readonly sent: readonly VisitRecord[]
}
export interface TextStore {
  get(key: string): string | null
  /** False: not kept (full, or a private window). */
  set(key: string, text: string): boolean
  drop(key: string): void
}
export interface ServerDraft {
  readonly version: number
  readonly record: VisitRecord
}
export interface DraftState {
  readonly record: VisitRecord
  readonly version: number
  /** `waiting`: changed, not yet sent. `offline`: no connection. `stale`: a newer draft of the other officer. `refused`: the server said no. */
  readonly status: 'saved' | 'waiting' | 'saving' | 'offline' | 'stale' | 'refused'
  readonly savedAt: number | null
  readonly refusal: Refusal | null
  /** False: this browser keeps nothing, so the page must stay open. */
  readonly kept: boolean
  /** One's own draft, set aside when the other's was taken. */
  readonly aside: VisitRecord | null
}
export interface Draft {
  get(): DraftState
  subscribe(told: () => void): () => void
  change(next: (record: VisitRecord) => VisitRecord): void
  /** What the server has now, from a look at the visit. Taken where nothing of one's own is waiting. */
  meet(server: ServerDraft): void
  /** All saved? Saves what waits first. */
  flush(): Promise<boolean>
  takeTheirs(): void
  keepMine(): void
  bringBack(): void
  forgetAside(): void
  /** Goes on with what waits, also after a stop. */
  start(): void
  stop(): void
}
export interface DraftOptions {
  readonly key: string
  readonly store: TextStore
  readonly server: ServerDraft
  readonly save: (version: number, record: VisitRecord) => Promise<{ readonly version: number }>
  readonly look: () => Promise<ServerDraft>
  readonly now: () => number
  readonly delay?: number
  readonly retryAfter?: number
}

const printed = (value: unknown): string =>
  JSON.stringify(value, (_, v: unknown) =>
    v !== null && typeof v === 'object' && !Array.isArray(v)
      ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1)))
      : v,
  )
/** The same to the server, which trims and fills in. */
export function sameRecord(a: VisitRecord, b: VisitRecord): boolean {
  const [x, y] = [recordSchema.safeParse(a), recordSchema.safeParse(b)]
  return printed(x.success ? x.data : a) === printed(y.success ? y.data : b)
}

function readKept(text: string | null): Kept | null {
  if (text === null) return null
  try {
    const kept = JSON.parse(text) as { version?: unknown; record?: unknown; sent?: unknown }
    const record = recordSchema.safeParse(kept.record)
    const sent = recordSchema.array().safeParse(kept.sent)
    return record.success && typeof kept.version === 'number'
      ? { version: kept.version, record: record.data, sent: sent.success ? sent.data : [] }
      : null
  } catch {
    return null
  }
}

export function makeDraft(options: DraftOptions): Draft {
  const { store, key } = options
  const asideKey = `${key}.aside`
  const listeners = new Set<() => void>()
  let dirty = false
  let flying: Promise<void> | null = null
  let sent: readonly VisitRecord[] = []
  let theirs: ServerDraft | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  let stopped = true
  let state: DraftState = {
    ...options.server,
    status: 'saved',
    savedAt: null,
    refusal: null,
    kept: true,
    aside: readKept(store.get(asideKey))?.record ?? null,
  }

  const set = (part: Partial<DraftState>) => {
    state = { ...state, ...part }
    for (const told of listeners) told()
  }
  const keep = () => store.set(key, JSON.stringify({ version: state.version, record: state.record, sent } satisfies Kept))
  const wait = (ms: number) => {
    clearTimeout(timer)
    if (!stopped) timer = setTimeout(() => void save(), ms)
  }
  const settle = (server: ServerDraft) => {
    dirty = false
    sent = []
    theirs = null
    store.drop(key)
    set({ record: server.record, version: server.version, status: 'saved', refusal: null })
  }
  /** A draft found on the device, or one whose version the server has passed. True: it may be saved over `server`. */
  const rebase = (server: ServerDraft, mine: Kept): boolean => {
    if (server.version === mine.version) return true
    return mine.sent.some(record => sameRecord(record, server.record))
  }

  async function fly(): Promise<void> {
    const sending = state.record
    sent = [...sent.slice(-4), sending]
    const kept = keep()
    set({ status: 'saving', kept })
    try {
      const reply = await options.save(state.version, sending)
      sent = []
      state = { ...state, version: reply.version }
      if (state.record === sending) {
        dirty = false
        store.drop(key)
        set({ status: 'saved', savedAt: options.now(), refusal: null })
      } else {
        set({ status: 'waiting', refusal: null, kept: keep() })
        wait(options.delay ?? 1_500)
      }
    } catch (thrown) {
      const refusal = asRefusal(thrown)
      if (refusal.code === 'visit.draft_stale') await meetStale(refusal)
      else if (refusal.status >= 400 && refusal.status < 500 && refusal.status !== 429) set({ status: 'refused', refusal })
      else {
        set({ status: 'offline', refusal })
        wait(options.retryAfter ?? 5_000)
      }
    }
  }

  async function meetStale(refusal: Refusal): Promise<void> {
    try {
      const server = await options.look()
      if (rebase(server, { version: state.version, record: state.record, sent })) {
        sent = []
        set({ version: server.version, status: 'waiting' })
        keep()
        wait(0)
      } else {
        theirs = server
        set({ status: 'stale', refusal })
      }
    } catch (thrown) {
      set({ status: 'offline', refusal: asRefusal(thrown) })
      wait(options.retryAfter ?? 5_000)
    }
  }

  function save(): Promise<void> {
    clearTimeout(timer)
    if (flying) return flying
    if (!dirty || stopped || state.status === 'stale') return Promise.resolve()
    flying = fly().finally(() => {
      flying = null
    })
    return flying
  }
  const online = () => {
    if (state.status === 'offline') void save()
  }
  const found = readKept(store.get(key))
  if (found) {
    if (sameRecord(found.record, options.server.record)) store.drop(key)
    else if (rebase(options.server, found)) {
      dirty = true
      sent = found.version === options.server.version ? found.sent : []
      state = { ...state, record: found.record, status: 'waiting' }
    } else {
      dirty = true
      theirs = options.server
      state = { ...state, record: found.record, version: found.version, status: 'stale' }
    }
  }

  return {
    get: () => state,
    subscribe: told => {
      listeners.add(told)
      return () => listeners.delete(told)
    },
    change: next => {
      const record = next(state.record)
      if (record === state.record) return
      dirty = true
      state = { ...state, record }
      set({ status: state.status === 'stale' || flying ? state.status : 'waiting', kept: keep() })
      if (state.status !== 'stale') wait(options.delay ?? 1_500)
    },
    meet: server => {
      if (!dirty && !flying && server.version > state.version) settle(server)
    },
    flush: async () => {
      await flying
      // Again only where something was written while the last save was on its way.
      for (let tries = 0; dirty && tries < 3; tries++) await save()
      return !dirty
    },
    takeTheirs: () => {
      if (theirs === null) return
      const mine = state.record
      store.set(asideKey, JSON.stringify({ version: state.version, record: mine, sent: [] } satisfies Kept))
      settle(theirs)
      set({ aside: mine })
    },
    keepMine: () => {
      if (theirs === null) return
      set({ version: theirs.version, status: 'waiting', refusal: null })
      theirs = null
      keep()
      void save()
    },
    bringBack: () => {
      const { aside } = state
      if (aside === null) return
      dirty = true
      set({ record: aside, aside: null, status: 'waiting' })
      store.drop(asideKey)
      keep()
      void save()
    },
    forgetAside: () => {
      store.drop(asideKey)
      set({ aside: null })
    },
    start: () => {
      stopped = false
      globalThis.addEventListener?.('online', online)
      if (dirty && state.status !== 'stale') wait(0)
    },
    stop: () => {
      stopped = true
      clearTimeout(timer)
      globalThis.removeEventListener?.('online', online)
    },
  }
}

/** localStorage, which may be missing or full. */
export const textInBrowser: TextStore = {
  get: key => {
    try {
      return localStorage.getItem(key)
    } catch {
      return null
    }
  },
  set: (key, text) => {
    try {
      localStorage.setItem(key, text)
      return true
    } catch {
      return false
    }
  },
  drop: key => {
    try {
      localStorage.removeItem(key)
    } catch {
      // Nothing was kept.
    }
  },
}
