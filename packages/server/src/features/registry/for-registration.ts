/** What the registration of an outside draw asks of the registries: who a code or a certificate number belongs to. */
import type { Scope } from '@mingcha/core/access'
import type { PlainDate } from '@mingcha/core/base'
import { normaliseCode } from '@mingcha/core/registry'
import type { ReadDb } from '../../db/tx.ts'
import { type DrawSubject, loadRecusals, loadSubjectsForDraw } from './for-draw.ts'

export interface RegisteredOfficer {
  readonly code: string
  readonly kind: 'officer' | 'assistant'
  readonly status: 'active' | 'leave' | 'transferred'
  readonly certificateNumber: string | null
  readonly certificateValidTo: PlainDate | null
  readonly leaveFrom: PlainDate | null
  readonly leaveTo: PlainDate | null
  readonly specialities: readonly string[]
}
export interface RegistriesByCode {
  readonly subjects: ReadonlyMap<string, DrawSubject>
  /** 统一社会信用代码 → object codes: one firm may have two sites. */
  readonly byCredit: ReadonlyMap<string, readonly string[]>
  readonly byName: ReadonlyMap<string, readonly string[]>
  /** By staff code and by certificate number. */
  readonly officers: ReadonlyMap<string, RegisteredOfficer>
  /** `officer|subject`. */
  readonly recused: ReadonlySet<string>
}

/** Both registries of the agency, to be asked row by row. @law SJZ-14 A-29 */
export async function loadRegistriesByCode(db: ReadDb, scope: Scope, asOf: PlainDate): Promise<RegistriesByCode> {
  const subjects = new Map((await loadSubjectsForDraw(db, scope, asOf)).map(s => [s.id, s]))
  const byCredit = new Map<string, string[]>()
  const credits = await db.selectFrom('subject').select(['code', 'credit_code']).where('agency_id', 'in', scope.agencies).execute()
  for (const { code, credit_code } of credits)
    if (credit_code !== null) byCredit.set(credit_code, [...(byCredit.get(credit_code) ?? []), code].sort())
  const byName = new Map<string, string[]>()
  for (const s of subjects.values()) byName.set(s.name, [...(byName.get(s.name) ?? []), s.id])
  const officers = new Map<string, RegisteredOfficer>()
  for (const r of await db.selectFrom('inspector').selectAll().where('agency_id', 'in', scope.agencies).orderBy('code').execute()) {
    const officer: RegisteredOfficer = {
      code: r.code,
      kind: r.kind as RegisteredOfficer['kind'],
      status: r.status as RegisteredOfficer['status'],
      certificateNumber: r.certificate_number,
      certificateValidTo: r.certificate_valid_to as PlainDate | null,
      leaveFrom: r.leave_from as PlainDate | null,
      leaveTo: r.leave_to as PlainDate | null,
      specialities: [...r.specialities].sort(),
    }
    // A staff code is one person's; a certificate number that happens to spell another's staff code does not take it.
    if (r.certificate_number !== null && !officers.has(normaliseCode(r.certificate_number)))
      officers.set(normaliseCode(r.certificate_number), officer)
    officers.set(r.code, officer)
  }
  const recused = new Set((await loadRecusals(db, scope)).map(r => `${r.inspector}|${r.subject}`))
  return { subjects, byCredit, byName, officers, recused }
}
