/** 石家庄 2022: the scheme file and its item list do what the clauses say. */
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { type PlainDate, parsePlainDate } from '../base/plain-date.ts'
import { announcedHolidays } from '../calendar/announced-holidays.ts'
import { makeWorkingCalendar } from '../calendar/working-days.ts'
import { checkGrounds } from '../followup/leads.ts'
import { documentsFor } from '../inspection/record.ts'
import { mayDetermine } from '../publicity/determination.ts'
import { mayHoldBack } from '../publicity/withholding.ts'
import { classifySubject } from './classify.ts'
import type { ClassifiableSubject, DatedFact, FacetValue, PastCheck } from './condition.ts'
import { describeScheme } from './describe.ts'
import { findFormGaps, usualForm } from './draw-form.ts'
import { fieldworkOf } from './fieldwork.ts'
import { basesInForce, findItemDoubts, mayCarryOut, readItemList } from './item-list.ts'
import { checkMethod, methodByWord, methodFor } from './method.ts'
import { computeStratumQuota, quotaRuleAt } from './quotas.ts'
import { readScheme } from './read-scheme.ts'
import { drawDays, reportDays } from './reports.ts'
import type { AgencyLevel } from './scheme-schema.ts'
import { stratify } from './stratify.ts'
import { seatTeam, slotsFor } from './team.ts'

const load = (path: string): unknown => parse(readFileSync(new URL(`../../../../schemes/${path}`, import.meta.url), 'utf8'))
const read = readScheme(load('shijiazhuang-2022.yaml'))
if (!read.ok) throw new Error(JSON.stringify(read.error.issues, null, 1))
const sjz = read.value
const list = readItemList(load('items/shijiazhuang-2022-items.yaml'))
if (!list.ok) throw new Error(JSON.stringify(list.error.issues, null, 1))
const { items } = list.value

const on = (text: string): PlainDate => parsePlainDate(text)!
const Q2 = on('2022-04-01')
const calendar = makeWorkingCalendar(announcedHolidays)

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
const complaint = (day: string, verified: string, channel = '群众举报'): DatedFact => ({
  kind: 'complaint',
  on: on(day),
  detail: { verified, channel },
})
const supervision = (from: string, by: string, to?: string): DatedFact => ({
  kind: 'supervision',
  on: on(from),
  to: to === undefined ? null : on(to),
  detail: { by },
})
const classOf = (facets: Record<string, FacetValue>, facts: readonly DatedFact[] = [], asOf = Q2) =>
  classifySubject(sjz, firm(facets, { facts }), asOf).class
const check = (day: string, kind: PastCheck['kind']): PastCheck => ({ on: on(day), by: 'own', kind, clean: true, proof: '' })

const quota = (code: string, level: AgencyLevel, base: number, { staff = 0, quarter = 1 as 1 | 2 | 3 | 4, pool = base } = {}) =>
  computeStratumQuota({ rule: quotaRuleAt(sjz.strata.find(s => s.code === code)!, level)!, base, pool, quarter, staff })
const rows = describeScheme(sjz)
const rowOf = (section: string, label: string) => rows.find(r => r.section === section && r.label === label)

