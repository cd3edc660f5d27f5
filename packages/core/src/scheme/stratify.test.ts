import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { parsePlainDate } from '../base/plain-date.ts'
import type { ClassifiableSubject, PastCheck } from './condition.ts'
import { computeStratumQuota, quotaRuleAt } from './quotas.ts'
import { parseRate } from './rate.ts'
import { readScheme } from './read-scheme.ts'
import type { Cap, Scheme } from './scheme-schema.ts'
import { COVERED, cutJointList, OUT_OF_RANGE, prepareCapCount, reasonName, stratify } from './stratify.ts'
import { slotsFor } from './team.ts'

const read = readScheme(parse(readFileSync(new URL('../../../../schemes/longyao-2026.yaml', import.meta.url), 'utf8')))
if (!read.ok) throw new Error('scheme')
const longyao = read.value
const Q2 = parsePlainDate('2026-04-01')!

let serial = 0
const subject = (more: Partial<ClassifiableSubject> & Pick<ClassifiableSubject, 'facets'>): ClassifiableSubject => ({
  id: `LOCAL-${String(++serial).padStart(4, '0')}`,
  status: 'active',
  facts: [],
  ...more,
})

const quotaOf = (n: number, stratum: string) =>
  computeStratumQuota({
    rule: quotaRuleAt(longyao.strata.find(s => s.code === stratum)!, 'county')!,
    base: n,
    pool: n,
    quarter: 2,
    staff: 0,
  }).number

describe('隆尧 2026 分层', () => {
  test('LY-24 LY-25 LY-27 LY-28 四个分层，比例按条款', () => {
    const { strata } = stratify(longyao, [], Q2)
    expect(strata.map(s => [s.code, quotaOf(1000, s.code), s.law[0]])).toEqual([
      ['KEY', 180, 'LY-27'],
      ['SPECIAL', 200, 'LY-28'],
      ['SIMPLIFIED', 50, 'LY-24'],
      ['REGISTERED', 5, 'LY-25'],
    ])
    expect(strata.every(s => /^[0-9A-Z-]{1,16}$/.test(s.code))).toBe(true)
  })

  test('V-09 A-23 登记管理 N = 200、201、1 各抽 1、2、1', () => {
    expect([200, 201, 1, 0].map(n => quotaOf(n, 'REGISTERED'))).toEqual([1, 2, 1, 0])
  })

  test('V-10 A-23 重点 N = 50 抽 9', () => {
    expect(quotaOf(50, 'KEY')).toBe(9)
  })

  test('A-18 非现场条件不改变分层：正面清单内的重点企业仍在 KEY', () => {
    const s = subject({ facets: { permitCategory: '重点管理', positiveList: true, airGrade: 'A', creditGrade: 'A', offsiteCapable: true } })
    expect(stratify(longyao, [s], Q2).strata.find(x => x.code === 'KEY')!.ids).toEqual([s.id])
  })

  test('A-31 停产移出候选库和基数，列出原因；注销不列入', () => {
    const facets = { permitCategory: '重点管理' }
    const [active, suspended, gone] = [
      subject({ facets }),
      subject({ facets, status: 'suspended' }),
      subject({ facets, status: 'deregistered' }),
    ]
    const cut = stratify(longyao, [active, suspended, gone], Q2)
    expect(cut.strata.find(s => s.code === 'KEY')!.ids).toEqual([active.id])
    expect(cut.excluded).toEqual([{ id: suspended.id, stratum: 'KEY', reason: 'SUSPENDED', inBase: false }])
    expect(cut.unclassified).toEqual([])
  })

  test('未归类的对象单独列出，带说明，不进任何分层', () => {
    const s = subject({ facets: {} })
    const cut = stratify(longyao, [s], Q2)
    expect(cut.unclassified.map(u => u.id)).toEqual([s.id])
    expect(cut.unclassified[0]!.sentence).toContain('缺少“排污许可管理类别”')
    expect(cut.strata.flatMap(x => x.ids)).toEqual([])
  })

  test('A-11 联合名单是另一层身份：同一企业既在风险分层，又在联合分层', () => {
    const [a, b] = [
      subject({ facets: { permitCategory: '简化管理' } }),
      subject({ facets: { permitCategory: '登记管理' }, status: 'suspended' }),
    ]
    expect(cutJointList(longyao, 'JOINT-01', [a, b], Q2)).toEqual({
      ids: [a.id],
      base: 1,
      excluded: [{ id: b.id, stratum: 'JOINT-01', reason: 'SUSPENDED', inBase: false }],
    })
    expect(stratify(longyao, [a, b], Q2).strata.find(s => s.code === 'SIMPLIFIED')!.ids).toEqual([a.id])
  })

  test('行的次序无关；每个在册对象恰在一处', () => {
    const facets = fc.record({
      permitCategory: fc.constantFrom('重点管理', '简化管理', '登记管理', null),
      keyDischarger: fc.boolean(),
      airGrade: fc.constantFrom('引领性', 'A', 'B', 'B-', 'C', 'D', null),
      creditGrade: fc.constantFrom('A', 'B', 'C', 'D', 'E', null),
    })
    const subjects = fc
      .array(fc.record({ facets, status: fc.constantFrom('active', 'suspended', 'deregistered' as const) }), { maxLength: 40 })
      .map(rows => rows.map((row, i): ClassifiableSubject => ({ id: `LOCAL-${String(i).padStart(4, '0')}`, facts: [], ...row })))
    fc.assert(
      fc.property(subjects, rows => {
        const cut = stratify(longyao, rows, Q2)
        expect(stratify(longyao, [...rows].reverse(), Q2)).toEqual(cut)
        const placed = [...cut.strata.flatMap(s => s.ids), ...cut.excluded.map(e => e.id), ...cut.unclassified.map(u => u.id)].sort()
        expect(placed).toEqual(rows.filter(r => r.status !== 'deregistered').map(r => r.id))
      }),
      { seed: 20260326, numRuns: 200 },
    )
  })
})

