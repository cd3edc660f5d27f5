/** 事实、名单、检查历史: imports, days, strikes and what our own work adds, through the routes and the loader of the draw. */
import type { PlainDate } from '@mingcha/core/base'
import { stringify } from 'csv-stringify/sync'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, type Client, signIn } from '../../../test/app.ts'
import { advance, type CountyApp, countyApp, drawnBatch, fixture } from '../../../test/county-app.ts'
import { allVisits, checkDay, hashOf, picture, submit } from '../../../test/fieldwork.ts'
import { read, write } from '../../db/tx.ts'
import { createAccount } from '../access/commands.ts'
import { type DrawSubject, loadSubjectsForDraw, registryRoot } from './for-draw.ts'

// biome-ignore lint/suspicious/noExplicitAny: replies of every route.
type Any = any
type Row = Record<string, string>
const scope = { agencies: ['990101'], units: null, officer: null }
const must = (reply: Answer): Any => {
  if (reply.status !== 200) throw new Error(`${reply.status} ${JSON.stringify(reply.body)}`)
  return reply.body
}
const codeOf = (reply: Answer): string => reply.body.error?.code ?? 'ok'

/** Firms of the county of which the fixtures tell no fact, list or check. */
async function untold(county: CountyApp): Promise<{ code: string; name: string }[]> {
  const { rows } = await county.database.owner.query(`select code, name from subject s where status = 'active' and credit_code is not null
    and code = credit_code and (facets->>'positiveList')::boolean and not exists (select from subject_fact f where f.code = s.code)
    and not exists (select from list_entry l where l.code = s.code) and not exists (select from check_record c where c.code = s.code) order by code`)
  return rows
}
const onDay = async (county: CountyApp, code: string, on: string, sealed = false): Promise<DrawSubject> => {
  const [subject] = await read({ env: county.env, actor: null }, ({ db }) =>
    loadSubjectsForDraw(db, scope, on as PlainDate, [code], sealed ? county.env.seal : undefined),
  )
  if (!subject) throw new Error(`${code} is not there`)
  return subject
}
const rootOf = (county: CountyApp): Promise<string> =>
  read({ env: county.env, actor: null }, async ({ db, today }) => (await registryRoot(db, scope, county.env.seal, today)).sha256)

