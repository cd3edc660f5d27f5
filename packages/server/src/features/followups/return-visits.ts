/**
 * 回访 — the sample of a batch, drawn once when its visits are over, by an order nobody chose (core `followup/return-visits.ts`), and what the firms answered.
 * Refuses a caller who was on the visit. An answer that points to misconduct opens a lead by itself. @law LY-33
 */
import type { Actor, Scope } from '@mingcha/core/access'
import type { BodyOf, QueryOf, ReplyOf, Routes } from '@mingcha/core/api'
import { err, ok, type PlainDate, type Result } from '@mingcha/core/base'
import { addWorkingDays } from '@mingcha/core/calendar'
import { misconductOf, pickReturnVisits, returnCount, returnQuestions } from '@mingcha/core/followup'
import { type Fieldwork, fieldworkOf } from '@mingcha/core/scheme'
import { sql } from 'kysely'
import { z } from 'zod'
import { calendar } from '../../china-time.ts'
import type { ReadDb, Tx } from '../../db/tx.ts'
import { currentScheme, sha256Hex } from '../scheme/queries.ts'
import { conductOwner, insertLead } from './lead-commands.ts'

const answer = z.enum(['yes', 'no', 'unclear'])
const storedAnswers = z.object(
  Object.fromEntries(returnQuestions.map(q => [q.code, answer])) as { [K in (typeof returnQuestions)[number]['code']]: typeof answer },
)

const over = ['done', 'closed'] as const
/** States in which nothing more will happen to a visit. */
const ended = ['done', 'closed', 'undone', 'replaced', 'cancelled'] as const

async function rulesOf(db: ReadDb, scope: Scope): Promise<Result<Fieldwork['returnVisit']>> {
  const scheme = await currentScheme(db, scope)
  return scheme.ok ? ok(fieldworkOf(scheme.value.scheme).returnVisit) : scheme
}

/** SHA-256 of what the batch was drawn by: the result in the log, or the registration of a draw made elsewhere. */
async function resultHash(db: ReadDb, scope: Scope, batchCode: string): Promise<string> {
  const file = await db
    .selectFrom('batch_file')
    .select('bytes')
    .where('agency_id', 'in', scope.agencies)
    .where('batch_code', '=', batchCode)
    .where('name', '=', 'result.json')
    .executeTakeFirst()
  if (file) return sha256Hex(file.bytes)
  // jsonb has one text: keys in PostgreSQL's own order, no blanks of the sender.
  const batch = await db
    .selectFrom('batch')
    .select(sql<string>`coalesce(external::text, '')`.as('external'))
    .where('agency_id', 'in', scope.agencies)
    .where('code', '=', batchCode)
    .executeTakeFirst()
  return sha256Hex(`${batchCode}\n${batch?.external ?? ''}`)
}

/** Errors: `returnvisit.drawn`, `returnvisit.early` {count}, `returnvisit.nothing`, `scheme.none`. */
export async function drawReturnVisits(tx: Tx, batchCode: string): Promise<Result<{ drawn: number; of: number; dueOn: string }>> {
  const batch = await tx.db
    .selectFrom('batch')
    .select('code')
    .where('agency_id', '=', tx.actor.agency)
    .where('code', '=', batchCode)
    .forUpdate()
    .executeTakeFirst()
  if (!batch) return err({ code: 'returnvisit.nothing', batch: batchCode })
  const visits = await tx.db
    .selectFrom('visit')
    .select(['id', 'number', 'state', 'record_sha256'])
    .where('agency_id', '=', tx.actor.agency)
    .where('batch_code', '=', batchCode)
    .execute()
  const drawn = await tx.db
    .selectFrom('return_visit')
    .innerJoin('visit', join =>
      join.onRef('visit.agency_id', '=', 'return_visit.agency_id').onRef('visit.id', '=', 'return_visit.visit_id'),
    )
    .select('return_visit.visit_id')
    .where('return_visit.agency_id', '=', tx.actor.agency)
    .where('visit.batch_code', '=', batchCode)
    .limit(1)
    .executeTakeFirst()
  if (drawn) return err({ code: 'returnvisit.drawn', batch: batchCode })
  const open = visits.filter(v => !(ended as readonly string[]).includes(v.state)).length
  if (open > 0) return err({ code: 'returnvisit.early', batch: batchCode, count: open })
  const made = visits.filter(v => (over as readonly string[]).includes(v.state))
  if (made.length === 0) return err({ code: 'returnvisit.nothing', batch: batchCode })
  const rules = await rulesOf(tx.db, tx.scope)
  if (!rules.ok) return rules
  const resultSha256 = await resultHash(tx.db, tx.scope, batchCode)
  const picked = pickReturnVisits(
    resultSha256,
    made.map(v => ({ number: v.number, recordSha256: v.record_sha256 })),
    rules.value.percent,
  )
  const dueOn = addWorkingDays(calendar, tx.today, rules.value.workingDays).on
  const idOf = new Map(made.map(v => [v.number, v.id]))
  await tx.db
    .insertInto('return_visit')
    .values(picked.map(number => ({ agency_id: tx.actor.agency, visit_id: idOf.get(number) ?? '', state: 'due', due_on: dueOn })))
    .execute()
  await tx.emit({
    kind: 'returnvisit.drawn',
    thing: ['batch', batchCode],
    payload: { resultSha256, of: made.length, percent: rules.value.percent, numbers: picked },
  })
  return ok({ drawn: picked.length, of: made.length, dueOn })
}

