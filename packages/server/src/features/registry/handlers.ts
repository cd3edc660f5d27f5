import type { QueryOf, ReplyOf, Routes } from '@mingcha/core/api'
import { err, ok, type Result } from '@mingcha/core/base'
import type { Tx } from '../../db/tx.ts'
import type { HandlersFor, Upload } from '../../http/handler.ts'
import { checkLedger } from './check-ledger.ts'
import { saveInspector, setInspectorStatus } from './edit-inspector.ts'
import { factLedger, restoreFact, strikeFact } from './fact-ledger.ts'
import { type ImportRequest, importLedger } from './import-ledger.ts'
import { inspectorLedger } from './inspector-ledger.ts'
import { closeListing, listLedger, reopenListing } from './list-ledger.ts'
import { openPersonal } from './personal.ts'
import { listInspectors, listSubjects, summarize, viewInspector, viewSubject } from './queries.ts'
import { listChecks, listFacts, listListings } from './record-queries.ts'
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

const requestOf = (query: QueryOf<Routes['registry.importSubjects']>, upload: Upload): ImportRequest => ({
  step: query.step,
  sha256: query.sha256,
  skipWrong: query.skipWrong === 'true',
  upload,
})

export const registryHandlers = {
  'registry.importSubjects': (tx, { query, upload }) => importLedger(tx, requestOf(query, upload), subjectLedger(tx.today)),
  'registry.importInspectors': (tx, { query, upload }) => importLedger(tx, requestOf(query, upload), inspectorLedger),
  'registry.importFacts': (tx, { query, upload }) => importLedger(tx, requestOf(query, upload), factLedger(tx.today)),
  'registry.importLists': (tx, { query, upload }) => importLedger(tx, requestOf(query, upload), listLedger(tx.today)),
  'registry.importChecks': (tx, { query, upload }) => importLedger(tx, requestOf(query, upload), checkLedger(tx.today)),
  'registry.facts': async ({ db, scope }, { query }) => ok(await listFacts(db, scope, query)),
  'registry.lists': async ({ db, scope, today }, { query }) => ok(await listListings(db, scope, today, query)),
  'registry.checks': async ({ db, scope }, { query }) => ok(await listChecks(db, scope, query)),
  'fact.strike': (tx, { params, body }) => strikeFact(tx, params.id, body),
  'fact.restore': (tx, { params, body }) => restoreFact(tx, params.id, body),
  'listing.close': (tx, { params, body }) => closeListing(tx, params.id, body),
  'listing.reopen': (tx, { params, body }) => reopenListing(tx, params.id, body),
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
  | 'registry.importFacts'
  | 'registry.importLists'
  | 'registry.importChecks'
  | 'registry.facts'
  | 'registry.lists'
  | 'registry.checks'
  | 'fact.strike'
  | 'fact.restore'
  | 'listing.close'
  | 'listing.reopen'
  | 'registry.summary'
  | 'registry.subjects'
  | 'registry.subject'
  | 'registry.inspectors'
  | 'registry.inspector'
  | 'inspector.save'
  | 'inspector.setStatus'
  | 'registry.reveal'
>
