import { ok } from '@mingcha/core/base'
import type { HandlersFor } from '../../http/handler.ts'
import { recordVisit } from './commands.ts'
import { listVisits, viewVisit } from './queries.ts'

export const visitHandlers = {
  'visit.list': async ({ db, scope, env }) => ok(await listVisits(db, scope, env)),
  'visit.view': ({ db, scope, env, actor }, { params }) => viewVisit(db, scope, env, actor, params.id),
  'visit.record': (tx, { params, body }) => recordVisit(tx, params.id, body),
} satisfies HandlersFor<'visit.list' | 'visit.view' | 'visit.record'>
