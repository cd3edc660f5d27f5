import { createHash, randomUUID } from 'node:crypto'
import type { RouteName } from '@mingcha/core/api'
import { emptyRecord } from '@mingcha/core/inspection'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, type Client, signIn } from '../../../test/app.ts'
import { advance, type CountyApp, countyApp, trainingPassword } from '../../../test/county-app.ts'
import { actAs, read } from '../../db/tx.ts'
import { openVisit } from '../visits/for-batch.ts'
import { closeFollowUpOf, countFollowUps, openFollowUps } from './for-visits.ts'

let county: CountyApp
const people = new Map<string, Client>()
const as = async (login: string): Promise<Client> => {
  const known = people.get(login) ?? (await county.as(login))
  people.set(login, known)
  return known
}
beforeAll(async () => {
  county = await countyApp()
  await advance(county, '2026-04-27T02:00:00Z')
})
afterAll(() => county.drop())

const agency = '990101'
const today = '2026-04-27'
const sha = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
/** A JPEG by its first bytes, different each time. */
const photo = () => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.from(randomUUID())])

interface Made {
  readonly id: string
  readonly number: string
  readonly subject: { readonly code: string; readonly name: string; readonly region: string }
}
let made = 0
/** A visit whose record is submitted, as the visits feature leaves it. `facet` picks a firm that has it. */
async function submitted(
  given: { inspectors?: string[]; batch?: string | null; positiveList?: boolean; state?: string; doneOn?: string } = {},
): Promise<Made> {
  const { rows } = await county.database.owner.query(
    `select code, name, region from subject where agency_id = $1 and status = 'active' and (facets->>'positiveList')::boolean = $2
     order by code offset $3 limit 1`,
    [agency, given.positiveList ?? false, made++],
  )
  const id = randomUUID()
  const number = `T-2026-${String(made).padStart(4, '0')}`
  const open = given.state === 'waiting'
  await county.database.owner.query(
    `insert into visit (agency_id, id, number, kind, batch_code, sealed, state, due_on, subject_code, subject_name, inspectors, done_on, recorded_at,
       method, record, record_sha256) values ($1, $2, $3, $4, $5, $6, $7, '2026-06-30', $8, $9, $10, $11, $12, 'on-site', $13, $14)`,
    [
      agency,
      id,
      number,
      given.batch ? 'random' : 'targeted',
      given.batch ?? null,
      Buffer.from('sealed'),
      given.state ?? 'done',
      open ? null : rows[0].code,
      open ? null : rows[0].name,
      open ? null : (given.inspectors ?? ['ZF-001', 'ZF-002']),
      open ? null : (given.doneOn ?? '2026-04-20'),
      open ? null : '2026-04-20T08:00:00Z',
      open ? null : JSON.stringify(emptyRecord),
      open ? null : sha(Buffer.from(number)),
    ],
  )
  return { id, number, subject: rows[0] }
}
/** Its result, determined. */
async function found(
  visitId: string,
  given: { problem?: boolean; severity?: string; version?: number; joint?: boolean } = {},
): Promise<void> {
  await county.database.owner.query(
    `insert into finding (agency_id, visit_id, version, state, code, phrase, problem, severity, joint_punishment)
     values ($1, $2, $3, 'determined', 'ORDERED', '发现问题已责令改正', $4, $5, $6)`,
    [agency, visitId, given.version ?? 1, given.problem ?? true, given.severity ?? 'ordinary', given.joint ?? false],
  )
}
const must = (reply: Answer): Answer['body'] => {
  if (reply.status !== 200) throw new Error(`${reply.status} ${JSON.stringify(reply.body)}`)
  return reply.body
}
const code = (reply: Answer): string => reply.body?.error?.code ?? `answered ${reply.status}`
const call = async (login: string, name: RouteName, request: Parameters<Client['call']>[1] = {}) => (await as(login)).call(name, request)
const open = async (visit: Made, kind: string, more: object = {}, login = 'zonghe') =>
  call(login, 'followup.open', { body: { visitId: visit.id, kind, ownerUnit: '执法一中队', content: '危废标识缺失', ...more } })
const opened = async (visit: Made, kind: string, more: object = {}): Promise<string> => must(await open(visit, kind, more)).id
const step = (id: string, action: string, detail: object, evidence: string[] = [], login = 'zonghe') =>
  call(login, 'followup.step', { params: { id }, body: { action, detail, evidence } })
