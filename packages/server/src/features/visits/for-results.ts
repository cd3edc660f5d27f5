/** 已提交的检查 — what the results feature may know of a visit: nothing before it is done. */
import type { Scope } from '@mingcha/core/access'
import type { PlainDate } from '@mingcha/core/base'
import { emptyRecord, recordSchema, type VisitRecord, type VisitState } from '@mingcha/core/inspection'
import type { ReadDb } from '../../db/tx.ts'

export interface DoneVisit {
  readonly id: string
  readonly number: string
  readonly batchCode: string | null
  readonly kind: 'random' | 'targeted' | 'recheck'
  readonly subjectCode: string
  readonly subjectName: string
  readonly inspectors: readonly string[]
  readonly doneOn: PlainDate
  readonly submittedAt: string | null
  readonly method: 'on-site' | 'off-site' | 'other' | null
  readonly record: VisitRecord
  readonly recordSha256: string | null
  readonly state: VisitState
}

/** Null for a visit that is not submitted, or of another agency. */
export async function loadDoneVisit(db: ReadDb, scope: Scope, visitId: string): Promise<DoneVisit | null> {
  const v = await db
    .selectFrom('visit')
    .selectAll()
    .where('agency_id', 'in', scope.agencies)
    .where('id', '=', visitId)
    .where('state', 'in', ['done', 'closed'])
    .executeTakeFirst()
  if (!v || v.subject_code === null || v.done_on === null) return null
  return {
    id: v.id,
    number: v.number,
    batchCode: v.batch_code,
    kind: v.kind as DoneVisit['kind'],
    subjectCode: v.subject_code,
    subjectName: v.subject_name ?? v.subject_code,
    inspectors: v.inspectors ?? [],
    doneOn: v.done_on as PlainDate,
    submittedAt: v.recorded_at,
    method: v.method as DoneVisit['method'],
    record: recordSchema.safeParse(v.record).data ?? emptyRecord,
    recordSha256: v.record_sha256,
    state: v.state as VisitState,
  }
}
