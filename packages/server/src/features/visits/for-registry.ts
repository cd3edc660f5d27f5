/**
 * 本单位的检查 for the registry: visits that are done, and, under the seal, visits that were drawn and are not done yet. The second kind is for the
 * assembly of a frame alone: a firm drawn last week must not be drawn again as if nobody were to visit it, and nobody may learn that it was.
 */
import type { Scope } from '@mingcha/core/access'
import type { PlainDate } from '@mingcha/core/base'
import { periodStart } from '@mingcha/core/calendar'
import type { CheckKind } from '@mingcha/core/scheme'
import type { ReadDb } from '../../db/tx.ts'
import type { Seal } from '../../ports/seal.ts'
import { openVisit, subjectMac } from './for-batch.ts'

export interface OwnCheck {
  readonly visit: string
  readonly number: string
  readonly subject: string
  readonly on: PlainDate
  readonly kind: CheckKind
}

const kinds: Readonly<Record<string, CheckKind>> = { random: 'random', targeted: 'cause', recheck: 'recheck' }

/** Visits whose record is submitted, up to and on the day. @law JX-47 A-17 */
export async function loadOwnChecks(db: ReadDb, scope: Scope, asOf: PlainDate, codes?: readonly string[]): Promise<OwnCheck[]> {
  if (codes?.length === 0) return []
  const rows = await db
    .selectFrom('visit')
    .select(['id', 'number', 'subject_code', 'done_on', 'kind'])
    .where('agency_id', 'in', scope.agencies)
    .where('state', 'in', ['done', 'closed'])
    .where('subject_code', 'is not', null)
    .where('done_on', '<=', asOf)
    .$if(codes !== undefined, q => q.where('subject_code', 'in', codes ?? []))
    .orderBy('done_on')
    .orderBy('number')
    .execute()
  return rows.map(r => ({
    visit: r.id,
    number: r.number,
    subject: r.subject_code ?? '',
    on: r.done_on as PlainDate,
    kind: kinds[r.kind] ?? 'cause',
  }))
}

/** Drawn in a batch, neither done nor out of it. */
const drawnStates = ['waiting', 'unfilled', 'scheduled', 'approved', 'started', 'signing']

/** Drawn this year and not done: each on the first day of the period it was drawn for. For the frame only, like 顺延. @law X-04 X-17 HS-22 EZ-43 */
export async function loadDrawnChecks(
  db: ReadDb,
  scope: Scope,
  seal: Seal,
  asOf: PlainDate,
  codes?: readonly string[],
): Promise<{ readonly subject: string; readonly on: PlainDate }[]> {
  if (codes?.length === 0) return []
  const rows = await db
    .selectFrom('visit')
    .innerJoin('batch', join => join.onRef('batch.agency_id', '=', 'visit.agency_id').onRef('batch.code', '=', 'visit.batch_code'))
    .select(['visit.id', 'visit.sealed', 'batch.period'])
    .where('visit.agency_id', 'in', scope.agencies)
    .where('visit.kind', '=', 'random')
    .where('visit.state', 'in', drawnStates)
    .where('batch.period', 'like', `${asOf.slice(0, 4)}-%`)
    .$if(codes !== undefined, q =>
      q.where(
        'visit.subject_mac',
        'in',
        (codes ?? []).map(code => subjectMac(seal, code)),
      ),
    )
    .orderBy('visit.id')
    .execute()
  return rows.flatMap(r => {
    const on = periodStart(r.period)
    return on <= asOf ? [{ subject: openVisit(seal, r.id, r.sealed).subject, on }] : []
  })
}
