/**
 * What holds for any registry under any scheme that ships: one class and no more for every object and day, the winning clause always named, no quota
 * above its pool or below its floor unsaid, decimals exact.
 */
import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { addDays, type PlainDate, plainDateOf } from '../base/plain-date.ts'
import { classifySubject, prepareClassifier } from './classify.ts'
import type { ClassifiableSubject, DatedFact, PastCheck } from './condition.ts'
import { computeStratumQuota, quotaRuleAt, splitWhole } from './quotas.ts'
import { ceilShare, floorShare, parseRate } from './rate.ts'
import { readScheme } from './read-scheme.ts'
import type { QuotaRule, Scheme } from './scheme-schema.ts'
import { stratify } from './stratify.ts'

const dir = new URL('../../../../schemes/', import.meta.url)
const schemes: Scheme[] = readdirSync(dir)
  .filter(f => f.endsWith('.yaml'))
  .map(f => {
    const read = readScheme(parse(readFileSync(new URL(f, dir), 'utf8')))
    if (!read.ok) throw new Error(f)
    return read.value
  })

const anyDay: fc.Arbitrary<PlainDate> = fc.integer({ min: 0, max: 365 * 4 }).map(n => addDays(plainDateOf(2023, 1, 1), n))
const fact: fc.Arbitrary<DatedFact> = fc.record({
  kind: fc.constantFrom('penalty', 'complaint', 'exceedance', 'supervision', 'notice', 'violation', 'other'),
  on: anyDay,
  to: fc.option(anyDay, { nil: null }),
  detail: fc.record(
    {
      verified: fc.constantFrom('查实', '未查实', '办理中'),
      channel: fc.constantFrom('群众举报', '中央生态环境保护督察', '其他'),
      outlet: fc.constantFrom('DA001', 'DW001'),
      by: fc.constantFrom('生态环境部', '省厅', '其他'),
    },
    { requiredKeys: [] },
  ) as fc.Arbitrary<Record<string, string>>,
})
const check: fc.Arbitrary<PastCheck> = fc.record({
  on: anyDay,
  by: fc.constantFrom('own' as const, 'above' as const, 'other' as const),
  kind: fc.constantFrom('random' as const, 'cause' as const, 'campaign' as const, 'recheck' as const),
  clean: fc.constantFrom(true, false, null),
  proof: fc.constantFrom('', '示例检〔2026〕1号'),
})
const subjects: fc.Arbitrary<ClassifiableSubject[]> = fc
  .array(
    fc.record({
      status: fc.constantFrom('active' as const, 'active' as const, 'suspended' as const, 'deregistered' as const),
      facets: fc.record({
        permitCategory: fc.constantFrom('重点管理', '简化管理', '登记管理', null, '不认识的'),
        keyDischarger: fc.constantFrom(true, false, null),
        positiveList: fc.boolean(),
        airGrade: fc.constantFrom(null, '', '引领性', 'A', 'B', 'B-', 'C', 'D', 'E'),
        creditGrade: fc.constantFrom(null, 'A', 'B', 'C', 'D', 'E'),
        offsiteCapable: fc.boolean(),
        highRisk: fc.constantFrom(null, '', '涉重金属'),
      }),
      facts: fc.array(fact, { maxLength: 7 }),
      lists: fc.subarray(['城镇污水处理厂', '在建工程建设项目', '机动车销售企业', '消耗臭氧层物质']),
      checks: fc.array(check, { maxLength: 4 }),
    }),
    { maxLength: 30 },
  )
  .map(rows => rows.map((r, i) => ({ ...r, id: `LOCAL-${String(i).padStart(4, '0')}` })))

describe.each(schemes.map(s => [s.id, s] as const))('%s', (_, scheme) => {
  const laws = (code: string) =>
    scheme.classes
      .filter(c => c.code === code)
      .flatMap(c => [...c.grounds, ...(c.stays ? [c.stays] : []), ...(c.residual ? [c.residual] : [])])

  test('任何对象在任何一天恰好归入一类，或不归类并说明缺什么；说明总写出胜出的条款（SJZ-18 HS-15 JX-31 LY-23 EZ-33）', () => {
    fc.assert(
      fc.property(subjects, anyDay, (all, asOf) => {
        const classifier = prepareClassifier(scheme, asOf)
        for (const s of all) {
          const found = classifier.classify(s)
          const cut = classifier.cut(s)
          expect(cut?.class ?? null).toBe(found.class)
          if (cut !== null) expect(cut.stratum).toBe(found.stratum)
          expect(classifySubject(scheme, s, asOf)).toEqual(found)
          if (found.class === null) {
            expect(found.sentence).toMatch(/^未归类/)
            continue
          }
          const winner = found.winner!
          expect(winner.class).toBe(found.class)
          expect(laws(found.class).some(g => g.say === winner.condition && g.law === winner.law)).toBe(true)
          expect(found.sentence).toContain(`${winner.condition}（${winner.law.join('、')}）`)
          // Nothing that ranks above the winner was met.
          const above = scheme.precedence.order.slice(0, scheme.precedence.order.indexOf(found.class))
          expect(found.matched.filter(m => above.includes(m.class))).toEqual([])
        }
      }),
      { numRuns: 60 },
    )
  })

  test('每个在册对象各有其位：候选、移出并有原因、未归类或注销；数量不超过候选，低于下限必说缺口（A-13 A-26 X-17）', () => {
    const level = [scheme.agencyLevel].flat().at(-1)!
    fc.assert(
      fc.property(subjects, anyDay, fc.integer({ min: 0, max: 12 }), (all, asOf, staff) => {
        const cut = stratify(scheme, all, asOf)
        const ofClass = cut.strata.filter(s => s.class !== null)
        for (const s of all) {
          const places = ofClass.filter(p => p.ids.includes(s.id)).length
          const classCodes = new Set(ofClass.map(p => p.code))
          const out = cut.excluded.filter(e => e.id === s.id && classCodes.has(e.stratum)).length
          const lost = cut.unclassified.filter(u => u.id === s.id).length
          const omitted = scheme.eligibility.some(e => e.effect === 'omit' && e.status === s.status) ? 1 : 0
          expect(places + out + lost + omitted).toBe(1)
        }
        for (const pool of cut.strata) {
          expect(pool.base).toBe(pool.ids.length + cut.excluded.filter(e => e.stratum === pool.code && e.inBase).length)
          const rule = quotaRuleAt(scheme.strata.find(s => s.code === pool.code)!, level)!
          for (const quarter of [1, 2, 3, 4] as const) {
            const answer = computeStratumQuota({ rule, base: pool.base, pool: pool.ids.length, quarter, staff })
            expect(answer.number).toBeLessThanOrEqual(pool.ids.length)
            expect(answer.number + answer.missing).toBeGreaterThanOrEqual(answer.floor)
            expect(answer.missing > 0).toBe(answer.number < answer.floor)
            if (answer.ceiling !== null) expect(answer.number).toBeLessThanOrEqual(answer.ceiling)
          }
        }
      }),
      { numRuns: 60 },
    )
  })
})

