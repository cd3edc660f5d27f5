/** 衡水高新区 2023: the scheme file and its derived item list do what the clauses say. */
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { type PlainDate, parsePlainDate } from '../base/plain-date.ts'
import { announcedHolidays } from '../calendar/announced-holidays.ts'
import { makeWorkingCalendar } from '../calendar/working-days.ts'
import { checkGrounds, disposalsOf, groundOfOrigin } from '../followup/leads.ts'
import { mayDetermine } from '../publicity/determination.ts'
import { mayHoldBack } from '../publicity/withholding.ts'
import { classifySubject } from './classify.ts'
import type { ClassifiableSubject, DatedFact, FacetValue, PastCheck } from './condition.ts'
import { describeScheme } from './describe.ts'
import { fieldworkOf } from './fieldwork.ts'
import { basesInForce, mayCarryOut, readItemList } from './item-list.ts'
import { checkMethod, methodByWord, methodFor } from './method.ts'
import { computeStratumQuota, quotaRuleAt } from './quotas.ts'
import { readScheme } from './read-scheme.ts'
import { drawDays, reportDays } from './reports.ts'
import { stratify } from './stratify.ts'
import { slotsFor } from './team.ts'

const load = (path: string): unknown => parse(readFileSync(new URL(`../../../../schemes/${path}`, import.meta.url), 'utf8'))
const read = readScheme(load('hengshui-hitech-2023.yaml'))
if (!read.ok) throw new Error(JSON.stringify(read.error.issues, null, 1))
const hs = read.value
const list = readItemList(load('items/hengshui-hitech-2023-items.yaml'))
if (!list.ok) throw new Error(JSON.stringify(list.error.issues, null, 1))
const { items } = list.value

const on = (text: string): PlainDate => parsePlainDate(text)!
const Q2 = on('2023-04-01')
const Q3 = on('2023-07-01')

interface More {
  readonly facts?: readonly DatedFact[]
  readonly checks?: readonly PastCheck[]
  readonly id?: string
}
const firm = (facets: Record<string, FacetValue> = {}, more: More = {}): ClassifiableSubject => ({
  id: more.id ?? 'LOCAL-0001',
  status: 'active',
  facets,
  facts: more.facts ?? [],
  checks: more.checks ?? [],
})
const penalty = (day: string): DatedFact => ({ kind: 'penalty', on: on(day) })
const complaint = (day: string, verified: string): DatedFact => ({
  kind: 'complaint',
  on: on(day),
  detail: { verified, channel: '群众举报' },
})
const exceedances = (outlet: string, ...days: string[]): DatedFact[] =>
  days.map(day => ({ kind: 'exceedance', on: on(day), detail: outlet === '' ? {} : { outlet } }))
const classOf = (facets: Record<string, FacetValue>, facts: readonly DatedFact[] = [], asOf = Q2) =>
  classifySubject(hs, firm(facets, { facts }), asOf).class
const check = (day: string, more: Partial<PastCheck> = {}): PastCheck => ({
  on: on(day),
  by: 'own',
  kind: 'random',
  clean: true,
  proof: '',
  ...more,
})
const ruleOf = (code: string) => quotaRuleAt(hs.strata.find(s => s.code === code)!, 'county')!
const quota = (code: string, base: number, { staff = 0, quarter = 1 as 1 | 2 | 3 | 4, pool = base } = {}) =>
  computeStratumQuota({ rule: ruleOf(code), base, pool, quarter, staff })
const rows = describeScheme(hs)
const rowOf = (section: string, label: string) => rows.find(r => r.section === section && r.label === label)

