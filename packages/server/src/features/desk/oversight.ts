/**
 * 监督 — every override, change, void, withholding and breach with its reason and its approver, read from the rows and events that hold them. Stored
 * JSON is read defensively: a row of an older shape loses its detail, never the page. Officers of a visit that is not done are told to the head alone
 * (X-04). Nothing is counted by person or unit (X-08). @law LY-20 JX-68 EZ-13 EZ-11
 */
import { can } from '@mingcha/core/access'
import type { QueryOf, ReplyOf, Routes } from '@mingcha/core/api'
import type { PlainDate } from '@mingcha/core/base'
import { periodEnd } from '@mingcha/core/calendar'
import {
  type BreachFacts,
  filterOversight,
  findBreaches,
  type OversightEntry,
  type OversightFilter,
  oversightKindIds,
  oversightKinds,
  printOversightCsv,
} from '@mingcha/core/desk'
import { fieldworkOf, type Scheme } from '@mingcha/core/scheme'
import { sql } from 'kysely'
import { z } from 'zod'
import { calendar, chinaDay } from '../../china-time.ts'
import type { Reader } from '../../db/tx.ts'
import type { FileReply } from '../../http/handler.ts'
import { currentScheme } from '../scheme/queries.ts'
import { loadPlanVersions } from './facts-work.ts'

type Query = QueryOf<Routes['oversight.view']>

const words = z.string().catch('')
const scheduleShape = z
  .object({ methodReason: words, notice: words, noticeGround: words, sameFirmReason: words, lateReason: words })
  .catch({ methodReason: '', notice: '', noticeGround: '', sameFirmReason: '', lateReason: '' })
const entryShape = z.object({ kind: z.literal('reason'), reason: z.string() })
const unsignedShape = z.object({ kind: z.literal('unsigned'), reason: z.string() })
const voidShape = z.object({ ground: words, reason: words })

const changeWords: Readonly<Record<string, string>> = {
  illness: '换人（患病等）',
  recusal: '换人（回避）',
  vacant: '补配缺员',
  substitute: '递补',
}
const methodWords: Readonly<Record<string, string>> = { 'on-site': '现场检查', 'off-site': '非现场检查', other: '其他方式' }
const effectWords: Readonly<Record<string, string>> = { withhold: '不予公示', redact: '隐去部分内容后公示', restrict: '限制公示范围' }
const groundWords: Readonly<Record<string, string>> = {
  DEREGISTERED: '已注销',
  MOVED: '已搬迁',
  SUSPENDED: '停产',
  'FORCE-MAJEURE': '不可抗力',
  illness: '患病等不能检查',
  recusal: '须回避',
  vacant: '小组缺员',
}

export async function viewOversight(reader: Reader, query: Query): Promise<ReplyOf<Routes['oversight.view']>> {
  const entries = await collect(reader)
  const { rows, counts } = filterOversight(entries, query as OversightFilter)
  return {
    rows: rows.map(r => ({ ...r, units: [...r.units] })),
    counts: oversightKindIds.map(kind => ({
      kind,
      zh: oversightKinds[kind].zh,
      law: [...oversightKinds[kind].law],
      count: counts[kind] ?? 0,
    })),
    units: [...new Set(entries.flatMap(e => e.units))].sort(),
  }
}

/** The same rows by the same filter, as a file. */
export async function exportOversight(reader: Reader, query: Query): Promise<FileReply> {
  const { rows } = filterOversight(await collect(reader), query as OversightFilter)
  return {
    fileName: `监督清单-${reader.today}.csv`,
    mediaType: 'text/csv; charset=utf-8',
    bytes: new TextEncoder().encode(printOversightCsv(rows)),
  }
}

