/**
 * Lists of a draw bundle — 抽取包中的名单文件: parse and print of every TSV file (protocol §2).
 *
 * Promises: `print(parse(bytes))` gives the same bytes; rows come in file order; keys are unique ((id, stratum), (id, slot), inspector,
 * certificate, pair, (stratum, rank), node). The first offence is `draw.format` with file, line (from 1) and why.
 * Refuses: what base/tsv refuses, and every field outside its grammar. It does not compare files with each other: the verifier and
 * `executeDraw` do, each by its own named rule.
 */
import type { Result } from '../base/index.ts'
import { err, ok, parseRows, printLines } from '../base/index.ts'
import { CODE, COUNT, HASH, INSPECTOR, INTEGER, parseSpecialities, RANK, SLOT, SUBJECT } from './grammar.ts'

export interface FormatProblem {
  readonly code: 'draw.format'
  readonly file: string
  /** from 1; 0 where the file as a whole is meant */
  readonly line: number
  readonly why: string
  readonly [param: string]: unknown
}

export type Tier = 0 | 1 | 2

/** 候选库的一行：id in a stratum. `nonce` hides the line in the Merkle tree. */
export interface FrameRow {
  readonly id: string
  readonly stratum: string
  readonly tier: Tier
  readonly nonce: string
}
/** 剔除：an id left out of a stratum, with a reason code. */
export interface ExcludedRow {
  readonly id: string
  readonly stratum: string
  readonly reason: string
  readonly nonce: string
}
/** 席位：one of the two or more places to fill on a visit. */
export interface SlotRow {
  readonly id: string
  readonly slot: string
  readonly agency: string
  /** `-` when any speciality will do */
  readonly speciality: string
  readonly nonce: string
}
/** 检查人员：available and certified to the due date. */
export interface RosterRow {
  readonly inspector: string
  readonly agency: string
  /** keyed hash of the certificate number */
  readonly certificate: string
  /** ascending; empty prints as `-` */
  readonly specialities: readonly string[]
  /** visits already counted against him (0 with `balance: draw`) */
  readonly load: number
  /** most visits in this draw, `-` no limit of his own */
  readonly limit: number | '-'
  readonly nonce: string
}
/** 回避等：the inspector may not visit the id (`barred.txt`), or met it inside the rotation window (`pairs.txt`). */
export interface PairRow {
  readonly inspector: string
  readonly id: string
  readonly nonce: string
}
export interface SelectedRow {
  readonly stratum: string
  /** from 1 */
  readonly rank: number
  readonly tier: Tier
  readonly ticket: string
  readonly id: string
  readonly state: 'drawn' | 'reserve'
}
export interface CutoffRow {
  readonly stratum: string
  readonly N: number
  readonly quota: number
  /** tier and ticket of the last drawn, absent where the quota is 0 */
  readonly last?: { readonly tier: Tier; readonly ticket: string }
}
export interface AssignRow {
  readonly id: string
  readonly slot: string
  /** `-` unfilled */
  readonly inspector: string
}
export interface PotentialRow {
  readonly node: string
  /** seven integers, each at most 2^51 in absolute value */
  readonly p: readonly number[]
}

/** Largest absolute value of a cost or potential component (protocol §6). */
export const MAX_COMPONENT = 2 ** 51

interface ListFormat<Row> {
  readonly file: string
  readonly columns: number
  /**
   * Field texts → row, or why not. `share` gives one string for equal texts: millions of rows name a handful of strata, and grouping
   * by stratum then compares addresses.
   */
  read(f: readonly string[], share: (text: string) => string): Row | string
  /** row → the line without \n */
  line(row: Row): string
  /** what may stand once only; `undefined` when whole lines are enough */
  key?(row: Row): string
  /** a second key that may stand once only */
  secondKey?(row: Row): string
}

export interface BundleList<Row> {
  readonly file: string
  parse(bytes: Uint8Array, bounds?: { maxBytes?: number; maxLines?: number }): Result<Row[], FormatProblem>
  print(rows: readonly Row[]): Uint8Array
  line(row: Row): string
}