describe('事实、名单、检查历史台账', () => {
  let county: CountyApp
  let office: Client
  const firms: { code: string; name: string }[] = []
  beforeAll(async () => {
    county = await countyApp()
    office = await county.as('zonghe')
    firms.push(...(await untold(county)))
  })
  afterAll(() => county.drop())

  const routes = { facts: 'registry.importFacts', lists: 'registry.importLists', checks: 'registry.importChecks' } as const
  type Kind = keyof typeof routes
  const send = (kind: Kind, rows: readonly Row[] | Buffer, query: Record<string, unknown> = { step: 'check' }, client: Client = office) => {
    const columns = Buffer.isBuffer(rows) ? [] : [...new Set(rows.flatMap(r => Object.keys(r)))]
    const bytes = Buffer.isBuffer(rows) ? rows : Buffer.from(stringify(rows as Row[], { header: true, columns }))
    return client.call(routes[kind], { query, file: { name: '台账.csv', bytes } })
  }
  const load = async (kind: Kind, rows: readonly Row[], more: Record<string, unknown> = {}) => {
    const { sha256 } = must(await send(kind, rows))
    return must(await send(kind, rows, { step: 'apply', sha256, ...more }))
  }
  const who = (firm: { code: string; name: string }): Row => ({ 企业名称: firm.name, 统一社会信用代码: firm.code })
  const next = () => firms.shift()!
  const count = async (sql: string) => (await county.database.owner.query(sql)).rows[0].n as number

  it('示例县的三份台账：没有错行，再导入一次全部没有变化，一次导入一个事件（JX-63）', async () => {
    const rows = { facts: 52, lists: 44, checks: 26 }
    for (const kind of ['facts', 'lists', 'checks'] as const) {
      const again = must(await send(kind, fixture(`${kind}.csv`)))
      expect({ kind, ...again }).toMatchObject({ rows: rows[kind], added: 0, changed: 0, unchanged: rows[kind], wrong: 0 })
      const versions = await count('select count(*)::int as n from record_version')
      const events = await count('select count(*)::int as n from event')
      must(await send(kind, fixture(`${kind}.csv`), { step: 'apply', sha256: again.sha256 }))
      expect(await count('select count(*)::int as n from record_version')).toBe(versions)
      expect(await count('select count(*)::int as n from event')).toBe(events + 1)
    }
  })

  it('SJZ-04 SJZ-27 事实按日取：前一天没有，当天和之后有；挂牌督办带终止日期；细目照方案的写法', async () => {
    const firm = next()
    const report = await load('facts', [
      { ...who(firm), 情形: '信访举报', 日期: '2026-02-11', 核查结论: '查实', 渠道: '12369', 文号或编号: 'X-1', 终止日期: '' },
      { ...who(firm), 情形: '挂牌督办', 日期: '2026-01-05', 终止日期: '2026-03-01', 机关: '省厅', 文号或编号: 'D-1' },
    ])
    expect(report).toMatchObject({ added: 2, written: true, wrong: 0 })
    expect((await onDay(county, firm.code, '2026-02-10')).facts).toEqual([
      { kind: 'supervision', on: '2026-01-05', to: '2026-03-01', detail: { by: '省厅' } },
    ])
    for (const on of ['2026-02-11', '2026-04-01'])
      expect((await onDay(county, firm.code, on)).facts).toEqual([
        { kind: 'supervision', on: '2026-01-05', to: '2026-03-01', detail: { by: '省厅' } },
        { kind: 'complaint', on: '2026-02-11', detail: { channel: '群众举报', verified: '查实' } },
      ])
  })

  it('更正：核查结论从办理中到查实是同一条的新版本，旧的留在历史里；空格不抹去已有的', async () => {
    const firm = next()
    const row = {
      ...who(firm),
      情形: '信访举报',
      日期: '2026-03-02',
      核查结论: '办理中',
      渠道: '群众举报',
      文号或编号: 'X-2',
      来源: '信访系统',
    }
    await load('facts', [row])
    const changed = await load('facts', [{ ...row, 核查结论: '查实', 渠道: '', 来源: '' }])
    expect(changed).toMatchObject({ added: 0, changed: 1, sample: [{ fields: ['核查结论'] }] })
    expect((await onDay(county, firm.code, '2026-04-01')).facts).toEqual([
      { kind: 'complaint', on: '2026-03-02', detail: { channel: '群众举报', verified: '查实' } },
    ])
    const { rows } = await county.database.owner.query(
      "select v.version, v.row->'details' as details from record_version v join subject_fact f on f.id = v.id where f.code = $1",
      [firm.code],
    )
    expect(rows).toEqual([{ version: 1, details: { verified: '办理中', channel: '群众举报' } }])
    expect(await load('facts', [{ ...row, 核查结论: '', 渠道: '' }])).toMatchObject({ changed: 0, unchanged: 1 })
  })

  it('名录库里没有的企业退回并说怎么办；名称不同只提醒；错行不跳过就一行也不写', async () => {
    const firm = next()
    const good = { ...who(firm), 情形: '超标排放通报', 日期: '2026-02-11', 机关: '省厅', 自编代码: '' }
    const rows = [good, { ...good, 日期: '2026-02-12', 企业名称: '另一个名字' }, { ...good, 统一社会信用代码: '', 自编代码: 'BU-CUNZAI-1' }]
    const report = must(await send('facts', rows))
    expect(report.problems.map((p: Any) => [p.row, p.code, p.severity])).toEqual([
      [3, 'row.name_differs', 'warning'],
      [4, 'row.subject_unknown', 'error'],
    ])
    expect(report.problems[1].remedy).toContain('先导入检查对象台账')
    const before = await count('select count(*)::int as n from subject_fact')
    expect(codeOf(await send('facts', rows, { step: 'apply', sha256: report.sha256 }))).toBe('ledger.has_errors')
    expect(await count('select count(*)::int as n from subject_fact')).toBe(before)
    expect(must(await send('facts', rows, { step: 'apply', sha256: report.sha256, skipWrong: 'true' }))).toMatchObject({
      added: 2,
      wrong: 1,
    })
    const unknown = { 企业名称: '没有的', 统一社会信用代码: '', 自编代码: 'BU-CUNZAI-1' }
    expect(must(await send('lists', [{ ...unknown, 名单名称: '甲', 列入日期: '2026-01-01' }])).wrong).toBe(1)
    const check = { 检查日期: '2026-01-01', 检查机关: '市局', 级别: '上级', 类别: '复查', 结果: '不详', 文号: '1' }
    expect(must(await send('checks', [{ ...unknown, ...check }])).wrong).toBe(1)
  })

  it('A-09 同一天同一排口五条编号不同的，是五条', async () => {
    const firm = next()
    const five = ['1', '2', '3', '4', '5'].map(n => ({
      ...who(firm),
      情形: '在线监测超标',
      日期: '2026-02-11',
      排口: 'DA001',
      文号或编号: n,
    }))
    await load('facts', five)
    const { facts } = await onDay(county, firm.code, '2026-04-01')
    expect(facts).toHaveLength(5)
    expect(facts[0]).toEqual({ kind: 'exceedance', on: '2026-02-11', detail: { outlet: 'DA001' } })
  })

  it('A-08 HS-18 划除写明理由，不再计入，记录还在；再导入不恢复；恢复写明理由；旧版本不能再划', async () => {
    const firm = next()
    const row = { ...who(firm), 情形: '信访举报', 日期: '2026-02-20', 核查结论: '未查实', 文号或编号: 'X-9' }
    await load('facts', [row])
    const list = async () => must(await office.call('registry.facts', { query: { q: firm.code } })).rows
    const [fact] = await list()
    const before = await rootOf(county)
    const strike = (version: number, reason = '举报人书面撤回') =>
      office.call('fact.strike', { params: { id: fact.id }, body: { version, reason } })
    expect(codeOf(await strike(1, ' '))).toBe('request.invalid')
    must(await strike(1))
    expect((await onDay(county, firm.code, '2026-04-01')).facts).toEqual([])
    expect(await rootOf(county)).not.toBe(before)
    expect(await list()).toMatchObject([{ struck: '举报人书面撤回', version: 2 }])
    expect(must(await office.call('registry.subject', { params: { code: firm.code } })).facts).toMatchObject([{ struck: '举报人书面撤回' }])
    expect(codeOf(await strike(1))).toBe('fact.stale')
    expect(codeOf(await strike(2))).toBe('fact.struck')
    const again = await load('facts', [row])
    expect([again.unchanged, again.problems.map((p: Any) => p.code)]).toEqual([1, ['row.fact_struck']])
    must(await office.call('fact.restore', { params: { id: fact.id }, body: { version: 2, reason: '撤回无效' } }))
    expect((await onDay(county, firm.code, '2026-04-01')).facts).toHaveLength(1)
    expect(await rootOf(county)).toBe(before)
    expect(codeOf(await office.call('fact.restore', { params: { id: fact.id }, body: { version: 3, reason: '再来' } }))).toBe('fact.counts')
    const events = (await county.database.owner.query('select kind, payload from event where thing_id = $1 order by id', [fact.id])).rows
    expect(events.map(e => [e.kind, e.payload.reason])).toEqual([
      ['registry.fact_struck', '举报人书面撤回'],
      ['registry.fact_restored', '撤回无效'],
    ])
    const overseen = must(await (await county.as('jiandu')).call('oversight.view', { query: { kind: 'record' } })).rows
    expect(overseen.map((r: Any) => [r.thing, r.says.slice(0, 2), r.reason])).toEqual(
      expect.arrayContaining([
        [firm.code, '划除', '举报人书面撤回'],
        [firm.code, '恢复', '撤回无效'],
      ]),
    )
    const struckInFile = await load('facts', [{ ...row, 不计入的理由: '明显无理' }])
    expect(struckInFile).toMatchObject({ changed: 1, sample: [{ fields: ['不计入的理由'] }] })
    expect((await onDay(county, firm.code, '2026-04-01')).facts).toEqual([])
  })

  it('行政处罚：对象台账与事实台账说的是同一天的，算一次；处罚列照旧（LY-28）', async () => {
    const firm = next()
    const lines = fixture('subjects.csv').toString('utf8').split('\r\n')
    const header = lines[0]!.split(',')
    const own = lines.find(l => l.includes(firm.code))!.split(',')
    own[header.indexOf('最近行政处罚决定日期')] = '2026-02-02'
    const bytes = Buffer.from([lines[0], own.join(',')].join('\r\n'))
    const importSubjects = async () => {
      const file = { name: '台账.csv', bytes }
      const { sha256 } = must(await office.call('registry.importSubjects', { query: { step: 'check' }, file }))
      return must(await office.call('registry.importSubjects', { query: { step: 'apply', sha256 }, file }))
    }
    expect((await importSubjects()).sample[0].fields).toContain('行政处罚')
    const penalty = [{ kind: 'penalty', on: '2026-02-02' }]
    expect((await onDay(county, firm.code, '2026-04-01')).facts).toEqual(penalty)
    await load('facts', [{ ...who(firm), 情形: '行政处罚', 日期: '2026-02-02', 文号或编号: '示环罚〔2026〕2号' }])
    expect((await onDay(county, firm.code, '2026-04-01')).facts).toEqual(penalty)
    expect(await importSubjects()).toMatchObject({ unchanged: 1 })
  })

  it('HS-16 名单有起止两天；正面清单、重点名录以带日期的名单为准，没有列过的看台账', async () => {
    const [firm, other] = [next(), next()]
    await load('lists', [
      { ...who(firm), 名单名称: '正面清单', 列入日期: '2026-01-10', 移出日期: '2026-02-20', 依据: '示环办〔2026〕1号' },
      { ...who(firm), 名单名称: '重点排污单位名录', 列入日期: '2026-02-01', 移出日期: '', 依据: '' },
    ])
    const marks = async (on: string) => {
      const { facets, lists } = await onDay(county, firm.code, on)
      return [facets.positiveList, facets.keyDischarger, lists.filter(l => /清单|名录/.test(l))]
    }
    const [positive, key] = ['生态环境监督执法正面清单', '重点排污单位名录']
    expect(await marks('2026-01-09')).toEqual([true, (await onDay(county, firm.code, '2026-01-09')).facets.keyDischarger, []])
    expect((await marks('2026-01-10'))[2]).toEqual([positive])
    expect(await marks('2026-02-01')).toEqual([true, true, [positive, key]])
    expect(await marks('2026-02-20')).toEqual([true, true, [positive, key]])
    expect(await marks('2026-02-21')).toEqual([false, true, [key]])
    expect((await onDay(county, other.code, '2026-02-21')).facets.positiveList).toBe(true)
    const held = async (on: string) =>
      must(await office.call('registry.lists', { query: { on, list: positive, limit: 200 } })).rows.map((r: Any) => r.code)
    expect(await held('2026-02-20')).toContain(firm.code)
    expect(await held('2026-02-21')).not.toContain(firm.code)
    expect(must(await office.call('registry.subject', { params: { code: firm.code } })).facets).toContainEqual({
      key: 'positiveList',
      label: expect.any(String),
      value: '否',
    })
  })

  it('HS-36 线索所指的企业在不在正面清单，也看带日期的名单', async () => {
    const [left, entered] = [next(), next()]
    await county.database.owner.query('update subject set facets = facets || \'{"positiveList": false}\' where code = $1', [entered.code])
    const entry = (firm: { code: string; name: string }, more: Row) => ({
      ...who(firm),
      名单名称: '正面清单',
      列入日期: '2026-01-10',
      移出日期: '',
      ...more,
    })
    await load('lists', [entry(left, { 移出日期: '2026-02-20' }), entry(entered, {})])
    const asked = async (firm: { code: string; name: string }) =>
      must(
        await office.call('lead.record', {
          body: {
            origin: 'complaint',
            subjectCode: firm.code,
            subjectName: firm.name,
            text: '异味',
            receivedOn: '2026-03-20',
            ownerUnit: '执法一中队',
            dueOn: null,
          },
        }),
      ).positiveList
    expect([await asked(left), await asked(entered), await asked(next())]).toEqual([false, true, true])
    const { rows } = must(await office.call('lead.list'))
    expect(rows.map((r: Any) => [r.subject.code, r.positiveList])).toEqual(
      expect.arrayContaining([
        [left.code, false],
        [entered.code, true],
      ]),
    )
  })

  it('HS-16 导入名单先看差异：谁进、谁出、谁在名单上而不在文件里；没写到的不移出', async () => {
    const [a, b, c] = [next(), next(), next()]
    const row = (firm: { code: string; name: string }, more: Row = {}) => ({
      ...who(firm),
      名单名称: '试验名单',
      列入日期: '2026-01-01',
      移出日期: '',
      ...more,
    })
    await load('lists', [row(a), row(b)])
    const report = await load('lists', [row(a, { 移出日期: '2026-03-01' }), row(c), row(c, { 列入日期: '2026-02-01' })])
    expect(report).toMatchObject({ added: 2, changed: 1, sample: [{ fields: ['移出日期'] }, {}, {}] })
    expect(report.problems.map((p: Any) => [p.row, p.code])).toEqual([[1, 'row.list_absent']])
    expect(report.problems[0].message).toContain(b.name)
    const { lists } = must(await office.call('registry.lists', { query: { on: '2026-03-02' } }))
    expect(lists).toContainEqual({ list: '试验名单', members: 2 })
    const twice = must(await send('lists', [row(b, { 列入日期: '2026-02-01' }), row(a)]))
    expect(twice.problems.map((p: Any) => p.code).sort()).toEqual(['row.list_absent', 'row.list_closed', 'row.list_twice'])
    expect(await load('lists', [row(a)])).toMatchObject({ unchanged: 1 })
    expect((await onDay(county, a.code, '2026-03-02')).lists).not.toContain('试验名单')
  })

  it('HS-16 桌面上移出与撤销移出：要理由，日期在列入与今天之间，各记一个事件', async () => {
    const firm = next()
    await load('lists', [{ ...who(firm), 名单名称: '桌面名单', 列入日期: '2026-01-01' }])
    const entry = async () => must(await office.call('registry.lists', { query: { list: '桌面名单' } })).rows[0]
    const { id } = await entry()
    const before = await rootOf(county)
    const close = (body: Record<string, unknown>) =>
      office.call('listing.close', { params: { id }, body: { version: 1, reason: '注销', ...body } })
    expect(codeOf(await close({ on: '2025-12-31' }))).toBe('listing.day')
    expect(codeOf(await close({ on: '2026-03-27' }))).toBe('listing.day')
    must(await close({ on: '2026-03-20' }))
    expect(await rootOf(county)).not.toBe(before)
    expect(await entry()).toMatchObject({ to: '2026-03-20', note: '注销', version: 2 })
    expect((await onDay(county, firm.code, '2026-03-20')).lists).toContain('桌面名单')
    expect((await onDay(county, firm.code, '2026-03-21')).lists).not.toContain('桌面名单')
    expect(codeOf(await close({ on: '2026-03-21' }))).toBe('listing.stale')
    expect(codeOf(await close({ on: '2026-03-21', version: 2 }))).toBe('listing.closed')
    must(await office.call('listing.reopen', { params: { id }, body: { version: 2, reason: '误操作' } }))
    expect((await entry()).to).toBeNull()
    expect(await rootOf(county)).toBe(before)
    expect(codeOf(await office.call('listing.reopen', { params: { id }, body: { version: 3, reason: '误操作' } }))).toBe('listing.open')
    expect(await count(`select count(*)::int as n from event where thing_id = '${id}'`)).toBe(2)
  })

  it('A-13 JX-38 EZ-59 上级检查：日期、结果、文号都带到方案要问的地方；没有文号的不作证', async () => {
    const firm = next()
    const row = {
      ...who(firm),
      检查日期: '2026-02-10',
      检查机关: '示例市生态环境局',
      级别: '上级',
      类别: '随机抽查',
      结果: '未发现问题',
      文号: '',
    }
    const before = await rootOf(county)
    expect((await load('checks', [row])).problems.map((p: Any) => [p.code, p.severity])).toEqual([['row.no_proof', 'warning']])
    expect(await rootOf(county)).not.toBe(before)
    const check = { on: '2026-02-10', by: 'above', kind: 'random', clean: true }
    expect((await onDay(county, firm.code, '2026-04-01')).checks).toEqual([{ ...check, proof: '' }])
    expect((await onDay(county, firm.code, '2026-02-09')).checks).toEqual([])
    expect(await load('checks', [{ ...row, 文号: '示市环检〔2026〕77号' }])).toMatchObject({ changed: 1, sample: [{ fields: ['文号'] }] })
    expect((await onDay(county, firm.code, '2026-02-10')).checks).toEqual([{ ...check, proof: '示市环检〔2026〕77号' }])
    const listed = must(await office.call('registry.checks', { query: { year: 2026, q: firm.code } }))
    expect(listed).toMatchObject({ total: 1, rows: [{ by: '上级', result: '未发现问题', proves: true }] })
    expect(must(await office.call('registry.checks', { query: { year: 2025, q: firm.code } })).total).toBe(0)
    await load('checks', [{ ...row, 结果: '不详' }])
    expect((await onDay(county, firm.code, '2026-02-10')).checks).toEqual([{ ...check, clean: null, proof: '示市环检〔2026〕77号' }])
  })

  it('翻页不重不漏；坏游标从头开始', async () => {
    for (const [name, total] of [
      ['registry.facts', await count('select count(*)::int as n from subject_fact')],
      ['registry.lists', await count('select count(*)::int as n from list_entry')],
      ['registry.checks', await count('select count(*)::int as n from check_record')],
    ] as const) {
      const seen: string[] = []
      let after: string | null = null
      do {
        const page: Any = must(await office.call(name, { query: { limit: 7, ...(after ? { after } : {}) } }))
        expect(page.total).toBe(total)
        seen.push(...page.rows.map((r: Any) => r.id ?? JSON.stringify(r)))
        after = page.next
      } while (after)
      expect([name, seen.length, new Set(seen).size]).toEqual([name, total, total])
      for (const bad of ['坏', Buffer.from('["x","y"]').toString('base64url')])
        expect((await office.call(name, { query: { after: bad } })).status, `${name} ${bad}`).toBe(200)
    }
  })

  it('别的单位看不到、改不了、也导不进来；没有权限的角色被拒绝', async () => {
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
    const other = await signIn(county.app, 'other', 'linjian-xiaolu-9')
    for (const name of ['registry.facts', 'registry.lists', 'registry.checks'] as const)
      expect((await other.call(name)).body, name).toMatchObject({ rows: [], total: 0, next: null })
    const fact = must(await office.call('registry.facts')).rows[0]
    const entry = must(await office.call('registry.lists')).rows[0]
    const body = { version: 1, reason: '试试' }
    expect(codeOf(await other.call('fact.strike', { params: { id: fact.id }, body }))).toBe('fact.not_found')
    expect(codeOf(await other.call('fact.restore', { params: { id: fact.id }, body }))).toBe('fact.not_found')
    expect(codeOf(await other.call('listing.close', { params: { id: entry.id }, body: { ...body, on: '2026-03-01' } }))).toBe(
      'listing.not_found',
    )
    expect(codeOf(await other.call('listing.reopen', { params: { id: entry.id }, body }))).toBe('listing.not_found')
    const facts = [{ 企业名称: fact.name, 统一社会信用代码: fact.code, 情形: '行政处罚', 日期: '2026-02-11' }]
    expect(must(await send('facts', facts, { step: 'check' }, other)).problems[0].code).toBe('row.subject_unknown')
    const supervisor = await county.as('jiandu')
    expect((await supervisor.call('fact.strike', { params: { id: fact.id }, body })).status).toBe(403)
    expect((await send('lists', [], { step: 'check' }, supervisor)).status).toBe(403)
    expect((await supervisor.call('registry.facts')).status).toBe(200)
    const officer = await county.as('zf001')
    expect((await officer.call('registry.facts')).status).toBe(403)
  })

  it('应用账号不能改删历史，也不能删记录', async () => {
    for (const table of ['record_version', 'subject_fact', 'list_entry', 'check_record'])
      await expect(county.database.pool.query(`delete from ${table}`), table).rejects.toThrow(/permission denied/)
    await expect(county.database.pool.query("update record_version set row = '{}'")).rejects.toThrow(/permission denied/)
  })
})

