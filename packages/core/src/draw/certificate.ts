/**
 * The certificate — 匹配的最优性证明: potentials that let anyone check, without a solver, that no other assignment is as good (protocol §6).
 *
 * Visit nodes are implied: what enters `visit|id|inspector` leaves it at once, to the inspector where nobody of the visit holds him, else to
 * the slot that does. Their potential is the least of 0 and of what enters.
 */
import type { Problem, Result } from '../base/index.ts'
import { err, ok } from '../base/index.ts'
import type { AssignRow, PotentialRow } from './lists.ts'
import { MAX_COMPONENT } from './lists.ts'
import type { Network } from './network.ts'
import { NO_ARC } from './network.ts'
import type { Filling } from './solver.ts'

/** Node numbers: slots, then inspectors, then the sink. */
const sinkOf = (net: Network): number => net.slots.length + net.inspectors.length

function countUsed(net: Network, at: Filling): Int32Array {
  const used = new Int32Array(net.inspectors.length)
  for (const i of at) if (i >= 0) used[i]!++
  return used
}

/** Writes into `holder` which slot of visit v holds which inspector; call again with `clear` to undo. */
function markHolders(net: Network, at: Filling, v: number, holder: Int32Array, clear: boolean): void {
  for (const s of net.slotsOf[v]!) if (at[s]! >= 0) holder[at[s]!] = clear ? -1 : s
}

/** Whether an arc touches the node (ADR 0001 §11). */
function touchedNodes(net: Network): Uint8Array {
  const I = net.inspectors.length
  const S = net.slots.length
  const touched = new Uint8Array(S + I + 1)
  touched.fill(1, 0, S)
  for (let i = 0; i < I; i++) if (net.limit[i]! > 0) touched[S + i] = 1
  for (let k = 0; k < S * I; k++) if (net.r[k] !== NO_ARC) touched[S + (k % I)] = 1
  if (S > 0 || net.limit.some(l => l > 0)) touched[S + I] = 1
  return touched
}

const nodeName = (net: Network, n: number): string => {
  const S = net.slots.length
  if (n < S) return `slot|${net.slots[n]!.id}|${net.slots[n]!.slot}`
  return n === sinkOf(net) ? 'sink' : `insp|${net.inspectors[n - S]!}`
}

/**
 * The canonical potentials of an optimal filling: p(v) is the least of 0 and the length of every residual path ending in v. Label-correcting
 * from all nodes at once. A filling that is not optimal has no such potentials: a bug of the caller, thrown after n² steps.
 */
export function computePotentials(net: Network, at: Filling): Float64Array {
  const { r, t, visitOf, weight, load, limit } = net
  const I = net.inspectors.length
  const S = net.slots.length
  const sink = sinkOf(net)
  const nodes = sink + 1
  const p = new Float64Array(nodes * 7)
  const used = countUsed(net, at)
  const on: number[][] = Array.from({ length: I }, () => [])
  for (let s = 0; s < S; s++) if (at[s]! >= 0) on[at[s]!]!.push(s)
  const holder = new Int32Array(I).fill(-1)
  const queue = new Int32Array(nodes)
  const queued = new Uint8Array(nodes).fill(1)
  let [head, count] = [0, nodes]
  queue[0] = sink
  for (let i = 0; i < I; i++) queue[1 + i] = S + i
  for (let s = 0; s < S; s++) queue[1 + I + s] = s

  const offer = (from: number, to: number, u: number, w: number, l: number, c0: number, c1: number, c2: number, c3: number): void => {
    const a = 7 * from
    const b = 7 * to
    let d = p[a]! + u - p[b]!
    if (d > 0) return
    if (d === 0) d = p[a + 1]! + w - p[b + 1]!
    if (d > 0) return
    if (d === 0) d = p[a + 2]! + l - p[b + 2]!
    if (d > 0) return
    if (d === 0) d = p[a + 3]! + c0 - p[b + 3]!
    if (d > 0) return
    if (d === 0) d = p[a + 4]! + c1 - p[b + 4]!
    if (d > 0) return
    if (d === 0) d = p[a + 5]! + c2 - p[b + 5]!
    if (d > 0) return
    if (d === 0) d = p[a + 6]! + c3 - p[b + 6]!
    if (d >= 0) return
    p[b] = p[a]! + u
    p[b + 1] = p[a + 1]! + w
    p[b + 2] = p[a + 2]! + l
    p[b + 3] = p[a + 3]! + c0
    p[b + 4] = p[a + 4]! + c1
    p[b + 5] = p[a + 5]! + c2
    p[b + 6] = p[a + 6]! + c3
    if (queued[to] === 0) {
      queued[to] = 1
      queue[(head + count++) % nodes] = to
    }
  }

  for (let steps = 0; count > 0; steps++) {
    if (steps > nodes * nodes) throw new Error('the filling is not optimal')
    const n = queue[head]!
    head = (head + 1) % nodes
    count--
    queued[n] = 0
    if (n === sink) {
      for (let i = 0; i < I; i++) if (used[i]! > 0) offer(sink, S + i, 0, 0, -(load[i]! + used[i]!), 0, 0, 0, 0)
      for (let s = 0; s < S; s++) if (at[s]! < 0) offer(sink, s, -1, -weight[visitOf[s]!]!, 0, 0, 0, 0, 0)
    } else if (n >= S) {
      const i = n - S
      if (used[i]! < limit[i]!) offer(n, sink, 0, 0, load[i]! + used[i]! + 1, 0, 0, 0, 0)
      for (const s of on[i]!) {
        const k = s * I + i
        offer(n, s, 0, 0, 0, -r[k]!, -t[3 * k]!, -t[3 * k + 1]!, -t[3 * k + 2]!)
      }
    } else {
      const v = visitOf[n]!
      if (at[n]! >= 0) offer(n, sink, 1, weight[v]!, 0, 0, 0, 0, 0)
      markHolders(net, at, v, holder, false)
      for (let i = 0; i < I; i++) {
        const k = n * I + i
        if (r[k] === NO_ARC || at[n] === i) continue
        const h = holder[i]!
        if (h < 0) offer(n, S + i, 0, 0, 0, r[k]!, t[3 * k]!, t[3 * k + 1]!, t[3 * k + 2]!)
        else {
          const b = h * I + i
          offer(n, h, 0, 0, 0, r[k]! - r[b]!, t[3 * k]! - t[3 * b]!, t[3 * k + 1]! - t[3 * b + 1]!, t[3 * k + 2]! - t[3 * b + 2]!)
        }
      }
      markHolders(net, at, v, holder, true)
    }
  }
  return p
}

