import { createHash } from 'node:crypto'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { unzipSync, zipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CountyApp, countyApp, drawnBatch } from '../../test/county-app.ts'
import { type FreshDatabase, freshDatabase } from '../../test/harness.ts'
import type { Env } from '../env.ts'
import { runLogOnce } from '../features/log/log-loop.ts'
import { makeAuditRoots } from '../features/operate/audit-root.ts'
import { recordRun } from '../features/operate/commands.ts'
import { openSeal, sealWith } from '../ports/seal.ts'
import { makeBackup, restoreBackup } from './backup.ts'
import { examine } from './doctor.ts'
import { drillRestore } from './drill.ts'

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
    if (!made.ok) throw new Error(made.error.code)
    path = made.value.path
    const restored = await restoreBackup({ ownerUrl: empty.ownerUrl, home: dir }, path)
    expect(restored).toMatchObject({ ok: true, value: { rows: made.value.rows } })
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

  it('一次只备份一份：第二份得到一句话', async () => {
    const holder = await county.database.owner.connect()
    await holder.query('select pg_advisory_lock(7261408313)')
    const to = mkdtempSync(join(tmpdir(), 'backup-busy-'))
    expect(
      await makeBackup({ ownerUrl: county.database.ownerUrl, home: to, mode: 'training', now: '2026-03-28T15:00:00.000Z' }, to),
    ).toMatchObject({
      ok: false,
      error: { code: 'backup.running' },
    })
    expect(readdirSync(to)).toEqual([])
    await holder.query('select pg_advisory_unlock(7261408313)')
    holder.release()
    rmSync(to, { recursive: true, force: true })
  })

  it('截断的备份不恢复，目标仍是空的，也没有文件落下', async () => {
    const target = await freshDatabase()
    const home = mkdtempSync(join(tmpdir(), 'backup-cut-'))
    const whole = readFileSync(path)
    const cut = join(home, 'cut.zip')
    for (const part of [0.1, 0.5, 0.9, 0.999]) {
      writeFileSync(cut, whole.subarray(0, Math.floor(whole.length * part)))
      expect(await restoreBackup({ ownerUrl: target.ownerUrl, home }, cut)).toMatchObject({
        ok: false,
        error: { code: 'backup.unreadable' },
      })
    }
    expect(readdirSync(home)).toEqual(['cut.zip'])
    for (const table of ['agency', 'event', 'account', 'visit'])
      expect((await target.owner.query(`select count(*)::int as n from ${table}`)).rows[0].n, table).toBe(0)
    await target.drop()
    rmSync(home, { recursive: true, force: true })
  })

  it('佐证文件随备份走；在另一个空安装里恢复之后日志仍能核验，体检逐项都好', async () => {
    const evidence = Buffer.from('PK\u0003\u0004 一张照片')
    const name = createHash('sha256').update(evidence).digest('hex')
    mkdirSync(join(county.env.home, 'files', name.slice(0, 2)), { recursive: true })
    writeFileSync(join(county.env.home, 'files', name.slice(0, 2), name), evidence)
    expect(await makeAuditRoots(county.env)).toBe(1)
    await county.log.runOnce()
    const made = await makeBackup(
      { ownerUrl: county.database.ownerUrl, home: county.env.home, mode: 'training', now: new Date().toISOString() },
      dir,
    )
    if (!made.ok) throw new Error(made.error.code)
    const target = await freshDatabase()
    const home = mkdtempSync(join(tmpdir(), 'backup-after-'))
    cpSync(join(county.env.home, 'keys'), join(home, 'keys'), { recursive: true })
    const env: Env = { ...county.env, db: target.db, home, seal: openSeal(join(home, 'keys')) }
    const startedAt = new Date().toISOString()
    const restored = await restoreBackup({ ownerUrl: target.ownerUrl, home }, made.value.path)
    if (!restored.ok) throw new Error(JSON.stringify(restored.error))
    expect(readFileSync(join(home, 'files', name.slice(0, 2), name)).equals(evidence)).toBe(true)
    await recordRun(env, {
      kind: 'restored',
      startedAt,
      run: null,
      outcome: { ok: true, path: made.value.path, bytes: null, ...restored.value },
    })
    const findings = await examine(env)
    expect(findings.filter(f => !f.ok && f.name !== '磁盘')).toEqual([])
    expect(findings.find(f => f.name === '操作记录')?.says).toMatch(/^1 个每日根/)
    // The log goes on where it stood, under the same signer.
    expect(await makeAuditRoots({ ...env, systemNow: () => new Date(Date.now() + 86_400_000).toISOString() })).toBe(1)
    await runLogOnce({ db: target.db, home, publicUrl: env.publicUrl, systemNow: env.systemNow })
    expect((await examine(env)).find(f => f.name === '透明日志')).toMatchObject({ ok: true })
    await target.drop()
    rmSync(home, { recursive: true, force: true })
  })

  it('恢复演练：在临时数据库里恢复并查验，通过才算；密钥不对、备份坏了都说得出', async () => {
    const newest = join(
      dir,
      readdirSync(dir)
        .filter(n => n.startsWith('mingcha-'))
        .sort()
        .at(-1)!,
    )
    expect(await drillRestore(county.env, newest)).toMatchObject({ ok: true, value: { files: 1 } })
    const stranger = { ...county.env, seal: sealWith(Buffer.alloc(32, 7)) }
    expect(await drillRestore(stranger, newest)).toMatchObject({
      ok: false,
      error: { code: 'backup.drill_failed', why: expect.stringContaining('密钥') },
    })
    const bad = join(dir, 'bad.zip')
    writeFileSync(bad, readFileSync(newest).subarray(0, 5000))
    expect(await drillRestore(county.env, bad)).toMatchObject({ ok: false, error: { code: 'backup.drill_failed' } })
    expect(readdirSync(county.env.home).filter(n => n.startsWith('drill-'))).toEqual([])
  }, 120_000)

  it('体检逐项说明；日志被改动时说得出来', async () => {
    const find = async (name: string) => (await examine(county.env)).find(f => f.name === name)
    expect(await find('备份')).toMatchObject({ ok: false, says: expect.stringContaining('还没有备份') })
    const at = new Date().toISOString()
    await recordRun(county.env, {
      kind: 'command',
      startedAt: at,
      run: null,
      outcome: { ok: true, path, ofAt: at, bytes: 1, tables: 1, rows: 1, files: 0 },
    })
    expect(await find('备份')).toMatchObject({ ok: true })
    expect(await find('数据库')).toMatchObject({ says: expect.stringMatching(/^PostgreSQL 1\d/) })
    expect(await find('只能追加的表')).toMatchObject({ ok: true })
    expect(await find('透明日志')).toMatchObject({ ok: true })
    await county.database.owner.query("update log_leaf set hash = sha256('x') where index = 0")
    expect(await find('透明日志')).toMatchObject({ ok: false, says: expect.stringContaining('改过数据库') })
  })
})
