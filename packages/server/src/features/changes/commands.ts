/**
 * 换人、递补 — asked by one, decided by another. Whoever falls out is named with ground and evidence; who comes in follows from the drawn order alone:
 * there is no field in which to write a name (EZ-11, A-32). Logged before it takes effect; a batch drawn elsewhere has no order, so there the head
 * names the replacement and that is shown as such. @law EZ-11 A-32 A-29 LY-11
 */
import { createHash, randomUUID } from 'node:crypto'
import { can } from '@mingcha/core/access'
import type { BodyOf, Routes } from '@mingcha/core/api'
import { err, ok, type PlainDate, type Result } from '@mingcha/core/base'
import { entersTierZero, planReassign, planSubstitute } from '@mingcha/core/draw'
import { type ChangeState, moveChange, visitStateNames } from '@mingcha/core/inspection'
import { z } from 'zod'
import type { Tx } from '../../db/tx.ts'
import { signatory } from '../batch/event-commands.ts'
import { loadDrawNow, writeChanges } from '../batch/for-changes.ts'
import { judgeOfficer } from '../registry/for-draw.ts'
import { hasFiles } from '../visits/files.ts'
import { changeable, followDraw, lockVisitsOf, type OpenVisit, replaceVisit, setTeam } from '../visits/for-changes.ts'
import { lockVisit } from '../visits/lock.ts'

const done = { ok: true } as const
export const changeSecret = z.object({
  inspector: z.string(),
  visitIds: z.array(z.string()),
  subject: z.string(),
  reason: z.string(),
  evidence: z.string(),
})
export type ChangeSecret = z.output<typeof changeSecret>
export const purposeOf = (id: string) => `visit-change|${id}`

/** Errors: `visit.not_found`, `visit.state`, `change.nothing` {why}, `file.missing`. */
export async function askChange(tx: Tx, body: BodyOf<Routes['change.ask']>): Promise<Result<{ id: string }>> {
  const found = await describe(tx, body)
  if (!found.ok) return found
  const id = randomUUID()
  await tx.db
    .insertInto('visit_change')
    .values({
      agency_id: tx.actor.agency,
      id,
      kind: body.kind,
      batch_code: found.value.batch,
      state: 'asked',
      sealed: tx.env.seal.seal(purposeOf(id), JSON.stringify(found.value.secret)),
      ground: body.kind === 'substitute' ? body.ground : body.kind,
      asked_by: tx.actor.accountId,
      asked_at: tx.now,
    })
    .execute()
  await tx.emit({
    kind: 'change.asked',
    thing: ['change', id],
    payload: { kind: body.kind, batch: found.value.batch, reason: body.reason },
  })
  return ok({ id })
}

/**
 * Who stands in which team is told to that officer and to the head; anybody else may ask, and learns nothing from the answer: whether the request fits
 * is found out when it is decided (X-04, ADR 0010).
 */
const mayKnowTeamOf = (tx: Tx, inspector: string): boolean =>
  can(tx.actor, 'change.decide').ok || (inspector !== '-' && tx.actor.inspectorCode === inspector)

