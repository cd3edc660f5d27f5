/**
 * 检查记录 — entry, the merged checklist, evidence, signatures, submission. Both officers write the same record; each signs the very bytes he saw,
 * with his own account; the last signature submits and locks it.
 * @law LY-21 SJZ-54 SJZ-56 SJZ-59 JX-20 JX-48 JX-49 SJZ-57 SJZ-58 EZ-48 JX-68
 */
import type { BodyOf, QueryOf, Routes } from '@mingcha/core/api'
import { encodeUtf8, err, ok, type Result, sha256Hex } from '@mingcha/core/base'
import { addWorkingDays } from '@mingcha/core/calendar'
import {
  emptyRecord,
  findGaps,
  findOpeningGaps,
  type Gap,
  questionsOf,
  recordSchema,
  type VisitRecord,
  visitStateNames,
} from '@mingcha/core/inspection'
import { fieldworkOf, type Scheme } from '@mingcha/core/scheme'
import { calendar, chinaDay } from '../../china-time.ts'
import type { Tx } from '../../db/tx.ts'
import type { Upload } from '../../http/handler.ts'
import { openFollowUps } from '../followups/for-visits.ts'
import { openFinding } from '../results/for-visits.ts'
import { currentScheme } from '../scheme/queries.ts'
import { itemsOfVisit } from './advice.ts'
import { openTargetedVisit } from './commands-open.ts'
import { loadFiles, storeVisitFile } from './files.ts'
import { type LockedVisit, lockOwnVisit, lockVisit, setVisit } from './lock.ts'
import { openWork, printSorted, type SignedRecord, scheduleSchema, sealWork, type Work } from './work.ts'

const done = { ok: true } as const

/** Errors: `visit.not_found`, `visit.not_approved`, `visit.state`, `visit.not_the_day`, `visit.opening` {says}, `visit.wrong_code`. */
export async function startVisit(tx: Tx, id: string, { opening }: BodyOf<Routes['visit.start']>): Promise<Result<typeof done>> {
  const locked = await lockOwnVisit(tx, id)
  if (!locked.ok) return locked
  const { row, secret, team } = locked.value
  if (row.state === 'scheduled' || row.state === 'waiting') return err({ code: 'visit.not_approved' })
  const onSite = row.method === 'on-site'
  if (row.state === 'approved' && (onSite ? row.planned_on !== tx.today : (row.planned_on ?? '') > tx.today))
    return err({ code: 'visit.not_the_day', on: row.planned_on ?? '', today: tx.today })
  if (onSite) {
    if (opening === null) return err({ code: 'visit.opening', says: '请先登记入企、亮证、告知' })
    const schedule = scheduleSchema.parse(row.schedule ?? {})
    const [gap] = findOpeningGaps(opening, team, schedule.notice)
    if (gap) return err({ code: 'visit.opening', says: gap.says })
    if (opening.entry.kind === 'scan' && !opening.entry.code.includes(secret.subject) && !opening.entry.code.includes(row.number))
      return err({ code: 'visit.wrong_code' })
  } else if (opening !== null) return err({ code: 'visit.off_site_opening' })
  // A start that was taken back took back the entry, not what was written since: it is there again, for the same way of checking.
  const before = row.work_sealed === null ? null : openWork(tx.env.seal, id, row.work_sealed)
  const kept = before !== null && (before.opening === null) === (opening === null) ? { ...before.record, endedAt: null } : emptyRecord
  const work: Work = { opening, items: await itemsOfVisit(tx.db, tx.scope, secret, tx.today), record: kept }
  const set = await setVisit(tx, row, 'started', {
    started_at: tx.now,
    work_sealed: sealWork(tx.env.seal, id, work),
    work_version: row.work_version + 1,
  })
  if (!set.ok) return set
  await tx.emit({
    kind: 'visit.started',
    thing: ['visit', id],
    payload: {
      number: row.number,
      entry: opening?.entry.kind ?? null,
      ...(opening?.entry.kind === 'reason' && { reason: opening.entry.reason }),
    },
  })
  return ok(done)
}

