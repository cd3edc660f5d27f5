/**
 * 备份与恢复 — a logical copy of every table in one REPEATABLE READ snapshot, as one zip: `manifest.json` (schema migrations, row counts, SHA-256 of
 * each table), `tables/<name>.copy` (PostgreSQL's COPY text), `files/<sha256>` (evidence). It restores on the embedded and on a server database alike.
 *
 * Promises: consistent under writers; restore checks every hash and count before the first row, writes in one transaction, and leaves nothing
 * half-done. Refuses: a database that already holds a bureau, a file that was changed, a backup of a newer schema.
 * The keys are not in it: without `keys/seal.key` the sealed fields stay sealed, so a stolen backup betrays nobody (docs/operate.md).
 */
import { createHash } from 'node:crypto'
import { createWriteStream, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { err, ok, type Result } from '@mingcha/core/base'
import { unzipSync, Zip, ZipDeflate } from 'fflate'
import pg from 'pg'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import { z } from 'zod'
import { clientConfig } from '../db/connect.ts'
import { readMigrations } from '../db/migrate.ts'
import { writeDurably } from '../ports/seal.ts'

const manifestSchema = z.object({
  format: z.literal('mingcha/backup/v1'),
  madeAt: z.string(),
  mode: z.string(),
  migrations: z.array(z.object({ name: z.string(), sha256: z.string() })),
  tables: z.array(z.object({ name: z.string(), columns: z.array(z.string()), rows: z.number(), sha256: z.string() })),
  files: z.array(z.string()),
})
type Manifest = z.output<typeof manifestSchema>

/** Where the last backup is remembered, for the doctor and the 工作台. */
export const lastBackupFile = 'last-backup.json'

interface BackupSource {
  readonly ownerUrl: string
  readonly home: string
  readonly mode: string
  readonly now: string
}

/** Tables in an order in which every foreign key points backwards. `session` is left out: nobody stays signed in through a restore. */
async function tablesInOrder(client: pg.Client): Promise<{ name: string; columns: string[] }[]> {
  const { rows: tables } = await client.query<{ name: string; columns: string[] }>(
    `select c.relname as name, array_agg(a.attname::text order by a.attnum) as columns from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname not in ('schema_migration', 'session') group by c.relname order by c.relname`,
  )
  const { rows: keys } = await client.query<{ child: string; parent: string }>(
    "select conrelid::regclass::text as child, confrelid::regclass::text as parent from pg_constraint where contype = 'f' and conrelid <> confrelid",
  )
  const placed = new Set<string>()
  const order: { name: string; columns: string[] }[] = []
  while (order.length < tables.length) {
    const next = tables.filter(t => !placed.has(t.name) && keys.every(k => k.child !== t.name || placed.has(k.parent)))
    if (next.length === 0) throw new Error('the foreign keys of the schema form a circle')
    for (const t of next) {
      placed.add(t.name)
      order.push(t)
    }
  }
  return order
}

/** Writes `mingcha-<time>.zip` into `dir`; gives its path. */
export async function makeBackup(
  source: BackupSource,
  dir: string,
): Promise<{ path: string; tables: number; rows: number; bytes: number }> {
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  const path = join(dir, `mingcha-${source.now.replace(/[-:]/g, '').slice(0, 15)}Z.zip`)
  const out = createWriteStream(`${path}.part`, { mode: 0o600 })
  const chunks = new Readable({ read() {} })
  const zip = new Zip((fault, chunk, final) => {
    if (fault) chunks.destroy(fault)
    else chunks.push(Buffer.from(chunk))
    if (final) chunks.push(null)
  })
  const written = pipeline(chunks, out)
  written.catch(() => {}) // awaited below; a failure before that is the one to tell
  const client = new pg.Client(clientConfig(source.ownerUrl, { name: 'backup', statementTimeout: 0 }))
  await client.connect()
  try {
    // Where a row policy would hide rows from this role, fail instead of saving a part.
    await client.query('set row_security = off')
    await client.query('begin isolation level repeatable read, read only')
    const { rows: migrations } = await client.query<{ name: string; sha256: string }>(
      'select name, sha256 from schema_migration order by name',
    )
    const tables: Manifest['tables'] = []
    for (const { name, columns } of await tablesInOrder(client)) {
      const entry = new ZipDeflate(`tables/${name}.copy`, { level: 6 })
      zip.add(entry)
      const hash = createHash('sha256')
      let rows = 0
      for await (const chunk of client.query(
        copyTo(`copy ${pg.escapeIdentifier(name)} (${columns.map(c => pg.escapeIdentifier(c)).join(', ')}) to stdout`),
      )) {
        const bytes = chunk as Buffer
        hash.update(bytes)
        for (const b of bytes) if (b === 0x0a) rows++
        entry.push(new Uint8Array(bytes))
      }
      entry.push(new Uint8Array(0), true)
      tables.push({ name, columns, rows, sha256: hash.digest('hex') })
    }
    await client.query('commit')
    const files = listFiles(source.home)
    for (const name of files) {
      const entry = new ZipDeflate(`files/${name}`, { level: 0 })
      zip.add(entry)
      entry.push(new Uint8Array(readFileSync(join(source.home, 'files', name.slice(0, 2), name))), true)
    }
    const manifest: Manifest = { format: 'mingcha/backup/v1', madeAt: source.now, mode: source.mode, migrations, tables, files }
    const entry = new ZipDeflate('manifest.json', { level: 6 })
    zip.add(entry)
    entry.push(new TextEncoder().encode(JSON.stringify(manifest, null, 1)), true)
    zip.end()
    await written
    renameSync(`${path}.part`, path)
    const bytes = statSync(path).size
    writeDurably(join(source.home, lastBackupFile), JSON.stringify({ at: new Date().toISOString(), path, bytes }))
    return { path, tables: tables.length, rows: tables.reduce((n, t) => n + t.rows, 0), bytes }
  } catch (e) {
    chunks.destroy()
    rmSync(`${path}.part`, { force: true })
    throw e
  } finally {
    await client.end()
  }
}

function listFiles(home: string): string[] {
  const dir = join(home, 'files')
  if (!existsSync(dir)) return []
  return readdirSync(dir)
    .flatMap(sub => readdirSync(join(dir, sub)).filter(n => /^[0-9a-f]{64}$/.test(n)))
    .sort()
}

/**
 * Into an empty, migrated database. Errors: `backup.unreadable`, `backup.changed` {what}, `backup.newer` {migration}, `backup.not_empty`.
 */
export async function restoreBackup(
  target: { ownerUrl: string; home: string },
  path: string,
): Promise<Result<{ tables: number; rows: number; files: number }>> {
  if (!existsSync(path)) return err({ code: 'backup.unreadable', path, why: '没有这个文件' })
  let entries: Record<string, Uint8Array>
  try {
    entries = unzipSync(new Uint8Array(readFileSync(path)))
  } catch (e) {
    return err({ code: 'backup.unreadable', path, why: (e as Error).message })
  }
  let plain: unknown = null
  try {
    plain = JSON.parse(new TextDecoder().decode(entries['manifest.json'] ?? new Uint8Array()))
  } catch {
    // a missing or broken manifest is named below
  }
  const manifest = manifestSchema.safeParse(plain)
  if (!manifest.success) return err({ code: 'backup.unreadable', path, why: '没有 manifest.json，或内容不对' })
  for (const t of manifest.data.tables) {
    const bytes = entries[`tables/${t.name}.copy`]
    if (!bytes || createHash('sha256').update(bytes).digest('hex') !== t.sha256) return err({ code: 'backup.changed', what: t.name })
  }
  for (const name of manifest.data.files) {
    const bytes = entries[`files/${name}`]
    if (!bytes || createHash('sha256').update(bytes).digest('hex') !== name) return err({ code: 'backup.changed', what: `files/${name}` })
  }
  const known = readMigrations()
  if (!known.ok) return known
  for (const m of manifest.data.migrations)
    if (!known.value.some(k => k.name === m.name && k.sha256 === m.sha256)) return err({ code: 'backup.newer', migration: m.name })

  const client = new pg.Client(clientConfig(target.ownerUrl, { name: 'restore', statementTimeout: 0 }))
  await client.connect()
  try {
    const { rows } = await client.query('select exists (select from agency) as used')
    if (rows[0].used === true) return err({ code: 'backup.not_empty' })
    await client.query('begin')
    // A training installation makes its clock before anything else.
    await client.query('delete from training_clock')
    for (const t of manifest.data.tables) {
      const into = client.query(
        copyFrom(`copy ${pg.escapeIdentifier(t.name)} (${t.columns.map(c => pg.escapeIdentifier(c)).join(', ')}) from stdin`),
      )
      await pipeline(Readable.from([Buffer.from(entries[`tables/${t.name}.copy`] ?? new Uint8Array())]), into)
      const { rows: counted } = await client.query(`select count(*)::int as n from ${pg.escapeIdentifier(t.name)}`)
      if (counted[0].n !== t.rows) throw new Error(`${t.name}: ${counted[0].n} rows restored, ${t.rows} expected`)
    }
    const { rows: identities } = await client.query<{ t: string; c: string }>(
      "select table_name as t, column_name as c from information_schema.columns where table_schema = 'public' and is_identity = 'YES'",
    )
    for (const { t, c } of identities)
      await client.query(
        `select setval(pg_get_serial_sequence($1, $2), greatest((select coalesce(max(${pg.escapeIdentifier(c)}), 0) from ${pg.escapeIdentifier(t)}), 1))`,
        [t, c],
      )
    // Before the commit: a file without a row harms nobody, a row without its file does.
    for (const name of manifest.data.files)
      writeDurably(join(target.home, 'files', name.slice(0, 2), name), entries[`files/${name}`] ?? new Uint8Array())
    await client.query('commit')
  } finally {
    await client.end()
  }
  return ok({
    tables: manifest.data.tables.length,
    rows: manifest.data.tables.reduce((n, t) => n + t.rows, 0),
    files: manifest.data.files.length,
  })
}