async function collect(reader: Reader): Promise<OversightEntry[]> {
  const current = await currentScheme(reader.db, reader.scope)
  const scheme = current.ok ? current.value.scheme : null
  const visits = await loadVisits(reader)
  const findings = await loadFindings(reader)
  const unitsOf = new Map(visits.map(v => [v.id, v.units]))
  const facts: BreachFacts = {
    stages: scheme?.stages ?? [],
    publicity: scheme?.publicity ?? null,
    tasks: await loadTaskTimes(reader),
    visits: visits.filter(v => v.state !== 'replaced' && v.state !== 'cancelled').map(v => v.times),
    findings: findings.map(f => ({ ...f.times, units: unitsOf.get(f.times.visitId) ?? [] })),
    plans: await loadPlanVersions(reader.db, reader.scope),
  }
  return [
    ...visits.flatMap(v => overridesOf(v, scheme)),
    ...(await loadChanges(reader)),
    ...(await loadVoids(reader)),
    ...(await loadOffCalendar(reader)),
    ...(await loadRecordChanges(reader)),
    ...findings.flatMap(f => f.entries(unitsOf.get(f.times.visitId) ?? [])),
    ...findBreaches(facts, reader.today, calendar),
  ]
}

type VisitOf = Awaited<ReturnType<typeof loadVisits>>[number]

async function loadVisits({ db, scope, actor }: Reader) {
  const rows = await db
    .selectFrom('visit')
    .leftJoin('batch', join => join.onRef('batch.agency_id', '=', 'visit.agency_id').onRef('batch.code', '=', 'visit.batch_code'))
    .leftJoin('account as scheduler', join =>
      join.onRef('scheduler.agency_id', '=', 'visit.agency_id').onRef('scheduler.id', '=', 'visit.scheduled_by'),
    )
    .leftJoin('account as approver', join =>
      join.onRef('approver.agency_id', '=', 'visit.agency_id').onRef('approver.id', '=', 'visit.approved_by'),
    )
    .leftJoin('account as recorder', join =>
      join.onRef('recorder.agency_id', '=', 'visit.agency_id').onRef('recorder.id', '=', 'visit.recorded_by'),
    )
    .select([
      'visit.id',
      'visit.number',
      'visit.state',
      'visit.method',
      'visit.schedule',
      'visit.planned_on',
      'visit.due_on',
      'visit.done_on',
      'visit.started_at',
      'visit.ended_at',
      'visit.recorded_at',
      'visit.scheduled_at',
      'visit.inspectors',
      'batch.period',
      'batch.drawn_at',
      'scheduler.name as scheduler',
      'approver.name as approver',
      'recorder.name as recorder',
      sql<unknown>`visit.record->'opening'->'entry'`.as('entry'),
      sql<unknown>`coalesce(visit.record->'record'->'signature', visit.record->'signature')`.as('signature'),
    ])
    .where('visit.agency_id', 'in', scope.agencies)
    .execute()
  const unitOf = new Map(
    (await db.selectFrom('inspector').select(['code', 'unit_name']).where('agency_id', 'in', scope.agencies).execute()).map(r => [
      r.code,
      r.unit_name,
    ]),
  )
  const knowsAll = can(actor, 'visit.approve').ok
  return rows.map(r => {
    const done = r.state === 'done' || r.state === 'closed'
    const units = done ? [...new Set((r.inspectors ?? []).map(code => unitOf.get(code) ?? '').filter(u => u !== ''))].sort() : []
    const completedOn = (r.done_on ?? (r.ended_at === null ? null : chinaDay(r.ended_at))) as PlainDate | null
    const schedule = scheduleShape.parse(r.schedule ?? {})
    return {
      id: r.id,
      number: r.number,
      state: r.state,
      method: r.method,
      dated: r.planned_on !== null,
      on: chinaDay(r.scheduled_at ?? r.recorded_at ?? `${r.due_on}T00:00:00Z`),
      schedule,
      entry: entryShape.safeParse(r.entry).data ?? null,
      signature: unsignedShape.safeParse(r.signature).data ?? null,
      // Before the visit is done, who planned it is most often who goes.
      scheduler: done || knowsAll ? r.scheduler : null,
      recorder: done || knowsAll ? r.recorder : null,
      approver: r.approver,
      recordedOn: r.recorded_at === null ? null : chinaDay(r.recorded_at),
      units,
      times: {
        id: r.id,
        number: r.number,
        issuedOn: r.drawn_at === null ? (r.due_on as PlainDate) : chinaDay(r.drawn_at),
        dueOn: r.due_on as PlainDate,
        periodEnd: r.period === null ? null : periodEnd(r.period),
        startedOn: r.started_at === null ? null : chinaDay(r.started_at),
        completedOn,
        recordedOn: done && r.recorded_at !== null ? chinaDay(r.recorded_at) : null,
        uploadMinutes:
          done && r.ended_at !== null && r.recorded_at !== null
            ? Math.floor((Date.parse(r.recorded_at) - Date.parse(r.ended_at)) / 60_000)
            : null,
        lateReason: schedule.lateReason,
        units,
      },
    }
  })
}

