/**
 * 办理后续处置 — steps, recheck, extension, closing and the way back. State and deadline follow from the steps (core `followup/steps.ts`); nothing closes
 * while `whatCloses` names a gap. @law SJZ-60 SJZ-61 SJZ-72 HS-28 JX-53 JX-69 LY-02 EZ-49 EZ-55
 */
import type { BodyOf, Routes } from '@mingcha/core/api'
import { err, ok, type PlainDate, type Problem, type Result } from '@mingcha/core/base'
import {
  askedExtension,
  type ClosingGap,
  deadlineOf,
  type FollowUpKind,
  followUpKindNames,
  isVoidable,
  type Step,
  type StepAction,
  standingOf,
  stepNames,
  stepsOf,
  voidedSteps,
  type WorkStep,
  whatCloses,
} from '@mingcha/core/followup'
import { type FollowUpState, followUpStateNames, moveFollowUp } from '@mingcha/core/inspection'
import type { Tx } from '../../db/tx.ts'
import type { Upload } from '../../http/handler.ts'
import { loadRosterForDraw } from '../registry/for-draw.ts'
import { openTargetedVisit } from '../visits/commands-open.ts'
import { queueAtVisit, reopenIfClosed } from '../visits/lock.ts'
import { hasEvidence, storeFollowUpFile } from './files.ts'
import { addStep, checkDay, closeNow, loadSubmitted, openOne, type SubmittedVisit } from './for-visits.ts'
import { jurisdictionOver } from './owner.ts'
import { loadSteps, newestFinding } from './queries.ts'

const done = { ok: true } as const

interface Locked {
  readonly id: string
  readonly kind: FollowUpKind
  readonly state: FollowUpState
  readonly ownerUnit: string
  readonly dueOn: string | null
  readonly content: string
  readonly detail: Readonly<Record<string, unknown>>
  readonly visit: SubmittedVisit
  readonly steps: readonly Step[]
}

/** Errors: `followup.not_found`. */
async function lock(tx: Tx, id: string): Promise<Result<Locked>> {
  const about = await tx.db
    .selectFrom('follow_up')
    .select('visit_id')
    .where('agency_id', '=', tx.actor.agency)
    .where('id', '=', id)
    .executeTakeFirst()
  if (!about) return err({ code: 'followup.not_found' })
  await queueAtVisit(tx, about.visit_id)
  const row = await tx.db
    .selectFrom('follow_up')
    .selectAll()
    .where('agency_id', '=', tx.actor.agency)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (!row) return err({ code: 'followup.not_found' })
  const visit = await loadSubmitted(tx.db, tx.scope, tx.actor, row.visit_id)
  if (!visit.ok) return err({ code: 'followup.not_found' })
  return ok({
    id,
    kind: row.kind as FollowUpKind,
    state: row.state as FollowUpState,
    ownerUnit: row.owner_unit,
    dueOn: row.due_on,
    content: row.content,
    detail: row.detail as Record<string, unknown>,
    visit: visit.value,
    steps: (await loadSteps(tx.db, tx.scope, [id])).get(id) ?? [],
  })
}

const isLive = (f: Locked) => f.state === 'open' || f.state === 'recheck'
const refuseState = (f: Locked): Problem => ({ code: 'followup.state', state: followUpStateNames[f.state] })
const nextSeq = (f: Locked) => (f.steps.at(-1)?.seq ?? 0) + 1

/** Adds a step and lets state and deadline follow. */
async function advance(
  tx: Tx,
  f: Locked,
  action: StepAction,
  detail: object,
  evidence: readonly string[] = [],
): Promise<Result<{ seq: number; gaps: ClosingGap[] }>> {
  const seq = nextSeq(f)
  const steps = [...f.steps, await addStep(tx, f.id, { seq, action, detail, evidence })]
  const standing = standingOf(steps)
  if (standing !== f.state) {
    const moved = moveFollowUp(f.state, standing)
    if (!moved.ok) return moved
  }
  await tx.db
    .updateTable('follow_up')
    .set({ state: standing, due_on: deadlineOf(steps) })
    .where('agency_id', '=', tx.actor.agency)
    .where('id', '=', f.id)
    .execute()
  await tx.emit({ kind: 'followup.stepped', thing: ['followup', f.id], payload: { seq, step: action, evidence: evidence.length } })
  return ok({ seq, gaps: whatCloses(f.kind, f.detail, steps) })
}

