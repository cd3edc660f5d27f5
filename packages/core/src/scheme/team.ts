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