/** A check begun by mistake; what was written stays, and is there when the check begins again. */
export async function withdrawStart(tx: Tx, id: string, reason: string): Promise<Result<typeof done>> {
  const locked = await lockOwnVisit(tx, id)
  if (!locked.ok) return locked
  const set = await setVisit(tx, locked.value.row, 'approved', { started_at: null })
  if (!set.ok) return set
  await tx.emit({ kind: 'visit.start_withdrawn', thing: ['visit', id], payload: { number: locked.value.row.number, reason } })
  return ok(done)
}

const workOf = (tx: Tx, { row }: LockedVisit): Work =>
  row.work_sealed === null ? { opening: null, items: [], record: emptyRecord } : openWork(tx.env.seal, row.id, row.work_sealed)

/** What still keeps this record from being signed, by core's rule. */
export async function gapsOf(
  tx: Pick<Tx, 'db' | 'scope'>,
  scheme: Scheme,
  visit: { readonly id: string; readonly method: string | null; readonly officers: number },
  work: Work,
): Promise<Gap[]> {
  const settings = fieldworkOf(scheme)
  return findGaps({
    method: (visit.method ?? 'on-site') as 'on-site',
    questions: questionsOf(work.items),
    record: work.record,
    documents: settings.documents,
    files: new Set((await loadFiles(tx.db, tx.scope, visit.id)).map(f => f.sha256)),
    officers: visit.officers,
    maxPeople: settings.maxPeople.count,
  })
}

/** Errors: `visit.locked`, `visit.draft_stale` {version}, `visit.state`. */
export async function saveRecord(
  tx: Tx,
  id: string,
  { version, record }: BodyOf<Routes['visit.save']>,
): Promise<Result<{ version: number; gaps: Gap[] }>> {
  const locked = await lockOwnVisit(tx, id)
  if (!locked.ok) return locked
  const { row, team } = locked.value
  if (row.state === 'signing' || row.state === 'done' || row.state === 'closed') return err({ code: 'visit.locked' })
  if (row.state !== 'started') return err({ code: 'visit.state', state: visitStateNames[row.state] })
  if (row.work_version !== version) return err({ code: 'visit.draft_stale', version: row.work_version })
  const scheme = await currentScheme(tx.db, tx.scope)
  if (!scheme.ok) return scheme
  const work = { ...workOf(tx, locked.value), record }
  await setVisit(tx, row, null, { work_sealed: sealWork(tx.env.seal, id, work), work_version: version + 1 })
  await tx.emit({ kind: 'visit.saved', thing: ['visit', id], payload: { number: row.number, version: version + 1 } })
  return ok({ version: version + 1, gaps: await gapsOf(tx, scheme.value.scheme, { id, method: row.method, officers: team.length }, work) })
}

/** Before the record is locked, by the team; the office and the head may add the proof for a substitute. Errors: `visit.locked`, `file.*`. */
export async function attachFile(
  tx: Tx,
  id: string,
  query: QueryOf<Routes['visit.attach']>,
  upload: Upload,
): Promise<Result<{ sha256: string }>> {
  const locked = await lockVisit(tx, id)
  if (!locked.ok) return locked
  const { state } = locked.value.row
  if (state === 'signing' || state === 'done' || state === 'closed') return err({ code: 'visit.locked' })
  if (state === 'undone' || state === 'replaced' || state === 'cancelled')
    return err({ code: 'visit.state', state: visitStateNames[state] })
  return storeVisitFile(tx, id, upload, { sha256: query.sha256, purpose: query.purpose, takenAt: query.takenAt ?? null })
}