describe('数量', () => {
  const rate = fc.integer({ min: 0, max: 100_000_000 }).map(n => `${Math.floor(n / 1_000_000)}.${String(n % 1_000_000).padStart(6, '0')}%`)

  test('A-23 A-20 百分数精确：向上取整不多一个也不少一个，向下取整同样', () => {
    fc.assert(
      fc.property(rate, fc.integer({ min: 0, max: 4_000_000 }), (text, n) => {
        const r = parseRate(text)!
        const exact = BigInt(text.replace('.', '').replace('%', '')) * BigInt(n)
        const whole = 100n * 1_000_000n
        expect(BigInt(ceilShare(r, n)) * whole).toBeGreaterThanOrEqual(exact)
        expect(BigInt(ceilShare(r, n) - 1) * whole).toBeLessThan(exact === 0n ? 1n : exact)
        expect(BigInt(floorShare(r, n)) * whole).toBeLessThanOrEqual(exact)
        expect(BigInt(floorShare(r, n) + 1) * whole).toBeGreaterThan(exact)
      }),
    )
  })

  test('A-04 分到各季度的数合起来不多不少；均分相差不过一，前面的不少于后面的', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000 }), n => {
        const year = splitWhole(n, 'year')
        expect(year.reduce((a, b) => a + b, 0)).toBe(n)
        expect(year[0]! - year[3]!).toBeLessThanOrEqual(1)
        expect([...year].sort((a, b) => b - a)).toEqual(year)
        const half = splitWhole(n, 'half-year')
        expect([half[0]! + half[1]!, half[2]! + half[3]!]).toEqual([n, n])
        expect(half[0]! - half[1]!).toBeLessThanOrEqual(1)
      }),
    )
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 10_000 }),
        fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 3, maxLength: 3 }),
        (n, cuts) => {
          const [a, b, c] = [...cuts].sort((x, y) => x - y) as [number, number, number]
          const parts = splitWhole(n, 'year', [a, b - a, c - b, 100 - c])
          expect(parts.reduce((x, y) => x + y, 0)).toBe(n)
          expect(parts.every(p => p >= 0)).toBe(true)
        },
      ),
    )
  })

  test('A-20 A-36 区间：下限不超过上限，计划数夹在中间，永不超过候选', () => {
    const rules: fc.Arbitrary<QuotaRule> = fc.oneof(
      fc
        .tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 50 }))
        .map(([a, b]): QuotaRule => ({ kind: 'percent-range', low: `${Math.min(a, b)}%`, high: `${Math.max(a, b)}%`, per: 'quarter' })),
      fc
        .tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 50 }))
        .map(([a, b]): QuotaRule => ({ kind: 'count-range', low: Math.min(a, b), high: Math.max(a, b), per: 'year' })),
      fc.constant<QuotaRule>({ kind: 'all', per: 'year' }),
      fc.constant<QuotaRule>({ kind: 'none' }),
    )
    fc.assert(
      fc.property(
        rules,
        fc.integer({ min: 0, max: 200 }),
        fc.integer({ min: 0, max: 200 }),
        fc.integer({ min: 0, max: 300 }),
        (rule, base, less, planned) => {
          const pool = Math.max(0, base - less)
          const answer = computeStratumQuota({ rule, base, pool, quarter: 2, staff: 3, planned })
          if (answer.ceiling !== null) expect(answer.floor).toBeLessThanOrEqual(answer.ceiling)
          expect(answer.number).toBeLessThanOrEqual(Math.min(pool, base))
          if (pool >= answer.floor) expect(answer.number).toBeGreaterThanOrEqual(answer.floor)
        },
      ),
    )
  })
})
