/** 报送日历与抽取日期: C.4 of the requirements, day by day, and the days a draw may be held on. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { type PlainDate, parsePlainDate } from '../base/plain-date.ts'
import { announcedHolidays } from '../calendar/announced-holidays.ts'
import { makeWorkingCalendar } from '../calendar/working-days.ts'
import { readScheme } from './read-scheme.ts'
import { drawDays, reportDayAfter, reportDays, sayReportDue } from './reports.ts'
import type { Scheme, SchemeReport } from './scheme-schema.ts'

const on = (text: string): PlainDate => parsePlainDate(text)!
const calendar = makeWorkingCalendar(announcedHolidays)
// biome-ignore lint/suspicious/noExplicitAny: a plain file, changed before it is read
function schemeOf(id: string, change: (file: any) => void = () => undefined): Scheme {
  const file = parse(readFileSync(new URL(`../../../../schemes/${id}.yaml`, import.meta.url), 'utf8'))
  change(file)
  const read = readScheme(file)
  if (!read.ok) throw new Error(JSON.stringify(read.error.issues))
  return read.value
}
const due = (id: string, code: string) => schemeOf(id).reports!.find(r => r.code === code)!.due
type Due = SchemeReport['due']

describe('固定的报送日', () => {
  it('SJZ-74 每月 8 日，十二个月都有', () => {
    expect(reportDays(due('shijiazhuang-2022', 'monthly'), 2022)).toEqual(
      ['01', '02', '03', '04', '05', '06', '07', '08', '09', '10', '11', '12'].map(month => `2022-${month}-08`),
    )
  })

  it('SJZ-75 SJZ-76 季度落实情况四个日子；3、6、9、12 月 18 日', () => {
    expect(reportDays(due('shijiazhuang-2022', 'quarterly'), 2022)).toEqual(['2022-04-08', '2022-07-08', '2022-10-08', '2022-12-23'])
    expect(reportDays(due('shijiazhuang-2022', 'registry-changes'), 2023)).toEqual(['2023-03-18', '2023-06-18', '2023-09-18', '2023-12-18'])
  })

  it('HS-10 HS-47 每季度末', () => {
    for (const code of ['ceased', 'self-check'])
      expect(reportDays(due('hengshui-hitech-2023', code), 2023), code).toEqual(['2023-03-31', '2023-06-30', '2023-09-30', '2023-12-31'])
  })

  it('JX-27 EZ-29 EZ-63 EZ-64 A-22 计划、清单 3 月 31 日；季度表 20 日；年报 12 月 10 日', () => {
    expect(reportDays(due('jiangxian-2025', 'plan'), 2025)).toEqual(['2025-03-31'])
    expect(reportDays(due('ezhou-2022', 'item-list'), 2022)).toEqual(['2022-03-31'])
    expect(reportDays(due('ezhou-2022', 'quarter-table'), 2022)).toEqual(['2022-03-20', '2022-06-20', '2022-09-20', '2022-12-20'])
    expect(reportDays(due('ezhou-2022', 'year-report'), 2022)).toEqual(['2022-12-10'])
    expect(schemeOf('longyao-2026').reports).toBeUndefined()
  })

  it('SJZ-75 不论怎么写，按日期先后；没有这一天的月份取月末', () => {
    const dates: Due = { kind: 'dates', days: ['12-23', '02-30', '04-08'] }
    expect(reportDays(dates, 2023)).toEqual(['2023-02-28', '2023-04-08', '2023-12-23'])
    expect(reportDays(dates, 2024)).toEqual(['2024-02-29', '2024-04-08', '2024-12-23'])
  })

  it('JX-28 JX-57 随事情走的没有固定的日子', () => {
    expect(reportDays(due('jiangxian-2025', 'plan-public'), 2025)).toEqual([])
    expect(reportDays(due('jiangxian-2025', 'batch-table'), 2025)).toEqual([])
  })
})

it('SJZ-74 没有这种报送日的，是没有经过读取的方案', () => {
  expect(() => reportDays({ kind: 'other' } as never, 2022)).toThrow()
})

describe('随事情走的报送日', () => {
  it('EZ-62 联系人：印发后 10 日，不分工作日', () => {
    expect(reportDayAfter(due('ezhou-2022', 'liaison'), 'scheme-issued', on('2022-04-28'), calendar)).toBe('2022-05-08')
  })

  it('JX-28 JX-57 计划公开：印发后 20 个工作日；统计表：批次完成后 5 个工作日', () => {
    // 4–6 April off, Sunday 27 April worked; then Sunday 28 September worked, 1–8 October off.
    expect(reportDayAfter(due('jiangxian-2025', 'plan-public'), 'plan-issued', on('2025-03-31'), calendar)).toBe('2025-04-28')
    expect(reportDayAfter(due('jiangxian-2025', 'batch-table'), 'batch-closed', on('2025-09-26'), calendar)).toBe('2025-10-10')
  })

  it('EZ-51 检查当日：就是那一天，是不是工作日都一样', () => {
    expect(reportDayAfter(due('ezhou-2022', 'same-day'), 'inspected', on('2022-05-01'), calendar)).toBe('2022-05-01')
  })

  it('EZ-62 别的事情、有固定日子的，没有这样的日子', () => {
    expect(reportDayAfter(due('ezhou-2022', 'liaison'), 'plan-issued', on('2022-04-28'), calendar)).toBeNull()
    expect(reportDayAfter(due('ezhou-2022', 'year-report'), 'scheme-issued', on('2022-04-28'), calendar)).toBeNull()
  })
})

describe('报送日的说法', () => {
  it.each<[Due, string]>([
    [{ kind: 'month-day', day: 8 }, '每月 8 日前'],
    [{ kind: 'quarter-day', day: 18 }, '3、6、9、12 月的 18 日前'],
    [{ kind: 'dates', days: ['04-08', '12-23'] }, '4 月 8 日、12 月 23 日前'],
    [{ kind: 'after', event: 'scheme-issued', count: 10, days: 'calendar' }, '方案印发后 10 日内'],
    [{ kind: 'after', event: 'plan-issued', count: 20, days: 'working' }, '计划印发后 20 个工作日内'],
    [{ kind: 'after', event: 'batch-closed', count: 5, days: 'working' }, '批次完成后 5 个工作日内'],
    [{ kind: 'after', event: 'inspected', count: 0, days: 'calendar' }, '检查完成当日'],
  ])('SJZ-74 EZ-62 JX-28 EZ-51 %j', (asked, said) => {
    expect(sayReportDue(asked)).toBe(said)
  })
})

describe('抽取日期', () => {
  it('HS-26 X-20 V-16 上一季度的最后 5 个工作日：2025 年第四季度，补班的星期日算，长假不算', () => {
    const hs = schemeOf('hengshui-hitech-2023')
    expect(drawDays(hs, '2025-Q4', calendar)).toEqual({
      days: ['2025-09-25', '2025-09-26', '2025-09-28', '2025-09-29', '2025-09-30'],
      provisionalYears: [],
    })
    expect(drawDays(hs, '2025-Q1', calendar)!.days.at(-1)).toBe('2024-12-31')
    expect(drawDays(hs, '2031-Q2', calendar)!.provisionalYears).toEqual([2031])
  })

  it('HS-26 本季度的头几个工作日；放假安排没有公布的年份说明是暂定', () => {
    const first = schemeOf('hengshui-hitech-2023', f => {
      f.drawCalendar.window = { kind: 'first-working-days', count: 3 }
    })
    expect(drawDays(first, '2025-Q4', calendar)).toEqual({ days: ['2025-10-09', '2025-10-10', '2025-10-11'], provisionalYears: [] })
    expect(drawDays(first, '2025-Q3', calendar)!.days).toEqual(['2025-07-01', '2025-07-02', '2025-07-03'])
    expect(drawDays(first, '2031-Q1', calendar)).toEqual({ days: ['2031-01-02', '2031-01-03', '2031-01-06'], provisionalYears: [2031] })
  })

  it('X-20 没有规定的、不限日期的，哪天都可以；不是季度的没有日期', () => {
    expect(drawDays(schemeOf('longyao-2026'), '2026-Q2', calendar)).toBeNull()
    expect(drawDays(schemeOf('shijiazhuang-2022'), '2026-Q2', calendar)).toBeNull()
    expect(drawDays(schemeOf('hengshui-hitech-2023'), '2026年第二季度', calendar)).toBeNull()
  })
})
