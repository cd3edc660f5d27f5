/**
 * 时间窗 — “上一季度” made two dates.
 *
 * The anchor is the drawn period, not the day of the draw: whoever asks for 2026-Q2 passes any day of it (by custom its first, 2026-04-01),
 * and 上一季度 is 2026-Q1 also when the draw is held in its last days, as A-25 reads it, and also when it is held late, in April. The facts are
 * those of the frozen registry: a penalty decided after the freeze enters the next draw or a cause-based check, never this one.
 */
import { addQuarters, type PlainDate, plainDateOf, quarterEnd, quarterOf, quarterStart, yearOf } from '../base/plain-date.ts'
import { namePeriod, periodOf } from '../calendar/period.ts'
import type { ResolvedWindow } from './condition.ts'
import type { SchemeWindow } from './scheme-schema.ts'

/** @law LY-28 A-25 */
export function resolveWindow(window: SchemeWindow, asOf: PlainDate): ResolvedWindow {
  if (window.unit === 'year') {
    const year = yearOf(asOf) - window.back
    return { from: plainDateOf(year, 1, 1), to: plainDateOf(year, 12, 31), label: `${window.name}（${year}年）` }
  }
  const quarter = addQuarters(quarterOf(asOf), -window.back)
  const from = quarterStart(quarter)
  return { from, to: quarterEnd(quarter), label: `${window.name}（${namePeriod(periodOf(from))}）` }
}
