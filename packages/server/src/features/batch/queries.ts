/**
 * 批次 — what the office sees of it at each step, and what the ceremony may show. Before the freeze the numbers are computed from the registry as it
 * stands; after it, from the commitment alone.
 */
import type { Scope } from '@mingcha/core/access'
import type { Gate, ReplyOf, Routes } from '@mingcha/core/api'
import { errorEntry, fillSentence } from '@mingcha/core/api'
import { encodeUtf8, err, ok, type PlainDate, type Problem, type Result } from '@mingcha/core/base'
import { type Commit, excludedList, isDeterminedByCoverage, parseCommit, parseEntries, parseUnfilled, slotList } from '@mingcha/core/draw'
import { type BatchState, batchStateNames, showGates } from '@mingcha/core/inspection'
import { drawDays, reasonName, type Scheme } from '@mingcha/core/scheme'
import { z } from 'zod'
import { calendar } from '../../china-time.ts'
import type { ReadDb, Reader } from '../../db/tx.ts'
import { loggedAt } from '../log/read-log.ts'
import { currentScheme, readSchemeText } from '../scheme/queries.ts'
import { gateQuestion } from '../tasks/queries.ts'
import { type Assembled, assembleBatch, checkValidity, loadBatchTasks, quotaOfStratum, type StratumQuota } from './assemble.ts'
import { findSnapshot } from './commands.ts'
import { drawCounts } from './draw-commands.ts'
import { viewExternal } from './external.ts'
import { openFiles } from './files.ts'

export type BatchView = ReplyOf<Routes['batch.view']>
type Stratum = BatchView['strata'][number]
type Source = BatchView['entropy'][number]
type Context = Pick<Reader, 'db' | 'scope' | 'env' | 'today' | 'now'>

export const gameNames: Record<string, string> = { ssq: '双色球', dlt: '大乐透', pl5: '排列5', fc3d: '福彩3D' }

/** What a grade does and does not protect against. */
export const assuranceWords: Record<string, string> = {
  A: '事件之前已有外部见证方会签，公共随机不少于 48 比特：任何人都无法操纵、重抽或倒填。',
  B: '公共随机不少于 24 比特，服务器另封存一份密钥：结果无法挑选。没有外部见证，运行服务器的人可以晚些才把承诺写入日志，请在事件之前留存承诺指纹。',
  C: '没有公共事件，由两位不同的人各持一份密钥：一个人无法左右结果；两人串通则可以。',
  D: '只用于演练：运行服务器的人可以操纵结果。',
  E: '外部抽取，不可核验：在别的平台抽取，在这里登记。本平台没有事先承诺，也没有公共随机事件，无法证明名单没有被挑选、重抽或改动。登记时只留下名单的指纹，以后拿出的名单可以与它核对。',
}

/** 18% × 137，向上取整 = 25（LY-27、A-23）. For a commitment whose explanation was not kept with it. */
function sayQuota(rate: { num: string; den: string } | null, N: number, quota: number, law: readonly string[]): string {
  const clause = law.length > 0 ? `（${law.join('、')}）` : ''
  if (rate === null) return `计划定为 ${quota} 个，名单共 ${N} 个${clause}`
  const percent = `${(Number(rate.num) * 100) / Number(rate.den)}%`
  return N === 0 ? `${percent}，本期没有候选对象${clause}` : `${percent} × ${N}，向上取整 = ${quota}${clause}`
}

export async function listBatches(db: ReadDb, scope: Scope): Promise<ReplyOf<Routes['batch.list']>> {
  const rows = await db
    .selectFrom('batch')
    .selectAll()
    .where('agency_id', 'in', scope.agencies)
    .where('state', '!=', 'dissolved')
    .orderBy('code', 'desc')
    .execute()
  const tasks = new Map(
    (
      await db
        .selectFrom('batch_task')
        .select(['batch_code', eb => eb.fn.countAll<number>().as('n')])
        .where('agency_id', 'in', scope.agencies)
        .groupBy('batch_code')
        .execute()
    ).map(r => [r.batch_code, r.n]),
  )
  return {
    rows: await Promise.all(
      rows.map(async b => {
        const progress = await visitProgress(db, scope, b.code)
        return {
          code: b.code,
          period: b.period,
          state: b.state as BatchState,
          stateName: batchStateNames[b.state as BatchState],
          tasks: tasks.get(b.code) ?? 0,
          assurance: b.assurance,
          createdAt: b.created_at,
          visits: b.drawn_at === null ? null : progress.visits,
          done: b.drawn_at === null ? null : progress.done,
        }
      }),
    ),
  }
}

