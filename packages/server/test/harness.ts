/**
 * A database of its own for a test file or a single test: a clone of the migrated template, about 50 ms.
 *
 *   const database = await freshDatabase()
 *   afterAll(() => database.drop())
 *
 * `db` is the application role, as the server has it; `owner` may do what migrations may. Nothing is shared between two clones,
 * so tests may commit, run at the same time and leave their rows behind.
 */
import { randomBytes } from 'node:crypto'
import type { Kysely } from 'kysely'
import pg from 'pg'
import { inject } from 'vitest'
import { clientConfig, openDatabase, openPool } from '../src/db/connect.ts'
import type { DB } from '../src/db/tables.ts'

export interface FreshDatabase {
  readonly name: string
  /** URL of the application role. */
  readonly url: string
  readonly ownerUrl: string
  readonly superuserUrl: string
  readonly pool: pg.Pool
  readonly db: Kysely<DB>
  /** The owner's pool, for what only he may do. */
  readonly owner: pg.Pool
  drop(): Promise<void>
}

function urlOf(superuserUrl: string, role: string, name: string): string {
  const url = new URL(superuserUrl)
  url.username = role
  url.pathname = `/${name}`
  return url.href
}

/** Runs one statement as the superuser. */
async function administer(superuserUrl: string, sql: string): Promise<void> {
  const client = new pg.Client(clientConfig(superuserUrl, { name: 'harness', statementTimeout: 0 }))
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

/** Clones the template. `{ empty: true }` gives a database without any table, as a server gives to a new bureau. */
export async function freshDatabase(options: { readonly empty?: boolean; readonly max?: number } = {}): Promise<FreshDatabase> {
  const root = inject('superuserUrl')
  const name = `t_${randomBytes(6).toString('hex')}`
  await administer(root, `create database ${name} owner mingcha_owner template ${options.empty ? 'template0' : 'mingcha'}`)
  const url = urlOf(root, 'mingcha_app', name)
  const ownerUrl = urlOf(root, 'mingcha_owner', name)
  const pool = openPool(url, { name: 'test', max: options.max ?? 5 })
  const owner = openPool(ownerUrl, { name: 'test-owner', max: 2, statementTimeout: 0 })
  return {
    name,
    url,
    ownerUrl,
    superuserUrl: urlOf(root, 'postgres', name),
    pool,
    db: openDatabase(pool),
    owner,
    drop: async () => {
      await Promise.all([pool, owner].map(p => (p.ended ? undefined : p.end())))
      await administer(root, `drop database ${name} with (force)`)
    },
  }
}
