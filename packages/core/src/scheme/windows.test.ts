/** 时间窗：first and last day, and the name people read. */
import { describe, expect, it } from 'vitest'
import { type PlainDate, parsePlainDate } from '../base/plain-date.ts'
import type { SchemeWindow } from './scheme-schema.ts'
import { quarterWithin, resolveWindow, spanAround } from './windows.ts'

const on = (text: string): PlainDate => parsePlainDate(text)!
const window = (unit: SchemeWindow['unit'], back: number, span?: number): SchemeWindow => ({
  code: 'w',
  name: '窗口',
  unit,
  back,
  ...(span === undefined ? {} : { span }),
  law: ['A-25'],
})
const resolved = (w: SchemeWindow, day: string) => {
  const { from, to, label } = resolveWindow(w, on(day))
  return [from, to, label]
}

describe('时间窗', () => {
  it('LY-28 SJZ-27 A-25 上一季度：被抽取季度的前一个，季度里哪一天问都一样，第一季度往前是上年第四季度', () => {
    for (const day of ['2026-04-01', '2026-05-17', '2026-06-30'])
      expect(resolved(window('quarter', 1), day)).toEqual(['2026-01-01', '2026-03-31', '窗口（2026年第一季度）'])
    expect(resolved(window('quarter', 1), '2026-01-01')).toEqual(['2025-10-01', '2025-12-31', '窗口（2025年第四季度）'])
    expect(resolved(window('quarter', 0), '2026-01-01')).toEqual(['2026-01-01', '2026-03-31', '窗口（2026年第一季度）'])
    expect(resolved(window('quarter', 5), '2026-04-01')).toEqual(['2025-01-01', '2025-03-31', '窗口（2025年第一季度）'])
  })

  it('A-25 几个季度的窗口：从往前第几个起，连着数', () => {
    expect(resolved(window('quarter', 2, 2), '2026-04-01')).toEqual(['2025-10-01', '2026-03-31', '窗口（2025年第四季度至2026年第一季度）'])
    expect(resolved(window('quarter', 1, 1), '2026-04-01')).toEqual(['2026-01-01', '2026-03-31', '窗口（2026年第一季度）'])
  })

  it('A-25 半年：上半年、下半年，往前跨年', () => {
    for (const day of ['2026-01-01', '2026-06-30'])
      expect(resolved(window('half-year', 0), day)).toEqual(['2026-01-01', '2026-06-30', '窗口（2026年上半年）'])
    for (const day of ['2026-07-01', '2026-12-31']) {
      expect(resolved(window('half-year', 0), day)).toEqual(['2026-07-01', '2026-12-31', '窗口（2026年下半年）'])
      expect(resolved(window('half-year', 1), day)).toEqual(['2026-01-01', '2026-06-30', '窗口（2026年上半年）'])
    }
    expect(resolved(window('half-year', 1), '2026-03-31')).toEqual(['2025-07-01', '2025-12-31', '窗口（2025年下半年）'])
    expect(resolved(window('half-year', 3, 3), '2026-08-01')).toEqual(['2025-01-01', '2026-06-30', '窗口（2025年上半年至2026年上半年）'])
  })

  it('EZ-41 X-02 上年度、本年度、近三年：自一月一日至十二月三十一日', () => {
    expect(resolved(window('year', 1), '2026-04-01')).toEqual(['2025-01-01', '2025-12-31', '窗口（2025年）'])
    expect(resolved(window('year', 0), '2026-12-31')).toEqual(['2026-01-01', '2026-12-31', '窗口（2026年）'])
    expect(resolved(window('year', 3, 3), '2026-04-01')).toEqual(['2023-01-01', '2025-12-31', '窗口（2023年至2025年）'])
  })
})

describe('所在的期间', () => {
  it('A-35 JX-47 一天所在的季度、半年、年度，首尾两天都算', () => {
    const span = (unit: SchemeWindow['unit'], day: string) => Object.values(spanAround(unit, on(day)))
    expect(span('quarter', '2026-05-17')).toEqual(['2026-04-01', '2026-06-30'])
    expect(span('half-year', '2026-05-17')).toEqual(['2026-01-01', '2026-06-30'])
    expect(span('half-year', '2026-11-17')).toEqual(['2026-07-01', '2026-12-31'])
    expect(span('year', '2026-05-17')).toEqual(['2026-01-01', '2026-12-31'])
  })

  it('HS-22 A-21 半年里的第一、第二个季度；一年里的第一至第四个季度', () => {
    const days = ['2026-03-31', '2026-04-01', '2026-07-01', '2026-12-31'].map(on)
    expect(days.map(day => quarterWithin('half-year', day))).toEqual([1, 2, 1, 2])
    expect(days.map(day => quarterWithin('year', day))).toEqual([1, 2, 3, 4])
  })
})
