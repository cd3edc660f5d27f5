/**
 * Changes — 抽取之后的变更: 替换 an object that cannot be visited by the next in the drawn order, 改派 the slots of an officer who cannot go
 * (protocol §§5, 6; ADR 0006). @law EZ-11 A-32 A-29 LY-11 EZ-37
 *
 * Promises: what happened goes in, what follows comes out, without a choice: the lowest unused reserve, the one optimal team; everything else
 * stays. `replayChanges` makes every change again and accepts only the same bytes. Nothing given is altered; each answer is a new state.
 * Refuses: an object that does not stand, an officer who does not hold the slots, more than two changes of a visit without the superior, a tie,
 * and every entry that does not come out again (`draw.change_refused` {n, why}).
 */
import type { Problem, Result } from '../base/index.ts'
import { err, ok } from '../base/index.ts'
import type { ChangeEntry, ReassignEntry, ReassignKind, SlotChange, SubstituteEntry, SubstituteGround } from './change-records.ts'
import { parseChange, parseChanges, printChange, REASSIGN_TYPE, SUBSTITUTE_TYPE } from './change-records.ts'
import type { Draft, DrawnLists, DrawState } from './draw-state.ts'
import { addTo, copyState, fillOpenSlots, openDraft, putVisit, removeVisit, withSlots } from './draw-state.ts'
import { parseEntries } from './entries.ts'
import { printRank, type SelectedRow } from './lists.ts'
import type { Visit } from './visits.ts'

/** 替换申请：what happened. */
export interface SubstituteOrder {
  readonly out: string
  readonly ground: SubstituteGround
  /** SHA-256 of the document, hex */
  readonly evidenceSha256: string
  /** staff or account code, never a name */
  readonly approver: string
}
/** 改派申请：what happened. */
export interface ReassignOrder {
  readonly kind: ReassignKind
  /** `-` with VACANT */
  readonly inspector: string
  /** visits still to be done, any order */
  readonly ids: readonly string[]
  readonly evidenceSha256: string
  readonly approver: string
  /** `-` where nobody above signed */
  readonly superior: string
}

export interface PlannedSubstitute {
  /** one for each stratum `out` stood in, by stratum */
  readonly entries: readonly SubstituteEntry[]
  /** 新增的检查：visits that did not stand before, with their teams */
  readonly added: readonly Visit[]
  readonly state: DrawState
}
export interface PlannedReassign {
  readonly entry: ReassignEntry
  readonly state: DrawState
}

/** Above so many changes of one visit the superior signs (protocol §6). */
const FREE_CHANGES = 2

/**
 * The state after the changes in `entries.jsonl`; with the entries of the bare result, the state of the result.
 * Errors: `draw.format` (entries.jsonl, line), `draw.assign_refused`, `draw.change_refused` {n, why}.
 */
export function replayChanges(lists: DrawnLists, entries: Uint8Array): Result<DrawState> {
  const lines = parseEntries(entries)
  if (!lines.ok) return lines
  const unfilled = lists.assign.reduce((n, row) => n + (row.inspector === '-' ? 1 : 0), 0)
  const changes = parseChanges(lines.value, unfilled, lists.draw)
  return changes.ok ? applyChanges(lists, changes.value) : changes
}

/** The same for entries that were read before. */
export function applyChanges(lists: DrawnLists, changes: readonly ChangeEntry[]): Result<DrawState> {
  const opened = openDraft(lists)
  if (!opened.ok) return opened
  const draft = opened.value
  for (let i = 0; i < changes.length; ) {
    const given = changes[i]!
    const made = given.type === SUBSTITUTE_TYPE ? substitute(draft, orderOf(given)) : one(reassign(draft, reorderOf(given)))
    const refuse = (entry: ChangeEntry, why: string) => err<Problem>({ code: 'draw.change_refused', n: entry.n, why })
    if (!made.ok) return refuse(given, made.error.code)
    for (const [k, due] of made.value.entries()) {
      const found = changes[i + k]
      if (found === undefined || printChange(found) !== printChange(due)) return refuse(found ?? given, differs(found, due))
    }
    i += made.value.length
  }
  return ok(draft)
}

