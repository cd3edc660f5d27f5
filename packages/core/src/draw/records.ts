/**
 * Records of a draw — 承诺、事件、结果、公布: the JSON files of a bundle, which are also the log leaves (protocol §§3, 4, 7; ADR 0001).
 *
 * Promises: `parse` accepts canonical bytes only, with exactly the keys of the format, every field in its grammar; `print(parse(b))`
 * is `b`. What a file says about itself is checked here (order, doubles, grammars). What needs another file or the clock of the log is
 * not: `validateEvent`, `computeQuota`, `assessAssurance` and the verifier's named checks do that.
 * Refusal: `draw.format` with file, line 0 and why (a path, then the reason).
 */
import type { JsonValue, Result } from '../base/index.ts'
import { canonicalText, printCanonical } from '../base/index.ts'
import type { FieldReader } from './fields.ts'
import { isAscending, isDashOr, parseRecord } from './fields.ts'
import { CODE, DRAW, HASH, INSPECTOR, ISSUE, isInstant, LOG_INDEX, PARTY, PERIOD, SCHEME_ID, SLOT, SUBJECT, TASK } from './grammar.ts'
import type { FormatProblem } from './lists.ts'
import type { Game } from './lottery.ts'
import { isGame, isNumbers } from './lottery.ts'
import { parseRate } from './quota.ts'

export const LIST_NAMES = ['barred', 'excluded', 'frame', 'pairs', 'roster', 'slots'] as const
export type ListName = (typeof LIST_NAMES)[number]
export const MAC_NAMES = ['assign', 'cutoffs', 'potentials', 'selected'] as const
export type MacName = (typeof MAC_NAMES)[number]

/** Every file of a published bundle (ADR 0001 §1), by byte order. */
export const BUNDLE_FILES = [
  'assign.txt',
  'barred.txt',
  'commit.json',
  'commit.tlog-proof',
  'cutoffs.txt',
  'entries.jsonl',
  'event.json',
  'event.tlog-proof',
  'excluded.txt',
  'frame.txt',
  'log.pub.pem',
  'log.vkey',
  'pairs.txt',
  'potentials.txt',
  'publish.json',
  'publish.tlog-proof',
  'result.json',
  'result.tlog-proof',
  'roster.txt',
  'seed.txt',
  'selected.txt',
  'slots.txt',
] as const
export type BundleFile = (typeof BUNDLE_FILES)[number]

export interface ListDigest {
  readonly sha256: string
  readonly lines: number
  /** RFC 6962 root over the lines */
  readonly root: string
}
/** 比例：numerator and denominator as decimals, both ≤ 10^9. */
export interface Rate {
  readonly num: number
  readonly den: number
}
/** 分层：one plan row's part of the pool. With `rate` the quota follows from N; without it the scheme gave the number. */
export interface CommitStratum {
  readonly code: string
  readonly task: string
  readonly N: number
  /** how many of N stand in tier 0, 1, 2 */
  readonly tiers: readonly [number, number, number]
  readonly rate?: Rate
  readonly min?: number
  readonly quota: number
  readonly reserve: number
}
/** 熵源：what the seed will be made of. */
export type EntropySource =
  | { readonly kind: 'secret'; readonly party: string; readonly sha256: string }
  | { readonly kind: 'lottery'; readonly game: Game; readonly issue: string; readonly notBefore: string }
  | { readonly kind: 'dice'; readonly count: number; readonly notBefore: string }
export type PublicSource = Exclude<EntropySource, { kind: 'secret' }>
export type Assurance = 'A' | 'B' | 'C' | 'D' | 'E'

/** 承诺书. */
export interface Commit {
  readonly draw: string
  /** the voided draw this one stands for, or `-` */
  readonly replaces: string
  readonly agency: string
  readonly period: string
  readonly tasks: readonly { readonly code: string; readonly plan: string }[]
  readonly scheme: { readonly id: string; readonly version: string; readonly sha256: string }
  readonly snapshot: string
  /** SHA-256 of the 32-byte draw salt */
  readonly salt: string
  readonly release: 'full' | 'own-line'
  readonly balance: 'draw' | 'year'
  readonly files: Readonly<Record<ListName, ListDigest>>
  readonly strata: readonly CommitStratum[]
  readonly unstaffable: number
  readonly entropy: readonly EntropySource[]
  readonly publicBits: number
  readonly assurance: Assurance
  readonly mode: 'sealed' | 'open'
  readonly eventBy: string
  readonly resultBy: string
  readonly openBy: string
}