async function lock(tx: Tx, visitId: string) {
  return tx.db
    .selectFrom('return_visit')
    .innerJoin('visit', join =>
      join.onRef('visit.agency_id', '=', 'return_visit.agency_id').onRef('visit.id', '=', 'return_visit.visit_id'),
    )
    .select(['return_visit.state', 'visit.number', 'visit.subject_code', 'visit.subject_name', 'visit.inspectors', 'visit.done_on'])
    .where('return_visit.agency_id', '=', tx.actor.agency)
    .where('return_visit.visit_id', '=', visitId)
    .forUpdate('return_visit')
    .executeTakeFirst()
}

/** Errors: `returnvisit.not_found`, `returnvisit.own`, `returnvisit.state`, `followup.day`. @law LY-33 */
export async function recordReturnVisit(
  tx: Tx,
  visitId: string,
  body: BodyOf<Routes['returnvisit.record']>,
): Promise<Result<{ leadNumber: string | null }>> {
  const row = await lock(tx, visitId)
  if (!row) return err({ code: 'returnvisit.not_found' })
  if (tx.actor.inspectorCode !== null && row.inspectors?.includes(tx.actor.inspectorCode)) return err({ code: 'returnvisit.own' })
  // Whom nobody could reach may be reached later.
  if (row.state === 'done' || (row.state === 'unreachable' && body.result === 'unreachable')) return err({ code: 'returnvisit.state' })
  if (body.on > tx.today) return err({ code: 'followup.day', on: body.on, why: '还没有到这一天' })
  if (row.done_on !== null && body.on < row.done_on) return err({ code: 'followup.day', on: body.on, why: `早于检查日期 ${row.done_on}` })
  const bad = body.result === 'done' ? misconductOf(body.answers) : []
  await tx.db
    .updateTable('return_visit')
    .set({
      state: body.result,
      answers: body.result === 'done' ? JSON.stringify(body.answers) : null,
      by_whom: body.result === 'done' ? body.byWhom : null,
      note: body.result === 'done' ? body.note : body.reason,
      actor_id: tx.actor.accountId,
      at: tx.now,
    })
    .where('agency_id', '=', tx.actor.agency)
    .where('visit_id', '=', visitId)
    .execute()
  const lead =
    bad.length === 0
      ? null
      : await insertLead(tx, {
          origin: 'return-visit',
          subjectCode: row.subject_code,
          subjectName: row.subject_name ?? '',
          text: `回访 ${row.number}：${bad.map(b => b.says).join('；')}。${body.result === 'done' ? body.note : ''}`,
          receivedOn: body.on,
          ownerUnit: conductOwner,
          dueOn: null,
        })
  await tx.emit({
    kind: 'returnvisit.recorded',
    thing: ['visit', visitId],
    payload: { result: body.result, misconduct: bad.map(b => b.code), lead: lead?.number ?? null },
  })
  return ok({ leadNumber: lead?.number ?? null })
}