describe('石家庄 2022：类别', () => {
  test('SJZ-18 SJZ-24 X-01 三类，特殊是高风险；任何对象在任何一天恰在一类，且有分层', () => {
    expect(sjz.classes.map(c => [c.code, c.name, c.risk])).toEqual([
      ['KEY', '重点监管对象', 'normal'],
      ['SPECIAL', '特殊监管对象', 'high'],
      ['GENERAL', '一般监管对象', 'normal'],
    ])
    const subject = fc.record({
      permitCategory: fc.constantFrom('重点管理', '简化管理', '登记管理', null),
      keyDischarger: fc.constantFrom(true, false, null),
      positiveList: fc.constantFrom(true, false, null),
      creditGrade: fc.constantFrom('A', 'B', 'C', 'D', 'E', null),
    })
    const fact = fc.constantFrom(
      penalty('2022-02-11'),
      complaint('2022-03-31', '查实'),
      complaint('2022-01-01', '未查实'),
      penalty('2021-12-31'),
    )
    fc.assert(
      fc.property(subject, fc.array(fact, { maxLength: 3 }), (facets, facts) => {
        const found = classifySubject(sjz, firm(facets, { facts }), Q2)
        expect(['KEY', 'SPECIAL', 'GENERAL']).toContain(found.class)
        expect(found.stratum).toBe(found.class)
        const cut = stratify(sjz, [firm(facets, { facts })], Q2)
        expect([cut.unclassified.length, cut.strata.flatMap(s => s.ids).length]).toEqual([0, 1])
      }),
      { seed: 20220101, numRuns: 200 },
    )
  })

  test('SJZ-20 每一对相冲突的条件：特殊先于重点，一般先于重点；特殊先于一般（A-01）', () => {
    type Met = { facets: Record<string, FacetValue>; facts?: DatedFact[] }
    const key: Met[] = [{ facets: { keyDischarger: true } }, { facets: { permitCategory: '重点管理' } }]
    const special: Met[] = [
      { facets: { creditGrade: 'C' } },
      { facets: { creditGrade: 'E' } },
      { facets: {}, facts: [supervision('2021-06-01', '省厅')] },
      { facets: {}, facts: [penalty('2022-02-11')] },
      { facets: {}, facts: [complaint('2022-02-11', '查实')] },
    ]
    const general: Met[] = [{ facets: { positiveList: true } }, { facets: { creditGrade: 'A' } }]
    const both = (...all: Met[]) =>
      classOf(
        Object.assign({}, ...all.map(m => m.facets)) as Record<string, FacetValue>,
        all.flatMap(m => m.facts ?? []),
      )
    const clash = (a: Met, b: Met) => 'creditGrade' in a.facets && 'creditGrade' in b.facets
    for (const k of key) {
      expect(both(k)).toBe('KEY')
      for (const s of special) expect(both(k, s), JSON.stringify([k, s])).toBe('SPECIAL')
      for (const g of general) expect(both(k, g), JSON.stringify([k, g])).toBe('GENERAL')
      for (const s of special) for (const g of general) if (!clash(s, g)) expect(both(k, s, g), JSON.stringify([k, s, g])).toBe('SPECIAL')
    }
    for (const s of special) for (const g of general) if (!clash(s, g)) expect(both(s, g), JSON.stringify([s, g])).toBe('SPECIAL')
  })

  test('SJZ-20 A-01 说明写出命中的各类和所依的条款；兜底不是条件，不与重点冲突', () => {
    const c = classifySubject(sjz, firm({ keyDischarger: true }, { facts: [penalty('2022-02-11')] }), Q2)
    expect(c.sentence).toBe('特殊监管对象：上一季度受到行政处罚（SJZ-27）；同时命中 重点监管对象（SJZ-21），按 SJZ-20、A-01 以特殊为准')
    const rest = classifySubject(sjz, firm({ permitCategory: '重点管理' }), Q2)
    expect([rest.class, rest.matched.map(m => m.class)]).toEqual(['KEY', ['KEY']])
  })

  test('V-17 SJZ-20 排污许可重点管理且在正面清单：一般', () => {
    expect(classOf({ permitCategory: '重点管理', positiveList: true })).toBe('GENERAL')
  })

  test('SJZ-21 重点排污单位名录或者排污许可重点管理，符合其一即为重点', () => {
    expect(classOf({ keyDischarger: true })).toBe('KEY')
    expect(classOf({ keyDischarger: true, permitCategory: '登记管理' })).toBe('KEY')
    expect(classOf({ permitCategory: '重点管理' })).toBe('KEY')
    expect(classOf({ permitCategory: '简化管理', keyDischarger: false })).toBe('GENERAL')
  })

  test('SJZ-25 V-20 环境信用 C、D、E 级为特殊，B 级和未评级不是（A-19）', () => {
    for (const creditGrade of ['C', 'D', 'E']) expect(classOf({ permitCategory: '简化管理', creditGrade }), creditGrade).toBe('SPECIAL')
    for (const creditGrade of ['A', 'B', null]) expect(classOf({ permitCategory: '简化管理', creditGrade })).toBe('GENERAL')
  })

  test('SJZ-26 生态环境部或省厅挂牌督办，挂牌期间为特殊；市级挂牌的、已经解除的不是', () => {
    const base = { keyDischarger: true }
    for (const by of ['生态环境部', '省厅']) expect(classOf(base, [supervision('2020-05-01', by)]), by).toBe('SPECIAL')
    expect(classOf(base, [supervision('2020-05-01', '其他')])).toBe('KEY')
    expect(classOf(base, [supervision('2020-05-01', '省厅', '2022-03-31')])).toBe('KEY')
    expect(classOf(base, [supervision('2020-05-01', '省厅', '2022-04-01')])).toBe('SPECIAL')
    expect(classOf(base, [supervision('2022-04-02', '省厅')])).toBe('KEY')
  })

  test('SJZ-27 A-25 上一季度受到处罚：首尾两天都算，前后一天都不算', () => {
    const base = { keyDischarger: true }
    for (const day of ['2022-01-01', '2022-03-31']) expect(classOf(base, [penalty(day)]), day).toBe('SPECIAL')
    for (const day of ['2021-12-31', '2022-04-01']) expect(classOf(base, [penalty(day)]), day).toBe('KEY')
  })

  test('SJZ-27 V-21 X-16 上一季度被举报：查实才算，不分渠道；“上一季度”也限定举报', () => {
    const base = { keyDischarger: true }
    for (const channel of ['群众举报', '中央生态环境保护督察', '其他'])
      expect(classOf(base, [complaint('2022-02-11', '查实', channel)]), channel).toBe('SPECIAL')
    for (const verified of ['未查实', '办理中']) expect(classOf(base, [complaint('2022-02-11', verified)]), verified).toBe('KEY')
    expect(classOf(base, [{ kind: 'complaint', on: on('2022-02-11') }])).toBe('KEY')
    expect(classOf(base, [complaint('2021-12-31', '查实')])).toBe('KEY')
  })

  test('V-23 SJZ-27 处罚在两个季度以前，按其他规则归类', () => {
    expect(classOf({ permitCategory: '简化管理' }, [penalty('2021-11-20')])).toBe('GENERAL')
  })

  test('SJZ-30 A-02 正面清单或者信用 A 级，符合其一即为一般；其余对象兜底为一般', () => {
    expect(classOf({ keyDischarger: true, positiveList: true, creditGrade: 'B' })).toBe('GENERAL')
    expect(classOf({ keyDischarger: true, positiveList: false, creditGrade: 'A' })).toBe('GENERAL')
    expect(classOf({ keyDischarger: true, positiveList: false, creditGrade: 'B' })).toBe('KEY')
    const rest = classifySubject(sjz, firm(), Q2)
    expect([rest.class, rest.stratum, rest.sentence]).toEqual([
      'GENERAL',
      'GENERAL',
      '一般监管对象：不属于重点、特殊的其余对象（SJZ-30、SJZ-20）',
    ])
  })
})

