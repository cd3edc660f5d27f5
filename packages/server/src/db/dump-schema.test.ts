import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../../test/harness.ts'
import { dumpSchema } from './dump-schema.ts'
import { dumpTables } from './dump-tables.ts'

let database: FreshDatabase
beforeEach(async () => {
  database = await freshDatabase()
})
afterEach(() => database.drop())

const committed = (name: string) => readFileSync(fileURLToPath(new URL(name, import.meta.url)), 'utf8')
const remedy = 'the migrations and the committed file differ; run: node scripts/generate-db.ts'
/** tables.ts is committed as biome formats it; line breaks and commas say nothing. */
const words = (source: string) => source.replace(/[\s,;|]+/g, ' ').replaceAll('"', "'")

test('schema.sql is what the migrations add up to', async () => {
  expect(await dumpSchema(database.owner), remedy).toBe(committed('schema.sql'))
})

test('tables.ts is the type of what the migrations add up to', async () => {
  expect(words(await dumpTables(database.owner)), remedy).toBe(words(committed('tables.ts')))
})

test('every kind of change shows in the dump, and two databases of one schema give the same bytes', async () => {
  const twin = await freshDatabase()
  const before = await dumpSchema(database.owner)
  expect(await dumpSchema(twin.owner)).toBe(before)
  await twin.drop()
  let last = before
  for (const sql of [
    "create type mood as enum ('好', '坏')",
    "create table planted (id bigint generated always as identity primary key, note text not null default '无', at timestamptz(3))",
    'create unique index planted_note on planted (lower(note)) where id > 7',
    'alter table planted add constraint planted_short check (length(note) < 9)',
    'alter table planted enable row level security',
    'create policy planted_own on planted for update to mingcha_app using (id > 1) with check (id > 2)',
    "create function planted_stop() returns trigger language plpgsql as $$ begin raise 'stop'; end $$",
    'create trigger planted_frozen before delete on planted for each row execute function planted_stop()',
    'revoke update, delete on planted from mingcha_app',
    'grant update (note) on planted to mingcha_app',
    'create view planted_view as select note from planted',
    'alter table planted alter note drop not null',
  ]) {
    await database.owner.query(sql)
    const now = await dumpSchema(database.owner)
    expect(now, sql).not.toBe(last)
    last = now
  }
  expect(last).toContain('grant select, insert on planted to mingcha_app;')
  expect(last).toContain('grant update (note) on planted to mingcha_app;')
})
