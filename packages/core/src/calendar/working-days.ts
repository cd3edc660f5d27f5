/**
 * 工作日 — Monday to Friday less the statutory holidays, plus the make-up days, from a table that is an argument. The first day counted is
 * the day after the event. A year the State Council has not yet announced is counted as Monday to Friday less 1 January, and every answer that
 * leaned on such a year names it, so that the screen can say 暂定 and the date be computed again when the notice comes.
 */
import { addDays, type PlainDate, weekdayOf, yearOf } from '../base/plain-date.ts'

/** 一年的放假安排: `off` are the days off (weekends in them do no harm), `work` the make-up days. */
export interface HolidayYear {
  readonly year: number
  readonly off: readonly PlainDate[]
  readonly work: readonly PlainDate[]
}

export interface WorkingCalendar {
  isWorkingDay(on: PlainDate): boolean
  /** The year's arrangement is known; otherwise its days are provisional. */
  isAnnounced(year: number): boolean
}

/** A legal day, and the years (ascending) whose arrangement was not known when it was computed; empty: final. */
export interface WorkingDate {
  readonly on: PlainDate
  readonly provisionalYears: readonly number[]
}

/** @law A-24 */
export function makeWorkingCalendar(years: readonly HolidayYear[]): WorkingCalendar {
  const announced = new Set(years.map(y => y.year))
  const off = new Set<string>(years.flatMap(y => y.off))
  const work = new Set<string>(years.flatMap(y => y.work))
  return {
    isAnnounced: year => announced.has(year),
    isWorkingDay(on) {
      if (work.has(on)) return true
      if (off.has(on) || weekdayOf(on) > 5) return false
      return announced.has(yearOf(on)) || !on.endsWith('-01-01')
    },
  }
}

/** `count` working days after `from`, which is day 0 and not counted. `count` ≥ 1. @law A-24 SJZ-63 JX-28 EZ-52 */
export function addWorkingDays(calendar: WorkingCalendar, from: PlainDate, count: number): WorkingDate {
  if (!Number.isInteger(count) || count < 1 || count > 3000) throw new Error(`not a number of working days: ${count}`)
  const asked = new Set<number>()
  let on = from
  for (let left = count; left > 0; ) {
    on = addDays(on, 1)
    asked.add(yearOf(on))
    if (calendar.isWorkingDay(on)) left--
  }
  return { on, provisionalYears: provisional(calendar, asked) }
}

/** Working days after `from` up to and including `to`; negative when `to` is earlier: the countdown of a deadline, and how late it is. */
export function countWorkingDays(calendar: WorkingCalendar, from: PlainDate, to: PlainDate): number {
  const [early, late, sign] = from <= to ? [from, to, 1] : [to, from, -1]
  let count = 0
  for (let on = early; on < late; ) {
    on = addDays(on, 1)
    if (calendar.isWorkingDay(on)) count++
  }
  return count === 0 ? 0 : sign * count
}

/** The last `count` working days up to and including `until`, ascending: the draw window of a quarter. @law HS-26 */
export function lastWorkingDays(
  calendar: WorkingCalendar,
  until: PlainDate,
  count: number,
): { readonly days: readonly PlainDate[]; readonly provisionalYears: readonly number[] } {
  if (!Number.isInteger(count) || count < 1 || count > 300) throw new Error(`not a number of working days: ${count}`)
  const days: PlainDate[] = []
  const asked = new Set<number>()
  for (let on = until; days.length < count; on = addDays(on, -1)) {
    asked.add(yearOf(on))
    if (calendar.isWorkingDay(on)) days.unshift(on)
  }
  return { days, provisionalYears: provisional(calendar, asked) }
}

const provisional = (calendar: WorkingCalendar, years: ReadonlySet<number>): number[] =>
  [...years].filter(year => !calendar.isAnnounced(year)).sort((a, b) => a - b)
