/** 备份页 — the runs on record, whether one is overdue, the last drill, the newest audit root. */
import { existsSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import type { Scope } from '@mingcha/core/access'
import type { ReplyOf, Routes } from '@mingcha/core/api'
import type { ReadDb } from '../../db/tx.ts'
import type { Env } from '../../env.ts'
import { brokenAfterMs } from './commands.ts'
import { isOverdue, lastBackup } from './last-backup.ts'

type View = ReplyOf<Routes['backup.list']>
type Run = View['rows'][number]

const runs = (db: ReadDb, scope: Scope) =>
  db
    .selectFrom('backup_run')
    // Runs are of the installation; the name of who asked is shown within his own bureau.
    .leftJoin('account', join => join.onRef('account.id', '=', 'backup_run.asked_by').on('account.agency_id', 'in', scope.agencies))
    .selectAll('backup_run')
    .select('account.name as asked_by_name')
    .orderBy('started_at', 'desc')

type Row = Awaited<ReturnType<ReturnType<typeof runs>['execute']>>[number]

function show(r: Row, env: Env, now: string): Run {
  const broken = r.state === 'waiting' && Date.parse(now) - Date.parse(r.started_at) > brokenAfterMs
  return {
    id: r.id,
    kind: r.kind as Run['kind'],
    state: broken ? 'failed' : (r.state as Run['state']),
    startedAt: r.started_at,
    endedAt: r.ended_at,
    ofAt: r.of_at,
    askedBy: r.asked_by_name,
    path: r.path,
    onDisk: r.path !== null && existsSync(isAbsolute(r.path) ? r.path : join(env.home, r.path)),
    bytes: r.bytes,
    tables: r.tables,
    rows: r.rows,
    files: r.files,
    why: broken ? '没有做完：程序中途停止。请再备份一次' : r.why,
  }
}

export async function listBackups(db: ReadDb, scope: Scope, env: Env): Promise<View> {
  const now = env.systemNow()
  const rows = (await runs(db, scope).limit(60).execute()).map(r => show(r, env, now))
  const good = await runs(db, scope).where('state', '=', 'ok').where('kind', '!=', 'drill').limit(1).executeTakeFirst()
  const drill = await runs(db, scope).where('kind', '=', 'drill').limit(1).executeTakeFirst()
  const root = await db
    .selectFrom('audit_root')
    .leftJoin('log_leaf', 'log_leaf.event_id', 'audit_root.event_id')
    .select(['on_day', 'events', 'log_leaf.index'])
    .where('agency_id', 'in', scope.agencies)
    .orderBy('on_day', 'desc')
    .limit(1)
    .executeTakeFirst()
  return {
    rows,
    last: good ? show(good, env, now) : null,
    overdue: isOverdue(await lastBackup(db), now),
    lastDrill: drill ? show(drill, env, now) : null,
    home: env.home,
    keep: env.keepBackups,
    auditRoot: root ? { on: root.on_day, events: root.events, logIndex: root.index } : null,
  }
}
