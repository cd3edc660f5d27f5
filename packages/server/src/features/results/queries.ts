/** 检查结果 — lists with their countdown, one result with everything a head, a reviewer or the office needs to decide, and the year's counts. */
import { type Actor, can, type Scope } from '@mingcha/core/access'
import { type EventName, eventKinds, type QueryOf, type ReplyOf, type Routes } from '@mingcha/core/api'
import { err, ok, type PlainDate, type Result, yearOf } from '@mingcha/core/base'
import { addWorkingDays } from '@mingcha/core/calendar'
import { type FindingState, findingStateNames, outcomeNames } from '@mingcha/core/inspection'
import {
  contradicts,
  countdownTo,
  countPublicity,
  type Effect,
  findPersonalData,
  isProblem,
  type PublicityCount,
  type PublicityRule,
  publicSummary,
  remindOn,
  type Severity,
  startOfPublicity,
} from '@mingcha/core/publicity'
import { fieldworkOf } from '@mingcha/core/scheme'
import { z } from 'zod'
import { calendar } from '../../china-time.ts'
import type { ReadDb } from '../../db/tx.ts'
import type { Env } from '../../env.ts'
import { leafIndexOf } from '../log/read-log.ts'
import { currentScheme } from '../scheme/queries.ts'
import { loadDoneVisit } from '../visits/for-results.ts'
import { whyNotReviewer } from './commands.ts'
import { composeLine, type FindingRow, loadFacts } from './compose.ts'
import { loadDisclosures, viewDisclosure } from './disclosures.ts'

type List = ReplyOf<Routes['finding.list']>
type Row = List['rows'][number]
type View = ReplyOf<Routes['finding.view']>

interface Shown {
  readonly row: FindingRow
  readonly number: string
  readonly subjectCode: string
  readonly subjectName: string
  readonly doneOn: PlainDate
  readonly inspectors: readonly string[]
}

function viewRow(actor: Actor, rule: PublicityRule | null, today: PlainDate, s: Shown): Row {
  const f = s.row
  const state = f.state as FindingState
  const isPublic = state === 'published' || state === 'withheld'
  const due = f.due_on as PlainDate | null
  const determinedOn = f.determined_on as PlainDate | null
  const start = rule && startOfPublicity(rule, { completedOn: s.doneOn, determinedOn })
  const mine =
    state === 'submitted' || state === 'returned'
      ? can(actor, 'finding.determine').ok
      : state === 'determined'
        ? can(actor, 'finding.review').ok &&
          f.determined_by !== actor.accountId &&
          !(actor.inspectorCode !== null && s.inspectors.includes(actor.inspectorCode))
        : state === 'reviewed' && can(actor, 'finding.publish').ok
  return {
    visitId: f.visit_id,
    number: s.number,
    version: f.version,
    state,
    stateName: findingStateNames[state],
    subjectCode: s.subjectCode,
    subjectName: s.subjectName,
    doneOn: s.doneOn,
    phrase: f.phrase,
    problem: f.problem,
    effect: f.effect as Effect,
    determinedOn,
    dueOn: due,
    provisional: f.provisional,
    remindOn: due && rule && start ? remindOn(calendar, rule, start, due) : due,
    countdown: due && !isPublic ? { ...countdownTo(calendar, today, due) } : null,
    publishedAt: f.published_at,
    correction: f.correction_reason !== null,
    mine,
  }
}

const statesOf = {
  determine: ['submitted', 'returned'],
  review: ['determined'],
  publish: ['reviewed'],
  public: ['published', 'withheld'],
} as const satisfies Record<string, readonly FindingState[]>

/** The newest version of each visit that was not dropped. @law SJZ-63 EZ-13 */
export async function listFindings(
  db: ReadDb,
  scope: Scope,
  actor: Actor,
  today: PlainDate,
  query: QueryOf<Routes['finding.list']>,
): Promise<List> {
  const scheme = await currentScheme(db, scope)
  const newest = db
    .selectFrom('finding as g')
    .select(eb => ['g.agency_id', 'g.visit_id', eb.fn.max('g.version').as('version')])
    .where('g.agency_id', 'in', scope.agencies)
    .where('g.state', '<>', 'dropped')
    .groupBy(['g.agency_id', 'g.visit_id'])
  const base = db
    .selectFrom('finding')
    .innerJoin(newest.as('n'), join =>
      join
        .onRef('n.agency_id', '=', 'finding.agency_id')
        .onRef('n.visit_id', '=', 'finding.visit_id')
        .onRef('n.version', '=', 'finding.version'),
    )
    .innerJoin('visit', join => join.onRef('visit.agency_id', '=', 'finding.agency_id').onRef('visit.id', '=', 'finding.visit_id'))
    .where('finding.agency_id', 'in', scope.agencies)
  const counted = await base
    .select(eb => ['finding.state', eb.fn.countAll<number>().as('n')])
    .groupBy('finding.state')
    .execute()
  let rows = base
    .selectAll('finding')
    .select(['visit.number', 'visit.subject_code', 'visit.subject_name', 'visit.done_on', 'visit.inspectors'])
    // What is due first stands first; what is public, newest first.
    .orderBy('finding.published_at', 'desc')
    .orderBy('finding.due_on')
    .orderBy('visit.number')
    .limit(500)
  if (query.state !== undefined) rows = rows.where('finding.state', '=', query.state)
  if (query.tab !== undefined) rows = rows.where('finding.state', 'in', statesOf[query.tab])
  const rule = scheme.ok ? scheme.value.scheme.publicity : null
  return {
    rows: (await rows.execute()).map(r =>
      viewRow(actor, rule, today, {
        row: r,
        number: r.number,
        subjectCode: r.subject_code ?? '',
        subjectName: r.subject_name ?? '',
        doneOn: (r.done_on ?? today) as PlainDate,
        inspectors: r.inspectors ?? [],
      }),
    ),
    counts: Object.fromEntries(counted.map(c => [c.state, Number(c.n)])),
    metrics: copy(await countYear(db, scope, query.year ?? yearOf(today), today)),
  }
}