describe('衡水高新区 2023：类别', () => {
  test('HS-07 HS-15 三大类，名称按方案；各类的比例和方式不同', () => {
    expect(hs.classes.map(c => [c.code, c.name, c.risk])).toEqual([
      ['GENERAL', '一般排污单位', 'normal'],
      ['KEY', '重点排污单位', 'normal'],
      ['SPECIAL', '特殊监管对象', 'high'],
    ])
    expect(['KEY', 'GENERAL', 'SPECIAL'].map(code => quota(code, 100, { staff: 3 }).number)).toEqual([50, 8, 50])
    expect(hs.strata.every(s => s.law.includes('HS-07'))).toBe(true)
    const subject = fc.record({
      keyDischarger: fc.constantFrom(true, false, null),
      positiveList: fc.constantFrom(true, false, null),
      permitCategory: fc.constantFrom('重点管理', '简化管理', '登记管理', null),
    })
    const fact = fc.constantFrom(penalty('2023-02-11'), complaint('2023-03-31', '未查实'), penalty('2022-12-31'))
    fc.assert(
      fc.property(subject, fc.array(fact, { maxLength: 3 }), (facets, facts) => {
        const found = classifySubject(hs, firm(facets, { facts }), Q2)
        expect(['KEY', 'SPECIAL', 'GENERAL']).toContain(found.class)
        expect(found.stratum).toBe(found.class)
      }),
      { seed: 20230224, numRuns: 200 },
    )
  })

  test('HS-17 X-02 只有确定为重点排污单位的才是重点，排污许可类别不起作用', () => {
    expect(classOf({ keyDischarger: true })).toBe('KEY')
    for (const permitCategory of ['重点管理', '简化管理', '登记管理'])
      expect([classOf({ permitCategory }), classOf({ permitCategory, keyDischarger: true })], permitCategory).toEqual(['GENERAL', 'KEY'])
  })

  test('HS-18 A-25 上一季度受到处罚：首尾两天都算，前后一天都不算', () => {
    for (const day of ['2023-01-01', '2023-03-31']) expect(classOf({}, [penalty(day)]), day).toBe('SPECIAL')
    for (const day of ['2022-12-31', '2023-04-01']) expect(classOf({}, [penalty(day)]), day).toBe('GENERAL')
  })

  test('HS-18 V-21 A-08 X-16 上一季度被举报即为特殊，不要求查实', () => {
    for (const verified of ['查实', '未查实', '办理中'])
      expect(classOf({ keyDischarger: true }, [complaint('2023-02-11', verified)]), verified).toBe('SPECIAL')
    expect(classOf({}, [{ kind: 'complaint', on: on('2023-02-11') }])).toBe('SPECIAL')
    expect(classOf({ keyDischarger: true }, [complaint('2022-12-31', '查实')])).toBe('KEY')
  })

  test('HS-18 V-22 A-09 同一排口超标 5 次为特殊，4 次不是；两个排口 3 次加 3 次不是；不知道排口的不算', () => {
    const days = ['2023-01-05', '2023-01-06', '2023-02-01', '2023-02-02', '2023-03-31']
    expect(classOf({}, exceedances('DA001', ...days))).toBe('SPECIAL')
    expect(classOf({}, exceedances('DA001', ...days.slice(1)))).toBe('GENERAL')
    expect(classOf({}, [...exceedances('DA001', ...days.slice(0, 3)), ...exceedances('DA002', ...days.slice(2))])).toBe('GENERAL')
    expect(classOf({}, exceedances('', ...days))).toBe('GENERAL')
    expect(classOf({}, exceedances('DA001', ...days.slice(1), '2022-12-31'))).toBe('GENERAL')
    const c = classifySubject(hs, firm({}, { facts: exceedances('DA001', ...days) }), Q2)
    expect(c.winner?.why).toBe(
      '上一季度（2023年第一季度）在线监测超标记录（排口 DA001）：5 次，2023-01-05、2023-01-06、2023-02-01、2023-02-02、2023-03-31',
    )
  })

  test('HS-19 一般是兜底；正面清单不把重点排污单位移出重点', () => {
    const rest = classifySubject(hs, firm({ positiveList: true }), Q2)
    expect([rest.class, rest.sentence]).toEqual(['GENERAL', '一般排污单位：重点排污单位、特殊监管对象之外的企业（HS-19）'])
    expect(classOf({ keyDischarger: true, positiveList: true })).toBe('KEY')
    expect(hs.classes.find(c => c.code === 'GENERAL')!.grounds).toEqual([])
  })

  test('A-01 HS-19 特殊先于重点', () => {
    expect(classOf({ keyDischarger: true }, [penalty('2023-02-11')])).toBe('SPECIAL')
    expect(classOf({ keyDischarger: true }, exceedances('DA001', ...Array(5).fill('2023-02-11')))).toBe('SPECIAL')
  })
})

