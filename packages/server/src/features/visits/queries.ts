/** 检查的页面 — lists, one visit, and the calendar of who goes when. What an account may know of a visit is decided in `load.ts`. @law SJZ-62 */
import { can, type Scope } from '@mingcha/core/access'
import { errorEntry, fillSentence, type QueryOf, type ReplyOf, type Routes } from '@mingcha/core/api'
import { addDays, err, ok, type PlainDate, type Result } from '@mingcha/core/base'
import { emptyRecord, findGaps, findingStateNames, questionsOf, visitStateNames } from '@mingcha/core/inspection'
import { fieldworkOf, methodFor, type Scheme } from '@mingcha/core/scheme'
import { z } from 'zod'
import { calendar } from '../../china-time.ts'
import type { ReadDb, Reader } from '../../db/tx.ts'
import type { Env } from '../../env.ts'
import { loadBatchTasks } from '../batch/assemble.ts'
import { loadItemLists } from '../items/queries.ts'
import { type DrawSubject, loadSubjectsForDraw } from '../registry/for-draw.ts'
import { currentScheme } from '../scheme/queries.ts'
import { pickItems } from './advice.ts'
import { mayClose } from './close-commands.ts'
import { loadFiles } from './files.ts'
import { openVisit, subjectMac } from './for-batch.ts'
import { type LoadedVisit, loadVisit, loadVisits } from './load.ts'
import { openWork, scheduleSchema } from './work.ts'

type Row = ReplyOf<Routes['visit.list']>['rows'][number]
const finished = ['done', 'closed']
const originView = z.looseObject({ kind: z.string().default('office'), id: z.string().default('-'), says: z.string().default('') })
/** The opinion stays with the approval. */
const scheduleView = scheduleSchema.omit({ opinion: true })
const ongoing = ['waiting', 'unfilled', 'scheduled', 'approved', 'started', 'signing']

/** What many rows share, read once. */
interface Around {
  readonly scheme: Scheme | null
  readonly subjects: ReadonlyMap<string, DrawSubject>
  readonly addresses: ReadonlyMap<string, string>
  readonly officers: ReadonlyMap<string, { readonly name: string; readonly certificate: string | null; readonly validTo: string | null }>
  readonly tasks: ReadonlyMap<string, string>
  readonly results: ReadonlyMap<string, string>
  /** Finished checks of each firm in the year of `today`. */
  readonly thisYear: ReadonlyMap<string, number>
  readonly today: PlainDate
}

async function lookAround(db: ReadDb, scope: Scope, visits: readonly LoadedVisit[], today: PlainDate): Promise<Around> {
  const known = visits.flatMap(v => v.secret ?? [])
  const codes = [...new Set(known.map(s => s.subject))]
  const team = [...new Set(known.flatMap(s => s.slots.flatMap(x => x.inspector ?? [])))]
  const scheme = await currentScheme(db, scope)
  const addresses = await db
    .selectFrom('subject')
    .select(['code', 'address'])
    .where('agency_id', 'in', scope.agencies)
    .where('code', 'in', codes.length > 0 ? codes : ['-'])
    .execute()
  const officers = await db
    .selectFrom('inspector')
    .select(['code', 'name', 'certificate_number', 'certificate_valid_to'])
    .where('agency_id', 'in', scope.agencies)
    .where('code', 'in', team.length > 0 ? team : ['-'])
    .execute()
  const tasks = new Map<string, string>()
  for (const batch of new Set(visits.flatMap(v => v.row.batch_code ?? [])))
    for (const t of await loadBatchTasks(db, scope, batch)) tasks.set(t.code, t.name)
  const results = await db
    .selectFrom('finding')
    .select(['visit_id', 'phrase'])
    .where('agency_id', 'in', scope.agencies)
    .where('state', '!=', 'dropped')
    .where('phrase', 'is not', null)
    .orderBy('version')
    .execute()
  return {
    scheme: scheme.ok ? scheme.value.scheme : null,
    subjects: new Map((await loadSubjectsForDraw(db, scope, today, codes)).map(s => [s.id, s])),
    addresses: new Map(addresses.map(a => [a.code, a.address])),
    officers: new Map(officers.map(o => [o.code, { name: o.name, certificate: o.certificate_number, validTo: o.certificate_valid_to }])),
    tasks,
    results: new Map(results.map(r => [r.visit_id, r.phrase ?? ''])),
    thisYear: await countByFirm(db, scope, codes, today),
    today,
  }
}

