/** 外部抽取（等级 E）— registered whole or not at all, sealed as a draw is, never shown as verifiable. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Fastify from 'fastify'
import iconv from 'iconv-lite'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { advance, type CountyApp, countyApp, freezeBatch, openBatch } from '../../../test/county-app.ts'
import { submitAll } from '../../../test/fieldwork.ts'
import { read } from '../../db/tx.ts'
import { registerPublicPages } from '../../public/pages.ts'
import { listPurpose } from './external.ts'
import { answerTicket, publicDraw } from './public.ts'

let county: CountyApp

const head = '统一社会信用代码,对象代码,企业名称,分层,检查人员1,检查人员2,检查人员3\r\n'
const file = (rows: readonly string[], name = '抽取结果.csv', encoding = 'utf8') => ({
  name,
  bytes: iconv.encode(head + rows.map(r => `${r}\r\n`).join(''), encoding),
})
const details = { platform: '某省双随机平台', drawnAt: '2026-03-25T02:30:00Z', person: '甲某', role: '综合办' }

async function tasksFor(rows: readonly string[]): Promise<string[]> {
  const office = await county.as('zonghe')
  const codes: string[] = []
  for (const planRowCode of rows)
    codes.push((await office.call('task.create', { body: { year: 2026, planRowCode, unitName: '执法一中队' } })).body.code)
  return codes
}
const sqlRows = async (text: string, values: unknown[] = []) => (await county.database.owner.query(text, values)).rows

interface Firm {
  code: string
  name: string
}
/** Firms of the joint list of P-03, in code order. */
const stations = (): Promise<Firm[]> =>
  sqlRows("select code, name from subject where lists @> '{加油站一业一查}' and status = 'active' order by code") as Promise<Firm[]>

async function send(tasks: readonly string[], rows: readonly string[], more: { login?: string; body?: object; bytes?: Buffer } = {}) {
  const office = await county.as(more.login ?? 'zonghe')
  const upload = more.bytes ? { name: '名单.csv', bytes: more.bytes } : file(rows)
  const sha256 = createHash('sha256').update(upload.bytes).digest('hex')
  const ask = (step: 'check' | 'apply') =>
    office.call('batch.register', {
      body: { step, sha256: step === 'check' ? null : sha256, tasks, ...details, ...more.body },
      file: upload,
    })
  return { check: () => ask('check'), apply: () => ask('apply'), sha256, upload }
}
const problemsOf = (reply: { body: { problems: { row: number; code: string; remedy: string; severity: string }[] } }) =>
  reply.body.problems.filter(p => p.severity === 'error').map(p => [p.row, p.code])

async function page(url: string): Promise<{ status: number; text: string }> {
  const app = Fastify()
  await app.register((await import('@fastify/cookie')).default)
  registerPublicPages(app, county.env)
  const reply = await app.inject(url)
  await app.close()
  return { status: reply.statusCode, text: reply.body }
}

