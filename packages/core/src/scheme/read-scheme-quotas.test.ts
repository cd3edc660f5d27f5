/** 抽取数量 as a file may state it: which are refused, at which place. The words of the refusals are free; where they name a number, it is the right one. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { readScheme } from './read-scheme.ts'

// biome-ignore lint/suspicious/noExplicitAny: a plain file, changed before it is read
type Change = (file: any) => void
function issuesOf(change: Change) {
  const file = parse(readFileSync(new URL('../../../../schemes/longyao-2026.yaml', import.meta.url), 'utf8'))
  change(file)
  const read = readScheme(file)
  return read.ok ? [] : read.error.issues
}
/** Places refused when the first stratum has this quota. */
const refused = (quota: object, more: Change = () => undefined) =>
  issuesOf(f => {
    f.strata[0].quota = quota
    more(f)
  }).map(i => {
    expect(i.message).not.toBe('')
    return i.at
  })
const share = { kind: 'percent-floor', rate: '18%', per: 'quarter', min: 1 }
const floor = { rate: '18%', norm: '省细则', law: ['JX-82'], quote: '至少按 18% 进行抽查' }
const withFloor: Change = f => {
  f.strata[0].floor = floor
}

describe('抽取数量的写法', () => {
  it('JX-82 SJZ-22 EZ-42 方案适用的每一级都要有数，写明缺哪一级；不设比例也是写了', () => {
    const levels =
      (...all: string[]): Change =>
      f => {
        f.agencyLevel = all
      }
    expect(refused({ byLevel: { city: share } })).toEqual(['strata[0].quota.byLevel'])
    expect(refused({ byLevel: { city: share } }, levels('city', 'county', 'province'))).toEqual([
      'strata[0].quota.byLevel',
      'strata[0].quota.byLevel',
    ])
    expect(refused({ byLevel: { city: share, county: { kind: 'none' } } }, levels('city', 'county'))).toEqual([])
    expect(refused(share, levels('city', 'county', 'province'))).toEqual([])
    const [issue] = issuesOf(f => {
      f.strata[0].quota = { byLevel: { city: share } }
    })
    expect(issue!.message).toContain('county')
  })

  it('A-20 EZ-38 EZ-39 区间的上限不低于下限，相等可以', () => {
    const percent = (low: string, high: string) => refused({ kind: 'percent-range', low, high, per: 'quarter' })
    const count = (low: number, high: number) => refused({ kind: 'count-range', low, high, per: 'quarter' })
    expect([percent('10%', '9%'), percent('9%', '9.0%'), percent('9%', '10%')]).toEqual([['strata[0].quota.high'], [], []])
    expect([count(10, 9), count(9, 9), count(9, 10)]).toEqual([['strata[0].quota.high'], [], []])
    expect(refused({ byLevel: { county: { kind: 'percent-range', low: '10%', high: '9%', per: 'quarter' } } })).toEqual([
      'strata[0].quota.byLevel.county.high',
    ])
  })

  it('A-04 按季度的不用再分；按半年的只能均分或一次抽完；四个百分数合计 100', () => {
    const split = (per: string, how?: unknown) => refused({ ...share, per, ...(how === undefined ? {} : { split: how }) })
    const at = 'strata[0].quota.split'
    expect([split('quarter', 'even'), split('quarter'), split('year', 'even'), split('half-year', 'once')]).toEqual([[at], [], [], []])
    expect([split('half-year', [25, 25, 25, 25]), split('half-year', [25, 25, 25, 24])]).toEqual([[at], [at, at]])
    expect([split('year', [10, 40, 50, 0]), split('year', [25, 25, 25, 24]), split('year', [25, 25, 25, 26])]).toEqual([[], [at], [at]])
  })

  it('JX-82 本级比例不低于上级规定的下限，相等可以；说明写出两个数和文件', () => {
    expect(refused({ ...share, rate: '17.9%' }, withFloor)).toEqual(['strata[0].quota'])
    for (const rate of ['18%', '18.0%', '25%']) expect(refused({ ...share, rate }, withFloor), rate).toEqual([])
    expect(refused({ kind: 'percent-range', low: '17%', high: '30%', per: 'quarter' }, withFloor)).toEqual(['strata[0].quota'])
    expect(refused({ kind: 'percent-range', low: '18%', high: '30%', per: 'quarter' }, withFloor)).toEqual([])
    expect(refused({ byLevel: { city: share, county: { ...share, rate: '5%' } } }, withFloor)).toEqual(['strata[0].quota.byLevel.county'])
    const [issue] = issuesOf(f => {
      f.strata[0].quota = { ...share, rate: '5%' }
      withFloor(f)
    })
    for (const part of ['5%', '18%', '省细则']) expect(issue!.message).toContain(part)
  })

  it('JX-82 JX-45 不按比例的没有可比的数；没有下限的不比', () => {
    for (const quota of [{ kind: 'none' }, { kind: 'all', per: 'year' }, { kind: 'staff-multiple', times: 1, per: 'year' }])
      expect(refused(quota, withFloor)).toEqual([])
    expect(refused({ ...share, rate: '1%' })).toEqual([])
  })
})