/** Departures from the usual course that were lawful because somebody gave a reason. @law JX-04 LY-30 SJZ-87 SJZ-58 LY-21 */
function overridesOf(v: VisitOf, scheme: Scheme | null): OversightEntry[] {
  const entry = (kind: OversightEntry['kind'], says: string, reason: string, recorded = false): OversightEntry => ({
    kind,
    on: recorded ? (v.recordedOn ?? v.on) : v.on,
    thing: v.number,
    link: `/visits/${v.id}`,
    says,
    reason,
    who: recorded ? v.recorder : v.scheduler,
    approver: v.approver,
    units: v.units,
  })
  const found: OversightEntry[] = []
  const s = v.schedule
  // What was planned and taken back again happened to nobody.
  if (v.dated) {
    if (s.methodReason !== '') found.push(entry('method', `采用${methodWords[v.method ?? ''] ?? '其他方式'}`, s.methodReason))
    if (s.sameFirmReason !== '') found.push(entry('same-firm', '与同一家的另一次检查相隔不足一周', s.sameFirmReason))
    // Off site nobody enters: there is no notice to leave out.
    if (s.notice === 'exempt' && v.method === 'on-site') {
      const ground = scheme === null ? undefined : fieldworkOf(scheme).notice.exempt.find(e => e.code === s.noticeGround)
      found.push(entry('unannounced', '没有事先或到场通知', ground?.text ?? s.noticeGround))
    }
  }
  if (v.entry !== null) found.push(entry('no-scan', '入企时没有扫码', v.entry.reason, true))
  if (v.signature !== null) found.push(entry('unsigned', '检查对象没有在检查记录上签字或盖章', v.signature.reason, true))
  return found
}

async function loadTaskTimes({ db, scope }: Reader): Promise<BreachFacts['tasks']> {
  const rows = await db
    .selectFrom('task')
    .leftJoin('batch_task', join =>
      join.onRef('batch_task.agency_id', '=', 'task.agency_id').onRef('batch_task.task_code', '=', 'task.code'),
    )
    .leftJoin('batch', join => join.onRef('batch.agency_id', '=', 'batch_task.agency_id').onRef('batch.code', '=', 'batch_task.batch_code'))
    .select(eb => [
      'task.code',
      'task.unit_name',
      'task.created_at',
      'task.state',
      eb.fn.min<string | null>('batch.created_at').as('batched_at'),
    ])
    .where('task.agency_id', 'in', scope.agencies)
    .where('task.state', '!=', 'withdrawn')
    .groupBy(['task.agency_id', 'task.code', 'task.unit_name', 'task.created_at', 'task.state'])
    .execute()
  return rows.map(t => ({
    code: t.code,
    unit: t.unit_name,
    issuedOn: chinaDay(t.created_at),
    // After a void the task waits for a batch again.
    batchedOn: t.batched_at === null || t.state === 'open' ? null : chinaDay(t.batched_at),
  }))
}

