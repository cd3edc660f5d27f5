/** 已提交的检查 — for the features that come after it: results, follow-ups, documents. Nothing here answers before the visit is done. */
import type { Scope } from '@mingcha/core/access'
import type { PlainDate } from '@mingcha/core/base'
import { emptyRecord, recordSchema, type VisitRecord } from '@mingcha/core/inspection'
import type { ReadDb } from '../../db/tx.ts'
import { type CheckedItem, signedSchema } from './work.ts'

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
  readonly submittedBy: string | null
  readonly method: 'on-site' | 'off-site' | 'other' | null
  readonly record: VisitRecord
  readonly recordSha256: string | null
  readonly items: readonly CheckedItem[]
  readonly officers: readonly { readonly code: string; readonly name: string; readonly certificate: string }[]
  readonly state: 'done' | 'closed'
}

export async function loadDoneVisits(db: ReadDb, scope: Scope, ids?: readonly string[]): Promise<DoneVisit[]> {
  if (ids?.length === 0) return []
  const rows = await db
    .selectFrom('visit')
    .selectAll()
    .where('agency_id', 'in', scope.agencies)
    .where('state', 'in', ['done', 'closed'])
    .$if(ids !== undefined, q => q.where('id', 'in', ids ?? []))
    .orderBy('number')
    .execute()
  return rows.map(r => {
    // A visit recorded before records were signed has its result and no record.
    const signed = signedSchema.safeParse(r.record).data
    return {
      id: r.id,
      number: r.number,
      batchCode: r.batch_code,
      kind: r.kind as DoneVisit['kind'],
      subjectCode: r.subject_code ?? '',
      subjectName: r.subject_name ?? r.subject_code ?? '',
      inspectors: r.inspectors ?? [],
      doneOn: (r.done_on ?? '') as PlainDate,
      submittedAt: r.recorded_at,
      submittedBy: r.recorded_by,
      method: r.method as DoneVisit['method'],
      record: signed?.record ?? recordSchema.safeParse(r.record).data ?? emptyRecord,
      recordSha256: r.record_sha256,
      items: signed?.items ?? [],
      officers: signed?.officers ?? [],
      state: r.state as 'done' | 'closed',
    }
  })
}

export async function loadDoneVisit(db: ReadDb, scope: Scope, id: string): Promise<DoneVisit | null> {
  const [visit] = await loadDoneVisits(db, scope, [id])
  return visit ?? null
}
