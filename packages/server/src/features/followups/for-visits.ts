/**
 * 开立后续处置 — for the features that meet a problem: the visit that is submitted, the result that is determined, the case that follows a failed
 * recheck. Refuses a follow-up of a visit whose record is not submitted (nobody may learn whom it concerned, X-04) and an owner without jurisdiction.
 * @law SJZ-60 SJZ-61 SJZ-72 HS-28 JX-54 JX-69 LY-02 LY-22 EZ-49
 */
import type { Actor, Scope } from '@mingcha/core/access'
import { err, ok, type PlainDate, type Result } from '@mingcha/core/base'
import { addWorkingDays } from '@mingcha/core/calendar'
import { type FollowUpKind, readOpening, type Step, type StepAction, whatCloses } from '@mingcha/core/followup'
import { moveFollowUp } from '@mingcha/core/inspection'
import { fieldworkOf } from '@mingcha/core/scheme'
import { sql } from 'kysely'
import { calendar } from '../../china-time.ts'
import type { ReadDb, Tx } from '../../db/tx.ts'
import { currentScheme } from '../scheme/queries.ts'
import { queueAtVisit, reopenIfClosed } from '../visits/lock.ts'
import { hasEvidence } from './files.ts'
import { closeLeadsOfVisit } from './lead-commands.ts'
import { decideOwner } from './owner.ts'

export interface NewFollowUp {
  readonly kind: FollowUpKind
  /** Empty: the unit with jurisdiction. */
  readonly ownerUnit: string
  readonly dueOn: string | null
  readonly content: string
  readonly detail: Readonly<Record<string, unknown>>
}

/** Code of the officer who sees his own visits only; null for everybody else. */
export const ownOnly = (actor: Actor): string | null => (actor.roles.every(r => r === 'officer') ? (actor.inspectorCode ?? '-') : null)

export interface SubmittedVisit {
  readonly id: string
  readonly number: string
  readonly batchCode: string | null
  readonly subjectCode: string
  readonly subjectName: string
  readonly doneOn: string | null
}

/** A visit whose record is submitted, and which this actor may see. Errors: `visit.not_found`, `followup.visit`. */
export async function loadSubmitted(db: ReadDb, scope: Scope, actor: Actor, visitId: string): Promise<Result<SubmittedVisit>> {
  const own = ownOnly(actor)
  const row = await db
    .selectFrom('visit')
    .select(['id', 'number', 'batch_code', 'state', 'subject_code', 'subject_name', 'inspectors', 'done_on'])
    .where('agency_id', 'in', scope.agencies)
    .where('id', '=', visitId)
    .executeTakeFirst()
  if (!row || (own !== null && !row.inspectors?.includes(own))) return err({ code: 'visit.not_found' })
  if ((row.state !== 'done' && row.state !== 'closed') || row.subject_code === null) return err({ code: 'followup.visit' })
  return ok({
    id: row.id,
    number: row.number,
    batchCode: row.batch_code,
    subjectCode: row.subject_code,
    subjectName: row.subject_name ?? row.subject_code,
    doneOn: row.done_on,
  })
}

export async function addStep(
  tx: Tx,
  followUpId: string,
  step: { readonly seq: number; readonly action: StepAction; readonly detail: object; readonly evidence?: readonly string[] },
): Promise<Step> {
  const evidence = [...(step.evidence ?? [])]
  await tx.db
    .insertInto('follow_up_step')
    .values({
      agency_id: tx.actor.agency,
      follow_up_id: followUpId,
      seq: step.seq,
      action: step.action,
      detail: JSON.stringify(step.detail),
      evidence,
      actor_id: tx.actor.accountId,
      at: tx.now,
    })
    .execute()
  return { seq: step.seq, action: step.action, detail: step.detail as Record<string, unknown>, evidence }
}

