/** 已完成的检查 — for the public pages. Only rows whose visit is done hold a name at all (X-04). */
import { sql } from 'kysely'
import { z } from 'zod'
import type { Reader } from '../../db/tx.ts'

const result = z.looseObject({ phrase: z.string() })

/** The newest results; with `q`, those of firms whose code is `q` or whose name contains it. At most 50. */
export async function searchResults({ db }: Reader<null>, q: string | null) {
  let query = db
    .selectFrom('visit')
    .select(['subject_code', 'subject_name', 'result', 'done_on', 'batch_code'])
    .where('state', '=', 'done')
    .where('subject_code', 'is not', null)
    .orderBy('recorded_at', 'desc')
    .limit(50)
  if (q !== null) {
    const text = q.normalize('NFKC').trim()
    const pattern = `%${text.replace(/[\\%_]/g, c => `\\${c}`)}%`
    query = query.where(eb => eb.or([eb('subject_code', '=', text.toUpperCase()), sql<boolean>`subject_name like ${pattern}`]))
  }
  const rows = await query.execute()
  const tasks = new Map<string, string[]>()
  for (const t of await db
    .selectFrom('batch_task')
    .innerJoin('task', join => join.onRef('task.agency_id', '=', 'batch_task.agency_id').onRef('task.code', '=', 'batch_task.task_code'))
    .innerJoin('plan_row', join =>
      join
        .onRef('plan_row.agency_id', '=', 'task.agency_id')
        .onRef('plan_row.year', '=', 'task.year')
        .onRef('plan_row.code', '=', 'task.plan_row_code'),
    )
    .select(['batch_task.batch_code', 'plan_row.name'])
    .where('batch_task.batch_code', 'in', rows.length > 0 ? [...new Set(rows.map(r => r.batch_code ?? ''))] : [''])
    .orderBy('plan_row.code')
    .execute())
    tasks.set(t.batch_code, [...(tasks.get(t.batch_code) ?? []), t.name])
  return rows.map(r => ({
    code: r.subject_code ?? '',
    name: r.subject_name ?? '',
    phrase: result.safeParse(r.result).data?.phrase ?? '—',
    doneOn: r.done_on ?? '',
    drawCode: r.batch_code ?? '',
    taskName: (tasks.get(r.batch_code ?? '') ?? []).join('、'),
    items: [],
  }))
}
