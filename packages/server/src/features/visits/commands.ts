/** 录入检查结果 — in the scheme's exact words, once, by a member of the team; that visit alone is opened. @law SJZ-66 LY-26 LY-30 SJZ-59 */
import type { BodyOf, Routes } from '@mingcha/core/api'
import { err, ok, type Result } from '@mingcha/core/base'
import type { Tx } from '../../db/tx.ts'
import { currentScheme } from '../scheme/queries.ts'
import { openVisit } from './for-batch.ts'
import { loadOwnVisits, viewVisit } from './queries.ts'

type Body = BodyOf<Routes['visit.record']>

/** Errors: `visit.not_found`, `visit.done`, `visit.unfilled`, `visit.result`, `visit.date`, `visit.method`. */
export async function recordVisit(tx: Tx, id: string, body: Body): Promise<Result<{ ok: true }>> {
  const [own] = await loadOwnVisits(tx.db, tx.scope, tx.env, id)
  if (!own) return err({ code: 'visit.not_found' })
  const row = await tx.db
    .selectFrom('visit')
    .selectAll()
    .where('agency_id', '=', tx.actor.agency)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirstOrThrow()
  if (row.state === 'done' || row.state === 'undone') return err({ code: 'visit.done' })
  if (row.state === 'unfilled') return err({ code: 'visit.unfilled' })
  const scheme = await currentScheme(tx.db, tx.scope)
  if (!scheme.ok) return scheme
  const phrase = scheme.value.scheme.results.phrases.find(p => p.code === body.resultCode)
  if (!phrase) return err({ code: 'visit.result', phrase: body.resultCode })
  const batch = await tx.db
    .selectFrom('batch')
    .select('drawn_at')
    .where('agency_id', '=', tx.actor.agency)
    .where('code', '=', own.batch)
    .executeTakeFirstOrThrow()
  const drawnOn = new Date(Date.parse(batch.drawn_at ?? tx.now) + 8 * 3_600_000).toISOString().slice(0, 10)
  if (body.checkedOn < drawnOn || body.checkedOn > tx.today) return err({ code: 'visit.date', on: body.checkedOn })
  const view = await viewVisit(tx.db, tx.scope, tx.env, tx.actor, id)
  if (!view.ok) return view
  const reason = body.methodReason === '' ? null : body.methodReason
  if (view.value.method.name === '非现场' && body.method === 'on-site' && reason === null) return err({ code: 'visit.method' })
  const secret = openVisit(tx.env.seal, id, row.sealed)
  const team = secret.slots.flatMap(s => s.inspector ?? [])
  await tx.db
    .updateTable('visit')
    .set({
      state: 'done',
      subject_code: secret.subject,
      subject_name: secret.name,
      inspectors: team,
      result: JSON.stringify({
        code: phrase.code,
        phrase: phrase.text,
        method: body.method,
        methodReason: reason,
        note: body.note === '' ? null : body.note,
      }),
      done_on: body.checkedOn,
      recorded_at: tx.now,
      recorded_by: tx.actor.accountId,
    })
    .where('agency_id', '=', tx.actor.agency)
    .where('id', '=', id)
    .execute()
  await tx.db
    .insertInto('encounter')
    .values(
      team.map(inspector => ({
        agency_id: tx.actor.agency,
        inspector_code: inspector,
        subject_code: secret.subject,
        on_date: body.checkedOn,
      })),
    )
    .onConflict(on => on.doNothing())
    .execute()
  await tx.emit({
    kind: 'visit.recorded',
    thing: ['visit', id],
    payload: { batch: own.batch, subject: secret.subject, resultCode: phrase.code, method: body.method, doneOn: body.checkedOn },
  })
  return ok({ ok: true })
}
