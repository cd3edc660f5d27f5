/** 工作日历 of the deadlines of publicity. */
import { announcedHolidays, makeWorkingCalendar } from '@mingcha/core/calendar'

export const calendar = makeWorkingCalendar(announcedHolidays)
