/** 绛县 2025 — every rule of the scheme by its behaviour. Numbers and days are worked out from the clauses by hand. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { type PlainDate, parsePlainDate } from '../base/plain-date.ts'
import { announcedHolidays, makeWorkingCalendar } from '../calendar/index.ts'
import { documentsFor } from '../inspection/record.ts'
import { publicityDueOn } from '../publicity/deadline.ts'
import { mayDetermine } from '../publicity/determination.ts'
import { classifySubject } from './classify.ts'
import type { ClassifiableSubject, DatedFact, PastCheck } from './condition.ts'
import { describeScheme } from './describe.ts'
import { fieldworkOf } from './fieldwork.ts'
import { checkMethod, methodByWord, methodFor } from './method.ts'
import { computeStratumQuota, quotaRuleAt } from './quotas.ts'
import { readScheme } from './read-scheme.ts'
import { drawDays, reportDayAfter, reportDays } from './reports.ts'
import type { Scheme } from './scheme-schema.ts'
import { stratify } from './stratify.ts'

// biome-ignore lint/suspicious/noExplicitAny: a plain file, changed before it is read
const plain = (): any => parse(readFileSync(new URL('../../../../schemes/jiangxian-2025.yaml', import.meta.url), 'utf8'))
const must = (file: unknown): Scheme => {
  const read = readScheme(file)
  if (!read.ok) throw new Error(JSON.stringify(read.error.issues))
  return read.value
}
const scheme = must(plain())
const on = (text: string): PlainDate => parsePlainDate(text)!
const [Q1, Q2, Q3, Q4] = [on('2025-01-01'), on('2025-04-01'), on('2025-07-01'), on('2025-10-01')]
const quarters = [Q1, Q2, Q3, Q4]

const fact = (kind: string, day: string, detail: Record<string, string> = {}, to: string | null = null): DatedFact => ({
  kind,
  on: on(day),
  detail,
  to: to === null ? null : on(to),
})
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
  facets: {},
  facts: [],
  ...more,
})
const classOf = (more: Partial<ClassifiableSubject>, asOf = Q2) => classifySubject(scheme, firm(more), asOf).class
const quota = (stratum: string, base: number, pool = base, quarter: 1 | 2 | 3 | 4 = 1) =>
  computeStratumQuota({ rule: quotaRuleAt(scheme.strata.find(s => s.code === stratum)!, 'county')!, base, pool, quarter, staff: 9 })
const poolOf = (more: Partial<ClassifiableSubject>, asOf = Q4) => {
  const cut = stratify(scheme, [firm(more)], asOf)
  return cut.excluded[0]?.reason ?? cut.strata.filter(s => s.ids.length > 0).map(s => s.code)
}
const rows = (section: string, from = scheme) => describeScheme(from).filter(r => r.section === section)

describe('分类', () => {
  test('JX-31 五类：一般、重点、特殊是风险类别，在建项目、联合抽查对象是名单，不改变类别（A-11）', () => {
    expect(scheme.classes.map(c => [c.code, c.name, c.risk])).toEqual([
      ['SPECIAL', '特殊监管对象', 'high'],
      ['KEY', '重点排污单位', 'normal'],
      ['GENERAL', '一般排污单位', 'normal'],
    ])
    expect(classOf({ facets: { keyDischarger: true } })).toBe('KEY')
    expect(classOf({ facets: { keyDischarger: false } })).toBe('GENERAL')
    // 附件第 2 项：非重点排污单位都是一般，排污许可重点管理、没有许可信息的也是
    expect(classOf({ facets: { permitCategory: '重点管理' } })).toBe('GENERAL')
    expect(classOf({})).toBe('GENERAL')
    const cut = stratify(scheme, [firm({ facets: { keyDischarger: true }, lists: ['在建工程建设项目', '城镇污水处理厂', '别的名单'] })], Q1)
    expect(cut.strata.filter(s => s.ids.length > 0).map(s => s.code)).toEqual(['KEY', 'PROJECTS', 'SEWAGE'])
    expect(cut.unclassified).toEqual([])
  })

  test('JX-42 四种情形进入下一季度特殊：生态环境部或省厅的挂牌督办、通报，处罚，查实的举报；别的机关、未查实的不算', () => {
    const by = (value: string) => ({ by: value })
    for (const of of ['生态环境部', '省厅']) {
      expect(classOf({ facts: [fact('supervision', '2025-02-10', by(of))] }), of).toBe('SPECIAL')
      expect(classOf({ facts: [fact('notice', '2025-02-10', by(of))] }), of).toBe('SPECIAL')
    }
    expect(classOf({ facts: [fact('supervision', '2025-02-10', by('其他'))] })).toBe('GENERAL')
    expect(classOf({ facts: [fact('notice', '2025-02-10', by('其他'))] })).toBe('GENERAL')
    expect(classOf({ facts: [fact('penalty', '2025-02-10')] })).toBe('SPECIAL')
    expect(classOf({ facts: [fact('complaint', '2025-02-10', { verified: '查实' })] })).toBe('SPECIAL')
    for (const verified of ['未查实', '办理中'])
      expect(classOf({ facts: [fact('complaint', '2025-02-10', { verified })] }), verified).toBe('GENERAL')
    // 检查发现违法问题本身不是进入的情形
    expect(classOf({ facts: [fact('violation', '2025-02-10')] })).toBe('GENERAL')
  })

  test('JX-42 A-25 “下一季度”：本季度首尾两天的都算，当季不变，隔一季不再算', () => {
    for (const kind of ['penalty', 'notice'])
      for (const day of ['2025-01-01', '2025-03-31']) {
        const facts = [fact(kind, day, { by: '省厅' })]
        expect(
          [Q1, Q2, Q3].map(q => classOf({ facts }, q)),
          `${kind} ${day}`,
        ).toEqual(['GENERAL', 'SPECIAL', 'GENERAL'])
      }
    expect(classOf({ facts: [fact('penalty', '2024-12-31')] }, Q1)).toBe('SPECIAL')
  })

  test('JX-42 A-16 挂牌督办没有解除的，每季度重新确定；解除了就看解除以前的那一季度', () => {
    const listed = (to: string | null) =>
      quarters.map(q => classOf({ facts: [fact('supervision', '2025-02-10', { by: '生态环境部' }, to)] }, q))
    expect(listed(null)).toEqual(['GENERAL', 'SPECIAL', 'SPECIAL', 'SPECIAL'])
    expect(listed('2025-05-20')).toEqual(['GENERAL', 'SPECIAL', 'GENERAL', 'GENERAL'])
    expect(listed('2025-03-01')).toEqual(['GENERAL', 'SPECIAL', 'GENERAL', 'GENERAL'])
  })

  test('JX-43 A-16 V-24 未发现违法问题自动退出：没抽中的也退出，并写明；该季度任一来源发现问题的留下', () => {
    const entry = fact('penalty', '2025-02-20')
    const series = (...facts: DatedFact[]) => quarters.map(q => classOf({ facts: [entry, ...facts] }, q))
    expect(series()).toEqual(['GENERAL', 'SPECIAL', 'GENERAL', 'GENERAL'])
    expect(series(fact('violation', '2025-05-14'))).toEqual(['GENERAL', 'SPECIAL', 'SPECIAL', 'GENERAL'])
    expect(series(fact('violation', '2025-05-14'), fact('violation', '2025-09-30'))).toEqual(['GENERAL', 'SPECIAL', 'SPECIAL', 'SPECIAL'])
    expect(series(fact('notice', '2025-05-14', { by: '其他' }))).toEqual(['GENERAL', 'SPECIAL', 'SPECIAL', 'GENERAL'])
    expect(series(fact('complaint', '2025-05-14', { verified: '未查实' }))).toEqual(['GENERAL', 'SPECIAL', 'GENERAL', 'GENERAL'])
    // 退出之后才发现的问题不再把它拉回来
    expect(series(fact('violation', '2025-08-14'))).toEqual(['GENERAL', 'SPECIAL', 'GENERAL', 'GENERAL'])
    const left = classifySubject(scheme, firm({ facts: [entry] }), Q3).left
    expect(left).toContain('未抽中，未发现违法问题，自动退出（JX-43')
    expect(classifySubject(scheme, firm({ facts: [entry], checks: [check('2025-05-09')] }), Q3).left).toContain('已抽查')
    expect(classOf({ facets: { keyDischarger: true }, facts: [entry] }, Q3)).toBe('KEY')
  })

  test('A-01 特殊先于重点先于一般', () => {
    const c = classifySubject(scheme, firm({ facets: { keyDischarger: true }, facts: [fact('penalty', '2025-02-20')] }), Q2)
    expect([c.class, c.stratum, c.matched.map(m => m.class)]).toEqual(['SPECIAL', 'SPECIAL', ['SPECIAL', 'KEY']])
  })
})

describe('比例', () => {
  test('JX-39 V-07 一般每季度 5%，向上取整，四次不低于 20%', () => {
    expect([203, 200, 201, 21, 1, 0].map(n => quota('GENERAL', n).number)).toEqual([11, 10, 11, 2, 1, 0])
    expect(4 * quota('GENERAL', 203).number).toBeGreaterThanOrEqual(41)
    for (const q of [1, 2, 3, 4] as const) expect(quota('GENERAL', 203, 203, q).number).toBe(11)
    // 没有要求不重复：抽查过一次的仍在候选库
    expect(poolOf({ checks: [check('2025-02-18')] })).toEqual(['GENERAL'])
  })

  /** Four quarters of KEY: who is drawn is the head of the pool; last year's checks do not count. */
  const year = (of: Scheme, n: number) => {
    const done = new Map<string, PastCheck[]>()
    const ids = Array.from({ length: n }, (_, i) => `LOCAL-${String(i + 1).padStart(4, '0')}`)
    return quarters.map((asOf, i) => {
      const subjects = ids.map(id => firm({ id, facets: { keyDischarger: true }, checks: [check('2024-11-11'), ...(done.get(id) ?? [])] }))
      const pool = stratify(of, subjects, asOf).strata.find(s => s.code === 'KEY')!
      const asked = computeStratumQuota({
        rule: quotaRuleAt(of.strata.find(s => s.code === 'KEY')!, 'county')!,
        base: pool.base,
        pool: pool.ids.length,
        quarter: (i + 1) as 1 | 2 | 3 | 4,
        staff: 0,
      })
      const order = [...pool.ids].sort((a, b) => Number(pool.covered?.has(a) ?? false) - Number(pool.covered?.has(b) ?? false))
      for (const id of order.slice(0, asked.number))
        done.set(id, [...(done.get(id) ?? []), check(`2025-${['02', '05', '08', '11'][i]}-11`)])
      return [asked.number, asked.missing]
    })
  }

  test('JX-40 A-33 V-08 重点每季度 25%，一年不重复，到 100% 即止，缺额写明；改为 last 则先保证 25%', () => {
    expect(year(scheme, 10)).toEqual([
      [3, 0],
      [3, 0],
      [3, 0],
      [1, 2],
    ])
    expect(year(scheme, 8).map(([n]) => n)).toEqual([2, 2, 2, 2])
    const floorFirst = plain()
    floorFirst.strata.find((s: { code: string }) => s.code === 'KEY').coverage.covered = 'last'
    expect(year(must(floorFirst), 10)).toEqual([
      [3, 0],
      [3, 0],
      [3, 0],
      [3, 0],
    ])
    // 线索核查不算抽查过
    expect(poolOf({ facets: { keyDischarger: true }, checks: [check('2025-05-05', { kind: 'cause' })] })).toEqual(['KEY'])
    expect(poolOf({ facets: { keyDischarger: true }, checks: [check('2025-05-05')] })).toBe('COVERED')
  })

  test('JX-44 特殊每季度 30%，不受不重复的约束', () => {
    expect([10, 11, 3, 4, 1, 370, 0].map(n => quota('SPECIAL', n).number)).toEqual([3, 4, 1, 2, 1, 111, 0])
    const again = { facts: [fact('penalty', '2025-09-01')], checks: [check('2025-02-18'), check('2025-05-09')] }
    expect(poolOf(again)).toEqual(['SPECIAL'])
  })

  test('JX-41 信用风险等级标注在名录里；方案没有给出权重，各层不再分，不自拟数字', () => {
    expect(scheme.strata.every(s => s.when === undefined)).toBe(true)
    const facet = scheme.facets.find(f => f.law.includes('JX-41'))!
    expect([facet.code, facet.quote]).toEqual(['creditGrade', '并应用信用风险等级分类'])
    expect(classOf({ facets: { creditGrade: 'E' } })).toBe('GENERAL')
  })

  test('JX-45 在建工程建设项目：名单全部，一次抽取全年', () => {
    for (const q of [1, 2, 3, 4] as const) expect(quota('PROJECTS', 7, 7, q)).toMatchObject({ number: 7, floor: 7 })
    expect(quota('PROJECTS', 7).sentence).toContain('一次抽取')
    const cut = stratify(scheme, [firm({ lists: ['在建工程建设项目'] }), firm({ id: 'LOCAL-0002' })], Q1)
    expect(cut.strata.find(s => s.code === 'PROJECTS')!.ids).toEqual(['LOCAL-0001'])
  })

  test('JX-46 城镇污水处理厂：名单全部，每年一次，跨部门联合至少一次', () => {
    expect(quota('SEWAGE', 3)).toMatchObject({ number: 3, floor: 3, whole: { number: 3 } })
    expect(rows('联合抽查').map(r => [r.label, r.value])).toEqual([['城镇污水处理厂联合抽查', '跨部门联合，每年不少于 1 次']])
  })

  test('JX-82 上级下限：一般 5%、重点 25%、特殊 30%，低于下限的方案读不进来，高于的可以', () => {
    const changed = (code: string, rate: string) => {
      const file = plain()
      file.strata.find((s: { code: string }) => s.code === code).quota.rate = rate
      const read = readScheme(file)
      return read.ok ? 'ok' : read.error.issues.map(i => i.message).join()
    }
    expect(changed('GENERAL', '4.99%')).toContain('下限 5%')
    expect(changed('KEY', '24.99%')).toContain('下限 25%')
    expect(changed('SPECIAL', '29.99%')).toContain('下限 30%')
    for (const code of ['GENERAL', 'KEY', 'SPECIAL']) expect(changed(code, '31%')).toBe('ok')
    expect(
      rows('抽取比例')
        .filter(r => r.law.includes('JX-82'))
        .map(r => r.value),
    ).toEqual(['25%', '30%', '5%'].map(rate => `不低于 ${rate}（山西省生态环境“双随机、一公开”监管工作细则）`))
  })
})