export type EventValue =
  | { readonly kind: 'lottery'; readonly game: Game; readonly issue: string; readonly numbers: string }
  | { readonly kind: 'dice'; readonly numbers: string }

/** 公共事件记录. */
export interface DrawEvent {
  readonly draw: string
  /** log index of the commitment */
  readonly commit: string
  readonly commit_sha256: string
  readonly at: string
  readonly values: readonly EventValue[]
  /** SHA-256 of the evidence, or `-` */
  readonly evidence: string
  readonly signatories: readonly [string, string]
  /** keyed hashes of the outside witnesses' names (dice only) */
  readonly witnesses: readonly string[]
}

/** 抽取结果. */
export interface DrawResult {
  readonly draw: string
  readonly commit_sha256: string
  /** log index of the event */
  readonly event: string
  readonly seed_check: string
  readonly drawn: number
  readonly reserve: number
  readonly unfilled: number
  readonly macs: Readonly<Record<MacName, string>>
}

/** 公布. */
export interface Publish {
  readonly draw: string
  readonly commit: string
  readonly commit_sha256: string
  readonly event: string
  readonly result: string
  readonly result_sha256: string
  /** SHA-256 of every bundle file but publish.json and publish.tlog-proof */
  readonly files: Readonly<Record<string, string>>
  /** ids that stood on the list and were not visited by then, by byte order (ADR 0006 §14) */
  readonly undone: readonly string[]
}

/** 未配齐席位：a full entry of `entries.jsonl`. */
export interface UnfilledEntry {
  readonly draw: string
  readonly n: string
  readonly id: string
  readonly slot: string
  readonly cut: { readonly slots: number; readonly inspectors: readonly string[]; readonly limit: number }
}

/** The same entry in the log while the draw is sealed. */
export interface SealedEntry {
  readonly type: string
  readonly draw: string
  readonly n: string
  readonly mac: string
}

const MAX_STRATA = 10_000

const isCode = (text: string): boolean => text !== '-' && CODE.test(text)

function readRate(s: FieldReader): { rate: Rate; min: number } | undefined {
  if (!s.has('rate')) return undefined
  const [num, den] = s.texts('rate', 2, 2, /^/)
  const rate = parseRate(num ?? '', den ?? '')
  if (rate === undefined) {
    s.complain('rate', 'not [numerator, denominator ≥ 1], both ≤ 10^9')
    return undefined
  }
  return { rate, min: s.count('min') }
}

function readStratum(s: FieldReader): CommitStratum {
  const code = s.text('code', isCode)
  const task = s.text('task', TASK)
  const N = s.count('N')
  const tierCounts = s.array('tiers', 3, 3).map(v => s.readCount(v, 'tiers'))
  return {
    code,
    task,
    N,
    tiers: [tierCounts[0] ?? 0, tierCounts[1] ?? 0, tierCounts[2] ?? 0],
    ...readRate(s),
    quota: s.count('quota'),
    reserve: s.count('reserve'),
  }
}

function readSource(e: FieldReader): EntropySource {
  const kind = e.choice('kind', ['secret', 'lottery', 'dice'])
  if (kind === 'secret') return { kind, party: e.text('party', PARTY), sha256: e.text('sha256', HASH) }
  if (kind === 'dice') return { kind, count: e.count('count', 1, 1000), notBefore: e.text('notBefore', isInstant) }
  return { kind, game: e.text('game', isGame) as Game, issue: e.text('issue', ISSUE), notBefore: e.text('notBefore', isInstant) }
}

/** What makes two sources the same one (ADR 0001 §4). */
export const sourceKey = (s: EntropySource): string =>
  s.kind === 'secret' ? `secret ${s.party}` : s.kind === 'dice' ? 'dice' : `lottery ${s.game} ${s.issue}`

const COMMIT_TYPE = 'mingcha/commit/v1'
export const SPEC = 'mingcha/draw/v1'
const EVENT_TYPE = 'mingcha/event/v1'
const RESULT_TYPE = 'mingcha/result/v1'
const PUBLISH_TYPE = 'mingcha/publish/v1'
export const UNFILLED_TYPE = 'mingcha/unfilled/v1'

