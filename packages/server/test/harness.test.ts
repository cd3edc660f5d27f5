import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { freshDatabase } from './harness.ts'

test('each clone is migrated, alone, and reached as the application role', async () => {
  const began = performance.now()
  const [one, two] = await Promise.all([freshDatabase(), freshDatabase()])
  const took = performance.now() - began
  await one.owner.query('create table mark (n int8)')
  await one.db
    .insertInto('mark' as never)
    .values({ n: 7 } as never)
    .execute()
  const who = await sql<{
    role: string
    super: boolean
  }>`select current_user as role, usesuper as super from pg_user where usename = current_user`.execute(one.db)
  expect(who.rows[0]).toEqual({ role: 'mingcha_app', super: false })
  expect((await two.owner.query("select to_regclass('mark') as it")).rows[0].it).toBe(null)
  expect((await two.owner.query("select to_regclass('schema_migration') as it")).rows[0].it).not.toBe(null)
  await Promise.all([one.drop(), two.drop()])
  expect(took).toBeLessThan(5_000)
  console.log(`two clones in ${Math.round(took)} ms`)
})
