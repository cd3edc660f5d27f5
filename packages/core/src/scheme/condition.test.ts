/** 条件：each form alone, over a scheme's worth of names made up here. */
import { describe, expect, it } from 'vitest'
import { type PlainDate, parsePlainDate } from '../base/plain-date.ts'
import {
  type ClassifiableSubject,
  type Condition,
  type ConditionContext,
  compileCondition,
  type DatedFact,
  describeFacet,
  type FacetValue,
  isForeignValue,
  type PastCheck,
} from './condition.ts'
import type { Facet } from './scheme-schema.ts'

const on = (text: string): PlainDate => parsePlainDate(text)!
const law = ['A-19']
const facets: Facet[] = [
  { code: 'air', name: '大气绩效等级', kind: 'grade', grades: ['A', 'B', 'B-', 'C'], law },
  { code: 'permit', name: '许可类别', kind: 'choice', values: ['重点管理', '登记管理'], law },
  { code: 'list', name: '正面清单', kind: 'flag', law },
  { code: 'risk', name: '风险较高', kind: 'mark', law },
]
const context: ConditionContext = {
  facets: new Map(facets.map(f => [f.code, f])),
  facts: new Map(
    [
      { kind: 'penalty', name: '行政处罚', law },
      { kind: 'complaint', name: '举报', details: [{ code: 'verified', name: '核查结论', values: ['查实', '未查实'] }], law },
      {
        kind: 'exceedance',
        name: '超标',
        details: [
          { code: 'level', name: '幅度' },
          { code: 'outlet', name: '排口' },
        ],
        law,
      },
      { kind: 'supervision', name: '挂牌督办', law },
    ].map(f => [f.kind, f]),
  ),
  windows: new Map([['last', { from: on('2026-01-01'), to: on('2026-03-31'), label: '上一季度（2026年第一季度）' }]]),
  asOf: on('2026-04-01'),
}
interface More {
  readonly facets?: Record<string, FacetValue>
  readonly facts?: readonly DatedFact[]
  readonly lists?: readonly string[]
  readonly checks?: readonly PastCheck[]
}
const firm = (more: More): ClassifiableSubject => ({ id: 'LOCAL-0001', status: 'active', facets: {}, facts: [], ...more })
const holds = (condition: Condition, more: More) => compileCondition(condition, context).holds(firm(more))
const evidence = (condition: Condition, more: More) => compileCondition(condition, context).evidence(firm(more))
const fact = (kind: string, day: string, detail?: Record<string, string>): DatedFact => ({
  kind,
  on: on(day),
  ...(detail === undefined ? {} : { detail }),
})