export async function visitProgress(db: ReadDb, scope: Scope, batch: string): Promise<{ visits: number; done: number }> {
  const rows = await db
    .selectFrom('visit')
    .select(['state', eb => eb.fn.countAll<number>().as('n')])
    .where('agency_id', 'in', scope.agencies)
    .where('batch_code', '=', batch)
    .groupBy('state')
    .execute()
  const count = (states: readonly string[], of: boolean) => rows.filter(r => states.includes(r.state) === of).reduce((n, r) => n + r.n, 0)
  return { visits: count(['replaced', 'cancelled'], false), done: count(['done', 'closed'], true) }
}

type BatchRow = Awaited<ReturnType<typeof loadBatch>>
export async function loadBatch(db: ReadDb, scope: Scope, code: string) {
  return db.selectFrom('batch').selectAll().where('agency_id', 'in', scope.agencies).where('code', '=', code).executeTakeFirst()
}

/** Errors: `batch.not_found`, `scheme.none`. */
export async function viewBatch(reader: Context, code: string): Promise<Result<BatchView>> {
  const { db, scope, env } = reader
  const batch = await loadBatch(db, scope, code)
  if (!batch) return err({ code: 'batch.not_found', batch: code })
  const state = batch.state as BatchState
  const tasks = await loadBatchTasks(db, scope, code)
  const head = {
    code,
    period: batch.period,
    state,
    stateName: batchStateNames[state],
    tasks: tasks.map(t => ({ code: t.code, name: t.name, dueOn: t.dueOn })),
    commitSha256: batch.commit_sha256,
    commitLog: await loggedAt(db, batch.commit_event_id),
    eventLog: await loggedAt(db, batch.event_event_id),
    resultLog: await loggedAt(db, batch.result_event_id),
    publishLog: await loggedAt(db, batch.publish_event_id),
    committedAt: batch.committed_at,
    assurance: batch.assurance as BatchView['assurance'],
    assuranceText: batch.assurance ? (assuranceWords[batch.assurance] ?? null) : null,
    entropy: await viewEntropy(reader, batch),
    entered: await viewEntered(db, scope, code),
    external: batch.external === null ? null : viewExternal(batch.external, batch.created_at),
    drawDays: batch.external === null ? await viewDrawDays(reader, batch) : null,
    publicUrl: batch.commit_sha256 || batch.external ? `${env.publicUrl}/draws/${code}` : null,
    next: nextStep(state),
  }
  if (head.external) return ok(await viewRegistered(reader, batch, head))
  return state === 'open' || state === 'dissolved' ? viewOpen(reader, batch, head) : viewFrozen(reader, batch, head)
}

async function viewDrawDays({ db, scope }: Context, batch: NonNullable<BatchRow>): Promise<BatchView['drawDays']> {
  const current = await currentScheme(db, scope)
  const window = current.ok ? drawDays(current.value.scheme, batch.period, calendar) : null
  return window && { days: [...window.days], provisional: window.provisionalYears.length > 0, reason: batch.off_calendar }
}

type Head = Omit<
  BatchView,
  | 'gates'
  | 'strata'
  | 'roster'
  | 'snapshot'
  | 'eventBy'
  | 'resultBy'
  | 'openBy'
  | 'publicBits'
  | 'unstaffable'
  | 'result'
  | 'shortfalls'
  | 'progress'
>

/** A batch drawn elsewhere: what was registered, and how far its visits are. Nothing of a commitment, because there is none. */
async function viewRegistered({ db, scope }: Context, batch: NonNullable<BatchRow>, head: Head): Promise<BatchView> {
  const { seedCheck: _none, ...counts } = drawCounts.parse(batch.counts)
  return {
    ...head,
    gates: [],
    strata: [],
    roster: { available: 0, excluded: [], barred: 0, pairs: 0 },
    snapshot: null,
    eventBy: null,
    resultBy: null,
    openBy: null,
    publicBits: null,
    unstaffable: null,
    result: counts,
    shortfalls: [],
    progress: await visitProgress(db, scope, batch.code),
  }
}