describe('席位与比例', () => {
  test('A-29 每次检查至少两个席位', () => {
    expect(slotsFor(longyao, [])).toEqual([
      { slot: '01', speciality: '-' },
      { slot: '02', speciality: '-' },
    ])
  })

  test('LY-11 事项要求的专长各占一个席位，重复的只算一次', () => {
    expect(slotsFor(longyao, ['HF', '-', 'FS', 'HF']).map(s => s.speciality)).toEqual(['FS', 'HF'])
    expect(slotsFor(longyao, ['FS']).map(s => s.speciality)).toEqual(['FS', '-'])
    expect(slotsFor(longyao, ['AA', 'BB', 'CC']).map(s => s.slot)).toEqual(['01', '02', '03'])
  })

  test('A-23 比例逐字读出，没有浮点数', () => {
    expect(parseRate('0.5%')).toEqual({ num: '5', den: '1000' })
    expect(parseRate('18%')).toEqual({ num: '18', den: '100' })
    expect(parseRate('100%')).toEqual({ num: '100', den: '100' })
    expect(parseRate('0%')).toEqual({ num: '0', den: '100' })
    for (const text of ['18', '018%', '100.1%', '-1%', '1e1%', '.5%', '101%', '５%', '']) expect(parseRate(text)).toBeUndefined()
  })
})

/** Another bureau's file, changed before it is read. */
// biome-ignore lint/suspicious/noExplicitAny: a plain file, changed before it is read
function variantOf(id: string, change: (file: any) => void = () => undefined): Scheme {
  const file = parse(readFileSync(new URL(`../../../../schemes/${id}.yaml`, import.meta.url), 'utf8'))
  change(file)
  const changed = readScheme(file)
  if (!changed.ok) throw new Error(JSON.stringify(changed.error.issues))
  return changed.value
}
const on = (text: string) => parsePlainDate(text)!
const check = (day: string, more: Partial<PastCheck> = {}): PastCheck => ({
  on: on(day),
  by: 'own',
  kind: 'random',
  clean: true,
  proof: '',
  ...more,
})
const firm = (id: string, more: Partial<ClassifiableSubject> = {}): ClassifiableSubject => ({
  id,
  status: 'active',
  facets: {},
  facts: [],
  ...more,
})
const reasons = (scheme: Scheme, all: readonly ClassifiableSubject[], asOf: string) =>
  stratify(scheme, all, on(asOf)).excluded.map(e => [e.id, e.stratum, e.reason, e.inBase])

