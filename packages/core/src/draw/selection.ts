/**
 * Selection — 抽取检查对象: tickets decide, by (tier, ticket, id) inside each stratum (protocol §5).
 *
 * Promises: the exact order of the protocol over all 256 bits, whatever the size; a big stratum is not sorted, only its chosen are.
 * How: a histogram of the tickets' first 16 bits finds a threshold no chosen ticket exceeds; the candidates below it are sorted by radix
 * on the first word and compared in full where that word ties.
 */
import { encodeHex, hexOfWords, hmacSha256, shortHmac } from '../base/index.ts'
import type { CutoffRow, SelectedRow, Tier } from './lists.ts'

/** What selection needs of a frame row. Rows of one id should be neighbours (as in frame.txt): its ticket is then computed once. */
export interface PoolRow {
  readonly id: string
  readonly stratum: string
  readonly tier: Tier
}
export interface StratumCut {
  readonly code: string
  readonly quota: number
  readonly reserve: number
}
export interface Selection {
  /** by (stratum, rank) */
  readonly selected: SelectedRow[]
  readonly cutoffs: CutoffRow[]
}

/** 票号：64 hex characters. */
export const ticketFor = (seed: Uint8Array, id: string): string => encodeHex(hmacSha256(seed, `subject|${id}`))

/** Strata of the rows that are not in `strata` are ignored: the caller has compared them with the commitment. */
export function selectSubjects(rows: readonly PoolRow[], strata: readonly StratumCut[], seed: Uint8Array): Selection {
  const ticket = shortHmac(seed, 'subject|')
  const words = new Uint32Array(rows.length * 8)
  const members = new Map<string, number[]>(strata.map(s => [s.code, []]))
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!
    if (i > 0 && rows[i - 1]!.id === row.id) words.copyWithin(8 * i, 8 * i - 8, 8 * i)
    else ticket(row.id, words, 8 * i)
    members.get(row.stratum)?.push(i)
  }
  const selected: SelectedRow[] = []
  const cutoffs: CutoffRow[] = []
  for (const { code, quota, reserve } of [...strata].sort((a, b) => (a.code < b.code ? -1 : 1))) {
    const pool = members.get(code)!
    const chosen = chooseFirst(rows, words, pool, Math.min(pool.length, quota + reserve))
    for (let k = 0; k < chosen.length; k++) {
      const row = rows[chosen[k]!]!
      selected.push({
        stratum: code,
        rank: k + 1,
        tier: row.tier,
        ticket: hexOfWords(words, 8 * chosen[k]!),
        id: row.id,
        state: k < quota ? 'drawn' : 'reserve',
      })
    }
    const last = quota === 0 ? undefined : selected[selected.length - chosen.length + Math.min(quota, chosen.length) - 1]
    cutoffs.push({ stratum: code, N: pool.length, quota, ...(last && { last: { tier: last.tier, ticket: last.ticket } }) })
  }
  return { selected, cutoffs }
}

/** Indexes of the first `wanted` rows of the pool in order. */
function chooseFirst(rows: readonly PoolRow[], words: Uint32Array, pool: readonly number[], wanted: number): number[] {
  const chosen: number[] = []
  for (let tier = 0; tier <= 2 && chosen.length < wanted; tier++) {
    const inTier = pool.filter(i => rows[i]!.tier === tier)
    for (const i of firstTickets(rows, words, inTier, Math.min(inTier.length, wanted - chosen.length))) chosen.push(i)
  }
  return chosen
}

const SMALL = 512

function firstTickets(
  rows: readonly PoolRow[],
  words: Uint32Array,
  pool: readonly number[],
  wanted: number,
): ArrayLike<number> & Iterable<number> {
  const compare = (a: number, b: number): number => {
    for (let k = 0; k < 8; k++) {
      const d = words[8 * a + k]! - words[8 * b + k]!
      if (d !== 0) return d
    }
    return rows[a]!.id < rows[b]!.id ? -1 : rows[a]!.id > rows[b]!.id ? 1 : 0
  }
  if (pool.length <= SMALL) return [...pool].sort(compare).slice(0, wanted)
  const counts = new Uint32Array(65536)
  for (const i of pool) counts[words[8 * i]! >>> 16]!++
  let bucket = -1
  let candidates = 0
  while (candidates < wanted) candidates += counts[++bucket]!
  const found = new Uint32Array(candidates)
  let n = 0
  for (const i of pool) if (words[8 * i]! >>> 16 <= bucket) found[n++] = i
  const sorted = sortByFirstWord(words, found)
  // Rows whose first words tie are neighbours now, a handful each: insertion by the full ticket puts them right.
  for (let i = 1; i < n; i++) {
    const row = sorted[i]!
    let k = i
    while (k > 0 && words[8 * sorted[k - 1]!]! === words[8 * row]! && compare(sorted[k - 1]!, row) > 0) {
      sorted[k] = sorted[k - 1]!
      k--
    }
    sorted[k] = row
  }
  return sorted.subarray(0, wanted)
}

/** Two stable passes of 16 bits, least significant first. */
function sortByFirstWord(words: Uint32Array, indexes: Uint32Array): Uint32Array {
  let from: Uint32Array = indexes
  let to: Uint32Array = new Uint32Array(indexes.length)
  for (const shift of [0, 16]) {
    const starts = new Uint32Array(65537)
    for (let i = 0; i < from.length; i++) starts[((words[8 * from[i]!]! >>> shift) & 0xffff) + 1]!++
    for (let b = 0; b < 65536; b++) starts[b + 1]! += starts[b]!
    for (let i = 0; i < from.length; i++) {
      const digit = (words[8 * from[i]!]! >>> shift) & 0xffff
      to[starts[digit]!++] = from[i]!
    }
    ;[from, to] = [to, from]
  }
  return from
}

/** 受检单位：ids drawn in at least one stratum, in the order of visits: by (stratum, rank), an id at its first row (ADR 0001 §9). */
export function orderVisits(selected: readonly SelectedRow[]): string[] {
  const ids = new Set<string>()
  for (const row of selected) if (row.state === 'drawn') ids.add(row.id)
  return [...ids]
}
