/**
 * 组队 — the slots of one visit. Two officers at least; where the items of the visit ask for specialities, each asked speciality takes
 * a slot of its own, so that the team contains it (LY-11). Two specialities are never satisfied by one person: that is stricter than the clause,
 * and it keeps a slot a single, checkable demand.
 */
import type { Scheme } from './scheme-schema.ts'

/** 席位: `01`, `02`, …; speciality code, or `-` for any certified officer. */
export interface SlotDemand {
  readonly slot: string
  readonly speciality: string
}

/** @law A-29 LY-11 */
export function slotsFor(scheme: Scheme, specialities: Iterable<string>): SlotDemand[] {
  const asked = scheme.team.speciality === 'none' ? [] : [...new Set(specialities)].filter(code => code !== '-').sort()
  const count = Math.max(scheme.team.officers, asked.length)
  return Array.from({ length: count }, (_, i) => ({ slot: String(i + 1).padStart(2, '0'), speciality: asked[i] ?? '-' }))
}

/**
 * Seats a given team: every slot gets one of the officers, and an asked speciality one who has it; whoever is left gets a slot of his own. For teams
 * that were put together elsewhere. Gives the first speciality nobody is left for, `-` where people are too few. @law LY-11 A-29
 */
export function seatTeam(
  slots: readonly SlotDemand[],
  officers: readonly { readonly code: string; readonly specialities: readonly string[] }[],
): { readonly seats: readonly (SlotDemand & { readonly inspector: string })[] } | { readonly lacking: string } {
  const seated = new Map<number, number>()
  const place = (slot: number, tried: Set<number>): boolean => {
    for (const [i, officer] of officers.entries()) {
      const demand = slots[slot]!.speciality
      if (tried.has(i) || (demand !== '-' && !officer.specialities.includes(demand))) continue
      tried.add(i)
      const holder = [...seated].find(([, o]) => o === i)?.[0]
      if (holder !== undefined && !place(holder, tried)) continue
      seated.set(slot, i)
      return true
    }
    return false
  }
  // Asked specialities first, so that what is lacking has a name.
  const all = [...slots.keys()]
  const isAsked = (slot: number) => slots[slot]!.speciality !== '-'
  for (const slot of [...all.filter(isAsked), ...all.filter(slot => !isAsked(slot))])
    if (!place(slot, new Set())) return { lacking: slots[slot]!.speciality }
  const left = officers.map((_, i) => i).filter(i => ![...seated.values()].includes(i))
  return {
    seats: [
      ...slots.map((s, i) => ({ ...s, inspector: officers[seated.get(i)!]!.code })),
      ...left.map((o, i) => ({ slot: String(slots.length + i + 1).padStart(2, '0'), speciality: '-', inspector: officers[o]!.code })),
    ],
  }
}
