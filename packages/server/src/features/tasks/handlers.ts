import { ok } from '@mingcha/core/base'
import type { HandlersFor } from '../../http/handler.ts'
import { createTask, withdrawTask } from './commands.ts'
import { listTasks } from './queries.ts'

export const taskHandlers = {
  'task.list': async ({ db, scope, today }, { query }) => ok(await listTasks(db, scope, today, query.period)),
  'task.create': (tx, { body }) => createTask(tx, body.year, body.planRowCode, body.unitName),
  'task.withdraw': (tx, { params, body }) => withdrawTask(tx, params.code, body.reason),
} satisfies HandlersFor<'task.list' | 'task.create' | 'task.withdraw'>
