import type { HandlersFor } from '../../http/handler.ts'
import { adoptScheme } from './commands.ts'
import { viewScheme } from './queries.ts'

export const schemeHandlers = {
  'scheme.view': ({ db, scope }) => viewScheme(db, scope),
  'scheme.adopt': (tx, { body }) => adoptScheme(tx, body.yaml),
} satisfies HandlersFor<'scheme.view' | 'scheme.adopt'>
