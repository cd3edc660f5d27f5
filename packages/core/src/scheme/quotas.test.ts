/** 抽取数量：every kind of rule alone, with small numbers a clerk can count on paper. */
import { describe, expect, it } from 'vitest'
import { computeStratumQuota, type QuotaQuestion, quotaRuleAt, sayQuotaRule, splitWhole, spreadOf } from './quotas.ts'
import type { QuotaRule, SchemeStratum } from './scheme-schema.ts'

const ask = (rule: QuotaRule, base: number, more: Partial<QuotaQuestion> = {}) =>
  computeStratumQuota({ rule, base, pool: base, quarter: 1, staff: 0, ...more })
const percent = (rate: string, min = 1): QuotaRule => ({ kind: 'percent-floor', rate, per: 'quarter', min })
const quarters = [1, 2, 3, 4] as const

describe('取哪一条', () => {
  const stratum = (quota: SchemeStratum['quota']): SchemeStratum => ({ code: 'KEY', name: '重点', class: 'KEY', quota, law: ['SJZ-22'] })

  it('SJZ-22 SJZ-23 EZ-42 各级比例不同的，按本单位的层级取；没有写这一级的没有数', () => {
    const both = stratum({ byLevel: { city: percent('10%'), county: percent('25%') } })
    expect(quotaRuleAt(both, 'city')).toEqual(percent('10%'))
    expect(quotaRuleAt(both, 'county')).toEqual(percent('25%'))
    expect(quotaRuleAt(both, 'province')).toBeNull()
  })

  it('EZ-42 不分层级的，各级都是这一条', () => {
    for (const level of ['province', 'city', 'county'] as const) expect(quotaRuleAt(stratum(percent('18%')), level)).toEqual(percent('18%'))
  })
})

describe('百分比下限', () => {
  it('A-23 SJZ-22 向上取整，有一家就抽一家，没有对象不抽', () => {
    expect([137, 136, 1, 0].map(n => ask(percent('25%'), n).number)).toEqual([35, 34, 1, 0])
    expect(ask(percent('25%'), 137)).toEqual({
      floor: 35,
      ceiling: null,
      number: 35,
      whole: null,
      missing: 0,
      sentence: '25% × 137，向上取整 = 35',
    })
  })

  it('A-23 方案写明至少几家的，不足时按这个数，但不超过对象总数；说明写出两个数', () => {
    expect(ask(percent('10%', 3), 12)).toMatchObject({ floor: 3, number: 3, sentence: '10% × 12，向上取整 = 2，至少 3' })
    expect(ask(percent('10%', 3), 2)).toMatchObject({ floor: 2, number: 2, sentence: '10% × 2，向上取整 = 1，至少 2' })
    expect(ask(percent('10%', 3), 0)).toMatchObject({ floor: 0, number: 0, sentence: '10% × 0，向上取整 = 0' })
    expect(ask(percent('10%', 3), 30)).toMatchObject({ floor: 3, sentence: '10% × 30，向上取整 = 3' })
    expect(ask(percent('0%', 0), 30)).toMatchObject({ floor: 0, number: 0 })
  })

  it('A-26 X-17 比例按基数算，抽不出来的说缺几家：40 家的 50% 是 20 家，能抽的只有 5 家，缺 15 家', () => {
    expect(ask(percent('50%'), 40, { pool: 5 })).toMatchObject({ floor: 20, number: 5, missing: 15 })
    expect(ask(percent('50%'), 40, { pool: 20 })).toMatchObject({ floor: 20, number: 20, missing: 0 })
    expect(ask(percent('50%'), 40, { pool: 33 })).toMatchObject({ floor: 20, number: 20, missing: 0 })
  })

  it('HS-21 每半年、全年的比例：余数在前，各季度的数写在说明里', () => {
    const half: QuotaRule = { kind: 'percent-floor', rate: '50%', per: 'half-year', min: 1 }
    const answers = quarters.map(quarter => ask(half, 41, { quarter }))
    expect(answers.map(a => a.floor)).toEqual([11, 10, 11, 10])
    expect(answers[0]!.whole).toEqual({ number: 21, parts: [11, 10, 11, 10] })
    expect(answers.map(a => a.sentence)).toEqual(quarters.map(() => '每半年 50% × 41，向上取整 = 21，分到各季度 11、10'))
    const year: QuotaRule = { kind: 'percent-floor', rate: '20%', per: 'year', min: 1 }
    expect(ask(year, 30, { quarter: 3 })).toEqual({
      floor: 1,
      ceiling: null,
      number: 1,
      whole: { number: 6, parts: [2, 2, 1, 1] },
      missing: 0,
      sentence: '全年 20% × 30，向上取整 = 6，分到各季度 2、2、1、1',
    })
  })

  it('EZ-40 一次抽完的，哪个季度抽就抽全部', () => {
    const once: QuotaRule = { kind: 'percent-floor', rate: '20%', per: 'year', min: 1, split: 'once' }
    expect(ask(once, 30, { quarter: 4 })).toMatchObject({
      floor: 6,
      whole: { number: 6, parts: [6, 6, 6, 6] },
      sentence: '全年 20% × 30，向上取整 = 6，一次抽取',
    })
  })
})

