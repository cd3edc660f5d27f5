/**
 * The solver — 最优匹配: the one optimal assignment by successive shortest augmenting paths (protocol §6).
 *
 * Any solver may find the optimum; this one never has the last word: `executeDraw` runs the certificate over its answer.
 * How: the residual graph is contracted to the inspectors. An edge i → j is the cheapest way in which one visit of i lets him go and takes j
 * instead, after the best shuffle of its other slots; an edge i → sink is either his next load arc, or a visit that lets him go and leaves a
 * slot unfilled. Rows of edges are recomputed only for inspectors whose visits changed. Dijkstra over the inspectors with potentials
 * carries the 7-tuples component by component.
 */
import type { Network } from './network.ts'
import { NO_ARC } from './network.ts'

/** Slot → inspector, −1 unfilled. */
export type Filling = Int32Array

export function solveAssignment(net: Network): Filling {
  const { r, t, visitOf, slotsOf, load, limit, weight } = net
  const I = net.inspectors.length
  const S = net.slots.length
  const at: Filling = new Int32Array(S).fill(-1)
  const on: number[][] = Array.from({ length: I }, () => [])

  // Edges i → j: r, t1, t2, t3 of the swap, the slot that lets i go and the slot that takes j. Infinity: none.
  // Row I is the source: the slot to be placed.
  const edge = new Float64Array((I + 1) * I * 4)
  const edgeFrom = new Int32Array((I + 1) * I)
  const edgeTo = new Int32Array((I + 1) * I)
  // Dropping a slot: w, then r, t1, t2, t3.
  const drop = new Float64Array((I + 1) * 5)
  const dropFrom = new Int32Array(I + 1)
  const dropTo = new Int32Array(I + 1)
  const dirty = new Uint8Array(I).fill(1)
  const team = new Int32Array(I).fill(-1)
  let stamp = 0

  // Chains inside one visit: node 0 is the slot set free, the others its filled siblings.
  const most = Math.max(1, ...slotsOf.map(s => s.length))
  const chainSlot = new Int32Array(most)
  const chainCost = new Float64Array(most * 4)
  const chainPrev = new Int32Array(most)

  function findChains(a: number): number {
    let n = 1
    chainSlot[0] = a
    chainCost.fill(0, 0, 4)
    chainPrev[0] = -1
    for (const b of slotsOf[visitOf[a]!]!) {
      if (b === a || at[b]! < 0) continue
      chainSlot[n] = b
      chainCost[4 * n] = Number.POSITIVE_INFINITY
      n++
    }
    for (let changed = n > 1, round = 0; changed && round <= n; round++) {
      changed = false
      for (let j = 0; j < n; j++) {
        if (chainCost[4 * j] === Number.POSITIVE_INFINITY) continue
        for (let m = 1; m < n; m++) {
          if (m === j) continue
          const i = at[chainSlot[m]!]!
          const k = chainSlot[j]! * I + i
          if (r[k] === NO_ARC) continue
          const back = chainSlot[m]! * I + i
          const c0 = chainCost[4 * j]! + r[k]! - r[back]!
          const c1 = chainCost[4 * j + 1]! + t[3 * k]! - t[3 * back]!
          const c2 = chainCost[4 * j + 2]! + t[3 * k + 1]! - t[3 * back + 1]!
          const c3 = chainCost[4 * j + 3]! + t[3 * k + 2]! - t[3 * back + 2]!
          if (!isLess4(c0, c1, c2, c3, chainCost, 4 * m)) continue
          chainCost[4 * m] = c0
          chainCost[4 * m + 1] = c1
          chainCost[4 * m + 2] = c2
          chainCost[4 * m + 3] = c3
          chainPrev[m] = j
          changed = true
        }
      }
    }
    return n
  }

  /** Adds to row `row` every way in which slot `a` is set free (from inspector `i`, or for the first time: −1). */
  function addWays(row: number, a: number, i: number): void {
    const v = visitOf[a]!
    const n = findChains(a)
    stamp++
    if (i >= 0) team[i] = stamp
    for (let j = 1; j < n; j++) team[at[chainSlot[j]!]!] = stamp
    for (let j = 0; j < n; j++) {
      if (chainCost[4 * j] === Number.POSITIVE_INFINITY) continue
      const b = chainSlot[j]!
      const out = a * I + i
      const b0 = chainCost[4 * j]! - (i < 0 ? 0 : r[out]!)
      const b1 = chainCost[4 * j + 1]! - (i < 0 ? 0 : t[3 * out]!)
      const b2 = chainCost[4 * j + 2]! - (i < 0 ? 0 : t[3 * out + 1]!)
      const b3 = chainCost[4 * j + 3]! - (i < 0 ? 0 : t[3 * out + 2]!)
      const w = weight[v]!
      if (w < drop[5 * row]! || (w === drop[5 * row] && isLess4(b0, b1, b2, b3, drop, 5 * row + 1))) {
        drop[5 * row] = w
        drop[5 * row + 1] = b0
        drop[5 * row + 2] = b1
        drop[5 * row + 3] = b2
        drop[5 * row + 4] = b3
        dropFrom[row] = a
        dropTo[row] = b
      }
      for (let x = 0; x < I; x++) {
        const k = b * I + x
        if (r[k] === NO_ARC || team[x] === stamp) continue
        const e = row * I + x
        const c0 = b0 + r[k]!
        const d0 = c0 - edge[4 * e]!
        if (d0 > 0) continue
        const c1 = b1 + t[3 * k]!
        if (d0 === 0) {
          const d1 = c1 - edge[4 * e + 1]!
          if (d1 > 0) continue
          if (d1 === 0 && !isLess4(c0, c1, b2 + t[3 * k + 1]!, b3 + t[3 * k + 2]!, edge, 4 * e)) continue
        }
        edge[4 * e] = c0
        edge[4 * e + 1] = c1
        edge[4 * e + 2] = b2 + t[3 * k + 1]!
        edge[4 * e + 3] = b3 + t[3 * k + 2]!
        edgeFrom[e] = a
        edgeTo[e] = b
      }
    }
  }

  function clearRow(row: number): void {
    edge.fill(Number.POSITIVE_INFINITY, row * I * 4, (row + 1) * I * 4)
    drop[5 * row] = Number.POSITIVE_INFINITY
  }

  const p = new Float64Array(I * 7)
  const key = new Float64Array(I * 7)
  const mark = new Uint8Array(I) // 0 unseen, 1 labelled, 2 final
  const prev = new Int32Array(I)
  const far = new Float64Array(7) // true distance of the inspector being scanned
  const sink = new Float64Array(7)
  const way = new Float64Array(7)
  let sinkFrom = -1
  let sinkDrops = false

  function offerSink(from: number, drops: boolean): void {
    if (compare7(way, 0, sink, 0) >= 0) return
    sink.set(way)
    sinkFrom = from
    sinkDrops = drops
  }

  function offerDrop(row: number): void {
    if (drop[5 * row] === Number.POSITIVE_INFINITY) return
    way.set(far)
    way[0]! += 1
    way[1]! += drop[5 * row]!
    for (let c = 3; c < 7; c++) way[c]! += drop[5 * row + c - 2]!
    offerSink(row, true)
  }

  /** Labels every inspector over the edges of a row that starts at distance `far`. */
  function relax(row: number): void {
    const f0 = far[0]!
    const f1 = far[1]!
    const f2 = far[2]!
    const f3 = far[3]!
    const f4 = far[4]!
    const f5 = far[5]!
    const f6 = far[6]!
    for (let x = 0; x < I; x++) {
      if (mark[x] === 2) continue
      const e = 4 * (row * I + x)
      if (edge[e] === Number.POSITIVE_INFINITY) continue
      const o = 7 * x
      if (mark[x] === 1) {
        let d = f0 - p[o]! - key[o]!
        if (d > 0) continue
        if (d === 0) {
          d = f1 - p[o + 1]! - key[o + 1]!
          if (d > 0) continue
          if (d === 0) {
            d = f2 - p[o + 2]! - key[o + 2]!
            if (d > 0) continue
            if (d === 0) {
              d = f3 + edge[e]! - p[o + 3]! - key[o + 3]!
              if (d > 0) continue
              if (d === 0) {
                d = f4 + edge[e + 1]! - p[o + 4]! - key[o + 4]!
                if (d > 0) continue
                if (d === 0) {
                  d = f5 + edge[e + 2]! - p[o + 5]! - key[o + 5]!
                  if (d > 0) continue
                  if (d === 0 && f6 + edge[e + 3]! - p[o + 6]! >= key[o + 6]!) continue
                }
              }
            }
          }
        }
      }
      key[o] = f0 - p[o]!
      key[o + 1] = f1 - p[o + 1]!
      key[o + 2] = f2 - p[o + 2]!
      key[o + 3] = f3 + edge[e]! - p[o + 3]!
      key[o + 4] = f4 + edge[e + 1]! - p[o + 4]!
      key[o + 5] = f5 + edge[e + 2]! - p[o + 5]!
      key[o + 6] = f6 + edge[e + 3]! - p[o + 6]!
      mark[x] = 1
      prev[x] = row
    }
  }

  function place(s: number): void {
    clearRow(I)
    addWays(I, s, -1)
    mark.fill(0)
    far.fill(0)
    sink.fill(Number.POSITIVE_INFINITY)
    offerDrop(I)
    relax(I)
    for (;;) {
      let best = -1
      for (let x = 0; x < I; x++) if (mark[x] === 1 && (best < 0 || compare7(key, 7 * x, key, 7 * best) < 0)) best = x
      if (best < 0 || compare7(key, 7 * best, sink, 0) >= 0) break
      mark[best] = 2
      for (let c = 0; c < 7; c++) far[c] = key[7 * best + c]! + p[7 * best + c]!
      if (dirty[best] === 1) {
        clearRow(best)
        for (const a of on[best]!) addWays(best, a, best)
        dirty[best] = 0
      }
      if (on[best]!.length < limit[best]!) {
        way.set(far)
        way[2]! += load[best]! + on[best]!.length + 1
        offerSink(best, false)
      }
      offerDrop(best)
      relax(best)
    }
    for (let x = 0; x < I; x++) if (mark[x] === 2) for (let c = 0; c < 7; c++) p[7 * x + c]! += key[7 * x + c]! - sink[c]!
    augment()
  }

  /** All moves are read from the state before the path, then made together: a path may pass one visit twice. */
  function augment(): void {
    const moves: [slot: number, inspector: number][] = []
    const collect = (a: number, b: number, target: number): void => {
      const n = findChains(a)
      let j = 0
      while (chainSlot[j] !== b && j < n) j++
      let inspector = target
      for (; j >= 0; j = chainPrev[j]!) {
        const slot = chainSlot[j]!
        moves.push([slot, inspector])
        inspector = at[slot]!
      }
    }
    if (sinkDrops) collect(dropFrom[sinkFrom]!, dropTo[sinkFrom]!, -1)
    for (let x = sinkFrom; x !== I; x = prev[x]!) {
      const e = prev[x]! * I + x
      collect(edgeFrom[e]!, edgeTo[e]!, x)
    }
    for (const [slot] of moves) touch(slot)
    for (const [slot] of moves) {
      const old = at[slot]!
      if (old >= 0) on[old]!.splice(on[old]!.indexOf(slot), 1)
    }
    for (const [slot, inspector] of moves) {
      at[slot] = inspector
      if (inspector >= 0) on[inspector]!.push(slot)
    }
    for (const [slot] of moves) touch(slot)
  }

  /** Every inspector on the visit of this slot has new edges. */
  function touch(slot: number): void {
    for (const b of slotsOf[visitOf[slot]!]!) if (at[b]! >= 0) dirty[at[b]!] = 1
  }

  for (const slots of slotsOf) for (const s of slots) place(s)
  return at
}

function isLess4(a0: number, a1: number, a2: number, a3: number, b: Float64Array, o: number): boolean {
  if (a0 !== b[o]) return a0 < b[o]!
  if (a1 !== b[o + 1]) return a1 < b[o + 1]!
  if (a2 !== b[o + 2]) return a2 < b[o + 2]!
  return a3 < b[o + 3]!
}

function compare7(a: Float64Array, x: number, b: Float64Array, y: number): number {
  for (let c = 0; c < 7; c++) {
    const d = a[x + c]! - b[y + c]!
    if (d !== 0) return d
  }
  return 0
}