function present({ row, secret }: LoadedVisit, around: Around): Row {
  const subject = secret ? around.subjects.get(secret.subject) : undefined
  const advised =
    around.scheme && subject && row.kind === 'random'
      ? methodFor(around.scheme, subject, row.planned_on ? (row.planned_on as PlainDate) : around.today)
      : null
  const schedule = scheduleView.safeParse(row.schedule).data
  const origin = row.origin === null ? null : originView.parse(row.origin)
  return {
    id: row.id,
    number: row.number,
    batchCode: row.batch_code,
    kind: row.kind as Row['kind'],
    state: row.state,
    stateName: visitStateNames[row.state],
    subject: secret ? { code: secret.subject, name: secret.name, address: around.addresses.get(secret.subject) ?? '' } : null,
    team: secret
      ? secret.slots.map(s => ({
          code: s.inspector ?? '—',
          name: s.inspector ? (around.officers.get(s.inspector)?.name ?? s.inspector) : '待补派',
        }))
      : null,
    dueOn: row.due_on,
    plannedOn: row.planned_on,
    plannedHalf: row.planned_half as Row['plannedHalf'],
    method: row.method as Row['method'],
    advised: advised ? { method: advised.method, why: `${advised.why}（${advised.law.join('、')}）` } : null,
    tasks: secret ? secret.tasks.map(code => around.tasks.get(code) ?? code) : [],
    overdue: ongoing.includes(row.state) && row.due_on < around.today,
    result: around.results.get(row.id) ?? null,
    schedule: secret && schedule ? schedule : null,
    origin: secret && origin ? { kind: origin.kind, id: origin.id, says: [origin.says, secret.reason].filter(Boolean).join('：') } : null,
    visitsThisYear: secret ? (around.thisYear.get(secret.subject) ?? 0) + (finished.includes(row.state) ? 0 : 1) : null,
  }
}

/** Finished checks in the calendar year of `today`, of each firm: what the sheet for approval tells of 检查频次. */
async function countByFirm(db: ReadDb, scope: Scope, codes: readonly string[], today: PlainDate): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('visit')
    .select(['subject_code', eb => eb.fn.countAll<number>().as('n')])
    .where('agency_id', 'in', scope.agencies)
    .where('subject_code', 'in', codes.length > 0 ? [...codes] : ['-'])
    .where('state', 'in', finished)
    .where('done_on', '>=', `${today.slice(0, 4)}-01-01`)
    .where('done_on', '<=', `${today.slice(0, 4)}-12-31`)
    .groupBy('subject_code')
    .execute()
  return new Map(rows.map(r => [r.subject_code ?? '', Number(r.n)]))
}

export async function listVisits(
  { db, scope, env, actor, today }: Reader,
  query: QueryOf<Routes['visit.list']>,
): Promise<ReplyOf<Routes['visit.list']>> {
  const visits = await loadVisits(db, scope, env, actor, { state: query.state, batch: query.batch })
  const around = await lookAround(db, scope, visits, today)
  const counts: Record<string, number> = {}
  for (const r of await db
    .selectFrom('visit')
    .select(['state', eb => eb.fn.countAll<number>().as('n')])
    .where('agency_id', 'in', scope.agencies)
    .groupBy('state')
    .execute())
    counts[r.state] = Number(r.n)
  return { rows: visits.map(v => present(v, around)), counts }
}

export async function listMine({ db, scope, env, actor, today }: Reader): Promise<ReplyOf<Routes['visit.mine']>> {
  const visits = await loadVisits(db, scope, env, actor, { mine: true })
  const around = await lookAround(db, scope, visits, today)
  const rows = visits.map(v => present(v, around))
  return { rows: rows.sort((a, b) => ((a.plannedOn ?? a.dueOn) < (b.plannedOn ?? b.dueOn) ? -1 : 1)) }
}

