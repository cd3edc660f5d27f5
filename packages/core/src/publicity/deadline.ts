/**
 * 公示期限 — by when a result, and the annual plan, must be public. The day it starts from is the scheme's own: the determination (SJZ, JX) or the
 * completion of the check (EZ), which is the stricter. Day 0 is not counted.
 */
import { addDays, dayOfMonth, type PlainDate } from '../base/plain-date.ts'
import { addWorkingDays, countWorkingDays, type WorkingCalendar, type WorkingDate } from '../calendar/working-days.ts'

export interface PublicityRule {
  readonly start: 'determination' | 'completion'
  readonly workingDays: number
  /** 每月公示一轮: the last working day of the month reminds, where it is earlier. */
  readonly monthly?: boolean | undefined
}

/** The day the count starts from; null while it has not happened. */
export const startOfPublicity = (
  rule: PublicityRule,
  days: { readonly completedOn: PlainDate; readonly determinedOn: PlainDate | null },
): PlainDate | null => (rule.start === 'completion' ? days.completedOn : days.determinedOn)

/** 应公示日. @law SJZ-63 JX-50 EZ-52 X-03 A-28 */
export function publicityDueOn(
  calendar: WorkingCalendar,
  rule: PublicityRule,
  days: { readonly completedOn: PlainDate; readonly determinedOn: PlainDate | null },
): WorkingDate | null {
  const from = startOfPublicity(rule, days)
  return from === null ? null : addWorkingDays(calendar, from, rule.workingDays)
}

/** 年度计划应公开日: 20 working days after it was issued. @law JX-28 */
export const planDueOn = (calendar: WorkingCalendar, issuedOn: PlainDate): WorkingDate => addWorkingDays(calendar, issuedOn, 20)

/** The last working day of the month of `on`. */
function monthRound(calendar: WorkingCalendar, on: PlainDate): PlainDate {
  let last = on
  for (let day = addDays(on, 1); dayOfMonth(day) !== 1; day = addDays(day, 1)) if (calendar.isWorkingDay(day)) last = day
  return last
}

/** 提醒日: the monthly round where the scheme has one and it comes first, else the due day. @law SJZ-09 X-09 */
export function remindOn(calendar: WorkingCalendar, rule: PublicityRule, from: PlainDate, dueOn: PlainDate): PlainDate {
  const round = rule.monthly ? monthRound(calendar, from) : dueOn
  return round < dueOn ? round : dueOn
}

export interface Countdown {
  /** Working days left up to and including the due day; negative: late by so many. */
  readonly left: number
  readonly overdue: boolean
  readonly says: string
}

/** 倒计时 on a day, as the screens print it. */
export function countdownTo(calendar: WorkingCalendar, today: PlainDate, dueOn: PlainDate): Countdown {
  const overdue = today > dueOn
  const left = countWorkingDays(calendar, today, dueOn)
  const says = overdue
    ? `已超期 ${Math.max(1, -left)} 个工作日，应于 ${dueOn} 前公示`
    : today === dueOn
      ? `今天到期（${dueOn}）`
      : `还剩 ${left} 个工作日，${dueOn} 前`
  return { left, overdue, says }
}