const copy = (m: PublicityCount): List['metrics'] => ({
  ...m,
  grounds: m.grounds.map(g => ({ ...g })),
  months: m.months.map(x => ({ ...x })),
})

/** 公开率 of a year. @law EZ-06 EZ-13 SJZ-09 */
export async function countYear(db: ReadDb, scope: Scope, year: number, today: PlainDate): Promise<PublicityCount> {
  const rows = await db
    .selectFrom('finding')
    .select(['visit_id', 'version', 'state', 'determined_on', 'due_on', 'ground', 'late_reason'])
    .where('agency_id', 'in', scope.agencies)
    .where(eb =>
      eb(
        'visit_id',
        'in',
        eb
          .selectFrom('finding as first')
          .select('first.visit_id')
          .whereRef('first.agency_id', '=', 'finding.agency_id')
          .where(e =>
            e.or([
              e('first.determined_on', 'is', null),
              e.and([e('first.determined_on', '>=', `${year}-01-01`), e('first.determined_on', '<=', `${year}-12-31`)]),
              e('first.published_at', 'is', null),
            ]),
          ),
      ),
    )
    .execute()
  return countPublicity(
    rows.map(r => ({
      visitId: r.visit_id,
      version: r.version,
      state: r.state as FindingState,
      determinedOn: r.determined_on as PlainDate | null,
      dueOn: r.due_on as PlainDate | null,
      ground: r.ground,
      lateReason: r.late_reason,
    })),
    year,
    today,
  )
}

const note = z.looseObject({ reason: z.string().optional(), opinion: z.string().optional(), lateReason: z.string().nullish() })

