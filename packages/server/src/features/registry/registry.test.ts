import iconv from 'iconv-lite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Client } from '../../../test/app.ts'
import { type CountyApp, countyApp, fixture } from '../../../test/county-app.ts'
import { read, write } from '../../db/tx.ts'
import { createAccount } from '../access/commands.ts'
import { listSubjects } from './queries.ts'

describe('名录导入与查询', () => {
  let county: CountyApp
  let office: Client
  beforeAll(async () => {
    county = await countyApp()
    office = await county.as('zonghe')
  })
  afterAll(() => county.drop())
  const load = (bytes: Buffer, query: object, name = '台账.csv') =>
    office.call('registry.importSubjects', { query: query as Record<string, unknown>, file: { name, bytes } })
  const count = async (sql: string) => (await county.database.owner.query(sql)).rows[0].n as number

  it('检查只看不写：再传一份相同的，全部没有变化', async () => {
    const before = await count('select count(*)::int as n from subject_version')
    const check = await load(fixture('subjects.csv'), { step: 'check' })
    expect(check.body).toMatchObject({ encoding: 'UTF-8', rows: 505, added: 0, changed: 0, unchanged: 505, wrong: 0, written: false })
    const apply = await load(fixture('subjects.csv'), { step: 'apply', sha256: check.body.sha256 })
    expect(apply.body).toMatchObject({ unchanged: 505, written: true })
    expect(await count('select count(*)::int as n from subject_version')).toBe(before)
  })

  it('GBK 台账：错行列出行号与改法；不跳过就一行也不写；跳过则写其余的（JX-63）', async () => {
    const bytes = fixture('subjects-with-errors.csv')
    const check = await load(bytes, { step: 'check' })
    expect(check.body).toMatchObject({ encoding: 'GBK', written: false, added: 2, changed: 1 })
    expect(check.body.wrong).toBeGreaterThanOrEqual(10)
    for (const p of check.body.problems) expect(p.remedy.length).toBeGreaterThan(4)
    const events = await count('select count(*)::int as n from event')
    const refused = await load(bytes, { step: 'apply', sha256: check.body.sha256 })
    expect([refused.status, refused.body.error.code]).toEqual([422, 'ledger.has_errors'])
    expect(await count('select count(*)::int as n from event')).toBe(events)
    const other = await load(Buffer.concat([bytes, Buffer.from('\r\n')]), { step: 'apply', sha256: check.body.sha256, skipWrong: 'true' })
    expect(other.body.error.code).toBe('ledger.changed')
    expect((await load(bytes, { step: 'apply', sha256: check.body.sha256, skipWrong: 'true' })).body).toMatchObject({
      written: true,
      added: 2,
      changed: 1,
    })
    expect(await count('select count(*)::int as n from event')).toBe(events + 1)
  })

  it('变更有历史：旧版本、生效日期、改了什么（SJZ-14 LY-10）', async () => {
    const [first] = fixture('subjects.csv').toString('utf8').split('\r\n').slice(1)
    const code = first?.split(',')[1] ?? ''
    const detail = (await office.call('registry.subject', { params: { code } })).body
    expect(detail.history).toMatchObject([
      { version: 2, validTo: null, changed: ['地址'] },
      { version: 1, changed: [] },
    ])
    expect(await count('select count(*)::int as n from subject_version')).toBe(1)
  })

  it.each([
    ['xlsx', Buffer.from('PK\x03\x04....'), 415, 'ledger.not_csv'],
    ['二进制', Buffer.from([0x41, 0, 0x42]), 415, 'ledger.not_csv'],
    ['空文件', Buffer.alloc(0), 422, 'ledger.empty'],
    ['只有表头', Buffer.from('企业名称,统一社会信用代码,地址,排污许可管理类别\r\n'), 422, 'ledger.empty'],
    ['缺列', Buffer.from('企业名称\r\n甲公司\r\n'), 422, 'ledger.columns'],
    ['引号没有闭合', Buffer.from('企业名称,统一社会信用代码,地址,排污许可管理类别\r\n"甲,乙\r\n'), 422, 'ledger.csv'],
    ['坏编码', Buffer.from([0xff, 0xff, 0xff, 0x0a]), 422, 'ledger.encoding'],
  ])('%s：有编号、有话，不是 500，什么也没写', async (_what, bytes, status, code) => {
    const rows = await count('select count(*)::int as n from subject')
    const reply = await load(bytes, { step: 'check' })
    expect([reply.status, reply.body.error.code]).toEqual([status, code])
    expect(reply.body.error.sentence).toMatch(/[。！]$/)
    expect(await count('select count(*)::int as n from subject')).toBe(rows)
  })

  it('一万行在几秒内写完，一次事件；20,001 行被拒绝', async () => {
    const header = fixture('subjects.csv').toString('utf8').split('\r\n')[0]!
    const row = (i: number) =>
      `示例县批量${i}有限公司,,PL-${String(i).padStart(6, '0')},示例路${i}号,城关镇,机械,甲某,乙某,10000000000,登记管理,否,否,,,否,,,正常,,`
    const bytes = Buffer.from([header, ...Array.from({ length: 10_000 }, (_, i) => row(i))].join('\r\n'))
    const check = await load(bytes, { step: 'check' })
    expect((await load(bytes, { step: 'apply', sha256: check.body.sha256 })).body).toMatchObject({ added: 10_000, written: true })
    const many = Buffer.from([header, ...Array.from({ length: 20_001 }, (_, i) => row(i))].join('\r\n'))
    expect((await load(many, { step: 'check' })).body.error.code).toBe('ledger.too_many_rows')
  }, 60_000)

  it('两个字就能搜到；翻页不重不漏；单引号与百分号只是字', async () => {
    expect((await office.call('registry.subjects', { query: { q: '第三加油' } })).body.total).toBeGreaterThan(0)
    const seen: string[] = []
    let after: string | null = null
    do {
      const page: { rows: { code: string }[]; next: string | null } = (
        await office.call('registry.subjects', { query: { q: '示例县批量1', limit: 200, ...(after ? { after } : {}) } })
      ).body
      seen.push(...page.rows.map(r => r.code))
      after = page.next
    } while (after)
    expect(seen.length).toBe(new Set(seen).size)
    expect(seen.length).toBe(1111)
    for (const q of ["'; drop table subject;--", '%%', '__', '\\'])
      expect((await office.call('registry.subjects', { query: { q } })).body.total, q).toBe(0)
    expect((await office.call('registry.subjects', { query: { after: '坏游标' } })).status).toBe(200)
  })

  it('每一类只列本类，说明写出条款（LY-23 LY-27 LY-28）', async () => {
    for (const [stratum, name] of [
      ['KEY', '重点监管对象'],
      ['SPECIAL', '特殊监管对象'],
    ]) {
      const { rows } = (await office.call('registry.subjects', { query: { stratum } })).body
      expect(rows.length).toBeGreaterThan(10)
      for (const r of rows) expect(r.sentence).toMatch(new RegExp(`^${name}：.*LY-2[78]`))
    }
  })

  it('个人信息：库里没有明文，页面只有脱敏的，查看是一个事件（JX-65）', async () => {
    const { rows } = (await office.call('registry.inspectors', { query: { limit: 200 } })).body
    expect(rows).toHaveLength(40)
    expect(rows[0]).toMatchObject({
      idNumberMasked: expect.stringMatching(/^990101\*{8}\w{4}$/),
      phoneMasked: expect.stringContaining('****'),
    })
    const plain = iconv.decode(fixture('inspectors.csv'), 'gb18030').split('\r\n')[1]!.split(',')
    for (const table of ['inspector', 'inspector_version', 'event', 'import_run']) {
      const { rows: all } = await county.database.owner.query(`select * from ${table}`)
      const dump = all.flatMap(r => Object.values(r).map(v => (Buffer.isBuffer(v) ? v.toString('latin1') : JSON.stringify(v)))).join('\n')
      for (const secret of [plain[2]!, plain[3]!]) expect(dump.includes(secret), `${table} ${secret}`).toBe(false)
    }
    const before = await count("select count(*)::int as n from event where kind = 'registry.revealed'")
    const seen = await office.call('registry.reveal', { params: { code: plain[0]! }, body: { reason: '核对证件' } })
    expect(seen.body).toEqual({ idNumber: plain[2], phone: plain[3] })
    expect(await count("select count(*)::int as n from event where kind = 'registry.revealed'")).toBe(before + 1)
    expect(
      (await (await county.as('jiandu')).call('registry.reveal', { params: { code: plain[0]! }, body: { reason: '看看' } })).status,
    ).toBe(403)
    expect((await (await county.as('zf001')).call('registry.inspectors')).status).toBe(403)
  })

  it('检查人员：26 名可派；不能派的写明原因（LY-09 SJZ-16）；证号被别人占用是行错（A-29）', async () => {
    const { rows } = (await office.call('registry.inspectors', { query: { limit: 200 } })).body
    expect(rows.filter((r: { available: boolean }) => r.available)).toHaveLength(26)
    expect(
      new Set(rows.filter((r: { available: boolean }) => !r.available).map((r: { why: string }) => r.why.slice(0, 3))).size,
    ).toBeGreaterThanOrEqual(4)
    const [header, first] = iconv.decode(fixture('inspectors.csv'), 'gb18030').split('\r\n')
    const bytes = Buffer.from([header, first!.replace('ZF-001', 'ZF-900')].join('\r\n'))
    const check = await office.call('registry.importInspectors', { query: { step: 'check' }, file: { name: 'a.csv', bytes } })
    expect(check.body).toMatchObject({ wrong: 1, problems: [{ column: '执法证号', message: expect.stringContaining('ZF-001') }] })
  })

  it('别的单位看不到本单位的名录：范围是每个查询的参数，行级安全是第二道墙', async () => {
    await county.database.owner.query("insert into agency (id, name, level, created_at) values ('990199', '另一单位', 'county', now())")
    const made = await write({ env: county.env, actor: null }, tx =>
      createAccount(tx, '990199', {
        login: 'other',
        name: '外单位',
        roles: ['office', 'registrar', 'head', 'admin'],
        unitId: null,
        inspectorCode: null,
        password: 'linjian-xiaolu-9',
        mustChangePassword: false,
      }),
    )
    expect(made.ok).toBe(true)
    const { signIn } = await import('../../../test/app.ts')
    const other = await signIn(county.app, 'other', 'linjian-xiaolu-9')
    expect((await other.call('registry.subjects')).body).toMatchObject({ rows: [], total: 0 })
    expect((await other.call('registry.inspectors')).body.rows).toEqual([])
    const own = (await office.call('registry.subjects')).body.rows[0]
    expect((await other.call('registry.subject', { params: { code: own.code } })).body.error.code).toBe('subject.not_found')
    expect((await other.call('registry.reveal', { params: { code: 'ZF-001' }, body: { reason: '看看' } })).body.error.code).toBe(
      'inspector.not_found',
    )
    for (const name of ['task.list', 'batch.list', 'account.list', 'event.list'] as const)
      expect(JSON.stringify((await other.call(name)).body), name).not.toContain('990101')
    expect((await other.call('plan.view', { query: { year: 2026 } })).body.rows).toEqual([])
    expect((await other.call('items.view')).body.rows).toEqual([])
    const nobody = await read({ env: county.env, actor: null }, ({ db }) =>
      listSubjects(db, { agencies: ['990199'], units: null, officer: null }, '2026-03-26' as never, { limit: 10 }),
    )
    expect(nobody.rows).toEqual([])
    // The application role without an agency sees no event, whatever the query says.
    expect((await county.database.pool.query('select * from event')).rows).toEqual([])
  })
})

