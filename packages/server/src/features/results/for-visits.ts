/** 结果 for the visits: opened when a record is submitted, asked when a visit is to be closed. */
import type { Scope } from '@mingcha/core/access'
import type { FindingState } from '@mingcha/core/inspection'
import { publicityDueOn } from '@mingcha/core/publicity'
import { calendar } from '../../china-time.ts'
import type { ReadDb, Tx } from '../../db/tx.ts'
import { currentScheme } from '../scheme/queries.ts'
import { loadDoneVisit } from '../visits/for-results.ts'

/**
 * Version 1, 待认定. Called once in the transaction that submits the record. Where the scheme counts from the completion of the check the due day is
 * known already, determined or not. @law SJZ-59 X-03 EZ-52
 */
export async function openFinding(tx: Tx, visitId: string): Promise<void> {
  const visit = await loadDoneVisit(tx.db, tx.scope, visitId)
  // bug: only the command that has just submitted this visit calls.
  if (!visit) throw new Error(`visit ${visitId} is not done`)
  const scheme = await currentScheme(tx.db, tx.scope)
  const due = scheme.ok ? publicityDueOn(calendar, scheme.value.scheme.publicity, { completedOn: visit.doneOn, determinedOn: null }) : null
  await tx.db
    .insertInto('finding')
    .values({
      agency_id: tx.actor.agency,
      visit_id: visitId,
      version: 1,
      state: 'submitted',
      due_on: due?.on ?? null,
      provisional: (due?.provisionalYears.length ?? 0) > 0,
    })
    .execute()
}

export interface FindingVersion {
  readonly version: number
  readonly state: FindingState
  readonly code: string | null
  readonly phrase: string | null
  readonly problem: boolean | null
  readonly publishedAt: string | null
}

/** `shown`: what the public reads now (published or withheld); `newest`: the last version that was not dropped. Null: none. */
export async function findingState(
  db: ReadDb,
  scope: Scope,
  visitId: string,
): Promise<{ readonly shown: FindingVersion | null; readonly newest: FindingVersion | null }> {
  const rows = await db
    .selectFrom('finding')
    .select(['version', 'state', 'code', 'phrase', 'problem', 'published_at'])
    .where('agency_id', 'in', scope.agencies)
    .where('visit_id', '=', visitId)
    .where('state', '<>', 'dropped')
    .orderBy('version', 'desc')
    .execute()
  const versions = rows.map(r => ({
    version: r.version,
    state: r.state as FindingState,
    code: r.code,
    phrase: r.phrase,
    problem: r.problem,
    publishedAt: r.published_at,
  }))
  return { shown: versions.find(v => v.state === 'published' || v.state === 'withheld') ?? null, newest: versions[0] ?? null }
}
