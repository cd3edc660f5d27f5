import { ok } from '@mingcha/core/base'
import type { HandlersFor } from '../../http/handler.ts'
import { restoreTemplate, saveTemplate } from './commands.ts'
import { previewTemplate } from './make-documents.ts'
import { listTemplates } from './queries.ts'

export const documentHandlers = {
  'template.list': async ({ db, scope }) => ok(await listTemplates(db, scope)),
  'template.save': (tx, { params, body }) => saveTemplate(tx, params.kind, body.text, body.basedOn),
  'template.restore': (tx, { params, body }) => restoreTemplate(tx, params.kind, body.version, body.basedOn),
  'template.preview': (reader, { params, query }) => previewTemplate(reader, params.kind, query.version, query.format),
} satisfies HandlersFor<'template.list' | 'template.save' | 'template.restore' | 'template.preview'>
