/**
 * 谁管辖、谁负责 — the unit that answers for a firm, by its township; where no jurisdiction is recorded, the unit whose task led to the check (谁监管、
 * 谁负责). An owner who is not the one with jurisdiction is refused. @law X-18 JX-54 LY-22
 */
import type { Scope } from '@mingcha/core/access'
import type { ReplyOf, Routes } from '@mingcha/core/api'
import { err, ok, type Result } from '@mingcha/core/base'
import type { ReadDb, Tx } from '../../db/tx.ts'
import { listUnits } from '../access/queries.ts'

/** The unit with jurisdiction over a firm of the registry; null where none is recorded. */
export async function jurisdictionOver(db: ReadDb, scope: Scope, subjectCode: string | null): Promise<string | null> {
  if (subjectCode === null) return null
  const row = await db
    .selectFrom('subject')
    .innerJoin('jurisdiction', join =>
      join.onRef('jurisdiction.agency_id', '=', 'subject.agency_id').onRef('jurisdiction.region', '=', 'subject.region'),
    )
    .select('jurisdiction.unit_name')
    .where('subject.agency_id', 'in', scope.agencies)
    .where('subject.code', '=', subjectCode)
    .executeTakeFirst()
  return row?.unit_name ?? null
}

/** The units whose tasks a batch drew for, when they are one. */
async function unitOfBatch(db: ReadDb, scope: Scope, batchCode: string | null): Promise<string | null> {
  if (batchCode === null) return null
  const rows = await db
    .selectFrom('batch_task')
    .innerJoin('task', join => join.onRef('task.agency_id', '=', 'batch_task.agency_id').onRef('task.code', '=', 'batch_task.task_code'))
    .select('task.unit_name')
    .distinct()
    .where('batch_task.agency_id', 'in', scope.agencies)
    .where('batch_task.batch_code', '=', batchCode)
    .execute()
  return rows.length === 1 ? (rows[0]?.unit_name ?? null) : null
}

/** Who is proposed: jurisdiction first, then the supervising unit. */
export async function proposedOwner(
  db: ReadDb,
  scope: Scope,
  about: { readonly subjectCode: string | null; readonly batchCode: string | null },
): Promise<string | null> {
  return (await jurisdictionOver(db, scope, about.subjectCode)) ?? (await unitOfBatch(db, scope, about.batchCode))
}

/** The owner of a follow-up or a lead. Errors: `followup.owner` {unit}, `followup.no_owner`, `followup.unit` {unit}. */
export async function decideOwner(
  db: ReadDb,
  scope: Scope,
  about: { readonly subjectCode: string | null; readonly batchCode: string | null },
  asked: string,
): Promise<Result<string>> {
  const unit = await jurisdictionOver(db, scope, about.subjectCode)
  if (unit !== null) return asked === '' || asked === unit ? ok(unit) : err({ code: 'followup.owner', unit })
  const chosen = asked === '' ? await unitOfBatch(db, scope, about.batchCode) : asked
  if (chosen === null) return err({ code: 'followup.no_owner' })
  return checkUnit(db, scope, chosen)
}

/** Errors: `followup.unit`. */
export async function checkUnit(db: ReadDb, scope: Scope, name: string): Promise<Result<string>> {
  const { rows } = await listUnits(db, scope)
  return rows.some(u => u.name === name) ? ok(name) : err({ code: 'followup.unit', unit: name })
}

/** Every township of the registry and who answers for it. */
export async function listJurisdiction(db: ReadDb, scope: Scope): Promise<ReplyOf<Routes['jurisdiction.list']>> {
  const rows = await db
    .selectFrom('subject')
    .leftJoin('jurisdiction', join =>
      join.onRef('jurisdiction.agency_id', '=', 'subject.agency_id').onRef('jurisdiction.region', '=', 'subject.region'),
    )
    .select(eb => ['subject.region', 'jurisdiction.unit_name', eb.fn.countAll<number>().as('subjects')])
    .where('subject.agency_id', 'in', scope.agencies)
    .where('subject.region', '!=', '')
    .where('subject.status', '!=', 'deregistered')
    .groupBy(['subject.region', 'jurisdiction.unit_name'])
    .orderBy('subject.region')
    .execute()
  return { rows: rows.map(r => ({ region: r.region, subjects: r.subjects, unit: r.unit_name })) }
}

/** `unit` null takes the entry away. Follow-ups that are open keep their owner. Errors: `followup.unit`. */
export async function setJurisdiction(tx: Tx, region: string, unit: string | null): Promise<Result<{ before: string | null }>> {
  const before = await tx.db
    .selectFrom('jurisdiction')
    .select('unit_name')
    .where('agency_id', '=', tx.actor.agency)
    .where('region', '=', region)
    .forUpdate()
    .executeTakeFirst()
  if (unit === null) {
    await tx.db.deleteFrom('jurisdiction').where('agency_id', '=', tx.actor.agency).where('region', '=', region).execute()
  } else {
    const known = await checkUnit(tx.db, tx.scope, unit)
    if (!known.ok) return known
    const entry = { unit_name: unit, actor_id: tx.actor.accountId, at: tx.now }
    await tx.db
      .insertInto('jurisdiction')
      .values({ agency_id: tx.actor.agency, region, ...entry })
      .onConflict(on => on.columns(['agency_id', 'region']).doUpdateSet(entry))
      .execute()
  }
  await tx.emit({ kind: 'jurisdiction.set', thing: ['region', region], payload: { before: before?.unit_name ?? null, unit } })
  return ok({ before: before?.unit_name ?? null })
}
