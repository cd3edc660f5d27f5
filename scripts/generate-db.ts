/**
 * Writes `schema.sql` and `tables.ts` of packages/server/src/db from the migrations, on a PostgreSQL of its own.
 *
 *   node scripts/generate-db.ts            after every new migration
 */
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openPool } from '../packages/server/src/db/connect.ts'
import { dumpSchema } from '../packages/server/src/db/dump-schema.ts'
import { dumpTables } from '../packages/server/src/db/dump-tables.ts'
import { startPostgres } from '../packages/server/src/db/launch.ts'
import { migrate } from '../packages/server/src/db/migrate.ts'

const db = fileURLToPath(new URL('../packages/server/src/db/', import.meta.url))
const home = mkdtempSync(join(tmpdir(), 'mc-generate-'))
chmodSync(home, 0o755)
const server = await startPostgres({ dataDir: join(home, 'db'), durable: false })
if (!server.ok) throw new Error(JSON.stringify(server.error))
try {
  const migrated = await migrate(server.value.ownerUrl)
  if (!migrated.ok) throw new Error(JSON.stringify(migrated.error))
  const pool = openPool(server.value.ownerUrl, { name: 'generate' })
  writeFileSync(join(db, 'schema.sql'), await dumpSchema(pool))
  writeFileSync(join(db, 'tables.ts'), await dumpTables(pool))
  await pool.end()
} finally {
  await server.value.stop()
  rmSync(home, { recursive: true, force: true })
}
const biome = fileURLToPath(new URL('../node_modules/.bin/biome', import.meta.url))
process.exitCode = spawnSync(biome, ['check', '--write', join(db, 'tables.ts')], { stdio: 'inherit' }).status ?? 1