describe('衡水高新区 2023：比例', () => {
  test('HS-21 V-06 每季度重点 50%：41 家抽 21 家', () => {
    expect([41, 40, 1, 0].map(n => quota('KEY', n).number)).toEqual([21, 20, 1, 0])
    expect(ruleOf('KEY')).toEqual({ kind: 'percent-floor', rate: '50%', per: 'quarter', min: 1 })
  })

  test('HS-22 V-06 A-10 每半年的第二个季度先抽未覆盖的：41 家中未覆盖 20 家，抽 21 家即全覆盖', () => {
    const key = Array.from({ length: 41 }, (_, i) =>
      firm({ keyDischarger: true }, { id: `K-${String(i).padStart(2, '0')}`, checks: i < 21 ? [check('2023-02-20')] : [] }),
    )
    const pool = (asOf: PlainDate) => stratify(hs, key, asOf).strata.find(s => s.code === 'KEY')!
    const second = pool(Q2)
    expect([second.ids.length, second.base, second.covered?.size]).toEqual([41, 41, 21])
    expect(quota('KEY', second.base, { quarter: 2 }).number).toBeGreaterThanOrEqual(second.ids.length - second.covered!.size)
    // The first quarter of a half-year has no such order, and what was checked in the half before does not count.
    expect(pool(Q3).covered).toBeNull()
    expect(pool(on('2023-10-01')).covered?.size).toBe(0)
  })

  test('HS-22 A-10 任何一次有记录的检查都算巡查', () => {
    const covered = (more: Partial<PastCheck>) =>
      stratify(hs, [firm({ keyDischarger: true }, { checks: [check('2023-02-20', more)] })], Q2).strata.find(s => s.code === 'KEY')!.covered
        ?.size
    expect([{}, { kind: 'cause' as const }, { by: 'above' as const }, { kind: 'recheck' as const }].map(covered)).toEqual([1, 1, 1, 1])
  })

  test('HS-23 A-03 A-04 一般全年为执法人员数的 10 倍，均分四季余数在前，同一年内不重复', () => {
    expect(quota('GENERAL', 900, { staff: 7 }).whole).toEqual({ number: 70, parts: [18, 18, 17, 17] })
    expect(quota('GENERAL', 50, { staff: 7 }).whole?.number).toBe(50)
    const cut = (asOf: PlainDate) =>
      stratify(hs, [firm({}, { checks: [check('2023-02-20')] })], asOf).strata.find(s => s.code === 'GENERAL')!
    expect([cut(Q2).ids.length, cut(Q2).base, cut(on('2024-01-01')).ids.length]).toEqual([0, 1, 1])
  })

  test('HS-24 HS-37 每季度特殊不低于 50%', () => {
    expect([9, 8, 1, 0].map(n => quota('SPECIAL', n).number)).toEqual([5, 4, 1, 0])
    expect(rowOf('抽取比例', '特殊监管对象')?.value).toBe('每季度不低于 50%，向上取整，有对象即至少 1 家')
  })

  test('HS-20 各类设置各自的比例，行行有条款', () => {
    expect(hs.strata.map(s => [s.code, s.law.includes('HS-20')])).toEqual([
      ['KEY', true],
      ['GENERAL', true],
      ['SPECIAL', true],
    ])
  })
})

