import { describe, expect, it } from 'vitest'
import { parsePlainDate } from '../base/plain-date.ts'
import { checkColumns, readCheckRows } from './check-ledger.ts'
import { creditCodeCheckDigit } from './credit-code.ts'
import { factColumns, readFactRows } from './fact-ledger.ts'
import type { Column, LedgerReading } from './ledger.ts'
import { listColumns, readListRows } from './list-ledger.ts'

const today = parsePlainDate('2026-03-26')!
const credit = (n: number) => {
  const first = `91990101MA${String(n).padStart(7, '0')}`
  return first + creditCodeCheckDigit(first)
}
const firm = { 企业名称: '示例县甲有限公司', 统一社会信用代码: credit(1) }
type Row = Record<string, string>

const table = (rows: readonly Row[]): string[][] => {
  const header = [...new Set(rows.flatMap(r => Object.keys(r)))]
  return [header, ...rows.map(r => header.map(h => r[h] ?? ''))]
}
const readings = {
  fact: (rows: readonly Row[]) => must(readFactRows(table(rows), { today })),
  list: (rows: readonly Row[]) => must(readListRows(table(rows), { today })),
  check: (rows: readonly Row[]) => must(readCheckRows(table(rows), { today })),
}
function must<T>(r: { ok: true; value: LedgerReading<T> } | { ok: false; error: unknown }): LedgerReading<T> {
  if (!r.ok) throw new Error(JSON.stringify(r.error))
  return r.value
}
const codes = (r: LedgerReading<unknown>) => r.problems.map(p => `${p.row} ${p.severity} ${p.code}`)

const fact = (more: Row): Row => ({ ...firm, 情形: '行政处罚', 日期: '2026-02-11', ...more })
const list = (more: Row): Row => ({ ...firm, 名单名称: '城镇污水处理厂', 列入日期: '2026-01-01', ...more })
const check = (more: Row): Row => ({
  ...firm,
  检查日期: '2026-01-15',
  检查机关: '示例市生态环境局',
  级别: '上级',
  类别: '随机抽查',
  结果: '未发现问题',
  文号: '示市环检〔2026〕3号',
  ...more,
})

