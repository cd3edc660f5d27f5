/**
 * 线索的登记与处置 — 转办、移送、转检查、不予处理. A check that a lead opens is targeted: not drawn, in no quota, under no cap; on a firm of the 正面清单 it is
 * on site and at once, and the lead may not be put aside. @law LY-22 HS-36 SJZ-61 HS-28 JX-69 JX-54
 */
import type { BodyOf, Routes } from '@mingcha/core/api'
import { err, ok, type Result } from '@mingcha/core/base'
import { disposalsOf, groundOfOrigin, type LeadOrigin, leadOriginNames } from '@mingcha/core/followup'
import { type LeadState, moveLead } from '@mingcha/core/inspection'
import { groundForLead } from '@mingcha/core/scheme'
import { sql } from 'kysely'
import type { Tx } from '../../db/tx.ts'
import { currentScheme } from '../scheme/queries.ts'
import { admitGround, openTargetedVisit } from '../visits/commands-open.ts'
import { isOnPositiveList } from './lead-queries.ts'
import { checkUnit, decideOwner } from './owner.ts'

const done = { ok: true } as const

/** Who looks into the conduct of officers; never the squad that made the visit. */
export const conductOwner = '纪检监督'

export interface NewLead {
  readonly origin: LeadOrigin
  readonly subjectCode: string | null
  readonly subjectName: string
  readonly text: string
  readonly receivedOn: string
  readonly ownerUnit: string
  readonly dueOn: string | null
}

/** 线索编号 XS-2026-0001. The agency's row is locked, so that no number is given twice. */
async function nextNumber(tx: Tx): Promise<string> {
  await tx.db.selectFrom('agency').select('id').where('id', '=', tx.actor.agency).forUpdate().execute()
  const prefix = `XS-${tx.today.slice(0, 4)}-`
  const last = await tx.db
    .selectFrom('lead')
    .select('number')
    .where('agency_id', '=', tx.actor.agency)
    .where('number', 'like', `${prefix}%`)
    .orderBy(sql`length(number)`, 'desc')
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst()
  return `${prefix}${String(Number(last?.number.slice(prefix.length) ?? 0) + 1).padStart(4, '0')}`
}

