/** 结果、公示、后续处置、线索、回访的事实. Only submitted visits are named here, so their firms may be. */
import type { Scope } from '@mingcha/core/access'
import type { PlainDate } from '@mingcha/core/base'
import type { DeskFacts } from '@mingcha/core/desk'
import { type FollowUpKind, followUpKindNames } from '@mingcha/core/followup'
import type { FindingState } from '@mingcha/core/inspection'
import { sql } from 'kysely'
import { chinaDay } from '../../china-time.ts'
import type { ReadDb } from '../../db/tx.ts'

export async function loadResultFacts(
  db: ReadDb,
  scope: Scope,
): Promise<Pick<DeskFacts, 'changes' | 'findings' | 'disclosures' | 'followUps' | 'closable' | 'unfollowed' | 'leads' | 'returnVisits'>> {
  const changes = await db
    .selectFrom('visit_change')
    .select(['id', 'kind', 'asked_at'])
    .where('agency_id', 'in', scope.agencies)
    .where('state', '=', 'asked')
    .execute()
  const findings = await db
    .selectFrom('finding')
    .innerJoin('visit', join => join.onRef('visit.agency_id', '=', 'finding.agency_id').onRef('visit.id', '=', 'finding.visit_id'))
    .select([
      'finding.visit_id',
      'finding.version',
      'finding.state',
      'finding.determined_on',
      'finding.due_on',
      'finding.provisional',
      'visit.number',
      'visit.subject_name',
      'visit.done_on',
    ])
    .where('finding.agency_id', 'in', scope.agencies)
    .where('finding.state', 'in', ['submitted', 'determined', 'returned', 'reviewed'])
    .execute()
  const disclosures = await db
    .selectFrom('disclosure')
    .innerJoin('finding', join =>
      join
        .onRef('finding.agency_id', '=', 'disclosure.agency_id')
        .onRef('finding.visit_id', '=', 'disclosure.visit_id')
        .onRef('finding.version', '=', 'disclosure.version'),
    )
    .innerJoin('visit', join => join.onRef('visit.agency_id', '=', 'disclosure.agency_id').onRef('visit.id', '=', 'disclosure.visit_id'))
    .select([
      'disclosure.visit_id',
      'disclosure.channel',
      'disclosure.state',
      'disclosure.reason',
      'disclosure.at',
      'finding.published_at',
      'visit.number',
    ])
    .where('disclosure.agency_id', 'in', scope.agencies)
    .where('disclosure.state', 'in', ['waiting', 'exported', 'returned'])
    .where('finding.published_at', 'is not', null)
    // Where a correction stands beside it, the older version no longer has to arrive.
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('finding as newer')
            .select('newer.version')
            .whereRef('newer.agency_id', '=', 'disclosure.agency_id')
            .whereRef('newer.visit_id', '=', 'disclosure.visit_id')
            .whereRef('newer.version', '>', 'disclosure.version')
            .where('newer.published_at', 'is not', null),
        ),
      ),
    )
    .execute()
  const followUps = await db
    .selectFrom('follow_up')
    .innerJoin('visit', join => join.onRef('visit.agency_id', '=', 'follow_up.agency_id').onRef('visit.id', '=', 'follow_up.visit_id'))
    .select([
      'follow_up.id',
      'follow_up.visit_id',
      'follow_up.kind',
      'follow_up.state',
      'follow_up.owner_unit',
      'follow_up.due_on',
      'visit.number',
    ])
    .where('follow_up.agency_id', 'in', scope.agencies)
    .where('follow_up.state', 'in', ['open', 'recheck'])
    .execute()
  const leads = await db
    .selectFrom('lead')
    .select(['id', 'number', 'owner_unit', 'due_on'])
    .where('agency_id', 'in', scope.agencies)
    .where('state', '=', 'open')
    .execute()
  const returnVisits = await db
    .selectFrom('return_visit')
    .innerJoin('visit', join =>
      join.onRef('visit.agency_id', '=', 'return_visit.agency_id').onRef('visit.id', '=', 'return_visit.visit_id'),
    )
    .select(['return_visit.visit_id', 'return_visit.due_on', 'visit.number'])
    .where('return_visit.agency_id', 'in', scope.agencies)
    .where('return_visit.state', '=', 'due')
    .execute()
  return {
    changes: changes.map(c => ({ id: c.id, kind: c.kind as 'illness', askedOn: chinaDay(c.asked_at) })),
    findings: findings.map(f => ({
      visitId: f.visit_id,
      number: f.number,
      subject: f.subject_name,
      version: f.version,
      state: f.state as FindingState,
      completedOn: (f.done_on ?? f.determined_on) as PlainDate,
      determinedOn: f.determined_on as PlainDate | null,
      dueOn: f.due_on as PlainDate | null,
      provisional: f.provisional,
    })),
    disclosures: disclosures.map(d => ({
      visitId: d.visit_id,
      number: d.number,
      channel: d.channel,
      state: d.state as 'waiting',
      since: chinaDay(d.at ?? d.published_at ?? ''),
      reason: d.reason ?? '',
    })),
    followUps: followUps.map(f => ({
      id: f.id,
      visitId: f.visit_id,
      number: f.number,
      kindName: followUpKindNames[f.kind as FollowUpKind],
      state: f.state as 'open',
      ownerUnit: f.owner_unit,
      dueOn: f.due_on as PlainDate | null,
    })),
    ...(await loadLoops(db, scope)),
    leads: leads.map(l => ({ id: l.id, number: l.number, ownerUnit: l.owner_unit, dueOn: l.due_on as PlainDate | null })),
    returnVisits: returnVisits.map(r => ({ visitId: r.visit_id, number: r.number, dueOn: r.due_on as PlainDate })),
  }
}

