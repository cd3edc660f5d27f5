/** What the composition root (`main.ts`) hands to every request: the database, keys, clock and settings. No container, no globals. */
import type { Kysely } from 'kysely'
import type { DB } from './db/tables.ts'
import type { Seal } from './ports/seal.ts'

export type Mode = 'training' | 'office'

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
}
