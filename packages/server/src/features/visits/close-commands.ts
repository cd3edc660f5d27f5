/** 办结 — public, and every follow-up closed by its evidence; a problem without a follow-up cannot close. @law LY-02 SJZ-60 */
import type { Scope } from '@mingcha/core/access'
import { err, ok, type Problem, type Result } from '@mingcha/core/base'
import { moveVisit } from '@mingcha/core/inspection'
import type { ReadDb, Tx } from '../../db/tx.ts'
import { closeFollowUpOf, countFollowUps } from '../followups/for-visits.ts'
import { findingState } from '../results/for-visits.ts'
import { lockVisit, setVisit } from './lock.ts'

/** What has become of a submitted visit, and why it cannot be closed yet; null: it can. */
export async function mayClose(db: ReadDb, scope: Scope, id: string) {
  const { shown, newest } = await findingState(db, scope, id)
  const followUps = await countFollowUps(db, scope, id)
  const why: Problem | null =
    !shown || newest?.version !== shown.version
      ? { code: 'visit.not_public' }
      : shown.problem && followUps.total === 0
        ? { code: 'visit.no_follow_up', phrase: shown.phrase ?? '' }
        : followUps.open > 0
          ? { code: 'visit.open_follow_ups', count: followUps.open }
          : null
  return { shown, newest, followUps, why }
}

/** Errors: `visit.not_public`, `visit.no_follow_up` {phrase}, `visit.open_follow_ups` {count}, `visit.state`. */
export async function closeVisit(tx: Tx, id: string): Promise<Result<{ ok: true }>> {
  const locked = await lockVisit(tx, id)
  if (!locked.ok) return locked
  const { row } = locked.value
  const moved = moveVisit(row.state, 'closed')
  if (!moved.ok) return moved
  const { why } = await mayClose(tx.db, tx.scope, id)
  if (why !== null) return err(why)
  await setVisit(tx, row, 'closed', { closed_at: tx.now })
  await tx.emit({ kind: 'visit.closed', thing: ['visit', id], payload: { number: row.number } })
  const followed = await closeFollowUpOf(tx, { kind: 'on-site', linkedVisit: id }, `现场检查 ${row.number} 已办结`)
  return followed.ok ? ok({ ok: true }) : followed
}

export async function reopenVisit(tx: Tx, id: string, reason: string): Promise<Result<{ ok: true }>> {
  const locked = await lockVisit(tx, id)
  if (!locked.ok) return locked
  const set = await setVisit(tx, locked.value.row, 'done', { closed_at: null })
  if (!set.ok) return set
  await tx.emit({ kind: 'visit.reopened', thing: ['visit', id], payload: { number: locked.value.row.number, reason } })
  return ok({ ok: true })
}
