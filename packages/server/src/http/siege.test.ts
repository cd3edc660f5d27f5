/**
 * 状态与权限的围攻 — every command of the work after the draw, well formed, on things in every state, on ids of other things, by people who may not, and on the rows
 * of another bureau. A refusal or a lawful move, never a fault; a state moves along core's tables only; what is not yours you neither read nor change. A new
 * command takes part by itself and fails here until somebody says below what it is sent.
 */
import { actions, type Role, roles } from '@mingcha/core/access'
import { type RouteName, type Routes, routes } from '@mingcha/core/api'
import { findingMoves, followUpMoves, leadMoves, visitMoves } from '@mingcha/core/inspection'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, type Client, signIn } from '../../test/app.ts'
import { advance, type CountyApp, countyApp, freezeBatch, logEvent, openBatch, trainingPassword } from '../../test/county-app.ts'
import { type Made, makeEveryState } from '../../test/every-state.ts'
import { allVisits, fullOpening, hashOf, loginOf, picture } from '../../test/fieldwork.ts'
import { clientConfig } from '../db/connect.ts'

// biome-ignore lint/suspicious/noExplicitAny: replies of every route.
type Any = any
const areas = /^(visit|change|finding|reply|disclosure|publicity|followup|lead|returnvisit|jurisdiction|template|unit)\./
const commands = (Object.keys(routes) as RouteName[]).filter(name => routes[name].method === 'POST' && areas.test(name))
const file = { name: '照片.jpg', bytes: picture('围攻') }
const sha256 = hashOf(file.bytes)
const nobody = '00000000-0000-4000-8000-000000000000'

interface Sent {
  readonly params?: Record<string, string>
  readonly query?: Record<string, unknown>
  readonly body?: unknown
  readonly file?: { readonly name: string; readonly bytes: Buffer }
}
interface About {
  readonly id: string
  readonly version: number
  readonly work: number
  readonly opening: unknown
  readonly recordSha256: string
  readonly batch: string
  readonly seq: string
}

