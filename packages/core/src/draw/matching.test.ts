/** 科学编组、随机匹配与顺延 — what the clauses ask of the draw, as properties over seeds. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeUtf8, type Result, sha256 } from '../base/index.ts'
import type { Scheme } from '../scheme/index.ts'
import { seatTeam, slotsFor } from '../scheme/team.ts'
import * as draw from './index.ts'

const must = <T>(result: Result<T, unknown>): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}
const CHECK = { seed: 20260326, numRuns: 80 }
const nonce = '0'.repeat(64)
const idOf = (k: number) => `LOCAL-${String(k).padStart(4, '0')}`
const team = (officers: number, speciality: 'one-member' | 'none' = 'one-member') => ({ team: { officers, speciality } }) as Scheme
const seedOf = (n: number) => sha256(encodeUtf8(`matching ${n}`))

/** One matching of `visits` objects with the given slots against the roster, under one seed. */
function match(
  slots: readonly { id: string; slot: string; speciality: string }[],
  roster: readonly { inspector: string; specialities: readonly string[] }[],
  seed: Uint8Array,
) {
  const ids = [...new Set(slots.map(s => s.id))]
  const net = must(
    draw.buildNetwork({
      seed,
      selected: ids.map((id, i) => ({ stratum: 'KEY', rank: i + 1, tier: 2, ticket: nonce, id, state: 'drawn' })),
      slots: slots.map(s => ({ ...s, agency: '130525', nonce })),
      roster: roster.map(o => ({ ...o, agency: '130525', certificate: nonce, load: 0, limit: '-', nonce })),
      barred: [],
      pairs: [],
    }),
  )
  return draw.listFilling(net, draw.solveAssignment(net))
}

describe('EZ-37 科学编组、随机匹配', () => {
  const skills = ['AIR', 'HF', 'WATER']
  it('EZ-37 LY-11 编组：不少于方案规定的人数；事项要求的每个专长各占一个名额；方案不分专长的不要求', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 5 }), fc.subarray(skills), (officers, asked) => {
        const slots = slotsFor(team(officers), [...asked, '-', ...asked])
        expect(slots.length).toBe(Math.max(officers, asked.length))
        expect(slots.map(s => s.speciality).filter(s => s !== '-')).toEqual(asked)
        expect(new Set(slots.map(s => s.slot)).size).toBe(slots.length)
        expect(slotsFor(team(officers, 'none'), asked).every(s => s.speciality === '-')).toBe(true)
      }),
      CHECK,
    )
  })

  it('EZ-37 LY-11 匹配：每组人数足、人不重复，要求的专长组内必有；没有这个专长的人补不了这个名额', () => {
    fc.assert(
      fc.property(fc.nat(), fc.array(fc.subarray(skills), { minLength: 1, maxLength: 4 }), (n, wanted) => {
        const slots = wanted.flatMap((asked, v) => slotsFor(team(2), asked).map(s => ({ id: idOf(v), ...s })))
        const roster = Array.from({ length: 9 }, (_, i) => ({ inspector: `A${i}`, specialities: i < 6 ? [skills[i % 3]!] : [] }))
        const rows = match(slots, roster, seedOf(n))
        for (const [v, asked] of wanted.entries()) {
          const own = rows.filter(r => r.id === idOf(v)).map(r => r.inspector)
          expect(own).not.toContain('-')
          expect(new Set(own).size).toBe(Math.max(2, asked.length))
          const has = own.flatMap(code => roster.find(o => o.inspector === code)!.specialities)
          for (const skill of asked) expect(has).toContain(skill)
        }
        const unskilled = roster.map(o => ({ ...o, specialities: [] }))
        const open = match(slots, unskilled, seedOf(n)).filter(r => r.inspector === '-')
        expect(open.length).toBe(wanted.flat().length)
      }),
      CHECK,
    )
  })

  it('EZ-37 随机：同一种子同一结果；换种子，每名人员都可能去每一家，次数与理论相符（卡方，固定种子）', () => {
    const slots = [0, 1, 2].flatMap(v => slotsFor(team(2), []).map(s => ({ id: idOf(v), ...s })))
    const roster = Array.from({ length: 6 }, (_, i) => ({ inspector: `A${i}`, specialities: [] }))
    expect(match(slots, roster, seedOf(1))).toEqual(match(slots, roster, seedOf(1)))
    const runs = 900
    const met = new Map<string, number>()
    for (let n = 0; n < runs; n++)
      for (const r of match(slots, roster, seedOf(n))) met.set(`${r.inspector}|${r.id}`, (met.get(`${r.inspector}|${r.id}`) ?? 0) + 1)
    // Six officers, three firms, two places each: every officer goes exactly once, to each firm with probability one third.
    expect(met.size).toBe(18)
    let chi = 0
    for (const times of met.values()) chi += (times - runs / 3) ** 2 / (runs / 3)
    // 10 degrees of freedom: 29.6 lies beyond 99.9 %.
    expect(chi).toBeLessThan(29.6)
  })
})