const orderOf = (e: SubstituteEntry): SubstituteOrder => ({
  out: e.out,
  ground: e.ground,
  evidenceSha256: e.evidence,
  approver: e.approver,
})
const reorderOf = (e: ReassignEntry): ReassignOrder => ({
  kind: e.kind,
  inspector: e.inspector,
  ids: e.ids,
  evidenceSha256: e.evidence,
  approver: e.approver,
  superior: e.superior,
})
const one = <T>(result: Result<T>): Result<T[]> => (result.ok ? ok([result.value]) : result)

/** The first field in which an entry is not the one that follows. */
function differs(found: ChangeEntry | undefined, due: ChangeEntry): string {
  if (found === undefined) return 'missing'
  const [a, b] = [found as unknown as Record<string, unknown>, due as unknown as Record<string, unknown>]
  return Object.keys(b).find(key => JSON.stringify(a[key]) !== JSON.stringify(b[key])) ?? 'type'
}

/** Errors: `draw.change_not_standing` {id}, `draw.format`, `draw.tie`, `draw.too_large`. */
export function planSubstitute(state: DrawState, order: SubstituteOrder): Result<PlannedSubstitute> {
  const draft = copyState(state)
  const entries = substitute(draft, order)
  if (!entries.ok) return entries
  const format = checkFormats(entries.value)
  if (format !== undefined) return format
  const fresh = new Set(entries.value.flatMap(e => (e.in !== '-' && !state.visits.has(e.in) ? [e.in] : [])))
  return ok({ entries: entries.value, added: [...fresh].map(id => draft.visits.get(id)!), state: draft })
}

/**
 * Errors: `draw.change_ids` {kind}, `draw.change_inspector` {inspector}, `draw.change_not_standing` {id}, `draw.change_not_held` {inspector, id},
 * `draw.change_not_open` {id}, `draw.change_nothing`, `draw.superior_needed` {id, changes}, `draw.superior_same`, `draw.format`, `draw.tie`, `draw.too_large`.
 */
export function planReassign(state: DrawState, order: ReassignOrder): Result<PlannedReassign> {
  const draft = copyState(state)
  const entry = reassign(draft, { ...order, ids: [...new Set(order.ids)].sort() })
  if (!entry.ok) return entry
  return checkFormats([entry.value]) ?? ok({ entry: entry.value, state: draft })
}

/** What was typed in reaches an entry only in its grammar. */
function checkFormats(entries: readonly ChangeEntry[]): Result<never> | undefined {
  for (const entry of entries) {
    const read = parseChange(printChange(entry))
    if (!read.ok) return read
  }
  return undefined
}

/** Takes `out` off in every stratum it stands in, and alters the draft. */
function substitute(draft: Draft, order: SubstituteOrder): Result<SubstituteEntry[]> {
  const { out, ground } = order
  const leaving = draft.visits.get(out)
  if (leaving === undefined) return err<Problem>({ code: 'draw.change_not_standing', id: out })
  removeVisit(draft, out)
  draft.out.add(out)
  const entries: SubstituteEntry[] = []
  const strata = leaving.strata.map(s => s.stratum).sort()
  for (const stratum of strata) {
    const next = takeReserve(draft, stratum)
    const assign = next === undefined ? ok([]) : comeIn(draft, next, leaving.position)
    if (!assign.ok) return assign
    const entry: SubstituteEntry = {
      type: SUBSTITUTE_TYPE,
      draw: draft.draw,
      n: String(draft.next),
      stratum,
      out,
      in: next?.id ?? '-',
      rank: next === undefined ? '-' : printRank(next.rank),
      ground,
      evidence: order.evidenceSha256,
      approver: order.approver,
      assign: assign.value,
    }
    draft.next++
    draft.entries.push(entry)
    entries.push(entry)
  }
  return ok(entries)
}

/** 候补递补：the lowest rank that is not used and whose id is not out. */
function takeReserve(draft: Draft, stratum: string): SelectedRow | undefined {
  const reserve = draft.pool.reserveOf.get(stratum) ?? []
  let at = draft.reserveAt.get(stratum) ?? 0
  while (at < reserve.length && draft.out.has(reserve[at]!.id)) at++
  draft.reserveAt.set(stratum, at + 1)
  return reserve[at]
}

