import { describe, expect, it } from 'vitest'
import { sayClause, splitClause } from './clause.ts'

describe('条款', () => {
  it('原文在前，理解有标记；分开以后还是原来的两段', () => {
    const both = { law: ['LY-28'], quote: '上一季度被下达行政处罚决定的企业', reading: '指被抽取季度的前一个季度' }
    expect(sayClause(both)).toBe('上一季度被下达行政处罚决定的企业 （理解）指被抽取季度的前一个季度')
    for (const c of [both, { ...both, quote: '' }, { ...both, reading: '' }])
      expect(splitClause(sayClause(c))).toEqual({ quote: c.quote, reading: c.reading })
    expect(sayClause({ law: [], quote: null, reading: null })).toBe('')
  })
})
