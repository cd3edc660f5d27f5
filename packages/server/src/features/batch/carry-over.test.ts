/** 顺延 — firms substituted out for 停产 or 不可抗力 enter the next draw before the others (protocol §5), once. */
import { verifyBundle } from '@mingcha/verifier'
import { afterEach, expect, it } from 'vitest'
import { advance, type CountyApp, countyApp, drawnBatch, lottery, numbers, openBatch } from '../../../test/county-app.ts'
import { read } from '../../db/tx.ts'
import { openVisit } from '../visits/for-batch.ts'
import { openFiles } from './files.ts'
import { bundleFiles } from './public.ts'

let county: CountyApp
afterEach(() => county.drop())

const sqlRows = async (text: string, values: unknown[] = []) => (await county.database.owner.query(text, values)).rows
const later = lottery.map((e, i) => ({ ...e, issue: ['2026036', '26037'][i], notBefore: `2026-04-0${2 + i}T13:25:00Z` }))
const dates = { eventBy: '2026-04-05T16:00:00Z', resultBy: '2026-04-06T16:00:00Z', openBy: '2026-07-20T16:00:00Z' }

async function freezeLater(code: string) {
  const office = await county.as('zonghe')
  await office.call('batch.snapshot', { params: { code } })
  await county.log.runOnce()
  const reply = await office.call('batch.freeze', { params: { code }, body: { entropy: later, ...dates } })
  expect(reply.status, JSON.stringify(reply.body)).toBe(200)
  await county.log.runOnce()
}
const commitOf = async (code: string) => {
  const files = await read({ env: county.env, actor: null }, ({ db }) => openFiles(db, county.env.seal, '990101', code))
  const text = (name: string) => Buffer.from(files.get(name) ?? []).toString('utf8')
  return {
    strata: JSON.parse(text('commit.json')).strata as { code: string; tiers: number[]; quota: number }[],
    frame: text('frame.txt')
      .trim()
      .split('\n')
      .map(l => l.split('\t')),
    selected: text('selected.txt')
      .trim()
      .split('\n')
      .map(l => l.split('\t')),
  }
}

/** Two stations drawn from the joint list are substituted out; their own class is drawn in another batch. */
async function carryTwo(): Promise<{ first: string; visits: string[]; firms: string[] }> {
  const first = await openBatch(county, ['P-03'])
  const { freezeBatch, logEvent } = await import('../../../test/county-app.ts')
  await freezeBatch(county, first)
  await advance(county, '2026-03-28T13:40:00Z')
  await logEvent(county, first)
  expect((await (await county.as('zonghe')).call('draw.execute', { params: { code: first } })).status).toBe(200)
  const rows = await sqlRows('select id, sealed from visit where batch_code = $1 order by id limit 2', [first])
  const visits = rows.map(r => r.id as string)
  await county.database.owner.query("update visit set state = 'replaced', carry_over = true where id = any($1)", [visits])
  return { first, visits, firms: rows.map(r => openVisit(county.env.seal, r.id, r.sealed).subject).sort() }
}
const carriedIn = async (visits: string[]) =>
  (await sqlRows('select carried_in from visit where id = any($1) order by id', [visits])).map(r => r.carried_in)

