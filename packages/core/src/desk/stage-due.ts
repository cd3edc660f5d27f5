/**
 * 四个环节的时限 — task, inspect, enter, publish, each with its start and its limit from the scheme. One place computes the last day; the desk counts
 * down to it and 监督 lists who passed it. A day that leans on a year not yet announced says so.
 * @law LY-20 SJZ-53 HS-27
 */
import type { PlainDate } from '../base/plain-date.ts'
import { quarterEnd, quarterOf } from '../base/plain-date.ts'
import { addWorkingDays, countWorkingDays, lastWorkingDays, type WorkingCalendar } from '../calendar/working-days.ts'
import type { Stage } from './facts.ts'

export interface Deadline {
  readonly on: PlainDate
  readonly provisional: boolean
}

/** Working-day arithmetic that answers each question once: three thousand visits ask the same dozen. */
export interface DayCount {
  after(from: PlainDate, count: number): Deadline
  /** The last day from which `count` working days are still left until `due`. */
  before(due: PlainDate, count: number): PlainDate
  between(from: PlainDate, to: PlainDate): number
}

export function countDays(calendar: WorkingCalendar): DayCount {
  const kept = new Map<string, unknown>()
  const once = <T>(key: string, make: () => T): T => {
    if (!kept.has(key)) kept.set(key, make())
    return kept.get(key) as T
  }
  return {
    after: (from, count) =>
      once(`a${from}${count}`, () => {
        const due = addWorkingDays(calendar, from, count)
        return { on: due.on, provisional: due.provisionalYears.length > 0 }
      }),
    before: (due, count) => once(`b${due}${count}`, () => lastWorkingDays(calendar, due, count + 1).days[0]!),
    between: (from, to) => once(`c${from}${to}`, () => countWorkingDays(calendar, from, to)),
  }
}

/** The days a stage may start from; null: it has not happened. */
export type StageStarts = Readonly<Record<Stage['from'], PlainDate | null>>

/** Last day of a stage; null while its start has not happened, or where the scheme sets no limit. */
export function stageDue(stages: readonly Stage[], code: Stage['code'], starts: StageStarts, days: DayCount): Deadline | null {
  const stage = stages.find(s => s.code === code)
  const start = stage && starts[stage.from]
  if (!stage || !start) return null
  return stage.limit.kind === 'period-end' ? { on: quarterEnd(quarterOf(start)), provisional: false } : days.after(start, stage.limit.count)
}

const earlier = (a: Deadline, b: Deadline | null): Deadline => (b !== null && b.on < a.on ? b : a)

/** 开展检查: the scheme's limit, never later than the day the task names. A visit that was not drawn has the day it was given. */
export function inspectDue(
  stages: readonly Stage[],
  visit: { readonly dueOn: PlainDate; readonly periodEnd: PlainDate | null; readonly issuedOn: PlainDate },
  days: DayCount,
): Deadline {
  const own = { on: visit.dueOn, provisional: false }
  if (visit.periodEnd === null) return own
  const stage = stages.find(s => s.code === 'inspect')
  if (stage?.limit.kind === 'period-end') return earlier(own, { on: visit.periodEnd, provisional: false })
  return earlier(
    own,
    stageDue(stages, 'inspect', { drawn: visit.issuedOn, issued: visit.issuedOn, completed: null, determined: null }, days),
  )
}

/** 结果录入: from the end of the check to the signed record. */
export const enterDue = (
  stages: readonly Stage[],
  visit: { readonly issuedOn: PlainDate; readonly completedOn: PlainDate },
  days: DayCount,
): Deadline | null =>
  stageDue(stages, 'enter', { drawn: visit.issuedOn, issued: visit.issuedOn, completed: visit.completedOn, determined: null }, days)

/** 任务制定: a task that was issued goes into a batch. Here a task is issued before it is drawn, so both starts are that day. */
export const taskDue = (stages: readonly Stage[], issuedOn: PlainDate, days: DayCount): Deadline | null =>
  stageDue(stages, 'task', { drawn: issuedOn, issued: issuedOn, completed: null, determined: null }, days)

/** 审核公示: as stored with the result; else from the scheme's own start event. @law A-28 SJZ-63 EZ-52 */
export function publishDue(
  stages: readonly Stage[],
  publicity: { readonly start: 'determination' | 'completion'; readonly workingDays: number } | null,
  finding: {
    readonly dueOn: PlainDate | null
    readonly provisional: boolean
    readonly completedOn: PlainDate
    readonly determinedOn: PlainDate | null
  },
  days: DayCount,
): Deadline | null {
  if (finding.dueOn !== null) return { on: finding.dueOn, provisional: finding.provisional }
  const stage = stageDue(
    stages,
    'publish',
    { drawn: null, issued: null, completed: finding.completedOn, determined: finding.determinedOn },
    days,
  )
  const start = publicity?.start === 'completion' ? finding.completedOn : finding.determinedOn
  if (publicity === null || start === null) return stage
  return earlier(days.after(start, publicity.workingDays), stage)
}
