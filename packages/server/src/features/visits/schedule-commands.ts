/**
 * 排期、审批 — a day, a method and a notice for each visit; the head approves; no approval, no start. A certificate that ends before the day, an
 * officer away, a second visit to the same firm within the week: each is refused with its remedy.
 * @law X-07 JX-04 LY-26 LY-30 SJZ-43 SJZ-44 SJZ-45 SJZ-87 HS-35 A-29
 */

import { can } from '@mingcha/core/access'
import type { BodyOf, Routes } from '@mingcha/core/api'
import { addDays, err, ok, type PlainDate, type Problem, type Result } from '@mingcha/core/base'
import { visitStateNames } from '@mingcha/core/inspection'
import { checkMethod as chooseMethod, fieldworkOf } from '@mingcha/core/scheme'
import { calendar } from '../../china-time.ts'
import type { Tx } from '../../db/tx.ts'
import { loadItemLists } from '../items/queries.ts'
import { currentScheme } from '../scheme/queries.ts'
import { adviseMethod } from './advice.ts'
import { subjectMac, type VisitSecret } from './for-batch.ts'
import type { VisitRow } from './load.ts'
import { type LockedVisit, lockKnownVisit, lockVisit, setVisit } from './lock.ts'
import { type Schedule, scheduleSchema } from './work.ts'

const done = { ok: true } as const
type Body = BodyOf<Routes['visit.schedule']>

/** Errors: `visit.not_found`, `visit.state`, `visit.unfilled`, `visit.past`, `visit.not_working_day`, `visit.late`, `visit.method_reason`, `visit.notice_ground`, `visit.notice_before`, `visit.certificate`, `visit.officer_away`, `visit.same_firm`. */
export async function scheduleVisit(tx: Tx, id: string, body: Body): Promise<Result<typeof done>> {
  const locked = await lockKnownVisit(tx, id)
  if (!locked.ok) return locked
  const { row, secret, team } = locked.value
  if (row.state === 'unfilled') return err({ code: 'visit.unfilled' })
  const on = body.on as PlainDate
  const refused =
    checkDay(row.due_on, on, tx.today, body) ??
    (await checkMethod(tx, secret, on, row, body)) ??
    (await checkTeam(tx, team, on)) ??
    (await checkSameFirm(tx, locked.value, on, body))
  if (refused) return err(refused)
  const schedule: Schedule = {
    methodReason: body.methodReason,
    notice: body.notice,
    noticeGround: body.notice === 'exempt' ? body.noticeGround : '',
    sameFirmReason: body.sameFirmReason,
    lateReason: on > row.due_on ? body.lateReason : '',
  }
  const set = await setVisit(tx, row, 'scheduled', {
    planned_on: on,
    planned_half: body.half,
    method: body.method,
    schedule: JSON.stringify(schedule),
    scheduled_by: tx.actor.accountId,
    scheduled_at: tx.now,
    approved_by: null,
    approved_at: null,
  })
  if (!set.ok) return set
  await tx.emit({
    kind: 'visit.scheduled',
    thing: ['visit', id],
    payload: { number: row.number, on, half: body.half, method: body.method, ...schedule },
  })
  return ok(done)
}

function checkDay(dueOn: string, on: PlainDate, today: PlainDate, body: Body): Problem | null {
  if (on < today) return { code: 'visit.past', on }
  if (!calendar.isWorkingDay(on) && body.method === 'on-site') return { code: 'visit.not_working_day', on }
  return on > dueOn && body.lateReason === '' ? { code: 'visit.late', on, due: dueOn } : null
}

async function checkMethod(tx: Tx, secret: VisitSecret, on: PlainDate, row: VisitRow, body: Body): Promise<Problem | null> {
  const scheme = await currentScheme(tx.db, tx.scope)
  if (!scheme.ok) return scheme.error
  const settings = fieldworkOf(scheme.value.scheme)
  const advised = await adviseMethod(tx.db, tx.scope, scheme.value.scheme, secret.subject, on)
  const { published } = await loadItemLists(tx.db, tx.scope)
  // A visit that was not drawn follows what it was opened for; a drawn one the scheme's advice.
  const wanted =
    row.kind === 'random' ? advised : { ...advised, method: row.method === 'off-site' ? ('off-site' as const) : ('on-site' as const) }
  const chosen = chooseMethod(
    scheme.value.scheme,
    wanted,
    body.method,
    body.methodReason,
    secret.items.flatMap(code => published.get(code) ?? []),
  )
  if (!chosen.ok) return chosen.error
  const departs = body.method === 'other' || (row.kind !== 'random' && row.method === 'on-site' && body.method === 'off-site')
  if (departs && body.methodReason === '') return { code: 'visit.method_reason', advised: settings.methodNames[wanted.method] }
  if (body.method !== 'on-site') return null
  if (body.notice === 'exempt') {
    const known = settings.notice.exempt.some(e => e.code === body.noticeGround)
    // A drawn, routine visit follows the notice rule; only a cause makes it unannounced.
    return known ? null : { code: 'visit.notice_ground' }
  }
  return settings.notice.rule === 'before' && body.notice !== 'before' ? { code: 'visit.notice_before' } : null
}

