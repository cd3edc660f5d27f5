/** A visit under a row lock, as a command needs it: what it is, who goes, and whether this account is of the team. */
import { can } from '@mingcha/core/access'
import { err, ok, type Result } from '@mingcha/core/base'
import { moveVisit, type VisitState } from '@mingcha/core/inspection'
import type { Updateable } from 'kysely'
import type { DB } from '../../db/tables.ts'
import type { Tx } from '../../db/tx.ts'
import { openVisit, type VisitSecret } from './for-batch.ts'
import { loadVisit, type VisitRow } from './load.ts'

export interface LockedVisit {
  readonly row: VisitRow
  readonly secret: VisitSecret
  readonly team: readonly string[]
  readonly mine: boolean
}

/** Errors: `visit.not_found` — also for a visit this account may not know. */
export async function lockVisit(tx: Tx, id: string): Promise<Result<LockedVisit>> {
  await queueAtVisit(tx, id)
  const visit = await loadVisit(tx.db, tx.scope, tx.env, tx.actor, id)
  return visit ? ok(known(tx, visit.row, visit.mine)) : err({ code: 'visit.not_found' })
}

/**
 * For commands of the team and the head. An account that may list visits finds every number here, and a refusal about a team would name it.
 * Errors: `visit.not_found`.
 */
export async function lockKnownVisit(tx: Tx, id: string): Promise<Result<LockedVisit>> {
  const visit = await lockVisit(tx, id)
  return visit.ok && !visit.value.mine && !can(tx.actor, 'visit.approve').ok ? err({ code: 'visit.not_found' }) : visit
}

/** For commands of the team alone. Errors: `visit.not_found`. */
export async function lockOwnVisit(tx: Tx, id: string): Promise<Result<LockedVisit>> {
  const visit = await lockVisit(tx, id)
  return visit.ok && !visit.value.mine ? err({ code: 'visit.not_found' }) : visit
}

function known(tx: Tx, row: VisitRow, mine: boolean): LockedVisit {
  const secret = openVisit(tx.env.seal, row.id, row.sealed)
  return { row, secret, mine, team: secret.slots.flatMap(s => s.inspector ?? []) }
}

/** Writes a locked visit, moving it only along core's table. Errors: `visit.state`. */
export async function setVisit(tx: Tx, row: VisitRow, to: VisitState | null, values: Updateable<DB['visit']>): Promise<Result<true>> {
  if (to !== null) {
    const moved = moveVisit(row.state, to)
    if (!moved.ok) return moved
  }
  await tx.db
    .updateTable('visit')
    .set({ ...values, ...(to !== null && { state: to }) })
    .where('agency_id', '=', tx.actor.agency)
    .where('id', '=', row.id)
    .execute()
  return ok(true)
}

/** One at a time for a visit and everything that hangs on it: always this row first, then results and follow-ups. */
export async function queueAtVisit(tx: Tx, id: string): Promise<void> {
  await tx.db.selectFrom('visit').select('id').where('agency_id', '=', tx.actor.agency).where('id', '=', id).forUpdate().execute()
}

/** Something is open again behind a visit that was 已办结: so is the visit. @law LY-02 SJZ-60 */
export async function reopenIfClosed(tx: Tx, id: string, reason: string): Promise<void> {
  const row = await tx.db
    .selectFrom('visit')
    .selectAll()
    .where('agency_id', '=', tx.actor.agency)
    .where('id', '=', id)
    .where('state', '=', 'closed')
    .forUpdate()
    .executeTakeFirst()
  if (!row) return
  const set = await setVisit(tx, { ...row, state: 'closed' }, 'done', { closed_at: null })
  if (set.ok) await tx.emit({ kind: 'visit.reopened', thing: ['visit', id], payload: { number: row.number, reason } })
}