/** What a step has to have with it, as a sentence; null: nothing. */
function evidenceFor(kind: FollowUpKind, action: WorkStep): string | null {
  if (action === 'corrected') return '改正后的照片或录像'
  if (action === 'decided') return '处理决定书'
  if (action === 'sent') return '移送文书'
  return kind === 'credit' && action === 'received' ? '平台回执的截图或文件' : null
}

/** Errors: `followup.not_found`, `followup.state`, `followup.step`, `followup.day`, `followup.evidence`, `followup.evidence_unknown`. */
export async function stepFollowUp(
  tx: Tx,
  id: string,
  body: BodyOf<Routes['followup.step']>,
): Promise<Result<{ seq: number; gaps: ClosingGap[] }>> {
  const f = await lock(tx, id)
  if (!f.ok) return f
  if (!isLive(f.value)) return err(refuseState(f.value))
  if (!stepsOf[f.value.kind].includes(body.action))
    return err({ code: 'followup.step', kind: followUpKindNames[f.value.kind], step: stepNames[body.action] })
  const day = checkDay('on' in body.detail ? body.detail.on : null, f.value.visit, tx.today)
  if (day) return err(day)
  const needed = evidenceFor(f.value.kind, body.action)
  if (needed !== null && body.evidence.length === 0) return err({ code: 'followup.evidence', why: needed })
  if (!(await hasEvidence(tx.db, tx.scope, f.value.visit.id, body.evidence))) return err({ code: 'followup.evidence_unknown' })
  return advance(tx, f.value, body.action, body.detail, body.evidence)
}

/** Errors: `followup.not_found`, `followup.state`, `followup.fixed` {why}. */
export async function voidStep(tx: Tx, id: string, seq: number, reason: string): Promise<Result<typeof done>> {
  const f = await lock(tx, id)
  if (!f.ok) return f
  if (!isLive(f.value)) return err(refuseState(f.value))
  const step = f.value.steps.find(s => s.seq === seq)
  if (!step) return err({ code: 'followup.fixed', why: '没有这条记录' })
  if (voidedSteps(f.value.steps).has(seq)) return err({ code: 'followup.fixed', why: '已经作废过' })
  if (!isVoidable(step)) return err({ code: 'followup.fixed', why: `“${stepNames[step.action]}”是办理节点，已据此办理` })
  if (step.action === 'extension-asked' && askedExtension(f.value.steps)?.seq !== seq)
    return err({ code: 'followup.fixed', why: '延期申请已经审批' })
  const stepped = await advance(tx, f.value, 'voided', { seq, reason })
  return stepped.ok ? ok(done) : stepped
}

