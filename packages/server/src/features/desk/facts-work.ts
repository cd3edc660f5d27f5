/**
 * 批次、检查、计划与任务的事实 — one query for each kind of thing, however many there are. No sealed row is opened here: whose visit it is, whose
 * certificate ends, whether two visits go to one firm, all answered by keyed fingerprints (ADR 0003).
 */
import { type Actor, can, type Scope } from '@mingcha/core/access'
import { addDays, addQuarters, type PlainDate, quarterCode, quarterEnd, quarterOf, quarterStart } from '@mingcha/core/base'
import { lastWorkingDays, periodEnd, periodStart, type WorkingCalendar } from '@mingcha/core/calendar'
import type { DeskFacts, TeamTrouble } from '@mingcha/core/desk'
import { parseCommit } from '@mingcha/core/draw'
import { type BatchState, showGates, type VisitState } from '@mingcha/core/inspection'
import { sql } from 'kysely'
import { chinaDay } from '../../china-time.ts'
import type { ReadDb } from '../../db/tx.ts'
import type { Seal } from '../../ports/seal.ts'
import { loadItemLists } from '../items/queries.ts'
import { loadPlan } from '../plan/queries.ts'
import { gateQuestion, loadTasks } from '../tasks/queries.ts'
import { officerMac } from '../visits/for-batch.ts'

/** The last day that still lies before an instant: a window that closes at midnight ends the day before. */
const lastDayBefore = (iso: string): PlainDate => chinaDay(new Date(Date.parse(iso) - 1).toISOString())

export const undone: readonly VisitState[] = ['waiting', 'unfilled', 'scheduled', 'approved', 'started', 'signing']

/** Under which names an officer's visits are fingerprinted: each batch, and `direct` for those that were not drawn. */
const macsOf = (seal: Seal, batches: readonly string[], officer: string): Buffer[] =>
  ['direct', ...batches].map(batch => officerMac(seal, batch, officer))

export async function loadBatchFacts(db: ReadDb, scope: Scope): Promise<DeskFacts['batches']> {
  const rows = await db
    .selectFrom('batch')
    .leftJoin('batch_file', join =>
      join
        .onRef('batch_file.agency_id', '=', 'batch.agency_id')
        .onRef('batch_file.batch_code', '=', 'batch.code')
        .on('batch_file.name', '=', 'commit.json'),
    )
    .leftJoin('event_entry', join =>
      join.onRef('event_entry.agency_id', '=', 'batch.agency_id').onRef('event_entry.batch_code', '=', 'batch.code'),
    )
    .select(['batch.code', 'batch.state', 'batch.period', 'batch_file.bytes', 'event_entry.entered_at'])
    .where('batch.agency_id', 'in', scope.agencies)
    .where('batch.state', 'in', ['open', 'committed', 'evented', 'drawn'])
    // One drawn elsewhere has no windows and nothing to open.
    .where('batch.external', 'is', null)
    .orderBy('batch.code')
    .execute()
  const open = await db
    .selectFrom('visit')
    .select(['batch_code', eb => eb.fn.countAll<number>().as('n')])
    .where('agency_id', 'in', scope.agencies)
    .where('state', 'in', [...undone])
    .groupBy('batch_code')
    .execute()
  return rows.map(b => {
    const read = b.bytes === null ? null : parseCommit(b.bytes)
    const commit = read?.ok ? read.value : null
    return {
      code: b.code,
      state: b.state as BatchState,
      periodFrom: periodStart(b.period),
      eventBy: commit && lastDayBefore(commit.eventBy),
      resultBy: commit && lastDayBefore(commit.resultBy),
      openBy: commit && lastDayBefore(commit.openBy),
      eventTyped: b.entered_at !== null,
      openVisits: Number(open.find(o => o.batch_code === b.code)?.n ?? 0),
    }
  })
}

export interface VisitFacts {
  readonly visits: DeskFacts['visits']
  /** Ids of the asker's own. */
  readonly own: ReadonlySet<string>
  readonly batches: readonly string[]
}

