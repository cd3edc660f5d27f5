/**
 * Freeze — 冻结: plain rows → six committed lists and the commitment (protocol §§2, 3).
 *
 * Promises: the same rows in any order give the same bytes. Every number of the commitment is computed here, never taken from the caller.
 * Refuses, each by its own code: rows outside their grammar, doubles, one certificate twice, an (id, stratum) both in the frame and
 * excluded, an id with fewer than two slots, strata nobody declared, quotas beyond the stratum, times out of order, sources twice.
 * Barred and met pairs are sets: the same pair from two rules is one line.
 */
import type { Problem, Result } from '../base/index.ts'
import { encodeHex, encodeUtf8, err, lineBytes, ok, sha256, sha256Hex } from '../base/index.ts'
import { merkleRoot } from '../log/merkle.ts'
import { assessAssurance, countPublicBits } from './assurance.ts'
import { certificateMac, nonceMaker } from './keyed.ts'
import type { BundleList, ExcludedRow, FrameRow, PairRow, RosterRow, SlotRow } from './lists.ts'
import { barredList, excludedList, frameList, pairList, rosterList, slotList } from './lists.ts'
import { MAX_ARCS, MAX_SLOTS } from './network.ts'
import { computeQuota, defaultReserve } from './quota.ts'
import type { Commit, CommitStratum, EntropySource, ListDigest, ListName, Rate } from './records.ts'
import { parseCommit, printCommit, sourceKey } from './records.ts'
import { countUnstaffable } from './staffing.ts'

export type FrameInput = Omit<FrameRow, 'nonce'>
export type ExcludedInput = Omit<ExcludedRow, 'nonce'>
export type SlotInput = Omit<SlotRow, 'nonce'>
export type PairInput = Omit<PairRow, 'nonce'>
/** An inspector with his certificate number in clear: it leaves this module only as a keyed hash. Specialities in any order. */
export type RosterInput = Omit<RosterRow, 'nonce' | 'certificate'> & { readonly certificateNumber: string }
/** A stratum as the scheme has it: a rate with a minimum, or a number. `reserve` defaults to ⌈20 % of the quota⌉. */
export type StratumInput = { readonly code: string; readonly task: string; readonly reserve?: number } & (
  | { readonly rate: Rate; readonly min: number }
  | { readonly quota: number }
)

export interface BatchInput
  extends Pick<
    Commit,
    | 'draw'
    | 'replaces'
    | 'agency'
    | 'period'
    | 'tasks'
    | 'scheme'
    | 'snapshot'
    | 'release'
    | 'balance'
    | 'mode'
    | 'entropy'
    | 'eventBy'
    | 'resultBy'
    | 'openBy'
  > {
  readonly frame: readonly FrameInput[]
  readonly excluded: readonly ExcludedInput[]
  readonly slots: readonly SlotInput[]
  readonly roster: readonly RosterInput[]
  readonly barred: readonly PairInput[]
  readonly pairs: readonly PairInput[]
  readonly strata: readonly StratumInput[]
  /** 32 random bytes */
  readonly salt: Uint8Array
  /** the time of the commitment; every `notBefore` lies after it. It is not written anywhere: the log has its own order. */
  readonly committedAt: string
  /** an outside witness will cosign the commitment before the event: the only way to letter A */
  readonly witnessed?: boolean
}

export interface FrozenBatch {
  readonly commit: Commit
  /** canonical bytes of commit.json, which are the log leaf */
  readonly bytes: Uint8Array
  readonly sha256: string
  /** frame.txt, excluded.txt, slots.txt, roster.txt, barred.txt, pairs.txt */
  readonly files: ReadonlyMap<string, Uint8Array>
}

const refuse = (code: string, params: Record<string, unknown> = {}): Result<never> => err<Problem>({ code: `draw.${code}`, ...params })

