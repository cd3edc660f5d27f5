/**
 * 针对性检查 — a visit that was not drawn: on a lead, an order, a re-check, or because an off-site check found a problem. It never counts toward a
 * quota and its officers are named, not drawn; approval, notice and record are the same. @law HS-36 SJZ-87 LY-22
 */
import { randomUUID } from 'node:crypto'
import { err, ok, type PlainDate, type Result } from '@mingcha/core/base'
import { isBasisInForce } from '@mingcha/core/inspection'
import { checkGround } from '@mingcha/core/scheme'
import type { Tx } from '../../db/tx.ts'
import { loadItemLists } from '../items/queries.ts'
import { judgeOfficer, loadRecusals } from '../registry/for-draw.ts'
import { currentScheme } from '../scheme/queries.ts'
import { nextNumbers, officerMac, sealVisit, subjectMac, type VisitSecret } from './for-batch.ts'
import { lockVisit, setVisit } from './lock.ts'

export interface NewTargetedVisit {
  readonly subjectCode: string
  readonly inspectors: readonly string[]
  readonly items: readonly string[]
  readonly ground: string
  readonly reason: string
  readonly dueOn: string
  readonly leadId: string | null
  readonly origin: { readonly kind: string; readonly id: string; readonly says: string } | null
  readonly kind?: 'targeted' | 'recheck'
  /** Set: the visit is to be made in this way, and scheduling another needs a reason (HS-36). */
  readonly method?: 'on-site' | null
  /** 佐证、交办单 where the ground asks for one. */
  readonly document?: string
}

/** From the desk or a lead: the ground must be one of the scheme's. Errors: `scheme.none`, those of `checkGround`. @law SJZ-32 JX-60 EZ-16 */
export async function admitGround(tx: Tx, ground: string, document: string, onLead: boolean): Promise<Result<true>> {
  const current = await currentScheme(tx.db, tx.scope)
  if (!current.ok) return current
  const admitted = checkGround(current.value.scheme, ground, document, onLead)
  return admitted.ok ? ok(true) : admitted
}

/** Errors: `request.invalid`, `visit.team` {why}, `gate.not_listed`, `gate.no_basis`, `visit.past`. */
export async function openTargetedVisit(tx: Tx, wanted: NewTargetedVisit): Promise<Result<{ id: string; number: string }>> {
  const agency = tx.actor.agency
  if (wanted.dueOn < tx.today) return err({ code: 'visit.past', on: wanted.dueOn })
  const subject = await tx.db
    .selectFrom('subject')
    .select(['code', 'name'])
    .where('agency_id', '=', agency)
    .where('code', '=', wanted.subjectCode)
    .executeTakeFirst()
  if (!subject) return err({ code: 'request.invalid', where: 'subjectCode', why: '检查对象名录库中没有这个代码' })
  const team = await chooseTeam(tx, subject.code, wanted.inspectors, wanted.dueOn as PlainDate)
  if (!team.ok) return team
  const lists = await loadItemLists(tx.db, tx.scope)
  for (const code of wanted.items) {
    const item = lists.published.get(code)
    if (!item) return err({ code: 'gate.not_listed', item: code, version: lists.publishedVersion ?? 0, who: '综合办' })
    if (!item.bases.some(b => isBasisInForce(b, tx.today)))
      return err({ code: 'gate.no_basis', item: item.name, on: tx.today, why: '没有现行有效的依据', who: '综合办' })
  }
  const id = randomUUID()
  const number = (await nextNumbers(tx, Number(tx.today.slice(0, 4))))(0)
  const secret: VisitSecret = {
    subject: subject.code,
    name: subject.name,
    slots: team.value.map((o, i) => ({ slot: String(i + 1).padStart(2, '0'), speciality: o.speciality, inspector: o.code })),
    strata: [],
    tasks: [],
    items: [...new Set(wanted.items)].sort(),
    reason: wanted.reason,
  }
  await tx.db
    .insertInto('visit')
    .values({
      agency_id: agency,
      id,
      number,
      batch_code: null,
      kind: wanted.kind ?? 'targeted',
      origin: JSON.stringify({
        ground: wanted.ground,
        leadId: wanted.leadId,
        ...(wanted.document ? { document: wanted.document } : {}),
        ...(wanted.origin ?? { kind: 'office', id: '-', says: '针对性检查' }),
      }),
      sealed: sealVisit(tx.env.seal, id, secret),
      subject_mac: subjectMac(tx.env.seal, subject.code),
      state: 'waiting',
      method: wanted.method ?? null,
      due_on: wanted.dueOn,
    })
    .execute()
  await tx.db
    .insertInto('visit_officer')
    .values(team.value.map(o => ({ agency_id: agency, visit_id: id, mac: officerMac(tx.env.seal, 'direct', o.code) })))
    .execute()
  // The lead names the firm: the event does not name the lead until the visit is done.
  await tx.emit({ kind: 'visit.opened', thing: ['visit', id], payload: { number, ground: wanted.ground, dueOn: wanted.dueOn } })
  return ok({ id, number })
}

/** Two certified officers at least, certificates distinct and valid to the due day, nobody recused. @law A-29 LY-09 */
async function chooseTeam(
  tx: Tx,
  subject: string,
  codes: readonly string[],
  dueOn: PlainDate,
): Promise<Result<readonly { code: string; speciality: string }[]>> {
  const wanted = [...new Set(codes)]
  const rows = await tx.db
    .selectFrom('inspector')
    .selectAll()
    .where('agency_id', '=', tx.actor.agency)
    .where('code', 'in', wanted)
    .execute()
  const barred = new Set((await loadRecusals(tx.db, tx.scope)).filter(r => r.subject === subject).map(r => r.inspector))
  if (wanted.length < 2) return err({ code: 'visit.team', why: '至少两名持证执法人员（A-29）' })
  for (const code of wanted) {
    const o = rows.find(r => r.code === code)
    if (!o) return err({ code: 'visit.team', why: `检查人员名录库中没有 ${code}` })
    const judged = judgeOfficer(o, tx.today, dueOn)
    if (!judged.available) return err({ code: 'visit.team', why: `${o.name}：${judged.why}` })
    if (barred.has(code)) return err({ code: 'visit.team', why: `${o.name}须回避` })
  }
  if (new Set(rows.map(r => r.certificate_number)).size < wanted.length) return err({ code: 'visit.team', why: '执法证号重复（A-29）' })
  return ok(wanted.map(code => ({ code, speciality: rows.find(r => r.code === code)?.specialities[0] ?? '-' })))
}

/** 作废 — only what was not drawn. Errors: `visit.not_random`, `visit.state`. */
export async function cancelVisit(tx: Tx, id: string, reason: string): Promise<Result<{ ok: true }>> {
  const locked = await lockVisit(tx, id)
  if (!locked.ok) return locked
  const { row } = locked.value
  if (row.kind === 'random') return err({ code: 'visit.not_random' })
  const set = await setVisit(tx, row, 'cancelled', {})
  if (!set.ok) return set
  await tx.emit({ kind: 'visit.cancelled', thing: ['visit', id], payload: { number: row.number, reason } })
  return ok({ ok: true })
}
