/** 我的检查 — an officer finds his visits by a keyed fingerprint and sees no others. @law SJZ-62 */
import type { Actor, Scope } from '@mingcha/core/access'
import type { ReplyOf, Routes } from '@mingcha/core/api'
import { err, ok, type Result } from '@mingcha/core/base'
import { periodStart } from '@mingcha/core/calendar'
import { methodFor } from '@mingcha/core/scheme'
import { z } from 'zod'
import type { ReadDb } from '../../db/tx.ts'
import type { Env } from '../../env.ts'
import { loadBatchTasks } from '../batch/assemble.ts'
import { loadItemLists } from '../items/queries.ts'
import { loadSubjectsForDraw } from '../registry/for-draw.ts'
import { currentScheme } from '../scheme/queries.ts'
import { officerMac, openVisit, type VisitSecret } from './for-batch.ts'

type Row = ReplyOf<Routes['visit.list']>['rows'][number]

export const storedResult = z.object({
  code: z.string(),
  phrase: z.string(),
  method: z.enum(['on-site', 'off-site']),
  methodReason: z.string().nullable(),
  note: z.string().nullable(),
})

interface OwnVisit {
  readonly id: string
  readonly batch: string
  readonly period: string
  readonly state: Row['state']
  readonly dueOn: string
  readonly doneOn: string | null
  readonly result: unknown
  readonly recordedBy: string | null
  readonly secret: VisitSecret
}

/** The visits of one officer, newest batch first; `id` narrows to one. An account that is bound to no officer has none. */
export async function loadOwnVisits(db: ReadDb, scope: Scope, env: Env, id?: string): Promise<OwnVisit[]> {
  if (scope.officer === null) return []
  const officer = scope.officer
  const batches = await db
    .selectFrom('batch')
    .select(['code', 'period'])
    .where('agency_id', 'in', scope.agencies)
    .where('state', 'in', ['drawn', 'published'])
    .orderBy('code', 'desc')
    .execute()
  const found: OwnVisit[] = []
  for (const b of batches) {
    let query = db
      .selectFrom('visit_officer')
      .innerJoin('visit', join =>
        join.onRef('visit.agency_id', '=', 'visit_officer.agency_id').onRef('visit.id', '=', 'visit_officer.visit_id'),
      )
      .leftJoin('account', join => join.onRef('account.agency_id', '=', 'visit.agency_id').onRef('account.id', '=', 'visit.recorded_by'))
      .select(['visit.id', 'visit.sealed', 'visit.state', 'visit.due_on', 'visit.done_on', 'visit.result', 'account.name as recorder'])
      .where('visit_officer.agency_id', 'in', scope.agencies)
      .where('visit.batch_code', '=', b.code)
      .where('visit_officer.mac', '=', officerMac(env.seal, b.code, officer))
    if (id !== undefined) query = query.where('visit.id', '=', id)
    for (const v of await query.execute())
      found.push({
        id: v.id,
        batch: b.code,
        period: b.period,
        state: v.state as Row['state'],
        dueOn: v.due_on,
        doneOn: v.done_on,
        result: v.result,
        recordedBy: v.recorder,
        secret: openVisit(env.seal, v.id, v.sealed),
      })
  }
  return found.sort((a, b) => (a.secret.name < b.secret.name ? -1 : 1))
}

