/** 认定 → 审核 → 公示, over HTTP and a real database: a determined batch from its submitted visits to the public record and back by correction. */
import type { Actor } from '@mingcha/core/access'
import { encodeUtf8, sha256Hex } from '@mingcha/core/base'
import { readLine } from '@mingcha/core/publicity'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Client } from '../../../test/app.ts'
import { advance, type CountyApp, countyApp, drawnBatch } from '../../../test/county-app.ts'
import { type SubmittedVisit, submitVisits } from '../../../test/done-visits.ts'
import { read, write } from '../../db/tx.ts'
import { openCorrection, recordReply } from './commands.ts'
import { listDisclosures, resetDisclosures } from './disclosures.ts'
import { findingState } from './for-visits.ts'
import { publishedVisits } from './public.ts'
import { listFindings, viewFinding } from './queries.ts'

let county: CountyApp
let head: Client
let office: Client
let office2: Client
let visits: SubmittedVisit[]
beforeAll(async () => {
  county = await countyApp()
  const batch = await drawnBatch(county)
  visits = await submitVisits(county, batch, [
    'clean',
    'violation',
    'clean',
    'unreachable',
    'clean',
    'clean',
    'clean',
    'clean',
    'clean',
    'violation',
    'refused',
    'clean',
  ])
  await advance(county, '2026-04-21T02:00:00Z')
  ;[head, office, office2] = [await county.as('fuze'), await county.as('zonghe'), await county.as('zonghe2')]
}, 120_000)
afterAll(() => county.drop())

const at = (i: number) => ({ id: visits[i]!.id })
const clean = { version: 1, code: 'NO_PROBLEM', summary: '', severity: 'none', jointPunishment: false, followUps: [] }
const rectify = { kind: 'rectify', ownerUnit: '执法一中队', dueOn: '2026-05-15', content: '补设危废标识', detail: {} }
const ordered = { ...clean, code: 'ORDERED', severity: 'ordinary', followUps: [rectify] }
const open = { version: 1, opinion: '文字准确', effect: 'full', ground: null, groundReason: '', redactedSummary: null }
const determine = (i: number, body: object = clean) => head.call('finding.determine', { params: at(i), body })
const review = (i: number, body: object = open, who: Client = office) => who.call('finding.review', { params: at(i), body })
const publish = (indexes: number[], more: object = {}, version = 1) =>
  office.call('finding.publish', { body: { findings: indexes.map(i => ({ visitId: at(i).id, version })), ...more } })
const view = async (i: number) => (await office.call('finding.view', { params: at(i) })).body
const code = (reply: { status: number; body: { error?: { code: string } } }) => (reply.status === 200 ? 'ok' : reply.body.error?.code)