/** A lead it opened stays: what was said once is looked into. Errors: `returnvisit.not_found`, `returnvisit.own`, `returnvisit.state`. */
export async function withdrawReturnVisit(tx: Tx, visitId: string, reason: string): Promise<Result<{ ok: true }>> {
  const row = await lock(tx, visitId)
  if (!row) return err({ code: 'returnvisit.not_found' })
  if (tx.actor.inspectorCode !== null && row.inspectors?.includes(tx.actor.inspectorCode)) return err({ code: 'returnvisit.own' })
  if (row.state === 'due') return err({ code: 'returnvisit.state' })
  await tx.db
    .updateTable('return_visit')
    .set({ state: 'due', answers: null, by_whom: null, note: null, actor_id: null, at: null })
    .where('agency_id', '=', tx.actor.agency)
    .where('visit_id', '=', visitId)
    .execute()
  await tx.emit({ kind: 'returnvisit.withdrawn', thing: ['visit', visitId], payload: { reason } })
  return ok({ ok: true })
}

export async function listReturnVisits(
  db: ReadDb,
  scope: Scope,
  actor: Actor,
  today: PlainDate,
  query: QueryOf<Routes['returnvisit.list']>,
): Promise<ReplyOf<Routes['returnvisit.list']>> {
  let page = db
    .selectFrom('return_visit')
    .innerJoin('visit', join =>
      join.onRef('visit.agency_id', '=', 'return_visit.agency_id').onRef('visit.id', '=', 'return_visit.visit_id'),
    )
    .select([
      'return_visit.visit_id',
      'return_visit.state',
      'return_visit.due_on',
      'return_visit.answers',
      'return_visit.note',
      'return_visit.by_whom',
      'return_visit.at',
      'visit.number',
      'visit.batch_code',
      'visit.subject_code',
      'visit.subject_name',
      'visit.inspectors',
      'visit.done_on',
    ])
    .where('return_visit.agency_id', 'in', scope.agencies)
    .where('visit.subject_code', 'is not', null)
    .orderBy('return_visit.due_on', 'desc')
    .orderBy('visit.number')
    .limit(500)
  if (query.state) page = page.where('return_visit.state', '=', query.state)
  const rows = await page.execute()
  const rules = await rulesOf(db, scope)
  const percent = rules.ok ? rules.value.percent : 0
  const counts = await db
    .selectFrom('visit')
    .leftJoin('return_visit', join =>
      join.onRef('return_visit.agency_id', '=', 'visit.agency_id').onRef('return_visit.visit_id', '=', 'visit.id'),
    )
    .select(eb => [
      'visit.batch_code',
      eb.fn.count<number>('visit.id').filterWhere('visit.state', 'in', over).as('made'),
      eb.fn.count<number>('visit.id').filterWhere('visit.state', 'not in', ended).as('open'),
      eb.fn.count<number>('return_visit.visit_id').as('drawn'),
    ])
    .where('visit.agency_id', 'in', scope.agencies)
    .where('visit.batch_code', 'is not', null)
    .groupBy('visit.batch_code')
    .orderBy('visit.batch_code', 'desc')
    .limit(40)
    .execute()
  return {
    rows: rows.map(r => {
      const answers = storedAnswers.safeParse(r.answers).data ?? null
      return {
        visitId: r.visit_id,
        visitNumber: r.number,
        batchCode: r.batch_code,
        subject: { code: r.subject_code ?? '', name: r.subject_name ?? '' },
        doneOn: r.done_on,
        state: r.state as 'due',
        dueOn: r.due_on,
        overdue: r.state === 'due' && r.due_on < today,
        answers,
        misconduct: answers ? misconductOf(answers).map(m => m.says) : [],
        note: r.note,
        byWhom: r.by_whom,
        at: r.at,
        mine: actor.inspectorCode !== null && (r.inspectors?.includes(actor.inspectorCode) ?? false),
      }
    }),
    batches: counts.map(c => ({
      code: c.batch_code ?? '',
      visits: c.made,
      open: c.open,
      drawn: c.drawn,
      wanted: returnCount(c.made, percent),
      percent,
    })),
  }
}