const close = (id: string, login = 'zonghe') => call(login, 'followup.close', { params: { id }, body: { text: '' } })
const view = async (id: string, login = 'zonghe') => must(await call(login, 'followup.view', { params: { id } }))
const attach = (visit: Made, bytes: Buffer, declared = sha(bytes), login = 'zonghe') =>
  call(login, 'followup.attach', { params: { id: visit.id }, query: { sha256: declared }, file: { name: '照片.jpg', bytes } })
const evidence = async (visit: Made): Promise<string[]> => [must(await attach(visit, photo())).sha256]
const recheckBody = (more: object = {}) => ({
  on: '2026-04-27',
  method: 'on-site',
  officers: ['ZF-001', 'ZF-002'],
  result: 'passed',
  text: '标识已补齐',
  next: { kind: 'none' },
  evidence: [] as string[],
  ...more,
})
const recheck = (id: string, more: object) => call('zonghe', 'followup.recheck', { params: { id }, body: recheckBody(more) })
/** The actor behind a login, for the functions other features call. */
const officeActor = async () => {
  const { rows } = await county.database.owner.query(`select * from account where login = 'zonghe'`)
  const a = rows[0]
  return { accountId: a.id, agency, login: a.login, name: a.name, roles: a.roles, unitId: a.unit_id, inspectorCode: null }
}

describe('开立与承办', () => {
  it('记录提交之前不能开立后续处置：未完成的检查不说出企业（X-04）', async () => {
    expect(code(await open(await submitted({ state: 'waiting' }), 'case'))).toBe('followup.visit')
  })
  it('X-18 JX-54 LY-22 承办机构是有管辖权的机构：别的机构被拒绝，留空则自动为它', async () => {
    const visit = await submitted()
    expect(must(await call('zonghe', 'jurisdiction.set', { body: { region: visit.subject.region, unit: '执法三中队' } })).before).toBeNull()
    const refused = await open(visit, 'case', { ownerUnit: '执法一中队' })
    expect([code(refused), refused.body.error.unit]).toEqual(['followup.owner', '执法三中队'])
    const id = await opened(visit, 'case', { ownerUnit: '' })
    expect((await view(id)).ownerUnit).toBe('执法三中队')
    // A lead about the same firm goes to the same unit.
    const lead = { origin: 'complaint', subjectCode: visit.subject.code, text: '夜间有异味', receivedOn: today }
    expect(code(await call('zonghe', 'lead.record', { body: { ...lead, ownerUnit: '执法一中队' } }))).toBe('followup.owner')
    const recorded = must(await call('zonghe', 'lead.record', { body: lead }))
    expect(
      code(await call('zonghe', 'lead.dispose', { params: { id: recorded.id }, body: { kind: 'hand', unit: '执法一中队', on: today } })),
    ).toBe('followup.owner')
    const { rows } = must(await call('zonghe', 'lead.list', { query: { state: 'open' } }))
    expect(rows.find((r: { id: string }) => r.id === recorded.id).ownerUnit).toBe('执法三中队')
    expect(must(await call('zonghe', 'jurisdiction.set', { body: { region: visit.subject.region, unit: null } })).before).toBe('执法三中队')
    expect(code(await open(visit, 'case', { ownerUnit: '' }))).toBe('followup.no_owner')
    expect(code(await open(visit, 'case', { ownerUnit: '没有的中队' }))).toBe('followup.unit')
    expect(must(await call('zonghe', 'jurisdiction.list')).rows.length).toBeGreaterThan(4)
  })
  it('SJZ-72 责令改正没有写期限的，按方案的工作日数推出；期限不得已过', async () => {
    const visit = await submitted()
    // 隆尧方案未定，取 15 个工作日；五一放假五天，5 月 9 日调休上班。
    expect((await view(await opened(visit, 'rectify'))).dueOn).toBe('2026-05-20')
    expect(code(await open(visit, 'rectify', { dueOn: '2026-04-26' }))).toBe('followup.day')
    expect((await view(await opened(visit, 'rectify', { dueOn: '2026-04-30' }))).dueOn).toBe('2026-04-30')
  })
  it('SJZ-72 当场改正：开立时已有照片的当即办结；没有的保持办理', async () => {
    const visit = await submitted()
    const files = await evidence(visit)
    expect(must(await open(visit, 'on-spot', { detail: { correctedOn: '2026-04-20', evidence: files } })).closed).toBe(true)
    expect(must(await open(visit, 'on-spot', { detail: { correctedOn: '2026-04-20', evidence: [] } })).closed).toBe(false)
    expect(code(await open(visit, 'on-spot', { detail: { correctedOn: '2026-04-20', evidence: ['0'.repeat(64)] } }))).toBe(
      'followup.evidence_unknown',
    )
    expect(code(await open(visit, 'on-spot', { detail: { correctedOn: '2026-04-19', evidence: files } }))).toBe('followup.day')
  })
  it('LY-02 SJZ-60 SJZ-73 有问题而没有后续处置的结果列在最前，开立后才消失；严重的先给出立案', async () => {
    const visit = await submitted()
    await found(visit.id, { severity: 'serious', joint: true })
    const waiting = async () =>
      must(await call('zonghe', 'followup.list')).waiting.find((w: { visitId: string }) => w.visitId === visit.id) as
        | { offered: string[]; phrase: string }
        | undefined
    expect((await waiting())?.offered[0]).toBe('case')
    expect((await waiting())?.offered).not.toContain('on-spot')
    const id = await opened(visit, 'case')
    expect(await waiting()).toBeUndefined()
    // JX-56: the mark for 联合惩戒 goes with it.
    expect(await view(id)).toMatchObject({ severity: 'serious', jointPunishment: true })
    expect(code(await call('zonghe', 'followup.cancel', { params: { id }, body: { reason: '误开' } }))).toBe('followup.only_one')
    const other = await opened(visit, 'rectify')
    expect((await call('zonghe', 'followup.cancel', { params: { id }, body: { reason: '误开' } })).status).toBe(200)
    expect(code(await call('zonghe', 'followup.cancel', { params: { id: other }, body: { reason: '误开' } }))).toBe('followup.only_one')
    // A correction that finds no problem lifts the bar.
    await found(visit.id, { problem: false, version: 2 })
    expect((await call('zonghe', 'followup.cancel', { params: { id: other }, body: { reason: '结果已更正' } })).status).toBe(200)
  })
  it('LY-02 两项同时作废，至多成一项', async () => {
    const visit = await submitted()
    await found(visit.id)
    const ids = [await opened(visit, 'case'), await opened(visit, 'rectify')]
    const replies = await Promise.all(ids.map(id => call('zonghe', 'followup.cancel', { params: { id }, body: { reason: '误开' } })))
    expect(replies.map(r => r.status).sort()).toEqual([200, 409])
  })
  it('供结果、检查调用：一起开立，一项不成全部不成；计数不算作废的', async () => {
    const visit = await submitted()
    const actor = await officeActor()
    const wanted = (ownerUnit: string) =>
      (['case', 'transfer'] as const).map(kind => ({ kind, ownerUnit, dueOn: null, content: '超标排放', detail: {} }))
    const failed = await actAs({ env: county.env, actor }, tx =>
      openFollowUps(tx, visit.id, [...wanted('执法一中队'), ...wanted('没有的中队')]),
    )
    expect(failed.ok).toBe(false)
    const count = () => read({ env: county.env, actor }, ({ db, scope }) => countFollowUps(db, scope, visit.id))
    expect(await count()).toEqual({ open: 0, total: 0 })
    const ids = await actAs({ env: county.env, actor }, tx => openFollowUps(tx, visit.id, wanted('执法一中队')))
    expect(ids.ok && ids.value.length).toBe(2)
    expect(await count()).toEqual({ open: 2, total: 2 })
    await call('zonghe', 'followup.cancel', { params: { id: ids.ok ? (ids.value[0] ?? '') : '' }, body: { reason: '误开' } })
    expect(await count()).toEqual({ open: 1, total: 1 })
  })
})