function defineList<Row>(format: ListFormat<Row>): BundleList<Row> {
  const refuse = (line: number, why: string) => err<FormatProblem>({ code: 'draw.format', file: format.file, line, why })
  return {
    file: format.file,
    line: format.line,
    print: rows => printLines(rows.map(format.line)),
    parse(bytes, bounds) {
      const parsed = parseRows(bytes, { columns: format.columns, ...bounds })
      if (!parsed.ok) return refuse(parsed.error.line, parsed.error.why)
      const rows: Row[] = []
      const shared = new Map<string, string>()
      const share = (text: string): string => {
        const known = shared.get(text)
        if (known === undefined) shared.set(text, text)
        return known ?? text
      }
      const seen = new Set<string>()
      let lastKey: string | undefined
      for (const [i, fields] of parsed.value.entries()) {
        const row = format.read(fields, share)
        if (typeof row === 'string') return refuse(i + 1, row)
        // Keys are prefixes of sorted lines, so equal keys are neighbours.
        const key = format.key?.(row)
        if (key !== undefined && key === lastKey) return refuse(i + 1, 'the same key twice')
        lastKey = key
        const second = format.secondKey?.(row)
        if (second !== undefined) {
          if (seen.has(second)) return refuse(i + 1, 'the same value twice where each stands once')
          seen.add(second)
        }
        rows.push(row)
      }
      return ok(rows)
    },
  }
}

const isCode = (text: string): boolean => CODE.test(text)
/** A code that is there: `-` alone means absent everywhere. */
const isPresentCode = (text: string): boolean => text !== '-' && CODE.test(text)
const isTier = (text: string): boolean => text === '0' || text === '1' || text === '2'

export const frameList = defineList<FrameRow>({
  file: 'frame.txt',
  columns: 4,
  read([id, stratum, tier, nonce], share) {
    if (!SUBJECT.test(id!)) return 'id'
    if (!isPresentCode(stratum!)) return 'stratum'
    if (!isTier(tier!)) return 'tier'
    if (!HASH.test(nonce!)) return 'nonce'
    return { id: id!, stratum: share(stratum!), tier: Number(tier) as Tier, nonce: nonce! }
  },
  line: r => `${r.id}\t${r.stratum}\t${r.tier}\t${r.nonce}`,
  key: r => `${r.id}\t${r.stratum}`,
})

export const excludedList = defineList<ExcludedRow>({
  file: 'excluded.txt',
  columns: 4,
  read([id, stratum, reason, nonce]) {
    if (!SUBJECT.test(id!)) return 'id'
    if (!isPresentCode(stratum!)) return 'stratum'
    if (!isPresentCode(reason!)) return 'reason'
    if (!HASH.test(nonce!)) return 'nonce'
    return { id: id!, stratum: stratum!, reason: reason!, nonce: nonce! }
  },
  line: r => `${r.id}\t${r.stratum}\t${r.reason}\t${r.nonce}`,
  key: r => `${r.id}\t${r.stratum}`,
})

export const slotList = defineList<SlotRow>({
  file: 'slots.txt',
  columns: 5,
  read([id, slot, agency, speciality, nonce]) {
    if (!SUBJECT.test(id!)) return 'id'
    if (!SLOT.test(slot!)) return 'slot'
    if (!isPresentCode(agency!)) return 'agency'
    if (!isCode(speciality!)) return 'speciality'
    if (!HASH.test(nonce!)) return 'nonce'
    return { id: id!, slot: slot!, agency: agency!, speciality: speciality!, nonce: nonce! }
  },
  line: r => `${r.id}\t${r.slot}\t${r.agency}\t${r.speciality}\t${r.nonce}`,
  key: r => `${r.id}\t${r.slot}`,
})

export const printSpecialities = (specialities: readonly string[]): string => (specialities.length === 0 ? '-' : specialities.join(','))

export const rosterList = defineList<RosterRow>({
  file: 'roster.txt',
  columns: 7,
  read([inspector, agency, certificate, specialityText, load, limit, nonce]) {
    if (!INSPECTOR.test(inspector!)) return 'inspector'
    if (!isPresentCode(agency!)) return 'agency'
    if (!HASH.test(certificate!)) return 'certificate'
    const specialities = parseSpecialities(specialityText!)
    if (specialities === undefined) return 'specialities'
    if (!COUNT.test(load!)) return 'load'
    if (limit !== '-' && !COUNT.test(limit!)) return 'limit'
    if (!HASH.test(nonce!)) return 'nonce'
    return {
      inspector: inspector!,
      agency: agency!,
      certificate: certificate!,
      specialities,
      load: Number(load),
      limit: limit === '-' ? '-' : Number(limit),
      nonce: nonce!,
    }
  },
  line: r => `${r.inspector}\t${r.agency}\t${r.certificate}\t${printSpecialities(r.specialities)}\t${r.load}\t${r.limit}\t${r.nonce}`,
  key: r => r.inspector,
  secondKey: r => r.certificate,
})

