/**
 * Draw state — 变更后的状态: who stands on the list and who goes where, after the result and some changes (ADR 0006 §§5, 10, 11).
 *
 * Promises: the same result and the same changes give the same state. Open slots are solved by the network of §6 over those slots alone, and the
 * answer is certified: optimal and the only one.
 * Refuses: an assignment that is not of these visits (`draw.assign_refused`), work beyond the bound (`draw.too_large`), a tie (`draw.tie`).
 */
import type { Problem, Result } from '../base/index.ts'
import { err, ok } from '../base/index.ts'
import { checkCertificate, computePotentials, listFilling, readFilling } from './certificate.ts'
import type { ChangeEntry } from './change-records.ts'
import type { AssignRow, PairRow, RosterRow, SelectedRow, SlotRow } from './lists.ts'
import { buildNetwork, type Network } from './network.ts'
import { solveAssignment } from './solver.ts'
import { groupVisits, type Visit, type VisitSlot } from './visits.ts'

/** What a draw has left behind when its result stands. */
export interface DrawnLists {
  readonly draw: string
  readonly seed: Uint8Array
  readonly selected: readonly SelectedRow[]
  readonly slots: readonly SlotRow[]
  readonly roster: readonly RosterRow[]
  readonly barred: readonly PairRow[]
  readonly pairs: readonly PairRow[]
  /** rows of `assign.txt`: the original result */
  readonly assign: readonly AssignRow[]
}

/** 抽取的现状：after the result and the changes in `entries`. Opaque but for reading; `planSubstitute` and `planReassign` never alter it. */
export interface DrawState {
  readonly draw: string
  readonly seed: Uint8Array
  /** `n` of the next entry */
  readonly next: number
  /** 应查对象：the standing visits by id, with the team of now; `position` is that of the visit they came in for */
  readonly visits: ReadonlyMap<string, Visit>
  /** 已被替换: ids substituted out */
  readonly out: ReadonlySet<string>
  readonly ill: ReadonlySet<string>
  /** `inspector\tid`: recused after the draw */
  readonly recused: ReadonlySet<string>
  /** id → slots changed by reassigns so far */
  readonly changed: ReadonlyMap<string, number>
  /** every change so far, in order */
  readonly entries: readonly ChangeEntry[]
  readonly pool: Pool
  /** stratum → place in its reserve before which every row is used or gone */
  readonly reserveAt: ReadonlyMap<string, number>
  /** inspector → slots held in standing visits */
  readonly held: ReadonlyMap<string, number>
  /** work spent so far (ADR 0006 §11) */
  readonly spent: number
}

/** The committed lists, by what is asked of them. */
export interface Pool {
  readonly officers: ReadonlySet<string>
  /** agency → its roster */
  readonly rosterOf: ReadonlyMap<string, readonly RosterRow[]>
  /** id → its slots */
  readonly slotsOf: ReadonlyMap<string, readonly SlotRow[]>
  /** id → inspectors */
  readonly barredOf: ReadonlyMap<string, ReadonlySet<string>>
  readonly pairsOf: ReadonlyMap<string, ReadonlySet<string>>
  readonly reserveOf: ReadonlyMap<string, readonly SelectedRow[]>
  readonly drawn: number
}

/** The same while an entry is being made. */
export interface Draft extends DrawState {
  next: number
  readonly visits: Map<string, Visit>
  readonly out: Set<string>
  readonly ill: Set<string>
  readonly recused: Set<string>
  readonly changed: Map<string, number>
  readonly entries: ChangeEntry[]
  readonly reserveAt: Map<string, number>
  readonly held: Map<string, number>
  spent: number
}

const MAX_WORK = 2 ** 32
const MAX_OFFICERS = 2 ** 11
const MAX_CELLS = 2 ** 24