describe('事实台账（SJZ-04 SJZ-27 HS-18 JX-42 EZ-41）', () => {
  it('六种情形各有各的细目；别名照认', () => {
    const { accepted, problems } = readings.fact([
      fact({}),
      fact({ 情形: '群众举报', 核查结论: '属实', 渠道: '中央环保督察', 文号或编号: 'X-1' }),
      fact({ 情形: '在线监测超标', 排口: 'DA001' }),
      fact({ 情形: '挂牌督办', 机关: '省生态环境厅', 终止日期: '2026-03-01' }),
      fact({ 情形: '通报', 机关: '部' }),
      fact({ 情形: '检查发现违法问题' }),
    ])
    expect(problems).toEqual([])
    expect(accepted.map(a => [a.kind, a.on, a.to, a.detail])).toEqual([
      ['penalty', '2026-02-11', null, {}],
      ['complaint', '2026-02-11', null, { verified: '查实', channel: '中央生态环境保护督察' }],
      ['exceedance', '2026-02-11', null, { outlet: 'DA001' }],
      ['supervision', '2026-02-11', '2026-03-01', { by: '省厅' }],
      ['notice', '2026-02-11', null, { by: '生态环境部' }],
      ['violation', '2026-02-11', null, {}],
    ])
    expect(accepted[0]).toMatchObject({ code: credit(1), reference: '', source: '', struck: null })
  })

  it('A-09 同一排口同一天五条：编号不同是五条，没有编号的第二条被退回', () => {
    const five = readings.fact(['1', '2', '3', '4', '5'].map(n => fact({ 情形: '在线监测超标', 排口: 'DA001', 文号或编号: n })))
    expect([five.accepted.length, five.problems]).toEqual([5, []])
    const two = readings.fact([
      fact({ 情形: '在线监测超标', 排口: 'DA001' }),
      fact({ 情形: '在线监测超标', 排口: 'DA001', 来源: '另一来源' }),
      fact({ 情形: '在线监测超标', 排口: 'DW001' }),
    ])
    expect(codes(two)).toEqual(['3 error row.duplicate'])
    expect(two.problems[0]?.remedy).toContain('编号')
    expect(two.accepted.map(a => a.row)).toEqual([2, 4])
  })

  it('缺了会影响计数的细目提醒，写错情形的细目不读并提醒', () => {
    const { accepted, problems } = readings.fact([
      fact({ 情形: '信访举报', 文号或编号: '1' }),
      fact({ 情形: '在线监测超标', 排口: '无' }),
      fact({ 情形: '挂牌督办' }),
      fact({ 排口: 'DA001' }),
    ])
    expect(accepted.map(a => a.detail)).toEqual([{}, {}, {}, {}])
    expect(problems.map(p => [p.row, p.code, p.column, p.severity])).toEqual([
      [2, 'row.detail_missing', '核查结论', 'warning'],
      [3, 'row.detail_missing', '排口', 'warning'],
      [4, 'row.detail_missing', '机关', 'warning'],
      [5, 'row.detail_unused', '排口', 'warning'],
    ])
  })

  it('将来的日期、终止早于发生、没有的情形、没有日期：退回并说怎么改；当天可以', () => {
    const { accepted, problems } = readings.fact([
      fact({ 日期: '2026-03-27' }),
      fact({ 情形: '挂牌督办', 机关: '省厅', 终止日期: '2026-02-10' }),
      fact({ 情形: '挂牌督办', 机关: '省厅', 日期: '2026-02-12', 终止日期: '2026-03-27' }),
      fact({ 情形: '表扬' }),
      fact({ 日期: '' }),
      fact({ 日期: '2026-03-26' }),
      fact({ 情形: '挂牌督办', 机关: '省厅', 日期: '2026-03-26', 终止日期: '2026-03-26' }),
    ])
    expect(problems.map(p => [p.row, p.code, p.column])).toEqual([
      [2, 'row.date_ahead', '日期'],
      [3, 'row.date_order', '终止日期'],
      [4, 'row.date_ahead', '终止日期'],
      [5, 'row.choice', '情形'],
      [6, 'row.blank', '日期'],
    ])
    for (const p of problems) expect(p.remedy.length).toBeGreaterThan(3)
    expect(accepted.map(a => a.row)).toEqual([7, 8])
  })

  it('A-08 不计入的理由随记录留下；横线不是理由', () => {
    const { accepted } = readings.fact([fact({ 不计入的理由: '举报人撤回' }), fact({ 日期: '2026-02-12', 不计入的理由: '-' })])
    expect(accepted.map(a => a.struck)).toEqual(['举报人撤回', null])
  })

  it('代码：信用代码、第二厂址、自编代码都认；都没有或写错的退回', () => {
    const { accepted, problems } = readings.fact([
      fact({ 自编代码: `${credit(1)}-02` }),
      fact({ 自编代码: 'SLX-0001' }),
      fact({ 统一社会信用代码: '', 自编代码: 'SLX-0001' }),
      fact({ 统一社会信用代码: `${credit(1)}-03` }),
      fact({ 统一社会信用代码: 'SLX-0002' }),
      fact({ 统一社会信用代码: '' }),
      fact({ 统一社会信用代码: credit(1).slice(0, 17) }),
    ])
    expect(accepted.map(a => a.code)).toEqual([`${credit(1)}-02`, credit(1), 'SLX-0001', `${credit(1)}-03`, 'SLX-0002'])
    expect(problems.map(p => [p.row, p.code])).toEqual([
      [7, 'row.credit_code_missing'],
      [8, 'row.credit_code_length'],
    ])
  })

  it('没有“情形”或“日期”列的文件整份退回', () => {
    expect(
      readFactRows([
        ['企业名称', '统一社会信用代码'],
        ['甲公司', credit(1)],
      ]),
    ).toMatchObject({
      ok: false,
      error: { code: 'ledger.columns', columns: ['情形', '日期'] },
    })
  })
})

