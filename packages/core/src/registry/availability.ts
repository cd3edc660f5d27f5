/**
 * 可参加抽取 — who may stand in the roster of a draw: a certified officer, in post, whose certificate holds to the last day of the task, and who is
 * not on leave while it runs. Strict on purpose: somebody on leave for part of the period is left out, because the roster is a promise that each
 * drawn officer can go; whoever falls ill later is replaced by a logged reassignment.
 */
import type { PlainDate } from '../base/plain-date.ts'
import type { InspectorEntry } from './inspector-ledger.ts'

export interface Availability {
  readonly state: 'available' | 'assistant' | 'transferred' | 'uncertified' | 'expired' | 'leave'
  readonly available: boolean
  readonly why: string
  readonly law: readonly string[]
}

type Judged = Pick<InspectorEntry, 'kind' | 'status' | 'certificateNumber' | 'certificateValidTo' | 'leaveFrom' | 'leaveTo'>

/** `from` is the first day of the work, `dueOn` its last. @law A-29 LY-09 SJZ-16 */
export function judgeAvailability(inspector: Judged, from: PlainDate, dueOn: PlainDate): Availability {
  const no = (state: Availability['state'], why: string, law: readonly string[]): Availability => ({ state, available: false, why, law })
  if (inspector.kind === 'assistant') return no('assistant', '辅助人员只能协助，不计入两名执法人员', ['LY-09', 'X-05'])
  if (inspector.status === 'transferred') return no('transferred', '已调离', ['SJZ-16'])
  if (inspector.certificateNumber === null || inspector.certificateValidTo === null)
    return no('uncertified', '没有执法证', ['A-29', 'LY-09'])
  if (inspector.certificateValidTo < dueOn)
    return no('expired', `执法证 ${inspector.certificateValidTo} 到期，早于任务截止日 ${dueOn}`, ['A-29', 'SJZ-16'])
  const { leaveFrom, leaveTo } = inspector
  const away = leaveFrom !== null ? leaveFrom <= dueOn && (leaveTo === null || leaveTo >= from) : inspector.status === 'leave'
  if (away) return no('leave', `请假 ${leaveFrom ?? ''}至${leaveTo ?? '未定'}，与检查期间重叠`, ['SJZ-16'])
  return { state: 'available', available: true, why: '持证在岗，证件到任务截止日有效', law: ['A-29'] }
}