describe('频次上限', () => {
  const cap = (more: Partial<Cap> = {}): Cap => ({
    code: 'CAP',
    name: '上限',
    limit: 2,
    window: 'year',
    counts: { by: ['own', 'above'], kinds: ['random'] },
    law: ['JX-47'],
    ...more,
  })
  const counted = (rule: Cap, asOf: string, ...checks: PastCheck[]) => prepareCapCount(rule, on(asOf))(firm('A', { checks }))

  test('JX-47 A-17 只数方案写明的层级和种类；同一天几次算一次；没有检查过的是零', () => {
    expect(counted(cap(), '2025-04-01', check('2025-01-05'), check('2025-02-05', { by: 'above' }))).toBe(2)
    expect(counted(cap(), '2025-04-01', check('2025-01-05', { by: 'other' }), check('2025-02-05', { kind: 'cause' }))).toBe(0)
    expect(counted(cap(), '2025-04-01', check('2025-01-05'), check('2025-01-05', { by: 'above' }))).toBe(1)
    expect(counted(cap(), '2025-04-01')).toBe(0)
    expect(prepareCapCount(cap(), on('2025-04-01'))(firm('A'))).toBe(0)
  })

  test('JX-47 A-35 窗口是日历上的季度、半年、年度，首尾两天都算，前后一天不算', () => {
    const days = ['2024-12-31', '2025-01-01', '2025-03-31', '2025-04-01', '2025-06-30', '2025-07-01', '2025-12-31', '2026-01-01']
    const inside = (window: Cap['window']) => days.filter(day => counted(cap({ window }), '2025-05-15', check(day)) === 1)
    expect(inside('year')).toEqual(days.slice(1, 7))
    expect(inside('half-year')).toEqual(days.slice(1, 5))
    expect(inside('quarter')).toEqual(['2025-04-01', '2025-06-30'])
  })

  const two = [check('2025-01-05'), check('2025-02-05')]
  const penalty = { kind: 'penalty', on: on('2025-02-11') }

  test('JX-47 V-25 满两次的移出候选库，基数不变；差一次的不移出；特殊监管对象不受约束', () => {
    const jx = variantOf('jiangxian-2025')
    expect(reasons(jx, [firm('A', { checks: two })], '2025-04-01')).toEqual([['A', 'GENERAL', 'CAP-YEAR', true]])
    expect(reasons(jx, [firm('A', { checks: two.slice(1) })], '2025-04-01')).toEqual([])
    expect(reasons(jx, [firm('A', { checks: two, facts: [penalty] })], '2025-04-01')).toEqual([])
    expect(stratify(jx, [firm('A', { checks: two })], on('2025-04-01')).strata.find(s => s.code === 'GENERAL')).toMatchObject({
      ids: [],
      base: 1,
    })
  })

  test('JX-47 X-17 只约束写明的类别；两条上限，写先写的那条', () => {
    const only = variantOf('jiangxian-2025', f => {
      delete f.caps[0].exempt
      f.caps[0].only = ['KEY', 'SPECIAL']
    })
    expect(reasons(only, [firm('A', { checks: two }), firm('B', { checks: two, facts: [penalty] })], '2025-04-01')).toEqual([
      ['B', 'SPECIAL', 'CAP-YEAR', true],
    ])
    const both = variantOf('jiangxian-2025', f => {
      f.caps.push({ ...f.caps[0], code: 'CAP-ALL', exempt: [] })
    })
    expect(reasons(both, [firm('A', { checks: two }), firm('B', { checks: two, facts: [penalty] })], '2025-04-01')).toEqual([
      ['A', 'GENERAL', 'CAP-YEAR', true],
      ['B', 'SPECIAL', 'CAP-ALL', true],
    ])
  })

  test('JX-47 A-11 没有归类的对象在名单里，同样受上限约束，不论方案写的是除外还是只约束', () => {
    const odd = firm('A', { lists: ['机动车销售企业'], checks: [check('2022-01-05'), check('2022-02-05')] })
    const capOf = (more: object) =>
      variantOf('ezhou-2022', f => {
        f.caps = [{ ...cap(), quote: '同一年度抽查不超过 2 次', ...more }]
      })
    for (const more of [{ exempt: ['KEY'] }, { only: ['KEY'] }, {}]) {
      const cut = stratify(capOf(more), [odd], on('2022-04-01'))
      expect(cut.unclassified.map(u => u.id)).toEqual(['A'])
      expect(cut.excluded).toEqual([{ id: 'A', stratum: 'VEHICLES', reason: 'CAP', inBase: true }])
    }
  })
})

