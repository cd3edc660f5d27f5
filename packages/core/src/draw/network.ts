/**
 * The assignment network — 随机匹配的网络: who may fill which slot of which drawn visit, and at what cost (protocol §6).
 *
 * Slots stand in the byte order of (id, slot), inspectors by code; arc k = slot × inspectors + inspector. Visit nodes are implied:
 * `visit|id|inspector` lets an inspector into a visit once. Costs are lexicographic 7-tuples (u, w, l, r, t1, t2, t3); of an arc only
 * r, t1, t2, t3 can differ from 0, of a load arc only l, of an unfilled slot only u and w. They are kept apart in flat arrays and never folded.
 */
import type { Problem, Result } from '../base/index.ts'
import { err, ok, shortHmac } from '../base/index.ts'
import type { PairRow, RosterRow, SelectedRow, SlotRow } from './lists.ts'
import { orderVisits } from './selection.ts'

/** No arc: another agency, barred, or not of the speciality. */
export const NO_ARC = 255
export const MAX_SLOTS = 2 ** 18
/** Arcs are held in memory: 13 bytes each. */
export const MAX_ARCS = 2 ** 25

export interface Network {
  /** drawn ids in the order of visits */
  readonly ids: readonly string[]
  /** the row of each slot, by byte order */
  readonly slots: readonly SlotRow[]
  /** slot → visit (index into ids) */
  readonly visitOf: Int32Array
  /** visit → its slots */
  readonly slotsOf: readonly (readonly number[])[]
  readonly inspectors: readonly string[]
  readonly load: readonly number[]
  /** most visits; `-` is the number of visits */
  readonly limit: readonly number[]
  /** arc → 0, 1 (met inside the window) or NO_ARC */
  readonly r: Uint8Array
  /** arc → t1, t2, t3 at 3k, 3k+1, 3k+2 */
  readonly t: Uint32Array
  /** visit → w of an unfilled slot: visits − position */
  readonly weight: readonly number[]
}

export interface NetworkInput {
  readonly seed: Uint8Array
  readonly selected: readonly SelectedRow[]
  readonly slots: readonly SlotRow[]
  readonly roster: readonly RosterRow[]
  readonly barred: readonly PairRow[]
  readonly pairs: readonly PairRow[]
}

export const canFill = (slot: Pick<SlotRow, 'agency' | 'speciality'>, inspector: Pick<RosterRow, 'agency' | 'specialities'>): boolean =>
  slot.agency === inspector.agency && (slot.speciality === '-' || inspector.specialities.includes(slot.speciality))

/** Rows as they stand in their files (sorted). Errors: `draw.too_large` {slots, inspectors}. */
export function buildNetwork(input: NetworkInput): Result<Network> {
  const ids = orderVisits(input.selected)
  const visits = new Map(ids.map((id, v) => [id, v]))
  const slots = input.slots.filter(s => visits.has(s.id))
  const roster = input.roster
  const arcs = slots.length * roster.length
  if (slots.length > MAX_SLOTS || arcs > MAX_ARCS)
    return err<Problem>({ code: 'draw.too_large', slots: slots.length, inspectors: roster.length })

  const barred = pairSet(input.barred, visits)
  const pairs = pairSet(input.pairs, visits)
  const visitOf = new Int32Array(slots.length)
  const slotsOf: number[][] = ids.map(() => [])
  const r = new Uint8Array(arcs).fill(NO_ARC)
  const t = new Uint32Array(arcs * 3)
  const words = new Uint32Array(8)
  const hmac = shortHmac(input.seed, 'slot|')
  for (const [s, slot] of slots.entries()) {
    const v = visits.get(slot.id)!
    visitOf[s] = v
    slotsOf[v]!.push(s)
    const head = `${slot.slot}|${slot.id}|`
    for (let i = 0; i < roster.length; i++) {
      const inspector = roster[i]!
      if (!canFill(slot, inspector) || (barred.size > 0 && barred.has(`${inspector.inspector}\t${slot.id}`))) continue
      const k = s * roster.length + i
      r[k] = pairs.size > 0 && pairs.has(`${inspector.inspector}\t${slot.id}`) ? 1 : 0
      hmac(head + inspector.inspector, words, 0)
      t[3 * k] = words[0]!
      t[3 * k + 1] = words[1]!
      t[3 * k + 2] = words[2]!
    }
  }
  return ok({
    ids,
    slots,
    visitOf,
    slotsOf,
    inspectors: roster.map(x => x.inspector),
    load: roster.map(x => x.load),
    limit: roster.map(x => (x.limit === '-' ? ids.length : x.limit)),
    r,
    t,
    weight: ids.map((_, v) => ids.length - v),
  })
}

const pairSet = (rows: readonly PairRow[], visits: ReadonlyMap<string, number>): Set<string> =>
  new Set(rows.filter(p => visits.has(p.id)).map(p => `${p.inspector}\t${p.id}`))