describe('衡水高新区 2023：抽取与例外', () => {
  test('HS-04 对象和人员都由系统抽取：在册对象一家不漏进候选库，席位不指定人', () => {
    const many = ['A', 'B', 'C'].map((id, i) => firm(i % 2 ? { keyDischarger: true } : {}, { id }))
    const pools = stratify(hs, many, Q2).strata
    expect(pools.flatMap(s => s.ids).sort()).toEqual(['A', 'B', 'C'])
    expect(slotsFor(hs, []).map(s => s.speciality)).toEqual(['-', '-'])
    expect(rowOf('抽取', '最低保证等级')).toMatchObject({ value: 'B', law: ['HS-04', 'HS-25'] })
  })

  test('HS-26 V-16 为 2025 年第四季度抽取：上一季度最后五个工作日，调休的周日也算', () => {
    expect(drawDays(hs, '2025-Q4', makeWorkingCalendar(announcedHolidays))).toEqual({
      days: ['2025-09-25', '2025-09-26', '2025-09-28', '2025-09-29', '2025-09-30'],
      provisionalYears: [],
    })
    expect(rowOf('抽取', '抽取日期')?.value).toBe('上一季度的最后 5 个工作日；其他日期抽取的写明理由')
  })

  test('HS-36 HS-08 线索立即现场检查：有佐证即可，不经抽取、不计比例、不受频次限制；正面清单企业不能不予处理', () => {
    const own = (hs.nonRandom ?? []).filter(g => g.law.includes('HS-36'))
    expect(own.map(g => [g.code, g.needs])).toEqual([
      ['data', 'evidence'],
      ['complaint', 'evidence'],
    ])
    expect([groundOfOrigin.data, groundOfOrigin.complaint]).toEqual(own.map(g => g.code))
    expect(disposalsOf(true)).not.toContain('none')
    expect(hs.caps).toBeUndefined()
    const general = (kind: PastCheck['kind']) =>
      stratify(hs, [firm({ positiveList: true }, { checks: [check('2023-02-20', { kind })] })], Q2).strata.find(s => s.code === 'GENERAL')!
        .ids.length
    expect([general('cause'), general('random')]).toEqual([1, 0])
    const items = [{ name: '日常监管', methods: ['on-site', 'off-site'] }]
    const advised = methodFor(hs, firm({ positiveList: true }))
    expect(advised.law).toEqual(['HS-35'])
    expect(checkMethod(hs, advised, 'on-site', '被群众举报', items).ok).toBe(true)
    for (const g of hs.nonRandom ?? []) expect(checkGrounds).toContain(g.code)
  })

  test('HS-35 HS-38 正面清单企业优先非现场，设施是否完备不问；其他企业现场', () => {
    const method = (facets: Record<string, FacetValue>) => methodFor(hs, firm(facets)).method
    expect(method({ positiveList: true })).toBe('off-site')
    expect(method({ positiveList: false })).toBe('on-site')
    expect(method({ keyDischarger: true, positiveList: true })).toBe('off-site')
    expect(hs.method.offSite.needs).toBeUndefined()
    expect(checkMethod(hs, methodFor(hs, firm({ positiveList: true })), 'on-site', null, [])).toEqual({
      ok: false,
      error: { code: 'visit.method_reason', advised: '“非现场”检查' },
    })
    expect(hs.method.offSite.means).toEqual(['污染源在线监控', '分表计电', '远程执法', '污染源视频监控', '无人机飞检'])
    expect(methodByWord(hs, '科技检查')).toBeNull()
  })
})

