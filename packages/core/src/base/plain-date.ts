/**
 * PlainDate — 日期：a legal day, `YYYY-MM-DD`, in the calendar the law uses; no hour, no zone, no clock. Instants of the log are
 * `YYYY-MM-DDTHH:MM:SSZ`. Both are texts whose order as text is their order in time, so they compare with `<`.
 * Refused text is `undefined`. Arithmetic is over the proleptic Gregorian calendar, years 0001–9999.
 */
declare const day: unique symbol
declare const moment: unique symbol

/** 日期, `YYYY-MM-DD`. */
export type PlainDate = string & { readonly [day]: true }
/** 时刻, `YYYY-MM-DDTHH:MM:SSZ`, UTC to the second. */
export type Instant = string & { readonly [moment]: true }

export interface Quarter {
  readonly year: number
  readonly quarter: 1 | 2 | 3 | 4
}

export const isLeapYear = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)

export const daysInMonth = (year: number, month: number): number =>
  month === 2 ? (isLeapYear(year) ? 29 : 28) : month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31

export function parsePlainDate(text: string): PlainDate | undefined {
  const found = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(text)
  if (found === null) return undefined
  const [year, month, date] = [Number(found[1]), Number(found[2]), Number(found[3])]
  if (year < 1 || month < 1 || month > 12 || date < 1 || date > daysInMonth(year, month)) return undefined
  return text as PlainDate
}

export function parseInstant(text: string): Instant | undefined {
  const found = /^([0-9-]{10})T([0-9]{2}):([0-9]{2}):([0-9]{2})Z$/.exec(text)
  if (found === null || parsePlainDate(found[1]!) === undefined) return undefined
  if (Number(found[2]) > 23 || Number(found[3]) > 59 || Number(found[4]) > 59) return undefined
  return text as Instant
}

/** Year, month (1–12), day of month → date. Throws when there is no such day: only a bug asks. */
export function plainDateOf(year: number, month: number, date: number): PlainDate {
  const text = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`
  const parsed = parsePlainDate(text)
  if (parsed === undefined) throw new Error(`no such day: ${text}`)
  return parsed
}

export const yearOf = (on: PlainDate): number => Number(on.slice(0, 4))
export const monthOf = (on: PlainDate): number => Number(on.slice(5, 7))
export const dayOfMonth = (on: PlainDate): number => Number(on.slice(8, 10))

/** Days since 1970-01-01 (day 0). */
export function dayNumber(on: PlainDate): number {
  const month = monthOf(on)
  const year = month <= 2 ? yearOf(on) - 1 : yearOf(on)
  const era = Math.floor(year / 400)
  const yearOfEra = year - era * 400
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + dayOfMonth(on) - 1
  return era * 146097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719468
}

/** The day with this number since 1970-01-01. Throws outside the years 0001–9999. */
export function dateOfDayNumber(days: number): PlainDate {
  const z = days + 719468
  const era = Math.floor(z / 146097)
  const dayOfEra = z - era * 146097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shifted = Math.floor((5 * dayOfYear + 2) / 153)
  const month = shifted < 10 ? shifted + 3 : shifted - 9
  return plainDateOf(yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1)
}

export const addDays = (on: PlainDate, days: number): PlainDate => dateOfDayNumber(dayNumber(on) + days)

/** Days from `from` to `to`, negative when `to` is earlier. */
export const daysBetween = (from: PlainDate, to: PlainDate): number => dayNumber(to) - dayNumber(from)

/** 1 Monday … 7 Sunday (ISO 8601). */
export const weekdayOf = (on: PlainDate): number => ((((dayNumber(on) + 3) % 7) + 7) % 7) + 1

/** The same day `months` later; the last day of the month where that day does not exist (31 January + 1 → 28 or 29 February). */
export function addMonths(on: PlainDate, months: number): PlainDate {
  const total = yearOf(on) * 12 + (monthOf(on) - 1) + months
  const year = Math.floor(total / 12)
  const month = total - year * 12 + 1
  return plainDateOf(year, month, Math.min(dayOfMonth(on), daysInMonth(year, month)))
}

/** 季度. */
export const quarterOf = (on: PlainDate): Quarter => ({
  year: yearOf(on),
  quarter: (Math.floor((monthOf(on) - 1) / 3) + 1) as Quarter['quarter'],
})

/** `count` quarters later (earlier when negative). */
export function addQuarters(q: Quarter, count: number): Quarter {
  const total = q.year * 4 + (q.quarter - 1) + count
  const year = Math.floor(total / 4)
  return { year, quarter: (total - year * 4 + 1) as Quarter['quarter'] }
}

export const quarterStart = (q: Quarter): PlainDate => plainDateOf(q.year, (q.quarter - 1) * 3 + 1, 1)
export const quarterEnd = (q: Quarter): PlainDate => addDays(quarterStart(addQuarters(q, 1)), -1)

/** `2026-Q2`, as the protocol writes a period. */
export const quarterCode = (q: Quarter): string => `${String(q.year).padStart(4, '0')}-Q${q.quarter}`