describe('石家庄 2022：比例', () => {
  test('SJZ-22 V-02 市级每季度重点 10%：137 家抽 14 家，1 家抽 1 家', () => {
    expect([137, 140, 1, 0].map(n => quota('KEY', 'city', n).number)).toEqual([14, 14, 1, 0])
  })

  test('SJZ-23 V-01 县级每季度重点 25%：137 家抽 35 家', () => {
    expect([137, 136, 1, 0].map(n => quota('KEY', 'county', n).number)).toEqual([35, 34, 1, 0])
  })

  test('SJZ-28 市级每季度特殊 10%', () => {
    expect([101, 10, 1].map(n => quota('SPECIAL', 'city', n).number)).toEqual([11, 1, 1])
  })

  test('SJZ-29 V-03 县级每季度特殊 50%：1 家抽 1 家', () => {
    expect([41, 40, 1].map(n => quota('SPECIAL', 'county', n).number)).toEqual([21, 20, 1])
  })

  test('SJZ-31 V-04 V-05 县级一般：执法人员数的 10 倍，以对象总数为限，均分四季余数在前；市级没有数', () => {
    expect(quota('GENERAL', 'county', 90, { staff: 12 }).whole).toEqual({ number: 90, parts: [23, 23, 22, 22] })
    expect(quota('GENERAL', 'county', 900, { staff: 7 }).whole).toEqual({ number: 70, parts: [18, 18, 17, 17] })
    expect(([1, 2, 3, 4] as const).map(quarter => quota('GENERAL', 'county', 900, { staff: 7, quarter }).number)).toEqual([18, 18, 17, 17])
    expect(quota('GENERAL', 'city', 900, { staff: 7 })).toMatchObject({ number: 0, floor: 0, sentence: '方案不设比例' })
    expect(quotaRuleAt(sjz.strata.find(s => s.code === 'GENERAL')!, 'city')).toEqual({ kind: 'none' })
  })

  test('SJZ-31 A-04 一般对象同一年内抽查过的不再抽取，基数不变；下一年重新开始', () => {
    const drawn = firm({}, { id: 'A', checks: [check('2022-02-20', 'random')] })
    const cut = stratify(sjz, [drawn, firm({}, { id: 'B' })], Q2)
    const general = cut.strata.find(s => s.code === 'GENERAL')!
    expect([general.ids, general.base, cut.excluded.map(e => [e.id, e.reason, e.inBase])]).toEqual([['B'], 2, [['A', 'COVERED', true]]])
    expect(stratify(sjz, [drawn], on('2023-01-01')).excluded).toEqual([])
  })
})

