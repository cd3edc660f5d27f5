/** What the composition root (`main.ts`) hands to every request: the database, keys, clock and settings. No container, no globals. */
import type { Kysely } from 'kysely'
import type { DB } from './db/tables.ts'
import type { Seal } from './ports/seal.ts'

export type Mode = 'training' | 'office'

/** Work that runs outside a request. A job may run twice, so each looks first at what is done. */
export interface JobInputs {
  /** 每晚备份, unless one was made within the hour. */
  readonly 'backup.nightly': Record<string, never>
  /** 立即备份 for a `backup_run` that waits. */
  readonly 'backup.asked': { readonly run: string }
  /** 操作记录每日根, once a day and agency. */
  readonly 'audit.root': Record<string, never>
}
export type JobName = keyof JobInputs
export interface Jobs {
  /** Committed with the transaction, or not at all. */
  enqueue<N extends JobName>(tx: Kysely<DB>, name: N, data: JobInputs[N]): Promise<void>
}

export interface Env {
  readonly mode: Mode
  /** Application role: DML only. */
  readonly db: Kysely<DB>
  readonly seal: Seal
  /** Real time, ISO 8601 UTC. Domain code uses `Reader.now`; sessions and lock-out use this. */
  readonly systemNow: () => string
  /** Tell the log loop that entries wait. */
  readonly wakeLog: () => void
  /** Folder of this installation: keys/, files/, backups/, pg/. */
  readonly home: string
  /** How the outside reaches us, without a trailing slash; used in QR codes and the log's origin. */
  readonly publicUrl: string
  /** Where the shipped schemes lie. */
  readonly schemesDir: string
  readonly fixturesDir: string
  /** Ask for background work, in the transaction of the command that needs it. */
  readonly jobs: Jobs
  /** 保留几份备份: the newest of each of so many days, and of so many weeks. */
  readonly keepBackups: { readonly days: number; readonly weeks: number }
}