describe('办理与办结', () => {
  it('SJZ-72 整改：报告完成转待复查；两名持证人员复查、附佐证才能办结；未通过另定期限', async () => {
    const visit = await submitted()
    const id = await opened(visit, 'rectify', { dueOn: '2026-04-30' })
    expect(code(await close(id))).toBe('followup.incomplete')
    must(await step(id, 'reported', { on: '2026-04-25', by: '环保负责人' }))
    expect((await view(id)).state).toBe('recheck')
    expect(code(await close(id))).toBe('followup.incomplete')
    const files = await evidence(visit)
    expect(code(await recheck(id, { evidence: [] }))).toBe('followup.evidence')
    expect(code(await recheck(id, { evidence: files, officers: ['ZF-001', 'ZF-001'] }))).toBe('followup.officers')
    expect(code(await recheck(id, { evidence: files, officers: ['ZF-001', 'ZF-999'] }))).toBe('followup.officers')
    expect(code(await recheck(id, { evidence: files, on: '2026-04-28' }))).toBe('followup.day')
    expect(code(await recheck(id, { evidence: files, result: 'failed' }))).toBe('followup.detail')
    must(await recheck(id, { evidence: files, result: 'failed', text: '仍未补齐', next: { kind: 'again', dueOn: '2026-05-15' } }))
    expect(await view(id)).toMatchObject({ state: 'open', dueOn: '2026-05-15' })
    expect(code(await close(id))).toBe('followup.incomplete')
    must(await recheck(id, { evidence: files }))
    must(await close(id))
    expect((await view(id)).state).toBe('closed')
    expect(code(await step(id, 'note', { text: '补记' }))).toBe('followup.state')
  })
  it('SJZ-72 SJZ-60 复查未通过转立案：立案随即开立，这条复查不能再作废', async () => {
    const visit = await submitted()
    const id = await opened(visit, 'rectify')
    const files = await evidence(visit)
    const body = must(await recheck(id, { evidence: files, result: 'failed', next: { kind: 'case' } }))
    expect((await view(body.caseId)).kind).toBe('case')
    expect(code(await call('zonghe', 'followup.voidStep', { params: { id, seq: String(body.seq) }, body: { reason: '误' } }))).toBe(
      'followup.fixed',
    )
    must(await close(id))
    expect(code(await close(body.caseId))).toBe('followup.incomplete')
  })
  it('SJZ-60 EZ-49 JX-69 立案：案号、日期、决定书齐了才能办结；JX-53 EZ-55 有处罚的还须报送信用信息系统', async () => {
    const visit = await submitted()
    const id = await opened(visit, 'case', { detail: { caseNumber: '示环立〔2026〕7号', filedOn: '2026-04-21' } })
    expect((await view(id)).steps[1].facts).toContainEqual(['案号', '示环立〔2026〕7号'])
    const decision = { outcome: 'penalty', documentNumber: '示环罚〔2026〕5号', on: '2026-04-25', penalty: '罚款', amount: '20000' }
    expect(code(await step(id, 'decided', decision))).toBe('followup.evidence')
    expect(code(await step(id, 'decided', { ...decision, penalty: '' }, await evidence(visit)))).toBe('request.invalid')
    must(await step(id, 'decided', decision, await evidence(visit)))
    const refused = await close(id)
    expect([code(refused), refused.body.error.says]).toEqual(['followup.incomplete', '已作出行政处罚，还没有报送信用信息系统的日期'])
    expect(code(await step(id, 'credit-sent', { platform: '信用中国', on: '2026-05-01' }))).toBe('followup.day')
    must(await step(id, 'credit-sent', { platform: '信用中国', on: '2026-04-26' }))
    must(await close(id))
  })
  it('SJZ-61 HS-28 JX-69 EZ-49 移送部门、移送司法：接收单位、文号、文书、回执齐了才闭环', async () => {
    const visit = await submitted()
    for (const kind of ['transfer', 'judicial']) {
      const id = await opened(visit, kind)
      const sent = { recipient: '示例县公安局', documentNumber: '示环移〔2026〕2号', on: '2026-04-22' }
      expect(code(await step(id, 'sent', sent))).toBe('followup.evidence')
      must(await step(id, 'sent', sent, await evidence(visit)))
      expect(code(await close(id))).toBe('followup.incomplete')
      must(await step(id, 'received', { receipt: '受案回执 12 号', on: '2026-04-24' }))
      must(await close(id))
    }
  })
  it('步骤与种类不符的拒绝；作废一条之后须重新登记', async () => {
    const visit = await submitted()
    const id = await opened(visit, 'on-spot')
    expect(code(await step(id, 'filed', { caseNumber: '1', on: '2026-04-21' }))).toBe('followup.step')
    const { seq } = must(await step(id, 'corrected', { on: '2026-04-21' }, await evidence(visit)))
    must(await call('zonghe', 'followup.voidStep', { params: { id, seq: String(seq) }, body: { reason: '照片拍错' } }))
    expect(code(await call('zonghe', 'followup.voidStep', { params: { id, seq: String(seq) }, body: { reason: '再来' } }))).toBe(
      'followup.fixed',
    )
    expect(code(await close(id))).toBe('followup.incomplete')
    expect((await view(id)).steps[seq - 1].voided).toBe(true)
  })
  it('延期：写明理由，由另一个人审批；批准之前期限不变', async () => {
    const visit = await submitted()
    const id = await opened(visit, 'rectify', { dueOn: '2026-04-30' })
    const ask = (to: string) => call('zonghe', 'followup.askExtension', { params: { id }, body: { to, reason: '设备到货晚' } })
    const decide = (login: string, approve: boolean) =>
      call(login, 'followup.extend', { params: { id }, body: { approve, reason: '情况属实' } })
    expect(code(await decide('fuze', true))).toBe('followup.extension')
    expect(code(await ask('2026-04-30'))).toBe('followup.extension')
    must(await ask('2026-05-30'))
    expect(code(await ask('2026-05-31'))).toBe('followup.extension')
    expect((await view(id)).dueOn).toBe('2026-04-30')
    expect(code(await decide('zonghe', true))).toBe('followup.same_person')
    must(await decide('fuze', false))
    expect((await view(id)).dueOn).toBe('2026-04-30')
    must(await ask('2026-05-30'))
    must(await decide('fuze', true))
    expect(await view(id)).toMatchObject({ dueOn: '2026-05-30', extension: null })
  })
  it('办结可以恢复，恢复后须有新的记录才能再办结；作废的也可以恢复', async () => {
    const visit = await submitted()
    const id = must(await open(visit, 'on-spot', { detail: { correctedOn: '2026-04-20', evidence: await evidence(visit) } })).id
    must(await call('zonghe', 'followup.reopen', { params: { id }, body: { reason: '群众反映未改' } }))
    expect(code(await close(id))).toBe('followup.incomplete')
    must(await step(id, 'note', { text: '再次到场核实，确已改正' }))
    must(await close(id))
    const other = await opened(visit, 'transfer')
    must(await call('zonghe', 'followup.cancel', { params: { id: other }, body: { reason: '误开' } }))
    must(await call('zonghe', 'followup.reopen', { params: { id: other }, body: { reason: '仍须移送' } }))
    expect((await view(other)).state).toBe('open')
  })
  it('到期未办结列为超期，按机构、种类、检查筛选，翻页不重不漏', async () => {
    const visit = await submitted()
    const ids = []
    for (let i = 0; i < 5; i++) ids.push(await opened(visit, 'rectify', { dueOn: `2026-05-0${i + 1}`, ownerUnit: '执法二中队' }))
    await county.database.owner.query(`update follow_up set due_on = '2026-04-26' where id = $1`, [ids[0]])
    const list = async (query: object) => must(await call('zonghe', 'followup.list', { query: { visit: visit.id, ...query } as never }))
    expect((await list({ state: 'overdue' })).rows.map((r: { id: string }) => r.id)).toEqual([ids[0]])
    expect((await list({ kind: 'case' })).total).toBe(0)
    expect((await list({ unit: '执法二中队' })).total).toBe(5)
    const seen: string[] = []
    for (let after: string | undefined; ; ) {
      const pageOf = await list({ limit: 2, ...(after && { after }) })
      seen.push(...pageOf.rows.map((r: { id: string }) => r.id))
      if (pageOf.next === null) break
      after = pageOf.next
    }
    expect(seen).toEqual(ids)
  })
})