export function parseCommit(bytes: Uint8Array): Result<Commit, FormatProblem> {
  return parseRecord('commit.json', COMMIT_TYPE, bytes, r => {
    r.choice('spec', [SPEC])
    r.choice('profile', ['intl'])
    const files = r.object('files')
    const scheme = r.object('scheme')
    const commit: Commit = {
      draw: r.text('draw', DRAW),
      replaces: r.text('replaces', isDashOr(DRAW)),
      agency: r.text('agency', isCode),
      period: r.text('period', PERIOD),
      tasks: r.objects('tasks', 1, MAX_STRATA, t => ({ code: t.text('code', TASK), plan: t.text('plan', LOG_INDEX) })),
      scheme: { id: scheme.text('id', SCHEME_ID), version: scheme.text('version', SCHEME_ID), sha256: scheme.text('sha256', HASH) },
      snapshot: r.text('snapshot', LOG_INDEX),
      salt: r.text('salt', HASH),
      release: r.choice('release', ['full', 'own-line']),
      balance: r.choice('balance', ['draw', 'year']),
      files: Object.fromEntries(
        LIST_NAMES.map(name => {
          const f = files.object(name)
          const digest: ListDigest = { sha256: f.text('sha256', HASH), lines: f.count('lines'), root: f.text('root', HASH) }
          f.close()
          return [name, digest]
        }),
      ) as Record<ListName, ListDigest>,
      strata: r.objects('strata', 0, MAX_STRATA, readStratum),
      unstaffable: r.count('unstaffable'),
      entropy: r.objects('entropy', 1, 64, readSource),
      publicBits: r.count('publicBits'),
      assurance: r.choice('assurance', ['A', 'B', 'C', 'D', 'E']),
      mode: r.choice('mode', ['sealed', 'open']),
      eventBy: r.text('eventBy', isInstant),
      resultBy: r.text('resultBy', isInstant),
      openBy: r.text('openBy', isInstant),
    }
    files.close()
    scheme.close()
    if (commit.replaces === commit.draw) r.complain('replaces', 'the draw itself')
    if (!isAscending(commit.strata.map(s => s.code))) r.complain('strata', 'not sorted by code or one twice')
    const tasks = new Set(commit.tasks.map(t => t.code))
    if (tasks.size !== commit.tasks.length) r.complain('tasks', 'one twice')
    if (commit.strata.some(s => !tasks.has(s.task))) r.complain('strata', 'a task that is not of this batch')
    if (new Set(commit.entropy.map(sourceKey)).size !== commit.entropy.length) r.complain('entropy', 'the same source twice')
    if (commit.mode === 'sealed' && !commit.entropy.some(s => s.kind === 'secret')) r.complain('entropy', 'sealed mode needs a secret')
    if (!(commit.eventBy <= commit.resultBy && commit.resultBy <= commit.openBy)) r.complain('eventBy', 'not before resultBy before openBy')
    if (commit.entropy.some(s => s.kind !== 'secret' && s.notBefore > commit.eventBy)) r.complain('entropy', 'notBefore after eventBy')
    return commit
  })
}

export function printCommit(commit: Commit): Uint8Array {
  return printCanonical({
    ...commit,
    type: COMMIT_TYPE,
    spec: SPEC,
    profile: 'intl',
    strata: commit.strata.map(({ rate, min, ...s }) => ({
      ...s,
      ...(rate === undefined ? {} : { rate: [String(rate.num), String(rate.den)], min: min ?? 0 }),
    })),
  } as unknown as JsonValue)
}

export function parseEvent(bytes: Uint8Array): Result<DrawEvent, FormatProblem> {
  return parseRecord('event.json', EVENT_TYPE, bytes, r => {
    const event = {
      draw: r.text('draw', DRAW),
      commit: r.text('commit', LOG_INDEX),
      commit_sha256: r.text('commit_sha256', HASH),
      at: r.text('at', isInstant),
      values: r.objects('values', 0, 64, readValue),
      evidence: r.text('evidence', isDashOr(HASH)),
      signatories: r.texts('signatories', 2, 2, INSPECTOR) as unknown as readonly [string, string],
      witnesses: r.texts('witnesses', 0, 64, HASH),
    }
    if (event.signatories[0] === event.signatories[1]) r.complain('signatories', 'the same twice')
    if (new Set(event.witnesses).size !== event.witnesses.length) r.complain('witnesses', 'the same twice')
    const hasDice = event.values.some(v => v.kind === 'dice')
    if (hasDice && event.witnesses.length < 2) r.complain('witnesses', 'dice need two')
    if (hasDice && event.evidence === '-') r.complain('evidence', 'dice need the hash of the video')
    if (!hasDice && event.witnesses.length > 0) r.complain('witnesses', 'only where there are dice')
    return event
  })
}

