/** 备份的要求与记录 — who asked, what each run kept or why it failed. The work itself is a job (`jobs.ts`); its end is one event. */
import { isAbsolute, relative } from 'node:path'
import type { Actor } from '@mingcha/core/access'
import type { EventName } from '@mingcha/core/api'
import { err, ok, type Result } from '@mingcha/core/base'
import { sql } from 'kysely'
import { type Tx, write } from '../../db/tx.ts'
import type { Env } from '../../env.ts'

export type RunKind = 'nightly' | 'asked' | 'command' | 'restored' | 'drill'

/** A run that has waited this long was broken off: the process that did it is gone. */
export const brokenAfterMs = 2 * 3_600_000

/** 立即备份: one at a time. Error: `backup.running` {since}. */
export async function askBackup(tx: Tx): Promise<Result<{ id: string }>> {
  await sql`select pg_advisory_xact_lock(hashtext('mingcha.backup'))`.execute(tx.db)
  const now = tx.env.systemNow()
  const running = await tx.db
    .selectFrom('backup_run')
    .select('started_at')
    .where('state', '=', 'waiting')
    .where('started_at', '>', new Date(Date.parse(now) - brokenAfterMs).toISOString())
    .executeTakeFirst()
  if (running) return err({ code: 'backup.running', since: chinaTime(running.started_at) })
  const row = await tx.db
    .insertInto('backup_run')
    .values({ kind: 'asked', state: 'waiting', asked_by: tx.actor.accountId, started_at: now })
    .returning('id')
    .executeTakeFirstOrThrow()
  await tx.emit({ kind: 'backup.asked', thing: ['backup', row.id], payload: {} })
  await tx.env.jobs.enqueue(tx.db, 'backup.asked', { run: row.id })
  return ok({ id: row.id })
}

const chinaTime = (iso: string) => new Date(Date.parse(iso) + 8 * 3_600_000).toISOString().slice(11, 16)

export interface Ended {
  readonly kind: RunKind
  readonly startedAt: string
  /** The waiting run this ends; null makes a row of its own. */
  readonly run: string | null
  readonly outcome:
    | {
        readonly ok: true
        readonly path: string
        readonly ofAt: string
        readonly bytes: number | null
        readonly tables: number
        readonly rows: number
        readonly files: number
      }
    | { readonly ok: false; readonly why: string; readonly path: string | null }
}

const eventOf = (kind: RunKind, good: boolean): EventName =>
  kind === 'drill' ? 'backup.drilled' : kind === 'restored' ? 'backup.restored' : good ? 'backup.made' : 'backup.failed'

/** Records how a run ended. Without a bureau there is nothing to record it for, and nothing that was worth keeping. */
export async function recordRun(env: Env, ended: Ended): Promise<void> {
  const written = await write({ env, actor: null }, tx => writeRun(tx, ended))
  // bug: no lawful refusal exists here.
  if (!written.ok) throw new Error(`backup run not recorded: ${written.error.code}`)
}

async function writeRun(tx: Tx<Actor | null>, { kind, startedAt, run, outcome }: Ended): Promise<Result<true>> {
  const agency = await tx.db.selectFrom('agency').select('id').orderBy('created_at').orderBy('id').limit(1).executeTakeFirst()
  if (!agency) return ok(true)
  const values = {
    ended_at: tx.env.systemNow(),
    state: outcome.ok ? 'ok' : 'failed',
    path: outcome.path === null ? null : withinHome(tx.env.home, outcome.path),
    ...(outcome.ok
      ? { of_at: outcome.ofAt, bytes: outcome.bytes, tables: outcome.tables, rows: outcome.rows, files: outcome.files }
      : { why: outcome.why.slice(0, 500) }),
  }
  const row = run
    ? await tx.db
        .updateTable('backup_run')
        .set(values)
        .where('id', '=', run)
        .where('state', '=', 'waiting')
        .returning('id')
        .executeTakeFirst()
    : await tx.db
        .insertInto('backup_run')
        .values({ kind, started_at: startedAt, ...values })
        .returning('id')
        .executeTakeFirst()
  // Ended before: the job ran twice.
  if (!row) return ok(true)
  await tx.emit({
    kind: eventOf(kind, outcome.ok),
    thing: ['backup', row.id],
    payload: { kind, ...values },
    agency: agency.id,
  })
  return ok(true)
}

const withinHome = (home: string, path: string) => {
  const inside = relative(home, path)
  return inside.startsWith('..') || isAbsolute(inside) ? path : inside
}