describe('LY-11 外部编好的组落座', () => {
  const officer = fc.record({ specialities: fc.subarray(['AIR', 'HF', 'WATER']) })
  it('LY-11 A-29 有坐法就找得到，找不到时说出缺什么；没有人坐两席，多的人各有一席', () => {
    fc.assert(
      fc.property(fc.array(officer, { maxLength: 4 }), fc.subarray(['AIR', 'HF', 'WATER']), (people, asked) => {
        const officers = people.map((p, i) => ({ ...p, code: `A${i}` }))
        const slots = slotsFor(team(2), asked)
        const seated = seatTeam(slots, officers)
        // Brute force: is there any way at all?
        const possible = (k: number, used: ReadonlySet<number>): boolean =>
          k === slots.length ||
          officers.some(
            (o, i) =>
              !used.has(i) &&
              (slots[k]!.speciality === '-' || o.specialities.includes(slots[k]!.speciality)) &&
              possible(k + 1, new Set([...used, i])),
          )
        expect('seats' in seated).toBe(possible(0, new Set()))
        if ('lacking' in seated) {
          expect([...asked, '-']).toContain(seated.lacking)
          return
        }
        expect(seated.seats.length).toBe(Math.max(slots.length, officers.length))
        expect(new Set(seated.seats.map(s => s.inspector))).toEqual(new Set(officers.map(o => o.code)))
        expect(new Set(seated.seats.map(s => s.slot)).size).toBe(seated.seats.length)
        for (const s of seated.seats)
          if (s.speciality !== '-') expect(officers.find(o => o.code === s.inspector)!.specialities).toContain(s.speciality)
      }),
      { ...CHECK, numRuns: 400 },
    )
  })
})

describe('顺延（协议第 5 节，A-32）', () => {
  const pool = fc.array(fc.constantFrom<draw.Tier>(0, 1, 2), { minLength: 1, maxLength: 40 })
  it('A-32 顺延的先于其他：只要有顺延的没抽中，就没有别的被抽中；名额多于顺延的，顺延的全中', () => {
    fc.assert(
      fc.property(fc.nat(), pool, fc.nat({ max: 40 }), (n, tiers, wanted) => {
        const rows = tiers.map((tier, k) => ({ id: idOf(k), stratum: 'KEY', tier }))
        const quota = Math.min(wanted, rows.length)
        const { selected } = draw.selectSubjects(rows, [{ code: 'KEY', quota, reserve: 0 }], seedOf(n))
        const drawn = new Set(selected.map(s => s.id))
        const carried = rows.filter(r => r.tier === 0)
        expect(carried.filter(r => drawn.has(r.id)).length).toBe(Math.min(quota, carried.length))
        const behind = selected.findIndex(s => s.tier !== 0)
        if (behind >= 0) expect(selected.slice(behind).every(s => s.tier !== 0)).toBe(true)
      }),
      CHECK,
    )
  })

  it('由覆盖要求确定：名额正好落在一级的末尾，或全部抽中；没有名额不算', () => {
    const determined = draw.isDeterminedByCoverage
    expect([0, 1, 2, 3, 5, 6, 10].map(quota => determined([2, 3, 5], quota))).toEqual([false, false, true, false, true, false, true])
    expect([0, 3, 10].map(quota => determined([0, 0, 10], quota))).toEqual([false, false, true])
  })
})
