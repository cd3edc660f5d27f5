/**
 * Staffing — 人员能否配齐: ids whose slots could not all be filled even if drawn alone (protocol §3, `unstaffable`). @law A-29
 * A maximum matching per id; ids that ask for the same and bar nobody share one answer.
 */
import type { RosterRow, SlotRow } from './lists.ts'
import { canFill } from './network.ts'

type SlotNeed = Pick<SlotRow, 'id' | 'slot' | 'agency' | 'speciality'>
type Officer = Pick<RosterRow, 'inspector' | 'agency' | 'specialities' | 'limit'>
type Bar = { readonly inspector: string; readonly id: string }

/** The unstaffable ids, in the order of the slots. */
export function findUnstaffable(slots: readonly SlotNeed[], roster: readonly Officer[], barred: readonly Bar[]): string[] {
  const needs = new Map<string, SlotNeed[]>()
  for (const slot of slots) {
    const of = needs.get(slot.id)
    if (of) of.push(slot)
    else needs.set(slot.id, [slot])
  }
  const bars = new Map<string, Set<string>>()
  for (const { inspector, id } of barred) {
    const of = bars.get(id)
    if (of) of.add(inspector)
    else bars.set(id, new Set([inspector]))
  }
  const known = new Map<string, boolean>()
  const out: string[] = []
  for (const [id, need] of needs) {
    const bar = bars.get(id)
    const shape = bar ? undefined : need.map(n => `${n.agency}\t${n.speciality}`).join('\n')
    let staffable = shape === undefined ? undefined : known.get(shape)
    if (staffable === undefined) {
      staffable = canStaff(
        need,
        roster.filter(o => o.limit !== 0 && !bar?.has(o.inspector)),
      )
      if (shape !== undefined) known.set(shape, staffable)
    }
    if (!staffable) out.push(id)
  }
  return out
}

export const countUnstaffable = (slots: readonly SlotNeed[], roster: readonly Officer[], barred: readonly Bar[]): number =>
  findUnstaffable(slots, roster, barred).length

/** Kuhn's augmenting paths: at most 99 slots. */
function canStaff(need: readonly SlotNeed[], officers: readonly Officer[]): boolean {
  const holder = new Map<Officer, number>()
  const seat = (n: number, tried: Set<Officer>): boolean => {
    for (const officer of officers) {
      if (tried.has(officer) || !canFill(need[n]!, officer)) continue
      tried.add(officer)
      const held = holder.get(officer)
      if (held === undefined || seat(held, tried)) {
        holder.set(officer, n)
        return true
      }
    }
    return false
  }
  return need.every((_, n) => seat(n, new Set()))
}