/** 送签 — fixes the bytes both officers sign. Errors: `visit.draft_stale`, `visit.incomplete` {count, says}. */
export async function sendToSign(tx: Tx, id: string, version: number): Promise<Result<{ recordSha256: string }>> {
  const locked = await lockOwnVisit(tx, id)
  if (!locked.ok) return locked
  const { row, secret, team } = locked.value
  if (row.state !== 'started') return err({ code: 'visit.state', state: visitStateNames[row.state] })
  if (row.work_version !== version) return err({ code: 'visit.draft_stale', version: row.work_version })
  const scheme = await currentScheme(tx.db, tx.scope)
  if (!scheme.ok) return scheme
  const before = workOf(tx, locked.value)
  const work: Work = { ...before, record: { ...before.record, endedAt: before.record.endedAt ?? tx.now } }
  const gaps = await gapsOf(tx, scheme.value.scheme, { id, method: row.method, officers: team.length }, work)
  if (gaps.length > 0) return err({ code: 'visit.incomplete', count: gaps.length, says: gaps[0]?.says ?? '' })
  const officers = await tx.db
    .selectFrom('inspector')
    .select(['code', 'name', 'certificate_number'])
    .where('agency_id', '=', tx.actor.agency)
    .where('code', 'in', [...team])
    .orderBy('code')
    .execute()
  const signed: SignedRecord = {
    type: 'mingcha/record/v1',
    number: row.number,
    subject: { code: secret.subject, name: secret.name },
    method: (row.method ?? 'on-site') as SignedRecord['method'],
    startedAt: row.started_at ?? tx.now,
    officers: officers.map(o => ({ code: o.code, name: o.name, certificate: o.certificate_number ?? '-' })),
    items: work.items.map(i => ({ ...i, content: [...i.content], bases: [...i.bases] })),
    opening: work.opening,
    record: work.record,
  }
  const recordSha256 = sha256Hex(encodeUtf8(printSorted(signed)))
  const set = await setVisit(tx, row, 'signing', {
    work_sealed: sealWork(tx.env.seal, id, work),
    record_sha256: recordSha256,
    ended_at: work.record.endedAt,
  })
  if (!set.ok) return set
  await tx.emit({ kind: 'visit.sent_to_sign', thing: ['visit', id], payload: { number: row.number } })
  return ok({ recordSha256 })
}

/** 撤回送签 — the signatures given so far fall away with the bytes they stood under. */
export async function takeBack(tx: Tx, id: string, reason: string): Promise<Result<typeof done>> {
  const locked = await lockOwnVisit(tx, id)
  if (!locked.ok) return locked
  const { row } = locked.value
  if (row.state !== 'signing') return err({ code: 'visit.state', state: visitStateNames[row.state] })
  const set = await setVisit(tx, row, 'started', { record_sha256: null, ended_at: null })
  if (!set.ok) return set
  await tx.db.deleteFrom('visit_signature').where('agency_id', '=', tx.actor.agency).where('visit_id', '=', id).execute()
  await tx.emit({ kind: 'visit.taken_back', thing: ['visit', id], payload: { number: row.number, reason } })
  return ok(done)
}

/**
 * 签名 — for oneself, over the hash one has before one. The last of the team submits: the record is fixed, the firm is known from here on,
 * a finding waits for the head. An off-site check that found a problem opens an on-site visit of the same team (HS-36, SJZ-44).
 * Errors: `visit.state`, `visit.sign_other`, `visit.signed`, `visit.certificate`.
 */
export async function signRecord(
  tx: Tx,
  id: string,
  recordSha256: string,
): Promise<Result<{ submitted: boolean; linkedVisit: string | null }>> {
  const locked = await lockOwnVisit(tx, id)
  if (!locked.ok) return locked
  const { row, secret, team } = locked.value
  const me = tx.actor.inspectorCode ?? ''
  if (row.state !== 'signing') return err({ code: 'visit.state', state: visitStateNames[row.state] })
  if (row.record_sha256 !== recordSha256) return err({ code: 'visit.sign_other' })
  const officer = await tx.db
    .selectFrom('inspector')
    .select(['name', 'certificate_number', 'certificate_valid_to'])
    .where('agency_id', '=', tx.actor.agency)
    .where('code', '=', me)
    .executeTakeFirstOrThrow()
  const on = chinaDay(row.ended_at ?? tx.now)
  if (officer.certificate_number === null || officer.certificate_valid_to === null || officer.certificate_valid_to < on)
    return err({ code: 'visit.certificate', officer: officer.name, validTo: officer.certificate_valid_to ?? '（没有）', on })
  const signed = await tx.db
    .insertInto('visit_signature')
    .values({
      agency_id: tx.actor.agency,
      visit_id: id,
      inspector_code: me,
      record_sha256: recordSha256,
      account_id: tx.actor.accountId,
      certificate_number: officer.certificate_number,
      signed_at: tx.now,
    })
    .onConflict(conflict => conflict.doNothing())
    .returning('inspector_code')
    .executeTakeFirst()
  if (!signed) return err({ code: 'visit.signed' })
  await tx.emit({ kind: 'visit.signed', thing: ['visit', id], payload: { number: row.number } })
  const { n } = await tx.db
    .selectFrom('visit_signature')
    .select(eb => eb.fn.countAll<number>().as('n'))
    .where('agency_id', '=', tx.actor.agency)
    .where('visit_id', '=', id)
    .executeTakeFirstOrThrow()
  if (Number(n) < team.length) return ok({ submitted: false, linkedVisit: null })
  return submit(tx, locked.value, workOf(tx, locked.value), secret.items)
}