/** Errors: `visit.not_found` — also where this account may not know the visit yet. */
export async function viewVisit({ db, scope, env, actor, today }: Reader, id: string): Promise<Result<ReplyOf<Routes['visit.view']>>> {
  const visit = await loadVisit(db, scope, env, actor, id)
  if (!visit?.secret) return err({ code: 'visit.not_found' })
  const { row, secret, mine } = visit
  const around = await lookAround(db, scope, [visit], today)
  if (!around.scheme) return err({ code: 'scheme.none' })
  const settings = fieldworkOf(around.scheme)
  const work = row.work_sealed === null ? null : openWork(env.seal, id, row.work_sealed)
  const items = work?.items ?? pickItems(await loadItemLists(db, scope), secret, around.subjects.get(secret.subject), today)
  const files = await loadFiles(db, scope, id)
  const signatures = await db
    .selectFrom('visit_signature')
    .select(['inspector_code', 'signed_at'])
    .where('agency_id', 'in', scope.agencies)
    .where('visit_id', '=', id)
    .execute()
  const names = await accountNames(db, scope, [row.scheduled_by, row.approved_by])
  const record = work?.record ?? emptyRecord
  const members = secret.slots.map(s => {
    const o = s.inspector === null ? undefined : around.officers.get(s.inspector)
    return {
      slot: s.slot,
      code: s.inspector ?? '—',
      name: o?.name ?? '待补派',
      certificateNumber: o?.certificate ?? '—',
      certificateValidTo: o?.validTo ?? null,
      me: s.inspector !== null && s.inspector === actor.inspectorCode,
      signedAt: signatures.find(x => x.inspector_code === s.inspector)?.signed_at ?? null,
    }
  })
  return ok({
    ...present(visit, around),
    mine,
    members,
    items: items.map(i => ({ ...i, content: [...i.content], bases: [...i.bases] })),
    credits: await creditsOf(db, scope, around.scheme, visit),
    means: [...around.scheme.method.offSite.means],
    scheduledBy: names.get(row.scheduled_by ?? '') ?? null,
    scheduledById: row.scheduled_by,
    approvedBy: names.get(row.approved_by ?? '') ?? null,
    approvedAt: row.approved_at,
    opening: work?.opening ?? null,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    record,
    workVersion: row.work_version,
    gaps:
      row.state === 'started'
        ? findGaps({
            method: (row.method ?? 'on-site') as 'on-site',
            questions: questionsOf(items),
            record,
            documents: settings.documents,
            files: new Set(files.map(f => f.sha256)),
            officers: members.filter(m => m.code !== '—').length,
            maxPeople: settings.maxPeople.count,
          })
        : [],
    documents: {
      sets: settings.documents.sets.map(s => ({ outcomes: [...s.outcomes], required: [...s.required] })),
      law: [...settings.documents.law],
    },
    maxPeople: settings.maxPeople.count,
    files,
    recordSha256: row.record_sha256,
    doneOn: row.done_on,
    after: row.state === 'done' || row.state === 'closed' ? await viewAfter(db, scope, id) : null,
    uploadDelay:
      row.recorded_at !== null && row.ended_at !== null
        ? Math.round((Date.parse(row.recorded_at) - Date.parse(row.ended_at)) / 60_000)
        : null,
    sameFirm: await findSameFirm(db, scope, env, visit),
    noticeRule: {
      rule: settings.notice.rule,
      exempt: settings.notice.exempt.map(e => ({ ...e })),
      law: [...settings.notice.law],
    },
  })
}

async function viewAfter(db: ReadDb, scope: Scope, id: string): Promise<ReplyOf<Routes['visit.view']>['after']> {
  const { newest, followUps, why } = await mayClose(db, scope, id)
  return {
    resultState: newest === null ? '—' : findingStateNames[newest.state],
    followUps,
    closable: why === null,
    waitsFor: why === null ? null : fillSentence(errorEntry(why.code).zh, why),
  }
}

async function creditsOf(db: ReadDb, scope: Scope, scheme: Scheme, { row, secret }: LoadedVisit) {
  if (row.batch_code === null || secret === null) return []
  const tasks = await loadBatchTasks(db, scope, row.batch_code)
  const stratumName = (code: string) =>
    scheme.strata.find(s => s.code === code)?.name ??
    tasks.flatMap(t => (t.row.scope.kind === 'list' && t.row.scope.stratum === code ? [t.row.scope.list] : []))[0] ??
    code
  const taskOf = (stratum: string) =>
    tasks.find(t => (t.row.scope.kind === 'strata' ? t.row.scope.strata.includes(stratum) : t.row.scope.stratum === stratum))?.code ?? ''
  return secret.strata.map(s => ({ stratum: s.stratum, stratumName: stratumName(s.stratum), taskCode: taskOf(s.stratum) }))
}

export async function accountNames(db: ReadDb, scope: Scope, ids: readonly (string | null)[]): Promise<Map<string, string>> {
  const wanted = [...new Set(ids.flatMap(id => id ?? []))]
  if (wanted.length === 0) return new Map()
  const rows = await db
    .selectFrom('account')
    .select(['id', 'name'])
    .where('agency_id', 'in', scope.agencies)
    .where('id', 'in', wanted)
    .execute()
  return new Map(rows.map(r => [r.id, r.name]))
}