describe('要素', () => {
  it('A-19 以上、以下各看等级次序；未评级、不在表内的两边都不是', () => {
    const atLeast: Condition = { facet: 'air', atLeast: 'B' }
    const below: Condition = { facet: 'air', below: 'B' }
    const table = (c: Condition) => ['A', 'B', 'B-', 'C', 'E', '', null].map(air => holds(c, { facets: { air } }))
    expect(table(atLeast)).toEqual([true, true, false, false, false, false, false])
    expect(table(below)).toEqual([false, false, true, true, false, false, false])
    expect([holds(atLeast, {}), holds(below, {})]).toEqual([false, false])
    expect([
      holds({ facet: 'air', atLeast: 'A' }, { facets: { air: 'A' } }),
      holds({ facet: 'air', below: 'A' }, { facets: { air: 'A' } }),
    ]).toEqual([true, false])
    expect(evidence(below, { facets: { air: 'C' } })).toEqual(['大气绩效等级：C'])
  })

  it('A-19 等于、之一：没有填的不等于任何值，也不等于“否”', () => {
    const yes: Condition = { facet: 'list', equals: true }
    const no: Condition = { facet: 'list', equals: false }
    expect([true, false, null].map(list => [holds(yes, { facets: { list } }), holds(no, { facets: { list } })])).toEqual([
      [true, false],
      [false, true],
      [false, false],
    ])
    const either: Condition = { facet: 'permit', in: ['重点管理', '简化管理'] }
    expect(['重点管理', '简化管理', '登记管理', null].map(permit => holds(either, { facets: { permit } }))).toEqual([
      true,
      true,
      false,
      false,
    ])
    expect(holds(either, {})).toBe(false)
    expect(evidence(either, { facets: { permit: '重点管理' } })).toEqual(['许可类别：重点管理'])
    expect(evidence(yes, { facets: { list: true } })).toEqual(['正面清单：是'])
  })

  it('LY-28 人工标记要有理由，空白不算，是否也不算', () => {
    const marked: Condition = { facet: 'risk', marked: true }
    expect(['涉重金属', ' ', '', null, true].map(risk => holds(marked, { facets: { risk } }))).toEqual([true, false, false, false, false])
  })

  it('A-19 方案没有的要素、没有等级的要素，是没有经过读取的方案', () => {
    expect(() => compileCondition({ facet: 'none', equals: true }, context)).toThrow('facet none')
    expect(() => compileCondition({ facet: 'permit', atLeast: 'A' }, context)).toThrow('facet permit has no grades')
  })

  it('A-19 要素的说法：是、否、未填、原值', () => {
    expect([true, false, null, '', 'B'].map(v => describeFacet(facets[0]!, v))).toEqual([
      '大气绩效等级：是',
      '大气绩效等级：否',
      '大气绩效等级：未填',
      '大气绩效等级：未填',
      '大气绩效等级：B',
    ])
  })

  it('A-19 不认识的值：等级、类别不在表内，是否题填了文字，标记填了是否；没填的不算', () => {
    const foreign = (i: number) => ['A', '重点管理', '别的', true, '', null, undefined].map(v => isForeignValue(facets[i]!, v))
    expect(foreign(0)).toEqual([false, true, true, true, false, false, false])
    expect(foreign(1)).toEqual([true, false, true, true, false, false, false])
    expect(foreign(2)).toEqual([true, true, true, false, false, false, false])
    expect(foreign(3)).toEqual([false, false, false, true, false, false, false])
    expect(isForeignValue(facets[2]!, false)).toBe(false)
    expect(() => isForeignValue({ ...facets[0]!, kind: 'none' } as never, 'A')).toThrow()
  })
})

describe('合并', () => {
  const a: Condition = { facet: 'list', equals: true }
  const b: Condition = { facet: 'permit', equals: '重点管理' }
  const both = { facets: { list: true, permit: '重点管理' } }
  const one = { facets: { list: true, permit: '登记管理' } }

  it('A-01 都、任一、并非；依据只写真正成立的', () => {
    expect([both, one, {}].map(s => holds({ all: [a, b] }, s))).toEqual([true, false, false])
    expect([both, one, {}].map(s => holds({ any: [a, b] }, s))).toEqual([true, true, false])
    expect([both, {}].map(s => holds({ not: a }, s))).toEqual([false, true])
    expect(evidence({ all: [a, b] }, both)).toEqual(['正面清单：是', '许可类别：重点管理'])
    expect(evidence({ any: [a, b] }, one)).toEqual(['正面清单：是'])
    expect(evidence({ any: [b, a] }, both)).toEqual(['许可类别：重点管理', '正面清单：是'])
    expect(evidence({ not: a }, {})).toEqual([])
  })

  it('A-11 名单：按名称看在不在', () => {
    const list: Condition = { list: '污水处理厂' }
    expect([['污水处理厂'], ['加油站'], []].map(lists => holds(list, { lists }))).toEqual([true, false, false])
    expect(holds(list, {})).toBe(false)
    expect(evidence(list, { lists: ['污水处理厂'] })).toEqual(['在“污水处理厂”名单内'])
  })
})