/** What was known at the opening, as the step that would have said it. */
function firstStep(wanted: NewFollowUp): Omit<Step, 'seq'> | null {
  switch (wanted.kind) {
    case 'on-spot': {
      const d = readOpening('on-spot', wanted.detail)
      return d?.correctedOn ? { action: 'corrected', detail: { on: d.correctedOn, text: '' }, evidence: d.evidence } : null
    }
    case 'rectify': {
      const d = readOpening('rectify', wanted.detail)
      return d?.servedOn && d.documentNumber !== ''
        ? { action: 'ordered', detail: { on: d.servedOn, documentNumber: d.documentNumber }, evidence: [] }
        : null
    }
    case 'case': {
      const d = readOpening('case', wanted.detail)
      return d?.filedOn && d.caseNumber !== ''
        ? { action: 'filed', detail: { on: d.filedOn, caseNumber: d.caseNumber }, evidence: [] }
        : null
    }
    // 移送 and 信用报送 stand on a paper; it comes with the step, not before.
    case 'transfer':
    case 'judicial':
    case 'credit':
    case 'on-site':
      return null
  }
}

/** The day by which a firm has to put right what is wrong, where the officers name none. @law SJZ-72 */
async function rectifyBy(tx: Tx): Promise<Result<string>> {
  const scheme = await currentScheme(tx.db, tx.scope)
  if (!scheme.ok) return scheme
  return ok(addWorkingDays(calendar, tx.today, fieldworkOf(scheme.value.scheme).rectify.workingDays).on)
}

