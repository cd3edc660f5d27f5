/** 撤得回 — for commands and the reverse the route table names: after both, the thing is again what it was. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Answer } from '../../test/app.ts'
import { advance, type CountyApp, countyApp, drawnBatch } from '../../test/county-app.ts'
import { allVisits, approve, checkDay, completeRecord, loginOf, schedule, sign, start } from '../../test/fieldwork.ts'

// biome-ignore lint/suspicious/noExplicitAny: replies of every route.
type Any = any
const must = (reply: Answer): Any => {
  if (reply.status !== 200) throw new Error(`${reply.status} ${JSON.stringify(reply.body)}`)
  return reply.body
}

describe('每条命令的反命令把事情放回原处', () => {
  let county: CountyApp
  let waiting: Any[] = []
  const rowOf = async (table: string, id: string): Promise<Any> =>
    (await county.database.owner.query(`select * from ${table} where ${table === 'finding' ? 'visit_id' : 'id'} = $1`, [id])).rows[0]
  beforeAll(async () => {
    county = await countyApp()
    await drawnBatch(county)
    await county.database.owner.query('update subject set facets = facets || \'{"offsiteCapable": false, "positiveList": false}\'')
    await advance(county, checkDay)
    waiting = await allVisits(county, 'waiting')
  })
  afterAll(() => county.drop())

  it('排期、审批、开始、送签：撤回后和之前一样，写过的记录不丢（X-07 JX-48）', async () => {
    const { id } = waiting.shift()
    const head = await county.as('fuze')
    const reason = { params: { id }, body: { reason: '撤回' } }
    const dateless = ['state', 'planned_on', 'planned_half', 'approved_by', 'approved_at', 'started_at', 'ended_at', 'record_sha256']
    const pick = (row: Any) => Object.fromEntries(dateless.map(k => [k, row[k]]))
    const before = pick(await rowOf('visit', id))
    must(await schedule(county, id))
    const view = must(await head.call('visit.view', { params: { id } }))
    const officer = await county.as(loginOf(view.members[0].code))
    must(await officer.call('visit.unschedule', { params: { id } }))
    expect(pick(await rowOf('visit', id))).toEqual(before)
    must(await schedule(county, id))
    must(await approve(county, [id]))
    must(await head.call('visit.withdrawApproval', reason))
    expect(pick(await rowOf('visit', id))).toEqual(before)
    must(await schedule(county, id))
    must(await approve(county, [id]))
    const approved = pick(await rowOf('visit', id))
    const begun = await start(county, id)
    const started = pick(await rowOf('visit', id))
    const record = await completeRecord(county, begun)
    const saved = must(await officer.call('visit.save', { params: { id }, body: { version: begun.workVersion, record } }))
    must(await officer.call('visit.sendToSign', { params: { id }, body: { version: saved.version } }))
    must(await officer.call('visit.takeBack', reason))
    expect(pick(await rowOf('visit', id))).toEqual(started)
    must(await officer.call('visit.withdrawStart', reason))
    expect(pick(await rowOf('visit', id))).toEqual(approved)
    const again = await start(county, id)
    expect(again.record.answers).toMatchObject(record.answers)
    expect(again.record.endedAt).toBeNull()
    expect((await sign(county, again, again.record)).submitted).toBe(true)
  })

  it('认定与退回、审核与撤回、更正与撤回更正、答复与撤下、渠道回执与重置（EZ-13 SJZ-63）', async () => {
    const { id } = waiting.shift()
    must(await schedule(county, id))
    must(await approve(county, [id]))
    const begun = await start(county, id)
    await sign(county, begun, await completeRecord(county, begun))
    const [head, legal, office] = await Promise.all(['fuze', 'fazhi', 'zonghe'].map(login => county.as(login)))
    const call = async (who: Any, name: Any, body: unknown) => must(await who.call(name, { params: { id }, body }))
    const opinion = { version: 1, opinion: '同意', effect: 'full', ground: '', groundReason: '', redactedSummary: '' }
    const found = { version: 1, code: 'NO_PROBLEM', severity: 'none', summary: '未发现问题。', jointPunishment: false, followUps: [] }
    await call(head, 'finding.determine', found)
    const determined = await rowOf('finding', id)
    await call(legal, 'finding.review', opinion)
    await call(legal, 'finding.withdrawReview', { version: 1, reason: '撤回' })
    expect(await rowOf('finding', id)).toEqual(determined)
    await call(legal, 'finding.return', { version: 1, reason: '重写' })
    expect((await rowOf('finding', id)).state).toBe('returned')
    await call(head, 'finding.determine', found)
    expect(await rowOf('finding', id)).toEqual(determined)
    await call(legal, 'finding.review', opinion)
    must(await office!.call('finding.publish', { body: { findings: [{ visitId: id, version: 1 }], lateReason: '' } }))
    const shown = must(await office!.call('finding.view', { params: { id } }))
    await call(office, 'finding.correct', { version: 1, reason: '更正' })
    await call(office, 'finding.dropCorrection', { reason: '无误' })
    const after = must(await office!.call('finding.view', { params: { id } }))
    expect(after.versions.find((v: Any) => v.version === 1)).toEqual(shown.versions.find((v: Any) => v.version === 1))
    const reply = await call(office, 'reply.record', { receivedOn: '2026-04-20', byWhom: '企业', text: '无异议。' })
    must(await office!.call('reply.withdraw', { params: { id: reply.id }, body: { reason: '录错' } }))
    expect((await rowOf('enterprise_reply', reply.id)).state).toBe('withdrawn')
    const [row] = must(await office!.call('disclosure.list')).rows
    const rows = [{ visitId: row.visitId, version: row.version, channel: row.channel }]
    must(await office!.call('disclosure.receive', { body: { rows, receipt: '回执 1' } }))
    must(await office!.call('disclosure.reset', { body: { rows } }))
    const [reset] = must(await office!.call('disclosure.list')).rows.filter(
      (r: Any) => r.channel === row.channel && r.visitId === row.visitId,
    )
    expect(reset).toMatchObject({ state: 'waiting', receipt: null })
  })

  it('线索转办后恢复：回到原来的机构，再转一次也一样（SJZ-61）', async () => {
    const office = await county.as('zonghe')
    const lead = must(
      await office.call('lead.record', {
        body: {
          origin: 'complaint',
          subjectCode: null,
          subjectName: '某处',
          text: '异味',
          receivedOn: '2026-04-20',
          ownerUnit: '执法一中队',
        },
      }),
    )
    const units = must(await office.call('unit.list'))
      .rows.map((u: Any) => u.name)
      .filter((n: string) => n !== '执法一中队')
    const before = await rowOf('lead', lead.id)
    for (const unit of units.slice(0, 2))
      must(await office.call('lead.dispose', { params: { id: lead.id }, body: { kind: 'hand', unit, on: '2026-04-20' } }))
    expect((await rowOf('lead', lead.id)).owner_unit).toBe(units[1])
    must(await office.call('lead.reopen', { params: { id: lead.id }, body: { reason: '转错' } }))
    expect(await rowOf('lead', lead.id)).toEqual(before)
  })
})