describe('佐证', () => {
  it('申报的校验值不符不保存；不认识的内容不保存；存下的原样取回', async () => {
    const visit = await submitted()
    const bytes = photo()
    expect(code(await attach(visit, bytes, '0'.repeat(64)))).toBe('file.mismatch')
    expect(code(await attach(visit, Buffer.from('<script>alert(1)</script>')))).toBe('file.kind')
    must(await attach(visit, bytes))
    const got = await call('zonghe', 'followup.file', { params: { id: visit.id, sha256: sha(bytes) } })
    expect([got.status, Buffer.from(got.body).equals(bytes)]).toEqual([200, true])
    const other = await submitted()
    expect((await call('zonghe', 'followup.file', { params: { id: other.id, sha256: sha(bytes) } })).status).toBe(404)
    expect(code(await step(await opened(other, 'on-spot'), 'corrected', { on: '2026-04-21' }, [sha(bytes)]))).toBe(
      'followup.evidence_unknown',
    )
  })
  it('办理记录和佐证只增不改：应用账号没有改删的权限', async () => {
    for (const table of ['follow_up_step', 'follow_up_file', 'lead_step'])
      await expect(county.database.pool.query(`delete from ${table}`), table).rejects.toThrow(/permission denied/)
  })
})

describe('谁看得见', () => {
  it('执法人员只看得见自己检查的后续处置，可以登记办理，不能办结', async () => {
    const visit = await submitted({ inspectors: ['ZF-001', 'ZF-002'] })
    const id = await opened(visit, 'on-spot')
    expect((await view(id, 'zf001')).id).toBe(id)
    expect((await call('zf003', 'followup.view', { params: { id } })).status).toBe(404)
    const ids = async (login: string) =>
      must(await call(login, 'followup.list', { query: { limit: 200 } as never })).rows.map((r: { id: string }) => r.id)
    expect(await ids('zf001')).toContain(id)
    expect(await ids('zf003')).toEqual([])
    const bytes = photo()
    expect(code(await attach(visit, bytes, sha(bytes), 'zf003'))).toBe('visit.not_found')
    must(await attach(visit, bytes, sha(bytes), 'zf001'))
    expect((await call('zf003', 'followup.file', { params: { id: visit.id, sha256: sha(bytes) } })).status).toBe(404)
    expect(code(await step(id, 'corrected', { on: '2026-04-21' }, [sha(bytes)], 'zf003'))).toBe('followup.not_found')
    must(await step(id, 'corrected', { on: '2026-04-21' }, [sha(bytes)], 'zf001'))
    expect(code(await close(id, 'zf001'))).toBe('access.role')
    expect(code(await open(visit, 'case', {}, 'zf003'))).toBe('visit.not_found')
    expect((await call('zf001', 'lead.list')).status).toBe(403)
    expect((await call('zf001', 'returnvisit.list')).status).toBe(403)
  })
})