describe('认定', () => {
  it('SJZ-63 JX-50 X-03 认定之日起 20 个工作日：2026-04-21 认定，2026-05-21 前公示，列表给出倒计时', async () => {
    const reply = await determine(0)
    expect(reply.body).toMatchObject({ ok: true, dueOn: '2026-05-21' })
    const { body } = await office.call('finding.list', { query: { state: 'determined' } })
    expect(body.rows).toMatchObject([
      {
        visitId: at(0).id,
        dueOn: '2026-05-21',
        countdown: { overdue: false, left: 20, says: '还剩 20 个工作日，2026-05-21 前' },
        mine: true,
      },
    ])
    expect(body.counts).toMatchObject({ submitted: 11, determined: 1 })
  })
  it('SJZ-66 SJZ-88 只能用方案列明的表述；与记录相反、没有后续处置的被拒绝，并说出怎么办', async () => {
    expect(code(await determine(1, { ...clean, code: '一切正常' }))).toBe('finding.phrase')
    expect(code(await determine(1, clean))).toBe('finding.contradicts')
    const refused = await determine(1, { ...ordered, followUps: [] })
    expect(code(refused)).toBe('finding.no_follow_up')
    expect(refused.body.error.sentence).toContain('请在认定的同时开立')
    expect(code(await determine(2, ordered))).toBe('finding.contradicts')
  })
  it('SJZ-60 LY-02 认定有问题，后续处置在同一步开立；被拒绝的认定不留下后续处置', async () => {
    const count = async () => (await county.database.owner.query('select kind, state, owner_unit from follow_up')).rows
    expect(code(await determine(1, { ...ordered, severity: 'none' }))).toBe('finding.severity')
    expect(await count()).toEqual([])
    expect(code(await determine(1, { ...ordered, summary: '危废间标识缺失，已责令改正。' }))).toBe('ok')
    expect(await count()).toEqual([{ kind: 'rectify', state: 'open', owner_unit: '执法一中队' }])
    expect((await view(1)).followUps).toMatchObject([{ kind: 'rectify', content: '补设危废标识' }])
  })
  it('JX-56 严重违法失信标记联合惩戒，只限严重', async () => {
    const body = { ...ordered, code: 'UNCOOPERATIVE', jointPunishment: true }
    expect(code(await determine(10, body))).toBe('finding.joint_punishment')
    expect(code(await determine(10, { ...body, severity: 'serious' }))).toBe('ok')
    expect((await view(10)).versions[0]).toMatchObject({ severity: 'serious', jointPunishment: true })
  })
  it('只有负责人认定；同一版不能认定两次；未提交的检查没有结果（X-04）', async () => {
    expect(code(await office.call('finding.determine', { params: at(2), body: clean }))).toBe('access.role')
    expect(code(await determine(0))).toBe('finding.state')
    expect(code(await determine(2, { ...clean, version: 2 }))).toBe('finding.stale')
    const waiting = (await county.database.owner.query("select id from visit where state = 'waiting' limit 1")).rows[0].id
    expect(code(await office.call('finding.view', { params: { id: waiting } }))).toBe('finding.not_found')
  })
})

describe('审核', () => {
  it('SJZ-59 认定人、参加检查的人都不能审核；责任落实到检查人员，详情列出姓名', async () => {
    expect(code(await review(0, open, head))).toBe('finding.reviewer_determined')
    const member = visits[0]!.inspectors[0]!
    await county.database.owner.query("update account set inspector_code = $1 where login = 'zonghe2'", [member])
    expect(code(await review(0, open, await county.as('zonghe2')))).toBe('finding.reviewer_inspected')
    expect((await (await county.as('zonghe2')).call('finding.view', { params: at(0) })).body.reviewBlocked).toBe(
      'finding.reviewer_inspected',
    )
    await county.database.owner.query("update account set inspector_code = null where login = 'zonghe2'")
    expect(code(await review(0, open, office2))).toBe('ok')
    const shown = await view(0)
    expect(shown.officers.map((o: { code: string }) => o.code)).toEqual([...visits[0]!.inspectors])
    expect(shown.officers.every((o: { name: string }) => /\p{Script=Han}/u.test(o.name))).toBe(true)
    expect(shown.history.map((h: { title: string; by: string }) => [h.title, h.by])).toEqual([
      ['认定结果', '负责人·高远'],
      ['审核通过', '综合办·林溪'],
    ])
  })
  it('退回、撤回审核都写明理由，公示之前可以反复', async () => {
    expect(code(await office.call('finding.withdrawReview', { params: at(0), body: { version: 1, reason: '再核' } }))).toBe('ok')
    expect((await view(0)).state).toBe('determined')
    expect(code(await office.call('finding.withdrawReview', { params: at(0), body: { version: 1, reason: '再核' } }))).toBe('finding.state')
    expect(code(await office.call('finding.return', { params: at(0), body: { version: 1, reason: '摘要不清' } }))).toBe('ok')
    expect((await view(0)).state).toBe('returned')
    expect(code(await publish([0]))).toBe('finding.state')
    expect(code(await determine(0))).toBe('ok')
    expect(code(await review(0))).toBe('ok')
  })
  it('HS-40 JX-51 公开文字里有身份证号、手机号的不能通过，隐去之后可以', async () => {
    expect(code(await determine(9, { ...ordered, summary: '负责人电话 139 0000 1111，已责令改正。' }))).toBe('ok')
    expect((await view(9)).personal).toEqual([{ kind: '手机号码', masked: '139******11' }])
    const refused = await review(9)
    expect(code(refused)).toBe('finding.personal_data')
    expect(refused.body.error.sentence).not.toContain('0000')
    const redacted = { ...open, effect: 'redact', ground: '个人隐私', groundReason: '联系方式', redactedSummary: '已责令改正。' }
    expect(code(await review(9, { ...redacted, redactedSummary: '电话 13900001111' }))).toBe('finding.personal_data')
    expect(code(await review(9, { ...redacted, redactedSummary: null }))).toBe('finding.redaction')
    expect(code(await review(9, redacted))).toBe('ok')
    expect((await view(9)).versions[0].line).toMatchObject({ effect: 'redact', summary: '已责令改正。', ground: '个人隐私' })
  })
  it('SJZ-65 EZ-56 EZ-53 X-10 理由限于方案列明的；强制的不能放宽', async () => {
    for (const i of [2, 4, 5]) expect(code(await determine(i, { ...clean, summary: '摘要内容' }))).toBe('ok')
    expect(code(await review(2, { ...open, effect: 'withhold' }))).toBe('finding.ground_missing')
    expect(code(await review(2, { ...open, effect: 'withhold', ground: '影响形象', groundReason: '不便' }))).toBe('finding.ground_unknown')
    const secret = { ...open, ground: '法律明确不予公开', groundReason: '依据某法某条' }
    expect(code(await review(2, { ...secret, effect: 'restrict' }))).toBe('finding.ground_mandatory')
    expect(code(await review(2, { ...open, effect: 'withhold', ground: '公共安全', groundReason: '涉及危险源点位' }))).toBe('ok')
    expect(code(await review(4, { ...open, effect: 'restrict', ground: '公共安全', groundReason: '涉及点位' }))).toBe('ok')
    expect(code(await review(5, { ...open, effect: 'restrict', ground: '商业秘密', groundReason: '工艺' }))).toBe('finding.ground_effect')
    expect(code(await review(5))).toBe('ok')
  })
})