async function viewOpen(reader: Context, batch: NonNullable<BatchRow>, head: Head): Promise<Result<BatchView>> {
  const { db, scope, env, today } = reader
  const assembled = await assembleBatch(db, scope, env.seal, batch)
  if (!assembled.ok) return assembled
  const a = assembled.value
  const snapshot = await findSnapshot(reader as never, batch)
  const at = batch.snapshot_event_id === null ? null : ((await loggedAt(db, batch.snapshot_event_id))?.index ?? null)
  return ok({
    ...head,
    gates: [
      ...a.tasks.flatMap(t =>
        showGates(gateQuestion(t.row, a.lists, today)).map(g => ({ ...g, key: `${t.code}/${g.key}`, title: `${t.name}：${g.title}` })),
      ),
      ...ownGates(a, snapshot, today),
    ],
    strata: a.strata.map(s => ({
      code: s.code,
      name: s.name,
      taskCode: s.task,
      N: s.ids.length,
      quota: s.quota,
      reserve: s.reserve,
      rate: s.rate ? `${(Number(s.rate.num) * 100) / Number(s.rate.den)}%` : null,
      ...sayQuotaOf(quotaOfStratum(s), s.law),
      ...countLeft(
        a.current.scheme,
        a.excluded.filter(e => e.stratum === s.code),
      ),
      law: [...s.law],
      ...sayTiers(a.tiers(s.code), s.quota),
    })),
    roster: { available: a.roster.available.length, excluded: [...a.roster.excluded], barred: a.barred.length, pairs: a.pairs.length },
    snapshot:
      batch.snapshot_event_id === null ? null : { index: at, fresh: snapshot.ok || snapshot.error.code === 'freeze.snapshot_waiting' },
    eventBy: null,
    resultBy: null,
    openBy: null,
    publicBits: null,
    unstaffable: null,
    result: null,
    shortfalls: [],
    progress: null,
  })
}

function ownGates(a: Assembled, snapshot: Result<number>, today: PlainDate): Gate[] {
  const gate = (key: string, title: string, fine: string, law: string[], problem: Problem | null): Gate => ({
    key,
    title,
    ok: problem === null,
    code: problem?.code ?? null,
    sentence: problem ? fillSentence(errorEntry(problem.code).zh, problem) : fine,
    law,
    who: problem ? errorEntry(problem.code).who : null,
  })
  const first = a.unclassified[0]
  return [
    gate(
      'scheme',
      '实施方案有效',
      `${a.current.scheme.validity.from} 至 ${a.current.scheme.validity.to}`,
      ['LY-18'],
      checkValidity(a, today),
    ),
    gate(
      'classified',
      '全部对象已归类',
      `候选 ${a.frame.length} 条，全部说得清归类`,
      ['LY-23'],
      first ? { code: 'freeze.unclassified', count: a.unclassified.length, example: a.subjects.get(first.id)?.name ?? first.id } : null,
    ),
    gate(
      'roster',
      '两名以上持证执法人员',
      `可派 ${a.roster.available.length} 名，证件有效至任务截止日 ${a.dueOn}`,
      ['A-29', 'LY-09'],
      a.roster.available.length < 2 ? { code: 'freeze.no_roster', due: a.dueOn } : null,
    ),
    gate(
      'snapshot',
      '名录库快照已入日志',
      snapshot.ok ? `日志第 ${snapshot.value} 条，与当前名录一致` : '',
      ['A-26'],
      snapshot.ok ? null : snapshot.error,
    ),
  ]
}

async function viewFrozen(reader: Context, batch: NonNullable<BatchRow>, head: Head): Promise<Result<BatchView>> {
  const { db, scope, env } = reader
  const files = await openFiles(db, env.seal, batch.agency_id, batch.code)
  const commit = parseCommit(files.get('commit.json') ?? new Uint8Array())
  if (!commit.ok) throw new Error(`stored commitment of ${batch.code} cannot be read`)
  const c = commit.value
  const counts = drawCounts.safeParse(batch.counts)
  const progress = await visitProgress(db, scope, batch.code)
  return ok({
    ...head,
    gates: [],
    strata: await viewStrata(db, scope, c, head.tasks, files, batch.quotas),
    roster: { available: c.files.roster.lines, excluded: [], barred: c.files.barred.lines, pairs: c.files.pairs.lines },
    snapshot: { index: Number(c.snapshot), fresh: true },
    eventBy: c.eventBy,
    resultBy: c.resultBy,
    openBy: c.openBy,
    publicBits: c.publicBits,
    unstaffable: c.unstaffable,
    result: counts.success
      ? {
          drawn: counts.data.drawn,
          reserve: counts.data.reserve,
          visits: counts.data.visits,
          slots: counts.data.slots,
          unfilled: counts.data.unfilled,
          teams: counts.data.teams,
        }
      : null,
    shortfalls: counts.success && counts.data.unfilled > 0 ? sayShortfalls(files) : [],
    progress: counts.success ? progress : null,
  })
}