/** The rows of `potentials.txt`, unsorted. */
export function listPotentials(net: Network, p: Float64Array): PotentialRow[] {
  const touched = touchedNodes(net)
  const rows: PotentialRow[] = []
  // + 0 turns −0 into 0.
  for (let n = 0; n <= sinkOf(net); n++) {
    if (touched[n] === 1) rows.push({ node: nodeName(net, n), p: Array.from(p.subarray(7 * n, 7 * n + 7), x => x + 0) })
  }
  return rows
}

/** The rows of `assign.txt`, in file order. */
export const listFilling = (net: Network, at: Filling): AssignRow[] =>
  net.slots.map((slot, s) => ({ id: slot.id, slot: slot.slot, inspector: at[s]! < 0 ? '-' : net.inspectors[at[s]!]! }))

/** Errors `draw.assign_refused` {id, slot, why}: not the slots of the drawn ids, no such arc, twice on a visit, above a limit. */
export function readFilling(net: Network, rows: readonly AssignRow[]): Result<Filling> {
  const refuse = (row: AssignRow | undefined, why: string): Result<never> =>
    err<Problem>({ code: 'draw.assign_refused', id: row?.id ?? '-', slot: row?.slot ?? '-', why })
  const I = net.inspectors.length
  const codes = new Map(net.inspectors.map((code, i) => [code, i]))
  const at: Filling = new Int32Array(net.slots.length).fill(-1)
  if (rows.length !== net.slots.length) return refuse(rows[net.slots.length], 'count of slots')
  for (const [s, row] of rows.entries()) {
    const slot = net.slots[s]!
    if (row.id !== slot.id || row.slot !== slot.slot) return refuse(row, 'not the slots of the drawn ids')
    if (row.inspector === '-') continue
    const i = codes.get(row.inspector)
    if (i === undefined) return refuse(row, 'not on the roster')
    if (net.r[s * I + i] === NO_ARC) return refuse(row, 'may not fill this slot')
    at[s] = i
  }
  for (const slots of net.slotsOf) {
    const team = slots.flatMap(s => (at[s]! < 0 ? [] : [at[s]!]))
    if (new Set(team).size !== team.length) return refuse(rows[slots[0]!], 'one inspector twice on a visit')
  }
  const used = countUsed(net, at)
  for (let i = 0; i < I; i++) if (used[i]! > net.limit[i]!) return refuse(rows[at.indexOf(i)], 'above the limit of an inspector')
  return ok(at)
}