/** The state of the bare result. Error `draw.assign_refused`. */
export function openDraft(lists: DrawnLists): Result<Draft> {
  const { selected, slots, assign, roster } = lists
  const drawn = new Set(selected.flatMap(row => (row.state === 'drawn' ? [row.id] : [])))
  const named = new Set(selected.map(row => row.id))
  const due = slots.filter(slot => drawn.has(slot.id))
  const stray = due.findIndex((slot, i) => assign[i]?.id !== slot.id || assign[i]?.slot !== slot.slot)
  if (stray >= 0 || assign.length !== due.length) {
    const { id, slot } = due[stray] ?? assign[due.length] ?? { id: '-', slot: '-' }
    return err<Problem>({ code: 'draw.assign_refused', id, slot, why: 'not the slots of the drawn ids' })
  }
  const visits = new Map(groupVisits(selected, due, assign).map(visit => [visit.id, visit]))
  const held = new Map<string, number>()
  for (const { inspector } of assign) if (inspector !== '-') addTo(held, inspector, 1)
  return ok({
    draw: lists.draw,
    seed: lists.seed,
    next: assign.reduce((n, row) => n + (row.inspector === '-' ? 1 : 0), 1),
    visits,
    out: new Set(),
    ill: new Set(),
    recused: new Set(),
    changed: new Map(),
    entries: [],
    pool: {
      officers: new Set(roster.map(o => o.inspector)),
      rosterOf: groupBy(roster, o => o.agency),
      slotsOf: groupBy(
        slots.filter(slot => named.has(slot.id)),
        slot => slot.id,
      ),
      barredOf: inspectorsById(lists.barred, named),
      pairsOf: inspectorsById(lists.pairs, named),
      reserveOf: groupBy(
        selected.filter(row => row.state === 'reserve'),
        row => row.stratum,
      ),
      drawn: visits.size,
    },
    reserveAt: new Map(),
    held,
    spent: 0,
  })
}

function groupBy<Row>(rows: readonly Row[], keyOf: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>()
  for (const row of rows) {
    const group = groups.get(keyOf(row))
    if (group) group.push(row)
    else groups.set(keyOf(row), [row])
  }
  return groups
}

function inspectorsById(pairs: readonly PairRow[], named: ReadonlySet<string>): Map<string, Set<string>> {
  const groups = new Map<string, Set<string>>()
  for (const { id, inspector } of pairs) {
    if (!named.has(id)) continue
    const group = groups.get(id)
    if (group) group.add(inspector)
    else groups.set(id, new Set([inspector]))
  }
  return groups
}

/** A copy that may be altered. */
export const copyState = (state: DrawState): Draft => ({
  ...state,
  visits: new Map(state.visits),
  out: new Set(state.out),
  ill: new Set(state.ill),
  recused: new Set(state.recused),
  changed: new Map(state.changed),
  entries: [...state.entries],
  reserveAt: new Map(state.reserveAt),
  held: new Map(state.held),
})

export function addTo(counts: Map<string, number>, key: string, step: number): void {
  counts.set(key, (counts.get(key) ?? 0) + step)
}

/** The visit with these slots; its team follows. */
export function withSlots(visit: Omit<Visit, 'slots' | 'team' | 'unfilled'>, slots: readonly VisitSlot[]): Visit {
  const team = slots.flatMap(s => (s.inspector === undefined ? [] : [s.inspector]))
  return { ...visit, slots, team, unfilled: slots.length - team.length }
}

/** Puts a visit in its place, and keeps the count of what inspectors hold. */
export function putVisit(draft: Draft, visit: Visit): void {
  removeVisit(draft, visit.id)
  draft.visits.set(visit.id, visit)
  for (const inspector of visit.team) addTo(draft.held, inspector, 1)
}

export function removeVisit(draft: Draft, id: string): void {
  for (const inspector of draft.visits.get(id)?.team ?? []) addTo(draft.held, inspector, -1)
  draft.visits.delete(id)
}

/**
 * Solves every empty slot of these visits together, everything else fixed (ADR 0006 §10), and puts the answer into the draft.
 * The visits stand in the draft already, their open slots without an inspector.
 */