/** Each officer's certificate holds on the day and nobody is away. @law A-29 SJZ-16 */
async function checkTeam(tx: Tx, team: readonly string[], on: PlainDate): Promise<Problem | null> {
  const officers = await tx.db
    .selectFrom('inspector')
    .selectAll()
    .where('agency_id', '=', tx.actor.agency)
    .where('code', 'in', team.length > 0 ? [...team] : ['-'])
    .execute()
  for (const o of officers) {
    if (o.certificate_valid_to === null || o.certificate_valid_to < on)
      return { code: 'visit.certificate', officer: o.name, validTo: o.certificate_valid_to ?? '（没有）', on }
    const away =
      o.status === 'transferred' ? '已调离' : o.leave_from !== null && o.leave_from <= on && (o.leave_to ?? on) >= on ? '请假' : null
    if (away !== null) return { code: 'visit.officer_away', officer: o.name, on, why: away }
  }
  return null
}

/** Another open or recent visit to the same firm, near the day but not on it. @law JX-04 A-27 */
async function checkSameFirm(tx: Tx, { row, secret }: LockedVisit, on: PlainDate, body: Body): Promise<Problem | null> {
  const scheme = await currentScheme(tx.db, tx.scope)
  const days = scheme.ok ? fieldworkOf(scheme.value.scheme).sameFirm.days : 7
  if (days === 0 || body.sameFirmReason !== '' || body.method !== 'on-site') return null
  const others = await tx.db
    .selectFrom('visit')
    .select(['number', 'planned_on', 'state', 'batch_code'])
    .where('agency_id', '=', tx.actor.agency)
    .where('id', '!=', row.id)
    .where('subject_mac', '=', subjectMac(tx.env.seal, secret.subject))
    .where('state', 'in', ['scheduled', 'approved', 'started', 'signing', 'done', 'closed'])
    .where('method', '=', 'on-site')
    .where('planned_on', '>=', addDays(on, -days))
    .where('planned_on', '<=', addDays(on, days))
    .where('planned_on', '!=', on)
    .limit(1)
    .execute()
  const [other] = others
  return other
    ? {
        code: 'visit.same_firm',
        number: other.number,
        on: other.planned_on ?? '',
        unit: other.batch_code === null ? '针对性检查' : `批次 ${other.batch_code}`,
        state: visitStateNames[other.state as 'scheduled'],
      }
    : null
}

/** Back to 待排期, by the one who dated it or the head. */
export async function unscheduleVisit(tx: Tx, id: string): Promise<Result<typeof done>> {
  const locked = await lockKnownVisit(tx, id)
  if (!locked.ok) return locked
  if (locked.value.row.state !== 'scheduled') return err({ code: 'visit.state', state: visitStateNames[locked.value.row.state] })
  return clear(tx, locked.value, 'visit.unscheduled', {})
}

async function clear(
  tx: Tx,
  { row }: LockedVisit,
  kind: 'visit.unscheduled' | 'visit.sent_back' | 'visit.approval_withdrawn',
  payload: object,
): Promise<Result<typeof done>> {
  const set = await setVisit(tx, row, 'waiting', { planned_on: null, planned_half: null, approved_by: null, approved_at: null })
  if (!set.ok) return set
  await tx.emit({ kind, thing: ['visit', row.id], payload: { number: row.number, ...payload } })
  return ok(done)
}

/**
 * 审批 — all of them or none. Errors: `visit.not_found`, `visit.state`, `access.drafter_approves`, `visit.certificate`, `visit.officer_away`.
 * @law X-07
 */
export async function approveVisits(tx: Tx, ids: readonly string[], opinion: string): Promise<Result<{ approved: number }>> {
  const wanted = [...new Set(ids)].sort()
  for (const id of wanted) {
    const locked = await lockVisit(tx, id)
    if (!locked.ok) return locked
    const { row, team } = locked.value
    if (row.state !== 'scheduled') return err({ code: 'visit.state', state: visitStateNames[row.state] })
    const allowed = can(tx.actor, 'visit.approve', { madeBy: row.scheduled_by })
    if (!allowed.ok) return allowed
    const refused = row.planned_on === null ? null : await checkTeam(tx, team, row.planned_on as PlainDate)
    if (refused) return err(refused)
    const schedule = scheduleSchema.parse(row.schedule ?? {})
    const set = await setVisit(tx, row, 'approved', {
      approved_by: tx.actor.accountId,
      approved_at: tx.now,
      schedule: JSON.stringify({ ...schedule, opinion }),
    })
    if (!set.ok) return set
    await tx.emit({ kind: 'visit.approved', thing: ['visit', id], payload: { number: row.number, opinion } })
  }
  return ok({ approved: wanted.length })
}

export async function sendBackVisit(tx: Tx, id: string, reason: string): Promise<Result<typeof done>> {
  const locked = await lockVisit(tx, id)
  if (!locked.ok) return locked
  if (locked.value.row.state !== 'scheduled') return err({ code: 'visit.state', state: visitStateNames[locked.value.row.state] })
  return clear(tx, locked.value, 'visit.sent_back', { reason })
}

export async function withdrawApproval(tx: Tx, id: string, reason: string): Promise<Result<typeof done>> {
  const locked = await lockVisit(tx, id)
  if (!locked.ok) return locked
  if (locked.value.row.state !== 'approved') return err({ code: 'visit.state', state: visitStateNames[locked.value.row.state] })
  return clear(tx, locked.value, 'visit.approval_withdrawn', { reason })
}
