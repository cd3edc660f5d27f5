/**
 * 备份与恢复 — a logical copy of every table in one REPEATABLE READ snapshot, as one zip: `manifest.json` (schema migrations, row counts, SHA-256 of
 * each table), `tables/<name>.copy` (PostgreSQL's COPY text), `files/<sha256>` (evidence). It restores on the embedded and on a server database alike.
 *
 * Promises: consistent under writers; one backup at a time; memory does not grow with the data, on either way; restore reads the file twice, checks
 * every hash before the first row, writes in one transaction, and leaves nothing half-done.
 * Refuses: a database that already holds a bureau, a file that was changed or cut off, a backup of a newer schema.
 * The keys are not in it: without `keys/seal.key` the sealed fields stay sealed, so a stolen backup betrays nobody (docs/operate.md).
 */
import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { err, ok, type Result } from '@mingcha/core/base'
import pg from 'pg'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import { z } from 'zod'
import { clientConfig } from '../db/connect.ts'
import { readMigrations } from '../db/migrate.ts'
import { createZip, openZip, ZipFault, type ZipReader } from './zip-file.ts'

const manifestSchema = z.object({
  format: z.literal('mingcha/backup/v1'),
  madeAt: z.string(),
  mode: z.string(),
  migrations: z.array(z.object({ name: z.string(), sha256: z.string() })),
  tables: z.array(z.object({ name: z.string(), columns: z.array(z.string()), rows: z.number(), sha256: z.string() })),
  files: z.array(z.string()),
})
type Manifest = z.output<typeof manifestSchema>

