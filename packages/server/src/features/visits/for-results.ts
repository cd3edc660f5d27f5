/** 已提交的检查 — for the features that come after it: results, follow-ups, documents. Nothing here answers before the visit is done. */
import type { Scope } from '@mingcha/core/access'
import type { VisitRecord } from '@mingcha/core/inspection'
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
  readonly doneOn: string
  readonly submittedAt: string
  readonly submittedBy: string | null
  readonly method: 'on-site' | 'off-site' | 'other'
  readonly record: VisitRecord
  readonly recordSha256: string
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
    .where('record', 'is not', null)
    .$if(ids !== undefined, q => q.where('id', 'in', ids ?? []))
    .orderBy('number')
    .execute()
  return rows.map(r => {
    const signed = signedSchema.parse(r.record)
    return {
      id: r.id,
      number: r.number,
      batchCode: r.batch_code,
      kind: r.kind as DoneVisit['kind'],
      subjectCode: r.subject_code ?? signed.subject.code,
      subjectName: r.subject_name ?? signed.subject.name,
      inspectors: r.inspectors ?? [],
      doneOn: r.done_on ?? '',
      submittedAt: r.recorded_at ?? '',
      submittedBy: r.recorded_by,
      method: signed.method,
      record: signed.record,
      recordSha256: r.record_sha256 ?? '',
      items: signed.items,
      officers: signed.officers,
      state: r.state as 'done' | 'closed',
    }
  })
}

export async function loadDoneVisit(db: ReadDb, scope: Scope, id: string): Promise<DoneVisit | null> {
  const [visit] = await loadDoneVisits(db, scope, [id])
  return visit ?? null
}