/** Open one. Errors: `followup.detail`, `followup.day`, `followup.evidence_unknown`, and those of `decideOwner`. */
export async function openOne(tx: Tx, visit: SubmittedVisit, wanted: NewFollowUp): Promise<Result<{ id: string; closed: boolean }>> {
  await queueAtVisit(tx, visit.id)
  const detail = readOpening(wanted.kind, wanted.detail)
  const content = wanted.content.trim()
  if (detail === null) return err({ code: 'followup.detail', why: '所填项目的格式不对' })
  if (content === '') return err({ code: 'followup.detail', why: '请写明存在的问题和要求' })
  const owner = await decideOwner(tx.db, tx.scope, visit, wanted.ownerUnit.trim())
  if (!owner.ok) return owner
  let dueOn = wanted.dueOn
  if (dueOn === null && wanted.kind === 'rectify') {
    const by = await rectifyBy(tx)
    if (!by.ok) return by
    dueOn = by.value
  }
  if (dueOn !== null && dueOn < tx.today) return err({ code: 'followup.day', on: dueOn, why: '期限已经过去' })
  const first = firstStep(wanted)
  if (first !== null) {
    const day = checkDay(first.detail.on, visit, tx.today)
    if (day) return err(day)
    if (!(await hasEvidence(tx.db, tx.scope, visit.id, first.evidence))) return err({ code: 'followup.evidence_unknown' })
  }
  if (wanted.kind === 'on-site') {
    const linked = String((detail as { linkedVisit: string | null }).linkedVisit ?? '')
    const there =
      linked !== '' &&
      (await tx.db.selectFrom('visit').select('id').where('agency_id', '=', tx.actor.agency).where('id', '=', linked).executeTakeFirst())
    if (!there) return err({ code: 'followup.detail', why: '转现场检查须同时开立现场检查' })
  }
  const { id } = await tx.db
    .insertInto('follow_up')
    .values({
      agency_id: tx.actor.agency,
      visit_id: visit.id,
      kind: wanted.kind,
      state: 'open',
      owner_unit: owner.value,
      due_on: dueOn,
      content,
      detail: JSON.stringify(detail),
      opened_by: tx.actor.accountId,
      opened_at: tx.now,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const steps = [await addStep(tx, id, { seq: 1, action: 'opened', detail: { dueOn, ownerUnit: owner.value } })]
  if (first !== null) steps.push(await addStep(tx, id, { seq: 2, ...first }))
  await tx.emit({
    kind: 'followup.opened',
    thing: ['followup', id],
    payload: { visit: visit.number, kind: wanted.kind, ownerUnit: owner.value, dueOn },
  })
  // 当场改正 with its evidence is done when it is written down.
  const closed = wanted.kind === 'on-spot' && whatCloses('on-spot', detail, steps).length === 0
  if (closed) await closeNow(tx, { id, state: 'open', seq: steps.length }, '当场改正', {})
  else await reopenIfClosed(tx, visit.id, '开立后续处置')
  return ok({ id, closed })
}

/** Marks it closed, with its last step and event. The caller has looked that nothing is missing. Errors: `followup.state`. */
export async function closeNow(
  tx: Tx,
  followUp: { readonly id: string; readonly state: string; readonly seq: number },
  closing: string,
  payload: object,
): Promise<Result<{ ok: true }>> {
  const moved = moveFollowUp(followUp.state as 'open', 'closed')
  if (!moved.ok) return moved
  await addStep(tx, followUp.id, { seq: followUp.seq + 1, action: 'closed', detail: { text: closing } })
  await tx.db
    .updateTable('follow_up')
    .set({ state: moved.value, closed_by: tx.actor.accountId, closed_at: tx.now, closing })
    .where('agency_id', '=', tx.actor.agency)
    .where('id', '=', followUp.id)
    .execute()
  await tx.emit({ kind: 'followup.closed', thing: ['followup', followUp.id], payload })
  return ok({ ok: true })
}

/** A day of the work: not before the check, not after today. */
export function checkDay(on: unknown, visit: { readonly doneOn: string | null }, today: PlainDate) {
  if (typeof on !== 'string') return null
  if (on > today) return { code: 'followup.day', on, why: '还没有到这一天' }
  if (visit.doneOn !== null && on < visit.doneOn) return { code: 'followup.day', on, why: `早于检查日期 ${visit.doneOn}` }
  return null
}

/** Opens what a result asks for; all or none. Gives the ids in the order asked. Errors: as of `openOne` and `loadSubmitted`. */
export async function openFollowUps(tx: Tx, visitId: string, wanted: readonly NewFollowUp[]): Promise<Result<string[]>> {
  const visit = await loadSubmitted(tx.db, tx.scope, tx.actor, visitId)
  if (!visit.ok) return visit
  const ids: string[] = []
  for (const w of wanted) {
    const opened = await openOne(tx, visit.value, w)
    if (!opened.ok) return opened
    ids.push(opened.value.id)
  }
  return ok(ids)
}

/** How many stand open, and how many there are; cancelled ones count as none. @law LY-02 */
export async function countFollowUps(db: ReadDb, scope: Scope, visitId: string): Promise<{ open: number; total: number }> {
  const rows = await db
    .selectFrom('follow_up')
    .select(eb => ['state', eb.fn.countAll<number>().as('n')])
    .where('agency_id', 'in', scope.agencies)
    .where('visit_id', '=', visitId)
    .where('state', '!=', 'cancelled')
    .groupBy('state')
    .execute()
  const total = rows.reduce((sum, r) => sum + r.n, 0)
  return { total, open: total - (rows.find(r => r.state === 'closed')?.n ?? 0) }
}

/**
 * The visit that a follow-up (转现场) or a lead (转检查) led to is closed, and so is what led to it. Gives how many follow-ups were closed.
 * @law HS-36 LY-22
 */
export async function closeFollowUpOf(
  tx: Tx,
  from: { readonly kind: 'on-site'; readonly linkedVisit: string },
  closing: string,
): Promise<Result<number>> {
  const rows = await tx.db
    .selectFrom('follow_up')
    .select(['id', 'state'])
    .where('agency_id', '=', tx.actor.agency)
    .where('kind', '=', from.kind)
    .where('state', 'in', ['open', 'recheck'])
    .where(sql<boolean>`detail->>'linkedVisit' = ${from.linkedVisit}`)
    .orderBy('id')
    .forUpdate()
    .execute()
  for (const row of rows) {
    const { seq } = await tx.db
      .selectFrom('follow_up_step')
      .select(eb => eb.fn.max('seq').as('seq'))
      .where('agency_id', '=', tx.actor.agency)
      .where('follow_up_id', '=', row.id)
      .executeTakeFirstOrThrow()
    await addStep(tx, row.id, { seq: seq + 1, action: 'visit-closed', detail: { text: closing } })
    const closed = await closeNow(tx, { id: row.id, state: row.state, seq: seq + 1 }, closing, {})
    if (!closed.ok) return closed
  }
  await closeLeadsOfVisit(tx, from.linkedVisit, closing)
  return ok(rows.length)
}
