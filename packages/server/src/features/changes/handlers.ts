import { ok } from '@mingcha/core/base'
import type { HandlersFor } from '../../http/handler.ts'
import { askChange, decideChange, withdrawChange } from './commands.ts'
import { listChanges } from './queries.ts'

export const changeHandlers = {
  'change.list': async reader => ok(await listChanges(reader)),
  'change.ask': (tx, { body }) => askChange(tx, body),
  'change.withdraw': (tx, { params }) => withdrawChange(tx, params.id),
  'change.decide': (tx, { params, body }) => decideChange(tx, params.id, body),
} satisfies HandlersFor<'change.list' | 'change.ask' | 'change.withdraw' | 'change.decide'>
