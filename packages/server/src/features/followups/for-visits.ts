/** 后续处置 for the features before it: opened with a determination, counted before a visit is closed. */
import type { Scope } from '@mingcha/core/access'
import type { NewFollowUp } from '@mingcha/core/api'
import { ok, type Result } from '@mingcha/core/base'
import type { ReadDb, Tx } from '../../db/tx.ts'

export type { NewFollowUp } from '@mingcha/core/api'

/** Opens each with its first step; gives their ids. @law SJZ-60 LY-02 */
export async function openFollowUps(tx: Tx, visitId: string, wanted: readonly NewFollowUp[]): Promise<Result<string[]>> {
  const ids: string[] = []
  for (const w of wanted) {
    const { id } = await tx.db
      .insertInto('follow_up')
      .values({
        agency_id: tx.actor.agency,
        visit_id: visitId,
        kind: w.kind,
        state: 'open',
        owner_unit: w.ownerUnit,
        due_on: w.dueOn,
        content: w.content,
        detail: JSON.stringify(w.detail),
        opened_by: tx.actor.accountId,
        opened_at: tx.now,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await tx.db
      .insertInto('follow_up_step')
      .values({
        agency_id: tx.actor.agency,
        follow_up_id: id,
        seq: 1,
        action: 'opened',
        detail: JSON.stringify({ content: w.content, ownerUnit: w.ownerUnit, dueOn: w.dueOn }),
        actor_id: tx.actor.accountId,
        at: tx.now,
      })
      .execute()
    await tx.emit({ kind: 'followup.opened', thing: ['followup', id], payload: { visit: visitId, kind: w.kind, dueOn: w.dueOn } })
    ids.push(id)
  }
  return ok(ids)
}

/** Without the cancelled ones. */
export async function countFollowUps(db: ReadDb, scope: Scope, visitId: string): Promise<{ open: number; total: number }> {
  const rows = await db
    .selectFrom('follow_up')
    .select('state')
    .where('agency_id', 'in', scope.agencies)
    .where('visit_id', '=', visitId)
    .where('state', '<>', 'cancelled')
    .execute()
  return { open: rows.filter(r => r.state === 'open' || r.state === 'recheck').length, total: rows.length }
}
