/** 线索列表. Whether a firm stands on the 正面清单 is asked of the registry on the day; the check a lead led to is named only when it is done (X-04). */
import type { Scope } from '@mingcha/core/access'
import type { QueryOf, ReplyOf, Routes } from '@mingcha/core/api'
import type { PlainDate } from '@mingcha/core/base'
import { disposalNames, type LeadOrigin, leadOriginNames } from '@mingcha/core/followup'
import { leadStateNames, visitStateNames } from '@mingcha/core/inspection'
import type { ReadDb } from '../../db/tx.ts'
import { hasMark } from '../registry/marks.ts'

/** 生态环境监督执法正面清单. @law HS-36 */
export async function isOnPositiveList(db: ReadDb, scope: Scope, today: PlainDate, subjectCode: string): Promise<boolean> {
  const row = await db
    .selectFrom('subject')
    .select(hasMark('positiveList', today).as('positive'))
    .where('agency_id', 'in', scope.agencies)
    .where('code', '=', subjectCode)
    .executeTakeFirst()
  return row?.positive ?? false
}

const stepSays: Record<string, (d: Record<string, unknown>) => string> = {
  hand: d => `${disposalNames.hand}${d.unit}（${d.on}）${d.note ? `：${d.note}` : ''}`,
  transfer: d => `移送${d.recipient}，文号 ${d.documentNumber}（${d.on}）${d.note ? `：${d.note}` : ''}`,
  check: d => `${disposalNames.check}，${d.dueOn} 前完成：${d.reason}`,
  none: d => `${disposalNames.none}：${d.reason}`,
  reopened: d => `恢复办理：${d.reason}`,
  closed: d => `办结：${d.result}`,
}

export async function listLeads(
  db: ReadDb,
  scope: Scope,
  today: PlainDate,
  query: QueryOf<Routes['lead.list']>,
): Promise<ReplyOf<Routes['lead.list']>> {
  let base = db
    .selectFrom('lead')
    .leftJoin('subject', join => join.onRef('subject.agency_id', '=', 'lead.agency_id').onRef('subject.code', '=', 'lead.subject_code'))
    .leftJoin('visit', join => join.onRef('visit.agency_id', '=', 'lead.agency_id').onRef('visit.id', '=', 'lead.visit_id'))
    .where('lead.agency_id', 'in', scope.agencies)
  if (query.state === 'live') base = base.where('lead.state', '!=', 'closed')
  else if (query.state) base = base.where('lead.state', '=', query.state)
  if (query.unit) base = base.where('lead.owner_unit', '=', query.unit)
  const { total } = await base.select(eb => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
  let page = base
    .selectAll('lead')
    .select([hasMark('positiveList', today).as('positive'), 'visit.number as visit_number', 'visit.state as visit_state'])
    .orderBy('lead.number', 'desc')
    .limit(query.limit + 1)
  if (query.after) page = page.where('lead.number', '<', query.after)
  const found = await page.execute()
  const rows = found.slice(0, query.limit)
  const history = new Map<string, { at: string; says: string }[]>()
  if (rows.length > 0)
    for (const s of await db
      .selectFrom('lead_step')
      .leftJoin('account', join =>
        join.onRef('account.agency_id', '=', 'lead_step.agency_id').onRef('account.id', '=', 'lead_step.actor_id'),
      )
      .select(['lead_step.lead_id', 'lead_step.action', 'lead_step.detail', 'lead_step.at', 'account.name'])
      .where('lead_step.agency_id', 'in', scope.agencies)
      .where(
        'lead_step.lead_id',
        'in',
        rows.map(r => r.id),
      )
      .orderBy('lead_step.seq')
      .execute()) {
      const says = stepSays[s.action]?.(s.detail as Record<string, unknown>) ?? s.action
      history.set(s.lead_id, [...(history.get(s.lead_id) ?? []), { at: s.at, says: `${says}（${s.name ?? '—'}）` }])
    }
  const counts = await db
    .selectFrom('lead')
    .select(eb => ['state', eb.fn.countAll<number>().as('n')])
    .where('agency_id', 'in', scope.agencies)
    .groupBy('state')
    .execute()
  return {
    rows: rows.map(r => {
      const state = r.state as 'open'
      const visible = r.visit_state === 'done' || r.visit_state === 'closed'
      return {
        id: r.id,
        number: r.number,
        origin: r.origin as LeadOrigin,
        originName: leadOriginNames[r.origin as LeadOrigin],
        subject: { code: r.subject_code, name: r.subject_name },
        text: r.text,
        receivedOn: r.received_on,
        state,
        stateName: leadStateNames[state],
        ownerUnit: r.owner_unit,
        dueOn: r.due_on,
        overdue: r.due_on !== null && r.due_on < today && r.state !== 'closed',
        positiveList: r.positive,
        history: history.get(r.id) ?? [],
        visit: visible ? { number: r.visit_number ?? '', state: visitStateNames[r.visit_state as 'done'] } : null,
      }
    }),
    total,
    next: found.length > query.limit ? (rows.at(-1)?.number ?? null) : null,
    counts: Object.fromEntries(counts.map(c => [c.state, c.n])),
  }
}