describe('线索', () => {
  const record = async (more: object = {}) =>
    call('zonghe', 'lead.record', {
      body: { origin: 'complaint', subjectName: '县城东某作坊', text: '夜间排放黑烟', receivedOn: today, ownerUnit: '执法一中队', ...more },
    })
  const dispose = (id: string, body: object, login = 'zonghe') => call(login, 'lead.dispose', { params: { id }, body })
  const check = { kind: 'check', inspectors: ['ZF-001', 'ZF-002'], items: ['SX-01'], reason: '群众举报夜间偷排', dueOn: today }
  const leadOf = async (id: string) =>
    must(await call('zonghe', 'lead.list', { query: { limit: 200 } as never })).rows.find((r: { id: string }) => r.id === id)

  it('LY-22 转办、移送都有去向、文号和日期；可以恢复；办结写明结果', async () => {
    const { id, number } = must(await record())
    expect(number).toMatch(/^XS-2026-\d{4}$/)
    expect(code(await dispose(id, { kind: 'hand', unit: '没有的中队', on: today }))).toBe('followup.unit')
    expect(code(await dispose(id, { kind: 'hand', unit: '执法二中队', on: '2026-04-28' }))).toBe('followup.day')
    must(await dispose(id, { kind: 'hand', unit: '执法二中队', on: today }))
    expect(await leadOf(id)).toMatchObject({ state: 'handed', ownerUnit: '执法二中队' })
    expect(code(await dispose(id, { kind: 'transfer', recipient: '', documentNumber: '1', on: today }))).toBe('request.invalid')
    must(await dispose(id, { kind: 'transfer', recipient: '示例县住建局', documentNumber: '示环移〔2026〕9号', on: today }))
    expect((await leadOf(id)).history.at(-1).says).toContain('示环移〔2026〕9号')
    must(await call('zonghe', 'lead.close', { params: { id }, body: { result: '住建局已回函查处' } }))
    expect(code(await dispose(id, { kind: 'none', reason: '无' }))).toBe('lead.state')
    must(await call('zonghe', 'lead.reopen', { params: { id }, body: { reason: '又有举报' } }))
    expect((await leadOf(id)).state).toBe('open')
    must(await dispose(id, { kind: 'none', reason: '重复举报，已并入另案' }))
    expect((await leadOf(id)).state).toBe('closed')
  })
  it('没有入库的企业不能转检查；来源不在清单里的不收；线索编号不重', async () => {
    const { id } = must(await record())
    expect(code(await dispose(id, check))).toBe('lead.no_subject')
    expect(code(await record({ origin: 'gossip' }))).toBe('request.invalid')
    expect(code(await record({ subjectCode: 'NO-SUCH-1' }))).toBe('lead.subject')
    expect(code(await record({ subjectName: '' }))).toBe('followup.detail')
    expect(code(await record({ receivedOn: '2026-04-28' }))).toBe('followup.day')
    const many = await Promise.all(Array.from({ length: 6 }, () => record()))
    expect(new Set(many.map(r => must(r).number)).size).toBe(6)
  })
  it('HS-36 正面清单企业的线索立即转现场检查：不经抽取、不计任务、不受频次上限限制；不能不予处理', async () => {
    // The firm has been checked this year already.
    const visit = await submitted({ positiveList: true })
    const { id, positiveList } = must(await record({ subjectCode: visit.subject.code, subjectName: '' }))
    expect(positiveList).toBe(true)
    expect(await leadOf(id)).toMatchObject({ positiveList: true, dueOn: today })
    expect(code(await dispose(id, { kind: 'none', reason: '先放一放' }))).toBe('lead.positive_list')
    expect(code(await call('zonghe', 'lead.close', { params: { id }, body: { result: '先放一放' } }))).toBe('lead.positive_list')
    expect(code(await dispose(id, { ...check, inspectors: ['ZF-001', 'ZF-001'] }))).toBe('visit.team')
    expect(code(await dispose(id, { ...check, items: ['SX-10'] }))).toBe('gate.not_listed')
    expect(code(await dispose(id, { ...check, items: ['SX-09'] }))).toBe('gate.no_basis')
    const opening = must(await dispose(id, check)).visit
    const { rows } = await county.database.owner.query('select * from visit where id = $1', [opening.id])
    expect(rows[0]).toMatchObject({ batch_code: null, kind: 'targeted', state: 'waiting', method: 'on-site', subject_code: null })
    const secret = openVisit(county.env.seal, opening.id, rows[0].sealed)
    expect(secret).toMatchObject({ subject: visit.subject.code, strata: [], tasks: [], items: ['SX-01'] })
    expect(secret.slots.map(s => s.inspector)).toEqual(['ZF-001', 'ZF-002'])
    // the list does not say which visit, nor who goes, before it is done; nor does any event.
    expect(await leadOf(id)).toMatchObject({ state: 'checked', visit: null })
    const list = (await call('zonghe', 'lead.list', { query: { limit: 200 } as never })).body
    expect(JSON.stringify(list)).not.toMatch(/ZF-00/)
    const events = await county.database.owner.query(`select payload from event where kind in ('lead.disposed', 'visit.opened')`)
    expect(JSON.stringify(events.rows)).not.toMatch(new RegExp(`${visit.subject.code}|ZF-00`))
    expect(code(await call('zonghe', 'lead.close', { params: { id }, body: { result: '查完' } }))).toBe('lead.check_open')
  })
  it('LY-22 HS-36 所转检查办结，线索和转现场的后续处置随之办结', async () => {
    const visit = await submitted()
    const opening = must(
      await open(visit, 'on-site', { onSite: { inspectors: ['ZF-001', 'ZF-002'], items: ['SX-01'], dueOn: '2026-05-08' } }),
    )
    expect(code(await open(visit, 'on-site'))).toBe('followup.detail')
    expect(code(await close(opening.id))).toBe('followup.incomplete')
    const { rows } = await county.database.owner.query(`select detail->>'linkedVisit' as linked from follow_up where id = $1`, [opening.id])
    expect((await view(opening.id)).linkedVisit).toBeNull()
    const { id } = must(await record({ subjectCode: visit.subject.code }))
    must(await dispose(id, check))
    await county.database.owner.query('update lead set visit_id = $1 where id = $2', [rows[0].linked, id])
    const closed = await actAs({ env: county.env, actor: await officeActor() }, tx =>
      closeFollowUpOf(tx, { kind: 'on-site', linkedVisit: rows[0].linked }, '现场检查已办结'),
    )
    expect(closed).toEqual({ ok: true, value: 1 })
    expect((await view(opening.id)).state).toBe('closed')
    expect((await leadOf(id)).state).toBe('closed')
  })
})

