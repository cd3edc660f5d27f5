/**
 * 报送日历与抽取日期 — the days a scheme fixes: when a report is due, on which days the draw for a period is held. Days that hang on an event are asked with
 * the day of that event.
 */
import { addDays, addQuarters, daysInMonth, type PlainDate, plainDateOf, quarterEnd, quarterStart } from '../base/plain-date.ts'
import { exhaustive } from '../base/result.ts'
import { type Period, parsePeriod } from '../calendar/period.ts'
import { addWorkingDays, lastWorkingDays, type WorkingCalendar } from '../calendar/working-days.ts'
import type { Scheme, SchemeReport } from './scheme-schema.ts'

type Due = SchemeReport['due']
type ReportEvent = Extract<Due, { kind: 'after' }>['event']

const EVENT: Readonly<Record<ReportEvent, string>> = {
  'scheme-issued': '方案印发',
  'plan-issued': '计划印发',
  'batch-closed': '批次完成',
  inspected: '检查完成',
}

/** 每月 8 日前. */
export function sayReportDue(due: Due): string {
  switch (due.kind) {
    case 'month-day':
      return `每月 ${due.day} 日前`
    case 'quarter-day':
      return `3、6、9、12 月的 ${due.day} 日前`
    case 'dates':
      return `${due.days.map(d => `${Number(d.slice(0, 2))} 月 ${Number(d.slice(3))} 日`).join('、')}前`
    case 'after':
      return due.count === 0
        ? `${EVENT[due.event]}当日`
        : `${EVENT[due.event]}后 ${due.count} ${due.days === 'working' ? '个工作日' : '日'}内`
    default:
      return exhaustive(due)
  }
}

/** Due days of a year, ascending; empty for what hangs on an event. @law SJZ-74 SJZ-75 SJZ-76 A-22 EZ-63 EZ-64 JX-27 EZ-29 */
export function reportDays(due: Due, year: number): readonly PlainDate[] {
  switch (due.kind) {
    case 'month-day':
      return Array.from({ length: 12 }, (_, i) => plainDateOf(year, i + 1, due.day))
    case 'quarter-day':
      return [3, 6, 9, 12].map(month => plainDateOf(year, month, due.day))
    case 'dates':
      return due.days
        .map(d => {
          const month = Number(d.slice(0, 2))
          return plainDateOf(year, month, Math.min(Number(d.slice(3)), daysInMonth(year, month)))
        })
        .sort()
    case 'after':
      return []
    default:
      return exhaustive(due)
  }
}

/** Due day after an event; null for a report that has its own days. @law EZ-62 JX-28 EZ-51 JX-57 */
export function reportDayAfter(due: Due, event: ReportEvent, on: PlainDate, calendar: WorkingCalendar): PlainDate | null {
  if (due.kind !== 'after' || due.event !== event) return null
  if (due.count === 0) return on
  return due.days === 'calendar' ? addDays(on, due.count) : addWorkingDays(calendar, on, due.count).on
}

/** 抽取日期 for a period: ascending days, or null where any day will do. `provisionalYears`: years whose holidays were not announced. @law HS-26 X-20 V-16 */
export function drawDays(
  scheme: Scheme,
  period: Period,
  calendar: WorkingCalendar,
): { readonly days: readonly PlainDate[]; readonly provisionalYears: readonly number[] } | null {
  const window = scheme.drawCalendar?.window
  const quarter = parsePeriod(period)
  if (window === undefined || window.kind === 'any-day' || quarter === undefined) return null
  if (window.kind === 'last-working-days-before') return lastWorkingDays(calendar, quarterEnd(addQuarters(quarter, -1)), window.count)
  const days: PlainDate[] = []
  const years = new Set<number>()
  for (let on = quarterStart(quarter); days.length < window.count; on = addDays(on, 1)) {
    years.add(Number(on.slice(0, 4)))
    if (calendar.isWorkingDay(on)) days.push(on)
  }
  return { days, provisionalYears: [...years].filter(y => !calendar.isAnnounced(y)) }
}