/** 闭环: the newest determined version of each visit, with what follows it. @law LY-02 */
async function loadLoops(db: ReadDb, scope: Scope): Promise<Pick<DeskFacts, 'closable' | 'unfollowed'>> {
  const rows = await db
    .selectFrom('visit')
    .innerJoin('finding', join => join.onRef('finding.agency_id', '=', 'visit.agency_id').onRef('finding.visit_id', '=', 'visit.id'))
    .select([
      'visit.id',
      'visit.number',
      'visit.state',
      'visit.subject_name',
      'finding.state as finding_state',
      'finding.problem',
      'finding.determined_on',
      'visit.done_on',
      sql<number>`(select count(*) from follow_up f where f.agency_id = visit.agency_id and f.visit_id = visit.id and f.state <> 'cancelled')`.as(
        'follow_ups',
      ),
      sql<number>`(select count(*) from follow_up f where f.agency_id = visit.agency_id and f.visit_id = visit.id and f.state in ('open', 'recheck'))`.as(
        'open_follow_ups',
      ),
    ])
    .where('visit.agency_id', 'in', scope.agencies)
    .where(eb => eb.or([eb('visit.state', '=', 'done'), eb.and([eb('visit.state', '=', 'closed'), eb('finding.problem', '=', true)])]))
    .where('finding.state', 'in', ['determined', 'reviewed', 'published', 'withheld'])
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('finding as newer')
            .select('newer.version')
            .whereRef('newer.agency_id', '=', 'finding.agency_id')
            .whereRef('newer.visit_id', '=', 'finding.visit_id')
            .whereRef('newer.version', '>', 'finding.version')
            .where('newer.state', '!=', 'dropped'),
        ),
      ),
    )
    .execute()
  const thing = (r: (typeof rows)[number]) => ({ visitId: r.id, number: r.number, subject: r.subject_name })
  const isPublic = (state: string) => state === 'published' || state === 'withheld'
  return {
    unfollowed: rows
      .filter(r => r.problem === true && Number(r.follow_ups) === 0)
      .map(r => ({ ...thing(r), since: (r.determined_on ?? r.done_on) as PlainDate })),
    closable: rows
      .filter(
        r =>
          r.state === 'done' &&
          isPublic(r.finding_state) &&
          Number(r.open_follow_ups) === 0 &&
          (r.problem !== true || Number(r.follow_ups) > 0),
      )
      .map(thing),
  }
}