export function freezeBatch(input: BatchInput): Result<FrozenBatch> {
  if (input.salt.length !== 32) throw new Error('the draw salt is 32 bytes')
  const problem = checkSources(input) ?? checkRows(input) ?? checkRoster(input.roster)
  if (problem !== undefined) return problem
  const strata = cutStrata(input)
  if (!strata.ok) return strata
  const tooLarge = checkSize(input, strata.value)
  if (tooLarge !== undefined) return tooLarge

  const { salt } = input
  const roster = input.roster.map(({ certificateNumber, ...o }) => ({
    ...o,
    specialities: [...o.specialities].sort(),
    certificate: certificateMac(salt, certificateNumber),
  }))
  const lists: { [N in ListName]: Result<Uint8Array> } = {
    barred: printKeyed(salt, barredList, uniquePairs(input.barred)),
    excluded: printKeyed(salt, excludedList, input.excluded),
    frame: printKeyed(salt, frameList, input.frame),
    pairs: printKeyed(salt, pairList, uniquePairs(input.pairs)),
    roster: printKeyed(salt, rosterList, roster),
    slots: printKeyed(salt, slotList, input.slots),
  }
  const files = new Map<string, Uint8Array>()
  const digests: Partial<Record<ListName, ListDigest>> = {}
  for (const [name, list] of Object.entries(lists) as [ListName, Result<Uint8Array>][]) {
    if (!list.ok) return list
    files.set(`${name}.txt`, list.value)
    digests[name] = digestList(list.value)
  }
  const commit: Commit = {
    draw: input.draw,
    replaces: input.replaces,
    agency: input.agency,
    period: input.period,
    tasks: [...input.tasks].sort((a, b) => (a.code < b.code ? -1 : 1)),
    scheme: input.scheme,
    snapshot: input.snapshot,
    salt: sha256Hex(salt),
    release: input.release,
    balance: input.balance,
    files: digests as Record<ListName, ListDigest>,
    strata: strata.value,
    unstaffable: countUnstaffable(input.slots, roster, input.barred),
    entropy: input.entropy,
    publicBits: countPublicBits(input.entropy),
    assurance: assessAssurance(input.entropy, input.witnessed ?? false),
    mode: input.mode,
    eventBy: input.eventBy,
    resultBy: input.resultBy,
    openBy: input.openBy,
  }
  const bytes = printCommit(commit)
  // The reader is the judge of the grammar: what it would refuse is never committed.
  const read = parseCommit(bytes)
  return read.ok ? ok({ commit: read.value, bytes, sha256: sha256Hex(bytes), files }) : read
}

/** SHA-256, number of lines and RFC 6962 root over the lines of a list file. */
export function digestList(bytes: Uint8Array): ListDigest {
  let lines = 0
  for (const b of bytes) if (b === 0x0a) lines++
  return { sha256: encodeHex(sha256(bytes)), lines, root: encodeHex(merkleRoot(lineBytes(bytes))) }
}

/** Rows → lines with their nonces; the file is read back, so that a row outside its grammar is refused with its place. */
function printKeyed<Row extends { readonly nonce: string }>(
  salt: Uint8Array,
  list: BundleList<Row>,
  rows: readonly Omit<Row, 'nonce'>[],
): Result<Uint8Array> {
  const makeNonce = nonceMaker(salt, list.file)
  const lines: string[] = []
  for (const row of rows) {
    const head = list.line({ ...row, nonce: '' } as Row).slice(0, -1)
    if (!/^[\x20-\x7e\t]*$/.test(head)) return err<Problem>({ code: 'draw.format', file: list.file, line: 0, why: `not ASCII: ${head}` })
    lines.push(`${head}\t${makeNonce(head)}`)
  }
  lines.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
  const bytes = encodeUtf8(lines.length === 0 ? '' : `${lines.join('\n')}\n`)
  const read = list.parse(bytes, { maxBytes: Number.POSITIVE_INFINITY })
  return read.ok ? ok(bytes) : read
}

function uniquePairs(rows: readonly PairInput[]): PairInput[] {
  return [...new Map(rows.map(row => [`${row.inspector}\t${row.id}`, row])).values()]
}

function checkSources(input: BatchInput): Result<never> | undefined {
  const keys = new Set<string>()
  for (const source of input.entropy) {
    if (keys.has(sourceKey(source))) return refuse('source_twice', { source: sourceKey(source) })
    keys.add(sourceKey(source))
    if (source.kind !== 'secret' && !(source.notBefore > input.committedAt))
      return refuse('event_before_commitment', { source: sourceKey(source), notBefore: source.notBefore, committedAt: input.committedAt })
  }
  if (input.mode === 'sealed' && !input.entropy.some(s => s.kind === 'secret')) return refuse('no_secret')
  const times: [name: string, at: string][] = [
    ['committedAt', input.committedAt],
    ...input.entropy.flatMap((s: EntropySource): [string, string][] => (s.kind === 'secret' ? [] : [['notBefore', s.notBefore]])),
  ]
  const latest = times.reduce((a, b) => (b[1] > a[1] ? b : a))
  const order: [string, string][] = [latest, ['eventBy', input.eventBy], ['resultBy', input.resultBy], ['openBy', input.openBy]]
  for (let i = 1; i < order.length; i++) {
    if (order[i]![1] < order[i - 1]![1]) return refuse('times', { earlier: order[i]![0], later: order[i - 1]![0] })
  }
  return undefined
}

