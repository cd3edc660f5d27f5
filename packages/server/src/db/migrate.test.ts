import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../../test/harness.ts'
import { migrate, readMigrations } from './migrate.ts'

let database: FreshDatabase
let dir: string
const write = (name: string, sql: string) => writeFileSync(join(dir, name), sql)
const run = () => migrate(database.ownerUrl, dir)

beforeEach(async () => {
  database = await freshDatabase({ empty: true })
  dir = mkdtempSync(join(tmpdir(), 'mc-migrate-'))
  write('0001-first.sql', 'create table first (id int primary key); insert into first values (1);')
})
afterEach(async () => {
  await database.drop()
  rmSync(dir, { recursive: true, force: true })
})

test('applies each file once and records its hash; the application role gets rows, not the schema', async () => {
  expect(await run()).toEqual({ ok: true, value: ['0001-first.sql'] })
  expect(await run()).toEqual({ ok: true, value: [] })
  write('0002-second.sql', 'create table second (id int generated always as identity, note text);')
  expect(await run()).toEqual({ ok: true, value: ['0002-second.sql'] })
  await database.pool.query("insert into second (note) values ('a'); update second set note = 'b'; delete from second")
  await expect(database.pool.query('alter table second add extra int')).rejects.toMatchObject({ code: '42501' })
  await expect(database.pool.query("update schema_migration set sha256 = ''")).rejects.toMatchObject({ code: '42501' })
  const { rows } = await database.pool.query('select name, sha256 from schema_migration order by name')
  expect(rows.map(row => [row.name, /^[0-9a-f]{64}$/.test(row.sha256)])).toEqual([
    ['0001-first.sql', true],
    ['0002-second.sql', true],
  ])
})

test('a changed, a vanished and a late file are refused by name', async () => {
  write('0003-third.sql', 'select 1')
  await run()
  write('0002-late.sql', 'select 1')
  expect(await run()).toEqual({ ok: false, error: { code: 'migration.order', name: '0002-late.sql', last: '0003-third.sql' } })
  rmSync(join(dir, '0002-late.sql'))
  rmSync(join(dir, '0003-third.sql'))
  expect(await run()).toEqual({ ok: false, error: { code: 'migration.unknown', name: '0003-third.sql' } })
  write('0003-third.sql', 'select 2')
  expect(await run()).toEqual({ ok: false, error: { code: 'migration.changed', name: '0003-third.sql' } })
})

test('a file that fails leaves nothing behind, and the ones before it stay', async () => {
  write('0002-bad.sql', 'create table half (id int);\n\nselect * from nowhere;')
  expect(await run()).toMatchObject({ ok: false, error: { code: 'migration.failed', name: '0002-bad.sql', line: 3 } })
  expect((await database.owner.query("select to_regclass('half') as half, to_regclass('first') as first")).rows).toEqual([
    { half: null, first: 'first' },
  ])
})

test('two servers starting at once apply each file once', async () => {
  const both = await Promise.all([run(), run()])
  expect(both.map(result => result.ok && result.value.length).sort()).toEqual([0, 1])
  expect((await database.owner.query('select count(*) as n from first')).rows).toEqual([{ n: 1 }])
})

test('names, numbers and transactions of the files are checked before anything runs', () => {
  write('0001-twice.sql', 'select 1')
  expect(readMigrations(dir)).toMatchObject({ ok: false, error: { code: 'migration.number_twice' } })
  rmSync(join(dir, '0001-twice.sql'))
  write('2-short.sql', 'select 1')
  expect(readMigrations(dir)).toMatchObject({ ok: false, error: { code: 'migration.name', name: '2-short.sql' } })
  rmSync(join(dir, '2-short.sql'))
  write('0002-own.sql', 'select 1;\ncommit;')
  expect(readMigrations(dir)).toMatchObject({ ok: false, error: { code: 'migration.own_transaction', name: '0002-own.sql' } })
})