/** Strata from the commitment, with the words of the scheme version it names. `files` only serves to count the excluded, never to name them. */
export async function viewStrata(
  db: ReadDb,
  scope: Scope,
  commit: Commit,
  tasks: readonly { code: string; name: string }[],
  files: ReadonlyMap<string, Uint8Array>,
  storedQuotas: unknown,
): Promise<Stratum[]> {
  const quotas = storedQuota.array().parse(storedQuotas ?? [])
  const row = await db
    .selectFrom('scheme_version')
    .select('yaml')
    .where('agency_id', 'in', scope.agencies)
    .where('version', '=', Number(commit.scheme.version))
    .executeTakeFirst()
  const scheme = row ? readSchemeText(row.yaml) : null
  const excluded = excludedList.parse(files.get('excluded.txt') ?? new Uint8Array())
  return commit.strata.map(s => {
    const ruled = scheme?.ok ? scheme.value.strata.find(x => x.code === s.code) : undefined
    const law = ruled?.law ?? ['LY-04', 'A-11']
    const kept = quotas.find(q => q.code === s.code)
    const rate = s.rate ? { num: String(s.rate.num), den: String(s.rate.den) } : null
    return {
      code: s.code,
      name: ruled?.name ?? tasks.find(t => t.code === s.task)?.name ?? s.code,
      taskCode: s.task,
      N: s.N,
      quota: s.quota,
      reserve: s.reserve,
      rate: rate ? `${(Number(rate.num) * 100) / Number(rate.den)}%` : null,
      ...(kept ? sayQuotaOf(kept, law) : { base: null, missing: 0, why: sayQuota(rate, s.N, s.quota, law) }),
      ...countLeft(scheme?.ok ? scheme.value : null, excluded.ok ? excluded.value.filter(e => e.stratum === s.code) : []),
      law: [...law],
      ...sayTiers(s.tiers, s.quota),
    }
  })
}

const sayTiers = (tiers: readonly [number, number, number], quota: number) => ({
  determined: isDeterminedByCoverage(tiers, quota),
  carried: tiers[0],
  uncovered: tiers[1] > 0 ? tiers[1] : null,
})

const storedQuota = z.object({ code: z.string(), base: z.number(), floor: z.number(), missing: z.number(), sentence: z.string() })

/** The number in words, and what the pool lacks of it: never filled in silence (X-17). */
const sayQuotaOf = (q: StratumQuota, law: readonly string[]) => ({
  base: q.base,
  missing: q.missing,
  why: `${q.sentence}（${law.join('、')}）${q.missing > 0 ? `；候选库不足，缺 ${q.missing} 家` : ''}`,
})

function countLeft(scheme: Scheme | null, excluded: readonly { readonly reason: string }[]) {
  const counts = new Map<string, number>()
  for (const e of excluded) counts.set(e.reason, (counts.get(e.reason) ?? 0) + 1)
  return {
    excluded: excluded.length,
    left: [...counts].map(([code, count]) => ({ code, reason: scheme ? reasonName(scheme, code) : code, count })),
  }
}

/** The cut in words: how many places, which speciality, how many people; never a subject or an inspector. @law A-29 */
function sayShortfalls(files: ReadonlyMap<string, Uint8Array>): string[] {
  const entries = parseEntries(files.get('entries.jsonl') ?? new Uint8Array())
  const slots = slotList.parse(files.get('slots.txt') ?? new Uint8Array())
  if (!entries.ok || !slots.ok) return []
  const asked = new Map(slots.value.map(s => [`${s.id}|${s.slot}`, s.speciality]))
  const cuts = entries.value.flatMap(line => {
    const entry = parseUnfilled(encodeUtf8(line))
    return entry.ok ? [sayCut(entry.value.cut, asked.get(`${entry.value.id}|${entry.value.slot}`) ?? '-')] : []
  })
  return [...new Set(cuts)]
}
function sayCut(cut: { slots: number; inspectors: readonly string[]; limit: number }, speciality: string): string {
  const fit = speciality === '-' ? '未回避的人员' : `具备 ${speciality} 专长且未回避的人员`
  return cut.inspectors.length === 0
    ? `${cut.slots} 个名额没有${fit}可用。须请上级或相邻单位支援，再补派（A-29）。`
    : `${cut.slots} 个名额只有 ${cut.inspectors.length} 名${fit}可用（上限共 ${cut.limit} 次）。须补派（A-29）。`
}