describe('公示', () => {
  it('EZ-13 只有审核过的才能公示；一次多项，一项不行就都不做', async () => {
    expect(code(await publish([0, 1]))).toBe('finding.state')
    expect((await view(0)).state).toBe('reviewed')
    expect((await publish([0, 0, 2, 4])).body).toEqual({ published: 2, withheld: 1 })
    expect(code(await publish([0]))).toBe('finding.state')
  })
  it('JX-50 公示内容逐字是方案的表述和国家公示系统的字段，印出后不变；指纹进透明日志，条目里没有企业', async () => {
    await county.log.runOnce()
    const shown = await view(0)
    const { line, sha256, logIndex } = shown.versions[0]
    expect(line).toMatchObject({
      insAuth: '示例市生态环境局示例县分局',
      result: '未发现问题',
      insDate: '2026-04-20',
      subjectName: visits[0]!.name,
    })
    // The draw is real chance: the firm may have been drawn for more than one task.
    for (const task of line.tasks) expect(task).toMatchObject({ raninsPlanId: '990101-2026', raninsPlaneName: '2026 年度抽查计划' })
    expect(line.tasks[0].items.length).toBeGreaterThan(0)
    const row = (await county.database.owner.query('select line from finding where visit_id = $1', [at(0).id])).rows[0]
    expect(sha256Hex(encodeUtf8(row.line))).toBe(sha256)
    const leaf = (await county.database.owner.query('select kind, entry from log_leaf where index = $1', [logIndex])).rows[0]
    expect(leaf.kind).toBe('publicity')
    expect(JSON.parse(leaf.entry.toString())).toEqual({
      agency: '990101',
      effect: 'full',
      sha256,
      type: 'mingcha/publicity/v1',
      version: '1',
      visit: shown.number,
    })
    const all = (await county.database.owner.query("select entry from log_leaf where kind in ('publicity', 'correction')")).rows
    for (const r of all) expect(r.entry.toString()).not.toMatch(new RegExp(`${visits[0]!.subject}|${visits[2]!.name}`))
  })
  it('SJZ-65 EZ-06 不予公示的内容没有名称，仍计入并写明理由；调整范围的没有摘要和事项（HS-40）', async () => {
    expect((await view(2)).state).toBe('withheld')
    const stored = (await county.database.owner.query('select line from finding where visit_id = $1', [at(2).id])).rows[0].line
    expect(stored).not.toContain(visits[2]!.name)
    expect(stored).not.toContain(visits[2]!.subject)
    expect(readLine(stored)).toMatchObject({ ground: '公共安全', effect: 'withhold' })
    const restricted = (await view(4)).versions[0].line
    expect(restricted).toMatchObject({ result: '未发现问题', summary: '', subjectName: visits[4]!.name, tasks: [{ items: [] }] })
    const { metrics } = (await office.call('finding.list', { query: {} })).body
    expect(metrics).toMatchObject({ determined: 7, published: 2, withheld: 1, waiting: 4, grounds: [{ ground: '公共安全', count: 1 }] })
  })
  it('EZ-13 公示过的不能改、不能删：应用账号、所有者账号都不行', async () => {
    const q = (sql: string, pool = county.database.pool) =>
      pool.query(sql, [at(0).id]).then(
        () => 'done',
        (e: { message: string; code: string }) => e.message,
      )
    await county.database.pool.query("select set_config('mingcha.agency', '*', false)")
    expect(await q('delete from finding where visit_id = $1')).toMatch(/permission denied/)
    expect(
      await q(
        "with s as (select set_config('mingcha.agency', '*', true)) update finding set summary = 'x' from s where visit_id = $1",
        county.database.owner,
      ),
    ).toMatch(/never changed/)
    expect(await q('delete from finding where visit_id = $1', county.database.owner)).toMatch(/never changed/)
    const client = await county.database.pool.connect()
    try {
      await client.query("select set_config('mingcha.agency', '*', false)")
      for (const set of ["phrase = 'x'", "state = 'returned'", "line = '{}'", 'due_on = null'])
        await expect(client.query(`update finding set ${set} where visit_id = $1`, [at(0).id]), set).rejects.toThrow(/never changed/)
      for (const table of ['finding', 'disclosure', 'enterprise_reply', 'publicity_kind'])
        await expect(client.query(`delete from ${table}`), table).rejects.toThrow(/permission denied/)
      await expect(client.query("update enterprise_reply set text = 'x'")).rejects.toThrow(/permission denied/)
    } finally {
      await client.query("select set_config('mingcha.agency', '', false)")
      client.release()
    }
  })
  it('EZ-13 SJZ-63 超期必须写明理由，超期数和迟公示数都算出来', async () => {
    await advance(county, '2026-05-22T02:00:00Z')
    const before = (await office.call('finding.list', { query: {} })).body
    expect(before.metrics).toMatchObject({ overdue: 4, late: 0 })
    expect(before.rows.find((r: { visitId: string }) => r.visitId === at(5).id).countdown).toMatchObject({
      overdue: true,
      says: '已超期 1 个工作日，应于 2026-05-21 前公示',
    })
    const refused = await publish([5])
    expect(code(refused)).toBe('finding.late')
    expect(refused.body.error.sentence).toContain('2026-05-21')
    expect(code(await publish([5], { lateReason: '省平台停机' }))).toBe('ok')
    expect((await view(5)).versions[0]).toMatchObject({ lateReason: '省平台停机', line: { lateReason: '省平台停机' } })
    expect((await office.call('finding.list', { query: {} })).body.metrics).toMatchObject({ overdue: 3, late: 1 })
  })
  it('两个窗口同时公示同一项：只公示一次，日志只有一条', async () => {
    expect(code(await determine(6))).toBe('ok')
    expect(code(await review(6))).toBe('ok')
    const replies = await Promise.all(Array.from({ length: 6 }, () => publish([6])))
    expect(replies.filter(r => r.status === 200)).toHaveLength(1)
    const { rows } = await county.database.owner.query(
      "select count(*)::int n from event where kind = 'finding.published' and thing_id = $1",
      [`${at(6).id}/1`],
    )
    expect(rows[0].n).toBe(1)
  })
})