describe('登记一份外部抽取，直到公布', () => {
  let tasks: string[] = []
  let firms: Firm[] = []
  let code = ''
  let sha256 = ''
  beforeAll(async () => {
    county = await countyApp()
    tasks = await tasksFor(['P-03'])
    firms = await stations()
  })
  afterAll(() => county.drop())
  const rows = () => firms.slice(0, 4).map((f, i) => `${f.code},,${f.name},,ZF-${['001', '005', '013', '017'][i]},ZF-00${i + 6},`)

  it('先检查，什么也不写；确认的文件不是检查过的那份，拒绝；确认后一个事件、一份文件', async () => {
    const { check, apply, sha256: sha, upload } = await send(tasks, rows())
    const before = await sqlRows('select count(*)::int as n from event')
    const looked = await check()
    expect(looked.status, JSON.stringify(looked.body)).toBe(200)
    expect(looked.body).toMatchObject({ rows: 4, wrong: 0, visits: 4, officers: 8, code: null, sha256: sha, problems: [] })
    expect(looked.body.sample[0]).toMatchObject({ code: firms[0]!.code, officers: 'ZF-001、ZF-006' })
    expect(await sqlRows('select count(*)::int as n from event')).toEqual(before)
    expect(await sqlRows('select code from batch')).toEqual([])
    expect(existsSync(join(county.env.home, 'files', sha.slice(0, 2), sha))).toBe(false)
    const other = await (await county.as('zonghe')).call('batch.register', {
      body: { step: 'apply', sha256: '0'.repeat(64), tasks, ...details },
      file: upload,
    })
    expect([other.status, other.body.error.code]).toEqual([409, 'ledger.changed'])
    const done = await apply()
    expect(done.status, JSON.stringify(done.body)).toBe(200)
    code = done.body.code
    sha256 = sha
    // ADR 0003: the list as exported is kept, and names nobody to whoever reads the disk without the keys.
    expect(existsSync(join(county.env.home, 'files', sha.slice(0, 2), sha))).toBe(false)
    const [{ kept }] = await sqlRows("select external->>'sealedSha256' as kept from batch where external->>'sha256' = $1", [sha])
    const sealed = readFileSync(join(county.env.home, 'files', kept.slice(0, 2), kept))
    expect(sealed.includes('ZF-')).toBe(false)
    expect(county.env.seal.open(listPurpose(sha), sealed)).toEqual(upload.bytes)
    const events = await sqlRows("select kind, payload from event where thing_id = $1 or kind like 'batch.%'", [code])
    expect(events).toHaveLength(1)
    expect(events[0]).toMatchObject({
      kind: 'batch.registered',
      payload: { platform: details.platform, drawnAt: details.drawnAt, sha256: sha, rows: 4, visits: 4, officers: 8 },
    })
    expect(JSON.stringify(events)).not.toContain('甲某')
    expect(await sqlRows('select kind from log_pending')).toEqual([])
  })

  it('同一任务不能登记第二次；按两次确认只登记一次', async () => {
    const again = await (await send(tasks, rows())).apply()
    expect([again.status, again.body.error.code]).toEqual([409, 'batch.task_taken'])
    expect(await sqlRows('select code from batch')).toHaveLength(1)
  })

  it('批次是“已抽取”、等级 E，没有承诺、事件和摇号；这些步骤逐个拒绝，并说怎么办', async () => {
    const office = await county.as('zonghe')
    const params = { code }
    const view = (await office.call('batch.view', { params })).body
    expect(view).toMatchObject({
      state: 'drawn',
      assurance: 'E',
      commitSha256: null,
      strata: [],
      external: { platform: details.platform, person: '甲某', sha256, strata: [{ drawn: 4 }] },
      result: { drawn: 4, visits: 4, unfilled: 0 },
      progress: { visits: 4, done: 0 },
    })
    expect(view.assuranceText).toContain('不可核验')
    expect((await office.call('batch.list')).body.rows[0]).toMatchObject({ code, assurance: 'E', visits: 4, done: 0 })
    const refusals = [
      await office.call('batch.ceremony', { params }),
      await office.call('batch.commitFile', { params }),
      await office.call('draw.execute', { params }),
      await (await county.as('fuze')).call('batch.void', { params, body: { ground: 'OTHER', reason: '登记错了' } }),
    ]
    expect(refusals.map(r => [r.status, r.body.error?.code])).toEqual(Array(4).fill([409, 'external.no_step']))
    const states = [
      await office.call('batch.snapshot', { params }),
      await office.call('batch.dissolve', { params }),
      await (await county.as('jiandu')).call('event.enter', { params, body: { numbers: [], witnesses: [], evidenceSha256: null } }),
      await (await county.as('jiandu')).call('batch.openSecret', { params, body: { secret: 'ab'.repeat(32) } }),
    ]
    expect(states.map(r => [r.status, r.body.error?.code])).toEqual(Array(4).fill([409, 'batch.state']))
    expect((await office.call('task.list')).body.rows[0]).toMatchObject({ state: 'drawn', batchCode: code })
  })

  it('抽中的企业和人员照样封存：数据库里查不到，公众页只有平台、时间、角色、指纹和数目（X-04）', async () => {
    const visits = await sqlRows('select * from visit where batch_code = $1', [code])
    expect(visits).toHaveLength(4)
    expect(visits.every(v => v.subject_code === null && v.state === 'waiting')).toBe(true)
    const text = JSON.stringify([
      await sqlRows('select * from batch'),
      await sqlRows('select * from event'),
      visits.map(v => ({ ...v, sealed: '' })),
    ])
    for (const f of firms.slice(0, 4)) expect(text).not.toContain(f.code)
    const shown = await page(`/draws/${code}`)
    expect(shown.status).toBe(200)
    for (const words of ['E 外部抽取，不可核验', details.platform, '2026年3月25日 10:30', '综合办', sha256, '4 个名额'])
      expect(shown.text).toContain(words)
    for (const absent of ['甲某', firms[0]!.name, firms[0]!.code, 'bundle.zip', '/verify?draw', '在网页中核验', 'commit.json'])
      expect(shown.text).not.toContain(absent)
    expect((await page(`/draws/${code}?id=${firms[0]!.code}`)).text).toContain('没有什么可以用来核验')
    expect((await page('/')).text).toContain('外部抽取，不可核验')
    expect((await page(`/verify?draw=${code}`)).text).toContain('不可核验')
    for (const path of ['commit.json', 'bundle.zip', 'files/seed.txt']) expect((await page(`/draws/${code}/${path}`)).status).toBe(404)
    expect(await read({ env: county.env, actor: null }, r => answerTicket(r, code, firms[0]!.code))).toBe('external')
    expect(await read({ env: county.env, actor: null }, r => publicDraw(r, code))).toBeNull()
  })

  it('之后的每一步都一样：执法人员看到自己的检查；未完不能公布；完成后公布，没有日志条目', async () => {
    const mine = (await (await county.as('zf001')).call('visit.mine')).body.rows
    expect(mine).toMatchObject([{ subject: { code: firms[0]!.code }, batchCode: code, state: 'waiting' }])
    const view = (await (await county.as('zf001')).call('visit.view', { params: { id: mine[0].id } })).body
    expect(view.members.map((t: { code: string }) => t.code).sort()).toEqual(['ZF-001', 'ZF-006'])
    expect(view.credits).toHaveLength(1)
    const office = await county.as('zonghe')
    expect((await office.call('draw.publish', { params: { code } })).body.error).toMatchObject({ code: 'draw.not_done', count: 4 })
    expect(await submitAll(county)).toBe(4)
    const late = await office.call('batch.withdrawRegistration', { params: { code }, body: { reason: '登记错了' } })
    expect([late.status, late.body.error.code]).toEqual([409, 'external.scheduled'])
    expect((await office.call('draw.publish', { params: { code } })).body).toEqual({ already: false })
    expect((await office.call('draw.publish', { params: { code } })).body).toEqual({ already: true })
    await county.log.runOnce()
    expect(await sqlRows("select kind from log_leaf where kind in ('publish', 'result', 'commit')")).toEqual([])
    expect(await sqlRows("select kind from event where kind = 'batch.completed'")).toHaveLength(1)
    const shown = await page(`/draws/${code}`)
    for (const f of firms.slice(0, 4)) expect(shown.text).toContain(f.name)
    // Done, and not yet determined, reviewed and published: no result is shown.
    expect(shown.text).not.toContain('未发现问题')
    expect((await page('/results')).text).not.toContain(`/draws/${code}">`)
  })
})

