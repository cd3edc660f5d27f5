/** 名录、计划、任务的边角 — each of these once gave a 500, a wrong answer or a scan of the whole registry. */
import fc from 'fast-check'
import iconv from 'iconv-lite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Client } from '../../../test/app.ts'
import { type CountyApp, countyApp, fixture } from '../../../test/county-app.ts'

const split = (text: string) =>
  text
    .split('\r\n')
    .filter(Boolean)
    .map(line => line.split(','))
const subjects = split(fixture('subjects.csv').toString('utf8'))
const officers = split(iconv.decode(fixture('inspectors.csv'), 'gb18030'))
const csv = (rows: readonly (readonly string[])[]) => Buffer.from(rows.map(r => r.join(',')).join('\r\n'))
const at = (table: readonly (readonly string[])[], header: string) => table[0]!.indexOf(header)
const withCell = (row: readonly string[], i: number, value: string) => row.with(i, value)

describe('名录的边角', () => {
  let county: CountyApp
  let office: Client
  beforeAll(async () => {
    county = await countyApp()
    office = await county.as('zonghe')
  })
  afterAll(() => county.drop())
  const load = (bytes: Buffer, query: Record<string, unknown>, registry: 'Subjects' | 'Inspectors' = 'Subjects') =>
    office.call(`registry.import${registry}`, { query, file: { name: '台账.csv', bytes } })
  const apply = async (bytes: Buffer, registry: 'Subjects' | 'Inspectors' = 'Subjects') => {
    const check = await load(bytes, { step: 'check' }, registry)
    return { check, applied: await load(bytes, { step: 'apply', sha256: check.body.sha256, skipWrong: 'true' }, registry) }
  }

  it('A-29 V-28 证号成串换手：前一行被拒绝，等着它让出证号的行也被拒绝，其余照写；两人互换可以', async () => {
    const number = at(officers, '执法证号')
    const [a, b, c, d] = officers.filter((r, i) => i > 0 && r[number] !== '')
    const chain = csv([
      officers[0]!,
      withCell(a!, number, c![number]!),
      withCell(b!, number, a![number]!),
      withCell(d!, at(officers, '单位部门'), '监控中心'),
    ])
    const { check, applied } = await apply(chain, 'Inspectors')
    expect(check.body).toMatchObject({ wrong: 2, changed: 1 })
    expect(check.body.problems.map((p: { row: number; column: string }) => [p.row, p.column])).toEqual([
      [2, '执法证号'],
      [3, '执法证号'],
    ])
    expect([applied.status, applied.body.written, applied.body.changed]).toEqual([200, true, 1])
    const swap = await apply(csv([officers[0]!, withCell(a!, number, b![number]!), withCell(b!, number, a![number]!)]), 'Inspectors')
    expect([swap.check.body.wrong, swap.applied.status, swap.applied.body.changed]).toEqual([0, 200, 2])
    await apply(csv([officers[0]!, a!, b!, d!]), 'Inspectors')
  })

  it('检查时说的，就是写入时做的；写完再查，全部没有变化（任意改动，JX-63）', async () => {
    const edit = fc.record({
      row: fc.integer({ min: 1, max: 40 }),
      column: fc.constantFrom('地址', '联系电话', '大气绩效等级', '统一社会信用代码', '最近行政处罚决定日期', '联合抽查名单'),
      value: fc.constantFrom('', 'B', '示例路一号', '13900000000', '2026-01-15', '91990101MA00000000', '加油站一业一查；新名单'),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 6 }), async edits => {
        const rows = subjects.slice(0, 41).map(r => [...r])
        for (const e of edits) rows[e.row]![at(subjects, e.column)] = e.value
        const { check, applied } = await apply(csv(rows))
        expect(applied.body).toEqual({ ...check.body, written: true })
        const again = (await load(csv(rows), { step: 'check' })).body
        expect([again.added, again.changed, again.unchanged, again.wrong]).toEqual([0, 0, 40 - check.body.wrong, check.body.wrong])
      }),
      { numRuns: 12, seed: 20260326 },
    )
  })

  it('历史说出改了什么：电话、处罚、每一项标识都有名字，号码本身不出现（SJZ-14 JX-64）', async () => {
    const row = subjects[60]!
    let current = row
    for (const [column, value, field = column] of [
      ['联系电话', '13900001234'],
      ['最近行政处罚决定日期', '2026-01-20', '行政处罚'],
      ['大气绩效等级', row[at(subjects, '大气绩效等级')] === 'D' ? 'C' : 'D'],
    ] as const) {
      current = withCell(current, at(subjects, column), value)
      const { check } = await apply(csv([subjects[0]!, current]))
      expect(check.body.sample[0].fields).toEqual([field])
    }
    const detail = (await office.call('registry.subject', { params: { code: row[1]! } })).body
    expect(detail.history.map((h: { changed: string[] }) => h.changed)).toEqual([['大气绩效等级'], ['行政处罚'], ['联系电话'], []])
    expect(detail.contactPhoneMasked).toBe('139****1234')
    expect(JSON.stringify(detail)).not.toContain('13900001234')
    const { rows } = await county.database.owner.query('select row::text as it from subject_version')
    expect(rows.filter(r => r.it.includes('13900001234'))).toEqual([])
  })

  it('详情的标识只写取值，名称在旁边', async () => {
    const detail = (await office.call('registry.subject', { params: { code: subjects[60]![1]! } })).body
    for (const f of detail.facets) expect(f.value).not.toContain(f.label)
    expect(detail.facets.find((f: { key: string }) => f.key === 'positiveList').value).toMatch(/^[是否]$/)
  })

  it('名称里的全角括号：照着输、用半角输，都搜得到；按类别筛选时也一样', async () => {
    for (const q of ['（第二', '(第二', ' （第二分厂） '])
      expect((await office.call('registry.subjects', { query: { q } })).body.total, q).toBeGreaterThan(0)
    const total = async (q: string) => (await office.call('registry.subjects', { query: { q, stratum: 'KEY' } })).body.total
    expect(await total('(第二')).toBe(await total('（第二'))
    const code = subjects[1]![1]!
    expect((await office.call('registry.subjects', { query: { q: code.slice(0, 14).toLowerCase() } })).body.total).toBeGreaterThan(0)
    expect((await office.call('registry.subjects', { query: { q: code } })).body.rows.map((r: { code: string }) => r.code)).toEqual([code])
  })

  it('没有执法证的人与证件到期的列在一起，与概况的数一致（SJZ-16）', async () => {
    const bare = withCell(withCell(withCell(officers[1]!, 0, 'ZF-950'), at(officers, '执法证号'), ''), at(officers, '身份证号'), '')
    expect((await apply(csv([officers[0]!, bare]), 'Inspectors')).applied.status).toBe(200)
    const { inspectors } = (await office.call('registry.summary')).body
    const listed = (await office.call('registry.inspectors', { query: { state: 'expired', limit: 200 } })).body
    expect(listed.total).toBe(inspectors.expired)
    expect(listed.rows.map((r: { code: string }) => r.code)).toContain('ZF-950')
  })

  it('两字搜索走索引：十万家里不逐行扫描', async () => {
    await county.database.owner.query(`insert into subject (agency_id, code, name, address, status, facets, version, valid_from, recorded_at)
      select '990101', 'PL-' || lpad(i::text, 8, '0'), '示例县' || chr(19968 + i % 2500) || chr(20100 + i % 1999) || '有限公司', '-', 'active', '{}', 1, '2026-01-01', now()
      from generate_series(1, 100000) i`)
    await county.database.owner.query('analyze subject')
    for (const q of ['一以', 'PL-00000042', '第三加油']) {
      const { searchSubjects } = await import('./search.ts')
      const query = searchSubjects(county.env.db, { agencies: ['990101'], units: null, officer: null }, q)
        .select('code')
        .compile()
      const explained = await county.database.owner.query(`explain ${query.sql}`, query.parameters as unknown[])
      const plan = explained.rows.map(r => r['QUERY PLAN']).join('\n')
      expect(plan, q).toContain('Bitmap')
      expect(plan, q).not.toContain('Seq Scan')
    }
  }, 60_000)
})

