/**
 * 已公布的放假安排 — what the product starts with; a bureau may correct it, and adds the next year when the State Council's notice comes (each
 * November). 2026 was read in the notice of 2025-11-04. 2025 serves the numeric vectors and records of that year; compare it with the notice before
 * relying on it for a dispute.
 */
import { addDays, type PlainDate, plainDateOf } from '../base/plain-date.ts'
import type { HolidayYear } from './working-days.ts'

type MonthDay = readonly [month: number, day: number]

function holidayYear(year: number, spans: readonly (readonly [from: MonthDay, days: number])[], work: readonly MonthDay[]): HolidayYear {
  const off: PlainDate[] = spans.flatMap(([[month, day], days]) =>
    Array.from({ length: days }, (_, i) => addDays(plainDateOf(year, month, day), i)),
  )
  return { year, off, work: work.map(([month, day]) => plainDateOf(year, month, day)) }
}

export const announcedHolidays: readonly HolidayYear[] = [
  holidayYear(
    2025,
    [
      [[1, 1], 1],
      [[1, 28], 8],
      [[4, 4], 3],
      [[5, 1], 5],
      [[5, 31], 3],
      [[10, 1], 8],
    ],
    [
      [1, 26],
      [2, 8],
      [4, 27],
      [9, 28],
      [10, 11],
    ],
  ),
  holidayYear(
    2026,
    [
      [[1, 1], 3],
      [[2, 15], 9],
      [[4, 4], 3],
      [[5, 1], 5],
      [[6, 19], 3],
      [[9, 25], 3],
      [[10, 1], 7],
    ],
    [
      [1, 4],
      [2, 14],
      [2, 28],
      [5, 9],
      [9, 20],
      [10, 10],
    ],
  ),
]
