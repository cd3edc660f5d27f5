/**
 * 后续处置的列表和详情. Only visits whose record is submitted have follow-ups, so every firm named here is known; an officer sees those of his own visits.
 * Problem results without a follow-up stand on top until one is opened. @law LY-02 SJZ-60
 */
import type { Actor, Scope } from '@mingcha/core/access'
import type { QueryOf, ReplyOf, Routes } from '@mingcha/core/api'
import { err, ok, type PlainDate, type Result } from '@mingcha/core/base'
import {
  askedExtension,
  type FollowUpKind,
  followUpKindNames,
  isVoidable,
  offeredKinds,
  type Severity,
  type Step,
  type StepAction,
  stepNames,
  tellStep,
  voidedSteps,
  whatCloses,
} from '@mingcha/core/followup'
import { type FollowUpState, followUpStateNames, type VisitState, visitStateNames } from '@mingcha/core/inspection'
import { type SqlBool, sql } from 'kysely'
import type { ReadDb } from '../../db/tx.ts'
import { loadRosterForDraw } from '../registry/for-draw.ts'
import { ownOnly } from './for-visits.ts'
import { proposedOwner } from './owner.ts'

/** The steps of follow-ups, in order. */
export async function loadSteps(db: ReadDb, scope: Scope, ids: readonly string[]): Promise<Map<string, Step[]>> {
  const steps = new Map<string, Step[]>()
  if (ids.length === 0) return steps
  for (const r of await db
    .selectFrom('follow_up_step')
    .select(['follow_up_id', 'seq', 'action', 'detail', 'evidence'])
    .where('agency_id', 'in', scope.agencies)
    .where('follow_up_id', 'in', ids)
    .orderBy('seq')
    .execute()) {
    const step = { seq: r.seq, action: r.action as StepAction, detail: r.detail as Record<string, unknown>, evidence: r.evidence }
    steps.set(r.follow_up_id, [...(steps.get(r.follow_up_id) ?? []), step])
  }
  return steps
}

export interface KnownFinding {
  readonly problem: boolean
  readonly severity: Severity | null
  readonly phrase: string
  readonly jointPunishment: boolean
}

