import type { ReplyOf, Routes } from '@mingcha/core/api'
import { err, ok, type Result } from '@mingcha/core/base'
import type { Tx } from '../../db/tx.ts'
import type { HandlersFor } from '../../http/handler.ts'
import { saveInspector, setInspectorStatus } from './edit-inspector.ts'
import { importLedger } from './import-ledger.ts'
import { inspectorLedger } from './inspector-ledger.ts'
import { openPersonal } from './personal.ts'
import { listInspectors, listSubjects, summarize, viewInspector, viewSubject } from './queries.ts'
import { subjectLedger } from './subject-ledger.ts'

/** 查看身份证号、手机号. Seeing them is an event with its reason. Errors: `inspector.not_found`. */
async function revealInspector(tx: Tx, code: string, reason: string): Promise<Result<ReplyOf<Routes['registry.reveal']>>> {
  const row = await tx.db
    .selectFrom('inspector')
    .select(['agency_id', 'id_number_sealed', 'phone_sealed'])
    .where('agency_id', 'in', tx.scope.agencies)
    .where('code', '=', code)
    .executeTakeFirst()
  if (!row) return err({ code: 'inspector.not_found', inspector: code })
  await tx.emit({ kind: 'registry.revealed', thing: ['inspector', code], payload: { reason } })
  return ok({
    idNumber: openPersonal(tx.env.seal, 'inspector.id', row.agency_id, code, row.id_number_sealed),
    phone: openPersonal(tx.env.seal, 'inspector.phone', row.agency_id, code, row.phone_sealed),
  })
}

export const registryHandlers = {
  'registry.importSubjects': (tx, { query, upload }) =>
    importLedger(tx, { ...query, sha256: query.sha256, skipWrong: query.skipWrong === 'true', upload }, subjectLedger(tx.today)),
  'registry.importInspectors': (tx, { query, upload }) =>
    importLedger(tx, { ...query, sha256: query.sha256, skipWrong: query.skipWrong === 'true', upload }, inspectorLedger),
  'registry.summary': async ({ db, scope, today }) => ok(await summarize(db, scope, today)),
  'registry.subjects': async ({ db, scope, today }, { query }) => ok(await listSubjects(db, scope, today, query)),
  'registry.subject': ({ db, scope, env, today }, { params }) => viewSubject(db, scope, env.seal, today, params.code),
  'registry.inspectors': async ({ db, scope, env, today }, { query }) => ok(await listInspectors(db, scope, env.seal, today, query)),
  'registry.inspector': ({ db, scope, env, today }, { params }) => viewInspector(db, scope, env.seal, today, params.code),
  'inspector.save': (tx, { body }) => saveInspector(tx, body),
  'inspector.setStatus': (tx, { params, body }) => setInspectorStatus(tx, params.code, body),
  'registry.reveal': (tx, { params, body }) => revealInspector(tx, params.code, body.reason),
} satisfies HandlersFor<
  | 'registry.importSubjects'
  | 'registry.importInspectors'
  | 'registry.summary'
  | 'registry.subjects'
  | 'registry.subject'
  | 'registry.inspectors'
  | 'registry.inspector'
  | 'inspector.save'
  | 'inspector.setStatus'
  | 'registry.reveal'
>
