/**
 * 时间窗 — “上一季度” made two dates.
 *
 * The anchor is the drawn period, not the day of the draw: whoever asks for 2026-Q2 passes any day of it (by custom its first, 2026-04-01),
 * and 上一季度 is 2026-Q1 also when the draw is held in its last days, as A-25 reads it, and also when it is held late, in April. The facts are
 * those of the frozen registry: a penalty decided after the freeze enters the next draw or a cause-based check, never this one.
 */
import { addQuarters, type PlainDate, plainDateOf, type Quarter, quarterEnd, quarterOf, quarterStart, yearOf } from '../base/plain-date.ts'
import { namePeriod, periodOf } from '../calendar/period.ts'
import type { ResolvedWindow } from './condition.ts'
import type { SchemeWindow } from './scheme-schema.ts'

/** First and last day of a span, and its name. */
interface Span {
  readonly from: PlainDate
  readonly to: PlainDate
  readonly name: string
}

/** The half-year that `q` lies in, by its first quarter. @law HS-22 A-35 */
const halfOf = (q: Quarter): Quarter => ({ year: q.year, quarter: q.quarter <= 2 ? 1 : 3 })

/** `back` units before the one of `asOf`, `span` units long. @law LY-28 A-25 SJZ-27 EZ-41 X-02 */
function spanOf(unit: SchemeWindow['unit'], asOf: PlainDate, back: number, span: number): Span {
  if (unit === 'year') {
    const [first, last] = [yearOf(asOf) - back, yearOf(asOf) - back + span - 1]
    return { from: plainDateOf(first, 1, 1), to: plainDateOf(last, 12, 31), name: first === last ? `${first}年` : `${first}年至${last}年` }
  }
  const length = unit === 'quarter' ? 1 : 2
  const anchor = unit === 'quarter' ? quarterOf(asOf) : halfOf(quarterOf(asOf))
  const first = addQuarters(anchor, -back * length)
  const last = addQuarters(first, span * length - 1)
  const from = quarterStart(first)
  const name = (q: Quarter) =>
    unit === 'quarter' ? namePeriod(periodOf(quarterStart(q))) : `${q.year}年${q.quarter <= 2 ? '上' : '下'}半年`
  return { from, to: quarterEnd(last), name: span === 1 ? name(first) : `${name(first)}至${name(last)}` }
}

/** @law LY-28 A-25 SJZ-27 EZ-41 */
export function resolveWindow(window: SchemeWindow, asOf: PlainDate): ResolvedWindow {
  const { from, to, name } = spanOf(window.unit, asOf, window.back, window.span ?? 1)
  return { from, to, label: `${window.name}（${name}）` }
}

/** The quarter, half-year or year that holds the day. @law HS-22 A-35 JX-47 */
export function spanAround(unit: SchemeWindow['unit'], asOf: PlainDate): { readonly from: PlainDate; readonly to: PlainDate } {
  const { from, to } = spanOf(unit, asOf, 0, 1)
  return { from, to }
}

/** Which quarter of the half-year (1, 2) or of the year (1–4) the day lies in. @law HS-22 A-21 */
export const quarterWithin = (unit: 'half-year' | 'year', asOf: PlainDate): number => {
  const { quarter } = quarterOf(asOf)
  return unit === 'year' ? quarter : quarter % 2 === 1 ? 1 : 2
}
