/**
 * Visits — 受检单位与检查组: the drawn rows read as visits. A firm drawn in several strata is one visit with one team, credited to
 * every row (protocol §5).
 */
import type { AssignRow, SelectedRow, SlotRow } from './lists.ts'
import { orderVisits } from './selection.ts'

export interface Visit {
  readonly id: string
  /** from 0, by (stratum, rank) */
  readonly position: number
  /** the strata it is credited to, with its rank in each */
  readonly strata: readonly { readonly stratum: string; readonly rank: number }[]
  readonly slots: readonly VisitSlot[]
  /** the inspectors of the filled slots, in slot order */
  readonly team: readonly string[]
  readonly unfilled: number
}
export interface VisitSlot extends Pick<SlotRow, 'slot' | 'agency' | 'speciality'> {
  /** absent when unfilled */
  readonly inspector?: string
}

/** Visits in their order. `assign` may be empty before the assignment is known: every slot then shows unfilled. */
export function groupVisits(selected: readonly SelectedRow[], slots: readonly SlotRow[], assign: readonly AssignRow[]): Visit[] {
  const inspectors = new Map(assign.map(a => [`${a.id}\t${a.slot}`, a.inspector]))
  const slotsOf = new Map<string, VisitSlot[]>()
  for (const { id, slot, agency, speciality } of slots) {
    const inspector = inspectors.get(`${id}\t${slot}`) ?? '-'
    const of = slotsOf.get(id) ?? []
    of.push({ slot, agency, speciality, ...(inspector !== '-' && { inspector }) })
    slotsOf.set(id, of)
  }
  const strataOf = new Map<string, { stratum: string; rank: number }[]>()
  for (const row of selected) {
    if (row.state !== 'drawn') continue
    const of = strataOf.get(row.id) ?? []
    of.push({ stratum: row.stratum, rank: row.rank })
    strataOf.set(row.id, of)
  }
  return orderVisits(selected).map((id, position) => {
    const own = slotsOf.get(id) ?? []
    const team = own.flatMap(s => (s.inspector === undefined ? [] : [s.inspector]))
    return { id, position, strata: strataOf.get(id)!, slots: own, team, unfilled: own.length - team.length }
  })
}