describe('上限与剔除', () => {
  test('JX-47 A-17 V-25 一年不超过 2 次：各级随机抽查都计，同日合并算一次，线索核查和复查不计，特殊不受约束，次年重算', () => {
    const twice = [check('2025-02-18', { clean: false }), check('2025-06-04', { clean: false })]
    expect(poolOf({ checks: twice })).toBe('CAP-YEAR')
    expect(poolOf({ checks: twice.slice(1) })).toEqual(['GENERAL'])
    for (const by of ['above', 'other'] as const)
      expect(poolOf({ checks: [twice[0]!, check('2025-06-04', { by, clean: false })] }), by).toBe('CAP-YEAR')
    expect(poolOf({ checks: [twice[0]!, check('2025-02-18', { by: 'above', clean: false })] })).toEqual(['GENERAL'])
    for (const kind of ['cause', 'recheck', 'campaign'] as const)
      expect(poolOf({ checks: [twice[0]!, check('2025-06-04', { kind })] }), kind).toEqual(['GENERAL'])
    expect(poolOf({ checks: twice, facts: [fact('penalty', '2025-08-08')] })).toEqual(['SPECIAL'])
    expect(poolOf({ checks: twice }, on('2026-01-01'))).toEqual(['GENERAL'])
    const cut = stratify(scheme, [firm({ checks: twice })], Q4)
    expect([cut.excluded[0]!.inBase, cut.strata.find(s => s.code === 'GENERAL')!.base]).toEqual([true, 1])
  })

  test('JX-38 A-13 本年度上级抽查过且没有问题、有佐证的剔除，仍计入基数；本级的、有问题的、去年的、没有佐证的不剔除', () => {
    const above = (more: Partial<PastCheck> = {}) => ({ checks: [check('2025-06-04', { by: 'above', proof: '抽查结果 12 号', ...more })] })
    expect(poolOf(above())).toBe('CHECKED-ABOVE')
    expect(stratify(scheme, [firm(above())], Q4).excluded[0]!.inBase).toBe(true)
    for (const other of [
      { by: 'own' },
      { by: 'other' },
      { clean: false },
      { clean: null },
      { on: on('2024-12-31') },
      { proof: ' ' },
    ] as const)
      expect(poolOf(above(other)), JSON.stringify(other)).toEqual(['GENERAL'])
    const unused = plain()
    unused.exclusions[0].apply = false
    expect(stratify(must(unused), [firm(above())], Q4).excluded).toEqual([])
  })

  test('JX-10 JX-11 JX-12 JX-13 JX-14 JX-15 JX-16 JX-17 JX-18 九种不随机的情形，逐字照录；第九种须经批准', () => {
    expect(
      rows('非随机检查')
        .slice(0, -1)
        .map(r => [r.law[0], r.label, r.value]),
    ).toEqual([
      ['JX-10', '法律法规规章对监督方式有明确规定的', '须附佐证'],
      ['JX-11', '国务院、国务院各部委、省市县级人民政府对监督检查有专门要求或重点工作部署的', '须附佐证'],
      ['JX-12', '本部门有专项或重点工作部署的', '须附佐证'],
      ['JX-13', '被投诉举报涉嫌违法违规的', '须附佐证'],
      ['JX-14', '突发性事件的', '须附佐证'],
      ['JX-15', '上级交办、督办案件的', '须附佐证'],
      ['JX-16', '在履行职责过程中发现检查对象涉嫌违法违规的', '须附佐证'],
      ['JX-17', '其他部门移交案件线索的', '须附佐证'],
      ['JX-18', '其他不适宜采用“双随机、一公开”监管方式的', '须写明情况并经批准'],
    ])
    expect(scheme.nonRandom!.map(g => g.code)).toEqual([
      'law',
      'government',
      'campaign',
      'complaint',
      'emergency',
      'superior',
      'found',
      'handed-over',
      'other',
    ])
  })

  test('JX-60 X-06 日常检查一律随机；专项部署、特殊行业和重点领域可以除外', () => {
    expect(rows('非随机检查').at(-1)).toMatchObject({
      label: '计划性检查',
      value: '日常检查一律随机抽查；专项或重点工作部署、特殊行业、重点领域检查可以除外',
    })
    expect(scheme.planned!.law).toContain('JX-60')
  })
})

