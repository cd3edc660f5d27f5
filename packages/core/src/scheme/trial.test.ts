/** 试算: small registries whose numbers are added up by hand. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { type PlainDate, parsePlainDate } from '../base/plain-date.ts'
import { announcedHolidays } from '../calendar/announced-holidays.ts'
import { makeWorkingCalendar } from '../calendar/working-days.ts'
import type { ClassifiableSubject, PastCheck } from './condition.ts'
import { readScheme } from './read-scheme.ts'
import type { Coverage, QuotaRule, Scheme, SchemeStratum } from './scheme-schema.ts'
import { compareTrials, projectedCoverage, projectYear, type TrialInput, tryScheme } from './trial.ts'

const on = (text: string): PlainDate => parsePlainDate(text)!
const calendar = makeWorkingCalendar(announcedHolidays)
// biome-ignore lint/suspicious/noExplicitAny: a plain file, changed before it is read
type Change = (file: any) => void
function schemeOf(id: string, change: Change = () => undefined): Scheme {
  const file = parse(readFileSync(new URL(`../../../../schemes/${id}.yaml`, import.meta.url), 'utf8'))
  change(file)
  const read = readScheme(file)
  if (!read.ok) throw new Error(JSON.stringify(read.error.issues))
  return read.value
}
const firms = (count: number, prefix: string, more: Partial<ClassifiableSubject> = {}): ClassifiableSubject[] =>
  Array.from({ length: count }, (_, i) => ({
    id: `${prefix}-${String(i + 1).padStart(3, '0')}`,
    status: 'active',
    facets: {},
    facts: [],
    ...more,
  }))
const check = (day: string, more: Partial<PastCheck> = {}): PastCheck => ({
  on: on(day),
  by: 'own',
  kind: 'random',
  clean: true,
  proof: '',
  ...more,
})
const penalty = (day: string) => ({ facts: [{ kind: 'penalty', on: on(day) }] })
const input = (subjects: readonly ClassifiableSubject[], more: Partial<TrialInput> = {}): TrialInput => ({
  level: 'county',
  subjects,
  period: '2026-Q2',
  staff: 5,
  calendar,
  ...more,
})
const key = { facets: { permitCategory: '重点管理' } }

describe('试算', () => {
  /** 隆尧: 10 key firms (2 of them off site), 1 special, 21 simplified; one key firm stands still, one is gone, one nobody can class. */
  const registry = [
    ...firms(8, 'K', key),
    ...firms(2, 'P', { facets: { permitCategory: '重点管理', positiveList: true, offsiteCapable: true } }),
    ...firms(1, 'S', { ...key, ...penalty('2026-02-11') }),
    ...firms(21, 'G', { facets: { permitCategory: '简化管理' } }),
    ...firms(1, 'T', { ...key, status: 'suspended' }),
    ...firms(1, 'D', { ...key, status: 'deregistered' }),
    ...firms(1, 'U'),
  ]

  it('A-26 LY-27 LY-28 LY-24 各类各层的家数、移出的原因、本季度和之后各季度的数', () => {
    const trial = tryScheme(schemeOf('longyao-2026'), input(registry))
    expect(trial.period).toBe('2026-Q2')
    expect(trial.classes.map(c => [c.code, c.name, c.count, c.law[0]])).toEqual([
      ['SPECIAL', '特殊监管对象', 1, 'LY-23'],
      ['KEY', '重点监管对象', 10, 'LY-23'],
      ['GENERAL', '一般监管对象', 21, 'LY-23'],
    ])
    expect(trial.strata.map(s => [s.code, s.base, s.pool, s.left, s.answer.number, s.year, s.offSite])).toEqual([
      ['KEY', 10, 10, [{ code: 'SUSPENDED', reason: '停产', count: 1 }], 2, [null, 2, 2, 2], 2],
      ['SPECIAL', 1, 1, [], 1, [null, 1, 1, 1], 0],
      ['SIMPLIFIED', 21, 21, [], 2, [null, 2, 2, 2], 0],
      ['REGISTERED', 0, 0, [], 0, [null, 0, 0, 0], 0],
    ])
    expect(trial.strata[0]).toMatchObject({
      name: '重点监管对象',
      class: 'KEY',
      law: ['LY-27', 'A-23'],
      clause: '排污许可重点管理类企业、重点排污单位名录内企业，季度抽取 18%',
    })
    expect(trial.unclassified.map(u => u.id)).toEqual(['U-001'])
    expect([trial.visits, trial.personDays]).toEqual([5, 10])
    expect([trial.caps, trial.joint, trial.drawDays, trial.reports]).toEqual([[], [], null, []])
  })

  it('A-29 人日：次数乘每组人数，再乘方案写的半日数；没有写的每人每次一日', () => {
    const change =
      (halfDays?: number): Change =>
      f => {
        f.team.officers = 3
        if (halfDays !== undefined) f.workload = { halfDays, law: ['A-29'], reading: '每名执法人员每次检查' }
      }
    const days = (halfDays?: number) => tryScheme(schemeOf('longyao-2026', change(halfDays)), input(registry)).personDays
    expect([days(), days(1), days(3)]).toEqual([15, 7.5, 22.5])
  })

  it('A-29 人日写出怎样算；联合抽查的数写它自己那一行的条款；没有写这一级数量的分层不影响上限', () => {
    const trial = tryScheme(schemeOf('longyao-2026'), input(registry))
    expect(trial.load.sentence).toBe('5 次 × 2 人 × 1 人日 = 10 人日')
    const half = schemeOf('longyao-2026', f => {
      f.workload = { halfDays: 1, law: ['A-29'], reading: '半日' }
    })
    expect(tryScheme(half, input(registry)).load).toEqual({
      sentence: '5 次 × 2 人 × 0.5 人日 = 5 人日',
      law: ['A-29'],
      clause: '（理解）半日',
    })
    const { joint } = tryScheme(schemeOf('hengshui-hitech-2023'), input([], { period: '2023-Q2' }))
    const rules = schemeOf('hengshui-hitech-2023').joint!.rules!
    expect(joint.length).toBeGreaterThan(1)
    for (const [i, need] of joint.entries())
      expect([need.law, need.clause.startsWith(rules[i]!.quote ?? '')]).toEqual([rules[i]!.law, true])
    expect(new Set(joint.map(j => j.clause)).size).toBe(joint.length)
    const jx = schemeOf('jiangxian-2025')
    const split = { ...jx, strata: jx.strata.map(x => ({ ...x, quota: { byLevel: { county: x.quota } } })) } as unknown as Scheme
    const capped = firms(3, 'C', { facets: { permitCategory: '登记管理' }, checks: [check('2025-01-05')] })
    const nobody = tryScheme(split, input(capped, { level: 'city', period: '2025-Q2' }))
    expect([nobody.strata, nobody.caps[0]!.reach]).toEqual([[], { least: 0, most: 0 }])
  })

  it('LY-27 没有原文的写采用的理解，两样都没有的不写', () => {
    const clauses = (change: (s: SchemeStratum) => SchemeStratum) => {
      const ly = schemeOf('longyao-2026')
      return tryScheme({ ...ly, strata: ly.strata.map(change) }, input(registry)).strata[0]!.clause
    }
    expect(clauses(({ quote: _, ...s }) => ({ ...s, reading: '我们的理解' }))).toBe('（理解）我们的理解')
    expect(clauses(({ quote: _, reading: __, ...s }) => s)).toBe('')
  })

  it('JX-47 X-17 A-13 上限、上级查过的、抽查过的各数各的；同一家在两处到了上限，只算一家', () => {
    const above = check('2025-02-05', { by: 'above', proof: '示例检〔2025〕1号' })
    const twice = [check('2025-01-05'), check('2025-02-05')]
    const trial = tryScheme(
      schemeOf('jiangxian-2025'),
      input(
        [
          ...firms(1, 'C', { checks: twice, lists: ['城镇污水处理厂'] }),
          ...firms(2, 'E', { checks: twice }),
          ...firms(1, 'A', { checks: [above] }),
          ...firms(6, 'G'),
          ...firms(3, 'K', { facets: { keyDischarger: true }, checks: [check('2025-03-05')] }),
          ...firms(7, 'L', { facets: { keyDischarger: true } }),
        ],
        { period: '2025-Q2' },
      ),
    )
    expect(trial.caps).toMatchObject([{ code: 'CAP-YEAR', name: '同一年度抽查不超过 2 次', count: 3, limit: 2 }])
    expect(trial.caps[0]!.law).toContain('JX-47')
    expect(trial.strata.map(s => [s.code, s.class, s.base, s.pool, s.left.map(l => [l.code, l.count])])).toEqual([
      ['KEY', 'KEY', 10, 7, [['COVERED', 3]]],
      ['SPECIAL', 'SPECIAL', 0, 0, []],
      [
        'GENERAL',
        'GENERAL',
        10,
        6,
        [
          ['CHECKED-ABOVE', 1],
          ['CAP-YEAR', 3],
        ],
      ],
      ['PROJECTS', null, 0, 0, []],
      ['SEWAGE', null, 1, 0, [['CAP-YEAR', 1]]],
    ])
    expect(trial.strata[0]!.left[0]!.reason).toBe('本期限内已抽查过')
    // 25% of 10 is 3; seven are left, then four, then one.
    expect(trial.strata[0]!.year).toEqual([null, 3, 3, 1])
    expect(trial.strata.find(s => s.code === 'SEWAGE')!.answer).toMatchObject({ floor: 1, number: 0, missing: 1 })
  })

  it('HS-33 HS-26 A-06 联合抽查的基数是这一类各分层的基数之和；抽取日期照方案', () => {
    const subjects = [...firms(41, 'K', { facets: { keyDischarger: true } }), ...firms(9, 'G')]
    const trial = tryScheme(schemeOf('hengshui-hitech-2023'), input(subjects, { period: '2025-Q4' }))
    expect(trial.joint.map(n => [n.code, n.number, n.sentence])).toEqual([
      ['internal-quarter', 1, '1'],
      ['internal-key', 3, '5% × 41，向上取整 = 3'],
    ])
    expect(trial.drawDays).toEqual(['2025-09-25', '2025-09-26', '2025-09-28', '2025-09-29', '2025-09-30'])
    const parted = schemeOf('longyao-2026', f => {
      const rule = { code: 'joint', name: '联合', scope: 'internal', what: 'subjects', per: 'year', law: ['HS-33'], quote: '不低于 5%' }
      f.joint = { rules: [{ ...rule, need: { rate: '10%', ofClass: 'GENERAL' } }] }
    })
    const general = [
      ...firms(21, 'G', { facets: { permitCategory: '简化管理' } }),
      ...firms(10, 'R', { facets: { permitCategory: '登记管理' } }),
      ...firms(5, 'K', key),
    ]
    expect(tryScheme(parted, input(general)).joint[0]!.sentence).toBe('10% × 31，向上取整 = 4')
  })

  it('SJZ-74 SJZ-75 SJZ-76 当年的报送日按先后排列，写名称和条款；随事情走的不在内', () => {
    const { reports } = tryScheme(schemeOf('shijiazhuang-2022'), input([], { period: '2022-Q3' }))
    expect(reports).toHaveLength(12 + 4 + 4)
    expect(reports.map(r => r.on)).toEqual([...reports.map(r => r.on)].sort())
    expect(reports.filter(r => r.on === '2022-04-08').map(r => r.name)).toEqual(['上月情况明细表、公示网址', '季度监管工作落实情况'])
    expect(reports[0]).toMatchObject({ on: '2022-01-08', name: '上月情况明细表、公示网址', law: ['SJZ-74', 'SJZ-77'] })
    const ez = tryScheme(schemeOf('ezhou-2022'), input([], { period: '2022-Q1' })).reports
    expect(ez.map(r => r.on)).toEqual(['2022-03-20', '2022-03-31', '2022-06-20', '2022-09-20', '2022-12-10', '2022-12-20'])
  })

  it('请注意：名单没有人、抽查期在有效期以外、报送随事情走，都说出来；都没有就不说', () => {
    expect(tryScheme(schemeOf('longyao-2026'), input(registry)).notes).toEqual([])
    const sewage = firms(2, 'S', { lists: ['城镇污水处理厂'] })
    const jx = tryScheme(schemeOf('jiangxian-2025'), input(sewage, { period: '2026-Q1' })).notes
    expect(jx[0]).toBe('2026年第一季度不全在方案的有效期（2025-01-01 至 2025-12-31）之内；试算可以看，有效期以外不能抽取')
    expect(jx[1]).toBe('名单“在建工程建设项目”里没有一家企业。名称要与台账和导入的名单一字不差；现有的名单：城镇污水处理厂')
    expect(jx[2]).toContain('印发后 20 个工作日内')
    const misspelt = schemeOf('longyao-2026', f => {
      f.method.offSite.groups[0].when = { not: { any: [{ list: '正面清单' }] } }
    })
    expect(tryScheme(misspelt, input([])).notes).toEqual([expect.stringContaining('名单“正面清单”里没有一家企业')])
  })

  it('EZ-42 各级用各级的数；方案没有写这一级的分层不列', () => {
    const ez = schemeOf('ezhou-2022')
    const subjects = [...firms(63, 'K', key), ...firms(40, 'R', { facets: { permitCategory: '登记管理' } })]
    const numbers = (level: TrialInput['level']) =>
      tryScheme(ez, input(subjects, { level, period: '2022-Q1', staff: 6 })).strata.map(s => [s.code, s.answer.number])
    expect(numbers('city').slice(0, 3)).toEqual([
      ['KEY', 4],
      ['SPECIAL', 0],
      ['GENERAL', 5],
    ])
    expect(numbers('county').slice(0, 3)).toEqual([
      ['KEY', 7],
      ['SPECIAL', 0],
      ['GENERAL', 8],
    ])
    expect(numbers('province').map(([code]) => code)).toEqual(['SPECIAL', 'ODS', 'VEHICLES', 'SEWAGE'])
  })
})