describe('移出的原因', () => {
  const above = (day: string) => check(day, { by: 'above', proof: '示例检〔2025〕1号' })

  test('JX-38 A-13 先是上级查过，再是上限，最后是抽查过：只写第一个', () => {
    const jx = variantOf('jiangxian-2025')
    const key = { keyDischarger: true }
    expect(reasons(jx, [firm('A', { facets: key, checks: [above('2025-01-05'), check('2025-02-05')] })], '2025-04-01')).toEqual([
      ['A', 'KEY', 'CHECKED-ABOVE', true],
    ])
    expect(reasons(jx, [firm('A', { facets: key, checks: [check('2025-01-05'), check('2025-02-05')] })], '2025-04-01')).toEqual([
      ['A', 'KEY', 'CAP-YEAR', true],
    ])
    expect(reasons(jx, [firm('A', { facets: key, checks: [check('2025-01-05')] })], '2025-04-01')).toEqual([['A', 'KEY', COVERED, true]])
    expect(reasons(jx, [firm('A', { facets: key, checks: [above('2025-01-05')], status: 'suspended' })], '2025-04-01')).toEqual([
      ['A', 'KEY', 'SUSPENDED', false],
    ])
  })

  test('EZ-59 A-13 方案允许、单位不采用的，不移出', () => {
    const off = variantOf('jiangxian-2025', f => {
      f.exclusions[0].apply = false
    })
    expect(reasons(off, [firm('A', { checks: [above('2025-01-05')] })], '2025-04-01')).toEqual([])
    expect(reasons(variantOf('jiangxian-2025'), [firm('A', { checks: [above('2025-01-05')] })], '2025-04-01')).toEqual([
      ['A', 'GENERAL', 'CHECKED-ABOVE', true],
    ])
  })

  test('A-31 方案没有写这种状态的，照常进入候选库', () => {
    const silent = variantOf('longyao-2026', f => {
      f.eligibility = f.eligibility.filter((e: { status: string }) => e.status !== 'suspended')
    })
    const s = firm('A', { facets: { permitCategory: '重点管理' }, status: 'suspended' })
    expect(stratify(silent, [s], on('2026-04-01')).strata.find(x => x.code === 'KEY')!.ids).toEqual(['A'])
    // What is said of a status binds nobody else.
    expect(stratify(longyao, [firm('A', { facets: { permitCategory: '重点管理' } })], on('2026-04-01')).excluded).toEqual([])
  })

  test('A-13 X-17 JX-40 原因的名称用方案的话；系统自己的两种有说法；不认识的照写', () => {
    const jx = variantOf('jiangxian-2025')
    expect(['SUSPENDED', 'CHECKED-ABOVE', 'CAP-YEAR', COVERED, OUT_OF_RANGE, 'NONE'].map(code => reasonName(jx, code))).toEqual([
      '停产',
      '本年度已由上级抽查、未发现问题',
      '同一年度抽查不超过 2 次',
      '本期限内已抽查过',
      '不在定向抽查的范围内',
      'NONE',
    ])
    expect(reasonName(longyao, 'CAP-YEAR')).toBe('CAP-YEAR')
  })
})

