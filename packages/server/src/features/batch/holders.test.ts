/** 密钥持有人、可信等级、一次进门 — rules of a batch that the quarter's walk does not meet. */
import { createHash } from 'node:crypto'
import type { Actor } from '@mingcha/core/access'
import { afterEach, expect, it } from 'vitest'
import { advance, type CountyApp, countyApp, deadlines, freezeBatch, logEvent, lottery, openBatch } from '../../../test/county-app.ts'
import { read, write } from '../../db/tx.ts'
import { openVisit } from '../visits/for-batch.ts'
import { freeze } from './commands.ts'

let county: CountyApp
afterEach(() => county.drop())

const secret = 'ab'.repeat(32)
const sha256 = createHash('sha256').update(secret).digest('hex')
const code = (reply: { status: number; body: { error?: { code: string } } }) => [reply.status, reply.body.error?.code]

async function actorOf(login: string, roles?: Actor['roles']): Promise<Actor> {
  const row = await county.env.db.selectFrom('account').selectAll().where('login', '=', login).executeTakeFirstOrThrow()
  return {
    accountId: row.id,
    agency: row.agency_id,
    login,
    name: row.name,
    roles: roles ?? (row.roles as Actor['roles']),
    unitId: row.unit_id,
    inspectorCode: row.inspector_code,
  }
}

it('密钥摘要：只能登记一份，只有持有人自己能撤回，撤回后可以重新登记；冻结之后不能撤回', async () => {
  county = await countyApp()
  const batch = await openBatch(county, ['P-03'])
  const params = { code: batch }
  const [supervisor, head, office] = [await county.as('jiandu'), await county.as('fuze'), await county.as('zonghe')]
  expect(code(await office.call('batch.registerSecret', { params, body: { sha256 } }))).toEqual([403, 'access.role'])
  expect(code(await supervisor.call('batch.withdrawSecret', { params }))).toEqual([409, 'secret.none'])
  expect((await supervisor.call('batch.registerSecret', { params, body: { sha256 } })).status).toBe(200)
  expect(code(await head.call('batch.registerSecret', { params, body: { sha256: '0'.repeat(64) } }))).toEqual([409, 'secret.taken'])
  expect(code(await head.call('batch.withdrawSecret', { params }))).toEqual([409, 'secret.not_holder'])
  expect((await supervisor.call('batch.withdrawSecret', { params })).status).toBe(200)
  expect((await head.call('batch.registerSecret', { params, body: { sha256 } })).status).toBe(200)
  await freezeBatch(county, batch, [])
  expect(code(await head.call('batch.withdrawSecret', { params }))).toEqual([409, 'batch.state'])
})

it('等级 C 要两个人：冻结的人自己不能又是第二持有人', async () => {
  county = await countyApp()
  const batch = await openBatch(county, ['P-03'])
  await county.database.owner.query("update account set roles = '{office,supervisor}' where login = 'zonghe'")
  const both = await county.as('zonghe')
  expect((await both.call('batch.registerSecret', { params: { code: batch }, body: { sha256 } })).status).toBe(200)
  await both.call('batch.snapshot', { params: { code: batch } })
  await county.log.runOnce()
  const body = { entropy: [], ...deadlines }
  expect(code(await both.call('batch.freeze', { params: { code: batch }, body }))).toEqual([409, 'secret.same_person'])
  expect((await (await county.as('zonghe2')).call('batch.freeze', { params: { code: batch }, body })).status).toBe(200)
})

it('事件写入日志之前不能打开密钥；打开之后再打开一次不留第二笔', async () => {
  county = await countyApp()
  const batch = await openBatch(county, ['P-03'])
  const params = { code: batch }
  const supervisor = await county.as('jiandu')
  await supervisor.call('batch.registerSecret', { params, body: { sha256 } })
  await freezeBatch(county, batch, [])
  expect(code(await supervisor.call('batch.openSecret', { params, body: { secret } }))).toEqual([409, 'batch.state'])
  await logEvent(county, batch, [])
  const replies = await Promise.all([1, 2].map(() => supervisor.call('batch.openSecret', { params, body: { secret } })))
  expect(replies.map(r => r.status)).toEqual([200, 200])
  const { rows } = await county.database.owner.query("select id from event where kind = 'batch.secret_opened'")
  expect(rows).toHaveLength(1)
})