describe('计划写明的数', () => {
  it('A-36 计划行的数多于下限的按计划，说明写出来；少于下限的按下限', () => {
    expect(ask(percent('18%'), 50, { planned: 12 })).toMatchObject({
      floor: 9,
      number: 12,
      sentence: '18% × 50，向上取整 = 9；计划抽取 12',
    })
    for (const planned of [9, 5, 0, undefined])
      expect(ask(percent('18%'), 50, { planned })).toMatchObject({ number: 9, sentence: '18% × 50，向上取整 = 9' })
  })

  it('A-36 计划再多也不超过候选；候选够下限就没有缺口', () => {
    expect(ask(percent('18%'), 50, { planned: 60, pool: 20 })).toMatchObject({ number: 20, missing: 0 })
    expect(ask(percent('18%'), 50, { planned: 60, pool: 7 })).toMatchObject({ number: 7, missing: 2, sentence: '18% × 50，向上取整 = 9' })
  })

  it('A-36 EZ-42 方案有上限的，计划不突破上限', () => {
    const range: QuotaRule = { kind: 'percent-range', low: '5%', high: '10%', per: 'quarter' }
    expect([5, 6, 7].map(planned => ask(range, 63, { planned }).number)).toEqual([5, 6, 6])
    expect(ask({ kind: 'none' }, 63, { planned: 8 })).toMatchObject({ floor: 0, ceiling: null, number: 8, missing: 0 })
  })
})

describe('区间', () => {
  it('EZ-42 V-11 5% 至 10%：63 家抽 4 至 6 家，按下限抽', () => {
    const range: QuotaRule = { kind: 'percent-range', low: '5%', high: '10%', per: 'quarter' }
    expect(ask(range, 63)).toMatchObject({ floor: 4, ceiling: 6, number: 4, whole: null, sentence: '5% 至 10% × 63 = 4 至 6' })
  })

  it('EZ-38 V-12 A-20 下限向上、上限向下取整，有对象至少一家：20 家抽 1 家，200 家抽 2 至 6 家，没有对象不抽', () => {
    const range: QuotaRule = { kind: 'percent-range', low: '1%', high: '3%', per: 'year', split: 'once' }
    expect([20, 200, 0].map(n => [ask(range, n).floor, ask(range, n).ceiling])).toEqual([
      [1, 1],
      [2, 6],
      [0, 0],
    ])
    expect(ask(range, 200).sentence).toBe('全年 1% 至 3% × 200 = 2 至 6，一次抽取')
    const nought: QuotaRule = { kind: 'percent-range', low: '0%', high: '3%', per: 'quarter' }
    expect(ask(nought, 10)).toMatchObject({ floor: 1, ceiling: 1 })
  })

  it('EZ-39 V-13 5 至 10 家：4 家全抽，5 家全抽，7 家抽 5 至 7 家，30 家抽 5 至 10 家', () => {
    const range: QuotaRule = { kind: 'count-range', low: 5, high: 10, per: 'year', split: 'once' }
    expect([4, 5, 7, 30].map(n => [ask(range, n).floor, ask(range, n).ceiling])).toEqual([
      [4, 4],
      [5, 5],
      [5, 7],
      [5, 10],
    ])
    expect([4, 5, 30].map(n => ask(range, n).sentence)).toEqual([
      '全年 共 4 家，不足 5 家，全部抽取，一次抽取',
      '全年 共 5 家，抽取 5 至 5 家，一次抽取',
      '全年 共 30 家，抽取 5 至 10 家，一次抽取',
    ])
  })

  it('A-04 A-20 分到季度的上限不低于这一季度的下限', () => {
    const range: QuotaRule = { kind: 'count-range', low: 2, high: 3, per: 'year', split: [50, 1, 49, 0] }
    expect(ask(range, 30, { quarter: 2 })).toMatchObject({ floor: 1, ceiling: 1, number: 1 })
    expect(
      quarters.map(quarter => ask({ ...range, low: 5, high: 10, split: 'even' }, 30, { quarter })).map(a => [a.floor, a.ceiling]),
    ).toEqual([
      [2, 3],
      [1, 3],
      [1, 2],
      [1, 2],
    ])
  })
})