it('顺延的在下一次抽取的本层第 0 级：承诺写明数目，抽取时先于其他，只顺延一次，可离线核验（协议第 5 节，A-32）', async () => {
  county = await countyApp()
  const { visits, firms } = await carryTwo()
  const second = await openBatch(county, ['P-01', 'P-02'])
  const office = await county.as('zonghe')
  const open = (await office.call('batch.view', { params: { code: second } })).body
  expect(open.strata.reduce((n: number, s: { carried: number }) => n + s.carried, 0)).toBe(2)
  expect(await carriedIn(visits)).toEqual([null, null])
  await freezeLater(second)
  expect(await carriedIn(visits)).toEqual([second, second])
  const { strata, frame } = await commitOf(second)
  expect(
    frame
      .filter(r => r[2] === '0')
      .map(r => r[0])
      .sort(),
  ).toEqual(firms)
  expect(frame.filter(r => r[2] !== '0').every(r => r[2] === '2')).toBe(true)
  for (const s of strata) expect(s.tiers[0]).toBe(frame.filter(r => r[1] === s.code && r[2] === '0').length)
  const frozen = (await office.call('batch.view', { params: { code: second } })).body
  expect(frozen.strata.map((s: { code: string; carried: number }) => [s.code, s.carried])).toEqual(strata.map(s => [s.code, s.tiers[0]]))

  await advance(county, '2026-04-04T02:00:00Z')
  const supervisor = await county.as('jiandu')
  await supervisor.call('event.enter', { params: { code: second }, body: { numbers, witnesses: [], evidenceSha256: null } })
  await office.call('event.confirm', { params: { code: second }, body: { numbers } })
  await county.log.runOnce()
  expect((await office.call('draw.execute', { params: { code: second } })).status).toBe(200)
  const { selected } = await commitOf(second)
  for (const s of strata.filter(x => (x.tiers[0] ?? 0) > 0)) {
    const own = selected.filter(r => r[0] === s.code)
    const first = own.slice(0, s.tiers[0])
    expect(first.every(r => r[2] === '0' && firms.includes(r[4] ?? ''))).toBe(true)
    expect(first.filter(r => r[5] === 'drawn').length).toBe(Math.min(s.quota, s.tiers[0] ?? 0))
  }
  await county.log.runOnce()
  await advance(county, '2026-07-21T02:00:00Z')
  expect((await office.call('draw.publish', { params: { code: second } })).status).toBe(200)
  await county.log.runOnce()
  const files = await read({ env: county.env, actor: null }, reader => bundleFiles(reader, second))
  expect(verifyBundle(files!, {}).checks.filter(c => c.verdict === 'fail')).toEqual([])
})

it('作废的批次退回顺延；不在候选库里的（仍停产）不占用，留到以后；任务再组批时仍是第 0 级', async () => {
  county = await countyApp()
  const { visits, firms } = await carryTwo()
  await county.database.owner.query("update subject set status = 'suspended' where code = $1", [firms[1]])
  const second = await openBatch(county, ['P-01', 'P-02'])
  await freezeLater(second)
  expect((await carriedIn(visits)).filter(c => c === second)).toHaveLength(1)
  expect((await commitOf(second)).strata.reduce((n, s) => n + (s.tiers[0] ?? 0), 0)).toBe(1)
  const voided = await (await county.as('fuze')).call('batch.void', {
    params: { code: second },
    body: { ground: 'WRONG-FRAME', reason: '名录有误' },
  })
  expect(voided.status).toBe(200)
  expect(await carriedIn(visits)).toEqual([null, null])
  await county.database.owner.query("update subject set status = 'active' where code = $1", [firms[1]])
  const office = await county.as('zonghe')
  const tasks = (await office.call('task.list')).body.rows.filter((t: { state: string }) => t.state === 'open')
  const third = (await office.call('batch.create', { body: { tasks: tasks.map((t: { code: string }) => t.code) } })).body.code
  await freezeLater(third)
  expect(await carriedIn(visits)).toEqual([third, third])
  expect(
    (await commitOf(third)).frame
      .filter(r => r[2] === '0')
      .map(r => r[0])
      .sort(),
  ).toEqual(firms)
})

it('没有顺延的，全部在第 2 级；其他理由递补出去的（注销、迁出）不顺延', async () => {
  county = await countyApp()
  const first = await drawnBatch(county)
  expect((await commitOf(first)).frame.every(r => r[2] === '2')).toBe(true)
  await county.database.owner.query("update visit set state = 'replaced' where batch_code = $1", [first])
  const { loadCarried } = await import('../visits/for-batch.ts')
  const scope = { agencies: ['990101'], units: null, officer: null }
  expect(await read({ env: county.env, actor: null }, ({ db }) => loadCarried(db, scope, county.env.seal))).toEqual([])
})