export function fillOpenSlots(draft: Draft, ids: readonly string[]): Result<void> {
  const visits = ids.map(id => draft.visits.get(id)!).filter(visit => visit.unfilled > 0)
  if (visits.length === 0) return ok(undefined)
  const net = buildOpenNetwork(draft, visits)
  if (!net.ok) return net
  const rows = solveCertified(net.value)
  if (!rows.ok) return rows
  const found = new Map(rows.value.map(row => [`${row.id}\t${row.slot}`, row.inspector]))
  for (const visit of visits) {
    const slots = visit.slots.map(slot => {
      const inspector = found.get(`${visit.id}\t${slot.slot}`) ?? '-'
      return slot.inspector === undefined && inspector !== '-' ? { ...slot, inspector } : slot
    })
    putVisit(draft, withSlots(visit, slots))
  }
  return ok(undefined)
}

function buildOpenNetwork(draft: Draft, visits: readonly Visit[]): Result<Network> {
  const { pool } = draft
  const open = visits.flatMap(visit => {
    const empty = new Set(visit.slots.flatMap(s => (s.inspector === undefined ? [s.slot] : [])))
    return (pool.slotsOf.get(visit.id) ?? []).filter(row => empty.has(row.slot))
  })
  const near = [...new Set(open.map(slot => slot.agency))].flatMap(agency => pool.rosterOf.get(agency) ?? [])
  draft.spent += (open.length + 1) * near.length ** 2
  if (draft.spent > MAX_WORK || near.length > MAX_OFFICERS || open.length * near.length > MAX_CELLS)
    return err<Problem>({ code: 'draw.too_large', slots: open.length, inspectors: near.length })

  // Order of visits is free here: their weights are set below.
  const ordered = [...visits].sort((a, b) => (a.id < b.id ? -1 : 1))
  const pairsWhere = (holds: (inspector: string, visit: Visit) => boolean): PairRow[] =>
    ordered.flatMap(visit => near.flatMap(({ inspector }) => (holds(inspector, visit) ? [{ inspector, id: visit.id, nonce: '' }] : [])))
  const net = buildNetwork({
    seed: draft.seed,
    selected: ordered.map(({ id }, i) => ({ stratum: 'OPEN', rank: i + 1, tier: 2, ticket: '', id, state: 'drawn' })),
    slots: open.sort((a, b) => (a.id === b.id ? (a.slot < b.slot ? -1 : 1) : a.id < b.id ? -1 : 1)),
    roster: near.filter(o => !draft.ill.has(o.inspector)).map(o => afterFixed(o, draft.held.get(o.inspector) ?? 0)),
    barred: pairsWhere(
      (inspector, { id, team }) =>
        pool.barredOf.get(id)?.has(inspector) === true || team.includes(inspector) || draft.recused.has(`${inspector}\t${id}`),
    ),
    pairs: pairsWhere((inspector, { id }) => pool.pairsOf.get(id)?.has(inspector) === true),
  })
  return net.ok ? ok({ ...net.value, weight: ordered.map(({ position }) => pool.drawn - position) }) : net
}

/** Fixed visits use up his cheapest load arcs. */
const afterFixed = (officer: RosterRow, fixed: number): RosterRow => ({
  ...officer,
  load: officer.load + fixed,
  limit: officer.limit === '-' ? '-' : Math.max(0, officer.limit - fixed),
})

/** The one optimum of a network. Error `draw.tie` {node}. */
export function solveCertified(net: Network): Result<AssignRow[]> {
  const at = solveAssignment(net)
  const rows = listFilling(net, at)
  const feasible = readFilling(net, rows)
  if (!feasible.ok) throw new Error(`the solver broke a rule: ${JSON.stringify(feasible.error)}`)
  const verdict = checkCertificate(net, at, computePotentials(net, at))
  if (!verdict.optimal) throw new Error(`the solver missed the optimum at ${verdict.witness}`)
  return verdict.unique ? ok(rows) : err<Problem>({ code: 'draw.tie', node: verdict.witness })
}