describe('人数的倍数、全部、不设比例', () => {
  it('SJZ-31 HS-23 V-04 V-05 执法人员的 10 倍是家数，以对象总数为限，全年分到四季', () => {
    const ten: QuotaRule = { kind: 'staff-multiple', times: 10, per: 'year', split: 'even' }
    expect(ask(ten, 900, { staff: 7 })).toEqual({
      floor: 18,
      ceiling: null,
      number: 18,
      whole: { number: 70, parts: [18, 18, 17, 17] },
      missing: 0,
      sentence: '全年 10 × 7 名执法人员 = 70，分到各季度 18、18、17、17',
    })
    expect(ask(ten, 90, { staff: 12 }).sentence).toBe('全年 10 × 12 名执法人员 = 120，以对象总数 90 为限，分到各季度 23、23、22、22')
    expect(ask(ten, 90, { staff: 0 }).floor).toBe(0)
  })

  it('EZ-44 A-04 没有写怎么分的，均分', () => {
    expect(ask({ kind: 'staff-multiple', times: 5, per: 'year' }, 400, { staff: 6, quarter: 3 })).toMatchObject({
      floor: 7,
      whole: { number: 30, parts: [8, 8, 7, 7] },
    })
  })

  it('JX-45 全部：没有写怎么分的一次抽完，不多也不少', () => {
    expect(ask({ kind: 'all', per: 'year' }, 8, { quarter: 3, planned: 20 })).toEqual({
      floor: 8,
      ceiling: 8,
      number: 8,
      whole: { number: 8, parts: [8, 8, 8, 8] },
      missing: 0,
      sentence: '全年 全部 8，一次抽取',
    })
    expect(ask({ kind: 'all', per: 'quarter' }, 8)).toMatchObject({ number: 8, whole: null, sentence: '全部 8' })
    expect(ask({ kind: 'all', per: 'half-year', split: 'even' }, 9, { quarter: 4 })).toMatchObject({
      floor: 4,
      sentence: '每半年 全部 9，分到各季度 5、4',
    })
  })

  it('EZ-45 不设比例：下限是零，没有上限，计划没有数就不抽', () => {
    expect(ask({ kind: 'none' }, 63)).toEqual({
      floor: 0,
      ceiling: null,
      number: 0,
      whole: null,
      missing: 0,
      sentence: '方案不设比例',
    })
  })
})

it('A-20 没有这种规则的，是没有经过读取的方案', () => {
  expect(() => ask({ kind: 'other', per: 'quarter' } as never, 5)).toThrow('unhandled')
})

