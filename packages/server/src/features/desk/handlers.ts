import { ok } from '@mingcha/core/base'
import type { HandlersFor } from '../../http/handler.ts'
import { exportOversight, viewOversight } from './oversight.ts'
import { viewDesk } from './queries.ts'

export const deskHandlers = {
  'desk.view': async (reader, { query }) => ok(await viewDesk(reader, query.rule)),
  'oversight.view': async (reader, { query }) => ok(await viewOversight(reader, query)),
  'oversight.export': async (reader, { query }) => ok(await exportOversight(reader, query)),
} satisfies HandlersFor<'desk.view' | 'oversight.view' | 'oversight.export'>
