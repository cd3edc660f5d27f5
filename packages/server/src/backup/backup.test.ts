import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { unzipSync, zipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CountyApp, countyApp, drawnBatch } from '../../test/county-app.ts'
import { type FreshDatabase, freshDatabase } from '../../test/harness.ts'
import { makeBackup, restoreBackup } from './backup.ts'
import { examine } from './doctor.ts'

const everything = async (owner: FreshDatabase['owner']) => {
  const { rows } = await owner.query(
    "select relname as t from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and relname not in ('session', 'schema_migration') order by 1",
  )
  const content: Record<string, string> = {}
  for (const { t } of rows)
    content[t] = (await owner.query(`select coalesce(string_agg(x::text, e'\\n' order by x::text), '') as all from ${t} x`)).rows[0].all
  return content
}

describe('备份与恢复', () => {
  let county: CountyApp
  let empty: FreshDatabase
  let dir = ''
  let path = ''
  beforeAll(async () => {
    county = await countyApp()
    await drawnBatch(county)
    empty = await freshDatabase()
    dir = mkdtempSync(join(tmpdir(), 'backup-'))
  })
  afterAll(async () => {
    await county.drop()
    await empty.drop()
    rmSync(dir, { recursive: true, force: true })
  })

  it('边写边备份，取的是同一时刻；恢复后逐表逐行相同，序号接着往下', async () => {
    let writing = true
    const office = await county.as('guanli')
    const writer = (async () => {
      for (let i = 0; writing && i < 200; i++) await office.call('unit.create', { body: { name: `备份时新增 ${i}` } })
    })()
    const made = await makeBackup(
      { ownerUrl: county.database.ownerUrl, home: county.env.home, mode: 'training', now: '2026-03-28T14:00:00.000Z' },
      dir,
    )
    writing = false
    await writer
    path = made.path
    const restored = await restoreBackup({ ownerUrl: empty.ownerUrl, home: dir }, path)
    expect(restored).toMatchObject({ ok: true, value: { rows: made.rows } })
    const [a, b] = [await everything(county.database.owner), await everything(empty.owner)]
    // The source went on; what does not change meanwhile must be equal, and units and events of the copy a prefix of the source's.
    for (const t of Object.keys(b)) if (!['unit', 'event'].includes(t)) expect(b[t], t).toBe(a[t])
    const { rows } = await empty.owner.query(
      "select (select count(*) from unit where name like '备份%')::int as units, (select count(*) from event where kind = 'unit.created')::int as events",
    )
    expect(rows[0].units).toBe(rows[0].events)
    const next = await empty.owner.query(
      "insert into event (agency_id, kind, actor_roles, thing_kind, thing_id, payload, occurred_at, request_id) values ('990101', 'x', '{}', 'x', 'x', '{}', now(), 'x') returning id, (select count(*)::int from event) as before",
    )
    expect(next.rows[0].id).toBeGreaterThan(next.rows[0].before)
  })

  it('已有数据的库不恢复；改动一个字节不恢复；不是备份的文件说得清', async () => {
    expect(await restoreBackup({ ownerUrl: county.database.ownerUrl, home: dir }, path)).toMatchObject({
      ok: false,
      error: { code: 'backup.not_empty' },
    })
    const entries = unzipSync(new Uint8Array(readFileSync(path)))
    const name = 'tables/subject.copy'
    const bytes = Uint8Array.from(entries[name] ?? [])
    bytes[100] = (bytes[100] ?? 0) ^ 1
    const bad = join(dir, 'bad.zip')
    writeFileSync(bad, zipSync({ ...entries, [name]: bytes }))
    const target = await freshDatabase()
    expect(await restoreBackup({ ownerUrl: target.ownerUrl, home: dir }, bad)).toMatchObject({
      ok: false,
      error: { code: 'backup.changed', what: 'subject' },
    })
    expect((await target.owner.query('select count(*)::int as n from subject')).rows[0].n).toBe(0)
    await target.drop()
    writeFileSync(bad, 'not a zip')
    expect(await restoreBackup({ ownerUrl: empty.ownerUrl, home: dir }, bad)).toMatchObject({
      ok: false,
      error: { code: 'backup.unreadable' },
    })
  })

  it('行级策略若会藏起行，备份就失败，不存半份，也不留残件', async () => {
    const source = await freshDatabase()
    await source.owner.query('alter table batch_file force row level security')
    const to = mkdtempSync(join(tmpdir(), 'backup-rls-'))
    const attempt = makeBackup({ ownerUrl: source.ownerUrl, home: to, mode: 'office', now: '2026-03-28T14:00:00.000Z' }, to)
    await expect(attempt).rejects.toThrow(/row-level security/)
    expect(readdirSync(to)).toEqual([])
    rmSync(to, { recursive: true, force: true })
    await source.drop()
  })

  it('备份里没有密钥，没有明文的身份证号与电话', () => {
    const all = Object.values(unzipSync(new Uint8Array(readFileSync(path))))
      .map(b => Buffer.from(b).toString('latin1'))
      .join('')
    expect(all).not.toContain(readFileSync(join(county.env.home, 'keys', 'seal.key'), 'utf8').trim())
    expect(all).not.toContain('10000007001')
    expect(all).not.toMatch(/990101(19|20)\d{2}\d{4}\d{3}[\dX]/)
  })

  it('体检逐项说明；日志被改动时说得出来', async () => {
    const find = async (name: string) => (await examine(county.env)).find(f => f.name === name)
    expect(await find('备份')).toMatchObject({ ok: true })
    expect(await find('数据库')).toMatchObject({ says: expect.stringMatching(/^PostgreSQL 1\d/) })
    expect(await find('只能追加的表')).toMatchObject({ ok: true })
    expect(await find('透明日志')).toMatchObject({ ok: true })
    await county.database.owner.query("update log_leaf set hash = sha256('x') where index = 0")
    expect(await find('透明日志')).toMatchObject({ ok: false, says: expect.stringContaining('改过数据库') })
  })
})