async function submit(
  tx: Tx,
  { row, secret, team }: LockedVisit,
  work: Work,
  items: readonly string[],
): Promise<Result<{ submitted: boolean; linkedVisit: string | null }>> {
  const officers = await tx.db
    .selectFrom('visit_signature')
    .innerJoin('inspector', join =>
      join.onRef('inspector.agency_id', '=', 'visit_signature.agency_id').onRef('inspector.code', '=', 'visit_signature.inspector_code'),
    )
    .select(['inspector.code', 'inspector.name', 'visit_signature.certificate_number'])
    .where('visit_signature.agency_id', '=', tx.actor.agency)
    .where('visit_id', '=', row.id)
    .orderBy('inspector.code')
    .execute()
  const signed: SignedRecord = {
    type: 'mingcha/record/v1',
    number: row.number,
    subject: { code: secret.subject, name: secret.name },
    method: (row.method ?? 'on-site') as SignedRecord['method'],
    startedAt: row.started_at ?? tx.now,
    officers: officers.map(o => ({ code: o.code, name: o.name, certificate: o.certificate_number })),
    items: work.items.map(i => ({ ...i, content: [...i.content], bases: [...i.bases] })),
    opening: work.opening,
    record: recordSchema.parse(work.record),
  }
  // A certificate renumbered between the two signatures: the bytes are no longer those that were signed.
  if (sha256Hex(encodeUtf8(printSorted(signed))) !== row.record_sha256) return err({ code: 'visit.sign_other' })
  const doneOn = chinaDay(row.ended_at ?? tx.now)
  const set = await setVisit(tx, row, 'done', {
    subject_code: secret.subject,
    subject_name: secret.name,
    inspectors: [...team],
    done_on: doneOn,
    recorded_at: tx.now,
    recorded_by: tx.actor.accountId,
    record: JSON.stringify(signed),
  })
  if (!set.ok) return set
  await tx.db
    .insertInto('encounter')
    .values(
      team.map(inspector => ({ agency_id: tx.actor.agency, inspector_code: inspector, subject_code: secret.subject, on_date: doneOn })),
    )
    .onConflict(on => on.doNothing())
    .execute()
  await tx.emit({
    kind: 'visit.submitted',
    thing: ['visit', row.id],
    payload: {
      number: row.number,
      subject: secret.subject,
      outcome: work.record.outcome,
      method: row.method,
      recordSha256: row.record_sha256,
    },
  })
  await openFinding(tx, row.id)
  if (row.method !== 'off-site' || work.record.outcome !== 'violation') return ok({ submitted: true, linkedVisit: null })
  return goOnSite(tx, { row, secret, team, mine: true }, work.record, items.length > 0 ? items : work.items.map(i => i.code))
}

/** 非现场发现问题，转现场. @law HS-36 SJZ-44 LY-26 LY-30 */
async function goOnSite(
  tx: Tx,
  { row, secret, team }: LockedVisit,
  record: VisitRecord,
  items: readonly string[],
): Promise<Result<{ submitted: boolean; linkedVisit: string | null }>> {
  const dueOn = addWorkingDays(calendar, tx.today, 3).on
  const opened = await openTargetedVisit(tx, {
    subjectCode: secret.subject,
    inspectors: team,
    items,
    ground: 'data',
    reason: (record.offSite?.text ?? '').slice(0, 200),
    dueOn,
    leadId: null,
    origin: { kind: 'visit', id: row.id, says: `由非现场检查 ${row.number} 转入` },
  })
  if (!opened.ok) return opened
  const followed = await openFollowUps(tx, row.id, [
    {
      kind: 'on-site',
      ownerUnit: '',
      dueOn,
      content: `立即开展现场检查 ${opened.value.number}`,
      detail: { linkedVisit: opened.value.id, number: opened.value.number },
    },
  ])
  if (!followed.ok) return followed
  return ok({ submitted: true, linkedVisit: opened.value.id })
}