async function describe(tx: Tx, body: BodyOf<Routes['change.ask']>): Promise<Result<{ batch: string | null; secret: ChangeSecret }>> {
  // Where there is no document, the application itself is the evidence: its words, its asker and its time.
  const words = createHash('sha256').update(`${body.kind}|${body.reason}|${tx.actor.accountId}|${tx.now}`).digest('hex')
  const secret = { inspector: '-', subject: '-', reason: body.reason, evidence: words }
  if (body.kind === 'illness' || body.kind === 'vacant') {
    const open = await lockVisitsOf(tx, body.batchCode === '' ? null : body.batchCode, changeable)
    const inspector = body.kind === 'illness' ? body.inspector : '-'
    const concerned = open.filter(v => (body.kind === 'illness' ? holds(v, inspector) : v.secret.slots.some(s => s.inspector === null)))
    if (concerned.length === 0 && (body.kind === 'vacant' || mayKnowTeamOf(tx, inspector)))
      return err({ code: 'change.nothing', why: body.kind === 'illness' ? '这名执法人员没有待办的检查' : '没有缺员的检查' })
    return ok({
      batch: body.batchCode === '' ? null : body.batchCode,
      secret: { ...secret, inspector, visitIds: concerned.map(v => v.row.id) },
    })
  }
  const locked = await lockVisit(tx, body.visitId)
  if (!locked.ok) return locked
  const { row, secret: visit, team } = locked.value
  const states: readonly string[] = body.kind === 'substitute' ? [...changeable, 'started'] : changeable
  if (!states.includes(row.state)) return err({ code: 'visit.state', state: visitStateNames[row.state] })
  if (body.kind === 'recusal') {
    const known = locked.value.mine || mayKnowTeamOf(tx, body.inspector)
    if (known && !team.includes(body.inspector)) return err({ code: 'change.nothing', why: '这名执法人员不在这次检查的小组里' })
    return ok({ batch: row.batch_code, secret: { ...secret, inspector: body.inspector, subject: visit.subject, visitIds: [row.id] } })
  }
  if (row.kind !== 'random') return err({ code: 'change.nothing', why: '针对性检查没有备用对象，不需要时请作废' })
  if (!(await hasFiles(tx.db, tx.scope, row.id, [body.evidenceSha256]))) return err({ code: 'change.nothing', why: '证明材料还没有上传' })
  return ok({ batch: row.batch_code, secret: { ...secret, subject: visit.subject, evidence: body.evidenceSha256, visitIds: [row.id] } })
}

const holds = (v: OpenVisit, inspector: string) => v.secret.slots.some(s => s.inspector === inspector)

/** The request, locked, if it may still move to `to`. Errors: `change.not_found`, `change.state`. */
async function lockChange(tx: Tx, id: string, to: ChangeState) {
  const row = await tx.db
    .selectFrom('visit_change')
    .selectAll()
    .where('agency_id', '=', tx.actor.agency)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (!row) return err({ code: 'change.not_found' })
  const moved = moveChange(row.state as ChangeState, to)
  return moved.ok ? ok(row) : moved
}

export async function withdrawChange(tx: Tx, id: string): Promise<Result<typeof done>> {
  const change = await lockChange(tx, id, 'withdrawn')
  if (!change.ok) return change
  if (change.value.asked_by !== tx.actor.accountId) return err({ code: 'change.not_asker' })
  await settle(tx, id, 'withdrawn', '')
  await tx.emit({ kind: 'change.withdrawn', thing: ['change', id], payload: {} })
  return ok(done)
}

async function settle(tx: Tx, id: string, state: 'approved' | 'refused' | 'withdrawn', decision: string): Promise<void> {
  await tx.db
    .updateTable('visit_change')
    .set({ state, decision, decided_by: tx.actor.accountId, decided_at: tx.now })
    .where('agency_id', '=', tx.actor.agency)
    .where('id', '=', id)
    .execute()
}

