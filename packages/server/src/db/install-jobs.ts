/**
 * 任务队列的表 — pg-boss keeps its schema `pgboss` and its queues; the owner installs and upgrades both here, after the migrations, and grants the
 * application role rows and nothing else. The application starts with migration off (features/operate/job-runner.ts).
 *
 * Queues and their limits stand in this one table: nothing is tried again without end, and at most one job of a queue exists at a time.
 */
import { err, ok, type Result } from '@mingcha/core/base'
import pg from 'pg'
import { PgBoss } from 'pg-boss'
import type { JobName } from '../env.ts'
import { clientConfig } from './connect.ts'

/** `cron` in Asia/Shanghai; null: only when asked. */
export const queues: Readonly<
  Record<JobName, { readonly retryLimit: number; readonly expireInSeconds: number; readonly cron: string | null }>
> = {
  'backup.nightly': { retryLimit: 2, expireInSeconds: 7200, cron: '30 2 * * *' },
  'backup.asked': { retryLimit: 0, expireInSeconds: 7200, cron: null },
  'audit.root': { retryLimit: 3, expireInSeconds: 1800, cron: '10 0 * * *' },
}

const grants = `
grant usage on schema pgboss to mingcha_app;
grant select, insert, update, delete on all tables in schema pgboss to mingcha_app;
grant usage, select on all sequences in schema pgboss to mingcha_app;
`

/** Run by the owner at every start; changes nothing where all is there. Error: `jobs.schema` {reason}. */
export async function installJobs(ownerUrl: string): Promise<Result<true>> {
  const boss = new PgBoss({
    connectionString: ownerUrl,
    application_name: 'mingcha-install-jobs',
    max: 1,
    schedule: false,
    supervise: false,
  })
  boss.on('error', () => {}) // a fault of a call below is thrown by it
  try {
    await boss.start()
    const there = new Map((await boss.getQueues()).map(q => [q.name, q]))
    for (const [name, { retryLimit, expireInSeconds }] of Object.entries(queues)) {
      const limits = { retryLimit, retryDelay: 300, retryBackoff: true, expireInSeconds }
      if (!there.has(name)) await boss.createQueue(name, { policy: 'exclusive', ...limits })
      else if (there.get(name)?.retryLimit !== retryLimit || there.get(name)?.expireInSeconds !== expireInSeconds)
        await boss.updateQueue(name, limits)
    }
    await boss.stop({ graceful: false, close: true })
    const client = new pg.Client(clientConfig(ownerUrl, { name: 'install-jobs' }))
    await client.connect()
    try {
      await client.query(grants)
    } finally {
      await client.end()
    }
    return ok(true)
  } catch (fault) {
    await boss.stop({ graceful: false, close: true }).catch(() => {}) // the fault to tell is the first one
    return err({ code: 'jobs.schema', reason: (fault as Error).message })
  }
}