async function present(db: ReadDb, scope: Scope, visits: readonly OwnVisit[]): Promise<Row[]> {
  if (visits.length === 0) return []
  const scheme = await currentScheme(db, scope)
  const subjects = new Map((await loadSubjectsForDraw(db, scope)).map(s => [s.id, s]))
  const addresses = new Map(
    (
      await db
        .selectFrom('subject')
        .select(['code', 'address'])
        .where('agency_id', 'in', scope.agencies)
        .where(
          'code',
          'in',
          visits.map(v => v.secret.subject),
        )
        .execute()
    ).map(r => [r.code, r.address]),
  )
  const names = new Map<string, string>()
  for (const batch of new Set(visits.map(v => v.batch))) for (const t of await loadBatchTasks(db, scope, batch)) names.set(t.code, t.name)
  return visits.map(v => {
    const subject = subjects.get(v.secret.subject)
    const method = scheme.ok && subject ? methodFor(scheme.value.scheme, subject, periodStart(v.period)) : null
    return {
      id: v.id,
      batchCode: v.batch,
      subjectCode: v.secret.subject,
      subjectName: v.secret.name,
      address: addresses.get(v.secret.subject) ?? '',
      dueOn: v.dueOn,
      state: v.state,
      method: method
        ? { name: method.method === 'off-site' ? '非现场' : '现场', why: `${method.why}（${method.law.join('、')}）` }
        : { name: '现场', why: '' },
      tasks: v.secret.tasks.map(code => names.get(code) ?? code),
      result: storedResult.safeParse(v.result).data?.phrase ?? null,
    }
  })
}

export async function listVisits(db: ReadDb, scope: Scope, env: Env): Promise<ReplyOf<Routes['visit.list']>> {
  return { rows: await present(db, scope, await loadOwnVisits(db, scope, env)) }
}

/** Errors: `visit.not_found` — also for a visit of another officer. */
export async function viewVisit(
  db: ReadDb,
  scope: Scope,
  env: Env,
  actor: Actor,
  id: string,
): Promise<Result<ReplyOf<Routes['visit.view']>>> {
  const own = await loadOwnVisits(db, scope, env, id)
  const visit = own[0]
  const [row] = await present(db, scope, own)
  if (!visit || !row) return err({ code: 'visit.not_found' })
  const codes = visit.secret.slots.flatMap(s => s.inspector ?? [])
  const officers = new Map(
    (codes.length === 0
      ? []
      : await db
          .selectFrom('inspector')
          .select(['code', 'name', 'certificate_number'])
          .where('agency_id', 'in', scope.agencies)
          .where('code', 'in', codes)
          .execute()
    ).map(o => [o.code, o]),
  )
  const lists = await loadItemLists(db, scope)
  const scheme = await currentScheme(db, scope)
  if (!scheme.ok) return scheme
  const tasks = await loadBatchTasks(db, scope, visit.batch)
  const result = storedResult.safeParse(visit.result).data
  const stratumName = (code: string) =>
    scheme.value.scheme.strata.find(s => s.code === code)?.name ??
    tasks.flatMap(t => (t.row.scope.kind === 'list' && t.row.scope.stratum === code ? [t.row.scope.list] : []))[0] ??
    code
  const taskOf = (stratum: string) =>
    tasks.find(t => (t.row.scope.kind === 'strata' ? t.row.scope.strata.includes(stratum) : t.row.scope.stratum === stratum))?.code ?? ''
  return ok({
    ...row,
    team: visit.secret.slots.map(s => {
      const o = s.inspector === null ? undefined : officers.get(s.inspector)
      return {
        slot: s.slot,
        code: s.inspector ?? '—',
        name: o?.name ?? '待补派',
        certificateNumber: o?.certificate_number ?? '—',
        me: s.inspector !== null && s.inspector === actor.inspectorCode,
      }
    }),
    items: visit.secret.items.map(code => {
      const item = lists.published.get(code)
      return {
        code,
        name: item?.name ?? code,
        content: [...(item?.content ?? [])],
        bases: (item?.bases ?? []).map(b => `${b.law}${b.article === '-' ? '' : b.article}`),
      }
    }),
    credits: visit.secret.strata.map(s => ({ stratum: s.stratum, stratumName: stratumName(s.stratum), taskCode: taskOf(s.stratum) })),
    phrases: scheme.value.scheme.results.phrases.map(p => ({ code: p.code, phrase: p.text })),
    doneOn: visit.doneOn,
    note: result?.note ?? null,
    recordedBy: visit.recordedBy,
  })
}