describe('计划与任务的边角', () => {
  let county: CountyApp
  let office: Client
  beforeAll(async () => {
    county = await countyApp()
    office = await county.as('zonghe')
  })
  afterAll(() => county.drop())
  const row = {
    year: 2026,
    code: 'P-90',
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

  it('截止日早于抽查期的第一天：拒绝；当天可以（LY-18）', async () => {
    const early = await office.call('plan.addRow', { body: { ...row, dueOn: '2026-03-31' } })
    expect([early.status, early.body.error.code]).toEqual([422, 'plan.due'])
    expect(early.body.error.sentence).toContain('2026-04-01')
    expect((await office.call('plan.addRow', { body: { ...row, dueOn: '2026-04-01' } })).status).toBe(200)
    expect((await office.call('plan.removeRow', { params: { code: 'P-90' }, body: { year: 2026 } })).status).toBe(200)
  })

  it('第一百个任务之后编号照样往下数', async () => {
    await county.database.owner.query(
      `insert into task select '990101', '990101-2026Q2-' || i, 2026, 'P-01', 'X' || i, '2026-06-30', '股', 'open', now(), null from generate_series(99, 100) i`,
    )
    const made = await office.call('task.create', { body: { year: 2026, planRowCode: 'P-01', unitName: '执法一中队' } })
    expect([made.status, made.body.code]).toEqual([200, '990101-2026Q2-101'])
  })

  it.each(['\u0000', '\ud800'])('数据库存不下的字符 %j：有编号、有话，不是 500', async bad => {
    const replies = [
      await office.call('registry.subjects', { query: { q: `甲乙${bad}` } }),
      await office.call('plan.addRow', { body: { ...row, name: `补${bad}充` } }),
      await office.call('task.create', { body: { year: 2026, planRowCode: 'P-02', unitName: `股${bad}` } }),
      await office.call('items.import', { body: { yaml: `name: ${bad}` } }),
    ]
    // A query string cannot carry a lone surrogate: it arrives as U+FFFD and finds nothing.
    expect(replies.map(r => r.status)).toEqual([bad === '\u0000' ? 422 : 200, 422, 422, 422])
    for (const r of replies.slice(1)) expect(r.body.error.code).toMatch(/^(request|items)\.invalid$/)
  })

  it('YAML 里用转义写出的 NUL 也被拒绝，说出第几行', async () => {
    const { readFileSync } = await import('node:fs')
    const yaml = readFileSync(`${county.env.schemesDir}/items/longyao-2026-items.yaml`, 'utf8')
    const lines = yaml.split('\n')
    const i = lines.findIndex(l => /^ {4}name: /.test(l))
    const reply = await office.call('items.import', { body: { yaml: lines.with(i, '    name: "甲\\0乙"').join('\n') } })
    expect([reply.status, reply.body.error.code]).toEqual([422, 'items.invalid'])
    expect(reply.body.error.path).toContain(`第 ${i + 1} 行`)
  })
})