describe('石家庄 2022：抽取与例外', () => {
  test('SJZ-08 对象和人员都由系统抽取：在册对象一家不漏进候选库，席位不指定人，结果可事后核验', () => {
    const many = ['A', 'B', 'C', 'D'].map((id, i) => firm(i % 2 ? { keyDischarger: true } : {}, { id }))
    const cut = stratify(sjz, many, Q2)
    expect(cut.strata.flatMap(s => s.ids).sort()).toEqual(['A', 'B', 'C', 'D'])
    expect(slotsFor(sjz, [])).toEqual([
      { slot: '01', speciality: '-' },
      { slot: '02', speciality: '-' },
    ])
    expect(rowOf('抽取', '最低保证等级')).toMatchObject({ value: 'B', law: ['SJZ-08', 'SJZ-71'] })
    expect(drawDays(sjz, '2022-Q2', calendar)).toBeNull()
  })

  test('SJZ-39 抽查形式有定向和不定向两种，方案以外的没有', () => {
    expect(sjz.drawForms?.map(f => [f.form, f.name])).toEqual([
      ['untargeted', '不定向抽查'],
      ['targeted', '定向抽查'],
    ])
    expect([rowOf('抽取', '不定向抽查')?.value, rowOf('抽取', '定向抽查')?.value]).toEqual([
      '日常检查采用',
      '需要时采用，须写明时段、范围、理由',
    ])
  })

  test('SJZ-40 定向抽查须写明时段、限定的范围和理由，缺一不可', () => {
    const asked = { form: 'targeted' as const, period: '2022-Q3', range: ['行业：化工'], reason: '汛期专项' }
    expect(findFormGaps(sjz, asked)).toEqual([])
    expect(findFormGaps(sjz, { ...asked, period: ' ' })).toEqual(['period'])
    expect(findFormGaps(sjz, { ...asked, range: [] })).toEqual(['range'])
    expect(findFormGaps(sjz, { ...asked, reason: null })).toEqual(['reason'])
  })

  test('SJZ-41 A-05 污染源日常监管检查不定向，不得先设范围；按类别分层不是范围', () => {
    expect(usualForm(sjz)?.form).toBe('untargeted')
    const asked = { form: 'untargeted' as const, period: null, range: [] as string[], reason: null }
    expect(findFormGaps(sjz, asked)).toEqual([])
    expect(findFormGaps(sjz, { ...asked, range: ['区域：开发区'] })).toEqual(['no-range'])
    expect(sjz.strata.every(s => s.when === undefined && s.list === undefined)).toBe(true)
  })

  test('SJZ-32 六种针对性检查可以不抽取，都要有佐证；其余计划性检查一律随机抽查（SJZ-33）', () => {
    const grounds = (sjz.nonRandom ?? []).filter(g => g.needs === 'evidence')
    expect(grounds.map(g => [g.code, g.text])).toEqual([
      ['complaint', '投诉举报'],
      ['superior', '上级部门转办交办'],
      ['handed-over', '其他部门移送案件'],
      ['emergency', '突发环境事件'],
      ['nuclear', '核安全检查'],
      ['data', '数据分析或监测发现问题线索'],
    ])
    expect(grounds.every(g => g.law.includes('SJZ-32'))).toBe(true)
    for (const g of sjz.nonRandom ?? []) expect(checkGrounds).toContain(g.code)
    expect(rows.filter(r => r.section === '非随机检查' && r.value === '须附佐证')).toHaveLength(6)
    expect(rowOf('非随机检查', '计划性检查')?.value).toBe('日常监督管理检查、监督执法检查、专项检查、部门联合检查一律随机抽查')
  })

  test('SJZ-06 线索引起的针对性检查不进抽取比例：查过的对象仍在候选库', () => {
    const one = (kind: PastCheck['kind']) =>
      stratify(sjz, [firm({}, { checks: [check('2022-02-20', kind)] })], Q2).strata.find(s => s.code === 'GENERAL')!.ids.length
    expect([one('cause'), one('random')]).toEqual([1, 0])
    expect(sjz.nonRandom?.find(g => g.law.includes('SJZ-06'))).toMatchObject({ code: 'data', needs: 'evidence' })
  })
})