/** Errors: `change.not_found`, `change.state`, `change.same_person`, `change.not_sealed`, `change.replacement` {why}, and core's `draw.*`. */
export async function decideChange(
  tx: Tx,
  id: string,
  body: BodyOf<Routes['change.decide']>,
): Promise<Result<{ changed: number; unfilled: number }>> {
  const change = await lockChange(tx, id, body.approve ? 'approved' : 'refused')
  if (!change.ok) return change
  if (change.value.asked_by === tx.actor.accountId) return err({ code: 'change.same_person' })
  if (!body.approve) {
    await settle(tx, id, 'refused', body.opinion)
    await tx.emit({ kind: 'change.refused', thing: ['change', id], payload: { opinion: body.opinion } })
    return ok({ changed: 0, unfilled: 0 })
  }
  const secret = changeSecret.parse(JSON.parse(tx.env.seal.openText(purposeOf(id), change.value.sealed)))
  const kind = change.value.kind as 'illness' | 'recusal' | 'vacant' | 'substitute'
  const batch = change.value.batch_code
  const now = batch === null ? ok(null) : await loadDrawNow(tx, batch)
  if (!now.ok) return now
  const carried = kind === 'substitute' && entersTierZero(change.value.ground as 'SUSPENDED')
  let outcome: { changed: number; unfilled: number }
  if (now.value === null || batch === null) {
    const swapped = await swapByName(tx, batch, kind, secret, body.replacement, carried)
    if (!swapped.ok) return swapped
    outcome = swapped.value
  } else {
    const approver = signatory(tx.actor.inspectorCode, tx.actor.accountId)
    const common = { evidenceSha256: secret.evidence, approver }
    const concerned = (await lockVisitsOf(tx, batch, [...changeable, 'started'])).filter(v => secret.visitIds.includes(v.row.id))
    if (concerned.length === 0) return err({ code: 'change.nothing', why: '这些检查已经办完或已调整' })
    const planned =
      kind === 'substitute'
        ? planSubstitute(now.value.state, { out: secret.subject, ground: change.value.ground as 'MOVED', ...common })
        : planReassign(now.value.state, {
            kind: kind === 'illness' ? 'ILLNESS' : kind === 'recusal' ? 'RECUSAL' : 'VACANT',
            inspector: secret.inspector,
            ids: concerned.filter(v => kind === 'vacant' || holds(v, secret.inspector)).map(v => v.secret.subject),
            superior: body.superior === '' ? '-' : body.superior,
            ...common,
          })
    if (!planned.ok) return planned
    const entries = 'entries' in planned.value ? planned.value.entries : [planned.value.entry]
    await writeChanges(tx, batch, now.value, entries, secret.reason)
    if (kind === 'substitute') for (const v of concerned) await replaceVisit(tx, v.row.id, carried)
    outcome = await followDraw(tx, batch, now.value, planned.value.state, entries, () => randomUUID())
  }
  await settle(tx, id, 'approved', body.opinion)
  await tx.emit({ kind: 'change.approved', thing: ['change', id], payload: { kind, batch, opinion: body.opinion, ...outcome } })
  return ok(outcome)
}

/** Where nothing was drawn here: the head names who goes; a firm without reserve is a short draw. */
async function swapByName(
  tx: Tx,
  batch: string | null,
  kind: 'illness' | 'recusal' | 'vacant' | 'substitute',
  secret: ChangeSecret,
  replacement: string,
  carried: boolean,
): Promise<Result<{ changed: number; unfilled: number }>> {
  const open = (await lockVisitsOf(tx, batch, [...changeable, 'started'])).filter(v => secret.visitIds.includes(v.row.id))
  if (open.length === 0) return err({ code: 'change.nothing', why: '这些检查已经办完或已调整' })
  if (kind === 'substitute') {
    for (const v of open) await replaceVisit(tx, v.row.id, carried)
    return ok({ changed: open.length, unfilled: 0 })
  }
  const officer = await tx.db
    .selectFrom('inspector')
    .selectAll()
    .where('agency_id', '=', tx.actor.agency)
    .where('code', '=', replacement)
    .executeTakeFirst()
  if (!officer) return err({ code: 'change.replacement', why: replacement === '' ? '还没有选择' : `名录库中没有 ${replacement}` })
  for (const v of open) {
    const judged = judgeOfficer(officer, tx.today, v.row.due_on as PlainDate)
    if (!judged.available) return err({ code: 'change.replacement', why: `${officer.name}：${judged.why}` })
    if (holds(v, replacement)) return err({ code: 'change.replacement', why: `${officer.name}已在这次检查的小组里` })
    const barred = await tx.db
      .selectFrom('recusal')
      .select('ground')
      .where('agency_id', '=', tx.actor.agency)
      .where('inspector_code', '=', replacement)
      .where('subject_code', '=', v.secret.subject)
      .executeTakeFirst()
    if (barred) return err({ code: 'change.replacement', why: `${officer.name}须回避` })
    const gap = v.secret.slots.find(s => (kind === 'vacant' ? s.inspector === null : s.inspector === secret.inspector))
    if (!gap) return err({ code: 'change.nothing', why: '这名执法人员不在这次检查的小组里，或者已经换过' })
    if (gap.speciality !== '-' && !officer.specialities.includes(gap.speciality))
      return err({ code: 'change.replacement', why: `${officer.name}不具备所需专长 ${gap.speciality}（LY-11）` })
    await setTeam(tx, v, { ...v.secret, slots: v.secret.slots.map(s => (s === gap ? { ...s, inspector: replacement } : s)) })
  }
  return ok({ changed: open.length, unfilled: 0 })
}