/** Visits that are not submitted. An account that may neither list nor approve gets its own. */
export async function loadVisitFacts(db: ReadDb, scope: Scope, actor: Actor, seal: Seal): Promise<VisitFacts> {
  const drawn = await db
    .selectFrom('batch')
    .select(['code', 'period', 'drawn_at'])
    .where('agency_id', 'in', scope.agencies)
    .where('state', 'in', ['drawn', 'published'])
    .execute()
  const batches = drawn.map(b => b.code)
  // Once a batch, not once a visit.
  const times = new Map(drawn.map(b => [b.code, { end: periodEnd(b.period), on: b.drawn_at === null ? null : chinaDay(b.drawn_at) }]))
  const own = new Set<string>()
  if (scope.officer !== null) {
    const mine = await db
      .selectFrom('visit_officer')
      .select('visit_id')
      .where('agency_id', 'in', scope.agencies)
      .where('mac', 'in', macsOf(seal, batches, scope.officer))
      .execute()
    for (const m of mine) own.add(m.visit_id)
  }
  const all = can(actor, 'visit.progress').ok
  if (!all && own.size === 0) return { visits: [], own, batches }
  let query = db
    .selectFrom('visit')
    .select([
      'visit.id',
      'visit.number',
      'visit.batch_code',
      'visit.state',
      'visit.due_on',
      'visit.planned_on',
      'visit.method',
      'visit.started_at',
      'visit.ended_at',
      // Only where another dated visit goes to the same firm.
      sql<string | null>`case when visit.planned_on is not null and count(visit.planned_on) over (partition by visit.subject_mac) > 1
        then encode(visit.subject_mac, 'hex') end`.as('firm'),
      sql<string | null>`visit.schedule->>'sameFirmReason'`.as('same_firm_reason'),
    ])
    .where('visit.agency_id', 'in', scope.agencies)
    .where('visit.state', 'in', [...undone])
  if (!all) query = query.where('visit.id', 'in', [...own])
  const rows = await query.execute()
  const signed = rows.some(r => r.state === 'signing')
    ? await db
        .selectFrom('visit_signature')
        .innerJoin('visit', join =>
          join.onRef('visit.agency_id', '=', 'visit_signature.agency_id').onRef('visit.id', '=', 'visit_signature.visit_id'),
        )
        .select(['visit_signature.visit_id', 'visit_signature.inspector_code'])
        .where('visit_signature.agency_id', 'in', scope.agencies)
        .where('visit.state', '=', 'signing')
        .execute()
    : []
  const visits = rows.map(r => {
    const batch = r.batch_code === null ? undefined : times.get(r.batch_code)
    const signatures = r.state === 'signing' ? signed.filter(s => s.visit_id === r.id) : []
    return {
      id: r.id,
      number: r.number,
      state: r.state as VisitState,
      periodEnd: batch?.end ?? null,
      dueOn: r.due_on as PlainDate,
      issuedOn: batch?.on ?? (r.due_on as PlainDate),
      plannedOn: r.planned_on as PlainDate | null,
      startedOn: r.started_at === null ? null : chinaDay(r.started_at),
      endedOn: r.ended_at === null ? null : chinaDay(r.ended_at),
      firm: r.firm,
      onSite: r.method !== 'off-site',
      sameFirmReason: r.same_firm_reason ?? '',
      mine: own.has(r.id),
      signedByMe: signatures.some(s => s.inspector_code === scope.officer),
      signatures: signatures.length,
      subject: null,
    }
  })
  return { visits, own, batches }
}

/**
 * Dated visits whose officer's certificate ends before the day, who is on leave on it, or who has left the bureau: the few such officers are looked up by their fingerprints.
 * The head and the team learn both; the registrar the officer without the number; the office the number without the officer.
 */
export async function loadTroubles(db: ReadDb, scope: Scope, actor: Actor, seal: Seal, facts: VisitFacts): Promise<TeamTrouble[]> {
  const dated = new Map(
    facts.visits.filter(v => v.plannedOn !== null && (v.state === 'scheduled' || v.state === 'approved')).map(v => [v.id, v]),
  )
  if (dated.size === 0) return []
  const planned = [...dated.values()].map(v => v.plannedOn!).sort()
  const first = planned[0]!
  const last = planned.at(-1)!
  const officers = await db
    .selectFrom('inspector')
    .select(['code', 'name', 'status', 'certificate_valid_to', 'leave_from', 'leave_to'])
    .where('agency_id', 'in', scope.agencies)
    .where('kind', '=', 'officer')
    .where(eb =>
      eb.or([
        eb('status', '=', 'transferred'),
        eb('certificate_valid_to', 'is', null),
        eb('certificate_valid_to', '<', last),
        eb.and([eb('leave_from', '<=', last), eb.or([eb('leave_to', 'is', null), eb('leave_to', '>=', first)])]),
      ]),
    )
    .execute()
  const byMac = new Map(officers.flatMap(o => macsOf(seal, facts.batches, o.code).map(mac => [mac.toString('hex'), o] as const)))
  if (byMac.size === 0) return []
  const goes = await db
    .selectFrom('visit_officer')
    .innerJoin('visit', join =>
      join.onRef('visit.agency_id', '=', 'visit_officer.agency_id').onRef('visit.id', '=', 'visit_officer.visit_id'),
    )
    .select(['visit_officer.visit_id', 'visit_officer.mac'])
    .where('visit_officer.agency_id', 'in', scope.agencies)
    .where('visit.state', 'in', ['scheduled', 'approved'])
    .where('visit.planned_on', 'is not', null)
    .where(
      'visit_officer.mac',
      'in',
      [...byMac.keys()].map(hex => Buffer.from(hex, 'hex')),
    )
    .execute()
  const knowsAll = can(actor, 'visit.approve').ok
  const registrar = actor.roles.includes('registrar')
  return goes.flatMap(g => {
    const v = dated.get(g.visit_id)
    const o = byMac.get(g.mac.toString('hex'))
    if (!v || !o || v.plannedOn === null) return []
    const on = v.plannedOn
    const full = knowsAll || v.mine
    const troubles: TeamTrouble[] = []
    const trouble = (kind: TeamTrouble['kind'], until: string | null) => {
      const tellOfficer = full || (registrar && kind === 'certificate')
      const tellVisit = full || !tellOfficer
      troubles.push({
        kind,
        visitId: tellVisit ? v.id : null,
        number: tellVisit ? v.number : null,
        plannedOn: on,
        officer: tellOfficer ? o.name : null,
        officerCode: tellOfficer ? o.code : null,
        until: until as PlainDate | null,
      })
    }
    if (o.status === 'transferred') trouble('transferred', null)
    else if (o.certificate_valid_to === null || o.certificate_valid_to < on) trouble('certificate', o.certificate_valid_to)
    if (o.leave_from !== null && o.leave_from <= on && (o.leave_to ?? on) >= on) trouble('leave', o.leave_to)
    return troubles
  })
}