describe('全年预计', () => {
  const percent = (rate: string): QuotaRule => ({ kind: 'percent-floor', rate, per: 'quarter', min: 1 })
  const stratum = (quota: SchemeStratum['quota'], coverage?: Partial<Coverage>): SchemeStratum => ({
    code: 'KEY',
    name: '重点',
    class: 'KEY',
    quota,
    law: ['JX-40'],
    ...(coverage === undefined ? {} : { coverage: { window: 'year', from: 1, covered: 'out', by: 'random', law: ['A-33'], ...coverage } }),
  })
  const ids = (count: number) => Array.from({ length: count }, (_, i) => String(i))
  const project = (s: SchemeStratum, base: number, covered: number, quarter: 1 | 2 | 3 | 4 = 1) =>
    projectYear(s, { base, ids: ids(base - covered) }, covered, { level: 'county', quarter, staff: 2 })
  const numbers = (...args: Parameters<typeof project>) => project(...args).map(a => a.number)

  it('JX-45 JX-46 一次抽取的：从问的季度起算，同一年不再抽；按半年的，下半年重新抽；说明写本期限内已抽', () => {
    const all = (per: 'half-year' | 'year', split?: 'even'): QuotaRule => ({ kind: 'all', per, ...(split && { split }) })
    const series = (rule: QuotaRule) => ([1, 2, 3, 4] as const).map(q => numbers(stratum(rule), 8, 0, q))
    expect(series(all('year'))).toEqual([[8, 0, 0, 0], [8, 0, 0], [8, 0], [8]])
    expect(series(all('half-year'))).toEqual([[8, 0, 8, 0], [8, 8, 0], [8, 0], [8]])
    expect(numbers(stratum(all('year', 'even')), 8, 0)).toEqual([2, 2, 2, 2])
    expect(numbers(stratum({ kind: 'none' }), 8, 0)).toEqual([0, 0, 0, 0])
    const [first, later] = project(stratum(all('year')), 8, 0)
    expect([first!.sentence, first!.floor]).toEqual(['全年 全部 8，一次抽取', 8])
    expect(later).toMatchObject({ floor: 0, number: 0, missing: 0, sentence: '全年 全部 8，一次抽取，本期限内已抽' })
  })

  it('V-08 A-33 JX-40 10 家每季度 25%、全年不重复：3、3、3、1，缺口写明', () => {
    const answers = project(stratum(percent('25%'), {}), 10, 0)
    expect(answers.map(a => [a.number, a.floor, a.missing])).toEqual([
      [3, 3, 0],
      [3, 3, 0],
      [3, 3, 0],
      [1, 3, 2],
    ])
    expect(numbers(stratum(percent('25%'), {}), 10, 3, 2)).toEqual([3, 3, 1])
    expect(numbers(stratum(percent('25%'), {}), 10, 9, 4)).toEqual([1])
  })

  it('V-08 A-33 不排除的、排在后面的，每季度照数', () => {
    expect(numbers(stratum(percent('25%')), 10, 0)).toEqual([3, 3, 3, 3])
    expect(numbers(stratum(percent('25%'), { covered: 'last' }), 10, 0)).toEqual([3, 3, 3, 3])
    expect(numbers(stratum(percent('90%'), { covered: 'last', window: 'half-year' }), 10, 0)).toEqual([9, 9, 9, 9])
  })

  it('HS-22 半年不重复：下半年重新开始；从第三季度问起的，已经抽过的不回来', () => {
    const half = stratum(percent('80%'), { window: 'half-year' })
    expect(numbers(half, 10, 0)).toEqual([8, 2, 8, 2])
    expect(numbers(half, 10, 8, 2)).toEqual([2, 8, 2])
    expect(numbers(half, 10, 3, 3)).toEqual([7, 0])
    expect(numbers(half, 10, 8, 4)).toEqual([2])
    // A year does not begin anew in July.
    expect(numbers(stratum(percent('40%'), {}), 10, 0)).toEqual([4, 4, 2, 0])
  })

  it('EZ-43 A-21 自第几个季度起不重复的，之前照数；抽过的再多也不过全部', () => {
    expect(numbers(stratum(percent('60%'), { window: 'half-year', from: 2 }), 10, 0)).toEqual([6, 4, 6, 4])
    expect(numbers(stratum(percent('60%'), { from: 3 }), 10, 0)).toEqual([6, 6, 0, 0])
    expect(numbers(stratum(percent('30%'), { from: 3 }), 10, 0)).toEqual([3, 3, 3, 1])
  })

  it('SJZ-31 SJZ-22 人数的倍数分到各季度；没有这一级的数，就没有预计', () => {
    expect(numbers(stratum({ kind: 'staff-multiple', times: 5, per: 'year' }, {}), 100, 0)).toEqual([3, 3, 2, 2])
    expect(numbers(stratum({ kind: 'staff-multiple', times: 5, per: 'year' }, {}), 100, 0, 3)).toEqual([2, 2])
    expect(project(stratum({ byLevel: { city: percent('10%') } }), 10, 0)).toEqual([])
  })

  it('A-21 EZ-43 覆盖预计：已覆盖加以后各季度的数，不超过全部', () => {
    expect(projectedCoverage(100, 10, [20, 20])).toBe(50)
    expect(projectedCoverage(40, 30, [20])).toBe(40)
    expect(projectedCoverage(40, 0, [])).toBe(0)
  })
})