function checkRows(input: BatchInput): Result<never> | undefined {
  if (input.frame.length === 0) return refuse('empty_frame')
  const strata = new Set(input.strata.map(s => s.code))
  const placed = new Set<string>()
  const ids = new Set<string>()
  for (const { id, stratum } of input.frame) {
    const key = `${id}\t${stratum}`
    if (placed.has(key)) return refuse('frame_twice', { id, stratum })
    if (!strata.has(stratum)) return refuse('unknown_stratum', { id, stratum })
    placed.add(key)
    ids.add(id)
  }
  const left = new Set<string>()
  for (const { id, stratum } of input.excluded) {
    const key = `${id}\t${stratum}`
    if (placed.has(key)) return refuse('frame_and_excluded', { id, stratum })
    if (left.has(key)) return refuse('excluded_twice', { id, stratum })
    left.add(key)
  }
  const slots = new Set<string>()
  const count = new Map<string, number>()
  for (const { id, slot } of input.slots) {
    if (!ids.has(id)) return refuse('slot_without_subject', { id, slot })
    if (slots.has(`${id}\t${slot}`)) return refuse('slot_twice', { id, slot })
    slots.add(`${id}\t${slot}`)
    count.set(id, (count.get(id) ?? 0) + 1)
  }
  for (const id of ids) if ((count.get(id) ?? 0) < 2) return refuse('too_few_slots', { id, slots: count.get(id) ?? 0 })
  return undefined
}

/** One officer, one line; one certificate, one officer. @law A-29 V-28 */
function checkRoster(roster: readonly RosterInput[]): Result<never> | undefined {
  const codes = new Set<string>()
  const certificates = new Map<string, string>()
  for (const { inspector, certificateNumber } of roster) {
    if (codes.has(inspector)) return refuse('inspector_twice', { inspector })
    codes.add(inspector)
    // Spaces, case and full-width digits do not make another certificate.
    const number = certificateNumber.normalize('NFKC').replace(/\s/g, '').toUpperCase()
    if (number === '') return refuse('certificate_missing', { inspector })
    const other = certificates.get(number)
    if (other !== undefined) return refuse('certificate_twice', { inspector, other })
    certificates.set(number, inspector)
  }
  return undefined
}

/** N, tiers, quota and reserve of each stratum, sorted by code. A stratum without anybody stays, with N = 0. @law A-23 */
function cutStrata(input: BatchInput): Result<CommitStratum[]> {
  const tiers = new Map<string, [number, number, number]>()
  for (const s of input.strata) {
    if (tiers.has(s.code)) return refuse('stratum_twice', { stratum: s.code })
    if (!input.tasks.some(t => t.code === s.task)) return refuse('unknown_task', { stratum: s.code, task: s.task })
    tiers.set(s.code, [0, 0, 0])
  }
  for (const { stratum, tier } of input.frame) tiers.get(stratum)![tier]!++
  const out: CommitStratum[] = []
  for (const s of [...input.strata].sort((a, b) => (a.code < b.code ? -1 : 1))) {
    const counts = tiers.get(s.code)!
    const N = counts[0] + counts[1] + counts[2]
    const quota = 'rate' in s ? computeQuota(N, s.rate, s.min) : s.quota
    if (quota > N) return refuse('quota_too_large', { stratum: s.code, quota, N })
    const reserve = s.reserve ?? defaultReserve(N, quota)
    if (reserve > N - quota) return refuse('reserve_too_large', { stratum: s.code, reserve, most: N - quota })
    out.push({ code: s.code, task: s.task, N, tiers: counts, ...('rate' in s && { rate: s.rate, min: s.min }), quota, reserve })
  }
  return ok(out)
}

/** What could not be assigned after the event is refused before it: then nothing is stuck. */
function checkSize(input: BatchInput, strata: readonly CommitStratum[]): Result<never> | undefined {
  const count = new Map<string, number>()
  let most = 0
  for (const { id } of input.slots) {
    const n = (count.get(id) ?? 0) + 1
    count.set(id, n)
    if (n > most) most = n
  }
  const slots = strata.reduce((n, s) => n + s.quota, 0) * most
  if (slots <= MAX_SLOTS && slots * input.roster.length <= MAX_ARCS) return undefined
  return refuse('too_large', { slots, inspectors: input.roster.length })
}