describe('更正与企业答复', () => {
  it('EZ-13 更正是新的一版：旧版公示到新版公示为止，然后并列；可以撤回，版本号不重用', async () => {
    const ask = (version: number, reason = '事项填错') => head.call('finding.correct', { params: at(0), body: { version, reason } })
    expect(code(await head.call('finding.dropCorrection', { params: at(0), body: { reason: '误' } }))).toBe('finding.no_correction')
    expect((await ask(1)).body).toEqual({ version: 2 })
    expect(code(await ask(1))).toBe('finding.stale')
    expect(code(await ask(2))).toBe('finding.state')
    const states = () =>
      read({ env: county.env, actor: null }, ({ db }) => findingState(db, { agencies: ['990101'], units: null, officer: null }, at(0).id))
    expect(await states()).toMatchObject({ shown: { version: 1, state: 'published' }, newest: { version: 2, state: 'returned' } })
    expect(code(await head.call('finding.dropCorrection', { params: at(0), body: { reason: '核对无误' } }))).toBe('ok')
    expect(await states()).toMatchObject({ newest: { version: 1 } })
    expect((await ask(1)).body).toEqual({ version: 3 })
    expect((await determine(0, { ...clean, version: 3, summary: '更正：检查日期无误，事项名称更正' })).body).toMatchObject({
      dueOn: '2026-06-22',
    })
    expect(code(await review(0, { ...open, version: 3 }))).toBe('ok')
    expect(code(await publish([0], {}, 3))).toBe('ok')
    await county.log.runOnce()
    const shown = await view(0)
    expect(shown.versions.map((v: { version: number; state: string }) => [v.version, v.state])).toEqual([
      [1, 'published'],
      [2, 'dropped'],
      [3, 'published'],
    ])
    expect(shown.versions[2].line).toMatchObject({ version: '3', correctionReason: '事项填错' })
    const leaf = (await county.database.owner.query('select kind from log_leaf where index = $1', [shown.versions[2].logIndex])).rows[0]
    expect(leaf.kind).toBe('correction')
  })
  it('企业答复登记在结果旁，有个人信息的拒绝，可以撤下；没有公示的不能登记', async () => {
    const reply = (i: number, text: string, receivedOn = '2026-05-21') =>
      office.call('reply.record', { params: at(i), body: { receivedOn, byWhom: '企业环保负责人', text } })
    expect(code(await reply(7, '已整改'))).toBe('reply.not_public')
    expect(code(await reply(2, '已整改'))).toBe('reply.not_public')
    expect(code(await reply(0, '电话 13900001111'))).toBe('reply.personal_data')
    expect(code(await reply(0, '已整改', '2026-06-01'))).toBe('reply.date')
    const made = await reply(0, '我公司已完成整改。')
    expect(code(made)).toBe('ok')
    expect((await view(0)).replies).toMatchObject([{ text: '我公司已完成整改。', state: 'shown' }])
    const withdraw = () => office.call('reply.withdraw', { params: { id: made.body.id }, body: { reason: '企业要求' } })
    expect(code(await withdraw())).toBe('ok')
    expect(code(await withdraw())).toBe('reply.state')
  })
})