it('正式单位不能以等级 D 冻结，方案最低等级以下也不能；演练可以', async () => {
  county = await countyApp()
  const batch = await openBatch(county, ['P-03'])
  const office = await county.as('zonghe')
  await office.call('batch.snapshot', { params: { code: batch } })
  await county.log.runOnce()
  const now = await read({ env: county.env, actor: null }, async r => r.now)
  const env = { ...county.env, mode: 'office' as const, systemNow: () => now }
  const actor = await actorOf('zonghe')
  const attempt = (entropy: readonly (typeof lottery)[number][]) =>
    write({ env, actor }, tx => freeze(tx, batch, { entropy: [...entropy], ...deadlines, offCalendar: null }))
  // One game of 24 bits is B; none at all is D.
  expect(await attempt([])).toMatchObject({ ok: false, error: { code: 'freeze.assurance', got: 'D' } })
  // A scheme that would accept D does not open the door to it outside a training.
  await county.database.owner.query("update scheme_version set yaml = regexp_replace(yaml, 'least: [A-D]', 'least: D')")
  const { rows } = await county.database.owner.query("select yaml ~ 'least: D' as lowered from scheme_version")
  expect(rows[0].lowered).toBe(true)
  expect(await attempt([])).toMatchObject({ ok: false, error: { code: 'freeze.assurance', got: 'D' } })
  expect((await office.call('batch.freeze', { params: { code: batch }, body: { entropy: [], ...deadlines } })).status).toBe(200)
  expect((await office.call('batch.view', { params: { code: batch } })).body.assurance).toBe('D')
})

it('事件逾期不能录入，抽取逾期不能执行（protocol §4、§7）', async () => {
  county = await countyApp()
  const batch = await openBatch(county, ['P-03'])
  await freezeBatch(county, batch)
  await advance(county, '2026-03-28T13:40:00Z')
  const numbers = ['03 09 14 21 28 33 07', '02 11 19 27 35 04 09']
  await logEvent(county, batch, numbers)
  await advance(county, '2026-03-31T16:00:01Z')
  const office = await county.as('zonghe')
  expect(code(await office.call('draw.execute', { params: { code: batch } }))).toEqual([409, 'draw.late'])
  const other = await openBatch(county, ['P-02'])
  await office.call('batch.snapshot', { params: { code: other } })
  await county.log.runOnce()
  const from = '2026-04-01T13:15:00Z'
  await office.call('batch.freeze', {
    params: { code: other },
    body: {
      entropy: [{ ...lottery[0], notBefore: from }],
      eventBy: '2026-04-02T00:00:00Z',
      resultBy: deadlines.openBy,
      openBy: deadlines.openBy,
    },
  })
  await county.log.runOnce()
  await advance(county, '2026-04-02T00:00:01Z')
  const late = await (await county.as('jiandu')).call('event.enter', {
    params: { code: other },
    body: { numbers: [numbers[0]], witnesses: [], evidenceSha256: null },
  })
  expect(code(late)).toEqual([409, 'event.late'])
})

it('两层都抽中的企业：一次检查、一个小组（专长取并集）、两份任务；封存的检查不因名称长短而露出长短（X-19 SJZ-07 LY-11）', async () => {
  county = await countyApp()
  // Everybody stands in the list and the whole list is drawn, so every firm of the other strata that is drawn is drawn twice.
  await county.database.owner.query(`update subject set lists = '{加油站一业一查}' where code like '9%'`)
  await county.database.owner.query(`update plan_row set scope = jsonb_set(scope, '{count}', '5000') where code = 'P-03'`)
  const batch = await openBatch(county, ['P-01', 'P-03'])
  await freezeBatch(county, batch)
  await advance(county, '2026-03-28T13:40:00Z')
  await logEvent(county, batch)
  const drawn = (await (await county.as('zonghe')).call('draw.execute', { params: { code: batch } })).body
  expect(drawn.visits).toBeLessThan(drawn.drawn)
  const rows = await county.env.db.transaction().execute(async db => {
    const { sql } = await import('kysely')
    await sql`select set_config('mingcha.agency', '990101', true)`.execute(db)
    return db.selectFrom('visit').select(['id', 'sealed']).where('batch_code', '=', batch).execute()
  })
  expect(rows).toHaveLength(drawn.visits)
  expect(new Set(rows.map(r => r.sealed.length)).size).toBe(1)
  const secrets = rows.map(r => openVisit(county.env.seal, r.id, r.sealed))
  expect(new Set(secrets.map(s => s.subject)).size).toBe(secrets.length)
  const twice = secrets.filter(s => s.strata.length === 2)
  expect(twice.length).toBe(drawn.drawn - drawn.visits)
  for (const s of twice) {
    expect(s.tasks).toHaveLength(2)
    expect(s.items).toEqual(['SX-01', 'SX-04', 'SX-07'])
    expect(s.slots.map(x => x.speciality)).toContain('HF')
    expect(s.slots).toHaveLength(2)
  }
  // The officer sees both credits.
  const login = (await county.database.owner.query('select login, inspector_code from account')).rows.find(a =>
    twice[0]!.slots.some(s => s.inspector === a.inspector_code),
  ).login
  const officer = await county.as(login)
  const mine = (await officer.call('visit.mine')).body.rows.find((v: { subject: { code: string } }) => v.subject.code === twice[0]!.subject)
  expect((await officer.call('visit.view', { params: { id: mine.id } })).body.credits).toHaveLength(2)
})