const pairFormat = (file: string): ListFormat<PairRow> => ({
  file,
  columns: 3,
  read([inspector, id, nonce]) {
    if (!INSPECTOR.test(inspector!)) return 'inspector'
    if (!SUBJECT.test(id!)) return 'id'
    if (!HASH.test(nonce!)) return 'nonce'
    return { inspector: inspector!, id: id!, nonce: nonce! }
  },
  line: r => `${r.inspector}\t${r.id}\t${r.nonce}`,
  key: r => `${r.inspector}\t${r.id}`,
})
export const barredList = defineList<PairRow>(pairFormat('barred.txt'))
export const pairList = defineList<PairRow>(pairFormat('pairs.txt'))

export const printRank = (rank: number): string => String(rank).padStart(6, '0')

export const selectedList = defineList<SelectedRow>({
  file: 'selected.txt',
  columns: 6,
  read([stratum, rank, tier, ticket, id, state]) {
    if (!isPresentCode(stratum!)) return 'stratum'
    if (!RANK.test(rank!) || rank === '000000') return 'rank'
    if (!isTier(tier!)) return 'tier'
    if (!HASH.test(ticket!)) return 'ticket'
    if (!SUBJECT.test(id!)) return 'id'
    if (state !== 'drawn' && state !== 'reserve') return 'state'
    return { stratum: stratum!, rank: Number(rank), tier: Number(tier) as Tier, ticket: ticket!, id: id!, state }
  },
  line: r => `${r.stratum}\t${printRank(r.rank)}\t${r.tier}\t${r.ticket}\t${r.id}\t${r.state}`,
  key: r => `${r.stratum}\t${r.rank}`,
  secondKey: r => `${r.stratum}\t${r.id}`,
})

export const cutoffList = defineList<CutoffRow>({
  file: 'cutoffs.txt',
  columns: 5,
  read([stratum, N, quota, tier, ticket]) {
    if (!isPresentCode(stratum!)) return 'stratum'
    if (!COUNT.test(N!)) return 'N'
    if (!COUNT.test(quota!)) return 'quota'
    if ((quota === '0') !== (tier === '-' && ticket === '-')) return 'tier and ticket are - exactly where the quota is 0'
    const head = { stratum: stratum!, N: Number(N), quota: Number(quota) }
    if (quota === '0') return head
    if (!isTier(tier!)) return 'tier'
    if (!HASH.test(ticket!)) return 'ticket'
    return { ...head, last: { tier: Number(tier) as Tier, ticket: ticket! } }
  },
  line: r => `${r.stratum}\t${r.N}\t${r.quota}\t${r.last?.tier ?? '-'}\t${r.last?.ticket ?? '-'}`,
  key: r => r.stratum,
})

export const assignList = defineList<AssignRow>({
  file: 'assign.txt',
  columns: 3,
  read([id, slot, inspector]) {
    if (!SUBJECT.test(id!)) return 'id'
    if (!SLOT.test(slot!)) return 'slot'
    if (inspector !== '-' && !INSPECTOR.test(inspector!)) return 'inspector'
    return { id: id!, slot: slot!, inspector: inspector! }
  },
  line: r => `${r.id}\t${r.slot}\t${r.inspector}`,
  key: r => `${r.id}\t${r.slot}`,
})

const NODE = /^(sink|insp\|[0-9A-Z-]{2,32}|slot\|[0-9A-Z-]{6,32}\|(0[1-9]|[1-9][0-9]))$/

export const potentialList = defineList<PotentialRow>({
  file: 'potentials.txt',
  columns: 8,
  read([node, ...texts]) {
    if (!NODE.test(node!)) return 'node'
    const p: number[] = []
    for (const text of texts) {
      // The bound comes before any arithmetic (protocol §6).
      if (!INTEGER.test(text) || Math.abs(Number(text)) > MAX_COMPONENT) return 'potential'
      p.push(Number(text))
    }
    return { node: node!, p }
  },
  line: r => `${r.node}\t${r.p.join('\t')}`,
  key: r => r.node,
})