describe('渠道', () => {
  const national = '国家企业信用信息公示系统（河北）'
  it('JX-50 EZ-52 每条公示逐渠道待推送；不予公示的不推送；导出的表是国家字段加字典，导出后不再待推送', async () => {
    const { body } = await office.call('disclosure.list', { query: {} })
    expect(body.channels.map((c: { channel: string }) => c.channel).sort()).toEqual(
      ['国家企业信用信息公示系统（河北）', '信用中国（河北）', '政府统一的信息平台', '部门门户网站'].sort(),
    )
    expect(body.rows.some((r: { visitId: string }) => r.visitId === at(2).id)).toBe(false)
    const file = (await office.call('disclosure.export', { body: { channel: national } })).body
    const [header = '', ...lines] = file.csv.replace('\ufeff', '').trim().split('\r\n')
    expect(header).toBe(
      'visit,version,uniscId,entName,raninsPlanId,raninsPlaneName,raninsTaskId,raninsTaskName,raninsTypeName,insAuth,insDate,raninsItemName,raninsCheckResName,publishedOn,status,sha256',
    )
    expect(lines.some((l: string) => l.includes(visits[0]!.subject) && l.includes('未发现问题') && l.includes('更正'))).toBe(true)
    for (const field of header.split(',')) expect(file.dictionary).toContain(field)
    expect(code(await office.call('disclosure.export', { body: { channel: national } }))).toBe('disclosure.nothing')
  })
  it('回执成批登记；退回写明理由；都可以恢复待推送', async () => {
    const exported = (await office.call('disclosure.list', { query: { state: 'exported' } })).body.rows
    const keys = exported.map((r: { visitId: string; version: number; channel: string }) => ({
      visitId: r.visitId,
      version: r.version,
      channel: r.channel,
    }))
    expect(keys.length).toBeGreaterThan(2)
    expect((await office.call('disclosure.receive', { body: { rows: keys, receipt: '回执 20260522-01' } })).body).toEqual({
      changed: keys.length,
    })
    expect(code(await office.call('disclosure.receive', { body: { rows: keys, receipt: '再登' } }))).toBe('disclosure.state')
    expect(code(await office.call('disclosure.return', { body: { rows: [keys[0]], reason: '信用代码不符' } }))).toBe('ok')
    const returned = (await office.call('disclosure.list', { query: { state: 'returned' } })).body.rows
    expect(returned).toMatchObject([{ reason: '信用代码不符' }])
    expect(code(await office.call('disclosure.reset', { body: { rows: [keys[0]] } }))).toBe('ok')
    expect((await office.call('disclosure.export', { body: { channel: national } })).body.rows).toEqual([keys[0]])
  })
})

