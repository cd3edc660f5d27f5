import { describe, expect, it } from 'vitest'
import { ceilShare, compareRates, floorShare, parseRate, rateOf } from './rate.ts'

describe('比例', () => {
  it('A-23 逐字读成两个整数；不是 0% 到 100% 的不认', () => {
    expect(['0.5%', '18%', '0%', '100%', '100.0%', '0.000001%'].map(t => parseRate(t))).toEqual([
      { num: '5', den: '1000' },
      { num: '18', den: '100' },
      { num: '0', den: '100' },
      { num: '100', den: '100' },
      { num: '1000', den: '1000' },
      { num: '1', den: '100000000' },
    ])
    for (const text of ['100.1%', '101%', '18', '018%', '1.%', '.5%', '0.1234567%', '-1%', ' 18%', '18% ', ''])
      expect(parseRate(text), text).toBeUndefined()
  })

  it('A-23 读过的方案里不会有别的写法：有就是程序的错', () => {
    expect(rateOf('18%')).toEqual({ num: '18', den: '100' })
    expect(() => rateOf('一成八')).toThrow('not a rate: 一成八')
  })

  it('A-23 A-20 向上、向下取整都精确：0.5% × 200 正好是 1', () => {
    expect([199, 200, 201, 0].map(n => ceilShare(rateOf('0.5%'), n))).toEqual([1, 1, 2, 0])
    expect([199, 200, 201, 400].map(n => floorShare(rateOf('0.5%'), n))).toEqual([0, 1, 1, 2])
  })

  it('HS-20 JX-82 比大小看数，不看写法', () => {
    expect(compareRates('9%', '18%')).toBeLessThan(0)
    expect(compareRates('18%', '9%')).toBeGreaterThan(0)
    expect([compareRates('18%', '18.0%'), compareRates('0.50%', '0.5%')]).toEqual([0, 0])
  })
})