/** Writes it down; owner and firm are decided. The text may name people and stays out of the event. */
export async function insertLead(tx: Tx, lead: NewLead): Promise<{ id: string; number: string }> {
  const number = await nextNumber(tx)
  const { id } = await tx.db
    .insertInto('lead')
    .values({
      agency_id: tx.actor.agency,
      number,
      origin: lead.origin,
      subject_code: lead.subjectCode,
      subject_name: lead.subjectName,
      text: lead.text,
      received_on: lead.receivedOn,
      state: 'open',
      owner_unit: lead.ownerUnit,
      due_on: lead.dueOn,
      actor_id: tx.actor.accountId,
      at: tx.now,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await tx.emit({ kind: 'lead.recorded', thing: ['lead', id], payload: { number, origin: lead.origin, ownerUnit: lead.ownerUnit } })
  return { id, number }
}

/** Errors: `lead.subject`, `followup.detail`, `followup.day`, and those of `decideOwner`. */
export async function recordLead(
  tx: Tx,
  body: BodyOf<Routes['lead.record']>,
): Promise<Result<{ id: string; number: string; positiveList: boolean }>> {
  if (body.receivedOn > tx.today) return err({ code: 'followup.day', on: body.receivedOn, why: '还没有到这一天' })
  if (body.dueOn !== null && body.dueOn < tx.today) return err({ code: 'followup.day', on: body.dueOn, why: '期限已经过去' })
  let name = body.subjectName
  if (body.subjectCode !== null) {
    const subject = await tx.db
      .selectFrom('subject')
      .select('name')
      .where('agency_id', '=', tx.actor.agency)
      .where('code', '=', body.subjectCode)
      .executeTakeFirst()
    if (!subject) return err({ code: 'lead.subject', subject: body.subjectCode })
    name = subject.name
  }
  if (name === '') return err({ code: 'followup.detail', why: '请写明企业名称或所指的地点' })
  const owner = await decideOwner(tx.db, tx.scope, { subjectCode: body.subjectCode, batchCode: null }, body.ownerUnit)
  if (!owner.ok) return owner
  const positiveList = body.subjectCode !== null && (await isOnPositiveList(tx.db, tx.scope, tx.today, body.subjectCode))
  const lead = await insertLead(tx, {
    origin: body.origin,
    subjectCode: body.subjectCode,
    subjectName: name,
    text: body.text,
    receivedOn: body.receivedOn,
    ownerUnit: owner.value,
    // 应立即开展现场检查.
    dueOn: body.dueOn ?? (positiveList ? tx.today : null),
  })
  return ok({ ...lead, positiveList })
}

interface LockedLead {
  readonly id: string
  readonly number: string
  readonly origin: LeadOrigin
  readonly subjectCode: string | null
  readonly ownerUnit: string
  readonly state: LeadState
  readonly visitId: string | null
}

/** Errors: `lead.not_found`. */
async function lock(tx: Tx, id: string): Promise<Result<LockedLead>> {
  const row = await tx.db
    .selectFrom('lead')
    .selectAll()
    .where('agency_id', '=', tx.actor.agency)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (!row) return err({ code: 'lead.not_found' })
  return ok({
    id,
    number: row.number,
    origin: row.origin as LeadOrigin,
    subjectCode: row.subject_code,
    ownerUnit: row.owner_unit,
    state: row.state as LeadState,
    visitId: row.visit_id,
  })
}

/** A clue about a firm of the 正面清单; what a return visit tells is about the officers, not about the firm. @law HS-36 */
const mustBeChecked = async (tx: Tx, lead: LockedLead): Promise<boolean> =>
  lead.origin !== 'return-visit' && lead.subjectCode !== null && (await isOnPositiveList(tx.db, tx.scope, tx.today, lead.subjectCode))

async function addLeadStep(tx: Tx, leadId: string, action: string, detail: object): Promise<void> {
  const { seq } = await tx.db
    .selectFrom('lead_step')
    .select(eb => eb.fn.max<number | null>('seq').as('seq'))
    .where('agency_id', '=', tx.actor.agency)
    .where('lead_id', '=', leadId)
    .executeTakeFirstOrThrow()
  await tx.db
    .insertInto('lead_step')
    .values({
      agency_id: tx.actor.agency,
      lead_id: leadId,
      seq: (seq ?? 0) + 1,
      action,
      detail: JSON.stringify(detail),
      actor_id: tx.actor.accountId,
      at: tx.now,
    })
    .execute()
}

/**
 * Errors: `lead.not_found`, `lead.state`, `lead.positive_list`, `lead.no_subject`, `followup.day`, `followup.unit`, `followup.owner`, and those of
 * `openTargetedVisit`.
 */
export async function disposeLead(
  tx: Tx,
  id: string,
  body: BodyOf<Routes['lead.dispose']>,
): Promise<Result<{ visit: { id: string; number: string } | null }>> {
  const locked = await lock(tx, id)
  if (!locked.ok) return locked
  const lead = locked.value
  const positiveList = await mustBeChecked(tx, lead)
  if (!disposalsOf(positiveList).includes(body.kind)) return err({ code: 'lead.positive_list' })
  if ('on' in body && body.on > tx.today) return err({ code: 'followup.day', on: body.on, why: '还没有到这一天' })
  const target = { hand: 'handed', transfer: 'transferred', check: 'checked', none: 'closed' } as const
  // 转办 to yet another unit stays 已转办.
  const again = body.kind === 'hand' && lead.state === 'handed'
  const moved = again ? ok('handed' as const) : moveLead(lead.state, target[body.kind])
  if (!moved.ok) return moved
  let owner: string | null = null
  let visit: { id: string; number: string } | null = null
  let kept: object = body
  if (body.kind === 'hand') {
    const unit =
      lead.origin === 'return-visit' && body.unit === conductOwner
        ? ok(conductOwner)
        : // 谁监管、谁负责: handed to the unit with jurisdiction, where there is one. A lead on officers' conduct follows no township.
          lead.origin === 'return-visit'
          ? await checkUnit(tx.db, tx.scope, body.unit)
          : await decideOwner(tx.db, tx.scope, { subjectCode: lead.subjectCode, batchCode: null }, body.unit)
    if (!unit.ok) return unit
    owner = unit.value
    // Taking the disposal back gives the lead back to whom it was taken from.
    kept = { ...body, from: lead.ownerUnit }
  }
  if (body.kind === 'check') {
    if (lead.subjectCode === null) return err({ code: 'lead.no_subject' })
    const current = await currentScheme(tx.db, tx.scope)
    if (!current.ok) return current
    const ground = body.ground ?? groundForLead(current.value.scheme, groundOfOrigin[lead.origin]) ?? groundOfOrigin[lead.origin]
    const admitted = await admitGround(tx, ground, '', true)
    if (!admitted.ok) return admitted
    const opened = await openTargetedVisit(tx, {
      subjectCode: lead.subjectCode,
      inspectors: body.inspectors,
      items: body.items,
      ground,
      reason: body.reason,
      dueOn: body.dueOn,
      leadId: id,
      origin: { kind: 'lead', id, says: `线索 ${lead.number}（${leadOriginNames[lead.origin]}）` },
      method: positiveList ? 'on-site' : null,
    })
    if (!opened.ok) return opened
    visit = opened.value
    // Who goes is sealed with the visit and stands nowhere else.
    kept = { kind: 'check', reason: body.reason, dueOn: body.dueOn }
  }
  await addLeadStep(tx, id, body.kind, kept)
  await tx.db
    .updateTable('lead')
    .set({
      state: moved.value,
      disposal: JSON.stringify(kept),
      ...(owner !== null && { owner_unit: owner }),
      ...(visit !== null && { visit_id: visit.id }),
      ...(moved.value === 'closed' && { closed_at: tx.now }),
    })
    .where('agency_id', '=', tx.actor.agency)
    .where('id', '=', id)
    .execute()
  await tx.emit({ kind: 'lead.disposed', thing: ['lead', id], payload: { disposal: body.kind, ...(owner !== null && { unit: owner }) } })
  return ok({ visit })
}

/** Errors: `lead.not_found`, `lead.state`. */
export async function reopenLead(tx: Tx, id: string, reason: string): Promise<Result<typeof done>> {
  const lead = await lock(tx, id)
  if (!lead.ok) return lead
  const moved = moveLead(lead.value.state, 'open')
  if (!moved.ok) return moved
  const owner = lead.value.state === 'handed' ? await ownerBefore(tx, id) : null
  await addLeadStep(tx, id, 'reopened', { reason })
  await tx.db
    .updateTable('lead')
    .set({ state: moved.value, disposal: null, closed_at: null, ...(owner !== null && { owner_unit: owner }) })
    .where('agency_id', '=', tx.actor.agency)
    .where('id', '=', id)
    .execute()
  await tx.emit({ kind: 'lead.reopened', thing: ['lead', id], payload: { reason } })
  return ok(done)
}

/** Who had a lead that was handed on, also on from there, since it was last taken up: what the first 转办 took it from. */
async function ownerBefore(tx: Tx, leadId: string): Promise<string | null> {
  const steps = await tx.db
    .selectFrom('lead_step')
    .select(['action', 'detail'])
    .where('agency_id', '=', tx.actor.agency)
    .where('lead_id', '=', leadId)
    .orderBy('seq')
    .execute()
  const since = steps.slice(steps.findLastIndex(s => s.action === 'reopened') + 1)
  const from = (since.find(s => s.action === 'hand')?.detail as { from?: unknown } | undefined)?.from
  return typeof from === 'string' ? from : null
}

async function close(tx: Tx, lead: Pick<LockedLead, 'id' | 'state'>, result: string): Promise<Result<typeof done>> {
  const moved = moveLead(lead.state, 'closed')
  if (!moved.ok) return moved
  await addLeadStep(tx, lead.id, 'closed', { result })
  await tx.db
    .updateTable('lead')
    .set({ state: moved.value, closed_at: tx.now })
    .where('agency_id', '=', tx.actor.agency)
    .where('id', '=', lead.id)
    .execute()
  await tx.emit({ kind: 'lead.closed', thing: ['lead', lead.id], payload: {} })
  return ok(done)
}

/** Errors: `lead.not_found`, `lead.state`, `lead.positive_list`, `lead.check_open`. */
export async function closeLead(tx: Tx, id: string, result: string): Promise<Result<typeof done>> {
  const locked = await lock(tx, id)
  if (!locked.ok) return locked
  const lead = locked.value
  if (lead.state === 'open' && (await mustBeChecked(tx, lead))) return err({ code: 'lead.positive_list' })
  if (lead.state === 'checked' && lead.visitId !== null) {
    const visit = await tx.db
      .selectFrom('visit')
      .select('state')
      .where('agency_id', '=', tx.actor.agency)
      .where('id', '=', lead.visitId)
      .executeTakeFirst()
    if (visit && !['closed', 'undone', 'cancelled'].includes(visit.state)) return err({ code: 'lead.check_open' })
  }
  return close(tx, lead, result)
}

/** The check a lead led to is closed: so is the lead. */
export async function closeLeadsOfVisit(tx: Tx, visitId: string, result: string): Promise<void> {
  const rows = await tx.db
    .selectFrom('lead')
    .select(['id', 'state'])
    .where('agency_id', '=', tx.actor.agency)
    .where('visit_id', '=', visitId)
    .where('state', '=', 'checked')
    .forUpdate()
    .execute()
  for (const row of rows) await close(tx, { id: row.id, state: row.state as LeadState }, result)
}