export interface BackupSource {
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

export interface BackupMade {
  readonly path: string
  readonly tables: number
  readonly rows: number
  readonly files: number
  readonly bytes: number
  /** The moment the rows are of. */
  readonly ofAt: string
}

/** "Somebody is backing up this database". */
const LOCK = 7_261_408_313

/** Writes `mingcha-<time>.zip` into `dir`. Error: `backup.running`; a fault (disk full, database gone) throws, and leaves no part of a file. */
export async function makeBackup(source: BackupSource, dir: string): Promise<Result<BackupMade>> {
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  const path = join(dir, `mingcha-${source.now.replace(/[-:]/g, '').slice(0, 15)}Z.zip`)
  const client = new pg.Client(clientConfig(source.ownerUrl, { name: 'backup', statementTimeout: 0 }))
  client.on('error', () => {}) // the query that meets it fails
  await client.connect()
  try {
    const { rows: lock } = await client.query<{ taken: boolean }>(`select pg_try_advisory_lock(${LOCK}) as taken`)
    if (lock[0]?.taken !== true) return err({ code: 'backup.running', since: '刚才' })
    return ok(await writeBackup(client, source, path))
  } finally {
    await client.end()
  }
}

async function writeBackup(client: pg.Client, source: BackupSource, path: string): Promise<BackupMade> {
  const zip = await createZip(`${path}.part`)
  try {
    // Where a row policy would hide rows from this role, fail instead of saving a part.
    await client.query('set row_security = off')
    // A big table or a slow disk may keep the connection waiting between two chunks.
    await client.query('set idle_in_transaction_session_timeout = 0')
    await client.query('begin isolation level repeatable read, read only')
    const { rows: migrations } = await client.query<{ name: string; sha256: string }>(
      'select name, sha256 from schema_migration order by name',
    )
    const tables: Manifest['tables'] = []
    for (const { name, columns } of await tablesInOrder(client)) {
      const hash = createHash('sha256')
      let rows = 0
      await zip.add(
        `tables/${name}.copy`,
        tap(
          client.query(copyTo(`copy ${pg.escapeIdentifier(name)} (${columns.map(c => pg.escapeIdentifier(c)).join(', ')}) to stdout`)),
          b => {
            hash.update(b)
            for (let at = b.indexOf(0x0a); at >= 0; at = b.indexOf(0x0a, at + 1)) rows++
          },
        ),
      )
      tables.push({ name, columns, rows, sha256: hash.digest('hex') })
    }
    await client.query('commit')
    const files = listFiles(source.home)
    for (const name of files) await zip.add(`files/${name}`, createReadStream(fileOf(source.home, name)), 0)
    const manifest: Manifest = { format: 'mingcha/backup/v1', madeAt: source.now, mode: source.mode, migrations, tables, files }
    await zip.add('manifest.json', [Buffer.from(JSON.stringify(manifest, null, 1))])
    await zip.finish()
    renameSync(`${path}.part`, path)
    return {
      path,
      tables: tables.length,
      rows: tables.reduce((n, t) => n + t.rows, 0),
      files: files.length,
      bytes: statSync(path).size,
      ofAt: source.now,
    }
  } catch (e) {
    await zip.abandon().catch(() => {}) // the fault to tell is the first one
    rmSync(`${path}.part`, { force: true })
    throw e
  }
}

async function* tap(source: AsyncIterable<unknown>, see: (bytes: Buffer) => void): AsyncGenerator<Buffer> {
  for await (const chunk of source) {
    see(chunk as Buffer)
    yield chunk as Buffer
  }
}

const fileOf = (home: string, name: string) => join(home, 'files', name.slice(0, 2), name)

function listFiles(home: string): string[] {
  const dir = join(home, 'files')
  if (!existsSync(dir)) return []
  return readdirSync(dir)
    .flatMap(sub => readdirSync(join(dir, sub)).filter(n => /^[0-9a-f]{64}$/.test(n)))
    .sort()
}

export interface Restored {
  readonly tables: number
  readonly rows: number
  readonly files: number
  /** The moment the rows are of. */
  readonly ofAt: string
}

/**
 * Into an empty, migrated database. Errors: `backup.unreadable`, `backup.changed` {what}, `backup.newer` {migration}, `backup.not_empty`.
 */
export async function restoreBackup(target: { ownerUrl: string; home: string }, path: string): Promise<Result<Restored>> {
  if (!existsSync(path)) return err({ code: 'backup.unreadable', path, why: '没有这个文件' })
  let zip: ZipReader | null = null
  try {
    zip = await openZip(path)
    const manifest = await checkBackup(zip, path)
    return manifest.ok ? await writeRestored(target, zip, manifest.value) : manifest
  } catch (fault) {
    if (fault instanceof ZipFault) return err({ code: 'backup.unreadable', path, why: fault.message })
    throw fault
  } finally {
    await zip?.close()
  }
}

/** First pass: every table and file is what the manifest says, and this program knows the schema. Nothing is written. */
async function checkBackup(zip: ZipReader, path: string): Promise<Result<Manifest>> {
  let plain: unknown = null
  try {
    const chunks: Buffer[] = []
    for await (const chunk of zip.read('manifest.json')) chunks.push(chunk)
    plain = JSON.parse(Buffer.concat(chunks).toString('utf8'))
  } catch (fault) {
    // A missing or broken manifest is named below; a fault of the machine is not the file's.
    if (!(fault instanceof ZipFault || fault instanceof SyntaxError)) throw fault
  }
  const manifest = manifestSchema.safeParse(plain)
  if (!manifest.success) return err({ code: 'backup.unreadable', path, why: '没有 manifest.json，或内容不对' })
  for (const t of manifest.data.tables)
    if ((await hashOf(zip, `tables/${t.name}.copy`)) !== t.sha256) return err({ code: 'backup.changed', what: t.name })
  for (const name of manifest.data.files)
    if ((await hashOf(zip, `files/${name}`)) !== name) return err({ code: 'backup.changed', what: `files/${name}` })
  const known = readMigrations()
  if (!known.ok) return known
  for (const m of manifest.data.migrations)
    if (!known.value.some(k => k.name === m.name && k.sha256 === m.sha256)) return err({ code: 'backup.newer', migration: m.name })
  return ok(manifest.data)
}

/** SHA-256 of an entry, or null where it cannot be read whole. */
async function hashOf(zip: ZipReader, name: string): Promise<string | null> {
  const hash = createHash('sha256')
  try {
    for await (const chunk of zip.read(name)) hash.update(chunk)
  } catch (fault) {
    if (fault instanceof ZipFault) return null
    throw fault
  }
  return hash.digest('hex')
}

/** Second pass: rows in one transaction, files before its commit. */
async function writeRestored(target: { ownerUrl: string; home: string }, zip: ZipReader, manifest: Manifest): Promise<Result<Restored>> {
  const client = new pg.Client(clientConfig(target.ownerUrl, { name: 'restore', statementTimeout: 0 }))
  client.on('error', () => {}) // the query that meets it fails
  await client.connect()
  try {
    const { rows } = await client.query('select exists (select from agency) as used')
    if (rows[0].used === true) return err({ code: 'backup.not_empty' })
    await client.query('set idle_in_transaction_session_timeout = 0')
    await client.query('begin')
    // A training installation makes its clock before anything else, and its event.
    await client.query('delete from training_clock')
    for (const t of manifest.tables) {
      const into = client.query(
        copyFrom(`copy ${pg.escapeIdentifier(t.name)} (${t.columns.map(c => pg.escapeIdentifier(c)).join(', ')}) from stdin`),
      )
      await pipeline(zip.read(`tables/${t.name}.copy`), into)
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
    for (const name of manifest.files) await writeFile(fileOf(target.home, name), zip.read(`files/${name}`))
    await client.query('commit')
  } finally {
    await client.end()
  }
  return ok({
    tables: manifest.tables.length,
    rows: manifest.tables.reduce((n, t) => n + t.rows, 0),
    files: manifest.files.length,
    ofAt: manifest.madeAt,
  })
}

/** After a crash the whole file or none. */
async function writeFile(path: string, source: AsyncIterable<Buffer>): Promise<void> {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  await pipeline(source, createWriteStream(`${path}.part`, { mode: 0o600 }))
  const written = await open(`${path}.part`, 'r+')
  await written.sync()
  await written.close()
  renameSync(`${path}.part`, path)
}
