import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { parsePlainDate } from '../base/plain-date.ts'
import type { ClassifiableSubject } from './condition.ts'
import { computeStratumQuota, quotaRuleAt } from './quotas.ts'
import { parseRate } from './rate.ts'
import { readScheme } from './read-scheme.ts'
import { cutJointList, stratify } from './stratify.ts'
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