async function viewEntropy({ db, scope }: Context, batch: NonNullable<BatchRow>): Promise<Source[]> {
  const none = { party: null, game: null, issue: null, count: null, notBefore: null, sha256: null, opened: null, numbers: null }
  const secrets = await db
    .selectFrom('batch_secret')
    .select(['party', 'sha256', 'secret_sealed', 'opened_at'])
    .where('agency_id', 'in', scope.agencies)
    .where('batch_code', '=', batch.code)
    .orderBy('party', 'desc')
    .execute()
  const secretViews = secrets.map(s => ({
    ...none,
    kind: 'secret' as const,
    title: s.party === 'server' ? '服务器封存密钥' : '第二持有人密钥',
    party: s.party,
    sha256: s.sha256,
    opened: s.party === 'server' ? null : s.opened_at !== null,
  }))
  const file = await db
    .selectFrom('batch_file')
    .select('bytes')
    .where('agency_id', 'in', scope.agencies)
    .where('batch_code', '=', batch.code)
    .where('name', '=', 'commit.json')
    .executeTakeFirst()
  if (!file) return secretViews
  const commit = parseCommit(file.bytes)
  if (!commit.ok) return secretViews
  const entry = await db
    .selectFrom('event_entry')
    .select('numbers')
    .where('agency_id', 'in', scope.agencies)
    .where('batch_code', '=', batch.code)
    .executeTakeFirst()
  const typed = batch.event_event_id !== null && Array.isArray(entry?.numbers) ? (entry.numbers as string[]) : []
  let i = 0
  const publicViews = commit.value.entropy.flatMap((e): Source[] => {
    if (e.kind === 'secret') return []
    const numbers = typed[i++] ?? null
    return [
      e.kind === 'lottery'
        ? {
            ...none,
            kind: e.kind,
            title: `${gameNames[e.game]} 第 ${e.issue} 期`,
            game: e.game,
            issue: e.issue,
            notBefore: e.notBefore,
            numbers,
          }
        : { ...none, kind: e.kind, title: `当众掷骰 ${e.count} 次`, count: e.count, notBefore: e.notBefore, numbers },
    ]
  })
  return [...secretViews, ...publicViews]
}

async function viewEntered(db: ReadDb, scope: Scope, code: string): Promise<BatchView['entered']> {
  const entry = await db
    .selectFrom('event_entry')
    .innerJoin('account', join =>
      join.onRef('account.agency_id', '=', 'event_entry.agency_id').onRef('account.id', '=', 'event_entry.entered_by'),
    )
    .select([
      'account.name',
      'account.id',
      'event_entry.entered_at',
      'event_entry.numbers',
      'event_entry.witnesses',
      'event_entry.evidence_sha256',
    ])
    .where('event_entry.agency_id', 'in', scope.agencies)
    .where('event_entry.batch_code', '=', code)
    .executeTakeFirst()
  return entry
    ? {
        by: entry.name,
        byId: entry.id,
        at: entry.entered_at,
        numbers: entry.numbers as string[],
        witnesses: entry.witnesses as string[],
        evidence: entry.evidence_sha256,
      }
    : null
}

function nextStep(state: BatchState): BatchView['next'] {
  switch (state) {
    case 'open':
      return { action: 'batch.freeze', title: '生成快照并冻结', who: '综合办' }
    case 'committed':
      return { action: 'event.enter', title: '录入公共随机事件', who: '监督人' }
    case 'evented':
      return { action: 'draw.execute', title: '抽取并匹配', who: '综合办、负责人、监督人' }
    case 'drawn':
      return { action: 'draw.publish', title: '检查完成后公布', who: '执法人员完成检查，综合办公布' }
    default:
      return null
  }
}

/** For the projector. Counts only: never an id, a ticket or a cut-off while sealed. Errors: `batch.not_found`, `external.no_step`. */
export async function viewCeremony(reader: Context, code: string): Promise<Result<ReplyOf<Routes['batch.ceremony']>>> {
  const batch = await viewBatch(reader, code)
  if (!batch.ok) return batch
  if (batch.value.external) return err({ code: 'external.no_step', batch: code, wanted: '摇号' })
  const agency = await reader.db.selectFrom('agency').select('name').where('id', 'in', reader.scope.agencies).executeTakeFirst()
  const drawn = batch.value.state === 'drawn' || batch.value.state === 'published'
  return ok({
    batch: batch.value,
    agencyName: agency?.name ?? '',
    now: reader.now,
    // The fragment carries the fingerprint: whoever kept the code before the event holds the commitment itself.
    qr: batch.value.publicUrl && `${batch.value.publicUrl}#sha256=${batch.value.commitSha256}`,
    strata: batch.value.strata.map(s => ({
      code: s.code,
      name: s.name,
      N: s.N,
      drawn: drawn ? s.quota : 0,
      reserve: drawn ? s.reserve : 0,
    })),
  })
}