describe('计划与任务', () => {
  let county: CountyApp
  beforeAll(async () => {
    county = await countyApp()
  })
  afterAll(() => county.drop())

  it('三个不查各有各的编号；公布调整须备案，之后第三个放行（JX-07 EZ-03 LY-18 LY-19 V-27 JX-24）', async () => {
    const office = await county.as('zonghe')
    const create = async (planRowCode: string) =>
      (await office.call('task.create', { body: { year: 2026, planRowCode, unitName: '执法一中队' } })).body
    expect((await create('P-04')).error).toMatchObject({
      code: 'gate.no_basis',
      who: '业务科室',
      sentence: expect.stringContaining('2026-03-25'),
    })
    expect((await create('P-05')).error.code).toBe('gate.not_listed')
    const row = {
      year: 2026,
      code: 'P-06',
      name: '补充抽查',
      kind: 'targeted',
      itemCodes: ['SX-04'],
      period: '2026-Q2',
      scope: { kind: 'list', list: '危废重点', stratum: 'WFZD', count: 4 },
      dueOn: '2026-06-30',
      drawOn: '3月底',
      initiator: '执法大队',
      basis: '补充安排',
    }
    expect((await office.call('plan.addRow', { body: { ...row, itemCodes: ['XX-99'] } })).body.error.code).toBe('plan.item_unknown')
    expect((await office.call('plan.addRow', { body: { ...row, scope: { ...row.scope, stratum: 'KEY' } } })).body.error.code).toBe(
      'plan.scope',
    )
    expect((await office.call('plan.addRow', { body: { ...row, dueOn: '2026-02-30' } })).status).toBe(422)
    expect((await office.call('plan.addRow', { body: row })).status).toBe(200)
    expect((await office.call('plan.addRow', { body: row })).body.error.code).toBe('plan.row_taken')
    expect((await create('P-06')).error.code).toBe('gate.not_planned')
    expect((await office.call('plan.publish', { body: { year: 2026, filing: null } })).body.error.code).toBe('plan.filing')
    expect((await office.call('plan.publish', { body: { year: 2026, filing: '示环备〔2026〕3 号' } })).body).toEqual({ version: 2 })
    expect((await office.call('plan.publish', { body: { year: 2026, filing: '再来' } })).body.error.code).toBe('plan.no_draft')
    expect((await office.call('plan.removeRow', { params: { code: 'P-06' }, body: { year: 2026 } })).body.error.code).toBe(
      'plan.row_published',
    )
    expect((await create('P-06')).code).toBe('990101-2026Q2-01')
    await county.log.runOnce()
    expect((await office.call('plan.view', { query: { year: 2026 } })).body).toMatchObject({
      publishedVersion: 2,
      logIndex: expect.any(Number),
      pending: 0,
    })
  })

  it('同一计划行同一期只下达一次，并发也一样；撤回后可再下达；各科室、中队同一流程（LY-17）', async () => {
    const [a, b] = [await county.as('zonghe'), await county.as('zonghe2')]
    const create = (c: Client) => c.call('task.create', { body: { year: 2026, planRowCode: 'P-01', unitName: '污染防治股' } })
    const replies = await Promise.all([create(a), create(b), create(a), create(b)])
    expect(replies.filter(r => r.status === 200)).toHaveLength(1)
    expect(replies.filter(r => r.body.error?.code === 'task.taken')).toHaveLength(3)
    const code = replies.find(r => r.status === 200)!.body.code
    expect((await a.call('task.withdraw', { params: { code }, body: { reason: '重复' } })).status).toBe(200)
    expect((await create(a)).body.code).toBe(code)
    expect(
      (await (await county.as('jiandu')).call('task.create', { body: { year: 2026, planRowCode: 'P-02', unitName: '执法一中队' } })).body
        .error.code,
    ).toBe('access.role')
  })

  it('两个任务抽同一分层、不同期的任务，都不能组成一批', async () => {
    const office = await county.as('zonghe')
    const tasks = (await office.call('task.list')).body.rows
    expect((await office.call('batch.create', { body: { tasks: ['990101-2026Q2-99'] } })).body.error.code).toBe('task.not_found')
    const made = await office.call('batch.create', { body: { tasks: tasks.map((t: { code: string }) => t.code) } })
    expect(made.status).toBe(200)
    expect((await office.call('batch.create', { body: { tasks: [tasks[0].code] } })).body.error.code).toBe('batch.task_taken')
    expect((await office.call('task.withdraw', { params: { code: tasks[0].code }, body: { reason: 'x' } })).body.error.code).toBe(
      'task.state',
    )
    expect((await office.call('batch.dissolve', { params: { code: made.body.code } })).status).toBe(200)
    expect((await office.call('task.list')).body.rows.every((t: { state: string }) => t.state === 'open')).toBe(true)
  })

  it('12 个月内检查过的搭配进入 pairs.txt，匹配时靠后（LY-03）；非现场企业改现场须写理由（LY-30）', async () => {
    const office = await county.as('zonghe')
    const { assembleBatch } = await import('../batch/assemble.ts')
    const tasks = (await office.call('task.list')).body.rows.map((t: { code: string }) => t.code)
    const { body } = await office.call('batch.create', { body: { tasks } })
    const subject = (await office.call('registry.subjects', { query: { stratum: 'KEY' } })).body.rows[0].code
    await county.database.owner.query('insert into encounter values ($1,$2,$3,$4), ($1,$5,$3,$6)', [
      '990101',
      'ZF-001',
      subject,
      '2025-06-01',
      'ZF-002',
      '2024-01-01',
    ])
    const assembled = await read({ env: county.env, actor: null }, ({ db }) =>
      assembleBatch(db, { agencies: ['990101'], units: null, officer: null }, county.env.seal, { code: body.code, period: '2026-Q2' }),
    )
    if (!assembled.ok) throw new Error(assembled.error.code)
    expect(assembled.value.pairs).toEqual([{ inspector: 'ZF-001', id: subject }])
  })

  it('方案文件写错：说出第几行、怎么写；级别不符被拒绝；清单没有依据不能公布（SJZ-91 LY-08）', async () => {
    const head = await county.as('fuze')
    const office = await county.as('zonghe')
    const { readFileSync } = await import('node:fs')
    const yaml = readFileSync(`${county.env.schemesDir}/longyao-2026.yaml`, 'utf8')
    const bad = await head.call('scheme.adopt', { body: { yaml: yaml.replace('rate: 18%', 'rate: 很多') } })
    expect([bad.status, bad.body.error.code]).toEqual([422, 'scheme.invalid'])
    expect(bad.body.error.line).toBe(yaml.split('\n').findIndex(l => l.includes('rate: 18%')) + 1)
    expect((await head.call('scheme.adopt', { body: { yaml: 'a: [' } })).body.error.code).toBe('scheme.invalid')
    expect(
      (await head.call('scheme.adopt', { body: { yaml: yaml.replace('agencyLevel: county', 'agencyLevel: city') } })).body.error.code,
    ).toBe('scheme.agency_level')
    const items = readFileSync(`${county.env.schemesDir}/items/longyao-2026-items.yaml`, 'utf8')
    const bare = await office.call('items.import', { body: { yaml: items.replace(/bases:\n {6}- .*\n( {6}- .*\n)*/, 'bases: []\n') } })
    expect([bare.status, bare.body.error.code]).toEqual([422, 'items.invalid'])
    expect((await office.call('items.publish')).body.error.code).toBe('items.no_draft')
    expect((await office.call('items.import', { body: { yaml: items.replace('published: false', 'published: true') } })).status).toBe(200)
    expect((await office.call('items.publish')).body).toEqual({ version: 2 })
    expect((await office.call('task.create', { body: { year: 2026, planRowCode: 'P-05', unitName: '执法一中队' } })).status).toBe(200)
  })
})
