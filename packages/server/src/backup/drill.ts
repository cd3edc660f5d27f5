/**
 * 恢复演练 — is this backup one from which the office could go on? A database of its own is started beside the home, the backup restored into it, and
 * then looked at as after a real loss: the transparency log against its own checkpoint and against the log of the office, the daily roots of the
 * audit trail, and one sealed field under the keys of the office. Nothing of the office is touched; the scratch database is removed.
 */
import { chmodSync, lstatSync, mkdtempSync, readlinkSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { err, type Result } from '@mingcha/core/base'
import { rootAt } from '@mingcha/core/log'
import type { Kysely } from 'kysely'
import { openDatabase, openPool } from '../db/connect.ts'
import { startPostgres } from '../db/launch.ts'
import { migrate } from '../db/migrate.ts'
import type { DB } from '../db/tables.ts'
import { read } from '../db/tx.ts'
import type { Env } from '../env.ts'
import { latestCheckpoint, readTree } from '../features/log/read-log.ts'
import { examineAuditRoots } from '../features/operate/audit-root.ts'
import { refusal } from '../http/respond.ts'
import { type Restored, restoreBackup } from './backup.ts'

/** Errors: `backup.drill_failed` {why}, and those of starting a database. */
export async function drillRestore(office: Env, path: string): Promise<Result<Restored>> {
  const scratch = mkdtempSync(join(office.home, 'drill-'))
  // Where the program runs as root, the database runs under another account, which must be able to enter.
  chmodSync(scratch, 0o755)
  const postgres = await startPostgres({ dataDir: join(scratch, 'pg'), durable: false })
  if (!postgres.ok) {
    rmSync(scratch, { recursive: true, force: true })
    return postgres
  }
  const { ownerUrl, appUrl } = postgres.value
  try {
    const migrated = await migrate(ownerUrl)
    if (!migrated.ok) return migrated
    const restored = await restoreBackup({ ownerUrl, home: scratch }, path)
    if (!restored.ok) return err({ code: 'backup.drill_failed', why: refusal(restored.error).body.error.sentence.replace(/。$/, '') })
    const db = openDatabase(openPool(appUrl, { name: 'drill', max: 2, statementTimeout: 0 }))
    try {
      const why = await lookAt(db, office)
      return why === null ? restored : err({ code: 'backup.drill_failed', why })
    } finally {
      await db.destroy()
    }
  } finally {
    await postgres.value.stop()
    const link = join(scratch, 'pg')
    if (lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink()) {
      const real = readlinkSync(link)
      for (const place of [real, `${real}.run`, `${real}.log`]) rmSync(place, { recursive: true, force: true })
    }
    rmSync(scratch, { recursive: true, force: true })
  }
}

/** What is wrong with the restored database, or null. */
async function lookAt(db: Kysely<DB>, office: Env): Promise<string | null> {
  return read({ env: { ...office, db }, actor: null }, async ({ db: copy }) => {
    const newest = await latestCheckpoint(copy)
    if (newest) {
      const stored = await copy.selectFrom('log_checkpoint').select('root').where('size', '=', newest.size).executeTakeFirstOrThrow()
      if (Buffer.compare(Buffer.from(rootAt(await readTree(copy, newest.size), newest.size)), stored.root) !== 0)
        return '备份里的透明日志与它的检查点不符'
      const live = await office.db.selectFrom('log_checkpoint').select('root').where('size', '=', newest.size).executeTakeFirst()
      if (live && Buffer.compare(live.root, stored.root) !== 0) return '备份里的透明日志与现在的日志不是同一份'
    }
    const audit = await examineAuditRoots(copy)
    if (audit.fault !== null) return audit.fault
    const sealed = await copy
      .selectFrom('inspector')
      .select(['agency_id', 'code', 'phone_sealed'])
      .where('phone_sealed', 'is not', null)
      .limit(1)
      .executeTakeFirst()
    if (sealed?.phone_sealed) {
      try {
        office.seal.openText(`inspector.phone|${sealed.agency_id}|${sealed.code}`, sealed.phone_sealed)
      } catch {
        return '用现在的 keys/seal.key 打不开备份里的封存内容：密钥不是原来那一份'
      }
    }
    return null
  })
}
