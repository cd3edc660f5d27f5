/**
 * 任务队列的表 — pg-boss keeps its schema `pgboss` and its queues; the owner installs and upgrades both here, after the migrations, and grants the
 * application role rows and nothing else. The application starts with migration off (features/operate/job-runner.ts).
 *
 * Queues and their limits stand in this one table: nothing is tried again without end.
 */
import { err, ok, type Result } from '@mingcha/core/base'
import pg from 'pg'
import { PgBoss } from 'pg-boss'
import type { JobName } from '../env.ts'
import { clientConfig } from './connect.ts'

interface Queue {
  /** In Asia/Shanghai; null: only when asked. */
  readonly cron: string | null
  readonly retryLimit: number
  /** Seconds before the first retry; each further one waits longer. */
  readonly retryDelay: number
  readonly expireInSeconds: number
  /** `exclusive`: one job at a time, waiting or at work; a second is not taken. `standard`: each is taken (the command itself refuses a second). */
  readonly policy: 'exclusive' | 'standard'
}

export const queues: Readonly<Record<JobName, Queue>> = {
  'backup.nightly': { cron: '30 2 * * *', retryLimit: 2, retryDelay: 300, expireInSeconds: 7200, policy: 'exclusive' },
  // Tried again only when the process died at it: a backup that fails has been recorded and does not throw.
  'backup.asked': { cron: null, retryLimit: 1, retryDelay: 5, expireInSeconds: 7200, policy: 'standard' },
  'audit.root': { cron: '10 0 * * *', retryLimit: 3, retryDelay: 300, expireInSeconds: 1800, policy: 'exclusive' },
}
/** A worker that has not been heard of for so long is dead, and its job is taken up again. */
const heartbeatSeconds = 60

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
    for (const [name, { retryLimit, retryDelay, expireInSeconds, policy }] of Object.entries(queues)) {
      const limits = { retryLimit, retryDelay, retryBackoff: true, expireInSeconds, heartbeatSeconds }
      const q = there.get(name)
      if (!q) await boss.createQueue(name, { policy, ...limits })
      else if (q.retryLimit !== retryLimit || q.retryDelay !== retryDelay || q.expireInSeconds !== expireInSeconds)
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