describe('本单位的检查、认定和处罚，不用再录一遍', () => {
  let county: CountyApp
  beforeAll(async () => {
    county = await countyApp()
  })
  afterAll(() => county.drop())

  it('X-04 抽中未查的，只有组成候选库时看得见；页面、名录根都不变；办完才是一次检查；认定有问题是一条违法事实（A-16 JX-43 SJZ-27）', async () => {
    const before = await rootOf(county)
    await drawnBatch(county)
    const [first, second] = await allVisits(county, 'waiting')
    const { code } = first.subject
    const told = await onDay(county, code, '2026-07-01')
    // Before anything is done: nothing to see without the seal, and nothing in the root.
    const sealed = { on: '2026-04-01', by: 'own', kind: 'random', clean: null, proof: '' }
    expect((await onDay(county, code, '2026-07-01', true)).checks).toEqual([...told.checks, sealed])
    expect((await onDay(county, code, '2026-03-31', true)).checks).toEqual(told.checks)
    expect((await onDay(county, code, '2027-01-01', true)).checks).toEqual(told.checks)
    expect((await onDay(county, code, '2026-04-01', true)).checks).toEqual([...told.checks, sealed])
    const office = await county.as('zonghe')
    const shown = async (of: string) => must(await office.call('registry.subject', { params: { code: of } }))
    expect((await shown(code)).checks).toHaveLength(told.checks.length)
    expect(await rootOf(county)).toBe(before)

    await advance(county, checkDay)
    await submit(county, first.id, 'violation')
    await submit(county, second.id, 'clean', { half: 'pm' })
    const proof = first.number
    const done = { on: '2026-04-20', by: 'own', kind: 'random', clean: null, proof }
    expect((await onDay(county, code, '2026-07-01', true)).checks).toEqual([...told.checks, done])
    expect((await onDay(county, code, '2026-04-19')).checks).toEqual(told.checks)
    expect((await onDay(county, code, '2026-07-01')).facts).toEqual(told.facts)

    const head = await county.as('fuze')
    const determine = (id: string, body: Record<string, unknown>) =>
      head.call('finding.determine', {
        params: { id },
        body: { version: 1, jointPunishment: false, followUps: [], summary: '台账缺三月记录。', ...body },
      })
    must(
      await determine(first.id, {
        code: 'PENDING',
        severity: 'serious',
        followUps: [
          {
            kind: 'case',
            ownerUnit: '执法一中队',
            dueOn: null,
            content: '立案',
            detail: { caseNumber: '示环立〔2026〕1号', filedOn: '2026-04-20' },
          },
        ],
      }),
    )
    must(await determine(second.id, { code: 'NO_PROBLEM', severity: 'none', summary: '未发现问题。' }))
    const violation = { kind: 'violation', on: '2026-04-20' }
    expect((await onDay(county, code, '2026-07-01')).facts).toEqual([...told.facts, violation])
    expect((await onDay(county, code, '2026-04-19')).facts).toEqual(told.facts)
    expect((await onDay(county, code, '2026-07-01')).checks.at(-1)).toEqual({ ...done, clean: false })
    expect((await onDay(county, second.subject.code, '2026-07-01')).checks.at(-1)).toMatchObject({ clean: true, proof: second.number })
    expect((await shown(code)).facts[0]).toMatchObject({ id: null, kind: 'violation', reference: proof, source: '本单位检查结果' })

    // The same day told by a ledger as well: one violation.
    const bytes = Buffer.from(`企业名称,统一社会信用代码,情形,日期\n${first.subject.name},${code},检查发现违法问题,2026-04-20\n`)
    const file = { name: '事实.csv', bytes }
    const { sha256 } = must(await office.call('registry.importFacts', { query: { step: 'check' }, file }))
    expect(must(await office.call('registry.importFacts', { query: { step: 'apply', sha256 }, file })).added).toBe(1)
    expect((await onDay(county, code, '2026-07-01')).facts.filter(f => f.on === violation.on)).toEqual([violation])
    expect((await shown(code)).facts.filter((f: Any) => f.on === violation.on)).toHaveLength(1)

    // A case that ends with a penalty.
    const { rows } = must(await office.call('followup.list', { query: { visit: first.id, kind: 'case' } }))
    const bytesOfDecision = picture('decision')
    const evidence = hashOf(bytesOfDecision)
    must(
      await head.call('followup.attach', {
        params: { id: first.id },
        query: { sha256: evidence },
        file: { name: '决定书.jpg', bytes: bytesOfDecision },
      }),
    )
    await advance(county, '2026-04-27T02:00:00Z')
    const decision = { outcome: 'penalty', documentNumber: '示环罚〔2026〕5号', on: '2026-04-25', penalty: '罚款', amount: '20000' }
    const step = must(
      await head.call('followup.step', { params: { id: rows[0].id }, body: { action: 'decided', detail: decision, evidence: [evidence] } }),
    )
    const penalty = { kind: 'penalty', on: '2026-04-25' }
    expect((await onDay(county, code, '2026-07-01')).facts).toContainEqual(penalty)
    expect((await onDay(county, code, '2026-04-24')).facts).not.toContainEqual(penalty)
    expect((await shown(code)).facts[0]).toMatchObject({ id: null, kind: 'penalty', reference: '示环罚〔2026〕5号' })
    must(await head.call('followup.voidStep', { params: { id: rows[0].id, seq: String(step.seq) }, body: { reason: '录错' } }))
    expect((await onDay(county, code, '2026-07-01')).facts).not.toContainEqual(penalty)
  })
})
