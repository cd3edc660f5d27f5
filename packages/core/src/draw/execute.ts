/**
 * Execute — 抽取: committed bytes + opened secrets + event → the one result (protocol §§4–7). No choice is left: no order, no clock, no retry.
 *
 * Promises: the same bytes in give the same bytes out. The answer of the solver is certified before it is given out.
 * Refuses: lists that are not the committed ones, a commitment that contradicts its frame, an event that does not answer it, a secret
 * that does not open. A tie (probability below 2^-70) is `draw.tie`: the draw is void.
 */
import type { Problem, Result } from '../base/index.ts'
import { err, ok, sha256Hex } from '../base/index.ts'
import { checkCertificate, computePotentials, listFilling, listPotentials, readFilling } from './certificate.ts'
import { listUnfilled, printEntries, sealUnfilled } from './entries.ts'
import { validateEvent } from './event.ts'
import type { BundleList, FrameRow, PairRow, RosterRow, SlotRow } from './lists.ts'
import {
  assignList,
  barredList,
  cutoffList,
  excludedList,
  frameList,
  pairList,
  potentialList,
  rosterList,
  selectedList,
  slotList,
} from './lists.ts'
import { buildNetwork } from './network.ts'
import { computeQuota } from './quota.ts'
import type { Commit, DrawEvent, DrawResult, ListName, MacName } from './records.ts'
import { LIST_NAMES, parseCommit, parseEvent, printResult, printUnfilled } from './records.ts'
import { buildSeed, checkSeed, fileMac } from './seed.ts'
import { selectSubjects } from './selection.ts'
import { solveAssignment } from './solver.ts'

export interface DrawInput {
  /** bytes of commit.json */
  readonly commit: Uint8Array
  /** the six committed lists by file name */
  readonly files: ReadonlyMap<string, Uint8Array>
  /** party → 64 hex characters */
  readonly secrets: ReadonlyMap<string, string>
  /** bytes of event.json */
  readonly event: Uint8Array
  /** its log index, a decimal */
  readonly eventIndex: string
}

export interface ExecutedDraw {
  readonly seed: Uint8Array
  /** seed.txt, selected.txt, cutoffs.txt, assign.txt, potentials.txt, entries.jsonl */
  readonly files: ReadonlyMap<string, Uint8Array>
  readonly result: DrawResult
  /** bytes of result.json, which are the log leaf */
  readonly resultBytes: Uint8Array
  /** sealed entries to log, one for each unfilled slot, in order */
  readonly unfilledLogEntries: readonly Uint8Array[]
}

export interface CommittedLists {
  readonly frame: readonly FrameRow[]
  readonly slots: readonly SlotRow[]
  readonly roster: readonly RosterRow[]
  readonly barred: readonly PairRow[]
  readonly pairs: readonly PairRow[]
}

export function executeDraw(input: DrawInput): Result<ExecutedDraw> {
  const commit = parseCommit(input.commit)
  if (!commit.ok) return commit
  const event = parseEvent(input.event)
  if (!event.ok) return event
  const lists = readCommittedLists(commit.value, input.files)
  if (!lists.ok) return lists
  return drawFrom(commit.value, sha256Hex(input.commit), lists.value, event.value, input)
}

/** Reads the six lists and holds them against the commitment. Errors: `draw.list_missing` {file} · `draw.list_differs` {file} · `draw.format` · `draw.strata_differ` {stratum, why}. */
export function readCommittedLists(commit: Commit, files: ReadonlyMap<string, Uint8Array>): Result<CommittedLists> {
  for (const name of LIST_NAMES) {
    const bytes = files.get(`${name}.txt`)
    if (bytes === undefined) return err<Problem>({ code: 'draw.list_missing', file: `${name}.txt` })
    if (sha256Hex(bytes) !== commit.files[name].sha256) return err<Problem>({ code: 'draw.list_differs', file: `${name}.txt` })
  }
  const read = <Row>(name: ListName, list: BundleList<Row>) => list.parse(files.get(`${name}.txt`)!, { maxBytes: Number.POSITIVE_INFINITY })
  const frame = read('frame', frameList)
  if (!frame.ok) return frame
  const excluded = read('excluded', excludedList)
  if (!excluded.ok) return excluded
  const slots = read('slots', slotList)
  if (!slots.ok) return slots
  const roster = read('roster', rosterList)
  if (!roster.ok) return roster
  const barred = read('barred', barredList)
  if (!barred.ok) return barred
  const pairs = read('pairs', pairList)
  if (!pairs.ok) return pairs
  return (
    checkStrata(commit, frame.value) ??
    ok({ frame: frame.value, slots: slots.value, roster: roster.value, barred: barred.value, pairs: pairs.value })
  )
}

