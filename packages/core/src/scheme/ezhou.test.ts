/** 鄂州 2022 — every rule of the scheme by its behaviour, for 支队 (city) and 分局 (county). Numbers and days are worked out from the clauses by hand. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { type PlainDate, parsePlainDate } from '../base/plain-date.ts'
import { announcedHolidays, makeWorkingCalendar } from '../calendar/index.ts'
import { publicityDueOn } from '../publicity/deadline.ts'
import { mayDetermine } from '../publicity/determination.ts'
import { classifySubject } from './classify.ts'
import type { ClassifiableSubject, DatedFact, PastCheck } from './condition.ts'
import { describeScheme } from './describe.ts'
import { fieldworkOf } from './fieldwork.ts'
import { checkMethod, methodFor } from './method.ts'
import { computeStratumQuota, quotaRuleAt } from './quotas.ts'
import { ceilShare, rateOf } from './rate.ts'
import { readScheme } from './read-scheme.ts'
import { reportDayAfter, reportDays } from './reports.ts'
import type { Scheme } from './scheme-schema.ts'
import { stratify } from './stratify.ts'
import { slotsFor } from './team.ts'

// biome-ignore lint/suspicious/noExplicitAny: a plain file, changed before it is read
const plain = (): any => parse(readFileSync(new URL('../../../../schemes/ezhou-2022.yaml', import.meta.url), 'utf8'))
const must = (file: unknown): Scheme => {
  const read = readScheme(file)
  if (!read.ok) throw new Error(JSON.stringify(read.error.issues))
  return read.value
}
const scheme = must(plain())
const calendar = makeWorkingCalendar(announcedHolidays)
const on = (text: string): PlainDate => parsePlainDate(text)!
const [Q1, Q2, Q3, Q4] = [on('2022-01-01'), on('2022-04-01'), on('2022-07-01'), on('2022-10-01')]

const fact = (kind: string, day: string, detail: Record<string, string> = {}): DatedFact => ({ kind, on: on(day), detail })
const check = (day: string, more: Partial<PastCheck> = {}): PastCheck => ({
  on: on(day),
  by: 'own',
  kind: 'random',
  clean: true,
  proof: '',
  ...more,
})
const firm = (more: Partial<ClassifiableSubject> = {}): ClassifiableSubject => ({
  id: 'LOCAL-0001',
  status: 'active',
  facts: [],
  ...more,
  facets: { permitCategory: '简化管理', ...more.facets },
})
const classOf = (more: Partial<ClassifiableSubject>, asOf = Q2) => classifySubject(scheme, firm(more), asOf).class
const quota = (stratum: string, level: 'city' | 'county', base: number, more: { quarter?: 1 | 2 | 3 | 4; staff?: number } = {}) =>
  computeStratumQuota({
    rule: quotaRuleAt(scheme.strata.find(s => s.code === stratum)!, level)!,
    base,
    pool: base,
    quarter: more.quarter ?? 1,
    staff: more.staff ?? 0,
  })
const bounds = (stratum: string, level: 'city' | 'county', base: number) => {
  const { floor, ceiling } = quota(stratum, level, base)
  return [floor, ceiling]
}
const poolOf = (more: Partial<ClassifiableSubject>, asOf = Q4) => {
  const cut = stratify(scheme, [firm(more)], asOf)
  return cut.excluded[0]?.reason ?? cut.strata.filter(s => s.ids.length > 0).map(s => s.code)
}
const rows = (section: string) => describeScheme(scheme).filter(r => r.section === section)

describe('分类', () => {
  test('EZ-33 X-01 重点、特殊、一般三类；特殊是低风险，不看名称', () => {
    expect(scheme.classes.map(c => [c.code, c.name, c.risk])).toEqual([
      ['KEY', '重点监管对象', 'high'],
      ['SPECIAL', '特殊监管对象', 'low'],
      ['GENERAL', '一般监管对象', 'normal'],
    ])
    expect(classifySubject(scheme, firm({ facets: { positiveList: true } }), Q2).polarity).toBe('low')
    expect(scheme.agencyLevel).toEqual(['city', 'county'])
  })

  test('EZ-41 重点五种情形，任一即可；达不到的不算', () => {
    expect(classOf({ facets: { permitCategory: '重点管理' } })).toBe('KEY')
    expect(classOf({ facts: [fact('violation', '2021-06-30')] })).toBe('KEY')
    expect(classOf({ facts: [fact('penalty', '2021-11-15')] })).toBe('KEY')
    for (const creditGrade of ['C', 'D', 'E']) expect(classOf({ facets: { creditGrade } }), creditGrade).toBe('KEY')
    for (const creditGrade of ['B', null, '']) expect(classOf({ facets: { creditGrade } }), String(creditGrade)).toBe('GENERAL')
    expect(classOf({ facets: { highRisk: '脱硝设施不能稳定达到许可限值' } })).toBe('KEY')
    expect(classOf({ facets: { highRisk: '  ' } })).toBe('GENERAL')
  })

  test('EZ-41 X-16 中央环保督察群众重复投诉：两次以上、同一渠道、上年度；一次、别的渠道、当年的不算，不问是否查实', () => {
    const complaint = (day: string, channel = '中央生态环境保护督察') => fact('complaint', day, { channel, verified: '未查实' })
    expect(classOf({ facts: [complaint('2021-05-10'), complaint('2021-06-21')] })).toBe('KEY')
    expect(classOf({ facts: [complaint('2021-05-10')] })).toBe('GENERAL')
    expect(classOf({ facts: [complaint('2021-05-10'), complaint('2021-06-21', '群众举报')] })).toBe('GENERAL')
    expect(classOf({ facts: [complaint('2021-05-10', '群众举报'), complaint('2021-06-21', '群众举报')] })).toBe('GENERAL')
    expect(classOf({ facts: [complaint('2021-12-31'), complaint('2022-01-01')] })).toBe('GENERAL')
  })

  test('EZ-41 X-02 V-23 违法问题看上年度：首尾两天都算，前年和当年不算，四个季度答案相同', () => {
    for (const kind of ['violation', 'penalty']) {
      const at = (day: string, asOf = Q2) => classOf({ facts: [fact(kind, day)] }, asOf)
      expect(['2020-12-31', '2021-01-01', '2021-12-31', '2022-01-01'].map(day => at(day))).toEqual(['GENERAL', 'KEY', 'KEY', 'GENERAL'])
      expect([Q1, Q2, Q3, Q4].map(q => at('2021-02-02', q))).toEqual(['KEY', 'KEY', 'KEY', 'KEY'])
    }
  })

  test('EZ-45 特殊：正面清单、信用 A 级、绩效 A 级以上；不设比例，一家也不必抽', () => {
    expect(classOf({ facets: { positiveList: true } })).toBe('SPECIAL')
    expect(classOf({ facets: { creditGrade: 'A' } })).toBe('SPECIAL')
    for (const airGrade of ['引领性', 'A']) expect(classOf({ facets: { airGrade } }), airGrade).toBe('SPECIAL')
    for (const facets of [{ positiveList: false }, { creditGrade: 'B' }, { airGrade: 'B' }, { airGrade: 'D' }])
      expect(classOf({ facets }), JSON.stringify(facets)).toBe('GENERAL')
    for (const level of ['city', 'county'] as const) expect(quota('SPECIAL', level, 80)).toMatchObject({ floor: 0, number: 0, missing: 0 })
  })

  test('EZ-46 一般：简化管理、登记管理；没有许可类别的不归类，说明缺什么', () => {
    for (const permitCategory of ['简化管理', '登记管理'])
      expect(classifySubject(scheme, firm({ facets: { permitCategory } }), Q2)).toMatchObject({ class: 'GENERAL', stratum: 'GENERAL' })
    const none = classifySubject(scheme, firm({ facets: { permitCategory: null } }), Q2)
    expect([none.class, none.sentence.includes('缺少“排污许可管理类别”')]).toEqual([null, true])
  })

  test('A-30 V-19 又是重点又在正面清单：按重点抽取，采取非现场方式；正面清单的简化管理单位归特殊', () => {
    const both = firm({ facets: { permitCategory: '重点管理', positiveList: true } })
    const c = classifySubject(scheme, both, Q2)
    expect([c.class, c.stratum, [...new Set(c.matched.map(m => m.class))]]).toEqual(['KEY', 'KEY', ['KEY', 'SPECIAL']])
    expect(methodFor(scheme, both, Q2).method).toBe('off-site')
    expect(classOf({ facets: { positiveList: true }, facts: [fact('penalty', '2021-08-03')] })).toBe('KEY')
  })
})

describe('比例', () => {
  test('EZ-42 A-20 V-11 重点每季：支队 5% 至 10%，分局 10% 至 20%，下限向上、上限向下', () => {
    expect([100, 63, 9, 1, 0].map(n => bounds('KEY', 'city', n))).toEqual([
      [5, 10],
      [4, 6],
      [1, 1],
      [1, 1],
      [0, 0],
    ])
    expect([100, 63, 9, 1, 0].map(n => bounds('KEY', 'county', n))).toEqual([
      [10, 20],
      [7, 12],
      [1, 1],
      [1, 1],
      [0, 0],
    ])
    for (const quarter of [1, 2, 3, 4] as const) expect(quota('KEY', 'city', 63, { quarter }).number).toBe(4)
    const without = plain()
    delete without.strata[0].quota.byLevel.county
    const read = readScheme(without)
    expect(read.ok ? [] : read.error.issues.map(i => i.at)).toEqual(['strata[0].quota.byLevel'])
  })

  test('EZ-43 A-21 全覆盖是努力目标：第三、四季度先抽本年度没有抽查过的，不移出候选库', () => {
    const checked = firm({ facets: { permitCategory: '重点管理' }, checks: [check('2022-02-15')] })
    const fresh = firm({
      id: 'LOCAL-0002',
      facets: { permitCategory: '重点管理' },
      checks: [check('2021-11-15'), check('2022-03-03', { kind: 'cause' })],
    })
    const covered = (asOf: PlainDate) => stratify(scheme, [checked, fresh], asOf).strata.find(s => s.code === 'KEY')!
    for (const asOf of [Q1, Q2]) expect(covered(asOf).covered, asOf).toBeNull()
    for (const asOf of [Q3, Q4]) {
      expect([...covered(asOf).covered!], asOf).toEqual(['LOCAL-0001'])
      expect(covered(asOf).ids, asOf).toEqual(['LOCAL-0001', 'LOCAL-0002'])
    }
  })

  test('EZ-44 A-03 A-04 V-14 一般全年：支队 3 倍、分局 5 倍，均分到四季，余数在前，一年不重复', () => {
    expect(quota('GENERAL', 'county', 400, { staff: 6 }).whole).toEqual({ number: 30, parts: [8, 8, 7, 7] })
    expect(quota('GENERAL', 'city', 900, { staff: 7 }).whole).toEqual({ number: 21, parts: [6, 5, 5, 5] })
    expect(quota('GENERAL', 'county', 20, { staff: 6 }).whole!.number).toBe(20)
    expect([1, 2, 3, 4].map(q => quota('GENERAL', 'city', 900, { staff: 5, quarter: q as 1 | 2 | 3 | 4 }).number)).toEqual([4, 4, 4, 3])
    expect(poolOf({ checks: [check('2022-02-15')] })).toBe('COVERED')
    expect(poolOf({ checks: [check('2021-12-15')] })).toEqual(['GENERAL'])
  })

  test('EZ-38 A-20 V-12 涉消耗臭氧层物质单位每年 1% 至 3%', () => {
    for (const level of ['city', 'county'] as const)
      expect([20, 200, 67, 201, 0].map(n => bounds('ODS', level, n))).toEqual([
        [1, 1],
        [2, 6],
        [1, 2],
        [3, 6],
        [0, 0],
      ])
    expect(quota('ODS', 'city', 200).whole!.number).toBe(2)
  })

  test('EZ-39 A-20 V-13 机动车销售企业每年 5 至 10 家，不足 5 家的全部抽取', () => {
    expect([4, 30, 5, 9, 0].map(n => bounds('VEHICLES', 'city', n))).toEqual([
      [4, 4],
      [5, 10],
      [5, 5],
      [5, 9],
      [0, 0],
    ])
    expect(quota('VEHICLES', 'city', 30).sentence).toContain('全年')
  })

  test('EZ-40 城镇污水处理厂每年 20%，向上取整；名单不改变类别', () => {
    expect([10, 11, 1, 0].map(n => quota('SEWAGE', 'city', n).number)).toEqual([2, 3, 1, 0])
    expect(quota('SEWAGE', 'county', 10).whole!.number).toBe(2)
    const lists = ['消耗臭氧层物质', '机动车销售企业', '城镇污水处理厂', '别的名单']
    expect(poolOf({ lists })).toEqual(['GENERAL', 'ODS', 'VEHICLES', 'SEWAGE'])
    expect(poolOf({ lists: ['别的名单'] })).toEqual(['GENERAL'])
  })
})

describe('抽取与剔除', () => {
  test('EZ-11 A-32 按抽取名单执行、不准随意调换：备选随抽取排好，替换要有理由、经审批', () => {
    expect([1, 5, 6, 30].map(n => ceilShare(rateOf(scheme.reserve.rate), n))).toEqual([1, 1, 2, 6])
    expect(rows('抽取').find(r => r.label === '备选数量')).toMatchObject({
      law: ['EZ-11', 'A-32'],
      quote: '所有受检对象、检查人员必须按随机抽取名单执行，不准随意调换',
      reading: '随抽取同时排出抽取数量 20% 的备选对象；替换只能按次序、有理由、经审批，原来的和替换的都留记录',
    })
    // 事先承诺、公共随机、密封随机数：抽取的人不能挑结果
    expect(rows('抽取').find(r => r.label === '最低保证等级')).toMatchObject({ value: 'B', law: ['EZ-11'] })
  })

  test('EZ-59 A-13 本年度上级抽查过且没有问题、有佐证的排除，仍计入基数；本级的、有问题的、去年的、没有佐证的不排除', () => {
    const above = (more: Partial<PastCheck> = {}) => ({
      facets: { permitCategory: '重点管理' },
      checks: [check('2022-06-04', { by: 'above', proof: '抽查结果 12 号', ...more })],
    })
    expect(poolOf(above())).toBe('CHECKED-ABOVE')
    expect(stratify(scheme, [firm(above())], Q4).excluded[0]!.inBase).toBe(true)
    for (const other of [
      { by: 'own' },
      { by: 'other' },
      { clean: false },
      { clean: null },
      { on: on('2021-12-31') },
      { proof: ' ' },
    ] as const)
      expect(poolOf(above(other)), JSON.stringify(other)).toEqual(['KEY'])
  })

  test('EZ-16 六种不随机的情形；EZ-05 EZ-74 X-06 四种计划性检查一律随机，专项也不除外', () => {
    expect(rows('非随机检查').map(r => [r.law[0], r.label, r.value])).toEqual([
      ...['投诉举报', '上级部门转办交办', '其他部门移送案件', '突发环境事件', '核安全检查', '数据分析或监测发现问题线索'].map(text => [
        'EZ-16',
        text,
        '须附佐证',
      ]),
      ['EZ-05', '计划性检查', '日常监督管理检查、监督执法检查、专项检查、部门联合检查一律随机抽查'],
    ])
    expect(scheme.nonRandom!.map(g => g.code)).toEqual(['complaint', 'superior', 'handed-over', 'emergency', 'nuclear', 'data'])
  })

  test('EZ-37 A-29 X-05 至少两名持证执法人员', () => {
    expect(slotsFor(scheme, ['FS'])).toEqual([
      { slot: '01', speciality: 'FS' },
      { slot: '02', speciality: '-' },
    ])
  })
})

describe('检查、结果、公示、报送', () => {
  test('EZ-45 管理好的企业默认非现场：看自动监控数据、无人机巡查；改为现场须写明理由', () => {
    for (const facets of [{ positiveList: true }, { creditGrade: 'A' }, { airGrade: 'A' }, { airGrade: '引领性' }])
      expect(methodFor(scheme, firm({ facets })).method, JSON.stringify(facets)).toBe('off-site')
    for (const facets of [{}, { positiveList: false }, { creditGrade: 'B' }, { airGrade: 'B' }, { offsiteCapable: true }])
      expect(methodFor(scheme, firm({ facets })).method, JSON.stringify(facets)).toBe('on-site')
    expect(scheme.method.offSite.means).toEqual(['查看污染源自动监控数据', '无人机巡查'])
    const advised = methodFor(scheme, firm({ facets: { positiveList: true } }))
    const items = [{ name: '污染防治设施运行情况', methods: ['on-site', 'off-site'] }]
    expect(checkMethod(scheme, advised, 'on-site', null, items)).toMatchObject({ ok: false, error: { code: 'visit.method_reason' } })
    expect(checkMethod(scheme, advised, 'on-site', '自动监控数据异常', items).ok).toBe(true)
  })

  test('EZ-54 三种结果用语，封闭，逐字照录：是“违法行为已立案”，没有不配合、无法联系', () => {
    expect(scheme.results.vocabulary).toBe('closed')
    expect(scheme.results.phrases.map(p => p.text)).toEqual(['未发现问题', '发现问题已责令整改', '发现违法行为已立案调查'])
    const determine = (code: string) =>
      mayDetermine(scheme.results, { code, severity: 'ordinary', jointPunishment: false, outcome: 'violation', followUps: 1 })
    expect(determine('CASE')).toMatchObject({ ok: true, value: { text: '发现违法行为已立案调查' } })
    for (const code of ['UNCOOPERATIVE', 'PENDING', 'UNREACHABLE'])
      expect(determine(code)).toMatchObject({ ok: false, error: { code: 'finding.phrase' } })
  })

  test('EZ-04 EZ-52 EZ-53 EZ-56 X-03 自检查完成起 20 个工作日，四个公开、四个渠道；法律明确的必须不公开，其余可以', () => {
    const days = { completedOn: on('2025-09-12'), determinedOn: on('2025-09-15') }
    expect(publicityDueOn(calendar, scheme.publicity, days)?.on).toBe('2025-10-16')
    expect(scheme.stages.find(s => s.code === 'publish')!.from).toBe('completed')
    expect(scheme.publicity.kinds).toEqual(['抽查计划', '受检名单', '检查事项', '检查结果'])
    expect(scheme.publicity.channels).toHaveLength(4)
    expect(fieldworkOf(scheme).withholding.map(w => [w.ground, w.effect, w.mandatory])).toEqual([
      ['法律明确不予公开', 'withhold', true],
      ['保密', 'withhold', false],
      ['国家安全', 'withhold', false],
      ['公共安全', 'withhold', false],
    ])
  })

  test('EZ-29 EZ-51 EZ-62 EZ-63 EZ-64 A-22 报送日期', () => {
    const due = (code: string) => scheme.reports!.find(r => r.code === code)!.due
    expect(reportDays(due('item-list'), 2022)).toEqual(['2022-03-31'])
    expect(reportDays(due('quarter-table'), 2022)).toEqual(['2022-03-20', '2022-06-20', '2022-09-20', '2022-12-20'])
    expect(reportDays(due('year-report'), 2022)).toEqual(['2022-12-10'])
    expect(reportDayAfter(due('liaison'), 'scheme-issued', on('2022-04-28'), calendar)).toBe('2022-05-08')
    expect(reportDayAfter(due('same-day'), 'inspected', on('2022-04-30'), calendar)).toBe('2022-04-30')
  })

  test('EZ-47 EZ-58 同一对象的随机抽查联合开展；说明页每一行都有依据', () => {
    expect(fieldworkOf(scheme).sameFirm).toMatchObject({ days: 7, law: ['EZ-47', 'EZ-58'] })
    const all = describeScheme(scheme)
    expect(all.every(r => r.law.length > 0 && (r.quote !== null || r.reading !== null) && !r.value.includes('undefined'))).toBe(true)
    expect(all.filter(r => r.section === '抽取比例').map(r => r.label)).toEqual(
      expect.arrayContaining(['重点监管对象（市级）', '重点监管对象（县级）', '一般监管对象（市级）', '一般监管对象（县级）']),
    )
  })
})