/** Working days before a quarter begins in which its rows ought to become tasks (HS-26: the last five are for the draw). */
const AHEAD = 10

export async function loadPlanFacts(
  db: ReadDb,
  scope: Scope,
  today: PlainDate,
  calendar: WorkingCalendar,
): Promise<Pick<DeskFacts, 'planRows' | 'tasks' | 'planDrafts' | 'items'>> {
  const lists = await loadItemLists(db, scope)
  const allTasks = await loadTasks(db, scope)
  const quarter = quarterOf(today)
  const next = addQuarters(quarter, 1)
  const ahead = today >= lastWorkingDays(calendar, quarterEnd(quarter), AHEAD).days[0]!
  const periods = [quarter, ...(ahead ? [next] : [])]
  const planRows: DeskFacts['planRows'][number][] = []
  for (const year of new Set(periods.map(p => p.year))) {
    const plan = await loadPlan(db, scope, year)
    for (const p of periods.filter(q => q.year === year))
      for (const row of plan.rows) {
        if (row.period !== quarterCode(p)) continue
        if (allTasks.some(t => t.year === year && t.planRowCode === row.code && t.period === row.period && t.state !== 'withdrawn'))
          continue
        const stop = showGates(gateQuestion(row, lists, today)).find(g => !g.ok)
        planRows.push({
          code: row.code,
          name: row.name,
          periodFrom: quarterStart(p),
          dueOn: row.dueOn as PlainDate,
          stop: stop?.sentence ?? null,
        })
      }
  }
  const tasks = await db
    .selectFrom('task')
    .innerJoin('plan_row', join =>
      join
        .onRef('plan_row.agency_id', '=', 'task.agency_id')
        .onRef('plan_row.year', '=', 'task.year')
        .onRef('plan_row.code', '=', 'task.plan_row_code'),
    )
    .select(['task.code', 'plan_row.name', 'task.created_at', 'task.period'])
    .where('task.agency_id', 'in', scope.agencies)
    .where('task.state', '=', 'open')
    .execute()
  return {
    planRows,
    tasks: tasks.map(t => ({ code: t.code, name: t.name, issuedOn: chinaDay(t.created_at), periodFrom: periodStart(t.period) })),
    planDrafts: (await loadPlanVersions(db, scope)).filter(p => p.publishedOn === null),
    items: [...lists.published.values()],
  }
}

/** Each version of a plan with the day its first row was written, which is the day it was made (JX-28). */
export async function loadPlanVersions(
  db: ReadDb,
  scope: Scope,
): Promise<{ readonly year: number; readonly version: number; readonly draftedOn: PlainDate; readonly publishedOn: PlainDate | null }[]> {
  const rows = await db
    .selectFrom('plan_version')
    .innerJoin('event', join =>
      join
        .onRef('event.agency_id', '=', 'plan_version.agency_id')
        .on('event.kind', '=', 'plan.row_added')
        .on(sql<boolean>`event.thing_id like plan_version.year || '/%'`)
        .on(sql<boolean>`event.payload->>'version' = plan_version.version::text`),
    )
    .select(eb => [
      'plan_version.year',
      'plan_version.version',
      'plan_version.published_at',
      eb.fn.min<string>('event.occurred_at').as('drafted_at'),
    ])
    .where('plan_version.agency_id', 'in', scope.agencies)
    .groupBy(['plan_version.year', 'plan_version.version', 'plan_version.published_at'])
    .execute()
  return rows.map(r => ({
    year: r.year,
    version: r.version,
    draftedOn: chinaDay(r.drafted_at),
    publishedOn: r.published_at === null ? null : chinaDay(r.published_at),
  }))
}

/** Certificates that have ended or end within sixty days. */
export async function loadCertificates(db: ReadDb, scope: Scope, today: PlainDate): Promise<DeskFacts['certificates']> {
  const rows = await db
    .selectFrom('inspector')
    .select(['code', 'name', 'certificate_valid_to'])
    .where('agency_id', 'in', scope.agencies)
    .where('kind', '=', 'officer')
    .where('status', '!=', 'transferred')
    .where('certificate_valid_to', '<=', addDays(today, 60))
    .execute()
  return rows.map(r => ({ code: r.code, name: r.name, validTo: r.certificate_valid_to as PlainDate }))
}
