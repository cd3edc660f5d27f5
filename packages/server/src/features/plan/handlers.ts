import { ok } from '@mingcha/core/base'
import type { HandlersFor } from '../../http/handler.ts'
import { addPlanRow, publishPlan, removePlanRow } from './commands.ts'
import { viewPlan } from './queries.ts'

export const planHandlers = {
  'plan.view': async ({ db, scope }, { query }) => ok(await viewPlan(db, scope, query.year)),
  'plan.addRow': (tx, { body }) => addPlanRow(tx, body),
  'plan.removeRow': (tx, { params, body }) => removePlanRow(tx, body.year, params.code),
  'plan.publish': (tx, { body }) => publishPlan(tx, body.year, body.filing),
} satisfies HandlersFor<'plan.view' | 'plan.addRow' | 'plan.removeRow' | 'plan.publish'>
