/**
 * 开立针对性检查 — a check that was not drawn: from a lead, a follow-up, a recheck. It counts toward no quota and no cap (no batch, no strata, no tasks).
 * Refuses fewer than two certified officers, one who is recused, an item outside the published list or without a basis in force (三个不查).
 * Whom it concerns and who goes is sealed as with drawn visits. @law HS-36 JX-07 EZ-03 A-29
 */
import { randomUUID } from 'node:crypto'
import { err, ok, type PlainDate, type Result } from '@mingcha/core/base'
import { isBasisInForce } from '@mingcha/core/inspection'
import type { Tx } from '../../db/tx.ts'
import { loadItemLists } from '../items/queries.ts'
import { loadRecusals, loadRosterForDraw } from '../registry/for-draw.ts'
import { nextNumbers, officerMac, sealVisit, subjectMac } from './for-batch.ts'

export interface TargetedVisit {
  readonly subjectCode: string
  readonly inspectors: readonly string[]
  readonly items: readonly string[]
  readonly ground: string
  readonly reason: string
  readonly dueOn: string
  readonly leadId: string | null
  /** The visit, lead or follow-up this one came from. */
  readonly origin: { readonly kind: string; readonly id: string; readonly says: string }
  /** Set where the law leaves no choice. */
  readonly method?: 'on-site' | null
}

/** Errors: `visit.subject` {subject}, `visit.team` {why}, `visit.items` {why}, `visit.past` {on}. */
export async function openTargetedVisit(tx: Tx, wanted: TargetedVisit): Promise<Result<{ id: string; number: string }>> {
  if (wanted.dueOn < tx.today) return err({ code: 'visit.past', on: wanted.dueOn })
  const subject = await tx.db
    .selectFrom('subject')
    .select(['code', 'name', 'status'])
    .where('agency_id', '=', tx.actor.agency)
    .where('code', '=', wanted.subjectCode)
    .executeTakeFirst()
  if (!subject || subject.status === 'deregistered') return err({ code: 'visit.subject', subject: wanted.subjectCode })
  const team = [...new Set(wanted.inspectors)]
  if (team.length < 2) return err({ code: 'visit.team', why: '须有两名不同的执法人员' })
  const roster = await loadRosterForDraw(tx.db, tx.scope, { from: tx.today, dueOn: wanted.dueOn as PlainDate })
  const officers = team.map(code => roster.available.find(o => o.code === code))
  const unfit = team.find((_, i) => officers[i] === undefined)
  if (unfit !== undefined) return err({ code: 'visit.team', why: `${unfit} 不是可用的持证执法人员` })
  if (new Set(officers.map(o => o?.certificateNumber)).size < team.length) return err({ code: 'visit.team', why: '两人的执法证号相同' })
  const recused = (await loadRecusals(tx.db, tx.scope)).find(r => r.subject === subject.code && team.includes(r.inspector))
  if (recused) return err({ code: 'visit.team', why: `${recused.inspector} 对这家企业应当回避` })
  const lists = await loadItemLists(tx.db, tx.scope)
  for (const code of wanted.items) {
    const item = lists.published.get(code)
    if (!item) return err({ code: 'visit.items', why: `${code} 不在已公布的清单内` })
    if (!item.bases.some(b => isBasisInForce(b, tx.today))) return err({ code: 'visit.items', why: `“${item.name}”的检查依据已失效` })
  }
  const id = randomUUID()
  const number = (await nextNumbers(tx, Number(wanted.dueOn.slice(0, 4))))(0)
  const sealed = sealVisit(tx.env.seal, id, {
    subject: subject.code,
    name: subject.name,
    slots: officers.flatMap((o, i) => (o ? [{ slot: String(i + 1), speciality: o.specialities[0] ?? '', inspector: o.code }] : [])),
    strata: [],
    tasks: [],
    items: [...new Set(wanted.items)].sort(),
  })
  await tx.db
    .insertInto('visit')
    .values({
      agency_id: tx.actor.agency,
      id,
      number,
      batch_code: null,
      kind: 'targeted',
      origin: JSON.stringify({ ...wanted.origin, ground: wanted.ground }),
      sealed,
      subject_mac: subjectMac(tx.env.seal, subject.code),
      state: 'waiting',
      due_on: wanted.dueOn,
      method: wanted.method ?? null,
    })
    .execute()
  await tx.db
    .insertInto('visit_officer')
    .values(team.map(code => ({ agency_id: tx.actor.agency, visit_id: id, mac: officerMac(tx.env.seal, 'direct', code) })))
    .execute()
  // The lead names the firm: the event does not name the lead until the visit is done.
  await tx.emit({ kind: 'visit.opened', thing: ['visit', id], payload: { number, ground: wanted.ground } })
  return ok({ id, number })
}