describe('两个方案相比', () => {
  const trialOf = (scheme: Scheme, subjects: readonly ClassifiableSubject[], more: Partial<TrialInput> = {}) => ({
    scheme,
    trial: tryScheme(scheme, input(subjects, more)),
  })
  const compare = (before: Scheme, after: Scheme, subjects: readonly ClassifiableSubject[], more: Partial<TrialInput> = {}) =>
    compareTrials(trialOf(before, subjects, more), trialOf(after, subjects, more), subjects)
  const ly = (change?: Change) => schemeOf('longyao-2026', change)

  it('LY-27 A-36 18% 改为 20%：50 家重点多抽 1 家、多 2 人日，别的不变', () => {
    const subjects = [...firms(50, 'K', key), ...firms(20, 'G', { facets: { permitCategory: '简化管理' } })]
    const after = ly(f => {
      f.strata[0].quota.rate = '20%'
    })
    expect(compare(ly(), after, subjects)).toEqual({
      strata: [
        { code: 'KEY', name: '重点监管对象', before: 9, after: 10 },
        { code: 'SPECIAL', name: '特殊监管对象', before: 0, after: 0 },
        { code: 'SIMPLIFIED', name: '一般监管对象（排污许可简化管理）', before: 1, after: 1 },
        { code: 'REGISTERED', name: '一般监管对象（排污登记）', before: 0, after: 0 },
      ],
      visits: 1,
      personDays: 2,
      atCap: { least: 0, most: 0 },
      moves: [],
    })
  })

  it('JX-47 X-17 上限改为一次：多出来的家数，和少抽的次数', () => {
    const jx = (limit: number) =>
      schemeOf('jiangxian-2025', f => {
        f.caps[0].limit = limit
      })
    const subjects = [
      ...firms(4, 'A', { checks: [check('2025-01-05')] }),
      ...firms(1, 'B', { checks: [check('2025-01-05'), check('2025-02-05')] }),
    ]
    const more = { period: '2025-Q2' }
    // Limit 2: one is left out and the one that is drawn reaches it, 2. Limit 1: all five are left out, nobody is drawn.
    expect(compare(jx(2), jx(1), subjects, more)).toMatchObject({ visits: -1, personDays: -2, atCap: { least: 3, most: 3 } })
    expect(compare(jx(1), jx(2), subjects, more)).toMatchObject({ visits: 1, personDays: 2, atCap: { least: -3, most: -3 } })
  })

  it('SJZ-20 A-01 换了类别的：从哪里到哪里、多少家，多的在前，各举五家并写明理由；停产的不算', () => {
    const after = ly(f => {
      f.classes[2].grounds.push({
        say: '在生态环境监督执法正面清单内',
        when: { facet: 'positiveList', equals: true },
        law: ['SJZ-30'],
        quote: '正面清单',
      })
      f.precedence.order = ['SPECIAL', 'GENERAL', 'KEY']
      f.strata[2].when = {
        any: [
          { facet: 'permitCategory', equals: '简化管理' },
          { facet: 'positiveList', equals: true },
        ],
      }
    })
    const listed = { positiveList: true }
    const subjects = [
      ...firms(2, 'U', { facets: listed }),
      ...firms(7, 'K', { facets: { ...listed, permitCategory: '重点管理' } }),
      ...firms(3, 'S', { facets: { ...listed, permitCategory: '重点管理' }, status: 'suspended' }),
      ...firms(3, 'G', { facets: { ...listed, permitCategory: '简化管理' } }),
    ]
    const { moves } = compare(ly(), after, subjects)
    const simplified = '一般监管对象（排污许可简化管理）'
    expect(moves.map(m => [m.from, m.to, m.count, m.examples.map(e => e.id)])).toEqual([
      ['重点监管对象', simplified, 7, ['K-001', 'K-002', 'K-003', 'K-004', 'K-005']],
      ['未归类', simplified, 2, ['U-001', 'U-002']],
    ])
    expect(moves[0]!.examples[0]).toEqual({
      id: 'K-001',
      before: '重点监管对象：排污许可重点管理（LY-27）',
      after: '一般监管对象：在生态环境监督执法正面清单内（SJZ-30）；同时命中 重点监管对象（LY-27），按 A-01 以一般为准',
    })
  })

  it('LY-25 只有一个方案有的分层：另一边没有数；没有分层的对象写类别', () => {
    const without = ly(f => {
      f.strata = f.strata.filter((s: { code: string }) => s.code !== 'REGISTERED')
    })
    const subjects = firms(3, 'R', { facets: { permitCategory: '登记管理' } })
    const gone = compare(ly(), without, subjects)
    expect(gone.strata.at(-1)).toEqual({ code: 'REGISTERED', name: '一般监管对象（排污登记）', before: 1, after: null })
    expect(gone.moves.map(m => [m.from, m.to, m.count])).toEqual([['一般监管对象（排污登记）', '一般监管对象', 3]])
    expect(compare(without, ly(), subjects).strata.at(-1)).toEqual({
      code: 'REGISTERED',
      name: '一般监管对象（排污登记）',
      before: null,
      after: 1,
    })
  })
})
