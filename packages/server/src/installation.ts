/**
 * 一套安装 — one home folder, opened: the database (embedded, or the server named by DATABASE_URL), migrated; the keys; the log loop.
 * The composition root; everything below receives what it needs as an argument.
 *
 * A home is of one kind for ever: a training folder never serves an office, an office folder never receives 示例县.
 */
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { err, ok, type Result } from '@mingcha/core/base'
import { openDatabase, openPool, reachDatabase, urlsFromEnvironment } from './db/connect.ts'
import { installJobs } from './db/install-jobs.ts'
import { startPostgres } from './db/launch.ts'
import { migrate } from './db/migrate.ts'
import type { Env, Mode } from './env.ts'
import { startLogLoop } from './features/log/log-loop.ts'
import { type JobRunner, startJobs } from './features/operate/job-runner.ts'
import { openSeal, writeDurably } from './ports/seal.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))

export interface Installation {
  readonly env: Env
  /** The owner's address, for backup and the doctor; undefined where the environment names none. */
  readonly ownerUrl: string | undefined
  /** What the operator should know, in Chinese. */
  readonly notes: readonly string[]
  /** Settles with a sentence when the database is gone for good. */
  readonly lost: Promise<string>
  /** Begin the timed work. Called once, when there is somebody to serve; one-off commands leave it to the server. */
  startJobs(): Promise<Result<true>>
  close(): Promise<void>
}

export interface OpenOptions {
  readonly mode: Mode
  readonly home: string
  readonly publicUrl: string
  /** Fill the transparency log here (default). One-off commands beside a running server leave it to the server. */
  readonly fillLog?: boolean
}

/** The mark of a home. Errors: `home.other_mode` {home, is, wanted}. */
export function claimHome(home: string, mode: Mode): Result<true> {
  const mark = join(home, 'mode')
  if (existsSync(mark)) {
    const is = readFileSync(mark, 'utf8').trim()
    return is === mode ? ok(true) : err({ code: 'home.other_mode', home, is, wanted: mode })
  }
  mkdirSync(home, { recursive: true })
  writeDurably(mark, `${mode}\n`, 0o644)
  return ok(true)
}

export async function openInstallation(options: OpenOptions): Promise<Result<Installation>> {
  const { mode, home, publicUrl } = options
  const claimed = claimHome(home, mode)
  if (!claimed.ok) return claimed
  const given = urlsFromEnvironment(process.env)
  const postgres = given ? null : await startPostgres({ dataDir: join(home, 'pg') })
  if (postgres && !postgres.ok) return postgres
  const ownerUrl = postgres ? postgres.value.ownerUrl : given?.ownerUrl
  const appUrl = postgres ? postgres.value.appUrl : (given?.appUrl ?? '')
  for (const [url, variable] of given
    ? ([
        [given.ownerUrl, 'DATABASE_OWNER_URL'],
        [given.appUrl, 'DATABASE_URL'],
      ] as const)
    : []) {
    const reached = url === undefined ? ok(undefined) : await reachDatabase(url, variable)
    if (!reached.ok) return reached
  }
  if (ownerUrl !== undefined) {
    const migrated = await migrate(ownerUrl)
    const installed = migrated.ok ? await installJobs(ownerUrl) : migrated
    if (!installed.ok) {
      await postgres?.value.stop()
      return installed
    }
  }
  const pool = openPool(appUrl, { name: 'web', max: 20 })
  const db = openDatabase(pool)
  const systemNow = () => new Date().toISOString()
  const log = options.fillLog === false ? null : startLogLoop({ db, home, publicUrl, systemNow })
  let runner: JobRunner | null = null
  const env: Env = {
    mode,
    db,
    seal: openSeal(join(home, 'keys')),
    systemNow,
    wakeLog: () => log?.wake(),
    home,
    publicUrl,
    schemesDir: join(root, 'schemes'),
    fixturesDir: join(root, 'fixtures'),
    jobs: {
      enqueue: (tx, name, data) => {
        // bug: requests are served after startJobs; one-off commands ask for no job.
        if (runner === null) throw new Error(`job ${name} was asked for before the jobs were started`)
        return runner.enqueue(tx, name, data)
      },
    },
    keepBackups: keepFromEnvironment(process.env),
  }
  return ok({
    env,
    ownerUrl,
    notes: postgres ? postgres.value.notes : [],
    lost: postgres ? postgres.value.lost : new Promise<string>(() => {}),
    startJobs: async () => {
      const started = await startJobs({ appUrl, setting: { env, ownerUrl } })
      if (!started.ok) return started
      runner = started.value
      return ok(true)
    },
    close: async () => {
      await runner?.stop()
      await log?.close()
      await db.destroy()
      await postgres?.value.stop()
    },
  })
}

/** `MINGCHA_BACKUP_DAYS`, `MINGCHA_BACKUP_WEEKS`: whole numbers from 1; anything else is the default, 7 and 5. */
export function keepFromEnvironment(env: NodeJS.ProcessEnv): Env['keepBackups'] {
  const count = (text: string | undefined, usual: number) => (text !== undefined && /^[1-9]\d{0,3}$/.test(text) ? Number(text) : usual)
  return { days: count(env.MINGCHA_BACKUP_DAYS, 7), weeks: count(env.MINGCHA_BACKUP_WEEKS, 5) }
}