/** What a page would send about this thing, for each command; several where it has several shapes. */
function sentTo(name: RouteName, a: About): Sent[] {
  const params = { id: a.id, seq: a.seq, kind: 'notice' }
  const reason = { reason: '理由' }
  const of = (...bodies: unknown[]): Sent[] => bodies.map(body => ({ params, body }))
  const team = { inspectors: ['ZF-001', 'ZF-002'], items: ['SX-01'], dueOn: '2026-05-10' }
  const rows = [{ visitId: a.id, version: a.version, channel: '本级政务网站' }]
  const step = (action: string, detail: object, evidence: string[] = []) => ({ action, detail: { on: '2026-04-20', ...detail }, evidence })
  const recheck = { on: '2026-04-20', method: 'on-site', officers: ['ZF-001', 'ZF-002'], text: '已看', evidence: [sha256] }
  const known: Partial<Record<RouteName, Sent[]>> = {
    'visit.open': of({ subjectCode: 'SLX-0002', ground: 'complaint', reason: '投诉', leadId: null, ...team }),
    'visit.cancel': of(reason),
    'visit.schedule': of({
      on: '2026-04-20',
      half: 'am',
      method: 'on-site',
      methodReason: '核实',
      notice: 'on-arrival',
      sameFirmReason: '合并不了',
    }),
    'visit.unschedule': of(undefined),
    'visit.approve': of({ ids: [a.id], opinion: '同意' }),
    'visit.sendBack': of(reason),
    'visit.withdrawApproval': of(reason),
    'visit.start': of({ opening: a.opening }, { opening: null }),
    'visit.withdrawStart': of(reason),
    'visit.save': of({ version: a.work, record: {} }),
    'visit.attach': [{ params, query: { sha256, purpose: 'photo' }, file }],
    'visit.sendToSign': of({ version: a.work }),
    'visit.takeBack': of(reason),
    'visit.sign': of({ recordSha256: a.recordSha256 }),
    'visit.close': of(undefined),
    'visit.reopen': of(reason),
    'change.ask': of(
      { kind: 'recusal', visitId: a.id, inspector: 'ZF-001', ...reason },
      { kind: 'illness', inspector: 'ZF-020', batchCode: a.batch, ...reason },
      { kind: 'illness', inspector: 'ZF-020', batchCode: '', ...reason },
      { kind: 'vacant', batchCode: a.batch, ...reason },
      { kind: 'substitute', visitId: a.id, ground: 'MOVED', evidenceSha256: sha256, ...reason },
    ),
    'change.withdraw': of(undefined),
    'change.decide': of({ approve: true, opinion: '同意', replacement: 'ZF-003' }, { approve: false, opinion: '不同意' }),
    'finding.determine': of(
      { version: a.version, code: 'NO_PROBLEM', severity: 'none', summary: '未发现问题。', jointPunishment: false, followUps: [] },
      ...['not-a-uuid', a.id].map(linkedVisit => ({
        version: a.version,
        code: 'ORDERED',
        severity: 'minor',
        summary: '台账缺页。',
        jointPunishment: false,
        followUps: [
          { kind: 'on-site', ownerUnit: '执法一中队', dueOn: null, content: '转现场', detail: { linkedVisit, number: 'J-2026-0001' } },
        ],
      })),
    ),
    'finding.review': of({ version: a.version, opinion: '同意', effect: 'full', ground: '', groundReason: '', redactedSummary: '' }),
    'finding.return': of({ version: a.version, ...reason }),
    'finding.withdrawReview': of({ version: a.version, ...reason }),
    'finding.publish': of({ findings: [{ visitId: a.id, version: a.version }], lateReason: '积压' }),
    'finding.correct': of({ version: a.version, ...reason }),
    'finding.dropCorrection': of(reason),
    'reply.record': of({ receivedOn: '2026-04-20', byWhom: '企业', text: '已经改好。' }),
    'reply.withdraw': of(reason),
    'disclosure.export': of({ channel: '本级政务网站' }),
    'disclosure.receive': of({ rows, receipt: '回执 1' }),
    'disclosure.return': of({ rows, ...reason }),
    'disclosure.reset': of({ rows }),
    'publicity.withhold': of({ kind: 'plan', ground: '国家秘密', ...reason }),
    'publicity.restore': of({ kind: 'plan' }),
    'followup.open': of(
      ...['rectify', 'case', 'transfer', 'judicial', 'credit', 'on-spot'].map(kind => ({
        visitId: a.id,
        kind,
        ownerUnit: '执法一中队',
        content: '处置',
        detail: {},
      })),
      { visitId: a.id, kind: 'on-site', ownerUnit: '执法一中队', content: '处置', detail: { linkedVisit: 'x' }, onSite: team },
    ),
    'followup.step': of(
      step('note', { text: '说明' }),
      step('ordered', { documentNumber: '1号' }),
      step('reported', { by: '企业', text: '改好' }),
      step('filed', { caseNumber: '1号' }),
      step('sent', { recipient: '公安', documentNumber: '1号' }, [sha256]),
      step('credit-sent', { platform: '平台' }),
      step('received', { receipt: '1' }, [sha256]),
      step('corrected', {}, [sha256]),
      step('decided', { outcome: 'none', documentNumber: '1号', text: '不予处罚' }, [sha256]),
    ),
    'followup.voidStep': of(reason),
    'followup.recheck': of(
      { ...recheck, result: 'passed', next: { kind: 'none' } },
      { ...recheck, result: 'failed', next: { kind: 'case' } },
      { ...recheck, result: 'failed', next: { kind: 'again', dueOn: '2026-05-20' } },
    ),
    'followup.askExtension': of({ to: '2026-06-30', ...reason }),
    'followup.extend': of({ approve: true, ...reason }),
    'followup.close': of({ text: '' }),
    'followup.reopen': of(reason),
    'followup.cancel': of(reason),
    'followup.attach': [{ params, query: { sha256 }, file }],
    'jurisdiction.set': of({ region: '大王庄镇', unit: '执法一中队' }, { region: '大王庄镇', unit: null }),
    'lead.record': of({ origin: 'complaint', subjectCode: 'SLX-0002', text: '异味', receivedOn: '2026-04-20', ownerUnit: '执法一中队' }),
    'lead.dispose': of(
      { kind: 'hand', unit: '执法一中队', on: '2026-04-20' },
      { kind: 'transfer', recipient: '水务局', documentNumber: '1号', on: '2026-04-20' },
      { kind: 'check', reason: '核实', ground: null, ...team },
      { kind: 'none', reason: '重复' },
    ),
    'lead.reopen': of(reason),
    'lead.close': of({ result: '已处理' }),
    'returnvisit.draw': of({ batchCode: a.batch }),
    'returnvisit.record': of({ result: 'unreachable', on: '2026-04-20', reason: '无人接听' }),
    'returnvisit.withdraw': of(reason),
    'template.save': of({ text: '# 题目', basedOn: 0 }),
    'template.restore': of({ version: 0, basedOn: 0 }),
    'unit.create': of({ name: '新机构' }),
    'unit.rename': of({ name: '改名机构' }),
    'unit.retire': of(undefined),
    'unit.restore': of(undefined),
  }
  const sent = known[name]
  if (!sent) throw new Error(`${name}: what does a page send? Say so in sentTo`)
  return sent
}