/** The newest determined result of each visit. */
export async function newestFinding(db: ReadDb, scope: Scope, visitIds: readonly string[]): Promise<Map<string, KnownFinding>> {
  if (visitIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('finding')
    .distinctOn(['agency_id', 'visit_id'])
    .select(['visit_id', 'problem', 'severity', 'phrase', 'joint_punishment'])
    .where('agency_id', 'in', scope.agencies)
    .where('visit_id', 'in', visitIds)
    .where('problem', 'is not', null)
    .where('state', '!=', 'dropped')
    .orderBy('agency_id')
    .orderBy('visit_id')
    .orderBy('version', 'desc')
    .execute()
  return new Map(
    rows.map(r => [
      r.visit_id,
      {
        problem: r.problem === true,
        severity: r.severity as Severity | null,
        phrase: r.phrase ?? '',
        jointPunishment: r.joint_punishment,
      },
    ]),
  )
}

/** follow_up with its visit, as far as this actor may see. */
function visible(db: ReadDb, scope: Scope, actor: Actor) {
  const own = ownOnly(actor)
  let query = db
    .selectFrom('follow_up')
    .innerJoin('visit', join => join.onRef('visit.agency_id', '=', 'follow_up.agency_id').onRef('visit.id', '=', 'follow_up.visit_id'))
    .where('follow_up.agency_id', 'in', scope.agencies)
    .where('visit.state', 'in', ['done', 'closed'])
    .where('visit.subject_code', 'is not', null)
  if (own !== null) query = query.where(sql<SqlBool>`visit.inspectors @> array[${own}]::text[]`)
  return query
}

const fields = [
  'follow_up.id',
  'follow_up.visit_id',
  'follow_up.kind',
  'follow_up.state',
  'follow_up.owner_unit',
  'follow_up.due_on',
  'follow_up.content',
  'follow_up.detail',
  'follow_up.opened_at',
  'follow_up.closed_at',
  'follow_up.closing',
  'visit.number',
  'visit.subject_code',
  'visit.subject_name',
  'visit.done_on',
] as const

interface Found {
  readonly id: string
  readonly visit_id: string
  readonly kind: string
  readonly state: string
  readonly owner_unit: string
  readonly due_on: string | null
  readonly content: string
  readonly detail: unknown
  readonly opened_at: string
  readonly closed_at: string | null
  readonly number: string
  readonly subject_code: string | null
  readonly subject_name: string | null
}

function present(
  r: Found,
  steps: readonly Step[],
  finding: KnownFinding | undefined,
  today: PlainDate,
): ReplyOf<Routes['followup.list']>['rows'][number] {
  const kind = r.kind as FollowUpKind
  const state = r.state as FollowUpState
  const live = state === 'open' || state === 'recheck'
  return {
    id: r.id,
    visitId: r.visit_id,
    visitNumber: r.number,
    subject: { code: r.subject_code ?? '', name: r.subject_name ?? '' },
    kind,
    kindName: followUpKindNames[kind],
    state,
    stateName: followUpStateNames[state],
    ownerUnit: r.owner_unit,
    dueOn: r.due_on,
    overdue: live && r.due_on !== null && r.due_on < today,
    content: r.content,
    openedAt: r.opened_at,
    closedAt: r.closed_at,
    gaps: live ? whatCloses(kind, r.detail as Record<string, unknown>, steps) : [],
    severity: finding?.severity ?? null,
    jointPunishment: finding?.jointPunishment ?? false,
  }
}

/** Results with a problem and no follow-up that counts. @law LY-02 SJZ-60 SJZ-73 */
async function listWaiting(db: ReadDb, scope: Scope, actor: Actor): Promise<ReplyOf<Routes['followup.list']>['waiting']> {
  const own = ownOnly(actor)
  let query = db
    .selectFrom(
      db
        .selectFrom('finding')
        .distinctOn(['agency_id', 'visit_id'])
        .select(['agency_id', 'visit_id', 'problem', 'severity', 'phrase'])
        .where('agency_id', 'in', scope.agencies)
        .where('problem', 'is not', null)
        .where('state', '!=', 'dropped')
        .orderBy('agency_id')
        .orderBy('visit_id')
        .orderBy('version', 'desc')
        .as('f'),
    )
    .innerJoin('visit', join => join.onRef('visit.agency_id', '=', 'f.agency_id').onRef('visit.id', '=', 'f.visit_id'))
    .select([
      'visit.id',
      'visit.number',
      'visit.subject_code',
      'visit.subject_name',
      'visit.done_on',
      'visit.batch_code',
      'f.severity',
      'f.phrase',
    ])
    .where('f.problem', '=', true)
    .where('visit.state', 'in', ['done', 'closed'])
    .where('visit.subject_code', 'is not', null)
    .where(eb =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('follow_up')
            .select('follow_up.id')
            .whereRef('follow_up.agency_id', '=', 'f.agency_id')
            .whereRef('follow_up.visit_id', '=', 'f.visit_id')
            .where('follow_up.state', '!=', 'cancelled'),
        ),
      ),
    )
    // 严重的在前.
    .orderBy(sql`array_position(array['serious', 'ordinary', 'minor', 'none'], f.severity)`)
    .orderBy('visit.done_on')
    .orderBy('visit.number')
    .limit(100)
  if (own !== null) query = query.where(sql<SqlBool>`visit.inspectors @> array[${own}]::text[]`)
  const rows = []
  for (const r of await query.execute())
    rows.push({
      visitId: r.id,
      visitNumber: r.number,
      subject: { code: r.subject_code ?? '', name: r.subject_name ?? '' },
      doneOn: r.done_on,
      phrase: r.phrase ?? '',
      severity: r.severity as Severity | null,
      offered: [...offeredKinds(r.severity as Severity | null)],
      ownerUnit: await proposedOwner(db, scope, { subjectCode: r.subject_code, batchCode: r.batch_code }),
    })
  return rows
}

const never = '9999-12-31'
const dueKey = sql<string>`coalesce(follow_up.due_on, ${never}::date)`