describe('石家庄 2022：检查方式', () => {
  const items = [{ name: '日常监管', methods: ['on-site', 'off-site'] }]

  test('SJZ-42 现场、科技、其他三种方式；附件的“实地检查”是现场，“书面检查”是其他', () => {
    const said = ['现场检查', '科技检查', '其他检查', '实地检查', '书面检查', '“非现场”检查', '抽样检查']
    expect(said.map(word => methodByWord(sjz, word))).toEqual(['on-site', 'off-site', 'other', 'on-site', 'other', 'off-site', null])
  })

  test('SJZ-43 X-07 八种情形可以不发通知，其余到场出示通知书', () => {
    const { notice } = fieldworkOf(sjz)
    expect([notice.rule, notice.exempt.length]).toEqual(['on-arrival', 8])
    expect(notice.exempt.map(e => e.code)).toContain('incomplete-facilities')
    expect(notice.law).toContain('SJZ-43')
  })

  test('SJZ-44 SJZ-05 正面清单或者设施完备，符合其一默认科技检查，不另设条件；改为现场须写明理由', () => {
    const advised = (facets: Record<string, FacetValue>) => methodFor(sjz, firm(facets))
    expect(advised({ positiveList: true, offsiteCapable: false }).method).toBe('off-site')
    expect(advised({ positiveList: false, offsiteCapable: true }).method).toBe('off-site')
    expect(advised({ creditGrade: 'A' }).method).toBe('on-site')
    expect(checkMethod(sjz, advised({ positiveList: true }), 'on-site', ' ', items)).toEqual({
      ok: false,
      error: { code: 'visit.method_reason', advised: '科技检查' },
    })
    expect(checkMethod(sjz, advised({ positiveList: true }), 'on-site', '在线数据异常', items).ok).toBe(true)
    expect(sjz.method.offSite.means).toEqual(['在线监测', '远程执法', '分表计电', '视频监控', '无人机', '走航车'])
  })

  test('SJZ-45 SJZ-46 X-05 其他方式须经本级批准；第三方只能协助，不采用', () => {
    expect(sjz.method.other?.approval).toBe(true)
    expect(rowOf('检查方式', '书面检查')).toMatchObject({ value: '其他方式，须经批准', law: ['SJZ-45', 'SJZ-46', 'X-05'] })
    expect(rowOf('检查方式', '委托具备资质的第三方机构检查')?.value).toMatch(/^不采用：/)
  })

  test('SJZ-87 不发通知的八种情形逐一写明；领导交办须有署名的书面交办单', () => {
    expect(fieldworkOf(sjz).notice.exempt.map(e => e.text)).toEqual([
      '“非现场”监管设施不完备',
      '投诉举报',
      '领导交办（须有署名的书面交办单）',
      '上级部门转办交办',
      '其他部门移送案件',
      '突发环境事件',
      '核安全检查',
      '数据分析或“非现场”监管设施发现的问题线索',
    ])
    expect(sjz.nonRandom?.filter(g => g.law.includes('SJZ-87')).map(g => [g.code, g.needs])).toEqual([['assigned', 'order']])
    expect(rowOf('非随机检查', '领导交办')?.value).toBe('须有署名的书面交办单')
  })
})

