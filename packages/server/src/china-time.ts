/** 北京时间 — the legal day and the clock of an instant. China keeps one offset all year. */
import type { PlainDate } from '@mingcha/core/base'
import { announcedHolidays, makeWorkingCalendar } from '@mingcha/core/calendar'

/** The instant as China's clock shows it, in ISO form: slice what is needed. */
export const chinaClock = (iso: string): string => new Date(Date.parse(iso) + 8 * 3_600_000).toISOString()
/** 法定日期. */
export const chinaDay = (iso: string): PlainDate => chinaClock(iso).slice(0, 10) as PlainDate
/** 2026-03-28 21:40. */
export const sayMinute = (iso: string): string => chinaClock(iso).slice(0, 16).replace('T', ' ')

/** 工作日历 — the years that are announced. */
export const calendar = makeWorkingCalendar(announcedHolidays)