describe('名单分层', () => {
  test('A-11 EZ-40 名单是类别之外的另一层身份：两处都算，没有归类的只在名单里', () => {
    const ez = variantOf('ezhou-2022')
    const cut = stratify(
      ez,
      [
        firm('C', { lists: ['城镇污水处理厂'] }),
        firm('B', { facets: { permitCategory: '登记管理' }, lists: ['城镇污水处理厂', '机动车销售企业'] }),
        firm('A', { facets: { permitCategory: '登记管理' } }),
      ],
      on('2022-04-01'),
    )
    const ids = Object.fromEntries(cut.strata.map(s => [s.code, [s.class, s.ids, s.base, s.covered]]))
    expect(ids).toEqual({
      KEY: ['KEY', [], 0, null],
      SPECIAL: ['SPECIAL', [], 0, null],
      GENERAL: ['GENERAL', ['A', 'B'], 2, null],
      ODS: [null, [], 0, null],
      VEHICLES: [null, ['B'], 1, null],
      SEWAGE: [null, ['B', 'C'], 2, null],
    })
    expect(cut.strata.find(s => s.code === 'SEWAGE')).toMatchObject({ name: '城镇污水处理厂', law: ['EZ-40', 'A-11', 'A-23'] })
    expect(cut.unclassified.map(u => u.id)).toEqual(['C'])
  })

  test('A-11 A-31 名单里停产的，类别和名单两处都写明移出，注销的哪里都没有；按编号排列', () => {
    const ez = variantOf('ezhou-2022')
    const listed = { facets: { permitCategory: '登记管理' }, lists: ['城镇污水处理厂'] }
    const all = ['B', 'A'].map(id => firm(id, { ...listed, status: 'suspended' }))
    const cut = stratify(ez, [...all, firm('D', { ...listed, status: 'deregistered' })], on('2022-04-01'))
    expect(cut.excluded.map(e => [e.id, e.stratum, e.inBase])).toEqual([
      ['A', 'GENERAL', false],
      ['A', 'SEWAGE', false],
      ['B', 'GENERAL', false],
      ['B', 'SEWAGE', false],
    ])
    expect(cut.strata.map(s => [s.ids.length, s.base])).toEqual(cut.strata.map(() => [0, 0]))
    expect(cut.unclassified).toEqual([])
  })

  test('LY-24 A-26 归了类而没有分层的，列为未归类，带说明；按编号排列', () => {
    const scheme = variantOf('longyao-2026', f => {
      f.strata = f.strata.filter((s: { code: string }) => s.code !== 'REGISTERED')
    })
    const cut = stratify(
      scheme,
      ['C', 'A', 'B'].map(id => firm(id, { facets: { permitCategory: '登记管理' } })),
      Q2,
    )
    expect(cut.unclassified.map(u => u.id)).toEqual(['A', 'B', 'C'])
    expect(cut.unclassified[0]!.sentence).toContain('没有对应的抽取分层')
  })

  test('A-11 JX-47 X-17 计划行另定的名单：停产出基数，上限和上级查过的只出候选，注销不列；按编号排列', () => {
    const jx = variantOf('jiangxian-2025')
    const two = [check('2025-01-05'), check('2025-02-05')]
    const special = { facts: [{ kind: 'penalty', on: on('2025-02-11') }] }
    const cut = cutJointList(
      jx,
      'JOINT-01',
      [
        firm('F'),
        firm('E', { status: 'suspended' }),
        firm('D', { status: 'deregistered' }),
        firm('C', { checks: two }),
        firm('B', { checks: two, ...special }),
        firm('A', { checks: [check('2025-01-05', { by: 'above', proof: '示例检〔2025〕1号' })] }),
      ],
      on('2025-04-01'),
    )
    expect(cut).toEqual({
      ids: ['B', 'F'],
      base: 4,
      excluded: [
        { id: 'A', stratum: 'JOINT-01', reason: 'CHECKED-ABOVE', inBase: true },
        { id: 'C', stratum: 'JOINT-01', reason: 'CAP-YEAR', inBase: true },
        { id: 'E', stratum: 'JOINT-01', reason: 'SUSPENDED', inBase: false },
      ],
    })
  })

  test('A-11 JX-47 没有归类的对象也可以在另定的名单里，受上限约束', () => {
    const scheme = variantOf('longyao-2026', f => {
      f.caps = [
        {
          code: 'CAP',
          name: '上限',
          limit: 1,
          window: 'year',
          counts: { by: ['own'], kinds: ['random'] },
          exempt: ['KEY'],
          law: ['JX-47'],
          quote: '同一年度抽查不超过 2 次',
        },
      ]
    })
    const cut = cutJointList(scheme, 'JOINT-01', [firm('A', { checks: [check('2026-02-05')] }), firm('B')], Q2)
    expect([cut.ids, cut.base, cut.excluded.map(e => e.reason)]).toEqual([['B'], 2, ['CAP']])
  })
})

