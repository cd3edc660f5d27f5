import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../../test/harness.ts'
import { openPool } from './connect.ts'

let database: FreshDatabase
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.drop())

const one = async (sql: string, values: unknown[] = []) => (await database.pool.query(sql, values)).rows[0].v

test.each([
  ["date '2026-03-28'", '2026-03-28'],
  ["timestamptz '2026-03-28 21:40:00.1239+08'", '2026-03-28T13:40:00.123Z'],
  ["timestamptz '2026-03-28 13:40:00Z'", '2026-03-28T13:40:00.000Z'],
  ["timestamptz 'infinity'", 'infinity'],
  ["timestamp '2026-03-28 13:40:00'", '2026-03-28 13:40:00'],
  ['9007199254740991::int8', 9007199254740991],
  ['12.50::numeric', '12.50'],
  ["array[date '2026-01-01', null]", ['2026-01-01', null]],
  ['array[1, 2]::int8[]', [1, 2]],
  ["array[timestamptz '2026-01-01T00:00Z']", ['2026-01-01T00:00:00.000Z']],
  ["array['双随机', 'a,\"b']::text[]", ['双随机', 'a,"b']],
  ["'\\x00ff'::bytea", Buffer.from([0, 255])],
  ['\'{"a":[1]}\'::jsonb', { a: [1] }],
  ['count(*)', 1],
])('%s', async (sql, value) => {
  expect(await one(`select ${sql} as v`)).toEqual(value)
})

test('an int8 beyond 2^53 throws and is not rounded', async () => {
  await expect(one('select 9007199254740993::int8 as v')).rejects.toThrow(RangeError)
})

test('a session whose zone is not UTC gives the same instant', async () => {
  const client = await database.pool.connect()
  await client.query("set timezone = 'Asia/Shanghai'")
  expect((await client.query("select timestamptz '2026-03-28T13:40:00Z' as v")).rows[0].v).toBe('2026-03-28T13:40:00.000Z')
  client.release(true)
})

test('statements end in time, and the connection says what it is for', async () => {
  const pool = openPool(database.url, { name: 'slow', statementTimeout: 100 })
  expect((await pool.query("select current_setting('application_name') as v")).rows[0].v).toBe('mingcha-slow')
  await expect(pool.query('select pg_sleep(2)')).rejects.toMatchObject({ code: '57014' })
  await pool.end()
})

test('a connection killed while idle is replaced without anyone noticing', async () => {
  const pool = openPool(database.url, { name: 'idle', max: 1 })
  const { rows } = await pool.query('select pg_backend_pid() as v')
  const client = new pg.Client({ connectionString: database.superuserUrl })
  await client.connect()
  await client.query('select pg_terminate_backend($1, 1000)', [rows[0].v])
  await client.end()
  await new Promise(done => setTimeout(done, 50))
  expect((await pool.query('select pg_backend_pid() as v')).rows[0].v).not.toBe(rows[0].v)
  await pool.end()
})

test('a connection killed while taken out, between two queries, fails the next query and not the process', async () => {
  const pool = openPool(database.url, { name: 'taken', max: 1 })
  const taken = await pool.connect()
  const { rows } = await taken.query('select pg_backend_pid() as v')
  const client = new pg.Client({ connectionString: database.superuserUrl })
  await client.connect()
  await client.query('select pg_terminate_backend($1, 1000)', [rows[0].v])
  await client.end()
  await new Promise(done => setTimeout(done, 50))
  await expect(taken.query('select 1')).rejects.toThrow(/not queryable|Connection terminated/)
  taken.release(true)
  expect((await pool.query('select 1 as v')).rows[0].v).toBe(1)
  await pool.end()
})