describe('衡水高新区 2023：结果、公示、报送、归档', () => {
  test('A-28 SJZ-66 A-14 方案没有写的结果用语和公示期限，用同省石家庄的，并且标明是我们的理解', () => {
    const results = rowOf('检查结果', '规范用语')
    expect([results?.quote, results?.law]).toEqual([null, ['SJZ-66', 'A-14', 'A-28']])
    expect(results?.value).toContain('“通过登记依据（经营场所）无法联系”')
    expect(hs.publicity).toMatchObject({ start: 'determination', workingDays: 20 })
    const said = mayDetermine(hs.results, { code: 'NO_PROBLEM', outcome: 'clean', severity: 'none', jointPunishment: false, followUps: 0 })
    expect(said).toMatchObject({ ok: true, value: { text: '未发现问题' } })
  })

  test('HS-05 HS-39 在市局官方网站公开四类内容', () => {
    expect(hs.publicity.channels).toEqual(['衡水市生态环境局官方网站'])
    expect(rowOf('公示', '公开内容')?.value).toBe('抽查方案、抽查事项清单、抽查计划、抽查结果')
  })

  test('HS-40 X-10 商业秘密、个人隐私可以调整方式和范围，不能整个不公开；国家秘密一律不公开', () => {
    const own = fieldworkOf(hs).withholding.filter(w => w.law.includes('HS-40'))
    expect(own.map(w => [w.ground, w.effect, w.mandatory])).toEqual([
      ['国家秘密', 'withhold', true],
      ['商业秘密', 'restrict', false],
      ['个人隐私', 'restrict', false],
    ])
    const hold = (ground: string, effect: 'redact' | 'restrict' | 'withhold') =>
      mayHoldBack(fieldworkOf(hs).withholding, { ground, effect, reason: '企业书面申请', redacted: '（略）' }).ok
    for (const ground of ['商业秘密', '个人隐私'])
      expect([hold(ground, 'redact'), hold(ground, 'restrict'), hold(ground, 'withhold')], ground).toEqual([true, true, false])
    expect([hold('国家秘密', 'redact'), hold('国家秘密', 'restrict'), hold('国家秘密', 'withhold')]).toEqual([false, false, true])
  })

  test('HS-10 HS-47 消亡企业、自查自纠每季度一次', () => {
    const quarterEnds = ['2023-03-31', '2023-06-30', '2023-09-30', '2023-12-31']
    expect(hs.reports!.map(r => [r.code, reportDays(r.due, 2023)])).toEqual([
      ['ceased', quarterEnds],
      ['self-check', quarterEnds],
    ])
  })

  test('HS-25 抽取资料留存，不少于三年', () => {
    expect(rowOf('归档', '档案保存')).toMatchObject({ value: '不少于 3 年', law: ['HS-25', 'JX-59'] })
  })

  test('HS-32 HS-33 每季度内部联合抽查，重点优先；全年不低于重点数量的 5%', () => {
    expect(rows.filter(r => r.section === '联合抽查').map(r => [r.label, r.value])).toEqual([
      ['每季度内部联合抽查', '内部联合，每季度不少于 1 次'],
      ['内部联合抽查的重点排污单位', '内部联合，每年不低于重点排污单位数量的 5%'],
      ['优先', '重点排污单位'],
    ])
  })

  test('HS-02 X-14 照录环执法〔2023〕1号，旁边提示核对；HS-01 附件的地方标准列为依据', () => {
    const quoted = rows.find(r => r.value === '环执法〔2023〕1号')
    expect([quoted?.quote, quoted?.reading]).toEqual([
      '生态环境部《关于优化生态环境保护执法方式提高执法效能的指导意见》（环执法〔2023〕1号）',
      '原文如此；这份文件由生态环境部 2021 年 1 月印发，文号为环执法〔2021〕1号，请核对',
    ])
    expect(rows.some(r => r.value === 'DB13/T5257-2020' && r.law.includes('HS-01'))).toBe(true)
  })
})

describe('衡水高新区 2023：依据与事项清单', () => {
  test('方案能说的条款都有一行写明：类别、比例、例外、抽取、方式、公示、报送、归档、联合', () => {
    const cited = new Set(
      JSON.stringify([load('hengshui-hitech-2023.yaml'), load('items/hengshui-hitech-2023-items.yaml')]).match(/HS-[0-9]{2}/g),
    )
    const numbers = '01 02 04 05 06 07 08 09 10 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 30 32 33 35 36 37 38 39 40 45 46 47 53'
    expect(numbers.split(' ').filter(n => !cited.has(`HS-${n}`))).toEqual([])
    expect(rows.every(r => r.law.length > 0 && (r.quote !== null || r.reading !== null))).toBe(true)
    expect(JSON.stringify(rows)).not.toContain('undefined')
  })

  test('HS-09 SJZ-86 清单从市级清单认领，只认领县级有权实施的事项', () => {
    expect(items.map(i => i.code)).toEqual(['SX-01', 'SX-02-1', 'SX-02-2', 'SX-02-3', 'SX-02-4', 'SX-02-5', 'SX-04'])
    expect(items.every(i => i.derivation.how === 'claim' && mayCarryOut(i, 'county'))).toBe(true)
    const all = readItemList(load('items/shijiazhuang-2022-items.yaml'))
    if (!all.ok) throw new Error('items')
    expect(all.value.items.filter(i => mayCarryOut(i, 'county')).map(i => i.code)).toEqual(items.map(i => i.code))
  })

  test('SJZ-91 JX-07 每项在方案年度内都有有效依据，不写条款号', () => {
    for (const item of items) {
      for (const day of [hs.validity.from, hs.validity.to]) expect(basesInForce(item, day).length, item.code).toBeGreaterThan(0)
      expect(item.bases.every(b => b.article === '-')).toBe(true)
    }
    expect(basesInForce(items[0]!, on('2026-08-15')).map(b => b.law)).toEqual(['排污许可管理条例'])
  })
})