describe('覆盖', () => {
  const covered = (scheme: Scheme, facets: ClassifiableSubject['facets'], asOf: string, ...checks: PastCheck[]) => {
    const key = stratify(scheme, [firm('A', { facets, checks }), firm('B', { facets })], on(asOf)).strata.find(s => s.code === 'KEY')!
    expect(key.ids).toEqual(['A', 'B'])
    return key.covered === null ? null : [...key.covered]
  }

  test('JX-40 不重复抽取可以只计本单位的随机抽查：上级、别的部门抽过的还在候选库', () => {
    const by = (counted: string) =>
      variantOf('jiangxian-2025', f => {
        f.strata.find((x: { code: string }) => x.code === 'KEY').coverage.by = counted
      })
    const isOut = (counted: string, more: object) => {
      const s = subject({ facets: { keyDischarger: true }, checks: [check('2025-02-05', more)] })
      return stratify(by(counted), [s], on('2025-04-01')).excluded.some(e => e.reason === 'COVERED')
    }
    expect([isOut('own', {}), isOut('own', { by: 'above' }), isOut('own', { by: 'other' }), isOut('own', { kind: 'cause' })]).toEqual([
      true,
      false,
      false,
      false,
    ])
    expect([isOut('random', { by: 'above' }), isOut('random', { kind: 'cause' }), isOut('any', { kind: 'cause' })]).toEqual([
      true,
      false,
      true,
    ])
  })

  test('HS-22 A-10 衡水重点：半年的第二个季度起，半年内任一种检查过的排在后面；第一个季度不分', () => {
    const hs = variantOf('hengshui-hitech-2023')
    const key = { keyDischarger: true }
    for (const asOf of ['2023-01-01', '2023-07-01']) expect(covered(hs, key, asOf, check('2023-02-05')), asOf).toBeNull()
    for (const day of ['2023-01-01', '2023-03-31'])
      expect(covered(hs, key, '2023-04-01', check(day, { kind: 'cause', by: 'above' }))).toEqual(['A'])
    for (const day of ['2022-12-31', '2023-04-01']) expect(covered(hs, key, '2023-05-15', check(day))).toEqual([])
    expect(covered(hs, key, '2023-10-01', check('2023-06-30'))).toEqual([])
    expect(covered(hs, key, '2023-10-01', check('2023-07-01'))).toEqual(['A'])
    expect(covered(hs, key, '2023-04-01', check('2022-05-05'), check('2023-02-05'))).toEqual(['A'])
  })

  test('EZ-43 A-21 鄂州重点：第三季度起，本年度随机抽查过的排在后面；线索核查不算', () => {
    const ez = variantOf('ezhou-2022')
    const key = { permitCategory: '重点管理' }
    expect(covered(ez, key, '2022-04-01', check('2022-02-05'))).toBeNull()
    expect(covered(ez, key, '2022-07-01', check('2022-02-05'))).toEqual(['A'])
    expect(covered(ez, key, '2022-10-01', check('2022-02-05', { kind: 'cause' }))).toEqual([])
  })

  test('JX-40 A-33 SJZ-31 绛县重点：本年度抽查过的不再抽取；自第几个季度起的，之前不移出', () => {
    const from = (quarter: number) =>
      variantOf('jiangxian-2025', f => {
        f.strata[0].coverage.from = quarter
      })
    const one = [firm('A', { facets: { keyDischarger: true }, checks: [check('2025-02-05')] })]
    expect(reasons(from(1), one, '2025-04-01')).toEqual([['A', 'KEY', COVERED, true]])
    expect(stratify(from(1), one, on('2025-04-01')).strata.find(s => s.code === 'KEY')!.covered).toBeNull()
    expect(reasons(from(3), one, '2025-04-01')).toEqual([])
    expect(reasons(from(3), one, '2025-07-01')).toEqual([['A', 'KEY', COVERED, true]])
    expect(reasons(from(1), one, '2026-01-01')).toEqual([])
  })
})