describe('有日期的事实', () => {
  const penalty: Condition = { fact: 'penalty', within: 'last' }

  it('LY-28 SJZ-27 A-25 窗口首尾两天都算，前后一天不算；别的事实不算', () => {
    const days = ['2025-12-31', '2026-01-01', '2026-03-31', '2026-04-01']
    expect(days.map(day => holds(penalty, { facts: [fact('penalty', day)] }))).toEqual([false, true, true, false])
    expect(holds(penalty, { facts: [fact('complaint', '2026-02-01')] })).toBe(false)
    expect(holds(penalty, {})).toBe(false)
  })

  it('SJZ-27 依据写出窗口、事实和日期，日期由早到晚，窗口外的不写', () => {
    const facts = [fact('penalty', '2026-03-05'), fact('penalty', '2026-01-09'), fact('penalty', '2025-12-31')]
    expect(evidence(penalty, { facts })).toEqual(['上一季度（2026年第一季度）行政处罚：2026-01-09、2026-03-05'])
  })

  it('SJZ-26 A-16 仍然有效：自当日起，至末日止，首尾两天都算；没有末日的一直有效', () => {
    const inForce: Condition = { fact: 'supervision', inForce: true }
    const from = (day: string, to?: string | null): DatedFact => ({
      kind: 'supervision',
      on: on(day),
      ...(to === undefined ? {} : { to: to === null ? null : on(to) }),
    })
    expect([from('2026-04-01'), from('2026-04-02'), from('2020-01-01', null)].map(f => holds(inForce, { facts: [f] }))).toEqual([
      true,
      false,
      true,
    ])
    expect(['2026-03-31', '2026-04-01', '2026-04-02'].map(to => holds(inForce, { facts: [from('2025-01-01', to)] }))).toEqual([
      false,
      true,
      true,
    ])
    expect(evidence(inForce, { facts: [from('2025-01-01')] })).toEqual(['仍然有效的挂牌督办：2025-01-01'])
    // A window does not ask whether the fact is over.
    expect(holds({ fact: 'supervision', within: 'last' }, { facts: [from('2026-02-01', '2026-02-02')] })).toBe(true)
  })

  it('SJZ-27 X-16 细目：查实才算，没有写细目的不算；几个细目都要符合', () => {
    const verified: Condition = { fact: 'complaint', within: 'last', where: { verified: ['查实'], channel: ['群众', '督察'] } }
    const details = [
      { verified: '查实', channel: '群众' },
      { verified: '查实', channel: '督察' },
      { verified: '查实', channel: '其他' },
      { verified: '未查实', channel: '群众' },
      { verified: '查实' },
    ]
    expect(details.map(d => holds(verified, { facts: [fact('complaint', '2026-02-01', d)] }))).toEqual([true, true, false, false, false])
    expect(holds(verified, { facts: [fact('complaint', '2026-02-01')] })).toBe(false)
  })

  it('EZ-41 X-16 至少两次：只数符合的；依据写出次数', () => {
    const twice: Condition = { fact: 'complaint', within: 'last', where: { verified: ['查实'] }, atLeast: 2 }
    const counted = (...verified: string[]) => verified.map((v, i) => fact('complaint', `2026-02-0${i + 1}`, { verified: v }))
    expect(holds(twice, { facts: counted('查实') })).toBe(false)
    expect(holds(twice, { facts: counted('查实', '未查实') })).toBe(false)
    expect(holds(twice, { facts: counted('查实', '查实') })).toBe(true)
    expect(holds(twice, { facts: counted('查实', '未查实', '查实') })).toBe(true)
    expect(evidence(twice, { facts: counted('查实', '未查实', '查实') })).toEqual([
      '上一季度（2026年第一季度）举报：2 次，2026-02-01、2026-02-03',
    ])
  })

  it('HS-18 A-09 V-22 同一排口：各排口分开数，没有写排口的不进任何一个', () => {
    const same: Condition = { fact: 'exceedance', within: 'last', atLeast: 3, per: 'outlet' }
    const at = (...outlets: (string | null)[]) =>
      outlets.map((outlet, i) => fact('exceedance', `2026-02-${String(i + 10)}`, outlet === null ? undefined : { outlet }))
    expect(holds(same, { facts: at('DW2', 'DW2', 'DW1', 'DW1') })).toBe(false)
    expect(holds(same, { facts: at('DW2', 'DW1', 'DW2', 'DW2') })).toBe(true)
    expect(holds(same, { facts: at(null, null, null, null) })).toBe(false)
    expect(holds(same, { facts: at('', '', '') })).toBe(false)
    expect(holds(same, { facts: at('DW1', 'DW1', null) })).toBe(false)
    expect(evidence(same, { facts: at('DW2', 'DW1', 'DW2', 'DW2') })).toEqual([
      '上一季度（2026年第一季度）超标（排口 DW2）：3 次，2026-02-10、2026-02-12、2026-02-13',
    ])
  })

  it('A-09 两个排口都够的，依据写编号在前的一个；只要一次也要有排口', () => {
    const same: Condition = { fact: 'exceedance', within: 'last', atLeast: 2, per: 'outlet' }
    const at = (...outlets: string[]) => outlets.map((outlet, i) => fact('exceedance', `2026-02-${String(i + 10)}`, { outlet }))
    expect(evidence(same, { facts: at('DW2', 'DW1', 'DW2', 'DW1') })).toEqual([
      '上一季度（2026年第一季度）超标（排口 DW1）：2 次，2026-02-11、2026-02-13',
    ])
    expect(evidence(same, { facts: at('DW1', 'DW2', 'DW1', 'DW2') })).toEqual([
      '上一季度（2026年第一季度）超标（排口 DW1）：2 次，2026-02-10、2026-02-12',
    ])
    const once: Condition = { fact: 'exceedance', within: 'last', per: 'outlet' }
    expect([holds(once, { facts: at('DW1') }), holds(once, { facts: [fact('exceedance', '2026-02-10')] })]).toEqual([true, false])
    expect(evidence(once, { facts: at('DW1') })).toEqual(['上一季度（2026年第一季度）超标（排口 DW1）：2026-02-10'])
  })

  it('A-25 没有定义的事实、时间窗，是没有经过读取的方案', () => {
    expect(() => compileCondition({ fact: 'none', within: 'last' }, context)).toThrow('fact none')
    expect(() => compileCondition({ fact: 'penalty', within: 'none' }, context)).toThrow('window none')
    expect(() => compileCondition({ checked: {}, within: 'none' }, context)).toThrow('window none')
  })
})

