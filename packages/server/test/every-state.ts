/** A drawn county with a visit in every state, a lead, a registered draw and changes asked for: what tests of secrecy and of wrong states walk over. */
import type { Answer } from './app.ts'
import { advance, type CountyApp } from './county-app.ts'
import { allVisits, approve, attach, checkDay, completeRecord, loginOf, picture, schedule, sign, start } from './fieldwork.ts'

// biome-ignore lint/suspicious/noExplicitAny: replies of every route.
type Any = any
const must = (reply: Answer): Any => {
  if (reply.status !== 200) throw new Error(`${reply.status} ${JSON.stringify(reply.body)}`)
  return reply.body
}

export interface Made {
  /** Submitted, with a problem and an open follow-up. */
  readonly done: Any
  /** Code of the batch drawn elsewhere. */
  readonly external: string
  /** The firm of the lead that led to a check, and the lead. */
  readonly fromLead: string
  readonly lead: string
  readonly files: readonly string[]
}

/** After `drawnBatch`; the clock then stands on `checkDay`. P-02 must not have been drawn. */
export async function makeEveryState(county: CountyApp): Promise<Made> {
  const files: string[] = []
  const head = await county.as('fuze')
  const office = await county.as('zonghe2')
  await advance(county, checkDay)
  const drawn = await allVisits(county, 'waiting')
  const take = () => drawn.shift()
  // 已提交，发现问题.
  const done = take()
  must(await schedule(county, done.id))
  must(await approve(county, [done.id]))
  const begun = await start(county, done.id)
  await sign(county, begun, await completeRecord(county, begun, 'violation'))
  must(
    await head.call('finding.determine', {
      params: { id: done.id },
      body: {
        version: 1,
        code: 'ORDERED',
        severity: 'minor',
        summary: '台账缺三月记录。',
        jointPunishment: false,
        followUps: [{ kind: 'rectify', ownerUnit: '执法一中队', dueOn: null, content: '补齐台账', detail: {} }],
      },
    }),
  ).ok
  for (const last of ['scheduled', 'approved', 'started', 'signing'] as const) {
    const v = take()
    must(await schedule(county, v.id))
    if (last === 'scheduled') continue
    must(await approve(county, [v.id]))
    if (last === 'approved') continue
    const view = await start(county, v.id)
    const officer = await county.as(loginOf(view.members[0].code))
    files.push(await attach(county, loginOf(view.members[0].code), v.id, picture(last)))
    if (last === 'started') continue
    const record = await completeRecord(county, view)
    const saved = must(await officer.call('visit.save', { params: { id: v.id }, body: { version: view.workVersion, record } }))
    const { recordSha256 } = must(await officer.call('visit.sendToSign', { params: { id: v.id }, body: { version: saved.version } }))
    must(await officer.call('visit.sign', { params: { id: v.id }, body: { recordSha256 } }))
  }
  // 递补, asked by the team; 回避 and 患病, one decided and one not.
  const out = take()
  const asker = loginOf(out.team[0].code)
  const evidenceSha256 = await attach(county, asker, out.id, picture('注销通知书'), 'document')
  files.push(evidenceSha256)
  const asked = must(
    await (await county.as(asker)).call('change.ask', {
      body: { kind: 'substitute', visitId: out.id, ground: 'DEREGISTERED', reason: '已注销', evidenceSha256 },
    }),
  )
  must(await head.call('change.decide', { params: { id: asked.id }, body: { approve: true, opinion: '同意' } }))
  const barred = take()
  const own = await county.as(loginOf(barred.team[0].code))
  must(await own.call('change.ask', { body: { kind: 'recusal', visitId: barred.id, inspector: barred.team[0].code, reason: '亲属任职' } }))
  // 针对性检查: one from a lead, one of the head's own, one cancelled.
  const free = await county.database.owner.query(
    "select code, name from subject where status = 'active' and code <> all($1) order by code desc limit 3",
    [(await allVisits(county)).map(v => v.subject.code)],
  )
  const [first, second, third] = free.rows
  const team = take().team.map((t: Any) => t.code)
  const open = (subjectCode: string) =>
    head.call('visit.open', {
      body: {
        subjectCode,
        inspectors: team,
        items: ['SX-01'],
        ground: 'complaint',
        reason: '群众投诉',
        dueOn: '2026-05-10',
        leadId: null,
      },
    })
  must(await open(first.code))
  const dropped = must(await open(second.code))
  must(await (await county.as(loginOf(team[0]))).call('visit.cancel', { params: { id: dropped.id }, body: { reason: '重复' } }))
  const lead = must(
    await office.call('lead.record', {
      body: {
        origin: 'complaint',
        subjectCode: third.code,
        subjectName: '',
        text: '异味',
        receivedOn: '2026-04-20',
        ownerUnit: '执法一中队',
        dueOn: null,
      },
    }),
  )
  must(
    await office.call('lead.dispose', {
      params: { id: lead.id },
      body: { kind: 'check', inspectors: team, items: ['SX-01'], ground: null, reason: '核实', dueOn: '2026-05-10' },
    }),
  )
  // 外部抽取.
  const task = must(await office.call('task.create', { body: { year: 2026, planRowCode: 'P-02', unitName: '执法一中队' } }))
  const bytes = Buffer.from(`企业名称,统一社会信用代码,检查人员1,检查人员2\n村级污水处理站,SLX-0001,ZF-003,ZF-004\n`)
  const body = { tasks: [task.code], platform: '省平台', drawnAt: '2026-03-25T02:00:00Z', person: '甲', role: '综合办' }
  const send = (step: string, sha256: string | null) =>
    office.call('batch.register', { body: { step, sha256, ...body }, file: { name: '名单.csv', bytes } })
  const external = must(await send('apply', must(await send('check', null)).sha256)).code
  await county.log.runOnce()
  return { done, external, fromLead: third.code, lead: lead.id, files }
}
