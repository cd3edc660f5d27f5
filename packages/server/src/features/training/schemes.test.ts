/** 示例县的一个季度 under each of the five schemes: plan, tasks, freeze, public event, draw; each number by its own clause. */
import { afterEach, describe, expect, it } from 'vitest'
import { type CountyApp, countyApp, drawnBatch } from '../../../test/county-app.ts'
import { seedTraining, trainingSchemes } from './seed.ts'

let county: CountyApp
afterEach(async () => {
  await county.drop()
})

/** ⌈percent % of N⌉, at least 1 of a stratum that is not empty; whole numbers only. */
const share = (N: number, percent: number): number => Math.max(Math.min(1, N), Math.floor((N * percent + 99) / 100))
/** The second quarter's part of a year's number: the remainder goes to the earlier quarters. */
const second = (year: number): number => Math.floor(year / 4) + (year % 4 > 1 ? 1 : 0)

interface Seen {
  readonly code: string
  readonly N: number
  readonly base: number
  readonly quota: number
  readonly missing: number
}
const rules: Readonly<Record<string, (s: Seen, staff: number) => number>> = {
  'longyao-2026': s => ({ KEY: share(s.base, 18), SPECIAL: share(s.base, 20), SIMPLIFIED: share(s.base, 5) })[s.code] ?? -1,
  // 县级 25 %、50 %、1:10 (SJZ-23, SJZ-29, SJZ-31).
  'shijiazhuang-2022': (s, staff) =>
    ({ KEY: share(s.base, 25), SPECIAL: share(s.base, 50), GENERAL: second(Math.min(s.base, 10 * staff)) })[s.code] ?? -1,
  // 50 %、50 %、1:10 (HS-21, HS-24, HS-23).
  'hengshui-hitech-2023': (s, staff) =>
    ({ KEY: share(s.base, 50), SPECIAL: share(s.base, 50), GENERAL: second(Math.min(s.base, 10 * staff)) })[s.code] ?? -1,
  // 25 %、30 %、5 %，污水处理 100 % (JX-40, JX-44, JX-39, JX-46).
  'jiangxian-2025': s => ({ KEY: share(s.base, 25), SPECIAL: share(s.base, 30), GENERAL: share(s.base, 5), SEWAGE: s.base })[s.code] ?? -1,
  // 分局 10 % 起、1:5、20 %；特殊不设比例，计划 5 家 (EZ-42, EZ-44, EZ-40, EZ-45).
  'ezhou-2022': (s, staff) =>
    ({ KEY: share(s.base, 10), GENERAL: second(Math.min(s.base, 5 * staff)), SPECIAL: 5, SEWAGE: share(s.base, 20) })[s.code] ?? -1,
}

describe('示例县用五份方案中的任一份', () => {
  it('五份都在', () => {
    expect([...trainingSchemes].sort()).toEqual(Object.keys(rules).sort())
    county = { drop: async () => {} } as CountyApp
  })

  it.each(Object.keys(rules))('%s：冻结、抽取，每层数量照条款（A-04 A-20 A-23 A-26 SJZ-08 HS-04）', async scheme => {
    county = await countyApp({ scheme })
    const office = await county.as('zonghe')
    const plan = (await office.call('plan.view', { query: { year: 2026 } })).body.rows as { code: string; published: boolean }[]
    const rows = scheme === 'longyao-2026' ? ['P-01', 'P-02', 'P-03'] : plan.map(r => r.code)
    const code = await drawnBatch(county, rows)
    const batch = (await office.call('batch.view', { params: { code } })).body
    expect(batch.state).toBe('drawn')
    // 26 who may go all quarter, 2 whose certificates run to May, 3 whose leave begins in April: certified and on post that day.
    const staff = 31
    const strata = (batch.strata as Seen[]).filter(s => rules[scheme]!(s, staff) >= 0)
    expect(strata.length).toBeGreaterThanOrEqual(3)
    for (const s of strata) {
      expect([s.code, s.quota + s.missing]).toEqual([s.code, rules[scheme]!(s, staff)])
      expect(s.quota).toBeLessThanOrEqual(s.N)
      expect(s.base).toBeGreaterThanOrEqual(s.N)
    }
    expect(batch.result.unfilled).toBe(0)
    expect(batch.result.drawn).toBe((batch.strata as Seen[]).reduce((n, s) => n + s.quota, 0))
    const { rows: kept } = await county.database.owner.query("select head_count from plan_version where state = 'published'")
    expect(kept).toEqual([{ head_count: staff }])
    // A later start finds the county and changes nothing.
    await seedTraining(county.env, { scheme: 'longyao-2026' })
    expect((await office.call('scheme.view')).body.id).toBe(scheme)
  })
})
