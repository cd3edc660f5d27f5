/** 抽查任务 — tasks and the plan rows that could become one, each with its three gates. */
import type { Scope } from '@mingcha/core/access'
import type { ReplyOf, Routes } from '@mingcha/core/api'
import { addQuarters, type PlainDate, quarterOf, yearOf } from '@mingcha/core/base'
import { type GateQuestion, showGates, type TaskState } from '@mingcha/core/inspection'
import type { ReadDb } from '../../db/tx.ts'
import { type ItemLists, loadItemLists } from '../items/queries.ts'
import { loadPlan, type PlanOfYear, type PlanRowInForce } from '../plan/queries.ts'

/** What the gates need to know of one plan row on one day. */
export function gateQuestion(row: PlanRowInForce, lists: ItemLists, on: PlainDate): GateQuestion {
  return {
    on,
    listVersion: lists.publishedVersion,
    planRow: { code: row.code, published: row.published },
    items: row.itemCodes.map(code => {
      const item = lists.published.get(code) ?? lists.shown.find(i => i.code === code)
      return { code, name: item?.name ?? code, listed: lists.published.has(code), bases: item?.bases ?? [] }
    }),
  }
}

export interface TaskRow {
  readonly code: string
  readonly year: number
  readonly planRowCode: string
  readonly period: string
  readonly dueOn: string
  readonly unitName: string
  readonly state: TaskState
  readonly batchCode: string | null
}

/** @law LY-17: every section and squad has the same list and the same flow. */
export async function loadTasks(db: ReadDb, scope: Scope): Promise<TaskRow[]> {
  const rows = await db
    .selectFrom('task')
    .leftJoin('batch_task', join =>
      join
        .onRef('batch_task.agency_id', '=', 'task.agency_id')
        .onRef('batch_task.task_code', '=', 'task.code')
        .on('batch_task.voided', '=', false),
    )
    .select([
      'task.code',
      'task.year',
      'task.plan_row_code',
      'task.period',
      'task.due_on',
      'task.unit_name',
      'task.state',
      'batch_task.batch_code',
    ])
    .where('task.agency_id', 'in', scope.agencies)
    .orderBy('task.code')
    .execute()
  return rows.map(r => ({
    code: r.code,
    year: r.year,
    planRowCode: r.plan_row_code,
    period: r.period,
    dueOn: r.due_on,
    unitName: r.unit_name,
    state: r.state as TaskState,
    batchCode: r.batch_code,
  }))
}

export async function listTasks(
  db: ReadDb,
  scope: Scope,
  today: PlainDate,
  period: string | undefined,
): Promise<ReplyOf<Routes['task.list']>> {
  const lists = await loadItemLists(db, scope)
  const tasks = (await loadTasks(db, scope)).filter(t => period === undefined || t.period === period)
  // The quarter drawn for is the coming one: from October on its rows stand in next year's plan.
  const years = new Set([...tasks.map(t => t.year), yearOf(today), addQuarters(quarterOf(today), 1).year])
  const plans = new Map<number, PlanOfYear>()
  for (const year of years) plans.set(year, await loadPlan(db, scope, year))
  const rowOf = (t: TaskRow) => plans.get(t.year)?.rows.find(r => r.code === t.planRowCode)
  const live = tasks.filter(t => t.state !== 'withdrawn')
  return {
    rows: live.map(t => {
      const row = rowOf(t)
      return {
        code: t.code,
        name: row?.name ?? t.planRowCode,
        planRowCode: t.planRowCode,
        period: t.period,
        dueOn: t.dueOn,
        unitName: t.unitName,
        state: t.state,
        batchCode: t.batchCode,
        gates: row ? showGates(gateQuestion(row, lists, today)) : [],
      }
    }),
    candidates: [...plans].flatMap(([year, plan]) =>
      plan.rows
        .filter(
          r =>
            (period === undefined || r.period === period) &&
            !live.some(t => t.year === year && t.planRowCode === r.code && t.period === r.period),
        )
        .map(r => ({
          year,
          planRowCode: r.code,
          name: r.name,
          period: r.period,
          dueOn: r.dueOn,
          gates: showGates(gateQuestion(r, lists, today)),
        })),
    ),
  }
}