/** 换人、递补, decided. The visit is named by nothing but its change: the proposal stays sealed. @law EZ-11 A-32 */
async function loadChanges({ db, scope, actor }: Reader): Promise<OversightEntry[]> {
  const rows = await db
    .selectFrom('visit_change')
    .leftJoin('account as asker', join =>
      join.onRef('asker.agency_id', '=', 'visit_change.agency_id').onRef('asker.id', '=', 'visit_change.asked_by'),
    )
    .leftJoin('account as decider', join =>
      join.onRef('decider.agency_id', '=', 'visit_change.agency_id').onRef('decider.id', '=', 'visit_change.decided_by'),
    )
    .leftJoin('batch', join =>
      join.onRef('batch.agency_id', '=', 'visit_change.agency_id').onRef('batch.code', '=', 'visit_change.batch_code'),
    )
    .select([
      'visit_change.id',
      'visit_change.kind',
      'visit_change.state',
      'visit_change.ground',
      'visit_change.batch_code',
      'visit_change.decided_at',
      'visit_change.decision',
      'asker.name as asker',
      'asker.inspector_code as asker_inspector',
      'decider.name as decider',
      'batch.state as batch_state',
    ])
    .where('visit_change.agency_id', 'in', scope.agencies)
    .where('visit_change.state', 'in', ['approved', 'refused'])
    .where('visit_change.decided_at', 'is not', null)
    .execute()
  const knowsAll = can(actor, 'visit.approve').ok
  return rows.map(c => ({
    kind: c.kind === 'substitute' ? ('substitute' as const) : ('swap' as const),
    on: chinaDay(c.decided_at ?? ''),
    thing: c.batch_code === null ? '非抽取的检查' : `批次 ${c.batch_code}`,
    link: `/changes#${c.id}`,
    says: `${changeWords[c.kind] ?? c.kind}：${c.state === 'approved' ? '同意' : '不同意'}${c.decision ? `（${c.decision}）` : ''}`,
    reason: groundWords[c.ground] ?? c.ground,
    // An officer asks about a visit of his own: until the draw is public that he asked says whose it is.
    who: knowsAll || c.asker_inspector === null || c.batch_state === 'published' ? c.asker : null,
    approver: c.decider,
    units: [],
  }))
}

async function loadVoids({ db, scope, actor }: Reader): Promise<OversightEntry[]> {
  const rows = await db
    .selectFrom('event')
    .leftJoin('account', join => join.onRef('account.agency_id', '=', 'event.agency_id').onRef('account.id', '=', 'event.actor_id'))
    .leftJoin('visit', join =>
      join
        .onRef('visit.agency_id', '=', 'event.agency_id')
        .on(sql<boolean>`event.thing_kind = 'visit' and visit.id::text = event.thing_id`),
    )
    .select([
      'event.kind',
      'event.thing_id',
      'event.payload',
      'event.occurred_at',
      'account.name',
      'account.inspector_code',
      'visit.number',
    ])
    .where('event.agency_id', 'in', scope.agencies)
    .where('event.kind', 'in', ['batch.voided', 'visit.cancelled', 'batch.withdrawn'])
    .execute()
  const knowsAll = can(actor, 'visit.approve').ok
  return rows.map(e => {
    const { reason } = voidShape.catch({ ground: '', reason: '' }).parse(e.payload)
    const visit = e.kind === 'visit.cancelled'
    return {
      kind: 'void' as const,
      on: chinaDay(e.occurred_at),
      thing: visit ? (e.number ?? e.thing_id) : `批次 ${e.thing_id}`,
      link: visit ? `/visits/${e.thing_id}` : `/batches/${e.thing_id}`,
      says: visit ? '作废针对性检查' : e.kind === 'batch.voided' ? '作废抽取' : '撤回外部抽取的登记',
      reason,
      // A cancelled visit stays sealed; an officer can cancel his own only.
      who: visit && e.inspector_code !== null && !knowsAll ? null : e.name,
      // Only the head voids a draw: asking and approving are one act of his.
      approver: e.kind === 'batch.voided' ? e.name : null,
      units: [],
    }
  })
}

const recordWords: Readonly<Record<string, string>> = {
  'registry.fact_struck': '划除',
  'registry.fact_restored': '恢复',
  'registry.listing_closed': '移出名单',
  'registry.listing_reopened': '撤销移出名单',
}
const recordShape = z
  .object({ subject: words, reason: words, kind: words, on: words, reference: words, list: words })
  .catch({ subject: '', reason: '', kind: '', on: '', reference: '', list: '' })

/** Facts and lists put right at the desk: whoever takes away a fact may take a firm out of a class. @law A-08 HS-16 */
async function loadRecordChanges({ db, scope }: Reader): Promise<OversightEntry[]> {
  const rows = await db
    .selectFrom('event')
    .leftJoin('account', join => join.onRef('account.agency_id', '=', 'event.agency_id').onRef('account.id', '=', 'event.actor_id'))
    .select(['event.kind', 'event.payload', 'event.occurred_at', 'account.name'])
    .where('event.agency_id', 'in', scope.agencies)
    .where('event.kind', 'in', Object.keys(recordWords))
    .execute()
  return rows.map(e => {
    const p = recordShape.parse(e.payload)
    const what = p.list === '' ? [p.on, p.kind, p.reference].filter(Boolean).join(' ') : `“${p.list}”`
    return {
      kind: 'record' as const,
      on: chinaDay(e.occurred_at),
      thing: p.subject,
      link: `/records?q=${encodeURIComponent(p.subject)}${p.list === '' ? '' : '&tab=lists'}`,
      says: `${recordWords[e.kind]}：${what}`,
      reason: p.reason,
      who: e.name,
      approver: null,
      units: [],
    }
  })
}

