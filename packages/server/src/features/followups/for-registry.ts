/** 行政处罚决定 that our own cases ended with, for the registry: a penalty decided here counts without being typed a second time. */
import type { Scope } from '@mingcha/core/access'
import type { PlainDate } from '@mingcha/core/base'
import { type Step, validSteps } from '@mingcha/core/followup'
import type { ReadDb } from '../../db/tx.ts'

export interface OwnPenalty {
  readonly subject: string
  readonly on: PlainDate
  /** 决定书文号. */
  readonly reference: string
}

/** The last decision of each case that was not cancelled, where it is a penalty. @law SJZ-04 SJZ-27 LY-28 JX-42 */
export async function loadOwnPenalties(db: ReadDb, scope: Scope, codes?: readonly string[]): Promise<OwnPenalty[]> {
  if (codes?.length === 0) return []
  const rows = await db
    .selectFrom('follow_up_step as step')
    .innerJoin('follow_up as case', join => join.onRef('case.agency_id', '=', 'step.agency_id').onRef('case.id', '=', 'step.follow_up_id'))
    .innerJoin('visit', join => join.onRef('visit.agency_id', '=', 'case.agency_id').onRef('visit.id', '=', 'case.visit_id'))
    .select(['step.follow_up_id', 'step.seq', 'step.action', 'step.detail', 'step.evidence', 'visit.subject_code'])
    .where('step.agency_id', 'in', scope.agencies)
    .where('case.kind', '=', 'case')
    .where('case.state', '<>', 'cancelled')
    .where('step.action', 'in', ['decided', 'voided'])
    .$if(codes !== undefined, q => q.where('visit.subject_code', 'in', codes ?? []))
    .orderBy('step.follow_up_id')
    .orderBy('step.seq')
    .execute()
  const cases = new Map<string, { subject: string; steps: Step[] }>()
  for (const r of rows) {
    if (r.subject_code === null) continue
    const known = cases.get(r.follow_up_id) ?? { subject: r.subject_code, steps: [] }
    known.steps.push({ seq: r.seq, action: r.action as Step['action'], detail: r.detail as Step['detail'], evidence: r.evidence })
    cases.set(r.follow_up_id, known)
  }
  return [...cases.values()].flatMap(({ subject, steps }) => {
    const last = validSteps(steps).findLast(s => s.action === 'decided')
    if (last === undefined || last.detail.outcome !== 'penalty' || typeof last.detail.on !== 'string') return []
    return [{ subject, on: last.detail.on as PlainDate, reference: String(last.detail.documentNumber ?? '') }]
  })
}