describe('检查历史', () => {
  const check = (day: string, more: Partial<PastCheck> = {}): PastCheck => ({
    on: on(day),
    by: 'above',
    kind: 'random',
    clean: true,
    proof: '示例检〔2026〕1号',
    ...more,
  })
  const above: Condition = { checked: { by: ['above'], kinds: ['random', 'campaign'], clean: true, proof: true }, within: 'last' }

  it('JX-38 EZ-59 A-13 上级检查过、没有问题、有佐证：一样不缺才算；结果不明的不算', () => {
    const cases: Partial<PastCheck>[] = [
      {},
      { by: 'own' },
      { by: 'other' },
      { kind: 'campaign' },
      { kind: 'cause' },
      { clean: false },
      { clean: null },
      { proof: '' },
      { proof: '  ' },
    ]
    expect(cases.map(c => holds(above, { checks: [check('2026-02-01', c)] }))).toEqual([
      true,
      false,
      false,
      true,
      false,
      false,
      false,
      false,
      false,
    ])
    expect(holds(above, {})).toBe(false)
    expect(holds(above, { checks: [check('2026-02-01', { by: 'own' }), check('2026-02-02')] })).toBe(true)
  })

  it('JX-38 A-13 窗口首尾两天都算；没有写条件的，窗口里任何一次检查都算', () => {
    const days = ['2025-12-31', '2026-01-01', '2026-03-31', '2026-04-01']
    expect(days.map(day => holds(above, { checks: [check(day)] }))).toEqual([false, true, true, false])
    const any: Condition = { checked: {}, within: 'last' }
    expect(holds(any, { checks: [check('2026-02-01', { by: 'other', kind: 'recheck', clean: null, proof: '' })] })).toBe(true)
  })

  it('JX-38 依据写出日期、谁查的、结果和佐证，只写算数的', () => {
    const any: Condition = { checked: {}, within: 'last' }
    const checks = [
      check('2026-02-01'),
      check('2026-02-02', { by: 'own', clean: false }),
      check('2026-02-03', { by: 'other', clean: null, proof: '' }),
      check('2026-04-03'),
    ]
    expect(evidence(any, { checks })).toEqual([
      '2026-02-01 上级检查，未发现问题（示例检〔2026〕1号）',
      '2026-02-02 本级检查（示例检〔2026〕1号）',
      '2026-02-03 其他部门检查',
    ])
  })
})