describe('回访', () => {
  const good = { certificates: 'yes', notice: 'yes', onlyItems: 'yes', gift: 'no', disturbed: 'no', rude: 'no' }
  const batchCode = '990101-2026-0009'
  let visits: Made[]
  beforeAll(async () => {
    await county.database.owner.query(
      `insert into batch (agency_id, code, period, state, created_at) values ($1, $2, '2026-Q1', 'published', now())`,
      [agency, batchCode],
    )
    await county.database.owner.query(
      `insert into batch_file (agency_id, batch_code, name, sealed, bytes) values ($1, $2, 'result.json', false, $3)`,
      [agency, batchCode, Buffer.from('{"result":1}')],
    )
    visits = []
    for (let i = 0; i < 21; i++) visits.push(await submitted({ batch: batchCode, inspectors: ['ZF-004', 'ZF-005'] }))
  })
  const draw = () => call('jiandu', 'returnvisit.draw', { body: { batchCode } })
  const rowsOf = async () =>
    must(await call('jiandu', 'returnvisit.list')).rows as {
      visitId: string
      visitNumber: string
      state: string
      dueOn: string
      misconduct: string[]
    }[]
  const record = (id: string, body: object, login = 'jiandu') => call(login, 'returnvisit.record', { params: { id }, body })
  const done = (answers: object = good) => ({ result: 'done', answers, on: today, byWhom: '环保负责人', note: '' })

  it('LY-33 检查没有全部结束不抽；按方案比例向上取整，只抽一次，同时点两次也只一次', async () => {
    await county.database.owner.query(`update visit set state = 'waiting' where id = $1`, [visits[0]?.id])
    expect(code(await draw())).toBe('returnvisit.early')
    await county.database.owner.query(`update visit set state = 'done' where id = $1`, [visits[0]?.id])
    const replies = await Promise.all([draw(), draw()])
    expect(replies.map(r => r.status).sort()).toEqual([200, 409])
    expect(replies.find(r => r.status === 200)?.body).toMatchObject({ drawn: 3, of: 21 })
    expect((await rowsOf()).length).toBe(3)
    const { rows } = await county.database.owner.query(`select payload from event where kind = 'returnvisit.drawn'`)
    const { pickReturnVisits } = await import('@mingcha/core/followup')
    const again = pickReturnVisits(
      sha(Buffer.from('{"result":1}')),
      visits.map(v => ({ number: v.number, recordSha256: sha(Buffer.from(v.number)) })),
      10,
    )
    expect(rows[0].payload.numbers).toEqual(again)
    expect((await rowsOf()).map(r => r.visitNumber)).toEqual([...again].sort())
  })
  it('LY-33 外部抽取的批次没有抽取结果文件，按登记内容定回访；不存在的批次拒绝', async () => {
    const external = '990101-2026-0008'
    await county.database.owner.query(
      `insert into batch (agency_id, code, period, state, created_at, external) values ($1, $2, '2026-Q1', 'published', now(), '{"n":1.5,"a":null}')`,
      [agency, external],
    )
    await submitted({ batch: external })
    expect(must(await call('jiandu', 'returnvisit.draw', { body: { batchCode: external } }))).toMatchObject({ drawn: 1, of: 1 })
    expect(code(await call('jiandu', 'returnvisit.draw', { body: { batchCode: '990101-2026-0007' } }))).toBe('returnvisit.nothing')
    await county.database.owner.query(`delete from return_visit where visit_id in (select id from visit where batch_code = $1)`, [external])
  })
  it('LY-33 回答提示不当行为的，自动开立线索，来源为回访，交纪检监督；没有的不开', async () => {
    const [first, second, third] = await rowsOf()
    expect(must(await record(first?.visitId ?? '', done())).leadNumber).toBeNull()
    const { leadNumber } = must(await record(second?.visitId ?? '', done({ ...good, gift: 'yes', certificates: 'no' })))
    const lead = must(await call('zonghe', 'lead.list', { query: { limit: 200 } as never })).rows.find(
      (r: { number: string }) => r.number === leadNumber,
    )
    expect(lead).toMatchObject({ origin: 'return-visit', ownerUnit: '纪检监督', state: 'open' })
    expect(lead.text).toMatch(/执法证件.*礼品/)
    expect(code(await record(second?.visitId ?? '', done()))).toBe('returnvisit.state')
    expect(code(await record(third?.visitId ?? '', { result: 'unreachable', on: '2026-04-28', reason: '电话不通' }))).toBe('followup.day')
    must(await record(third?.visitId ?? '', { result: 'unreachable', on: today, reason: '电话三次未接' }))
    must(await record(third?.visitId ?? '', done()))
    must(await call('jiandu', 'returnvisit.withdraw', { params: { id: third?.visitId ?? '' }, body: { reason: '记错企业' } }))
    expect((await rowsOf()).find(r => r.visitId === third?.visitId)?.state).toBe('due')
  })
  it('LY-33 参加过检查的人不能回访自己', async () => {
    const due = (await rowsOf()).find(r => r.state === 'due')
    await county.database.owner.query(`update account set inspector_code = 'ZF-004' where login = 'zonghe2'`)
    const member = await signIn(county.app, 'zonghe2', trainingPassword)
    expect(code(await member.call('returnvisit.record', { params: { id: due?.visitId ?? '' }, body: done() }))).toBe('returnvisit.own')
    expect((await record(due?.visitId ?? '', done())).status).toBe(200)
  })
  it('LY-33 回访记录可以打印；还没有回访的不能', async () => {
    const rows = await rowsOf()
    const paper = (id: string) => call('zonghe', 'returnvisit.papers', { params: { id } })
    const printed = await paper(rows.find(r => r.state === 'done')?.visitId ?? '')
    expect(printed.body.subarray(0, 5).toString()).toBe('%PDF-')
    const left = rows.find(r => r.state === 'due')
    if (left) expect(code(await paper(left.visitId))).toBe('papers.not_ready')
    expect(code(await paper('00000000-0000-4000-8000-000000000000'))).toBe('returnvisit.not_found')
  })
})
