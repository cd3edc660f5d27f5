/**
 * One PostgreSQL for a whole test run, without fsync, with a migrated template database that `freshDatabase()` clones.
 * vitest runs this once, before the server project's first file.
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { startPostgres } from '../src/db/launch.ts'
import { migrate } from '../src/db/migrate.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** A superuser's URL of the run's PostgreSQL; the database `mingcha` in it is the template. */
    superuserUrl: string
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const home = mkdtempSync(join(tmpdir(), 'mc-test-'))
  chmodSync(home, 0o755)
  const server = await startPostgres({ dataDir: join(home, 'db'), durable: false })
  if (!server.ok) throw new Error(`PostgreSQL for tests did not start: ${JSON.stringify(server.error)}`)
  const migrated = await migrate(server.value.ownerUrl)
  if (!migrated.ok) {
    await server.value.stop()
    throw new Error(`the migrations do not apply: ${JSON.stringify(migrated.error)}`)
  }
  const client = new pg.Client({ connectionString: server.value.superuserUrl })
  await client.connect()
  // Nobody may connect to the template any more: cloning needs it undisturbed.
  await client.query('alter database mingcha with is_template true allow_connections false')
  await client.end()
  project.provide('superuserUrl', server.value.superuserUrl)
  return async () => {
    await server.value.stop()
    rmSync(home, { recursive: true, force: true })
  }
}
