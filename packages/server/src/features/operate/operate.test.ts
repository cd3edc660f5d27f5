import { createHmac } from 'node:crypto'
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { leafHash, verifyInclusion } from '@mingcha/core/log'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freshApp } from '../../../test/app.ts'
import { type CountyApp, countyApp } from '../../../test/county-app.ts'
import { examine } from '../../backup/doctor.ts'
import { installJobs, queues } from '../../db/install-jobs.ts'
import { read, write } from '../../db/tx.ts'
import type { Env } from '../../env.ts'
import { examineAuditRoots, makeAuditRoots, proveEvent } from './audit-root.ts'
import { askBackup } from './commands.ts'
import { startJobs } from './job-runner.ts'
import { backUpAsked, backUpNightly } from './jobs.ts'
import { isOverdue, lastBackup } from './last-backup.ts'

const seen = (env: Env) => read({ env, actor: null }, ({ db }) => lastBackup(db))
const until = async (what: () => Promise<boolean>) => {
  for (let i = 0; i < 300; i++) {
    if (await what()) return
    await new Promise(r => setTimeout(r, 100))
  }
  throw new Error('it never happened')
}

describe('备份页', () => {
  let county: CountyApp
  beforeAll(async () => {
    county = await countyApp()
  })
  afterAll(() => county.drop())
  const setting = () => ({ env: county.env, ownerUrl: county.database.ownerUrl })

  it('立即备份：管理员要求，任务与记录同一事务；等待中不能再要；做完列出时间、大小、表数、行数和相对路径', async () => {
    expect(await seen(county.env)).toBeNull()
    const admin = await county.as('guanli')
    expect((await admin.call('backup.list')).body).toMatchObject({
      rows: [],
      last: null,
      overdue: true,
      lastDrill: null,
      keep: { days: 7, weeks: 5 },
    })
    const asked = await admin.call('backup.make')
    expect(asked.status).toBe(200)
    expect(county.asked).toEqual([{ name: 'backup.asked', data: { run: asked.body.id } }])
    expect((await admin.call('backup.make')).body.error.code).toBe('backup.running')
    expect((await admin.call('backup.list')).body.rows).toMatchObject([{ state: 'waiting', askedBy: expect.any(String), onDisk: false }])
    expect(await backUpAsked(setting(), asked.body.id)).toBe('made')
    expect(await backUpAsked(setting(), asked.body.id)).toBe('done before')
    const list = (await (await county.as('zonghe')).call('backup.list')).body
    expect(list).toMatchObject({ overdue: false, rows: [{ id: asked.body.id, kind: 'asked', state: 'ok', onDisk: true, why: null }] })
    expect(list.rows[0].path).toMatch(/^backups\/mingcha-\d{8}T\d{6}Z\.zip$/)
    expect(existsSync(join(county.env.home, list.rows[0].path))).toBe(true)
    expect(list.rows[0].rows).toBeGreaterThan(500)
    expect(list.rows[0].tables).toBeGreaterThan(20)
    for (const login of ['jiandu', 'zf001'])
      expect((await (await county.as(login)).call('backup.list')).body.error.code, login).toBe('access.role')
    expect((await (await county.as('zonghe')).call('backup.make')).body.error.code).toBe('access.role')
    expect(await seen(county.env)).toMatchObject({ ok: true })
  })

  it('每晚的备份跑两次只做一份；失败记下原因、留在页面上，之后的成功不抹去它', async () => {
    expect(await backUpNightly(setting())).toBe('fresh')
    const tomorrow: Env = { ...county.env, systemNow: () => new Date(Date.now() + 26 * 3_600_000).toISOString() }
    await expect(backUpNightly({ env: tomorrow, ownerUrl: undefined })).rejects.toThrow('DATABASE_OWNER_URL')
    expect(await seen(county.env)).toMatchObject({ ok: false, okAt: expect.any(String) })
    // A disk that refuses to be written to.
    rmSync(join(county.env.home, 'backups'), { recursive: true })
    writeFileSync(join(county.env.home, 'backups'), 'in the way')
    await expect(backUpNightly({ ...setting(), env: tomorrow })).rejects.toThrow()
    rmSync(join(county.env.home, 'backups'))
    expect(await backUpNightly({ ...setting(), env: tomorrow })).toBe('made')
    const { rows } = (await (await county.as('guanli')).call('backup.list')).body
    expect(rows.map((r: { state: string }) => r.state).sort()).toEqual(['failed', 'failed', 'ok', 'ok'])
    const failed = rows.filter((r: { state: string }) => r.state === 'failed')
    expect(failed.map((r: { why: string }) => r.why)).toContainEqual(expect.stringContaining('所有者账号'))
    expect(rows.find((r: { onDisk: boolean; kind: string }) => r.kind === 'asked').onDisk).toBe(false)
    expect(readdirSync(join(county.env.home, 'backups'))).toHaveLength(1)
  })

  it('48 小时没有成功的备份就是逾期；失败的不算', () => {
    const at = '2026-05-01T00:00:00.000Z'
    expect(isOverdue(null, at)).toBe(true)
    expect(isOverdue({ at, ok: false, okAt: null }, at)).toBe(true)
    expect(isOverdue({ at, ok: true, okAt: at }, '2026-05-03T00:00:00.000Z')).toBe(false)
    expect(isOverdue({ at: '2026-05-02T23:00:00.000Z', ok: false, okAt: at }, '2026-05-03T00:00:00.001Z')).toBe(true)
  })

  it('两小时没有做完的，说是中途停止，可以再要一次', async () => {
    await county.database.owner.query(
      "insert into backup_run (kind, state, started_at) values ('asked', 'waiting', now() - interval '3 hours')",
    )
    const admin = await county.as('guanli')
    expect((await admin.call('backup.list')).body.rows).toContainEqual(
      expect.objectContaining({ state: 'failed', why: expect.stringContaining('中途停止') }),
    )
    expect((await admin.call('backup.make')).status).toBe(200)
  })

  it('还没有单位的安装没有可备份的', async () => {
    const office = await freshApp({ mode: 'office' })
    expect(await backUpNightly({ env: office.env, ownerUrl: office.database.ownerUrl })).toBe('empty')
    expect(existsSync(join(office.env.home, 'backups'))).toBe(false)
    await office.drop()
  })
})