it('JX-56 联合惩戒名单只含已公示的', async () => {
  const csv = async () => ((await office.call('publicity.jointPunishment')).body as Buffer).toString()
  expect(await csv()).not.toContain(visits[10]!.name)
  expect(code(await review(10))).toBe('ok')
  expect(code(await publish([10], { lateReason: '演练' }))).toBe('ok')
  const after = await csv()
  expect(after).toContain(visits[10]!.name)
  expect(after).toContain('不配合检查情节严重')
  expect(after).not.toContain(visits[0]!.name)
})

describe('四类公开', () => {
  it('HS-05 JX-02 EZ-04 方案、事项、计划、结果各有公开状态；前三类可按理由不公开并恢复，结果只能逐项', async () => {
    const kinds = async () => (await office.call('publicity.kinds')).body.rows
    expect((await kinds()).map((k: { kind: string; state: string }) => [k.kind, k.state])).toEqual([
      ['scheme', 'published'],
      ['items', 'published'],
      ['plan', 'published'],
      ['results', 'published'],
    ])
    const hold = (kind: string, ground = '国家秘密') =>
      office.call('publicity.withhold', { body: { kind, ground, reason: '依据某法某条' } })
    expect(code(await hold('results'))).toBe('publicity.results')
    expect(code(await hold('items', '不便'))).toBe('finding.ground_unknown')
    expect(code(await hold('items'))).toBe('ok')
    expect(code(await hold('items'))).toBe('publicity.kind')
    expect((await kinds())[1]).toMatchObject({ state: 'withheld', ground: '国家秘密', says: '依法不予公开：国家秘密' })
    expect(code(await office.call('publicity.restore', { body: { kind: 'items' } }))).toBe('ok')
    expect((await kinds())[1].state).toBe('published')
  })
  it('JX-28 计划印发之日起 20 个工作日内公开：方案 2026-02-27 印发，期限 2026-03-26', async () => {
    const plan = (await office.call('publicity.kinds')).body.rows[2]
    expect(plan).toMatchObject({ kind: 'plan', dueOn: '2026-03-26', overdue: false })
    const late = await countyApp()
    try {
      await late.database.owner.query("update plan_version set published_at = '2026-03-27T02:00:00Z'")
      const rows = (await (await late.as('zonghe')).call('publicity.kinds')).body.rows
      expect(rows[2]).toMatchObject({ overdue: true, says: '2026-03-27 起公开，晚于期限 2026-03-26' })
    } finally {
      await late.drop()
    }
  })
})