/** Draws on another day than the scheme's, with the reason given at the freeze. @law HS-26 */
async function loadOffCalendar({ db, scope }: Reader): Promise<OversightEntry[]> {
  const rows = await db
    .selectFrom('batch')
    .leftJoin('event', 'event.id', 'batch.commit_event_id')
    .leftJoin('account', join => join.onRef('account.agency_id', '=', 'event.agency_id').onRef('account.id', '=', 'event.actor_id'))
    .select(['batch.code', 'batch.off_calendar', 'batch.committed_at', 'account.name'])
    .where('batch.agency_id', 'in', scope.agencies)
    .where('batch.off_calendar', 'is not', null)
    .execute()
  return rows.map(b => ({
    kind: 'off-calendar' as const,
    on: chinaDay(b.committed_at ?? ''),
    thing: `批次 ${b.code}`,
    link: `/batches/${b.code}`,
    says: '在方案规定的抽取日期以外抽取',
    reason: b.off_calendar ?? '',
    who: b.name,
    approver: null,
    units: [],
  }))
}

/** Results that were corrected, withheld or late. @law EZ-13 X-10 */
async function loadFindings({ db, scope }: Reader) {
  const rows = await db
    .selectFrom('finding')
    .innerJoin('visit', join => join.onRef('visit.agency_id', '=', 'finding.agency_id').onRef('visit.id', '=', 'finding.visit_id'))
    .leftJoin('account as determiner', join =>
      join.onRef('determiner.agency_id', '=', 'finding.agency_id').onRef('determiner.id', '=', 'finding.determined_by'),
    )
    .leftJoin('account as reviewer', join =>
      join.onRef('reviewer.agency_id', '=', 'finding.agency_id').onRef('reviewer.id', '=', 'finding.reviewed_by'),
    )
    .select([
      'finding.visit_id',
      'finding.version',
      'finding.state',
      'finding.effect',
      'finding.ground',
      'finding.ground_reason',
      'finding.due_on',
      'finding.provisional',
      'finding.determined_on',
      'finding.published_at',
      'finding.late_reason',
      'finding.correction_reason',
      'visit.number',
      'visit.done_on',
      'determiner.name as determiner',
      'reviewer.name as reviewer',
    ])
    .where('finding.agency_id', 'in', scope.agencies)
    .where('finding.state', '!=', 'dropped')
    .execute()
  return rows.map(f => {
    const publishedOn = f.published_at === null ? null : chinaDay(f.published_at)
    const entry = (kind: OversightEntry['kind'], on: PlainDate, says: string, reason: string, units: readonly string[]) => ({
      kind,
      on,
      thing: f.number,
      link: `/visits/${f.visit_id}`,
      says,
      reason,
      who: f.determiner,
      approver: f.reviewer,
      units,
    })
    return {
      times: {
        visitId: f.visit_id,
        number: f.number,
        completedOn: (f.done_on ?? f.determined_on ?? publishedOn) as PlainDate,
        determinedOn: f.determined_on as PlainDate | null,
        dueOn: f.due_on as PlainDate | null,
        provisional: f.provisional,
        publishedOn,
        lateReason: f.late_reason ?? '',
      },
      entries: (units: readonly string[]): OversightEntry[] => [
        ...(f.correction_reason !== null && publishedOn !== null
          ? [entry('correction', publishedOn, `公示第 ${f.version} 版，更正前一版`, f.correction_reason, units)]
          : []),
        ...(f.effect !== 'full' && publishedOn !== null
          ? [entry('withheld', publishedOn, `${effectWords[f.effect] ?? f.effect}：${f.ground ?? '—'}`, f.ground_reason ?? '', units)]
          : []),
      ],
    }
  })
}