/** Errors `draw.potentials_refused` {node, why}: a node missing, surplus or out of order, a component above 2^51. */
export function readPotentials(net: Network, rows: readonly PotentialRow[]): Result<Float64Array> {
  const refuse = (node: string, why: string): Result<never> => err<Problem>({ code: 'draw.potentials_refused', node, why })
  const touched = touchedNodes(net)
  const p = new Float64Array((sinkOf(net) + 1) * 7)
  const given = new Map(rows.map(row => [row.node, row.p]))
  if (given.size !== rows.length) return refuse('-', 'a node twice')
  let found = 0
  for (let n = 0; n <= sinkOf(net); n++) {
    const name = nodeName(net, n)
    const row = given.get(name)
    if ((row !== undefined) !== (touched[n] === 1)) return refuse(name, row === undefined ? 'missing' : 'no arc touches it')
    if (row === undefined) continue
    if (row.length !== 7 || row.some(x => !Number.isSafeInteger(x) || Math.abs(x) > MAX_COMPONENT)) return refuse(name, 'component')
    found++
    p.set(row, 7 * n)
  }
  return found === rows.length ? ok(p) : refuse('-', 'a node that is not of this network')
}

export interface CertificateVerdict {
  /** all reduced costs ≥ 0 */
  readonly optimal: boolean
  /** no directed cycle of reduced cost 0; false where not optimal */
  readonly unique: boolean
  /** the potentials are the canonical ones; false where not unique */
  readonly canonical: boolean
  /** the first arc or node that spoke against it */
  readonly witness?: string
}

/** Optimality, uniqueness and canonical form of a filling that `readFilling` accepted, in one pass over the arcs. */
export function checkCertificate(net: Network, at: Filling, p: Float64Array): CertificateVerdict {
  const { r, t, visitOf, weight, load, limit } = net
  const I = net.inspectors.length
  const S = net.slots.length
  const sink = sinkOf(net)
  const used = countUsed(net, at)
  const holder = new Int32Array(I).fill(-1)
  const supported = new Uint8Array(sink + 1)
  const tightFrom: number[] = []
  const tightTo: number[] = []
  let negative: string | undefined

  const a = new Float64Array(7)
  /** Potential reached over a residual arc (now in `a`) against the head's own. */
  const arrive = (from: number, to: number): void => {
    const d = compareTo(a, p, 7 * to)
    if (d < 0) negative ??= `${nodeName(net, from)} → ${nodeName(net, to)}`
    if (d === 0) {
      supported[to] = 1
      tightFrom.push(from)
      tightTo.push(to)
    }
  }
  const start = (n: number): void => {
    for (let c = 0; c < 7; c++) a[c] = p[7 * n + c]!
  }

  for (let i = 0; i < I; i++) {
    if (used[i]! < limit[i]!) {
      start(S + i)
      a[2]! += load[i]! + used[i]! + 1
      arrive(S + i, sink)
    }
    if (used[i]! > 0) {
      start(sink)
      a[2]! -= load[i]! + used[i]!
      arrive(sink, S + i)
    }
  }
  for (let s = 0; s < S; s++) {
    const filled = at[s]! >= 0
    start(filled ? s : sink)
    a[0]! += filled ? 1 : -1
    a[1]! += filled ? weight[visitOf[s]!]! : -weight[visitOf[s]!]!
    if (filled) arrive(s, sink)
    else arrive(sink, s)
  }
  // Visit nodes: first the least of 0 and all that enters, then what leaves.
  const q = new Float64Array(7)
  for (let v = 0; v < net.slotsOf.length; v++) {
    const slots = net.slotsOf[v]!
    markHolders(net, at, v, holder, false)
    for (let i = 0; i < I; i++) {
      const h = holder[i]!
      q.fill(0)
      let exists = false
      for (const s of slots) {
        const k = s * I + i
        if (r[k] === NO_ARC) continue
        exists = true
        if (s === h) {
          // visit → insp is in use, so insp → visit is residual at cost 0.
          if (compareTo(p.subarray(7 * (S + i), 7 * (S + i) + 7), q, 0) < 0) q.set(p.subarray(7 * (S + i), 7 * (S + i) + 7))
        } else if (compareEntry(p, 7 * s, r[k]!, t, 3 * k, q) < 0) setEntry(p, 7 * s, r[k]!, t, 3 * k, q)
      }
      if (!exists) continue
      const to = h < 0 ? S + i : h
      a.set(q)
      if (h >= 0) {
        const k = h * I + i
        a[3]! -= r[k]!
        a[4]! -= t[3 * k]!
        a[5]! -= t[3 * k + 1]!
        a[6]! -= t[3 * k + 2]!
      }
      const d = compareTo(a, p, 7 * to)
      if (d < 0) negative ??= `visit|${net.ids[v]!}|${net.inspectors[i]!} → ${nodeName(net, to)}`
      if (d !== 0) continue
      supported[to] = 1
      for (const s of slots) {
        const k = s * I + i
        if (r[k] === NO_ARC) continue
        if (s === h ? compareTo(q, p, 7 * (S + i)) === 0 : compareEntry(p, 7 * s, r[k]!, t, 3 * k, q) === 0) {
          tightFrom.push(s === h ? S + i : s)
          tightTo.push(to)
        }
      }
    }
    markHolders(net, at, v, holder, true)
  }
  if (negative !== undefined) return { optimal: false, unique: false, canonical: false, witness: negative }
  const cycle = findCycle(sink + 1, tightFrom, tightTo)
  if (cycle >= 0) return { optimal: true, unique: false, canonical: false, witness: nodeName(net, cycle) }
  const touched = touchedNodes(net)
  for (let n = 0; n <= sink; n++) {
    if (touched[n] === 0) continue
    const sign = signOf(p, 7 * n)
    if (sign > 0 || (sign < 0 && supported[n] === 0)) return { optimal: true, unique: true, canonical: false, witness: nodeName(net, n) }
  }
  return { optimal: true, unique: true, canonical: true }
}

