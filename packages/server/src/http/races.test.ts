/**
 * 同时办理 — two people, or one with two windows, send the same thing at the same moment. One of them is answered with what he did, the others with a
 * sentence; never a fault, never twice the same act.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Answer } from '../../test/app.ts'
import { advance, type CountyApp, countyApp, drawnBatch, trainingPassword } from '../../test/county-app.ts'
import {
  allVisits,
  approve,
  checkDay,
  completeRecord,
  fullOpening,
  hashOf,
  loginOf,
  picture,
  schedule,
  sign,
  start,
} from '../../test/fieldwork.ts'

// biome-ignore lint/suspicious/noExplicitAny: replies of every route.
type Any = any
const must = (reply: Answer): Any => {
  if (reply.status !== 200) throw new Error(`${reply.status} ${JSON.stringify(reply.body)}`)
  return reply.body
}

describe('同时办理', () => {
  let county: CountyApp
  let waiting: Any[] = []
  const next = () => waiting.shift()
  const rowsOf = async (text: string, values: unknown[] = []): Promise<Any[]> => (await county.database.owner.query(text, values)).rows
  const stateOf = async (id: string): Promise<string> => (await rowsOf('select state from visit where id = $1', [id]))[0].state
  const liveOf = (id: string) => rowsOf("select id from follow_up where visit_id = $1 and state in ('open', 'recheck')", [id])
  /** All at once: the good answers, and the codes of the refusals. */
  async function together(...asks: (() => Promise<Answer>)[]): Promise<{ good: Any[]; codes: string[] }> {
    const replies = await Promise.all(asks.map(ask => ask()))
    for (const r of replies) expect(r.status, JSON.stringify(r.body)).toBeLessThan(500)
    return {
      good: replies.filter(r => r.status === 200).map(r => r.body),
      codes: replies.filter(r => r.status !== 200).map(r => r.body.error.code),
    }
  }
  const approved = async (): Promise<Any> => {
    const v = next()
    must(await schedule(county, v.id))
    must(await approve(county, [v.id]))
    return v
  }
  const submitted = async (outcome: 'clean' | 'violation' = 'clean'): Promise<Any> => {
    const v = await approved()
    const view = await start(county, v.id)
    await sign(county, view, await completeRecord(county, view, outcome))
    return v
  }
  const determine = (id: string, problem = false) => ({
    params: { id },
    body: {
      version: 1,
      code: problem ? 'ORDERED' : 'NO_PROBLEM',
      severity: problem ? 'minor' : 'none',
      summary: problem ? '台账缺三月记录。' : '未发现问题。',
      jointPunishment: false,
      followUps: problem ? [{ kind: 'rectify', ownerUnit: '执法一中队', dueOn: null, content: '补齐台账', detail: {} }] : [],
    },
  })
  const review = (id: string) => ({
    params: { id },
    body: { version: 1, opinion: '同意', effect: 'full', ground: '', groundReason: '', redactedSummary: '' },
  })
  const published = async (outcome: 'clean' | 'violation' = 'clean'): Promise<Any> => {
    const v = await submitted(outcome)
    must(await (await county.as('fuze')).call('finding.determine', determine(v.id, outcome === 'violation')))
    must(await (await county.as('fazhi')).call('finding.review', review(v.id)))
    must(
      await (await county.as('zonghe')).call('finding.publish', {
        body: { findings: [{ visitId: v.id, version: 1 }], lateReason: '积压' },
      }),
    )
    return v
  }
  /** A visit laid before its officers, with the hash they sign. */
  const laidBefore = async (body: Record<string, unknown> = {}, outcome: 'clean' | 'violation' = 'clean') => {
    const v = next()
    must(await schedule(county, v.id, body))
    must(await approve(county, [v.id]))
    const view = await start(county, v.id)
    const officers: Any[] = await Promise.all(view.members.map((m: Any) => county.as(loginOf(m.code))))
    const record = await completeRecord(county, view, outcome)
    const saved = must(await officers[0].call('visit.save', { params: { id: v.id }, body: { version: view.workVersion, record } }))
    const sent = await together(
      ...officers.map(o => () => o.call('visit.sendToSign', { params: { id: v.id }, body: { version: saved.version } })),
    )
    expect(sent.good).toHaveLength(1)
    const { recordSha256 } = sent.good[0]
    const signs = officers.map(o => () => o.call('visit.sign', { params: { id: v.id }, body: { recordSha256 } }))
    return { v, officers, signs }
  }
  beforeAll(async () => {
    county = await countyApp()
    await drawnBatch(county)
    await county.database.owner.query('update subject set facets = facets || \'{"offsiteCapable": false, "positiveList": false}\'')
    must(
      await (await county.as('guanli')).call('account.create', {
        body: { login: 'fuze2', name: '负责人·乙', roles: ['head'], unitId: null, inspectorCode: null, password: trainingPassword },
      }),
    )
    await county.database.owner.query("update account set must_change_password = false where login = 'fuze2'")
    await advance(county, checkDay)
    waiting = await allVisits(county, 'waiting')
  }, 120_000)
  afterAll(() => county.drop())

  it('两位负责人同时批准、同时退回：只成一次（X-07）', async () => {
    const [a, b] = [await county.as('fuze'), await county.as('fuze2')]
    const [one, two] = [next(), next()]
    for (const v of [one, two]) must(await schedule(county, v.id))
    const ids = [one.id, two.id]
    // In opposite order: both must lock in the same order, or one of them is a deadlock.
    const both = await together(
      () => a.call('visit.approve', { body: { ids, opinion: '同意' } }),
      () => b.call('visit.approve', { body: { ids: [...ids].reverse(), opinion: '同意' } }),
      () => b.call('visit.sendBack', { params: { id: one.id }, body: { reason: '改期' } }),
    )
    expect(both.good).toHaveLength(1)
    expect(new Set(both.codes)).toEqual(new Set(['visit.state']))
    const acts = await rowsOf("select kind from event where thing_id = any($1) and kind in ('visit.approved', 'visit.sent_back')", [ids])
    expect([1, 2]).toContain(acts.length)
  })

  it('撤回审批与开始检查同时：或者撤回，或者开始，不会两样都成（X-07）', async () => {
    for (let i = 0; i < 3; i++) {
      const v = await approved()
      const head = await county.as('fuze')
      const view = must(await head.call('visit.view', { params: { id: v.id } }))
      const officer = await county.as(loginOf(view.members[0].code))
      const both = await together(
        () => head.call('visit.withdrawApproval', { params: { id: v.id }, body: { reason: '改期' } }),
        () => officer.call('visit.start', { params: { id: v.id }, body: { opening: fullOpening(view) } }),
      )
      expect(both.good).toHaveLength(1)
    }
  })

  it('同一份材料同时上传：存一份，都答成功', async () => {
    const v = await approved()
    const view = await start(county, v.id)
    const bytes = picture('同一张')
    const sha256 = hashOf(bytes)
    const send = (i: number) => async () =>
      (await county.as(loginOf(view.members[i].code))).call('visit.attach', {
        params: { id: v.id },
        query: { sha256, purpose: 'photo' },
        file: { name: 'a.jpg', bytes },
      })
    expect((await together(send(0), send(1), send(0))).good).toHaveLength(3)
    expect(await rowsOf('select 1 from visit_file where visit_id = $1 and sha256 = $2', [v.id, sha256])).toHaveLength(1)
  })

  it('两名执法人员同一刻签名：提交一次，一份结果，一组接触记录（JX-48 A-29）', async () => {
    for (let i = 0; i < 2; i++) {
      const { v, officers, signs } = await laidBefore()
      const signed = await together(...signs, ...signs)
      expect(signed.good.map(g => g.submitted).sort()).toEqual([...officers.slice(1).map(() => false), true])
      expect(await rowsOf('select 1 from finding where visit_id = $1', [v.id])).toHaveLength(1)
      expect(await rowsOf("select 1 from event where kind = 'visit.submitted' and thing_id = $1", [v.id])).toHaveLength(1)
      const met = await rowsOf('select 1 from encounter where subject_code = $1 and on_date = $2', [v.subject.code, '2026-04-20'])
      expect(met).toHaveLength(officers.length)
    }
  })

  it('非现场发现问题，两人同一刻签名：只转出一次现场检查（HS-36 SJZ-44）', async () => {
    // The county's firms are checked on site today unless they can be checked from the desk; this one can.
    await county.database.owner.query(
      'update subject set facets = facets || \'{"offsiteCapable": true, "positiveList": true}\' where code = $1',
      [waiting[0].subject.code],
    )
    const { v, signs } = await laidBefore({ method: 'off-site' }, 'violation')
    const signed = await together(...signs, ...signs)
    expect(signed.good.filter(g => g.linkedVisit !== null)).toHaveLength(1)
    expect(await rowsOf("select 1 from visit where origin->>'id' = $1", [v.id])).toHaveLength(1)
    expect(await rowsOf('select 1 from follow_up where visit_id = $1', [v.id])).toHaveLength(1)
  })

  it('撤回送签与签名同时：签了的落空，或者撤不回，两样不会都成', async () => {
    const { v, officers, signs } = await laidBefore()
    await together(...signs, () => officers[0].call('visit.takeBack', { params: { id: v.id }, body: { reason: '补照片' } }))
    const signatures = (await rowsOf('select 1 from visit_signature where visit_id = $1', [v.id])).length
    expect([
      ['done', officers.length],
      ['started', 0],
    ]).toContainEqual([await stateOf(v.id), signatures])
  })

  it('同一结果同时认定、同时公示、同时更正：各一次，一条日志（EZ-13 SJZ-63）', async () => {
    const v = await submitted()
    const [head, head2, legal, office, office2] = await Promise.all(
      ['fuze', 'fuze2', 'fazhi', 'zonghe', 'zonghe2'].map(login => county.as(login)),
    )
    const determined = await together(
      () => head!.call('finding.determine', determine(v.id)),
      () => head2!.call('finding.determine', determine(v.id)),
    )
    expect([determined.good.length, determined.codes]).toEqual([1, ['finding.state']])
    must(await legal!.call('finding.review', review(v.id)))
    const publish = { body: { findings: [{ visitId: v.id, version: 1 }], lateReason: '' } }
    const shown = await together(
      () => office!.call('finding.publish', publish),
      () => office2!.call('finding.publish', publish),
    )
    expect([shown.good.length, shown.codes]).toEqual([1, ['finding.state']])
    expect(await rowsOf("select 1 from event where kind = 'finding.published' and thing_id = $1", [`${v.id}/1`])).toHaveLength(1)
    const correct = { params: { id: v.id }, body: { version: 1, reason: '用语有误' } }
    const drop = { params: { id: v.id }, body: { reason: '无误' } }
    for (let i = 0; i < 3; i++) {
      const opened = await together(
        () => office!.call('finding.correct', correct),
        () => office2!.call('finding.correct', correct),
        () => head!.call('finding.correct', correct),
      )
      expect(opened.good).toHaveLength(1)
      const live = await rowsOf("select 1 from finding where visit_id = $1 and state not in ('published', 'dropped')", [v.id])
      expect(live).toHaveLength(1)
      const dropped = await together(
        () => office!.call('finding.dropCorrection', drop),
        () => head!.call('finding.dropCorrection', drop),
      )
      expect(dropped.good).toHaveLength(1)
    }
  })

  it('换人同时批两次、批准与开始检查同时：换人只成一次（EZ-11）', async () => {
    const v = await approved()
    const view = must(await (await county.as('fuze')).call('visit.view', { params: { id: v.id } }))
    const leaving = view.members[0].code
    const officer = await county.as(loginOf(leaving))
    const asked = must(
      await officer.call('change.ask', { body: { kind: 'recusal', visitId: v.id, inspector: leaving, reason: '亲属在该企业任职' } }),
    )
    const [a, b] = [await county.as('fuze'), await county.as('fuze2')]
    const decide = { params: { id: asked.id }, body: { approve: true, opinion: '同意' } }
    await together(
      () => a.call('change.decide', decide),
      () => b.call('change.decide', decide),
      () => officer.call('visit.start', { params: { id: v.id }, body: { opening: fullOpening(view) } }),
    )
    const changed = await rowsOf("select 1 from event where kind = 'change.approved' and thing_id = $1", [asked.id])
    expect(changed.length).toBeLessThanOrEqual(1)
    const now = must(await a.call('visit.view', { params: { id: v.id } }))
    // Who was recused before the start did not start it; who started first is still of the team.
    if (now.state === 'started' && changed.length === 0) expect(now.members.map((m: Any) => m.code)).toContain(leaving)
  })

  it('办结与撤回办结、后续处置办结两次、最后两项同时作废（LY-02 SJZ-60）', async () => {
    const v = await published('violation')
    const [office, head] = [await county.as('zonghe'), await county.as('fuze')]
    const first = (await liveOf(v.id))[0].id
    const second = must(
      await office.call('followup.open', { body: { visitId: v.id, kind: 'rectify', ownerUnit: '执法一中队', content: '另一项' } }),
    ).id
    const cancelled = await together(
      () => office.call('followup.cancel', { params: { id: first }, body: { reason: '重复' } }),
      () => head.call('followup.cancel', { params: { id: second }, body: { reason: '重复' } }),
      () => head.call('followup.cancel', { params: { id: first }, body: { reason: '重复' } }),
    )
    expect(cancelled.good).toHaveLength(1)
    const left = (await liveOf(v.id))[0].id
    const bytes = picture('复查')
    const sha256 = hashOf(bytes)
    const upload = () => office.call('followup.attach', { params: { id: v.id }, query: { sha256 }, file: { name: 'a.jpg', bytes } })
    expect((await together(upload, upload)).good).toHaveLength(2)
    const step = (action: string, detail: object) =>
      office.call('followup.step', { params: { id: left }, body: { action, detail, evidence: [] } })
    must(await step('ordered', { on: '2026-04-20', documentNumber: '责改〔2026〕1号' }))
    must(
      await office.call('followup.recheck', {
        params: { id: left },
        body: {
          on: '2026-04-20',
          method: 'on-site',
          officers: ['ZF-001', 'ZF-002'],
          result: 'passed',
          text: '已补齐',
          next: { kind: 'none' },
          evidence: [sha256],
        },
      }),
    )
    const closed = await together(
      () => office.call('followup.close', { params: { id: left }, body: { text: '' } }),
      () => head.call('followup.close', { params: { id: left }, body: { text: '' } }),
    )
    expect([closed.good.length, closed.codes]).toEqual([1, ['followup.state']])
    const over = await together(
      () => office.call('visit.close', { params: { id: v.id } }),
      () => head.call('visit.close', { params: { id: v.id } }),
    )
    expect([over.good.length, over.codes]).toEqual([1, ['visit.state']])
    const back = await together(
      () => office.call('visit.reopen', { params: { id: v.id }, body: { reason: '漏一项' } }),
      () => head.call('visit.reopen', { params: { id: v.id }, body: { reason: '漏一项' } }),
    )
    expect([back.good.length, back.codes]).toEqual([1, ['visit.state']])
    for (let i = 0; i < 3; i++) {
      await together(
        () => head.call('visit.close', { params: { id: v.id } }),
        () => office.call('followup.reopen', { params: { id: left }, body: { reason: '复发' } }),
      )
      // A closed visit has nothing open behind it.
      expect([await stateOf(v.id), (await liveOf(v.id)).length]).not.toEqual(['closed', 1])
    }
  })

  it('办结检查与开立后续处置同时：办结的检查后面没有未了的事（LY-02）', async () => {
    const v = await published()
    const office = await county.as('zonghe')
    for (let i = 0; i < 5; i++) {
      await together(
        () => office.call('visit.close', { params: { id: v.id } }),
        () => office.call('followup.open', { body: { visitId: v.id, kind: 'rectify', ownerUnit: '执法一中队', content: '另一项' } }),
      )
      const live = await liveOf(v.id)
      expect([await stateOf(v.id), live.length], `round ${i}`).not.toEqual(['closed', 1])
      for (const f of live) must(await office.call('followup.cancel', { params: { id: f.id }, body: { reason: '重来' } }))
      if ((await stateOf(v.id)) === 'closed') must(await office.call('visit.reopen', { params: { id: v.id }, body: { reason: '重来' } }))
    }
  })

  it('同一条线索同时转检查两次：一次检查', async () => {
    const [office, head] = [await county.as('zonghe'), await county.as('fuze')]
    const [{ code }] = await rowsOf(
      "select code from subject where status = 'active' and code not in (select subject_code from recusal) order by code desc limit 1",
    )
    const lead = must(
      await office.call('lead.record', {
        body: {
          origin: 'complaint',
          subjectCode: code,
          subjectName: '',
          text: '异味',
          receivedOn: '2026-04-20',
          ownerUnit: '执法一中队',
          dueOn: null,
        },
      }),
    )
    const ask = {
      params: { id: lead.id },
      body: { kind: 'check', inspectors: ['ZF-001', 'ZF-002'], items: ['SX-01'], ground: null, reason: '核实', dueOn: '2026-05-10' },
    }
    const both = await together(
      () => office.call('lead.dispose', ask),
      () => head.call('lead.dispose', ask),
    )
    expect([both.good.length, both.codes]).toEqual([1, ['lead.state']])
  })
})
