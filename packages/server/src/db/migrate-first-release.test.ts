/** A bureau that worked with the first release (0001): its drawn and done visits stay readable, and the rest of its quarter goes on. */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type RouteName, routes } from '@mingcha/core/api'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Client, signIn } from '../../test/app.ts'
import { advance, type CountyApp, countyApp, drawnBatch, trainingPassword } from '../../test/county-app.ts'
import { allVisits, checkDay, submit } from '../../test/fieldwork.ts'
import { type FreshDatabase, freshDatabase } from '../../test/harness.ts'
import { openVisit } from '../features/visits/for-batch.ts'
import { buildApp } from '../http/app.ts'
import { handlers } from '../http/handlers.ts'
import { registerPublicPages } from '../public/pages.ts'
import { clientConfig } from './connect.ts'
import { migrate, migrationsDir } from './migrate.ts'

// biome-ignore lint/suspicious/noExplicitAny: rows of every table.
type Any = any

describe('从第一版（0001）升级', () => {
  let now: CountyApp
  let old: FreshDatabase
  let county: CountyApp
  let batch = ''
  const done: { id: string; subject: string; name: string }[] = []

  /** The first release knew two ledgers, and of facts the penalties of the subject ledger, with the import in `source`. */
  const heldThen: Readonly<Record<string, string>> = {
    import_run: "select to_jsonb(t) as row from import_run t where registry in ('subjects', 'inspectors')",
    subject_fact:
      "select to_jsonb(t) || jsonb_build_object('source', 'import ' || import_id) as row from subject_fact t where source = '检查对象台账'",
  }

  /** Rows of every table of the first release, as the first release would have held them. */
  async function copyRows(): Promise<void> {
    const client = new pg.Client(clientConfig(old.superuserUrl, { name: 'copy', statementTimeout: 0 }))
    await client.connect()
    try {
      await client.query('set session_replication_role = replica')
      const { rows: tables } = await client.query(
        "select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE' and table_name <> 'schema_migration'",
      )
      for (const { name } of tables) {
        const { rows } = await now.database.owner.query(heldThen[name] ?? `select to_jsonb(t) as row from ${name} t`)
        const { rows: columns } = await client.query(
          "select column_name as name, is_identity as identity from information_schema.columns where table_schema = 'public' and table_name = $1",
          [name],
        )
        const list = columns.map(c => `"${c.name}"`).join(', ')
        await client.query(
          `insert into ${name} (${list}) overriding system value select ${list} from jsonb_populate_recordset(null::${name}, $1)`,
          [JSON.stringify(rows.map(r => r.row))],
        )
        for (const c of columns.filter(c => c.identity === 'YES'))
          await client.query(
            `select setval(pg_get_serial_sequence('${name}', '${c.name}'), (select coalesce(max("${c.name}"), 0) + 1 from ${name}), false)`,
          )
      }
    } finally {
      await client.end()
    }
  }

  beforeAll(async () => {
    now = await countyApp()
    batch = await drawnBatch(now)
    await advance(now, checkDay)
    old = await freshDatabase({ empty: true, max: 20 })
    const first = mkdtempSync(join(tmpdir(), 'mc-first-'))
    copyFileSync(join(migrationsDir, '0001-foundation.sql'), join(first, '0001-foundation.sql'))
    expect(await migrate(old.ownerUrl, first)).toEqual({ ok: true, value: ['0001-foundation.sql'] })
    rmSync(first, { recursive: true })
    await copyRows()
    // Two visits as the first release recorded them: a phrase, no signed record, the firm open from then on.
    const { rows } = await old.owner.query("select id, sealed from visit where state = 'waiting' order by id limit 2")
    for (const [i, { id, sealed }] of rows.entries()) {
      const secret = openVisit(now.env.seal, id, sealed)
      const result = [
        { code: 'NO_PROBLEM', phrase: '未发现问题', method: 'on-site', methodReason: null, note: null },
        { code: 'ORDERED', phrase: '发现问题已责令改正', method: 'on-site', methodReason: null, note: '危废标识不全' },
      ][i]
      await old.owner.query(
        `update visit set state = 'done', subject_code = $2, subject_name = $3, inspectors = $4, result = $5, done_on = '2026-04-15',
           recorded_at = '2026-04-15T08:00:00Z', recorded_by = (select id from account where login = 'zf001') where id = $1`,
        [id, secret.subject, secret.name, secret.slots.flatMap(s => s.inspector ?? []), JSON.stringify(result)],
      )
      done.push({ id, subject: secret.subject, name: secret.name })
    }
    const moved = await migrate(old.ownerUrl)
    expect(moved.ok && moved.value[0]).toBe('0002-fieldwork.sql')
    const env = { ...now.env, db: old.db }
    const app = await buildApp(env, { handlers, rate: 1_000_000, pages: [registerPublicPages] })
    const sessions = new Map<string, Promise<Client>>()
    const as = (login: string) => {
      const known = sessions.get(login) ?? signIn(app, login, trainingPassword)
      sessions.set(login, known)
      return known
    }
    county = { ...now, env, app, database: old, as }
  }, 120_000)
  afterAll(async () => {
    await county.app.close()
    await old.drop()
    await now.drop()
  })

  it('每次检查都有编号，看得到；已完成的有结果', async () => {
    const visits = await allVisits(county)
    expect(visits.length).toBe(Number((await now.database.owner.query('select count(*) as n from visit')).rows[0].n))
    expect(new Set(visits.map(v => v.number)).size).toBe(visits.length)
    const head = await county.as('fuze')
    for (const v of visits) expect((await head.call('visit.view', { params: { id: v.id } })).status).toBe(200)
    expect(visits.filter(v => v.state === 'closed').map(v => [v.id, v.result])).toEqual(
      expect.arrayContaining([
        [done[0]!.id, '未发现问题'],
        [done[1]!.id, '发现问题已责令改正'],
      ]),
    )
  })

  it('处罚的日期照旧，导入它的台账从 source 移到 import_id（SJZ-04）', async () => {
    const { rows } = await old.owner.query(
      'select code, kind, on_date::text as on_date, source, import_id is null as lost, version from subject_fact',
    )
    const { rows: before } = await now.database.owner.query(
      "select code, on_date::text as on_date from subject_fact where source = '检查对象台账'",
    )
    const key = (r: Any) => `${r.code} ${r.on_date}`
    expect(rows.map(key).sort()).toEqual(before.map(key).sort())
    expect(rows.length).toBeGreaterThan(5)
    expect(rows.every(r => r.kind === 'penalty' && r.source === '检查对象台账' && !r.lost && r.version === 1)).toBe(true)
  })

  it('公众页、开放数据照旧读得到旧结果', async () => {
    const get = async (url: string) => (await county.app.inject(url)) as Any
    for (const url of [
      '/',
      '/results',
      '/checked',
      '/open-data/results.csv',
      '/open-data/results.json',
      '/results/feed.xml',
      `/draws/${batch}`,
    ]) {
      const reply = await get(url)
      expect([url, reply.statusCode < 500]).toEqual([url, true])
    }
    for (const d of done) {
      expect((await get('/results')).body).toContain(d.name)
      const page = await get(`/firms/${d.subject}`)
      expect(page.statusCode).toBe(200)
      expect(page.body).toContain(d.name)
    }
    expect((await get(`/firms/${done[1]!.subject}`)).body).toContain('发现问题已责令改正')
  })

  it('办公端每一个 GET 都答得出来；旧结果能看、能更正，更正能撤回', async () => {
    for (const login of ['fuze', 'zonghe', 'jiandu', 'guanli', 'zf001']) {
      const who = await county.as(login)
      for (const name of Object.keys(routes) as RouteName[]) {
        if (routes[name].method !== 'GET') continue
        const params = { id: done[0]!.id, code: batch, kind: 'notice', sha256: '0'.repeat(64) }
        const query = { year: 2026, from: '2026-04-01', to: '2026-04-30', ids: done[0]!.id, format: 'docx' }
        const wanted = Object.keys((routes[name] as Any).query?.def.shape ?? {})
        const asked = Object.fromEntries(Object.entries(query).filter(([key]) => wanted.includes(key)))
        const reply = await who.call(name, { params, query: asked })
        expect(reply.status, `${login} ${name} ${JSON.stringify(reply.body).slice(0, 200)}`).toBeLessThan(500)
      }
    }
    const office = await county.as('zonghe')
    for (const { id } of done) {
      const view = await office.call('finding.view', { params: { id } })
      expect(view.body.versions[0]).toMatchObject({ state: 'published' })
      const opened = await office.call('finding.correct', { params: { id }, body: { version: 1, reason: '补充说明' } })
      expect(opened.body).toEqual({ version: 2 })
      expect((await office.call('finding.dropCorrection', { params: { id }, body: { reason: '无误' } })).status).toBe(200)
    }
  })

  it('没有查的接着查：排期、审批、签名、提交', async () => {
    const [next] = await allVisits(county, 'waiting')
    expect((await submit(county, next.id, 'clean', { methodReason: '现场核实' })).submitted).toBe(true)
  })
})