function compareTo(a: Float64Array, b: Float64Array, o: number): number {
  for (let c = 0; c < 7; c++) {
    const d = a[c]! - b[o + c]!
    if (d !== 0) return d
  }
  return 0
}

/** p(slot) + the cost of its arc, against q. */
function compareEntry(p: Float64Array, o: number, r: number, t: Uint32Array, k: number, q: Float64Array): number {
  for (let c = 0; c < 3; c++) {
    const d = p[o + c]! - q[c]!
    if (d !== 0) return d
  }
  let d = p[o + 3]! + r - q[3]!
  if (d !== 0) return d
  for (let c = 0; c < 3; c++) {
    d = p[o + 4 + c]! + t[k + c]! - q[4 + c]!
    if (d !== 0) return d
  }
  return 0
}

function setEntry(p: Float64Array, o: number, r: number, t: Uint32Array, k: number, q: Float64Array): void {
  for (let c = 0; c < 3; c++) q[c] = p[o + c]!
  q[3] = p[o + 3]! + r
  for (let c = 0; c < 3; c++) q[4 + c] = p[o + 4 + c]! + t[k + c]!
}

function signOf(p: Float64Array, o: number): number {
  for (let c = 0; c < 7; c++) if (p[o + c] !== 0) return p[o + c]!
  return 0
}

/** A node on a directed cycle, −1 where there is none: nodes without an entering arc are taken away until none is left (Kahn). */
function findCycle(nodes: number, from: readonly number[], to: readonly number[]): number {
  const entering = new Int32Array(nodes)
  const out: number[][] = Array.from({ length: nodes }, () => [])
  for (let e = 0; e < from.length; e++) {
    entering[to[e]!]!++
    out[from[e]!]!.push(to[e]!)
  }
  const free: number[] = []
  for (let n = 0; n < nodes; n++) if (entering[n] === 0) free.push(n)
  let taken = 0
  for (let n = free.pop(); n !== undefined; n = free.pop()) {
    taken++
    for (const m of out[n]!) if (--entering[m]! === 0) free.push(m)
  }
  return taken === nodes ? -1 : entering.findIndex(x => x > 0)
}

/** 割：why a slot stays unfilled — what it could reach without passing the sink (ADR 0001 §8). */
export interface Cut {
  readonly slots: number
  /** by byte order */
  readonly inspectors: readonly string[]
  readonly limit: number
}

export function findCut(net: Network, at: Filling, slot: number): Cut {
  const I = net.inspectors.length
  const seenSlot = new Uint8Array(net.slots.length)
  const seenInspector = new Uint8Array(I)
  const holder = new Int32Array(I).fill(-1)
  const on: number[][] = Array.from({ length: I }, () => [])
  for (let s = 0; s < at.length; s++) if (at[s]! >= 0) on[at[s]!]!.push(s)
  const stack = [slot]
  seenSlot[slot] = 1
  const reach = (s: number): void => {
    if (seenSlot[s] === 1) return
    seenSlot[s] = 1
    stack.push(s)
  }
  for (let s = stack.pop(); s !== undefined; s = stack.pop()) {
    const v = net.visitOf[s]!
    markHolders(net, at, v, holder, false)
    for (let i = 0; i < I; i++) {
      if (net.r[s * I + i] === NO_ARC || at[s] === i) continue
      if (holder[i]! >= 0) reach(holder[i]!)
      else if (seenInspector[i] === 0) {
        seenInspector[i] = 1
        for (const x of on[i]!) reach(x)
      }
    }
    markHolders(net, at, v, holder, true)
  }
  const inspectors = net.inspectors.filter((_, i) => seenInspector[i] === 1)
  return {
    slots: seenSlot.reduce((n, x) => n + x, 0),
    inspectors,
    limit: net.limit.reduce((n, l, i) => n + (seenInspector[i] === 1 ? l : 0), 0),
  }
}
