/**
 * 日志循环 — gives waiting entries their index, then signs the tree. Commands only insert into `log_pending`; this loop alone writes
 * `log_leaf` and `log_checkpoint`, one runner at a time over all processes (an advisory lock held by the transaction).
 *
 * Promises: an entry gets exactly one index, in the order of `seq`; indexes have no gap; a crash between the two transactions is healed by the
 * next round, because the same tree may be signed again. A fault is reported and tried again with growing pauses, at most 30 s.
 * Refuses: what the signer refuses (a tree that shrank or forked); then nothing is published until a person looks.
 */
import { join } from 'node:path'
import { leafHash, MAX_ENTRY_BYTES, proveConsistency, rootAt } from '@mingcha/core/log'
import { type Kysely, sql } from 'kysely'
import type { DB } from '../../db/tables.ts'
import { openSigner, originOf, type Signer } from '../../ports/signer.ts'
import { latestCheckpoint, readTree } from './read-log.ts'

export interface LogLoop {
  /** Entries wait: run soon. Never throws, never blocks. */
  wake(): void
  /** Stop after the round that is running. */
  close(): Promise<void>
}

export interface LogLoopSettings {
  /** Application role. */
  readonly db: Kysely<DB>
  /** Folder of this installation; the key lies in `keys/`. */
  readonly home: string
  readonly publicUrl: string
  readonly systemNow: () => string
  /** Milliseconds between rounds when nobody wakes it (entries of other processes); default 2,000. */
  readonly every?: number
  /** Where faults go; default standard error. */
  readonly report?: (fault: unknown) => void
}

/** "Somebody is filling this database's log". */
const LOCK = 7_261_408_312
/** Entries taken in one round: bounds memory and the lock's time. */
const ROUND = 5_000
const LONGEST_PAUSE = 30_000

export function startLogLoop(settings: LogLoopSettings): LogLoop {
  const every = settings.every ?? 2_000
  const report = settings.report ?? (fault => console.error('[log]', fault))
  let closed = false
  let timer: NodeJS.Timeout | null = null
  let running: Promise<void> | null = null
  let again = false
  let faults = 0

  const round = async (): Promise<void> => {
    again = false
    try {
      if ((await runLogOnce(settings)) === 'more') again = true
      faults = 0
    } catch (fault) {
      faults++
      report(fault)
    }
    running = null
    if (!closed) schedule(faults > 0 ? Math.min(250 * 2 ** faults, LONGEST_PAUSE) : again ? 0 : every)
  }
  const start = () => {
    timer = null
    running ??= round()
  }
  const schedule = (ms: number) => {
    if (timer) clearTimeout(timer)
    timer = setTimeout(start, ms)
  }
  schedule(0)

  return {
    wake() {
      if (closed) return
      if (running) again = true
      else if (faults === 0) schedule(0)
    },
    async close() {
      closed = true
      if (timer) clearTimeout(timer)
      await running
    },
  }
}

/** One round: index, then sign. `busy` when another runner holds the lock, `more` when entries are left. Faults reach the caller. */
export async function runLogOnce(settings: LogLoopSettings): Promise<'busy' | 'more' | 'done'> {
  const moved = await indexPending(settings.db)
  if (moved === null) return 'busy'
  const signer = await openWhenNamed(settings)
  if (signer !== null && !(await signCommitted(settings, signer))) return 'busy'
  return moved === ROUND ? 'more' : 'done'
}

/** First transaction: waiting entries become leaves. How many, or null when another runner is at it. */
async function indexPending(db: Kysely<DB>): Promise<number | null> {
  return db.transaction().execute(async tx => {
    if (!(await takeLock(tx))) return null
    const pending = await tx.selectFrom('log_pending').selectAll().orderBy('seq').limit(ROUND).execute()
    if (pending.length === 0) return 0
    const { next } = await tx
      .selectFrom('log_leaf')
      .select(eb => eb.fn.coalesce(sql<number>`max(index) + 1`, sql<number>`0::bigint`).as('next'))
      .executeTakeFirstOrThrow()
    const leaves = pending.map(({ event_id, kind, entry }, i) => {
      if (entry.length > MAX_ENTRY_BYTES) throw new Error(`log entry of event ${event_id} has ${entry.length} bytes`)
      return { index: next + i, event_id, kind, entry, hash: Buffer.from(leafHash(new Uint8Array(entry))) }
    })
    for (let at = 0; at < leaves.length; at += 500)
      await tx
        .insertInto('log_leaf')
        .values(leaves.slice(at, at + 500))
        .execute()
    const seqs = pending.map(row => row.seq)
    await tx.deleteFrom('log_pending').where('seq', '=', sql<number>`any(${seqs}::bigint[])`).execute()
    return pending.length
  })
}

/** Second transaction: a checkpoint over what the first committed. False when another runner is at it. */
async function signCommitted({ db, systemNow }: LogLoopSettings, signer: Signer): Promise<boolean> {
  return db.transaction().execute(async tx => {
    if (!(await takeLock(tx))) return false
    const { size } = await tx
      .selectFrom('log_leaf')
      .select(eb => eb.fn.countAll<number>().as('size'))
      .executeTakeFirstOrThrow()
    const newest = await latestCheckpoint(tx)
    const before = signer.remembered()
    // Also looked at when nothing is new, so that a log that shrank is noticed at the first round and not at the next entry.
    if (size === (newest?.size ?? 0) && size === before) return true
    if (size < before)
      throw new Error(`the log has ${size} entries, but ${before} were signed: the database was restored to an older state`)
    if (size === 0) return true
    const tree = await readTree(tx, size)
    const root = rootAt(tree, size)
    const note = signer.signCheckpoint({ size, root, consistency: before > 0 ? proveConsistency(tree, before, size) : [] })
    if (!note.ok) throw new Error(`the signer refuses: ${JSON.stringify(note.error)}`)
    await tx
      .insertInto('log_checkpoint')
      .values({ size, root: Buffer.from(root), note: Buffer.from(note.value).toString('utf8'), signed_at: systemNow() })
      .onConflict(oc => oc.column('size').doNothing())
      .execute()
    return true
  })
}

async function takeLock(tx: Kysely<DB>): Promise<boolean> {
  const { rows } = await sql<{ taken: boolean }>`select pg_try_advisory_xact_lock(${LOCK}) as taken`.execute(tx)
  return rows[0]?.taken === true
}

/** The signer needs a name, and an office machine has none before its bureau is made. */
async function openWhenNamed({ db, home, publicUrl }: LogLoopSettings): Promise<Signer | null> {
  const agency = await db.selectFrom('agency').select('id').orderBy('created_at').orderBy('id').limit(1).executeTakeFirst()
  return agency ? openSigner(join(home, 'keys'), originOf(publicUrl, agency.id)) : null
}
