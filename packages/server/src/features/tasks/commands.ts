/** 下达与撤回抽查任务. The three 不查 hold here and again at the freeze. @law JX-07 LY-18 LY-19 EZ-03 */

import type { Scope } from '@mingcha/core/access'
import { err, ok, type PlainDate, type Problem, type Result } from '@mingcha/core/base'
import { askGates, moveTask, type TaskState } from '@mingcha/core/inspection'
import type { ReadDb, Tx } from '../../db/tx.ts'
import { loadItemLists } from '../items/queries.ts'
import { loadPlan } from '../plan/queries.ts'
import { gateQuestion } from './queries.ts'

/** The first gate that refuses this plan row on this day, or null. Errors as of `askGates`, and `plan.row_not_found`. */
export async function checkGates(
  db: ReadDb,
  scope: Scope,
  row: { year: number; planRowCode: string },
  on: PlainDate,
): Promise<Problem | null> {
  const planRow = (await loadPlan(db, scope, row.year)).rows.find(r => r.code === row.planRowCode)
  if (!planRow) return { code: 'plan.row_not_found', row: row.planRowCode }
  const asked = askGates(gateQuestion(planRow, await loadItemLists(db, scope), on))
  return asked.plan ?? asked.list ?? asked.basis
}

export async function createTask(tx: Tx, year: number, planRowCode: string, unitName: string): Promise<Result<{ code: string }>> {
  const agency = tx.actor.agency
  // Numbers are given one at a time.
  await tx.db.selectFrom('agency').select('id').where('id', '=', agency).forUpdate().execute()
  const refused = await checkGates(tx.db, tx.scope, { year, planRowCode }, tx.today)
  if (refused) return err(refused)
  const retired = await tx.db
    .selectFrom('unit')
    .select('name')
    .where('agency_id', '=', agency)
    .where('name', '=', unitName)
    .where('retired_at', 'is not', null)
    .executeTakeFirst()
  if (retired) return err({ code: 'access.unit_retired', name: unitName })
  const row = (await loadPlan(tx.db, tx.scope, year)).rows.find(r => r.code === planRowCode)!
  const twin = await tx.db
    .selectFrom('task')
    .select(['code', 'state'])
    .where('agency_id', '=', agency)
    .where('year', '=', year)
    .where('plan_row_code', '=', planRowCode)
    .where('period', '=', row.period)
    .executeTakeFirst()
  if (twin && twin.state !== 'withdrawn') return err({ code: 'task.taken', row: planRowCode, period: row.period, task: twin.code })
  if (twin) {
    await tx.db
      .updateTable('task')
      .set({ state: 'open', unit_name: unitName, due_on: row.dueOn })
      .where('agency_id', '=', agency)
      .where('code', '=', twin.code)
      .execute()
    await tx.emit({ kind: 'task.created', thing: ['task', twin.code], payload: { planRowCode, unitName, again: true } })
    return ok({ code: twin.code })
  }
  const prefix = `${agency}-${row.period.replace('-', '')}-`
  const given = await tx.db.selectFrom('task').select('code').where('agency_id', '=', agency).where('code', 'like', `${prefix}%`).execute()
  // The greatest number, not the last text: “99” stands after “100”.
  const last = Math.max(0, ...given.map(t => Number(t.code.slice(prefix.length))))
  const code = `${prefix}${String(last + 1).padStart(2, '0')}`
  await tx.db
    .insertInto('task')
    .values({
      agency_id: agency,
      code,
      year,
      plan_row_code: planRowCode,
      period: row.period,
      due_on: row.dueOn,
      unit_name: unitName,
      state: 'open',
      created_at: tx.now,
      actor_id: tx.actor.accountId,
    })
    .execute()
  await tx.emit({ kind: 'task.created', thing: ['task', code], payload: { year, planRowCode, period: row.period, unitName } })
  return ok({ code })
}

export async function withdrawTask(tx: Tx, code: string, reason: string): Promise<Result<{ ok: true }>> {
  const task = await tx.db
    .selectFrom('task')
    .select('state')
    .where('agency_id', '=', tx.actor.agency)
    .where('code', '=', code)
    .forUpdate()
    .executeTakeFirst()
  if (!task) return err({ code: 'task.not_found', task: code })
  const moved = moveTask(code, task.state as TaskState, 'withdrawn')
  if (!moved.ok) return moved
  await tx.db.updateTable('task').set({ state: 'withdrawn' }).where('agency_id', '=', tx.actor.agency).where('code', '=', code).execute()
  await tx.emit({ kind: 'task.withdrawn', thing: ['task', code], payload: { reason } })
  return ok({ ok: true })
}
