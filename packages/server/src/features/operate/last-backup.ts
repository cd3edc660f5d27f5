/** 最近一次备份 — for the 工作台, the doctor and the start of the server. Of the installation, so it takes no scope. */
import type { ReadDb } from '../../db/tx.ts'

export interface LastBackup {
  /** When the newest attempt ended, and whether it kept something. */
  readonly at: string
  readonly ok: boolean
  /** The moment of the rows in the newest backup that succeeded; null: none ever did. */
  readonly okAt: string | null
}

export const overdueAfterHours = 48

/** Null: nothing was ever tried. A restored installation counts the backup it came from. */
export async function lastBackup(db: ReadDb): Promise<LastBackup | null> {
  const ended = db.selectFrom('backup_run').where('kind', '!=', 'drill').where('state', '!=', 'waiting')
  const newest = await ended.select(['ended_at', 'state']).orderBy('ended_at', 'desc').limit(1).executeTakeFirst()
  if (!newest || newest.ended_at === null) return null
  const good = await ended.select('of_at').where('state', '=', 'ok').orderBy('of_at', 'desc').limit(1).executeTakeFirst()
  return { at: newest.ended_at, ok: newest.state === 'ok', okAt: good?.of_at ?? null }
}

/** 超过 48 小时没有成功的备份. */
export const isOverdue = (last: LastBackup | null, now: string): boolean =>
  last?.okAt == null || Date.parse(now) - Date.parse(last.okAt) > overdueAfterHours * 3_600_000