describe('操作记录每日根（audit-root，协议 §8）', () => {
  let county: CountyApp
  beforeAll(async () => {
    county = await countyApp()
  })
  afterAll(() => county.drop())
  const look = (env = county.env) => read({ env, actor: null }, ({ db }) => examineAuditRoots(db))
  const onDay = (days: number): Env => ({ ...county.env, systemNow: () => new Date(Date.now() + days * 86_400_000).toISOString() })
  const owner = (sql: string, values: unknown[] = []) => county.database.owner.query(sql, values)

  it('一天一个，跑两次不多做；日志里只有个数与根，没有盐，也没有个人信息', async () => {
    expect(await makeAuditRoots(county.env)).toBe(1)
    expect(await makeAuditRoots(county.env)).toBe(0)
    await county.log.runOnce()
    const { rows } = await owner("select entry from log_leaf where kind = 'audit-root'")
    expect(rows).toHaveLength(1)
    const entry = JSON.parse(rows[0].entry.toString('utf8'))
    expect(Object.keys(entry).sort()).toEqual(['agency', 'events', 'on', 'root', 'type'])
    const covered = (await owner('select count(*)::int as n from audit_leaf')).rows[0].n
    expect(entry).toMatchObject({
      type: 'mingcha/audit-root/v1',
      agency: '990101',
      events: covered,
      root: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
    expect(await look()).toEqual({ roots: 1, events: covered, fault: null })
  })

  it('第二天只盖没有盖过的，迟交的也不漏：编号比已盖的小也算', async () => {
    // A transaction that took its id early and commits late.
    const late = await county.database.owner.connect()
    await late.query('begin')
    const { rows } = await late.query(
      "insert into event (agency_id, kind, actor_roles, thing_kind, thing_id, payload, occurred_at, request_id) values ('990101', 'unit.created', '{}', 'unit', 'late', '{}', now(), 'x') returning id",
    )
    await (await county.as('guanli')).call('unit.create', { body: { name: '甲' } })
    expect(await makeAuditRoots(onDay(1))).toBe(1)
    const highest = (await owner('select max(event_id) as n from audit_leaf')).rows[0].n
    await late.query('commit')
    late.release()
    expect(rows[0].id).toBeLessThan(highest)
    expect(await makeAuditRoots(onDay(2))).toBe(1)
    expect((await owner('select on_day from audit_leaf where event_id = $1', [rows[0].id])).rows).toHaveLength(1)
    const missing = await owner('select id from event where id not in (select event_id from audit_leaf) order by id')
    // Only the newest root's own event waits for the next.
    expect(missing.rows).toHaveLength(1)
    expect((await look()).fault).toBeNull()
  })

  it('一条操作记录可以单独证明：用它自己的盐与路径算得日志里的根，不用看别的', async () => {
    await county.log.runOnce()
    const { rows } = await owner('select event_id from audit_leaf where on_day = (select min(on_day) from audit_root) order by position')
    for (const id of [rows[0].event_id, rows[Math.floor(rows.length / 2)].event_id, rows.at(-1).event_id]) {
      const proof = (await read({ env: county.env, actor: null }, ({ db }) => proveEvent(db, id)))!
      expect(JSON.parse(proof.text)[0]).toBe(id)
      const leaf = leafHash(Buffer.concat([Buffer.from(proof.salt, 'hex'), Buffer.from(proof.text)]))
      const root = Buffer.from(proof.root, 'hex')
      const path = proof.path.map(h => new Uint8Array(Buffer.from(h, 'hex')))
      expect(verifyInclusion(leaf, proof.position, proof.size, path, root)).toBe(true)
      const other = leafHash(Buffer.concat([Buffer.from(proof.salt, 'hex'), Buffer.from(proof.text.replace('990101', '990102'))]))
      expect(verifyInclusion(other, proof.position, proof.size, path, root)).toBe(false)
      expect(proof.logIndex).toBeGreaterThanOrEqual(0)
      // Each event has a salt of its own; that of the root is never shown.
      const { rows: salts } = await owner('select salt from audit_root order by on_day limit 1')
      expect(proof.salt).toBe(createHmac('sha256', salts[0].salt).update(`event|${id}`).digest('hex'))
    }
    expect(await read({ env: county.env, actor: null }, ({ db }) => proveEvent(db, 999_999))).toBeNull()
  })

  it('改动一条操作记录的任何一列，说得出是哪一条；连根带叶一起改也瞒不过日志', async () => {
    const { rows } = await owner('select event_id as id from audit_leaf order by event_id offset 3 limit 1')
    const id = rows[0].id
    const original = (await owner('select to_jsonb(e) as row from event e where id = $1', [id])).rows[0].row
    for (const change of [
      `payload = payload || '{"x": 1}'`,
      `actor_roles = array_append(actor_roles, 'admin')`,
      `occurred_at = occurred_at + interval '1 microsecond'`,
      `recorded_at = recorded_at + interval '1 microsecond'`,
      `thing_id = thing_id || '1'`,
      `actor_id = gen_random_uuid()`,
    ]) {
      await owner(`update event set ${change} where id = $1`, [id])
      expect((await look()).fault, change).toContain(`第 ${id} 号操作记录`)
      await owner(
        `update event set payload = r.payload, actor_roles = r.actor_roles, occurred_at = r.occurred_at, recorded_at = r.recorded_at, thing_id = r.thing_id, actor_id = r.actor_id
         from jsonb_populate_record(null::event, $1) r where event.id = $2`,
        [JSON.stringify(original), id],
      )
      expect((await look()).fault, change).toBeNull()
    }
    expect((await examine(county.env)).find(f => f.name === '操作记录')).toMatchObject({ ok: true })
    await owner("update event set payload = '{}' where id = $1", [id])
    expect((await examine(county.env)).find(f => f.name === '操作记录')).toMatchObject({
      ok: false,
      says: expect.stringContaining('保留现场'),
    })
    // Whoever rewrites the leaf and the root as well still has the log against him.
    const { rows: root } = await owner(
      'select on_day::text, salt from audit_root where on_day = (select on_day from audit_leaf where event_id = $1)',
      [id],
    )
    await owner("update audit_leaf set hash = sha256('x') where event_id = $1", [id])
    await owner("update audit_root set root = sha256('y') where on_day = $1", [root[0].on_day])
    expect((await look()).fault).not.toBeNull()
  })
})

describe('任务队列（两个账号）', () => {
  it('所有者装表，应用只有行；立即备份经队列做成；跑两次安装不变；cron 以中国时间；做到一半死了的接着做', async () => {
    const county = await countyApp()
    const { ownerUrl, url: appUrl, owner, pool } = county.database
    const without = await startJobs({ appUrl, setting: { env: county.env, ownerUrl }, report: () => {} })
    expect(without).toMatchObject({ ok: false, error: { code: 'jobs.schema' } })
    expect(await installJobs(ownerUrl)).toEqual({ ok: true, value: true })
    expect(await installJobs(ownerUrl)).toEqual({ ok: true, value: true })
    for (const sql of [
      'create table pgboss.x (a int)',
      'drop table pgboss.schedule',
      'alter table pgboss.queue add x int',
      'create schema y',
    ])
      await expect(pool.query(sql), sql).rejects.toThrow(/permission denied|must be owner/)
    const lines: string[] = []
    const started = await startJobs({ appUrl, setting: { env: county.env, ownerUrl }, report: l => lines.push(l), pollingSeconds: 0.5 })
    if (!started.ok) throw new Error(JSON.stringify(started.error))
    // At start: no backup for 24 hours, no root today.
    await until(async () => (await owner.query("select from backup_run where kind = 'nightly' and state = 'ok'")).rowCount === 1)
    await until(async () => (await owner.query('select from audit_root')).rowCount === 1)
    const { rows: schedules } = await owner.query('select name, cron, timezone from pgboss.schedule order by name')
    expect(schedules).toEqual([
      { name: 'audit.root', cron: '10 0 * * *', timezone: 'Asia/Shanghai' },
      { name: 'backup.nightly', cron: '30 2 * * *', timezone: 'Asia/Shanghai' },
    ])
    const { rows: limits } = await owner.query('select name, retry_limit from pgboss.queue where name = any($1) order by name', [
      Object.keys(queues),
    ])
    expect(limits.map(r => r.retry_limit)).toEqual([3, 1, 2])

    // A command that is refused asks for nothing; one that commits does.
    const env: Env = { ...county.env, jobs: started.value }
    const admin = (await owner.query("select id from account where login = 'guanli'")).rows[0].id
    const actor = {
      accountId: admin,
      agency: '990101',
      login: 'guanli',
      name: '管理',
      roles: ['admin' as const],
      unitId: null,
      inspectorCode: null,
    }
    const jobs = async () => (await owner.query("select count(*)::int as n from pgboss.job where name = 'backup.asked'")).rows[0].n
    await write({ env, actor }, async tx => {
      await askBackup(tx)
      return { ok: false, error: { code: 'request.not_found' } }
    })
    expect([await jobs(), (await owner.query("select from backup_run where kind = 'asked'")).rowCount]).toEqual([0, 0])
    const asked = await write({ env, actor }, askBackup)
    if (!asked.ok) throw new Error(asked.error.code)
    await until(async () => (await owner.query("select from backup_run where id = $1 and state = 'ok'", [asked.value.id])).rowCount === 1)
    await started.value.stop()
    expect(lines).toEqual([])

    // The process died at its work: the job is at work for ever, and nobody is heard of.
    const left = await owner.query("insert into backup_run (kind, state, started_at) values ('asked', 'waiting', now()) returning id")
    await owner.query(
      `insert into pgboss.job (name, data, state, retry_limit, retry_delay, expire_seconds, heartbeat_seconds, started_on, heartbeat_on)
       values ('backup.asked', $1, 'active', 1, 0, 7200, 60, now() - interval '5 minutes', now() - interval '4 minutes')`,
      [JSON.stringify({ run: left.rows[0].id })],
    )
    const after = await startJobs({ appUrl, setting: { env: county.env, ownerUrl }, report: l => lines.push(l), pollingSeconds: 0.5 })
    if (!after.ok) throw new Error(JSON.stringify(after.error))
    await until(async () => (await owner.query("select from backup_run where id = $1 and state = 'ok'", [left.rows[0].id])).rowCount === 1)
    await after.value.stop()
    await county.drop()
  }, 90_000)
})
