import { verifyBundle } from '@mingcha/verifier'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CountyApp, countyApp, drawnBatch } from '../../../test/county-app.ts'
import { submitVisits } from '../../../test/done-visits.ts'
import { allVisits, approve, attach, loginOf, picture, schedule, submitAll } from '../../../test/fieldwork.ts'
import { read, write } from '../../db/tx.ts'
import { loadDrawNow } from '../batch/for-changes.ts'
import { bundleFiles } from '../batch/public.ts'
import { openVisit } from '../visits/for-batch.ts'
import { followDraw } from '../visits/for-changes.ts'

// biome-ignore lint/suspicious/noExplicitAny: replies of every route.
type Any = any

describe('换人与递补', () => {
  let county: CountyApp
  let batch = ''
  const viewOf = async (id: string) => (await (await county.as('fuze')).call('visit.view', { params: { id } })).body
  const ask = async (login: string, body: object) => (await county.as(login)).call('change.ask', { body })
  const decide = async (id: string, more: object = {}) =>
    (await county.as('fuze')).call('change.decide', { params: { id }, body: { approve: true, opinion: '同意', ...more } })
  beforeAll(async () => {
    county = await countyApp()
    batch = await drawnBatch(county)
  })
  afterAll(() => county.drop())

  it('一人患病：他的全部未办检查按已抽定的次序重新匹配，其余不动；申请人不能自己批准（EZ-11 A-29 LY-11）', async () => {
    const before = await allVisits(county)
    const sick = before[0].team[0].code
    const his = before.filter(v => v.team.some((t: Any) => t.code === sick))
    const untouched = before.filter(v => !his.includes(v))
    const asked = await ask('zonghe', { kind: 'illness', inspector: sick, batchCode: batch, reason: '住院两周' })
    expect(asked.status).toBe(200)
    expect(
      (await (await county.as('zonghe')).call('change.decide', { params: { id: asked.body.id }, body: { approve: true, opinion: 'x' } }))
        .status,
    ).toBe(403)
    const decided = await decide(asked.body.id)
    expect(decided.body).toEqual({ changed: his.length, unfilled: 0 })
    expect((await decide(asked.body.id)).body.error.code).toBe('change.state')
    const after = new Map((await allVisits(county)).map(v => [v.id, v]))
    for (const v of his) {
      const team = after.get(v.id).team.map((t: Any) => t.code)
      expect(team).not.toContain(sick)
      expect(new Set(team).size).toBe(2)
      // Only the sick officer's seat changed.
      expect(team.filter((c: string) => v.team.some((t: Any) => t.code === c)).length).toBe(1)
    }
    for (const v of untouched) expect(after.get(v.id).team).toEqual(v.team)
    expect((await (await county.as(loginOf(sick))).call('visit.mine')).body.rows).toEqual([])
    const incoming = after.get(his[0].id).team.find((t: Any) => !his[0].team.some((o: Any) => o.code === t.code)).code
    expect((await (await county.as(loginOf(incoming))).call('visit.mine')).body.rows.map((r: Any) => r.id)).toContain(his[0].id)
    const again = await ask('fuze', { kind: 'illness', inspector: sick, batchCode: batch, reason: '住院两周' })
    expect(again.body.error.code).toBe('change.nothing')
  })

  it('已排期、已批准的检查换人后仍然有效：换人本身经负责人批准', async () => {
    const [visit] = (await allVisits(county, 'waiting')).filter(v => v.advised.method === 'on-site')
    await schedule(county, visit.id, { on: '2026-04-21' })
    await approve(county, [visit.id])
    const leaving = visit.team[0].code
    const asked = await ask(loginOf(leaving), { kind: 'recusal', visitId: visit.id, inspector: leaving, reason: '近亲属在该企业任职' })
    expect((await decide(asked.body.id)).status).toBe(200)
    const now = await viewOf(visit.id)
    expect(now).toMatchObject({ state: 'approved', plannedOn: '2026-04-21' })
    expect(now.members.map((m: Any) => m.code)).not.toContain(leaving)
  })

  it('抽中的企业已注销：须有证明，由次序上的下一个备用对象递补；换下的不再检查，名单不由人选（EZ-11 A-32）', async () => {
    const before = await allVisits(county, 'waiting')
    const out = before.find(v => v.tasks.length === 1)
    const officer = loginOf(out.team[0].code)
    const bare = await ask(officer, {
      kind: 'substitute',
      visitId: out.id,
      ground: 'DEREGISTERED',
      reason: '已注销',
      evidenceSha256: 'a'.repeat(64),
    })
    expect(bare.body.error.code).toBe('change.nothing')
    const evidenceSha256 = await attach(county, officer, out.id, picture('注销通知书'), 'document')
    const asked = await ask(officer, { kind: 'substitute', visitId: out.id, ground: 'DEREGISTERED', reason: '已注销', evidenceSha256 })
    const decided = await decide(asked.body.id)
    expect(decided.status).toBe(200)
    const after = await allVisits(county)
    expect(after.find(v => v.id === out.id)).toMatchObject({ state: 'replaced' })
    const fresh = after.filter(v => !before.some(b => b.id === v.id) && v.state === 'waiting')
    expect(fresh).toHaveLength(1)
    expect(fresh[0].team).toHaveLength(2)
    expect(fresh[0].tasks).toEqual(out.tasks)
    expect((await (await county.as(officer)).call('visit.mine')).body.rows.map((r: Any) => r.id)).not.toContain(out.id)
    const twice = await ask(officer, { kind: 'substitute', visitId: out.id, ground: 'DEREGISTERED', reason: '已注销', evidenceSha256 })
    expect(twice.body.error.code).toBe('visit.not_found')
  })

  it('不同意、撤回都留痕；列表里没有企业和人员的名字（X-04）', async () => {
    const [visit] = await allVisits(county, 'waiting')
    const login = loginOf(visit.team[0].code)
    const refused = await ask(login, { kind: 'recusal', visitId: visit.id, inspector: visit.team[0].code, reason: '曾在该企业工作' })
    expect((await decide(refused.body.id, { approve: false, opinion: '已满三年' })).body).toEqual({ changed: 0, unfilled: 0 })
    const withdrawn = await ask(login, { kind: 'recusal', visitId: visit.id, inspector: visit.team[0].code, reason: '再申请' })
    expect((await (await county.as('zonghe')).call('change.withdraw', { params: { id: withdrawn.body.id } })).body.error.code).toBe(
      'change.not_asker',
    )
    expect((await (await county.as(login)).call('change.withdraw', { params: { id: withdrawn.body.id } })).status).toBe(200)
    const list = (await (await county.as('fuze')).call('change.list')).body.rows
    expect(list.map((r: Any) => r.state)).toEqual(expect.arrayContaining(['approved', 'refused', 'withdrawn']))
    expect(JSON.stringify(list)).not.toContain(visit.subject.code)
    const log = await county.env.db
      .selectFrom('event')
      .select('payload')
      .where('kind', 'in', ['visit.reassigned', 'visit.substituted', 'change.approved'])
      .execute()
    expect(JSON.stringify(log)).not.toMatch(/9199|ZF-/)
  })

  it('公布后任何人能核验每一次换人和递补（A-32）', async () => {
    await submitAll(county)
    const rest = (await allVisits(county)).filter(v => ['scheduled', 'approved'].includes(v.state))
    const office = await county.as('zonghe')
    if (rest.length > 0) {
      expect((await office.call('draw.publish', { params: { code: batch } })).body.error.code).toBe('draw.not_done')
      await (await county.as('zonghe')).call('training.advance', { body: { to: '2026-07-21T02:00:00Z' } })
    }
    expect((await office.call('draw.publish', { params: { code: batch } })).status).toBe(200)
    await county.log.runOnce()
    const files = await read({ env: county.env, actor: null }, reader => bundleFiles(reader, batch))
    const report = verifyBundle(files!, {})
    expect(report.checks.filter(c => c.verdict === 'fail')).toEqual([])
    expect(Buffer.from(files!.get('entries.jsonl')!).toString()).toMatch(/mingcha\/reassign\/v1[\s\S]*mingcha\/substitute\/v1/)
    const bent = new Map(files!)
    bent.set('entries.jsonl', Buffer.from(Buffer.from(files!.get('entries.jsonl')!).toString().replace('DEREGISTERED', 'FORCE-MAJEURE')))
    expect(verifyBundle(bent, {}).checks.some(c => c.verdict === 'fail')).toBe(true)
  })
})