async function findSameFirm(db: ReadDb, scope: Scope, env: Env, { row, secret }: LoadedVisit) {
  if (secret === null) return []
  const near = (row.planned_on ?? row.due_on) as PlainDate
  const rows = await db
    .selectFrom('visit')
    .select(['number', 'planned_on', 'batch_code', 'state'])
    .where('agency_id', 'in', scope.agencies)
    .where('id', '!=', row.id)
    .where('subject_mac', '=', subjectMac(env.seal, secret.subject))
    .where('state', 'not in', ['replaced', 'cancelled', 'undone'])
    .where(eb =>
      eb.or([
        eb('planned_on', 'is', null),
        eb.and([eb('planned_on', '>=', addDays(near, -92)), eb('planned_on', '<=', addDays(near, 92))]),
      ]),
    )
    .orderBy('number')
    .limit(10)
    .execute()
  return rows.map(r => ({
    number: r.number,
    plannedOn: r.planned_on,
    unit: r.batch_code === null ? '针对性检查' : `批次 ${r.batch_code}`,
    state: visitStateNames[r.state as 'waiting'],
  }))
}

/** 排期表 — who goes when. A firm is never named; whom an account may see is said in the route table. */
export async function viewCalendar(
  { db, scope, env, actor }: Reader,
  { from, to }: QueryOf<Routes['visit.calendar']>,
): Promise<Result<ReplyOf<Routes['visit.calendar']>>> {
  const last = to > addDays(from as PlainDate, 92) ? addDays(from as PlainDate, 92) : (to as PlainDate)
  const rows = await db
    .selectFrom('visit')
    .select(['id', 'number', 'state', 'planned_on', 'planned_half', 'method', 'sealed'])
    .where('agency_id', 'in', scope.agencies)
    .where('planned_on', '>=', from)
    .where('planned_on', '<=', last)
    .where('state', 'in', ['scheduled', 'approved', 'started', 'signing', 'done', 'closed'])
    .orderBy('planned_on')
    .orderBy('number')
    .execute()
  const opened = rows.map(r => ({ ...r, team: openVisit(env.seal, r.id, r.sealed).slots.flatMap(s => s.inspector ?? []) }))
  const days: ReplyOf<Routes['visit.calendar']>['days'] = []
  for (let on = from as PlainDate; on <= last; on = addDays(on, 1))
    days.push({ on, working: calendar.isWorkingDay(on), visits: opened.filter(r => r.planned_on === on).length })
  const seesAll = can(actor, 'visit.approve').ok
  const mates = new Set(
    (await loadVisits(db, scope, env, actor, { mine: true })).flatMap(v => v.secret?.slots ?? []).flatMap(s => s.inspector ?? []),
  )
  const officers = await db
    .selectFrom('inspector')
    .select(['code', 'name', 'leave_from', 'leave_to'])
    .where('agency_id', 'in', scope.agencies)
    .where('kind', '=', 'officer')
    .where('status', '!=', 'transferred')
    .$if(!seesAll, q => q.where('code', 'in', [...mates, scope.officer ?? '-']))
    .orderBy('code')
    .execute()
  const byOfficer = new Map<string, ReplyOf<Routes['visit.calendar']>['officers'][number]['visits']>()
  for (const r of opened)
    for (const code of r.team) {
      const known = seesAll || r.team.includes(scope.officer ?? '-')
      byOfficer.set(code, [
        ...(byOfficer.get(code) ?? []),
        {
          on: r.planned_on ?? '',
          half: (r.planned_half ?? 'am') as 'am',
          number: known ? r.number : '已有安排',
          id: known ? r.id : '',
          state: r.state as 'scheduled',
          onSite: r.method === 'on-site',
        },
      ])
    }
  const view = officers.map(o => {
    const visits = byOfficer.get(o.code) ?? []
    return {
      code: o.code,
      name: o.name,
      total: visits.length,
      visits,
      away: o.leave_from === null ? [] : [{ from: o.leave_from, to: o.leave_to ?? last, why: '请假' }],
    }
  })
  const clashes = view.flatMap(o => {
    const at = new Map<string, string[]>()
    for (const v of o.visits.filter(x => x.onSite)) at.set(`${v.on}|${v.half}`, [...(at.get(`${v.on}|${v.half}`) ?? []), v.number])
    return [...at]
      .filter(([, numbers]) => numbers.length > 1)
      .map(([key, numbers]) => ({ on: key.slice(0, 10), half: key.slice(11) as 'am', officer: o.name, numbers }))
  })
  return ok({ days, officers: view, clashes })
}