describe('名单台账（HS-16 A-11 JX-45 EZ-40）', () => {
  it('名单、列入、移出、依据；重点名录与正面清单的别名归到一个名称', () => {
    const { accepted, problems } = readings.list([
      list({ 移出日期: '2026-03-01', 依据: '示环办〔2026〕1号' }),
      list({ 名单名称: '正面清单' }),
      list({ 名单名称: '重点排污单位' }),
      list({ 名单名称: 'constructor' }),
    ])
    expect(problems).toEqual([])
    expect(accepted.map(a => [a.list, a.from, a.to, a.basis])).toEqual([
      ['城镇污水处理厂', '2026-01-01', '2026-03-01', '示环办〔2026〕1号'],
      ['生态环境监督执法正面清单', '2026-01-01', null, ''],
      ['重点排污单位名录', '2026-01-01', null, ''],
      ['constructor', '2026-01-01', null, ''],
    ])
  })
  it('同一名单同一天两次、移出早于列入、将来的日期：退回', () => {
    const { accepted, problems } = readings.list([
      list({}),
      list({ 移出日期: '2026-02-01' }),
      list({ 列入日期: '2026-01-02', 移出日期: '2026-01-01' }),
      list({ 列入日期: '2026-03-27' }),
      list({ 列入日期: '2026-01-03', 移出日期: '2026-03-27' }),
      list({ 列入日期: '' }),
      list({ 列入日期: '2026-01-04', 统一社会信用代码: '' }),
    ])
    expect(problems.map(p => [p.row, p.code])).toEqual([
      [3, 'row.duplicate'],
      [4, 'row.date_order'],
      [5, 'row.date_ahead'],
      [6, 'row.date_ahead'],
      [7, 'row.blank'],
      [8, 'row.credit_code_missing'],
    ])
    expect(accepted.map(a => a.row)).toEqual([2])
  })
})

describe('检查历史台账（JX-38 JX-55 EZ-59 A-17）', () => {
  it('级别、类别、结果三列都按方案要问的读', () => {
    const { accepted, problems } = readings.check([
      check({}),
      check({ 级别: '本级', 类别: '线索核查', 结果: '发现问题', 文号: '' }),
      check({ 级别: '其他部门', 类别: '专项检查', 结果: '不详' }),
      check({ 检查日期: '2026-01-16', 类别: '复查', 结果: '' }),
    ])
    expect(problems).toEqual([])
    expect(accepted.map(a => [a.by, a.kind, a.clean, a.reference])).toEqual([
      ['above', 'random', true, '示市环检〔2026〕3号'],
      ['own', 'cause', false, ''],
      ['other', 'campaign', null, '示市环检〔2026〕3号'],
      ['above', 'recheck', null, '示市环检〔2026〕3号'],
    ])
  })
  it('A-13 上级的检查没有文号：收下并提醒它不能作证；“无”不是文号', () => {
    for (const 文号 of ['', '无', '-']) {
      const r = readings.check([check({ 文号 })])
      expect([r.accepted[0]?.reference, codes(r)]).toEqual(['', ['2 warning row.no_proof']])
    }
  })
  it('同一机关同一天同一类算一次（A-17）；将来的日期、没有的级别、没有代码：退回', () => {
    const { accepted, problems } = readings.check([
      check({}),
      check({ 文号: '另一文号' }),
      check({ 类别: '复查' }),
      check({ 检查日期: '2026-03-27' }),
      check({ 级别: '国际' }),
      check({ 统一社会信用代码: '' }),
    ])
    expect(problems.filter(p => p.severity === 'error').map(p => [p.row, p.code])).toEqual([
      [3, 'row.duplicate'],
      [5, 'row.date_ahead'],
      [6, 'row.choice'],
      [7, 'row.credit_code_missing'],
    ])
    expect(accepted.map(a => a.row)).toEqual([2, 4])
  })
})

describe('模板', () => {
  it.each([
    ['事实', factColumns],
    ['名单', listColumns],
    ['检查历史', checkColumns],
  ] as const)('%s台账：一种写法只指一列', (_name, columns) => {
    const names = Object.values(columns as Record<string, Column<unknown>>).flatMap(c => [c.header, ...c.aliases])
    expect(names.filter((n, i) => names.indexOf(n) !== i)).toEqual([])
  })
})
