/** What a draw needs of the registries: subjects, roster, recusals, and the root that the log keeps of them. */
import type { Scope } from '@mingcha/core/access'
import { encodeUtf8, type PlainDate, printCanonical, sha256Hex } from '@mingcha/core/base'
import { merkleRoot } from '@mingcha/core/log'
import { type Availability, judgeAvailability } from '@mingcha/core/registry'
import type { ClassifiableSubject, PastCheck } from '@mingcha/core/scheme'
import type { Selectable } from 'kysely'
import type { DB } from '../../db/tables.ts'
import type { ReadDb } from '../../db/tx.ts'
import type { Seal } from '../../ports/seal.ts'
import { loadVerdicts } from '../results/for-registry.ts'
import { loadChecks, loadFacts, loadListed, markFacets } from './load-records.ts'

export interface DrawSubject extends ClassifiableSubject {
  readonly name: string
  readonly region: string
  readonly industry: string
  readonly lists: readonly string[]
  readonly checks: readonly PastCheck[]
}

/**
 * Every subject of the agency by code, with its facts, lists and past checks as on the day `asOf`; `codes` narrows to some. With the seal, the checks also
 * hold the visits that are drawn and not done: for the assembly of a frame and nothing else (X-04). @law A-26 A-08 A-13 A-16 HS-16 JX-38
 */
export async function loadSubjectsForDraw(
  db: ReadDb,
  scope: Scope,
  asOf: PlainDate,
  codes?: readonly string[],
  seal?: Seal,
): Promise<DrawSubject[]> {
  if (codes?.length === 0) return []
  const verdicts = await loadVerdicts(db, scope, codes)
  const facts = await loadFacts(db, scope, asOf, verdicts, codes)
  const listed = await loadListed(db, scope, asOf, codes)
  const checks = await loadChecks(db, scope, asOf, verdicts, codes, seal)
  const rows = await db
    .selectFrom('subject')
    .select(['code', 'name', 'region', 'industry', 'status', 'facets', 'lists'])
    .where('agency_id', 'in', scope.agencies)
    .$if(codes !== undefined, q => q.where('code', 'in', codes ?? []))
    .execute()
  return rows
    .map(r => ({
      id: r.code,
      name: r.name,
      region: r.region,
      industry: r.industry,
      status: r.status as ClassifiableSubject['status'],
      facets: markFacets(r.facets as unknown as ClassifiableSubject['facets'], listed.get(r.code)),
      facts: facts.get(r.code) ?? [],
      lists: [...new Set([...r.lists, ...(listed.get(r.code)?.now ?? [])])].sort(),
      checks: checks.get(r.code) ?? [],
    }))
    .sort((a, b) => (a.id < b.id ? -1 : 1))
}

export interface DrawOfficer {
  readonly code: string
  readonly name: string
  /** 单位部门. */
  readonly unit: string
  readonly certificateNumber: string
  readonly specialities: readonly string[]
}
export interface Roster {
  readonly available: readonly DrawOfficer[]
  readonly excluded: readonly { readonly reason: string; readonly count: number }[]
}

const outWords: Record<string, string> = {
  assistant: '辅助人员',
  transferred: '已调离',
  uncertified: '没有执法证',
  expired: '执法证到期',
  leave: '请假',
}

type OfficerRow = Pick<
  Selectable<DB['inspector']>,
  'kind' | 'status' | 'certificate_number' | 'certificate_valid_to' | 'leave_from' | 'leave_to'
>
/** Can this officer of the registry go from `from` to `dueOn`? @law A-29 LY-09 SJZ-16 */
export const judgeOfficer = (r: OfficerRow, from: PlainDate, dueOn: PlainDate): Availability =>
  judgeAvailability(
    {
      kind: r.kind as 'officer',
      status: r.status as 'active',
      certificateNumber: r.certificate_number,
      certificateValidTo: r.certificate_valid_to as PlainDate | null,
      leaveFrom: r.leave_from as PlainDate | null,
      leaveTo: r.leave_to as PlainDate | null,
    },
    from,
    dueOn,
  )

/** Certified officers who can go in the whole period; the others counted by reason. @law A-29 LY-09 SJZ-16 */
export async function loadRosterForDraw(db: ReadDb, scope: Scope, period: { from: PlainDate; dueOn: PlainDate }): Promise<Roster> {
  const rows = await db.selectFrom('inspector').selectAll().where('agency_id', 'in', scope.agencies).orderBy('code').execute()
  const counts = new Map<string, number>()
  const available: DrawOfficer[] = []
  for (const r of rows) {
    const judged = judgeOfficer(r, period.from, period.dueOn)
    if (judged.available && r.certificate_number !== null)
      available.push({
        code: r.code,
        name: r.name,
        unit: r.unit_name,
        certificateNumber: r.certificate_number,
        specialities: [...r.specialities].sort(),
      })
    else counts.set(judged.state, (counts.get(judged.state) ?? 0) + 1)
  }
  return { available, excluded: [...counts].map(([state, count]) => ({ reason: outWords[state] ?? state, count })) }
}

export async function loadRecusals(db: ReadDb, scope: Scope): Promise<{ inspector: string; subject: string }[]> {
  const rows = await db.selectFrom('recusal').select(['inspector_code', 'subject_code']).where('agency_id', 'in', scope.agencies).execute()
  return rows.map(r => ({ inspector: r.inspector_code, subject: r.subject_code }))
}

/**
 * 名录库快照: both registries, with facts, lists and checks as on the day, as RFC 6962 roots over keyed lines, so that the log holds their state without holding a name.
 * Never the sealed visits: the root would tell that somebody was drawn.
 */
export async function registryRoot(
  db: ReadDb,
  scope: Scope,
  seal: Seal,
  on: PlainDate,
): Promise<{ sha256: string; entry: Uint8Array; subjects: number; inspectors: number }> {
  const agency = scope.agencies[0] ?? ''
  const line = (code: string, state: unknown) => `${code}\t${seal.mac(`registry-root|${agency}`, JSON.stringify(state)).toString('hex')}`
  const subjects = (await loadSubjectsForDraw(db, scope, on)).map(s => line(s.id, s))
  const recusals = await loadRecusals(db, scope)
  const officers = await db
    .selectFrom('inspector')
    .select(['code', 'kind', 'certificate_number', 'certificate_valid_to', 'specialities', 'status', 'leave_from', 'leave_to'])
    .where('agency_id', 'in', scope.agencies)
    .execute()
  const inspectors = officers.map(o =>
    line(o.code, [
      o,
      recusals
        .filter(r => r.inspector === o.code)
        .map(r => r.subject)
        .sort(),
    ]),
  )
  const list = (lines: string[]) => ({
    lines: lines.length,
    root: Buffer.from(merkleRoot(lines.sort().map(l => encodeUtf8(l)))).toString('hex'),
  })
  const state = { subjects: list(subjects), inspectors: list(inspectors) }
  const entry = printCanonical({ type: 'mingcha/registry-root/v1', agency, on, ...state })
  return { sha256: sha256Hex(printCanonical(state)), entry, subjects: subjects.length, inspectors: inspectors.length }
}