describe('逐行核对名录', () => {
  afterEach(() => county.drop())

  it('每种错误说出行号、原因和改法；一行有错，整份不登记，也不能跳过（A-29 V-28 LY-09 SJZ-16）', async () => {
    county = await countyApp()
    const tasks = await tasksFor(['P-03'])
    const firms = await stations()
    const f = (i: number) => `${firms[i]!.code},,${firms[i]!.name},`
    await county.database.owner.query("insert into recusal values ('990101', 'ZF-010', $1, '近亲属任职', now())", [firms[9]!.code])
    const gone = (await sqlRows("select code, name from subject where status = 'deregistered' order by code limit 1"))[0]
    const { check, apply } = await send(tasks, [
      `91990101MA0009999X,,没有这家,,ZF-001,ZF-006,`,
      `${f(1)},ZF-777,ZF-006,`,
      `${f(2)},ZF-027,ZF-006,`,
      `${f(3)},ZF-028,ZF-006,`,
      `${f(4)},ZF-035,ZF-006,`,
      `${f(5)},ZF-039,ZF-006,`,
      `${f(6)},ZF-006,990101026066,`,
      `${f(7)},ZF-006,,`,
      `${f(8)},ZF-006,ZF-006,ZF-007`,
      `${f(9)},ZF-010,ZF-006,`,
      `,,${firms[10]!.name},,ZF-001,ZF-006,`,
      `${gone.code},,${gone.name},,ZF-001,ZF-006,`,
      `${firms[11]!.code},,${firms[11]!.name},没有的分层,ZF-001,ZF-006,`,
      `${f(12)},ZF-001,ZF-006,`,
      `${f(12)},ZF-001,ZF-006,`,
    ])
    const looked = await check()
    expect(problemsOf(looked)).toEqual([
      [2, 'row.subject_unknown'],
      [3, 'row.officer_unknown'],
      [4, 'row.officer_unfit'],
      [5, 'row.officer_unfit'],
      [6, 'row.officer_unfit'],
      [7, 'row.officer_unfit'],
      [8, 'row.team_not_distinct'],
      [9, 'row.team_short'],
      [10, 'row.team_not_distinct'],
      [11, 'row.recused'],
      [12, 'row.code_missing'],
      [13, 'row.deregistered'],
      [14, 'row.stratum'],
      [16, 'row.duplicate'],
    ])
    expect(looked.body.problems.every((p: { message: string; remedy: string }) => p.message.length > 4 && p.remedy.length > 4)).toBe(true)
    expect(looked.body.wrong).toBe(14)
    const refused = await apply()
    expect([refused.status, refused.body.error.code]).toEqual([422, 'external.has_errors'])
    expect(await sqlRows('select code from batch')).toEqual([])
  })

  it('没有信用代码的按自编代码；二厂区的信用代码要写明是哪一个；名称不同、请假只是提醒；GBK 也能读；执法证号也能认人（SJZ-14 应纳尽纳）', async () => {
    county = await countyApp()
    const tasks = await tasksFor(['P-01', 'P-02', 'P-03'])
    const own = (await sqlRows("select code, name from subject where code = 'SLX-0001'"))[0]
    const two = (
      await sqlRows("select code, name, credit_code from subject where code like '%-02' and status = 'active' order by code limit 1")
    )[0]
    const ambiguous = await (await send(tasks, [`${two.credit_code},,${two.name},,ZF-001,ZF-006,`])).check()
    // The bare code is itself the first site's object code: it names that one.
    expect(ambiguous.body.problems.map((p: { code: string }) => p.code)).not.toContain('row.subject_unknown')
    await county.database.owner.query("update subject set code = code || '-01' where code = $1", [two.credit_code])
    const which = await (await send(tasks, [`${two.credit_code},,${two.name},,ZF-001,ZF-006,`])).check()
    expect(problemsOf(which)).toEqual([[2, 'row.subject_unknown']])
    expect(which.body.problems[0].remedy).toContain(two.code)
    const gbk = file([`,${own.code},${own.name}（旧名）,REGISTERED,990101026011,ZF-032,`], '名单.csv', 'gbk')
    const reply = await (await send(tasks, [], { bytes: gbk.bytes })).check()
    expect(reply.body).toMatchObject({ encoding: 'GBK', wrong: 0, visits: 1, officers: 2 })
    expect(reply.body.problems.map((p: { code: string }) => p.code).sort()).toEqual([
      'row.name_differs',
      'row.officer_leave',
      'row.task_empty',
      'row.task_empty',
    ])
    const missing = await (await send(tasks, [`${'1'.repeat(15)},,${own.name},,ZF-001,ZF-006,`])).check()
    expect(missing.body.problems[0]).toMatchObject({ code: 'row.subject_unknown', remedy: expect.stringContaining('SLX-0001') })
  })

  it('一家两层是一次检查、一个小组、两份任务；两行人员不同被拒绝；事项要求的专长组内没有也被拒绝（LY-11 X-19 SJZ-07）', async () => {
    county = await countyApp()
    // A 重点 firm with nothing on file against it, put on the list as well.
    const firm = (
      await sqlRows(
        "select code, name from subject s where status = 'active' and lists = '{}' and facets->>'permitCategory' = '重点管理' and coalesce(facets->>'highRisk', '') = '' and not exists (select from subject_fact f where f.code = s.code) order by code limit 1",
      )
    )[0] as Firm
    await county.database.owner.query("update subject set lists = '{加油站一业一查}' where code = $1", [firm.code])
    const tasks = await tasksFor(['P-01', 'P-03'])
    const stratum = 'KEY'
    const row = (place: string, team: string) => `${firm.code},,${firm.name},${place},${team},`
    const unsaid = await (await send(tasks, [row('', 'ZF-001,ZF-006')])).check()
    expect(problemsOf(unsaid)).toEqual([[2, 'row.stratum']])
    const differing = await (await send(tasks, [row(stratum, 'ZF-001,ZF-006'), row('加油站一业一查', 'ZF-001,ZF-007')])).check()
    expect(problemsOf(differing)).toEqual([[3, 'row.team_differs']])
    const unskilled = await (await send(tasks, [row(stratum, 'ZF-006,ZF-007'), row('加油站一业一查', 'ZF-006,ZF-007')])).check()
    expect(problemsOf(unskilled)).toEqual([[2, 'row.speciality']])
    const { apply } = await send(tasks, [row(stratum, 'ZF-006,ZF-001'), row('加油站一业一查', 'ZF-001,ZF-006')])
    const done = await apply()
    expect(done.body, JSON.stringify(done.body)).toMatchObject({ rows: 2, visits: 1, wrong: 0 })
    const [mine] = (await (await county.as('zf001')).call('visit.mine')).body.rows
    expect((await (await county.as('zf001')).call('visit.view', { params: { id: mine.id } })).body.credits).toHaveLength(2)
  })

  it('三个“不查”对登记同样有效；抽取时间不能在将来或过早；只有综合办能登记（JX-07 LY-19）', async () => {
    county = await countyApp()
    const tasks = await tasksFor(['P-03'])
    const [firm] = await stations()
    const rows = [`${firm!.code},,${firm!.name},,ZF-001,ZF-006,`]
    const code = async (more: Parameters<typeof send>[2], step: 'check' | 'apply' = 'check') => {
      const reply = await (await send(tasks, rows, more))[step]()
      return [reply.status, reply.body.error?.code]
    }
    expect(await code({ login: 'fuze' })).toEqual([403, 'access.role'])
    expect(await code({ body: { drawnAt: '2026-03-27T00:00:00Z' } })).toEqual([422, 'external.time'])
    expect(await code({ body: { drawnAt: '0000-01-01T00:00:00Z' } })).toEqual([422, 'external.time'])
    expect(await code({ body: { platform: ' ' } })).toEqual([422, 'request.invalid'])
    expect(await code({ body: { tasks: ['没有'] } })).toEqual([404, 'task.not_found'])
    await county.database.owner.query("update plan_row set item_codes = '{没有的事项}' where code = 'P-03'")
    expect((await code({}))[1]).toBe('gate.not_listed')
    expect((await code({}, 'apply'))[1]).toBe('gate.not_listed')
    expect(await sqlRows('select code from batch')).toEqual([])
  })

  it('撤回登记：检查作废、任务重新待组批、留痕；名单仍封存；下一批写明替代它，且能照常冻结', async () => {
    county = await countyApp()
    const tasks = await tasksFor(['P-03'])
    const [firm] = await stations()
    const { apply } = await send(tasks, [`${firm!.code},,${firm!.name},,ZF-001,ZF-006,`])
    // Two windows confirm at once: one registers.
    const replies = await Promise.all([apply(), apply()])
    expect(replies.map(r => r.body.error?.code ?? 'ok').sort()).toEqual(['batch.task_taken', 'ok'])
    const code = replies.find(r => r.status === 200)!.body.code
    const office = await county.as('zonghe')
    const withdraw = () => office.call('batch.withdrawRegistration', { params: { code }, body: { reason: '传错了文件' } })
    expect((await withdraw()).status).toBe(200)
    expect((await withdraw()).body.error.code).toBe('batch.state')
    expect(await sqlRows('select state, subject_code from visit')).toEqual([{ state: 'cancelled', subject_code: null }])
    expect((await (await county.as('zf001')).call('visit.mine')).body.rows).toEqual([])
    expect((await office.call('task.list')).body.rows).toMatchObject([{ state: 'open', batchCode: null }])
    expect((await office.call('batch.view', { params: { code } })).body).toMatchObject({ state: 'void', assurance: 'E', next: null })
    expect((await page(`/draws/${code}`)).text).toContain('登记已撤回')
    expect(await sqlRows("select payload->>'stage' as stage from event where kind = 'batch.withdrawn'")).toEqual([{ stage: 'external' }])
    const next = (await office.call('batch.create', { body: { tasks } })).body.code
    await freezeBatch(county, next)
    const commit = (await office.call('batch.commitFile', { params: { code: next } })).body
    expect(commit.replaces ?? JSON.parse(commit.toString()).replaces).toBe(code)
    const wrong = await office.call('batch.withdrawRegistration', { params: { code: next }, body: { reason: '不是登记的' } })
    expect([wrong.status, wrong.body.error.code]).toEqual([409, 'external.not_external'])
  })

  it('到期仍未完成的，公布时注明', async () => {
    county = await countyApp()
    const tasks = await tasksFor(['P-03'])
    const [firm] = await stations()
    const { code } = (await (await send(tasks, [`${firm!.code},,${firm!.name},,ZF-001,ZF-006,`])).apply()).body
    const office = await county.as('zonghe')
    expect((await office.call('draw.publish', { params: { code } })).body.error.code).toBe('draw.not_done')
    await advance(county, '2026-07-01T02:00:00Z')
    expect((await office.call('draw.publish', { params: { code } })).status).toBe(200)
    const shown = await page(`/draws/${code}`)
    expect(shown.text).toContain(firm!.name)
    expect(shown.text).toContain('未完成')
  })
})

it('普通批次没有外部信息，不受影响', async () => {
  county = await countyApp()
  try {
    const code = await openBatch(county, ['P-03'])
    expect((await (await county.as('zonghe')).call('batch.view', { params: { code } })).body.external).toBeNull()
  } finally {
    await county.drop()
  }
})