/** 复查. Errors: as of `stepFollowUp`, `followup.officers` {why}, `followup.detail` {why}, and those of `openOne`. @law SJZ-72 A-29 */
export async function recheckFollowUp(
  tx: Tx,
  id: string,
  body: BodyOf<Routes['followup.recheck']>,
): Promise<Result<{ seq: number; gaps: ClosingGap[]; caseId: string | null }>> {
  const f = await lock(tx, id)
  if (!f.ok) return f
  if (!isLive(f.value)) return err(refuseState(f.value))
  if (f.value.kind !== 'rectify') return err({ code: 'followup.step', kind: followUpKindNames[f.value.kind], step: stepNames.rechecked })
  const day = checkDay(body.on, f.value.visit, tx.today)
  if (day) return err(day)
  const officers = [...new Set(body.officers)]
  if (officers.length < 2) return err({ code: 'followup.officers', why: '同一人不能算两人' })
  const on = body.on as PlainDate
  const roster = new Map((await loadRosterForDraw(tx.db, tx.scope, { from: on, dueOn: on })).available.map(o => [o.code, o.name]))
  const unfit = officers.find(code => !roster.has(code))
  if (unfit !== undefined) return err({ code: 'followup.officers', why: `${unfit} 在 ${body.on} 不是可用的持证执法人员` })
  if ((body.result === 'passed') !== (body.next.kind === 'none'))
    return err({
      code: 'followup.detail',
      why: body.result === 'passed' ? '复查通过，不再定新的期限' : '复查未通过，请定新的期限或转立案',
    })
  if (body.next.kind === 'again' && body.next.dueOn < tx.today)
    return err({ code: 'followup.day', on: body.next.dueOn, why: '新的期限已经过去' })
  if (body.evidence.length === 0) return err({ code: 'followup.evidence', why: '复查的照片、录像或文件' })
  if (!(await hasEvidence(tx.db, tx.scope, f.value.visit.id, body.evidence))) return err({ code: 'followup.evidence_unknown' })
  const { evidence, ...recheck } = body
  const names = officers.map(code => roster.get(code) ?? code)
  const stepped = await advance(tx, f.value, 'rechecked', { ...recheck, officers, names }, evidence)
  if (!stepped.ok) return stepped
  if (body.next.kind !== 'case') return ok({ ...stepped.value, caseId: null })
  const opened = await openOne(tx, f.value.visit, {
    kind: 'case',
    // Jurisdiction may have moved since this one was opened.
    ownerUnit: (await jurisdictionOver(tx.db, tx.scope, f.value.visit.subjectCode)) ?? f.value.ownerUnit,
    dueOn: null,
    content: `复查未通过，转立案查处。${f.value.content}`.slice(0, 2000),
    detail: {},
  })
  return opened.ok ? ok({ ...stepped.value, caseId: opened.value.id }) : opened
}

/** Errors: `followup.not_found`, `followup.state`, `followup.extension` {why}. */
export async function askExtension(tx: Tx, id: string, to: string, reason: string): Promise<Result<{ seq: number }>> {
  const f = await lock(tx, id)
  if (!f.ok) return f
  if (!isLive(f.value)) return err(refuseState(f.value))
  if (f.value.dueOn === null) return err({ code: 'followup.extension', why: '这项后续处置没有期限' })
  if (to <= f.value.dueOn || to <= tx.today) return err({ code: 'followup.extension', why: `延期应晚于现在的期限 ${f.value.dueOn} 和今天` })
  if (askedExtension(f.value.steps)) return err({ code: 'followup.extension', why: '已有一项延期申请待审批' })
  const stepped = await advance(tx, f.value, 'extension-asked', { to, reason })
  return stepped.ok ? ok({ seq: stepped.value.seq }) : stepped
}

/** 延期由另一人审批. Errors: `followup.not_found`, `followup.state`, `followup.extension` {why}, `followup.same_person`. */
export async function decideExtension(tx: Tx, id: string, approve: boolean, reason: string): Promise<Result<typeof done>> {
  const f = await lock(tx, id)
  if (!f.ok) return f
  if (!isLive(f.value)) return err(refuseState(f.value))
  const asked = askedExtension(f.value.steps)
  if (!asked) return err({ code: 'followup.extension', why: '没有待审批的延期申请' })
  const { actor_id } = await tx.db
    .selectFrom('follow_up_step')
    .select('actor_id')
    .where('agency_id', '=', tx.actor.agency)
    .where('follow_up_id', '=', id)
    .where('seq', '=', asked.seq)
    .executeTakeFirstOrThrow()
  if (actor_id === tx.actor.accountId) return err({ code: 'followup.same_person' })
  const stepped = await advance(tx, f.value, 'extension-decided', { approved: approve, to: asked.detail.to, reason })
  return stepped.ok ? ok(done) : stepped
}

/** Errors: `followup.not_found`, `followup.state`, `followup.incomplete` {count, says}. */
export async function closeFollowUp(tx: Tx, id: string, text: string): Promise<Result<typeof done>> {
  const f = await lock(tx, id)
  if (!f.ok) return f
  if (!isLive(f.value)) return err(refuseState(f.value))
  const gaps = whatCloses(f.value.kind, f.value.detail, f.value.steps)
  const first = gaps[0]
  if (first) return err({ code: 'followup.incomplete', count: gaps.length, says: first.says })
  return closeNow(tx, { id, state: f.value.state, seq: nextSeq(f.value) - 1 }, text, {})
}

