/**
 * 任务的钟与手 — pg-boss under the application role: it may read and write rows of the schema `pgboss`, and never changes a table (migration off,
 * statistics by partition off). Cron is in Asia/Shanghai whatever the machine's zone; limits stand in `db/install-jobs.ts`.
 *
 * A job that fails is told in one line, tried again within its limit, and recorded by the work itself. A database that went away is waited for.
 */
import { err, ok, type Result } from '@mingcha/core/base'
import { fromKysely, PgBoss } from 'pg-boss'
import { queues } from '../../db/install-jobs.ts'
import { read } from '../../db/tx.ts'
import type { JobInputs, JobName, Jobs } from '../../env.ts'
import { makeAuditRoots } from './audit-root.ts'
import { backUpAsked, backUpNightly, type JobSetting } from './jobs.ts'
import { lastBackup } from './last-backup.ts'

export interface JobRunner extends Jobs {
  /** Waits for a job at work, ten seconds at most; a job cut off is taken up again. */
  stop(): Promise<void>
}

type Work = { readonly [N in JobName]: (at: JobSetting, data: JobInputs[N]) => Promise<unknown> }
const work: Work = {
  'backup.nightly': backUpNightly,
  'backup.asked': (at, { run }) => backUpAsked(at, run),
  'audit.root': async ({ env }) => {
    if ((await makeAuditRoots(env)) > 0) env.wakeLog()
  },
}

/** How often each queue is looked at, in seconds; somebody waits only for the one he asked for. */
const polling: Readonly<Record<JobName, number>> = { 'backup.nightly': 20, 'backup.asked': 1, 'audit.root': 20 }

export interface RunnerOptions {
  readonly appUrl: string
  readonly setting: JobSetting
  readonly report?: (line: string) => void
  /** Tests look more often. */
  readonly pollingSeconds?: number
}

/** Error: `jobs.schema` when the owner has not installed the queues, or an older program installed them. */
export async function startJobs({
  appUrl,
  setting,
  report = line => console.error(line),
  pollingSeconds,
}: RunnerOptions): Promise<Result<JobRunner>> {
  const boss = new PgBoss({
    connectionString: appUrl,
    application_name: 'mingcha-jobs',
    max: 3,
    migrate: false,
    createSchema: false,
    persistQueueStats: false,
    persistWarnings: false,
    ...(pollingSeconds !== undefined && { superviseIntervalSeconds: 1, monitorIntervalSeconds: 1 }),
  })
  // The same line again and again while a database restarts would bury the others.
  let told = ''
  boss.on('error', fault => {
    const line = `[任务] ${fault.message}`
    if (line !== told) report(line)
    told = line
  })
  const stop = () => boss.stop({ graceful: true, close: true, timeout: 10_000 })
  try {
    await boss.start()
    for (const name of Object.keys(queues) as JobName[]) {
      const { cron } = queues[name]
      if (cron !== null) await boss.schedule(name, cron, {}, { tz: 'Asia/Shanghai' })
      await boss.work<JobInputs[JobName]>(name, { pollingIntervalSeconds: pollingSeconds ?? polling[name] }, async ([job]) => {
        if (!job) return
        try {
          await (work[name] as (at: JobSetting, data: unknown) => Promise<unknown>)(setting, job.data)
          told = ''
        } catch (fault) {
          report(`[任务] ${name} 没有成功：${(fault as Error).message}`)
          throw fault
        }
      })
    }
    await catchUp(boss, setting)
  } catch (fault) {
    await stop().catch(() => {}) // the fault to tell is the first one
    return err({ code: 'jobs.schema', reason: (fault as Error).message })
  }
  return ok({
    enqueue: async (tx, name, data) => {
      const id = await boss.send(name, data, { db: fromKysely(tx) })
      // bug: only a queue of one job at a time declines, and no command asks for one of those.
      if (id === null) throw new Error(`the queue ${name} declined a job`)
    },
    stop,
  })
}

/** At start: what the night would have done, had the machine been on. */
async function catchUp(boss: PgBoss, { env }: JobSetting): Promise<void> {
  const last = await read({ env, actor: null }, ({ db }) => lastBackup(db))
  if (last?.okAt == null || Date.parse(env.systemNow()) - Date.parse(last.okAt) > 24 * 3_600_000) await boss.send('backup.nightly', {})
  await boss.send('audit.root', {})
}