/** Errors: `finding.not_found`, `scheme.none`. */
export async function viewFinding(db: ReadDb, scope: Scope, env: Env, actor: Actor, today: PlainDate, id: string): Promise<Result<View>> {
  const visit = await loadDoneVisit(db, scope, id)
  const rows = await db
    .selectFrom('finding')
    .selectAll()
    .where('agency_id', 'in', scope.agencies)
    .where('visit_id', '=', id)
    .orderBy('version')
    .execute()
  const newest = rows.filter(r => r.state !== 'dropped').at(-1)
  if (!visit || !newest) return err({ code: 'finding.not_found' })
  const current = await currentScheme(db, scope)
  if (!current.ok) return current
  const { scheme } = current.value
  const own = fieldworkOf(scheme)
  const facts = await loadFacts(db, scope, env, visit)
  const accounts = new Map(
    (await db.selectFrom('account').select(['id', 'name']).where('agency_id', 'in', scope.agencies).execute()).map(a => [a.id, a.name]),
  )
  const who = (account: string | null) => (account === null ? null : (accounts.get(account) ?? '—'))
  const officers = new Map(
    visit.inspectors.length === 0
      ? []
      : (
          await db
            .selectFrom('inspector')
            .select(['code', 'name'])
            .where('agency_id', 'in', scope.agencies)
            .where('code', 'in', [...visit.inspectors])
            .execute()
        ).map(o => [o.code, o.name]),
  )
  const signatures = new Map(
    (
      await db
        .selectFrom('visit_signature')
        .select(['inspector_code', 'signed_at'])
        .where('agency_id', 'in', scope.agencies)
        .where('visit_id', '=', id)
        .execute()
    ).map(s => [s.inspector_code, s.signed_at]),
  )
  const files = await db
    .selectFrom('visit_file')
    .select(['sha256', 'purpose', 'file_name', 'media_type', 'size', 'uploaded_at'])
    .where('agency_id', 'in', scope.agencies)
    .where('visit_id', '=', id)
    .orderBy('uploaded_at')
    .execute()
  const followUps = await db
    .selectFrom('follow_up')
    .select(['id', 'kind', 'state', 'owner_unit', 'due_on', 'content'])
    .where('agency_id', 'in', scope.agencies)
    .where('visit_id', '=', id)
    .orderBy('opened_at')
    .execute()
  const replies = await db
    .selectFrom('enterprise_reply')
    .selectAll()
    .where('agency_id', 'in', scope.agencies)
    .where('visit_id', '=', id)
    .orderBy('received_on')
    .orderBy('at')
    .execute()
  const history = await db
    .selectFrom('event')
    .select(['id', 'kind', 'actor_id', 'occurred_at', 'payload'])
    .where('agency_id', 'in', scope.agencies)
    .where('thing_kind', '=', 'finding')
    .where('thing_id', 'like', `${id}/%`)
    .orderBy('id')
    .execute()
  const units = await db.selectFrom('unit').select('name').where('agency_id', 'in', scope.agencies).orderBy('name').execute()
  const versions: View['versions'] = []
  for (const r of rows)
    versions.push({
      version: r.version,
      state: r.state as FindingState,
      stateName: findingStateNames[r.state as FindingState],
      code: r.code,
      phrase: r.phrase,
      severity: r.severity as Severity | null,
      summary: r.summary,
      redactedSummary: r.redacted_summary,
      jointPunishment: r.joint_punishment,
      effect: r.effect as Effect,
      ground: r.ground,
      groundReason: r.ground_reason,
      determinedOn: r.determined_on,
      determinedBy: who(r.determined_by),
      reviewedBy: who(r.reviewed_by),
      reviewedAt: r.reviewed_at,
      reviewOpinion: r.review_opinion,
      dueOn: r.due_on,
      publishedAt: r.published_at,
      publishedBy: who(r.published_by),
      lateReason: r.late_reason,
      correctionReason: r.correction_reason,
      logIndex: r.leaf_event_id === null ? null : await leafIndexOf(db, r.leaf_event_id),
      line: composeLine(scope.agencies[0] ?? '', facts, scheme, r, today),
      sha256: r.line_sha256,
    })
  const { outcome } = visit.record
  const shown = publicSummary(newest.effect as Effect, newest.summary, newest.redacted_summary)
  const row = viewRow(actor, scheme.publicity, today, {
    row: newest,
    number: visit.number,
    subjectCode: visit.subjectCode,
    subjectName: visit.subjectName,
    doneOn: visit.doneOn,
    inspectors: visit.inspectors,
  })
  return ok({
    ...row,
    batchCode: visit.batchCode,
    kind: visit.kind,
    method: visit.method,
    methodName: visit.method === null ? '' : own.methodNames[visit.method],
    submittedAt: visit.submittedAt,
    recordSha256: visit.recordSha256,
    outcome,
    outcomeName: outcome === null ? null : outcomeNames[outcome],
    outcomeText: visit.record.outcomeText,
    officers: visit.inspectors.map(code => ({ code, name: officers.get(code) ?? code, signedAt: signatures.get(code) ?? null })),
    problems: Object.entries(visit.record.answers).flatMap(([key, a]) => {
      if (a.value !== 'no') return []
      const [code = '', n = '1'] = key.split('|')
      const item = facts.items.find(i => i.code === code)
      return [{ item: item?.name ?? code, question: item?.content[Number(n) - 1] ?? key, text: a.text, files: [...a.files] }]
    }),
    items: facts.items.map(i => ({ code: i.code, name: i.name })),
    files: files.map(f => ({
      sha256: f.sha256,
      purpose: f.purpose,
      fileName: f.file_name,
      mediaType: f.media_type,
      size: f.size,
      uploadedAt: f.uploaded_at,
    })),
    followUps: followUps.map(f => ({
      id: f.id,
      kind: f.kind,
      state: f.state,
      ownerUnit: f.owner_unit,
      dueOn: f.due_on,
      content: f.content,
    })),
    versions,
    replies: replies.map(r => ({
      id: r.id,
      receivedOn: r.received_on,
      byWhom: r.by_whom,
      text: r.text,
      state: r.state as 'shown' | 'withdrawn',
    })),
    channels: (await loadDisclosures(db, scope, { visitId: id })).map(viewDisclosure),
    history: history.map(h => {
      const p = note.safeParse(h.payload).data
      return {
        at: h.occurred_at,
        kind: h.kind,
        title: eventKinds[h.kind as EventName]?.zh ?? h.kind,
        by: who(h.actor_id) ?? '系统',
        note: p?.reason ?? p?.opinion ?? p?.lateReason ?? '',
      }
    }),
    phrases: scheme.results.phrases.map(p => ({
      code: p.code,
      phrase: p.text,
      problem: isProblem(p.code),
      fits: outcome === null || !contradicts(outcome, p.code, scheme.results.phrases),
    })),
    vocabulary: scheme.results.vocabulary,
    grounds: own.withholding.map(w => ({ ...w, law: [...w.law] })),
    personal: findPersonalData(shown ?? '').map(p => ({ ...p })),
    reviewBlocked: newest.state === 'determined' ? whyNotReviewer(actor, visit, newest) : null,
    units: units.map(u => u.name),
    rectifyDueOn: addWorkingDays(calendar, today, own.rectify.workingDays).on,
    startEvent: scheme.publicity.start,
    law: [...scheme.publicity.law],
  })
}