/** 恢复办理. The earlier papers stay; something new has to be added before it closes again. Errors: `followup.not_found`, `followup.state`. */
export async function reopenFollowUp(tx: Tx, id: string, reason: string): Promise<Result<typeof done>> {
  const f = await lock(tx, id)
  if (!f.ok) return f
  if (isLive(f.value)) return err(refuseState(f.value))
  const moved = moveFollowUp(f.value.state, 'open')
  if (!moved.ok) return moved
  await addStep(tx, id, { seq: nextSeq(f.value), action: 'reopened', detail: { reason } })
  await tx.db
    .updateTable('follow_up')
    .set({ state: moved.value, closed_by: null, closed_at: null, closing: null })
    .where('agency_id', '=', tx.actor.agency)
    .where('id', '=', id)
    .execute()
  await reopenIfClosed(tx, f.value.visit.id, '恢复办理后续处置')
  await tx.emit({ kind: 'followup.reopened', thing: ['followup', id], payload: { reason } })
  return ok(done)
}

/** Errors: `followup.not_found`, `followup.state`, `followup.only_one`. @law LY-02 SJZ-60 */
export async function cancelFollowUp(tx: Tx, id: string, reason: string): Promise<Result<typeof done>> {
  // Two follow-ups cancelled at the same moment must not leave none: the visit's row, locked first, is the queue.
  const f = await lock(tx, id)
  if (!f.ok) return f
  if (!isLive(f.value)) return err(refuseState(f.value))
  const live = await tx.db
    .selectFrom('follow_up')
    .select('id')
    .where('agency_id', '=', tx.actor.agency)
    .where('visit_id', '=', f.value.visit.id)
    .where('state', '!=', 'cancelled')
    .execute()
  const finding = (await newestFinding(tx.db, tx.scope, [f.value.visit.id])).get(f.value.visit.id)
  if (finding?.problem === true && live.every(other => other.id === id)) return err({ code: 'followup.only_one' })
  const moved = moveFollowUp(f.value.state, 'cancelled')
  if (!moved.ok) return moved
  await addStep(tx, id, { seq: nextSeq(f.value), action: 'cancelled', detail: { reason } })
  await tx.db
    .updateTable('follow_up')
    .set({ state: moved.value, closed_by: tx.actor.accountId, closed_at: tx.now, closing: reason })
    .where('agency_id', '=', tx.actor.agency)
    .where('id', '=', id)
    .execute()
  await tx.emit({ kind: 'followup.cancelled', thing: ['followup', id], payload: { reason } })
  return ok(done)
}

/** Errors: as of `loadSubmitted`, `storeFollowUpFile`. */
export async function attachEvidence(tx: Tx, visitId: string, upload: Upload, sha256: string): Promise<Result<{ sha256: string }>> {
  const visit = await loadSubmitted(tx.db, tx.scope, tx.actor, visitId)
  return visit.ok ? storeFollowUpFile(tx, visitId, upload, sha256) : visit
}

/** From the desk. 转现场 opens its visit in the same step. Errors: as of `openOne`, `loadSubmitted`, `openTargetedVisit`. */
export async function openFollowUp(tx: Tx, body: BodyOf<Routes['followup.open']>): Promise<Result<{ id: string; closed: boolean }>> {
  const visit = await loadSubmitted(tx.db, tx.scope, tx.actor, body.visitId)
  if (!visit.ok) return visit
  const wanted = { kind: body.kind, ownerUnit: body.ownerUnit, dueOn: body.dueOn, content: body.content, detail: body.detail }
  if (body.kind !== 'on-site') return openOne(tx, visit.value, wanted)
  if (body.onSite === null) return err({ code: 'followup.detail', why: '请选择现场检查的人员、事项和期限' })
  const opened = await openTargetedVisit(tx, {
    subjectCode: visit.value.subjectCode,
    inspectors: body.onSite.inspectors,
    items: body.onSite.items,
    ground: 'data',
    reason: body.content,
    dueOn: body.onSite.dueOn,
    leadId: null,
    origin: { kind: 'visit', id: visit.value.id, says: `${visit.value.number} 转现场检查` },
    method: 'on-site',
  })
  return opened.ok ? openOne(tx, visit.value, { ...wanted, detail: { linkedVisit: opened.value.id } }) : opened
}