export async function listFollowUps(
  db: ReadDb,
  scope: Scope,
  actor: Actor,
  today: PlainDate,
  query: QueryOf<Routes['followup.list']>,
): Promise<ReplyOf<Routes['followup.list']>> {
  let base = visible(db, scope, actor)
  if (query.state === 'live' || query.state === 'overdue') base = base.where('follow_up.state', 'in', ['open', 'recheck'])
  else if (query.state) base = base.where('follow_up.state', '=', query.state)
  if (query.state === 'overdue') base = base.where('follow_up.due_on', '<', today)
  if (query.kind) base = base.where('follow_up.kind', '=', query.kind)
  if (query.unit) base = base.where('follow_up.owner_unit', '=', query.unit)
  if (query.visit) base = base.where('follow_up.visit_id', '=', query.visit)
  const { total } = await base.select(eb => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
  let page = base
    .select(fields)
    .orderBy(dueKey)
    .orderBy('follow_up.id')
    .limit(query.limit + 1)
  const after = /^(\d{4}-\d\d-\d\d)\|([0-9a-f-]{36})$/.exec(query.after ?? '')
  if (after && isDay(after[1] ?? '') && isUuid(after[2] ?? ''))
    page = page.where(sql<SqlBool>`(${dueKey}, follow_up.id) > (${after[1]}::date, ${after[2]}::uuid)`)
  const found = await page.execute()
  const rows = found.slice(0, query.limit)
  const steps = await loadSteps(
    db,
    scope,
    rows.map(r => r.id),
  )
  const findings = await newestFinding(db, scope, [...new Set(rows.map(r => r.visit_id))])
  const counts = await visible(db, scope, actor)
    .select(eb => [
      eb.fn.countAll<number>().filterWhere('follow_up.state', '=', 'open').as('open'),
      eb.fn.countAll<number>().filterWhere('follow_up.state', '=', 'recheck').as('recheck'),
      eb.fn.countAll<number>().filterWhere('follow_up.state', '=', 'closed').as('closed'),
      eb.fn
        .countAll<number>()
        .filterWhere('follow_up.state', 'in', ['open', 'recheck'])
        .filterWhere('follow_up.due_on', '<', today)
        .as('overdue'),
    ])
    .executeTakeFirstOrThrow()
  const units = await visible(db, scope, actor).select('follow_up.owner_unit').distinct().orderBy('follow_up.owner_unit').execute()
  const last = rows.at(-1)
  return {
    rows: rows.map(r => present(r, steps.get(r.id) ?? [], findings.get(r.visit_id), today)),
    total,
    next: last && found.length > query.limit ? `${last.due_on ?? never}|${last.id}` : null,
    counts,
    units: units.map(u => u.owner_unit),
    waiting: await listWaiting(db, scope, actor),
  }
}

const isDay = (text: string) =>
  !Number.isNaN(Date.parse(`${text}T00:00:00Z`)) && new Date(`${text}T00:00:00Z`).toISOString().startsWith(text)
const isUuid = (text: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)

/** Errors: `followup.not_found`. */
export async function viewFollowUp(
  db: ReadDb,
  scope: Scope,
  actor: Actor,
  today: PlainDate,
  id: string,
): Promise<Result<ReplyOf<Routes['followup.view']>>> {
  const row = await visible(db, scope, actor).select(fields).where('follow_up.id', '=', id).executeTakeFirst()
  if (!row) return err({ code: 'followup.not_found' })
  const steps = (await loadSteps(db, scope, [id])).get(id) ?? []
  const finding = (await newestFinding(db, scope, [row.visit_id])).get(row.visit_id)
  const acts = new Map(
    (
      await db
        .selectFrom('follow_up_step')
        .leftJoin('account', join =>
          join.onRef('account.agency_id', '=', 'follow_up_step.agency_id').onRef('account.id', '=', 'follow_up_step.actor_id'),
        )
        .select(['follow_up_step.seq', 'follow_up_step.at', 'follow_up_step.actor_id', 'account.name'])
        .where('follow_up_step.agency_id', 'in', scope.agencies)
        .where('follow_up_step.follow_up_id', '=', id)
        .execute()
    ).map(a => [a.seq, a]),
  )
  const files = await db
    .selectFrom('follow_up_file')
    .leftJoin('account', join =>
      join.onRef('account.agency_id', '=', 'follow_up_file.agency_id').onRef('account.id', '=', 'follow_up_file.uploaded_by'),
    )
    .select([
      'follow_up_file.sha256',
      'follow_up_file.file_name',
      'follow_up_file.media_type',
      'follow_up_file.size',
      'follow_up_file.uploaded_at',
      'account.name',
    ])
    .where('follow_up_file.agency_id', 'in', scope.agencies)
    .where('follow_up_file.visit_id', '=', row.visit_id)
    .orderBy('follow_up_file.uploaded_at')
    .orderBy('follow_up_file.sha256')
    .execute()
  const linkedId = (row.detail as { linkedVisit?: unknown }).linkedVisit
  const linked =
    typeof linkedId === 'string'
      ? await db
          .selectFrom('visit')
          .select(['number', 'state'])
          .where('agency_id', 'in', scope.agencies)
          .where('id', '=', linkedId)
          .where('state', 'in', ['done', 'closed'])
          .executeTakeFirst()
      : undefined
  const gone = voidedSteps(steps)
  const asked = askedExtension(steps)
  const live = row.state === 'open' || row.state === 'recheck'
  return ok({
    ...present(row, steps, finding, today),
    phrase: finding?.phrase ?? null,
    doneOn: row.done_on,
    steps: steps.map(s => ({
      seq: s.seq,
      action: s.action,
      name: stepNames[s.action],
      facts: tellStep(s),
      evidence: [...s.evidence],
      by: acts.get(s.seq)?.name ?? '—',
      at: acts.get(s.seq)?.at ?? row.opened_at,
      voided: gone.has(s.seq),
      voidable: live && !gone.has(s.seq) && isVoidable(s) && (s.action !== 'extension-asked' || asked?.seq === s.seq),
    })),
    files: files.map(f => ({
      sha256: f.sha256,
      fileName: f.file_name,
      mediaType: f.media_type,
      size: f.size,
      uploadedAt: f.uploaded_at,
      by: f.name ?? '—',
    })),
    linkedVisit: linked ? { number: linked.number, state: visitStateNames[linked.state as VisitState] } : null,
    extension: asked
      ? {
          to: String(asked.detail.to),
          reason: String(asked.detail.reason),
          by: acts.get(asked.seq)?.name ?? '—',
          byId: acts.get(asked.seq)?.actor_id ?? '',
        }
      : null,
    officers:
      row.kind === 'rectify' && live
        ? (await loadRosterForDraw(db, scope, { from: today, dueOn: today })).available.map(o => ({ code: o.code, name: o.name }))
        : [],
    closing: row.closing,
  })
}