describe('分到季度', () => {
  it('A-04 V-05 均分，余数给前面的季度；半年的在半年里分', () => {
    expect(splitWhole(70, 'year')).toEqual([18, 18, 17, 17])
    expect(splitWhole(71, 'year', 'even')).toEqual([18, 18, 18, 17])
    expect(splitWhole(3, 'year')).toEqual([1, 1, 1, 0])
    expect(splitWhole(5, 'half-year')).toEqual([3, 2, 3, 2])
    expect(splitWhole(5, 'half-year', 'once')).toEqual([5, 5, 5, 5])
  })

  it('A-04 按百分数分：累计到每一季度向上取整，合起来不多不少', () => {
    expect(splitWhole(70, 'year', [25, 25, 25, 25])).toEqual([18, 17, 18, 17])
    expect(splitWhole(10, 'year', [10, 40, 50, 0])).toEqual([1, 4, 5, 0])
    expect(splitWhole(7, 'year', [30, 30, 20, 20])).toEqual([3, 2, 1, 1])
    expect(ask({ kind: 'staff-multiple', times: 10, per: 'year', split: [10, 40, 50, 0] }, 100, { staff: 1, quarter: 2 })).toMatchObject({
      floor: 4,
      sentence: '全年 10 × 1 名执法人员 = 10，分到各季度 1、4、5、0',
    })
  })
})

describe('规则的说法', () => {
  it.each<[QuotaRule, string]>([
    [percent('18%'), '每季度不低于 18%，向上取整，有对象即至少 1 家'],
    [percent('18%', 0), '每季度不低于 18%，向上取整'],
    [
      { kind: 'percent-floor', rate: '50%', per: 'half-year', min: 2 },
      '每半年不低于 50%，向上取整，有对象即至少 2 家，均分到各季度，余数在前',
    ],
    [{ kind: 'percent-range', low: '5%', high: '10%', per: 'quarter' }, '每季度 5% 至 10%，下限向上取整、上限向下取整，有对象即至少 1 家'],
    [
      { kind: 'percent-range', low: '1%', high: '3%', per: 'year', split: 'once' },
      '每年 1% 至 3%，下限向上取整、上限向下取整，有对象即至少 1 家，一次抽取',
    ],
    [{ kind: 'count-range', low: 5, high: 10, per: 'year', split: 'once' }, '每年 5 至 10 家，不足 5 家的全部抽取，一次抽取'],
    [{ kind: 'staff-multiple', times: 3, per: 'year', split: [10, 40, 50, 0] }, '每年不少于执法人员人数的 3 倍，各季度 10%、40%、50%、0%'],
    [{ kind: 'staff-multiple', times: 3, per: 'year' }, '每年不少于执法人员人数的 3 倍，均分到各季度，余数在前'],
    [{ kind: 'all', per: 'year' }, '每年全部抽取，一次抽取'],
    [{ kind: 'all', per: 'quarter' }, '每季度全部抽取'],
    [{ kind: 'none' }, '不设比例'],
  ])('SJZ-22 EZ-42 EZ-44 %j', (rule, said) => {
    expect(sayQuotaRule(rule)).toBe(said)
  })
})

describe('一次抽取', () => {
  const isDrawnOnce = (rule: QuotaRule) => spreadOf(rule)?.split === 'once'
  it('JX-45 JX-46 EZ-39 写明 once 的，和没有写怎么分的“全部”；按季度的、均分的、不设比例的不是', () => {
    const all = (per: 'quarter' | 'half-year' | 'year', split?: 'even' | 'once'): QuotaRule => ({
      kind: 'all',
      per,
      ...(split && { split }),
    })
    const range: QuotaRule = { kind: 'count-range', low: 5, high: 10, per: 'year' }
    expect([all('year'), all('half-year'), all('year', 'once'), { ...range, split: 'once' as const }].map(isDrawnOnce)).toEqual([
      true,
      true,
      true,
      true,
    ])
    expect([all('quarter'), all('year', 'even'), range, percent('25%'), { kind: 'none' } as const].map(isDrawnOnce)).toEqual([
      false,
      false,
      false,
      false,
      false,
    ])
  })
})