function readValue(v: FieldReader): EventValue {
  const kind = v.choice('kind', ['lottery', 'dice'])
  if (kind === 'dice') return { kind, numbers: v.text('numbers', /^[0-9]( [0-9]){0,999}$/) }
  const game = v.text('game', isGame) as Game
  const issue = v.text('issue', ISSUE)
  return { kind, game, issue, numbers: v.text('numbers', t => isGame(game) && isNumbers({ kind, game }, t)) }
}

export const printEvent = (event: DrawEvent): Uint8Array => printCanonical({ ...event, type: EVENT_TYPE } as unknown as JsonValue)

export function parseResult(bytes: Uint8Array): Result<DrawResult, FormatProblem> {
  return parseRecord('result.json', RESULT_TYPE, bytes, r => {
    const macs = r.object('macs')
    const result = {
      draw: r.text('draw', DRAW),
      commit_sha256: r.text('commit_sha256', HASH),
      event: r.text('event', LOG_INDEX),
      seed_check: r.text('seed_check', HASH),
      drawn: r.count('drawn'),
      reserve: r.count('reserve'),
      unfilled: r.count('unfilled'),
      macs: Object.fromEntries(MAC_NAMES.map(name => [name, macs.text(name, HASH)])) as Record<MacName, string>,
    }
    macs.close()
    return result
  })
}

export const printResult = (result: DrawResult): Uint8Array => printCanonical({ ...result, type: RESULT_TYPE } as unknown as JsonValue)

/** The names whose hashes `publish.json` holds. */
export const PUBLISHED_FILES: readonly string[] = BUNDLE_FILES.filter(name => name !== 'publish.json' && name !== 'publish.tlog-proof')

export function parsePublish(bytes: Uint8Array): Result<Publish, FormatProblem> {
  return parseRecord('publish.json', PUBLISH_TYPE, bytes, r => {
    const files = r.object('files')
    const publish = {
      draw: r.text('draw', DRAW),
      commit: r.text('commit', LOG_INDEX),
      commit_sha256: r.text('commit_sha256', HASH),
      event: r.text('event', LOG_INDEX),
      result: r.text('result', LOG_INDEX),
      result_sha256: r.text('result_sha256', HASH),
      files: Object.fromEntries(PUBLISHED_FILES.map(name => [name, files.text(name, HASH)])),
      undone: r.texts('undone', 0, 1_000_000, SUBJECT),
    }
    files.close()
    if (!isAscending(publish.undone)) r.complain('undone', 'not sorted or one twice')
    return publish
  })
}

export const printPublish = (publish: Publish): Uint8Array => printCanonical({ ...publish, type: PUBLISH_TYPE } as unknown as JsonValue)

/** One line of `entries.jsonl`, without \n, that tells of an unfilled slot. */
export function parseUnfilled(bytes: Uint8Array): Result<UnfilledEntry, FormatProblem> {
  return parseRecord('entries.jsonl', UNFILLED_TYPE, bytes, r => {
    const cut = r.object('cut')
    const entry = {
      draw: r.text('draw', DRAW),
      n: r.text('n', /^[1-9][0-9]{0,8}$/),
      id: r.text('id', SUBJECT),
      slot: r.text('slot', SLOT),
      cut: {
        slots: cut.count('slots', 1),
        inspectors: cut.texts('inspectors', 0, 1_000_000, INSPECTOR),
        limit: cut.count('limit', 0, Number.MAX_SAFE_INTEGER),
      },
    }
    cut.close()
    if (!isAscending(entry.cut.inspectors)) r.complain('cut.inspectors', 'not sorted or one twice')
    return entry
  })
}

export const printUnfilled = (entry: UnfilledEntry): string => canonicalText({ ...entry, type: UNFILLED_TYPE } as unknown as JsonValue)

const ENTRY_TYPE = /^mingcha\/(unfilled|substitute|reassign)\/v1$/

/** A sealed entry as it stands in the log. */
export function parseSealedEntry(bytes: Uint8Array): Result<SealedEntry, FormatProblem> {
  return parseRecord('sealed entry', undefined, bytes, r => ({
    type: r.text('type', ENTRY_TYPE),
    draw: r.text('draw', DRAW),
    n: r.text('n', /^[1-9][0-9]{0,8}$/),
    mac: r.text('mac', HASH),
  }))
}

export const printSealedEntry = (entry: SealedEntry): Uint8Array => printCanonical({ ...entry } as unknown as JsonValue)
