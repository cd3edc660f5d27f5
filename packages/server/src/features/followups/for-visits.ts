/** 后续处置 as other features open and count them. */
import type { Scope } from '@mingcha/core/access'
import { ok, type Result } from '@mingcha/core/base'
import type { ReadDb, Tx } from '../../db/tx.ts'

export interface NewFollowUp {
  readonly kind: 'on-spot' | 'rectify' | 'case' | 'transfer' | 'judicial' | 'credit' | 'on-site'
  readonly ownerUnit: string
  readonly dueOn: string | null
  readonly content: string
  readonly detail: Readonly<Record<string, unknown>>
}

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
    ids.push(id)
    await tx.emit({ kind: 'followup.opened', thing: ['followup', id], payload: { visitId, kind: w.kind, dueOn: w.dueOn } })
  }
  return ok(ids)
}

export async function countFollowUps(db: ReadDb, scope: Scope, visitId: string): Promise<{ open: number; total: number }> {
  const rows = await db
    .selectFrom('follow_up')
    .select('state')
    .where('agency_id', 'in', scope.agencies)
    .where('visit_id', '=', visitId)
    .execute()
  return {
    open: rows.filter(r => r.state === 'open' || r.state === 'recheck').length,
    total: rows.filter(r => r.state !== 'cancelled').length,
  }
}

/** Closes the follow-up that waited for this on-site visit, if there is one. */
export async function closeFollowUpOf(tx: Tx, of: { kind: 'on-site'; linkedVisit: string }, closing: string): Promise<void> {
  const rows = await tx.db
    .selectFrom('follow_up')
    .select(['id', 'detail'])
    .where('agency_id', '=', tx.actor.agency)
    .where('kind', '=', of.kind)
    .where('state', '=', 'open')
    .forUpdate()
    .execute()
  for (const r of rows.filter(x => (x.detail as { linkedVisit?: string }).linkedVisit === of.linkedVisit)) {
    await tx.db
      .updateTable('follow_up')
      .set({ state: 'closed', closing, closed_at: tx.now, closed_by: tx.actor.accountId })
      .where('agency_id', '=', tx.actor.agency)
      .where('id', '=', r.id)
      .execute()
    await tx.emit({ kind: 'followup.closed', thing: ['followup', r.id], payload: { closing } })
  }
}
