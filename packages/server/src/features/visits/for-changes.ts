/** 换人、递补 as they change the visits: teams, credits, who is replaced and who comes in. Called with the batch locked. */
import type { ChangeEntry, Commit, DrawState } from '@mingcha/core/draw'
import type { VisitState } from '@mingcha/core/inspection'
import type { Tx } from '../../db/tx.ts'
import { createVisits, itemsOf, officerMac, openVisit, sealVisit, subjectMac, type VisitSecret } from './for-batch.ts'
import type { VisitRow } from './load.ts'

/** Visits whose team or object may still change. */
export const changeable = ['waiting', 'unfilled', 'scheduled', 'approved'] as const
const underway = ['started', 'signing'] as const
/** Visits whose record is fixed. */
const over = ['done', 'closed'] as const
const isOneOf = (states: readonly VisitState[], state: VisitState) => states.includes(state)

export interface OpenVisit {
  readonly row: VisitRow
  readonly secret: VisitSecret
}

/** Every visit of the batch (or of none) in these states, opened and locked. */
export async function lockVisitsOf(tx: Tx, batch: string | null, states: readonly string[]): Promise<OpenVisit[]> {
  const rows = await tx.db
    .selectFrom('visit')
    .selectAll()
    .where('agency_id', '=', tx.actor.agency)
    .where('state', 'in', [...states])
    .$if(batch === null, q => q.where('batch_code', 'is', null))
    .$if(batch !== null, q => q.where('batch_code', '=', batch))
    .orderBy('id')
    .forUpdate()
    .execute()
  return rows.map(r => ({ row: r as VisitRow, secret: openVisit(tx.env.seal, r.id, r.sealed) }))
}

/**
 * Bring the visits to what the draw says now: teams of those named, credits, and the new ones. A firm that stands in the draw is one visit, also when it
 * has been visited already: it gains the credit and keeps its record, and nobody goes there twice (protocol §5).
 */
export async function followDraw(
  tx: Tx,
  batch: string,
  now: { readonly commit: Commit; readonly tasks: Parameters<typeof createVisits>[3] },
  state: DrawState,
  entries: readonly ChangeEntry[],
  makeId: () => string,
): Promise<{ changed: number; unfilled: number }> {
  const standing = new Map((await lockVisitsOf(tx, batch, [...changeable, ...underway, ...over])).map(v => [v.secret.subject, v]))
  const taskOf = new Map(now.commit.strata.map(s => [s.code, s.task]))
  const touched = new Set(entries.flatMap(e => ('out' in e ? [e.in] : e.ids)).filter(id => id !== '-'))
  let changed = 0
  let unfilled = 0
  const fresh = []
  for (const id of touched) {
    const visit = state.visits.get(id)
    if (!visit) continue
    changed++
    if (visit.unfilled > 0) unfilled++
    const there = standing.get(id)
    if (!there) {
      fresh.push(visit)
      continue
    }
    const tasks = [...new Set(visit.strata.map(s => taskOf.get(s.stratum) ?? ''))].sort()
    await setTeam(tx, there, {
      ...there.secret,
      slots: visit.slots.map(s => ({ slot: s.slot, speciality: s.speciality, inspector: s.inspector ?? null })),
      strata: visit.strata.map(s => ({ ...s })),
      tasks,
      items: isOneOf(over, there.row.state) ? there.secret.items : itemsOf(now.tasks, tasks),
    })
  }
  await createVisits(tx, batch, now.commit, now.tasks, fresh, makeId)
  return { changed, unfilled }
}

/** A team changes; the approval of the change stands for the visit, so a dated and approved one stays so while it is complete. */
export async function setTeam(tx: Tx, { row, secret: before }: OpenVisit, secret: VisitSecret): Promise<void> {
  const complete = secret.slots.every(s => s.inspector !== null)
  const state = !complete && isOneOf(changeable, row.state) ? 'unfilled' : complete && row.state === 'unfilled' ? 'waiting' : row.state
  await tx.db
    .updateTable('visit')
    .set({
      sealed: sealVisit(tx.env.seal, row.id, secret),
      subject_mac: subjectMac(tx.env.seal, secret.subject),
      state,
      ...(state === 'unfilled' && { planned_on: null, planned_half: null, approved_by: null, approved_at: null }),
    })
    .where('agency_id', '=', tx.actor.agency)
    .where('id', '=', row.id)
    .execute()
  const mac = (inspector: string) => officerMac(tx.env.seal, row.batch_code ?? 'direct', inspector)
  const [had, has] = [before, secret].map(s => new Set(s.slots.flatMap(x => x.inspector ?? []))) as [Set<string>, Set<string>]
  const [gone, come] = [[...had].filter(o => !has.has(o)), [...has].filter(o => !had.has(o))]
  if (gone.length > 0)
    await tx.db
      .deleteFrom('visit_officer')
      .where('agency_id', '=', tx.actor.agency)
      .where('visit_id', '=', row.id)
      .where('mac', 'in', gone.map(mac))
      .execute()
  if (come.length > 0)
    await tx.db
      .insertInto('visit_officer')
      .values(come.map(o => ({ agency_id: tx.actor.agency, visit_id: row.id, mac: mac(o) })))
      .execute()
}

/** 换下 — `carryOver`: it enters the next draw in tier 0 (停产、不可抗力). */
export async function replaceVisit(tx: Tx, visitId: string, carryOver: boolean): Promise<void> {
  await tx.db
    .updateTable('visit')
    .set({ state: 'replaced', carry_over: carryOver, planned_on: null, planned_half: null })
    .where('agency_id', '=', tx.actor.agency)
    .where('id', '=', visitId)
    .execute()
  await tx.db.deleteFrom('visit_officer').where('agency_id', '=', tx.actor.agency).where('visit_id', '=', visitId).execute()
}