function comeIn(draft: Draft, row: SelectedRow, position: number): Result<SubstituteEntry['assign']> {
  const { id, stratum, rank } = row
  const standing = draft.visits.get(id)
  if (standing !== undefined) {
    draft.visits.set(id, { ...standing, strata: [...standing.strata, { stratum, rank }] })
    return ok([])
  }
  const slots = (draft.pool.slotsOf.get(id) ?? []).map(({ slot, agency, speciality }) => ({ slot, agency, speciality }))
  putVisit(draft, withSlots({ id, position, strata: [{ stratum, rank }] }, slots))
  const filled = fillOpenSlots(draft, [id])
  if (!filled.ok) return filled
  return ok(draft.visits.get(id)!.slots.map(({ slot, inspector }) => ({ slot, inspector: inspector ?? '-' })))
}

/** Opens and solves the slots of the named visits, and alters the draft. `ids` by byte order. */
function reassign(draft: Draft, order: ReassignOrder): Result<ReassignEntry> {
  const refused = checkReassign(draft, order)
  if (refused !== undefined) return refused
  const { kind, inspector, ids, approver, superior } = order
  if (kind === 'ILLNESS') draft.ill.add(inspector)
  if (kind === 'RECUSAL') draft.recused.add(`${inspector}\t${ids[0]}`)
  const before = ids.map(id => draft.visits.get(id)!)
  if (kind !== 'VACANT') for (const visit of before) putVisit(draft, letGo(visit, inspector))
  const filled = fillOpenSlots(draft, ids)
  if (!filled.ok) return filled
  const changes = before.flatMap(visit => compareSlots(visit, draft.visits.get(visit.id)!))
  if (kind === 'VACANT' && changes.length === 0) return err<Problem>({ code: 'draw.change_nothing' })
  for (const { id } of changes) addTo(draft.changed, id, 1)
  const many = changes.find(({ id }) => draft.changed.get(id)! > FREE_CHANGES)
  if (many !== undefined && superior === '-')
    return err<Problem>({ code: 'draw.superior_needed', id: many.id, changes: draft.changed.get(many.id) })
  const entry: ReassignEntry = {
    type: REASSIGN_TYPE,
    draw: draft.draw,
    n: String(draft.next),
    kind,
    inspector,
    ids,
    evidence: order.evidenceSha256,
    approver,
    superior,
    changes,
  }
  draft.next++
  draft.entries.push(entry)
  return ok(entry)
}

function checkReassign(draft: Draft, { kind, inspector, ids, approver, superior }: ReassignOrder): Result<never> | undefined {
  const least = kind === 'ILLNESS' ? 0 : 1
  if (ids.length < least || (kind === 'RECUSAL' && ids.length > 1)) return err<Problem>({ code: 'draw.change_ids', kind })
  if (kind === 'VACANT' ? inspector !== '-' : !draft.pool.officers.has(inspector))
    return err<Problem>({ code: 'draw.change_inspector', inspector })
  if (kind === 'ILLNESS' && ids.length === 0 && draft.ill.has(inspector)) return err<Problem>({ code: 'draw.change_nothing' })
  if (superior === approver) return err<Problem>({ code: 'draw.superior_same' })
  for (const id of ids) {
    const visit = draft.visits.get(id)
    if (visit === undefined) return err<Problem>({ code: 'draw.change_not_standing', id })
    if (kind === 'VACANT' && visit.unfilled === 0) return err<Problem>({ code: 'draw.change_not_open', id })
    if (kind !== 'VACANT' && !visit.team.includes(inspector)) return err<Problem>({ code: 'draw.change_not_held', inspector, id })
  }
  return undefined
}

const letGo = (visit: Visit, inspector: string): Visit =>
  withSlots(
    visit,
    visit.slots.map(({ inspector: own, ...slot }) => (own === undefined || own === inspector ? slot : { ...slot, inspector: own })),
  )

const compareSlots = (before: Visit, after: Visit): SlotChange[] =>
  before.slots.flatMap(({ slot, inspector: own }, i) => {
    const [from, to] = [own ?? '-', after.slots[i]!.inspector ?? '-']
    return from === to ? [] : [{ id: before.id, slot, from, to }]
  })
