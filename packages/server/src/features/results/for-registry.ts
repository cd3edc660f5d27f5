/** 认定 for the registry: what our own visits found, as facts and as past checks that a scheme's conditions count. Names nobody that was not visited. */
import type { Scope } from '@mingcha/core/access'
import type { PlainDate } from '@mingcha/core/base'
import type { ReadDb } from '../../db/tx.ts'

export interface Verdict {
  readonly visit: string
  readonly subject: string
  readonly number: string
  /** The newest determination that stands. */
  readonly problem: boolean
  /** Day on which a problem was first determined; a later correction of the words does not move it. */
  readonly problemOn: PlainDate | null
}

/** Determined by the head and not sent back or dropped. */
const standing = ['determined', 'reviewed', 'published', 'withheld']

/** The standing determination of each visit, by visit. @law A-16 JX-43 */
export async function loadVerdicts(db: ReadDb, scope: Scope, codes?: readonly string[]): Promise<Map<string, Verdict>> {
  const verdicts = new Map<string, Verdict>()
  if (codes?.length === 0) return verdicts
  const rows = await db
    .selectFrom('finding')
    .innerJoin('visit', join => join.onRef('visit.agency_id', '=', 'finding.agency_id').onRef('visit.id', '=', 'finding.visit_id'))
    .select(['finding.visit_id', 'finding.problem', 'finding.determined_on', 'visit.subject_code', 'visit.number'])
    .where('finding.agency_id', 'in', scope.agencies)
    .where('finding.state', 'in', standing)
    .where('finding.problem', 'is not', null)
    .$if(codes !== undefined, q => q.where('visit.subject_code', 'in', codes ?? []))
    .orderBy('finding.visit_id')
    .orderBy('finding.version')
    .execute()
  for (const r of rows) {
    if (r.subject_code === null) continue
    const on = r.problem === true ? (r.determined_on as PlainDate | null) : null
    const earlier = verdicts.get(r.visit_id)?.problemOn ?? null
    verdicts.set(r.visit_id, {
      visit: r.visit_id,
      subject: r.subject_code,
      number: r.number,
      problem: r.problem === true,
      problemOn: earlier === null || (on !== null && on < earlier) ? on : earlier,
    })
  }
  return verdicts
}