describe('石家庄 2022：结果、公示、报送', () => {
  test('SJZ-59 A-29 结果由参加检查的两名执法人员负责：一个人坐不满席位', () => {
    const officer = (code: string) => ({ code, specialities: [] })
    expect(seatTeam(slotsFor(sjz, []), [officer('A')])).toEqual({ lacking: '-' })
    expect(seatTeam(slotsFor(sjz, []), [officer('A'), officer('B')])).toHaveProperty('seats.length', 2)
    expect(sjz.team).toMatchObject({ officers: 2, distinctCertificates: true })
    expect(sjz.team.law).toContain('SJZ-59')
  })

  test('SJZ-66 SJZ-88 A-14 八种表述逐字照录，可以增加', () => {
    expect(rowOf('检查结果', '规范用语')?.value).toBe(
      '“未发现问题”“未按规定公示信息”“公示信息隐瞒真实情况、弄虚作假”“通过登记依据（经营场所）无法联系”“发现问题已责令改正”“不配合检查情节严重”“未发现开展本次抽查涉及的经营活动”“发现问题待处理”',
    )
    expect(sjz.results.vocabulary).toBe('open')
    const said = (code: string) =>
      mayDetermine(sjz.results, { code, outcome: 'unreachable', severity: 'none', jointPunishment: false, followUps: 0 })
    expect(said('UNREACHABLE')).toMatchObject({ ok: true, value: { text: '通过登记依据（经营场所）无法联系' } })
    expect(said('CASE')).toMatchObject({ ok: false, error: { code: 'finding.phrase' } })
    expect(sjz.results.phrases.map(p => p.code)).toEqual([
      'NO_PROBLEM',
      'NOT_DISCLOSED',
      'FALSE_DISCLOSED',
      'UNREACHABLE',
      'ORDERED',
      'UNCOOPERATIVE',
      'NO_ACTIVITY',
      'PENDING',
    ])
  })

  test('SJZ-63 SJZ-64 SJZ-09 作出认定起 20 个工作日，四种渠道，另每月一轮', () => {
    expect(sjz.publicity).toMatchObject({ start: 'determination', workingDays: 20, monthly: true })
    expect(sjz.publicity.channels).toHaveLength(4)
  })

  test('SJZ-65 保密、国家安全、公共安全可以不予公开，不是应当', () => {
    const own = fieldworkOf(sjz).withholding.filter(w => w.law.includes('SJZ-65'))
    expect(own.map(w => [w.ground, w.effect, w.mandatory])).toEqual([
      ['保密', 'withhold', false],
      ['国家安全', 'withhold', false],
      ['公共安全', 'withhold', false],
    ])
    const hold = (effect: 'restrict' | 'withhold') =>
      mayHoldBack(fieldworkOf(sjz).withholding, { ground: '公共安全', effect, reason: '涉及危化品储量', redacted: null }).ok
    expect([hold('restrict'), hold('withhold')]).toEqual([true, true])
  })

  test('SJZ-57 SJZ-58 X-11 无论结果如何都有检查记录；发现问题的另有笔录', () => {
    const { documents } = fieldworkOf(sjz)
    for (const outcome of ['clean', 'no-activity', 'refused', 'unreachable'] as const)
      expect(documentsFor(documents, outcome), outcome).toEqual(['checklist'])
    expect(documentsFor(documents, 'violation')).toEqual(['checklist', 'minutes', 'interview'])
  })

  test('SJZ-74 SJZ-75 SJZ-76 每月 8 日；4-8、7-8、10-8、12-23；3、6、9、12 月 18 日', () => {
    const days = (code: string) => reportDays(sjz.reports!.find(r => r.code === code)!.due, 2022)
    expect(days('monthly')).toHaveLength(12)
    expect(days('monthly')[0]).toBe('2022-01-08')
    expect(days('quarterly')).toEqual(['2022-04-08', '2022-07-08', '2022-10-08', '2022-12-23'])
    expect(days('registry-changes')).toEqual(['2022-03-18', '2022-06-18', '2022-09-18', '2022-12-18'])
  })

  test('SJZ-49 SJZ-50 SJZ-52 内部联合每季度至少一次、全年 3%；跨部门全年 100%', () => {
    expect(rows.filter(r => r.section === '联合抽查').map(r => [r.label, r.value])).toEqual([
      ['领导小组办公室的年度要求', '0 次、0 家'],
      ['每季度内部联合抽查', '内部联合，每季度不少于 1 次'],
      ['内部联合抽查次数', '内部联合，每年不低于领导小组办公室规定的年度次数的 3%'],
      ['内部联合抽查检查主体数量', '内部联合，每年不低于领导小组办公室规定的年度检查主体数量的 3%'],
      ['跨部门联合抽查次数', '跨部门联合，每年不低于领导小组办公室规定的年度次数的 100%'],
      ['跨部门联合抽查检查主体数量', '跨部门联合，每年不低于领导小组办公室规定的年度检查主体数量的 100%'],
    ])
  })
})

