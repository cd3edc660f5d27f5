import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDays, type Instant, parseInstant, parsePlainDate, plainDateOf, weekdayOf } from '../base/plain-date.ts'
import { announcedHolidays } from './announced-holidays.ts'
import { isLotteryDrawTime, nextLotteryDraw } from './lottery-timetable.ts'
import { namePeriod, nextPeriod, parsePeriod, periodEnd, periodOf, periodStart, previousPeriod } from './period.ts'
import { addWorkingDays, countWorkingDays, lastWorkingDays, makeWorkingCalendar } from './working-days.ts'

const day = (text: string) => parsePlainDate(text)!
const at = (text: string): Instant => parseInstant(text)!
const calendar = makeWorkingCalendar(announcedHolidays)

describe('季度', () => {
  test('首日、末日、前后一季度、名称', () => {
    expect(periodOf(day('2026-03-31'))).toBe('2026-Q1')
    expect(periodOf(day('2026-04-01'))).toBe('2026-Q2')
    expect([periodStart('2026-Q2'), periodEnd('2026-Q2')]).toEqual(['2026-04-01', '2026-06-30'])
    expect([previousPeriod('2026-Q1'), nextPeriod('2026-Q4')]).toEqual(['2025-Q4', '2027-Q1'])
    expect(namePeriod('2026-Q2')).toBe('2026年第二季度')
    for (const text of ['2026Q2', '2026-Q5', '2026-Q0', '0000-Q1', '26-Q1', '']) expect(parsePeriod(text)).toBeUndefined()
    expect(() => periodStart('2026-H1')).toThrow('not a period')
  })
})

describe('工作日（A-24）', () => {
  test('V-15 SJZ-63 JX-28 EZ-52 2025-09-15 认定或完成，20 个工作日为 2025-10-17', () => {
    expect(addWorkingDays(calendar, day('2025-09-15'), 20)).toEqual({ on: '2025-10-17', provisionalYears: [] })
  })

  test('V-16 HS-26 2025 年第三季度最后五个工作日', () => {
    expect(lastWorkingDays(calendar, periodEnd('2025-Q3'), 5).days).toEqual([
      '2025-09-25',
      '2025-09-26',
      '2025-09-28',
      '2025-09-29',
      '2025-09-30',
    ])
  })

  test('A-24 第 0 日不计；调休上班的周日算，放假的工作日不算', () => {
    expect(addWorkingDays(calendar, day('2026-03-26'), 1).on).toBe('2026-03-27')
    expect(addWorkingDays(calendar, day('2026-04-03'), 1).on).toBe('2026-04-07')
    expect(addWorkingDays(calendar, day('2026-05-08'), 1).on).toBe('2026-05-09')
    expect(weekdayOf(day('2026-02-14'))).toBe(6)
    expect(['2026-02-14', '2026-02-16', '2026-02-23', '2026-02-24'].map(d => calendar.isWorkingDay(day(d)))).toEqual([
      true,
      false,
      false,
      true,
    ])
  })

  test('2026 年 248 个工作日，2025 年 248 个：与放假安排相符', () => {
    expect([2025, 2026].map(y => countWorkingDays(calendar, day(`${y - 1}-12-31`), day(`${y}-12-31`)))).toEqual([248, 248])
  })

  test('A-24 没有公布的年份按周一至周五、减去元旦，并说出是哪一年', () => {
    expect(addWorkingDays(calendar, day('2026-12-30'), 2)).toEqual({ on: '2027-01-04', provisionalYears: [2027] })
    expect(lastWorkingDays(calendar, day('2027-01-04'), 2)).toEqual({ days: ['2026-12-31', '2027-01-04'], provisionalYears: [2027] })
    expect(makeWorkingCalendar([]).isWorkingDay(day('2026-10-01'))).toBe(true)
    expect(calendar.isAnnounced(2027)).toBe(false)
  })

  test('倒计时与加法互逆；过期为负数', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 600 }), fc.integer({ min: 1, max: 60 }), (offset, count) => {
        const from = addDays(plainDateOf(2025, 1, 1), offset)
        const due = addWorkingDays(calendar, from, count).on
        expect(calendar.isWorkingDay(due)).toBe(true)
        expect(countWorkingDays(calendar, from, due)).toBe(count)
        expect(countWorkingDays(calendar, due, from)).toBe(-count)
      }),
      { seed: 20260326, numRuns: 200 },
    )
    expect(countWorkingDays(calendar, day('2026-04-04'), day('2026-04-06'))).toBe(0)
  })

  test.each([0, -1, 1.5, 5000])('%d 个工作日：只有程序错误才会这样问', count => {
    expect(() => addWorkingDays(calendar, day('2026-03-26'), count)).toThrow()
    expect(() => lastWorkingDays(calendar, day('2026-03-26'), count)).toThrow()
  })
})

describe('开奖时间', () => {
  test('双色球周二、四、日 21:15，大乐透周一、三、六 21:25（北京时间）', () => {
    const weeks = (game: 'ssq' | 'dlt') => {
      const found: string[] = []
      for (let now = at('2026-03-22T13:30:00Z'); found.length < 4; ) {
        now = nextLotteryDraw(game, now)
        found.push(now)
      }
      return found
    }
    expect(weeks('ssq')).toEqual(['2026-03-24T13:15:00Z', '2026-03-26T13:15:00Z', '2026-03-29T13:15:00Z', '2026-03-31T13:15:00Z'])
    expect(weeks('dlt')).toEqual(['2026-03-23T13:25:00Z', '2026-03-25T13:25:00Z', '2026-03-28T13:25:00Z', '2026-03-30T13:25:00Z'])
  })

  test('开奖的那一刻已经不算“之后”；北京的日期走在世界时前面', () => {
    expect(nextLotteryDraw('ssq', at('2026-03-26T13:14:59Z'))).toBe('2026-03-26T13:15:00Z')
    expect(nextLotteryDraw('ssq', at('2026-03-26T13:15:00Z'))).toBe('2026-03-29T13:15:00Z')
    // 北京 3 月 27 日凌晨，世界时还是 26 日
    expect(nextLotteryDraw('ssq', at('2026-03-26T17:00:00Z'))).toBe('2026-03-29T13:15:00Z')
    expect(nextLotteryDraw('dlt', at('2026-12-31T23:59:59Z'))).toBe('2027-01-02T13:25:00Z')
  })

  test('是不是常规开奖时刻', () => {
    expect(isLotteryDrawTime('ssq', at('2026-03-26T13:15:00Z'))).toBe(true)
    expect(isLotteryDrawTime('ssq', at('2026-03-26T13:25:00Z'))).toBe(false)
    expect(isLotteryDrawTime('ssq', at('2026-03-27T13:15:00Z'))).toBe(false)
    expect(isLotteryDrawTime('dlt', at('2026-03-28T13:25:00Z'))).toBe(true)
  })
})
