import { ok } from '@mingcha/core/base'
import type { HandlersFor } from '../../http/handler.ts'
import { importItems, publishItems } from './commands.ts'
import { viewItems } from './queries.ts'

export const itemsHandlers = {
  'items.view': async ({ db, scope, today }) => ok(await viewItems(db, scope, today)),
  'items.import': (tx, { body }) => importItems(tx, body.yaml),
  'items.publish': tx => publishItems(tx),
} satisfies HandlersFor<'items.view' | 'items.import' | 'items.publish'>