describe('申请换人的回答不说出谁去哪一家（X-04 ADR 0010）', () => {
  let county: CountyApp
  let batch = ''
  beforeAll(async () => {
    county = await countyApp()
    batch = await drawnBatch(county)
  })
  afterAll(() => county.drop())

  it('综合办为别人报病，列表里没有那个人的检查；没有检查的人得到同样的回答', async () => {
    const office = await county.as('zonghe')
    const visits = await allVisits(county, 'waiting')
    const drawn = new Set(visits.flatMap(v => v.team.map((t: Any) => t.code)))
    const holder = visits[0].team[0].code
    const roster = (await county.database.owner.query("select code from inspector where kind = 'officer'")).rows.map(r => r.code as string)
    const idle = roster.find(code => !drawn.has(code)) ?? 'ZF-999'
    for (const inspector of [holder, idle])
      expect(
        (await office.call('change.ask', { body: { kind: 'illness', inspector, batchCode: batch, reason: '住院' } })).status,
        inspector,
      ).toBe(200)
    const rows = (await office.call('change.list')).body.rows
    expect(rows).toHaveLength(2)
    expect(rows.map((r: Any) => r.visits)).toEqual([[], []])
    const all = (await (await county.as('fuze')).call('change.list')).body.rows
    const counts = all.map((r: Any) => r.visits.length).sort((a: number, b: number) => a - b)
    expect(counts[0]).toBe(0)
    expect(counts[1]).toBeGreaterThan(0)
    const empty = all.find((r: Any) => r.visits.length === 0)
    const decided = await (await county.as('fuze')).call('change.decide', {
      params: { id: empty.id },
      body: { approve: true, opinion: '同意' },
    })
    expect(decided.body.error.code).toBe('change.nothing')
  })

  it('逐人申请回避试不出小组：在与不在，回答一样；批准时才核对', async () => {
    const office = await county.as('zonghe')
    const [visit] = await allVisits(county, 'waiting')
    const team = visit.team.map((t: Any) => t.code)
    const other = ['ZF-001', 'ZF-002', 'ZF-003', 'ZF-004'].find(code => !team.includes(code)) ?? ''
    const replies: Any[] = []
    for (const inspector of [team[0], other])
      replies.push(await office.call('change.ask', { body: { kind: 'recusal', visitId: visit.id, inspector, reason: '企业申请回避' } }))
    expect(replies.map(r => r.status)).toEqual([200, 200])
    const head = await county.as('fuze')
    const decide = (i: number) =>
      head.call('change.decide', { params: { id: replies[i].body.id }, body: { approve: true, opinion: '同意' } })
    expect((await decide(1)).status).toBeGreaterThanOrEqual(400)
    expect((await decide(0)).status).toBe(200)
  })

  it('兼综合办的执法人员也只能排自己的检查：别人的检查查无此号，不报出小组里的名字', async () => {
    const [visit] = (await allVisits(county, 'waiting')).filter(v => v.team.every((t: Any) => t.code !== 'ZF-001'))
    await county.database.owner.query("update account set roles = '{office,officer}' where login = 'zf001'")
    await county.database.owner.query("update inspector set certificate_valid_to = '2026-03-29' where code = $1", [visit.team[0].code])
    const both = await county.as('zf001')
    const body = { on: '2026-04-20', half: 'am', method: 'on-site', methodReason: '现场核实', notice: 'on-arrival', sameFirmReason: '测试' }
    const reply = await both.call('visit.schedule', { params: { id: visit.id }, body })
    expect(reply.body.error.code).toBe('visit.not_found')
    expect(JSON.stringify(reply.body)).not.toContain(visit.team[0].name)
    expect((await both.call('visit.unschedule', { params: { id: visit.id } })).body.error.code).toBe('visit.not_found')
  })
  it('递补到已查过的企业：同一次检查记上这一项任务，记录不动，不再去第二次（EZ-11 A-32）', async () => {
    const [seen] = await submitVisits(county, batch, ['clean'])
    const rowsOf = async () => (await county.database.owner.query('select id, state, sealed, record from visit order by id')).rows
    const before = await rowsOf()
    const secretOf = (rows: Any[]) => openVisit(county.env.seal, seen!.id, rows.find(r => r.id === seen!.id).sealed)
    const head: Any = {
      accountId: '00000000-0000-4000-8000-000000000001',
      agency: '990101',
      login: '-',
      roles: ['head'],
      inspectorCode: null,
    }
    const followed = await write({ env: county.env, actor: head }, async tx => {
      const now = await loadDrawNow(tx, batch)
      if (!now.ok || now.value === null) throw new Error('the draw cannot be read')
      const { commit, state, tasks } = now.value
      const standing = state.visits.get(seen!.subject)!
      const other = commit.strata.find(s => standing.strata.every(t => t.stratum !== s.code))!
      const visits = new Map(state.visits).set(seen!.subject, {
        ...standing,
        strata: [...standing.strata, { stratum: other.code, rank: 99 }],
      })
      const entry: Any = { out: 'another', in: seen!.subject }
      await followDraw(tx, batch, { commit, tasks }, { ...state, visits }, [entry], () => '00000000-0000-4000-8000-00000000dead')
      await tx.emit({ kind: 'change.approved', thing: ['change', 'x'], payload: {} })
      return { ok: true, value: other.task }
    })
    if (!followed.ok) throw new Error(JSON.stringify(followed.error))
    const after = await rowsOf()
    expect(after.map(r => r.id)).toEqual(before.map(r => r.id))
    expect(after.find(r => r.id === seen!.id)).toMatchObject({ state: 'done', record: before.find(r => r.id === seen!.id).record })
    expect(secretOf(after).tasks).toContain(followed.value)
    expect(secretOf(after).tasks.length).toBeGreaterThan(secretOf(before).tasks.length)
    expect({ ...secretOf(after), tasks: [], strata: [] }).toEqual({ ...secretOf(before), tasks: [], strata: [] })
  })
})
