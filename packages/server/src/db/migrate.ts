/**
 * Applies the frozen SQL migrations `migrations/NNNN-name.sql`, forward only, by the owner.
 *
 * Promises: each file runs once, in a transaction of its own, recorded in `schema_migration` in that same transaction; two servers starting at
 * once wait for each other (advisory lock); the application role gets rows of every table the owner makes, unless the migration revokes.
 * Refuses: an applied file that has changed or vanished, a new file numbered below an applied one, two files of one number, a file that
 * ends its own transaction. A migration that fails leaves nothing behind.
 */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { err, ok, type Result } from '@mingcha/core/base'
import pg from 'pg'
import { clientConfig } from './connect.ts'

export const migrationsDir: string = fileURLToPath(new URL('./migrations', import.meta.url))

export interface Migration {
  readonly name: string
  readonly sha256: string
  readonly sql: string
}

/** One number for "somebody is migrating this database"; any constant that nobody else uses. */
const lockKey = 7_261_408_311

const preparation = `
create table if not exists schema_migration (
  name text primary key,
  sha256 text not null,
  applied_at timestamptz(3) not null default now()
);
grant usage on schema public to mingcha_app;
alter default privileges in schema public grant select, insert, update, delete on tables to mingcha_app;
alter default privileges in schema public grant usage, select on sequences to mingcha_app;
revoke all on schema_migration from mingcha_app;
grant select on schema_migration to mingcha_app;
`

/** The migrations of a folder in order. Errors: `migration.name`, `migration.number_twice`, `migration.own_transaction`. */
export function readMigrations(dir = migrationsDir): Result<readonly Migration[]> {
  const names = readdirSync(dir)
    .filter(name => name.endsWith('.sql'))
    .sort()
  const seen = new Set<string>()
  const migrations: Migration[] = []
  for (const name of names) {
    const number = /^(\d{4})-[a-z0-9-]+\.sql$/.exec(name)?.[1]
    if (number === undefined) return err({ code: 'migration.name', name })
    if (seen.has(number)) return err({ code: 'migration.number_twice', name })
    seen.add(number)
    const bytes = readFileSync(join(dir, name))
    const sql = bytes.toString('utf8')
    if (/^\s*(commit|rollback|start transaction|begin)\s*;/im.test(sql)) return err({ code: 'migration.own_transaction', name })
    migrations.push({ name, sha256: createHash('sha256').update(bytes).digest('hex'), sql })
  }
  return ok(migrations)
}

/** What stands between the files and the database: the names still to apply, in order, or why not. */
export function planMigrations(
  files: readonly Migration[],
  applied: readonly { name: string; sha256: string }[],
): Result<readonly Migration[]> {
  const byName = new Map(files.map(file => [file.name, file]))
  for (const { name, sha256 } of applied) {
    const file = byName.get(name)
    if (file === undefined) return err({ code: 'migration.unknown', name })
    if (file.sha256 !== sha256) return err({ code: 'migration.changed', name })
  }
  const done = new Set(applied.map(({ name }) => name))
  const last = applied.reduce((max, { name }) => (name > max ? name : max), '')
  const open = files.filter(file => !done.has(file.name))
  const early = open.find(file => file.name < last)
  return early ? err({ code: 'migration.order', name: early.name, last }) : ok(open)
}

/** Brings the database to the newest schema. Gives the names applied now. Errors as above, and `migration.failed`, `migration.role_missing`. */
export async function migrate(ownerUrl: string, dir = migrationsDir): Promise<Result<readonly string[]>> {
  const files = readMigrations(dir)
  if (!files.ok) return files
  const client = new pg.Client(clientConfig(ownerUrl, { name: 'migrate', statementTimeout: 0 }))
  await client.connect()
  try {
    await client.query(`select pg_advisory_lock(${lockKey})`)
    // Left in place it would write to the catalogs, and wait for readers, at every start.
    const { rows: prepared } = await client.query("select to_regclass('public.schema_migration') is not null as yes")
    if (prepared[0].yes !== true) {
      const { rows: roles } = await client.query("select from pg_roles where rolname = 'mingcha_app'")
      if (roles.length === 0) return err({ code: 'migration.role_missing', role: 'mingcha_app' })
      await client.query(preparation)
    }
    const { rows } = await client.query<{ name: string; sha256: string }>('select name, sha256 from schema_migration order by name')
    const plan = planMigrations(files.value, rows)
    if (!plan.ok) return plan
    for (const { name, sha256, sql } of plan.value) {
      await client.query('begin')
      try {
        await client.query(sql)
        await client.query('insert into schema_migration (name, sha256) values ($1, $2)', [name, sha256])
        await client.query('commit')
      } catch (e) {
        await client.query('rollback')
        if (!(e instanceof pg.DatabaseError)) throw e
        return err({ code: 'migration.failed', name, reason: e.message, line: lineOf(sql, e.position) })
      }
    }
    return ok(plan.value.map(({ name }) => name))
  } finally {
    await client.end()
  }
}

function lineOf(sql: string, position: string | undefined): number | undefined {
  return position === undefined ? undefined : sql.slice(0, Number(position)).split('\n').length
}