describe('抽取之后的命令', () => {
  let county: CountyApp
  let batch = ''
  let made: Made
  const rowsOf = async (text: string, values: unknown[] = []): Promise<Any[]> => (await county.database.owner.query(text, values)).rows

  beforeAll(async () => {
    county = await countyApp()
    batch = await openBatch(county, ['P-01', 'P-03'])
    await freezeBatch(county, batch)
    await advance(county, '2026-03-28T13:40:00Z')
    await logEvent(county, batch)
    await county.database.owner.query('update subject set facets = facets || \'{"offsiteCapable": false, "positiveList": false}\'')
    const drawn = await (await county.as('zonghe')).call('draw.execute', { params: { code: batch } })
    expect(drawn.status).toBe(200)
    await county.log.runOnce()
    made = await makeEveryState(county)
    // An off-site problem in public, with a reply, so that every table has a row.
    const [office, head, legal] = await Promise.all(['zonghe', 'fuze', 'fazhi'].map(login => county.as(login)))
    const { id } = made.done
    const ok = async (reply: Promise<Answer>) => expect((await reply).status).toBe(200)
    await ok(
      legal!.call('finding.review', {
        params: { id },
        body: { version: 1, opinion: '同意', effect: 'full', ground: '', groundReason: '', redactedSummary: '' },
      }),
    )
    await ok(office!.call('finding.publish', { body: { findings: [{ visitId: id, version: 1 }], lateReason: '' } }))
    await ok(office!.call('reply.record', { params: { id }, body: { receivedOn: '2026-04-20', byWhom: '企业', text: '已经改好。' } }))
    await ok(office!.call('followup.attach', { params: { id }, query: { sha256 }, file }))
    expect((await head!.call('visit.view', { params: { id } })).status).toBe(200)
    await county.database.owner.query(
      "insert into return_visit (agency_id, visit_id, state, due_on) values ('990101', $1, 'due', '2026-05-10')",
      [id],
    )
  }, 240_000)
  afterAll(() => county.drop())

  async function aboutOf(id: string): Promise<About> {
    const view = (await (await county.as('fuze')).call('visit.view', { params: { id } })).body
    const [f] = await rowsOf("select max(version) as v from finding where visit_id = $1 and state <> 'dropped'", [id])
    return {
      id,
      version: f.v ?? 1,
      work: view.workVersion ?? 0,
      opening: view.members ? fullOpening(view) : null,
      recordSha256: view.recordSha256 ?? '0'.repeat(64),
      batch,
      seq: '2',
    }
  }
  const things = async () =>
    (
      await rowsOf(
        'select id from follow_up union all select id from lead union all select id from visit_change union all select id from enterprise_reply union all select id from account limit 40',
      )
    ).map(r => r.id as string)

  it('没有权限的角色：每条命令都是 403，什么也没有变（DESIGN §10）', async () => {
    const clients = new Map<Role, Client>()
    for (const role of roles) {
      const login = `only.${role}`
      const body = { login, name: '甲某', roles: [role], unitId: null, inspectorCode: null, password: trainingPassword }
      expect((await (await county.as('guanli')).call('account.create', { body })).status).toBe(200)
      await county.database.owner.query('update account set must_change_password = false where login = $1', [login])
      clients.set(role, await signIn(county.app, login, trainingPassword))
    }
    const [before] = await rowsOf('select count(*) as n from event')
    const about = await aboutOf(made.done.id)
    for (const name of Object.keys(routes) as RouteName[]) {
      const { method, can }: Routes[RouteName] = routes[name]
      if (method !== 'POST' || can === 'public' || can === 'session') continue
      const allowed: readonly Role[] = actions[can]
      for (const [role, client] of clients) {
        if (allowed.includes(role)) continue
        const params = { id: about.id, code: batch, kind: 'notice', seq: '1', year: '2026' }
        const sent = areas.test(name) ? sentTo(name, about)[0] : { params, body: {} }
        const reply = await client.call(name, { ...sent, params: { ...params, ...sent?.params } })
        expect([name, role, reply.status, reply.body.error?.code]).toEqual([name, role, 403, 'access.role'])
      }
    }
    const [after] = await rowsOf('select count(*) as n from event')
    expect(after.n).toBe(before.n)
  })

  it('别的机关的行：读不到，也改不动（scopeOf、行级安全）', async () => {
    // The done visit, its result, reply, follow-ups and evidence, a lead and a change, moved to another bureau by the owner of the database.
    const owner = new pg.Client(clientConfig(county.database.superuserUrl, { name: 'move', statementTimeout: 0 }))
    await owner.connect()
    const { id } = made.done
    const tables = [
      'visit',
      'visit_file',
      'visit_signature',
      'visit_officer',
      'finding',
      'disclosure',
      'enterprise_reply',
      'return_visit',
      'follow_up_file',
    ]
    const move = async (from: string, to: string) => {
      await owner.query('set session_replication_role = replica')
      for (const table of tables)
        await owner.query(`update ${table} set agency_id = $1 where agency_id = $2 and ${table === 'visit' ? 'id' : 'visit_id'} = $3`, [
          to,
          from,
          id,
        ])
      await owner.query(
        'update follow_up_step set agency_id = $1 where agency_id = $2 and follow_up_id in (select id from follow_up where visit_id = $3)',
        [to, from, id],
      )
      await owner.query('update follow_up set agency_id = $1 where agency_id = $2 and visit_id = $3', [to, from, id])
      await owner.query('update lead_step set agency_id = $1 where agency_id = $2', [to, from])
      await owner.query("update lead set agency_id = $1, number = replace(number, '-2026-', '-2025-') where agency_id = $2", [to, from])
      await owner.query('update visit_change set agency_id = $1 where agency_id = $2', [to, from])
    }
    await owner.query("insert into agency (id, name, level, created_at) values ('990102', '邻县分局', 'county', now())")
    const [secret] = await rowsOf('select subject_name as name, number from visit where id = $1', [id])
    const ids = [id, ...(await rowsOf('select id from follow_up where visit_id = $1', [id])).map(r => r.id), made.lead]
    ids.push(
      ...(await rowsOf('select id from visit_change')).map(r => r.id),
      ...(await rowsOf('select id from enterprise_reply')).map(r => r.id),
    )
    const about = await aboutOf(id)
    await move('990101', '990102')
    const all = [...tables, 'follow_up', 'follow_up_step', 'lead', 'lead_step', 'visit_change']
    const theirs = async () => {
      const rows: [string, Any[]][] = []
      for (const t of all)
        rows.push([t, (await owner.query(`select to_jsonb(t) as row from ${t} t where agency_id = '990102' order by t::text`)).rows])
      return rows
    }
    const before = await theirs()
    for (const [table, rows] of before) expect([table, rows.length > 0]).toEqual([table, true])
    await county.database.owner.query("update account set roles = $1 where login in ('fuze', 'fazhi')", [[...roles]])
    for (const login of ['fuze', 'fazhi']) {
      const who = await county.as(login)
      for (const name of Object.keys(routes) as RouteName[]) {
        if (routes[name].method !== 'GET' || name.startsWith('registry.')) continue
        for (const thing of routes[name].path.includes(':id') ? ids : [id]) {
          const reply = await who.call(name, {
            params: { id: thing, code: batch, kind: 'notice', sha256 },
            query:
              name === 'plan.view'
                ? { year: 2026 }
                : name === 'visit.calendar'
                  ? { from: '2026-04-01', to: '2026-05-30' }
                  : name === 'visit.papers'
                    ? { ids: id, format: 'docx' }
                    : {},
          })
          expect(reply.status, name).toBeLessThan(500)
          const text = Buffer.isBuffer(reply.body) ? reply.body.toString('utf8') : JSON.stringify(reply.body)
          // The trail keeps the events of this bureau; what it names there is the id.
          if (name !== 'event.list')
            for (const s of [secret.name, `"${secret.number}"`]) expect([name, text.includes(s)]).toEqual([name, false])
        }
      }
      for (const name of commands)
        for (const thing of ids)
          for (const sent of sentTo(name, { ...about, id: thing })) expect((await who.call(name, sent)).status, name).toBeLessThan(500)
    }
    expect(await theirs()).toEqual(before)
    await move('990102', '990101')
    await owner.end()
  }, 240_000)

  it('每条命令在每种状态、对着别的东西的编号：没有 5xx，状态只走 core 的表', async () => {
    const moves = { visit: visitMoves, finding: findingMoves, follow_up: followUpMoves, lead: leadMoves } as Record<
      string,
      Record<string, readonly string[]>
    >
    const states = async () => {
      const seen = new Map<string, string>()
      for (const r of await rowsOf(
        `select 'visit' as t, id::text as id, state from visit union all select 'finding', visit_id || '/' || version, state from finding
         union all select 'follow_up', id::text, state from follow_up union all select 'lead', id::text, state from lead`,
      ))
        seen.set(`${r.t} ${r.id}`, r.state)
      return seen
    }
    const visits = await allVisits(county)
    const perState = [...new Map(visits.map(v => [v.state, v])).values()]
    const moved = new Set<string>()
    let earlier = await states()
    let random = 20260420
    const draw = (n: number) => {
      random = (random * 1103515245 + 12345) % 2147483648
      return Math.floor((random / 2147483648) * n)
    }
    for (let round = 0; round < 3; round++) {
      const ids = [...perState.map(v => v.id as string), ...(await things()), nobody]
      const order = commands.filter(n => !n.startsWith('unit.')).map(name => ({ name, at: draw(1e6) }))
      order.sort((a, b) => a.at - b.at)
      for (const { name } of order)
        for (const id of routes[name].path.includes(':id') || /visit|finding|change|followup.open/.test(name) ? ids : [ids[0]!]) {
          const visit = perState.find(v => v.id === id)
          const login = visit?.team && visit.team[0].code !== '—' && draw(3) > 0 ? loginOf(visit.team[draw(2)]?.code ?? 'ZF-001') : 'fuze'
          await county.database.owner.query('update account set roles = $2 where login = $1', [login, [...roles]])
          const who = await county.as(login)
          for (const sent of sentTo(name, await aboutOf(id))) {
            const reply = await who.call(name, sent)
            expect(reply.status, `${name} ${JSON.stringify(sent.body)} ${JSON.stringify(reply.body)}`).toBeLessThan(500)
          }
          const now = await states()
          for (const [thing, state] of now) {
            const from = earlier.get(thing)
            if (from === undefined || from === state) continue
            const [kind = ''] = thing.split(' ')
            // One thing may move more than once by several requests; each step was looked at by the command, here only that a way leads there.
            const reached = new Set([from])
            for (const at of reached) for (const next of moves[kind]?.[at] ?? []) reached.add(next)
            expect([name, thing, from, state, reached.has(state)]).toEqual([name, thing, from, state, true])
            moved.add(`${kind}: ${from} → ${state}`)
          }
          earlier = now
          if (login !== 'fuze') await county.database.owner.query("update account set roles = '{officer}' where login = $1", [login])
        }
    }
    // The siege got somewhere.
    expect(moved.size).toBeGreaterThan(12)
  }, 400_000)
})