describe('鄂州口径', () => {
  it('EZ-52 X-03 EZ-54 从检查完成之日起算，未认定也已有期限；三种表述以外一律拒绝', async () => {
    const other = await countyApp()
    try {
      const batch = await drawnBatch(other)
      const { readFileSync } = await import('node:fs')
      const yaml = readFileSync(`${other.env.schemesDir}/longyao-2026.yaml`, 'utf8')
        .replace('start: determination', 'start: completion')
        .replace('vocabulary: open', 'vocabulary: closed')
        .replace(/ {4}- \{ code: (NOT_DISCLOSED|FALSE_DISCLOSED|UNREACHABLE|UNCOOPERATIVE|NO_ACTIVITY|PENDING),.*\n/g, '')
        .replace('发现问题已责令改正', '发现问题已责令整改')
      const boss = await other.as('fuze')
      const { id } = (await (await other.as('zonghe')).call('scheme.propose', { body: { yaml, reason: '按鄂州的期限和用语' } })).body
      expect((await boss.call('scheme.decide', { params: { id }, body: { adopt: true } })).status).toBe(200)
      const [one, two] = await submitVisits(other, batch, ['unreachable', 'clean'], '2026-04-20')
      const rows = (await boss.call('finding.list', { query: {} })).body.rows
      expect(rows).toHaveLength(2)
      for (const row of rows) expect(row).toMatchObject({ state: 'submitted', dueOn: '2026-05-20', determinedOn: null })
      await advance(other, '2026-05-15T02:00:00Z')
      const ask = (c: string, id = one!.id) => boss.call('finding.determine', { params: { id }, body: { ...clean, code: c } })
      expect(code(await ask('UNREACHABLE'))).toBe('finding.phrase')
      // 鄂州没有“无法联系”的用语：不认定为未发现问题，也不用别的代替。
      expect(code(await ask('NO_PROBLEM'))).toBe('finding.no_phrase')
      expect(code(await ask('ORDERED'))).toBe('finding.no_phrase')
      expect((await ask('NO_PROBLEM', two!.id)).body).toMatchObject({ dueOn: '2026-05-20' })
    } finally {
      await other.drop()
    }
  })
})

describe('别的单位', () => {
  it('看不到、办不了、公开页也不混在一起', async () => {
    const stranger: Actor = {
      accountId: '00000000-0000-4000-8000-0000000000aa',
      agency: '990102',
      login: 'x',
      name: 'x',
      roles: ['head', 'office', 'legal'],
      unitId: null,
      inspectorCode: null,
    }
    const open = { env: county.env, actor: stranger }
    const listed = await read(open, r => listFindings(r.db, r.scope, r.actor, r.today, {}))
    expect(listed).toMatchObject({ rows: [], counts: {}, metrics: { determined: 0, overdue: 0 } })
    expect(await read(open, r => listDisclosures(r.db, r.scope, {}))).toEqual({ rows: [], channels: [] })
    const seen = await read(open, r => viewFinding(r.db, r.scope, r.env, r.actor, r.today, at(0).id))
    expect(seen).toMatchObject({ ok: false, error: { code: 'finding.not_found' } })
    const correct = await write(open, tx => openCorrection(tx, at(0).id, { version: 3, reason: 'x' }))
    expect(correct).toMatchObject({ ok: false, error: { code: 'finding.not_found' } })
    const reply = await write(open, tx => recordReply(tx, at(0).id, { receivedOn: '2026-05-01', byWhom: 'x', text: 'x' }))
    expect(reply).toMatchObject({ ok: false, error: { code: 'finding.not_found' } })
    const key = { visitId: at(0).id, version: 1, channel: '部门门户网站' }
    const reset = await write(open, tx => resetDisclosures(tx, { rows: [key] }))
    expect(reset).toMatchObject({ ok: false, error: { code: 'disclosure.not_found' } })
    expect(await read({ env: county.env, actor: null }, r => publishedVisits(r, '990102', { limit: 10 }))).toEqual([])
  })
})
