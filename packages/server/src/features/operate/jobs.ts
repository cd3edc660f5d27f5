/**
 * 定时任务做的事 — each may run twice (at least once is what a queue promises), so each looks first at what is done. None throws for a lawful failure
 * without having recorded it: a failed backup is a row with its reason, shown on 设置 → 备份, and a line on standard error.
 */
import { join } from 'node:path'
import { type BackupMade, makeBackup } from '../../backup/backup.ts'
import { pruneBackups } from '../../backup/keep.ts'
import { read } from '../../db/tx.ts'
import type { Env } from '../../env.ts'
import { refusal } from '../../http/respond.ts'
import { recordRun } from './commands.ts'
import { lastBackup } from './last-backup.ts'

export interface JobSetting {
  readonly env: Env
  /** Needed to read every row; without it a backup fails with a sentence. */
  readonly ownerUrl: string | undefined
}

/** Duplicates of one night come within minutes. */
const freshMs = 3_600_000

/** 每晚备份. Does nothing within an hour of a good one, and nothing before there is a bureau. Throws after it has recorded a failure, so that the queue tries again, within its limit. */
export async function backUpNightly(at: JobSetting): Promise<'made' | 'fresh' | 'empty'> {
  const { env } = at
  const [last, agency] = await read(
    { env, actor: null },
    async ({ db }) => [await lastBackup(db), await db.selectFrom('agency').select('id').limit(1).executeTakeFirst()] as const,
  )
  if (!agency) return 'empty'
  if (last?.ok && Date.parse(env.systemNow()) - Date.parse(last.at) < freshMs) return 'fresh'
  const failure = await backUp(at, 'nightly', null)
  if (failure !== null) throw new Error(failure)
  return 'made'
}

/** 立即备份, for the run that waits. */
export async function backUpAsked(at: JobSetting, run: string): Promise<'made' | 'done before' | 'failed'> {
  const waiting = await read({ env: at.env, actor: null }, ({ db }) =>
    db.selectFrom('backup_run').select('id').where('id', '=', run).where('state', '=', 'waiting').executeTakeFirst(),
  )
  if (!waiting) return 'done before'
  return (await backUp(at, 'asked', run)) === null ? 'made' : 'failed'
}

/** Backs up, removes what the policy no longer keeps, records. Gives the sentence of a failure, or null. */
async function backUp({ env, ownerUrl }: JobSetting, kind: 'nightly' | 'asked', run: string | null): Promise<string | null> {
  const startedAt = env.systemNow()
  const dir = join(env.home, 'backups')
  let made: BackupMade | null = null
  let why = ''
  try {
    const result =
      ownerUrl === undefined
        ? { ok: false as const, error: { code: 'backup.no_owner' } }
        : await makeBackup({ ownerUrl, home: env.home, mode: env.mode, now: startedAt }, dir)
    if (result.ok) made = result.value
    // Another one is at work, and will be the backup of this night.
    else if (kind === 'nightly' && result.error.code === 'backup.running') return null
    else why = refusal(result.error).body.error.sentence
  } catch (fault) {
    why = `${(fault as Error).message}。请检查磁盘空间与目录权限`
  }
  await recordRun(env, { kind, startedAt, run, outcome: made ? { ok: true, ...made } : { ok: false, why, path: null } })
  if (made === null) {
    console.error(`[备份] 没有成功：${why}`)
    return why
  }
  const removed = pruneBackups(dir, env.keepBackups, startedAt)
  if (removed.length > 0) console.log(`[备份] 按保留策略删除 ${removed.length} 份：${removed.join('、')}`)
  return null
}
