/**
 * Selection — 抽取检查对象: tickets decide, by (tier, ticket, id) inside each stratum (protocol §5).
 *
 * Promises: the exact order of the protocol over all 256 bits, whatever the size; a big stratum is not sorted, only its chosen are.
 * How: rows are grouped by (stratum, tier); a histogram of the tickets' leading bits finds the bucket where the cut falls, the rows up to it
 * are laid out in bucket order, and insertion by the full ticket settles the few that share a bucket.
 */
import { encodeHex, hexOfAll, hmacSha256, shortHmac } from '../base/index.ts'
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
  const cuts = [...strata].sort((a, b) => (a.code < b.code ? -1 : 1))
  const { words, members, heads, starts } = ticketRows(rows, cuts, seed)
  const most = cuts.reduce((n, s, g) => n + Math.min(s.quota + s.reserve, starts[3 * g + 3]! - starts[3 * g]!), 0)
  const selected: SelectedRow[] = new Array(most)
  let count = 0
  const cutoffs: CutoffRow[] = []
  for (const [g, { code, quota, reserve }] of cuts.entries()) {
    const N = starts[3 * g + 3]! - starts[3 * g]!
    let left = Math.min(N, quota + reserve)
    let rank = 0
    for (let tier = 0; tier <= 2 && left > 0; tier++) {
      const [from, to] = [starts[3 * g + tier]!, starts[3 * g + tier + 1]!]
      const pool = members.subarray(from, to)
      const chosen = firstTickets(rows, words, pool, heads.subarray(from, to), Math.min(pool.length, left))
      const tickets = hexOfAll(words, chosen.map(TO_WORD))
      for (let k = 0; k < chosen.length; k++) {
        rank++
        selected[count++] = {
          stratum: code,
          rank,
          tier: tier as Tier,
          ticket: tickets[k]!,
          id: rows[chosen[k]!]!.id,
          state: rank <= quota ? 'drawn' : 'reserve',
        }
      }
      left -= chosen.length
    }
    const last = quota === 0 ? undefined : selected[count - rank + Math.min(quota, rank) - 1]
    cutoffs.push({ stratum: code, N, quota, ...(last && { last: { tier: last.tier, ticket: last.ticket } }) })
  }
  return { selected, cutoffs }
}

const TO_WORD = (row: number): number => 8 * row

interface TicketedRows {
  /** eight words a row */
  readonly words: Uint32Array
  /** row indexes by (stratum, tier): those of group 3·stratum + tier stand from starts[group] to starts[group + 1] */
  readonly members: Uint32Array
  /** the first word of each member's ticket, side by side: the histogram then reads memory in order */
  readonly heads: Uint32Array
  readonly starts: Uint32Array
}

/** Tickets and groups in one pass over the rows; neighbours with one id share one computation. */
function ticketRows(rows: readonly PoolRow[], cuts: readonly StratumCut[], seed: Uint8Array): TicketedRows {
  const ticket = shortHmac(seed, 'subject|')
  const words = new Uint32Array(rows.length * 8)
  const index = new Map(cuts.map((s, g) => [s.code, 3 * g]))
  const none = 3 * cuts.length
  const group = new Uint32Array(rows.length)
  const starts = new Uint32Array(none + 2)
  let before = ''
  for (let i = 0; i < rows.length; i++) {
    const { id, stratum, tier } = rows[i]!
    if (id === before) words.copyWithin(8 * i, 8 * i - 8, 8 * i)
    else ticket(id, words, 8 * i)
    before = id
    const first = index.get(stratum)
    const g = first === undefined ? none : first + tier
    group[i] = g
    starts[g + 1]!++
  }
  for (let g = 0; g <= none; g++) starts[g + 1]! += starts[g]!
  const next = starts.slice()
  const members = new Uint32Array(rows.length)
  const heads = new Uint32Array(rows.length)
  for (let i = 0; i < rows.length; i++) {
    const place = next[group[i]!]!++
    members[place] = i
    heads[place] = words[8 * i]!
  }
  return { words, members, heads, starts }
}

/** Indexes of the first `wanted` rows of the pool by (ticket, id). */
function firstTickets(rows: readonly PoolRow[], words: Uint32Array, pool: Uint32Array, heads: Uint32Array, wanted: number): Uint32Array {
  if (wanted === 0) return new Uint32Array(0)
  // About one row a bucket.
  const shift = 32 - Math.min(20, Math.max(1, 31 - Math.clz32(pool.length)))
  const next = new Uint32Array((1 << (32 - shift)) + 1)
  for (let k = 0; k < pool.length; k++) next[(heads[k]! >>> shift) + 1]!++
  let bucket = 0
  while (next[bucket + 1]! + next[bucket]! < wanted) {
    next[bucket + 1]! += next[bucket]!
    bucket++
  }
  // Places in the pool, in bucket order.
  const sorted = new Uint32Array(next[bucket]! + next[bucket + 1]!)
  for (let k = 0; k < pool.length; k++) {
    const b = heads[k]! >>> shift
    if (b <= bucket) sorted[next[b]!++] = k
  }
  const isAfter = (a: number, b: number): boolean => {
    if (heads[a] !== heads[b]) return heads[a]! > heads[b]!
    return compareTickets(rows, words, pool[a]!, pool[b]!) > 0
  }
  for (let i = 1; i < sorted.length; i++) {
    const place = sorted[i]!
    let k = i
    while (k > 0 && isAfter(sorted[k - 1]!, place)) {
      sorted[k] = sorted[k - 1]!
      k--
    }
    sorted[k] = place
  }
  for (let i = 0; i < wanted; i++) sorted[i] = pool[sorted[i]!]!
  return sorted.subarray(0, wanted)
}

function compareTickets(rows: readonly PoolRow[], words: Uint32Array, a: number, b: number): number {
  for (let k = 0; k < 8; k++) {
    const d = words[8 * a + k]! - words[8 * b + k]!
    if (d !== 0) return d
  }
  return rows[a]!.id < rows[b]!.id ? -1 : rows[a]!.id > rows[b]!.id ? 1 : 0
}

/** 受检单位：ids drawn in at least one stratum, in the order of visits: by (stratum, rank), an id at its first row (ADR 0001 §9). */
export function orderVisits(selected: readonly SelectedRow[]): string[] {
  const ids = new Set<string>()
  for (const row of selected) if (row.state === 'drawn') ids.add(row.id)
  return [...ids]
}
