import { ok } from '@mingcha/core/base'
import type { HandlersFor } from '../../http/handler.ts'
import { askBackup } from './commands.ts'
import { listBackups } from './queries.ts'

export const operateHandlers = {
  'backup.list': async ({ db, scope, env }) => ok(await listBackups(db, scope, env)),
  'backup.make': tx => askBackup(tx),
} satisfies HandlersFor<'backup.list' | 'backup.make'>