describe('石家庄 2022：依据与事项清单', () => {
  test('方案能说的条款都有一行写明：类别、比例、例外、抽取、方式、结果、公示、文书、报送、联合', () => {
    const cited = new Set(
      JSON.stringify([load('shijiazhuang-2022.yaml'), load('items/shijiazhuang-2022-items.yaml')]).match(/SJZ-[0-9]{2}/g),
    )
    const numbers =
      '01 03 05 06 07 08 09 10 12 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 36 38 39 40 41 42 43 44 45 46 48 49 50 51 52 ' +
      '55 57 58 59 63 64 65 66 74 75 76 77 78 79 80 81 82 83 84 85 86 87 88 90 91'
    expect(numbers.split(' ').filter(n => !cited.has(`SJZ-${n}`))).toEqual([])
    expect(rows.every(r => r.law.length > 0 && (r.quote !== null || r.reading !== null))).toBe(true)
    expect(JSON.stringify(rows)).not.toContain('undefined')
  })

  test('SJZ-78 SJZ-79 SJZ-38 附件八项，其中第二项有五个子项', () => {
    expect(items.map(i => i.code)).toEqual([
      'SX-01',
      'SX-02-1',
      'SX-02-2',
      'SX-02-3',
      'SX-02-4',
      'SX-02-5',
      'SX-03',
      'SX-04',
      'SX-05',
      'SX-06',
      'SX-07',
      'SX-08',
    ])
    expect(new Set(items.filter(i => i.code.startsWith('SX-02')).map(i => i.field)).size).toBe(1)
    expect(items.slice(1).every(i => i.subItem === i.name && i.field !== undefined)).toBe(true)
    expect(items[0]!.content).toHaveLength(12)
    expect(findItemDoubts(list.value)).toEqual([])
    expect(items.every(i => i.joint && i.published && i.category === 'general')).toBe(true)
    expect(items.filter(i => i.methods.includes('off-site')).map(i => i.code)).toEqual(['SX-01'])
  })

  test('SJZ-86 V-26 市级以上和省、市级的五项，县级无权实施', () => {
    expect(items.filter(i => mayCarryOut(i, 'county')).map(i => i.body)).toEqual(Array(7).fill('县级以上生态环境部门'))
    expect(items.every(i => mayCarryOut(i, 'city'))).toBe(true)
    expect(items.filter(i => !mayCarryOut(i, 'county')).map(i => [i.code, i.body])).toEqual([
      ['SX-03', '市级以上生态环境部门'],
      ['SX-05', '市级以上生态环境部门'],
      ['SX-06', '市级以上生态环境部门'],
      ['SX-07', '省、市级生态环境部门'],
      ['SX-08', '市级以上生态环境部门'],
    ])
  })

  test('SJZ-80 SJZ-82 SJZ-84 SJZ-90 监测机构两问；环评对象是文件；核技术利用要辐射安全专长', () => {
    const item = (code: string) => items.find(i => i.code === code)!
    expect(item('SX-03').content).toEqual(['检查重点社会监测机构的监测行为是否规范', '是否存在数据失实或篡改、伪造生态环境监测数据行为'])
    expect(item('SX-05')).toMatchObject({ objects: '建设项目环境影响报告书（表）', methods: ['document', 'on-site'] })
    expect([item('SX-07').speciality, item('SX-07').methods]).toEqual(['FS', ['document', 'on-site']])
  })

  test('SJZ-91 X-13 每项都有依据，不写条款号；2022-06-05 噪声旧法失效，2026-08-15 起十部法律失效', () => {
    expect(items.every(i => i.bases.every(b => b.article === '-'))).toBe(true)
    const laws = (day: string) => basesInForce(items[0]!, on(day)).map(b => b.law)
    expect(laws('2022-06-04')).toContain('中华人民共和国环境噪声污染防治法')
    expect(laws('2022-06-05')).not.toContain('中华人民共和国环境噪声污染防治法')
    for (const item of items)
      for (const day of ['2022-01-01', '2022-12-31', '2026-08-14']) expect(basesInForce(item, on(day)).length, item.code).toBeGreaterThan(0)
    expect(laws('2026-08-15')).toEqual(['排污许可管理条例'])
    expect(items.filter(i => basesInForce(i, on('2026-08-15')).length === 0).map(i => i.code)).toEqual(['SX-05'])
  })
})