describe('检查、结果、公示、报送', () => {
  test('JX-04 能非现场监管的默认非现场，入企要写明理由；不能的现场；“书面核查”是非现场，“书面检查”是其他方式', () => {
    const advised = methodFor(scheme, firm({ facets: { offsiteCapable: true } }))
    expect([advised.method, advised.law]).toEqual(['off-site', ['JX-04']])
    for (const offsiteCapable of [false, null]) expect(methodFor(scheme, firm({ facets: { offsiteCapable } })).method).toBe('on-site')
    const items = [{ name: '重点排污单位监督检查', methods: ['on-site'] }]
    expect(checkMethod(scheme, advised, 'on-site', ' ', items)).toMatchObject({
      ok: false,
      error: { code: 'visit.method_reason', advised: '非现场监管' },
    })
    expect(checkMethod(scheme, advised, 'on-site', '自动监控设施停运，须到场核对', items).ok).toBe(true)
    expect(checkMethod(scheme, advised, 'on-site', '想去看看', [{ name: '台账', methods: ['document'] }])).toMatchObject({
      error: { code: 'visit.off_site_only' },
    })
    expect(scheme.method.offSite.means).toEqual(['书面核查', '信息共享', '智慧监管'])
    expect(['书面核查', '智慧监管', '书面检查', '现场检查'].map(w => methodByWord(scheme, w))).toEqual([
      'off-site',
      'off-site',
      'other',
      'on-site',
    ])
  })

  test('JX-52 五种结果用语逐字照录，开放；别的方案的用语不能用', () => {
    expect(scheme.results.vocabulary).toBe('open')
    expect(scheme.results.phrases.map(p => p.text)).toEqual([
      '未发现问题',
      '发现问题已责令整改',
      '发现问题已立案调查',
      '不配合检查情节严重',
      '未发现开展本次抽查涉及的经营活动',
    ])
    const determine = (code: string, outcome: 'violation' | 'refused' | 'no-activity') =>
      mayDetermine(scheme.results, {
        code,
        severity: outcome === 'no-activity' ? 'none' : 'ordinary',
        jointPunishment: false,
        outcome,
        followUps: 1,
      })
    expect(determine('CASE', 'violation')).toMatchObject({ ok: true, value: { text: '发现问题已立案调查' } })
    expect(determine('NO_ACTIVITY', 'no-activity').ok).toBe(true)
    expect(determine('UNCOOPERATIVE', 'refused').ok).toBe(true)
    expect(determine('PENDING', 'violation')).toMatchObject({ ok: false, error: { code: 'finding.phrase' } })
  })

  test('JX-48 JX-49 V-29 未发现问题只要现场检查表；发现问题要检查表、现场笔录、询问笔录', () => {
    const { documents } = fieldworkOf(scheme)
    expect(documentsFor(documents, 'clean')).toEqual(['checklist'])
    expect([...documentsFor(documents, 'violation')].sort()).toEqual(['checklist', 'interview', 'minutes'])
    expect(documents.law).toEqual(expect.arrayContaining(['JX-48', 'JX-49']))
  })

  test('JX-02 JX-50 JX-51 认定之日起 20 个工作日公示；国家秘密、商业秘密、个人隐私一律不予公开', () => {
    const days = { completedOn: on('2025-09-12'), determinedOn: on('2025-09-15') }
    expect(publicityDueOn(calendar, scheme.publicity, days)?.on).toBe('2025-10-17')
    expect(scheme.publicity.kinds).toEqual(['抽查事项', '抽查计划', '抽查结果'])
    expect(fieldworkOf(scheme).withholding.map(w => [w.ground, w.effect, w.mandatory])).toEqual(
      ['国家秘密', '商业秘密', '个人隐私'].map(g => [g, 'withhold', true]),
    )
  })

  test('JX-27 JX-28 JX-57 JX-58 3 月 31 日、计划印发后 20 个工作日、批次完成后报两个单位', () => {
    const due = (code: string) => scheme.reports!.find(r => r.code === code)!
    expect(reportDays(due('plan').due, 2025)).toEqual(['2025-03-31'])
    expect(reportDayAfter(due('plan-public').due, 'plan-issued', on('2025-02-13'), calendar)).toBe('2025-03-13')
    expect(reportDayAfter(due('batch-table').due, 'batch-closed', on('2025-09-26'), calendar)).toBe('2025-10-10')
    expect(due('batch-table').to).toEqual(['运城市生态环境局', '绛县市场监管领域“双随机、一公开”监管工作领导小组办公室'])
    expect(drawDays(scheme, '2025-Q2', calendar)).toBeNull()
  })

  test('JX-59 档案不少于 3 年，少于 3 年的方案读不进来', () => {
    expect(rows('归档').map(r => [r.value, r.law])).toEqual([['不少于 3 年', ['JX-59']]])
    const shorter = plain()
    shorter.retention.years = 2
    expect(readScheme(shorter).ok).toBe(false)
  })

  test('JX-03 JX-05 合并检查、入企人数是设置；说明页每一行都有依据', () => {
    expect(fieldworkOf(scheme).sameFirm.law).toContain('JX-03')
    expect(fieldworkOf(scheme).maxPeople.law).toEqual(['JX-05'])
    const all = describeScheme(scheme)
    expect(all.every(r => r.law.length > 0 && (r.quote !== null || r.reading !== null) && !r.value.includes('undefined'))).toBe(true)
  })
})

const calendar = makeWorkingCalendar(announcedHolidays)