/** The strata of the commitment are those of the frame, with their N, tiers, quota and reserve. */
function checkStrata(commit: Commit, frame: readonly FrameRow[]): Result<never> | undefined {
  const differ = (stratum: string, why: string): Result<never> => err<Problem>({ code: 'draw.strata_differ', stratum, why })
  const tiers = new Map(commit.strata.map(s => [s.code, [0, 0, 0]]))
  for (const { stratum, tier } of frame) {
    const counts = tiers.get(stratum)
    if (counts === undefined) return differ(stratum, 'not committed')
    counts[tier]!++
  }
  for (const s of commit.strata) {
    const counts = tiers.get(s.code)!
    if (counts.some((n, tier) => n !== s.tiers[tier])) return differ(s.code, 'tiers')
    if (s.N !== counts[0]! + counts[1]! + counts[2]!) return differ(s.code, 'N')
    if (s.quota > s.N || (s.rate !== undefined && s.quota !== computeQuota(s.N, s.rate, s.min ?? 0))) return differ(s.code, 'quota')
    if (s.reserve > s.N - s.quota) return differ(s.code, 'reserve')
  }
  return undefined
}

function drawFrom(commit: Commit, commitSha256: string, lists: CommittedLists, event: DrawEvent, input: DrawInput): Result<ExecutedDraw> {
  const values = validateEvent(commit, commitSha256, event)
  if (!values.ok) return values
  const seeded = buildSeed(commit.draw, commitSha256, commit.entropy, input.secrets, values.value)
  if (!seeded.ok) return seeded
  const { seed, transcript } = seeded.value

  const { selected, cutoffs } = selectSubjects(lists.frame, commit.strata, seed)
  const network = buildNetwork({ seed, selected, ...lists })
  if (!network.ok) return network
  const net = network.value
  const at = solveAssignment(net)
  const assign = listFilling(net, at)
  const feasible = readFilling(net, assign)
  if (!feasible.ok) throw new Error(`the solver broke a rule: ${JSON.stringify(feasible.error)}`)
  const p = computePotentials(net, at)
  const verdict = checkCertificate(net, at, p)
  if (!verdict.optimal) throw new Error(`the solver missed the optimum at ${verdict.witness}`)
  if (!verdict.unique) return err<Problem>({ code: 'draw.tie', node: verdict.witness })

  const entries = listUnfilled(net, at, commit.draw)
  const macFiles: Record<MacName, Uint8Array> = {
    assign: assignList.print(assign),
    cutoffs: cutoffList.print(cutoffs),
    potentials: potentialList.print(listPotentials(net, p)),
    selected: selectedList.print(selected),
  }
  const drawn = selected.reduce((n, row) => n + (row.state === 'drawn' ? 1 : 0), 0)
  const result: DrawResult = {
    draw: commit.draw,
    commit_sha256: commitSha256,
    event: input.eventIndex,
    seed_check: checkSeed(seed),
    drawn,
    reserve: selected.length - drawn,
    unfilled: entries.length,
    macs: {
      assign: fileMac(seed, 'assign', macFiles.assign),
      cutoffs: fileMac(seed, 'cutoffs', macFiles.cutoffs),
      potentials: fileMac(seed, 'potentials', macFiles.potentials),
      selected: fileMac(seed, 'selected', macFiles.selected),
    },
  }
  return ok({
    seed,
    files: new Map([
      ['seed.txt', transcript],
      ['selected.txt', macFiles.selected],
      ['cutoffs.txt', macFiles.cutoffs],
      ['assign.txt', macFiles.assign],
      ['potentials.txt', macFiles.potentials],
      ['entries.jsonl', printEntries(entries.map(printUnfilled))],
    ]),
    result,
    resultBytes: printResult(result),
    unfilledLogEntries: entries.map(entry => sealUnfilled(seed, entry)),
  })
}
