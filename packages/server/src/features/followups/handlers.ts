import type { RouteName } from '@mingcha/core/api'
import { ok } from '@mingcha/core/base'
import type { HandlersFor } from '../../http/handler.ts'
import {
  askExtension,
  attachEvidence,
  cancelFollowUp,
  closeFollowUp,
  decideExtension,
  openFollowUp,
  recheckFollowUp,
  reopenFollowUp,
  stepFollowUp,
  voidStep,
} from './commands.ts'
import { readFollowUpFile } from './files.ts'
import { loadSubmitted } from './for-visits.ts'
import { closeLead, disposeLead, recordLead, reopenLead } from './lead-commands.ts'
import { listLeads } from './lead-queries.ts'
import { listJurisdiction, setJurisdiction } from './owner.ts'
import { printRectify, printReturnVisit } from './papers.ts'
import { listFollowUps, viewFollowUp } from './queries.ts'
import { drawReturnVisits, listReturnVisits, recordReturnVisit, withdrawReturnVisit } from './return-visits.ts'

type Mine = Extract<RouteName, `followup.${string}` | `lead.${string}` | `returnvisit.${string}` | `jurisdiction.${string}`>

export const followupHandlers = {
  'followup.list': async ({ db, scope, actor, today }, { query }) => ok(await listFollowUps(db, scope, actor, today, query)),
  'followup.view': ({ db, scope, actor, today }, { params }) => viewFollowUp(db, scope, actor, today, params.id),
  'followup.papers': (reader, { params, query }) => printRectify(reader, params.id, query.format),
  'returnvisit.papers': (reader, { params, query }) => printReturnVisit(reader, params.id, query.format),
  'followup.open': (tx, { body }) => openFollowUp(tx, body),
  'followup.step': (tx, { params, body }) => stepFollowUp(tx, params.id, body),
  'followup.voidStep': (tx, { params, body }) => voidStep(tx, params.id, params.seq, body.reason),
  'followup.recheck': (tx, { params, body }) => recheckFollowUp(tx, params.id, body),
  'followup.askExtension': (tx, { params, body }) => askExtension(tx, params.id, body.to, body.reason),
  'followup.extend': (tx, { params, body }) => decideExtension(tx, params.id, body.approve, body.reason),
  'followup.close': (tx, { params, body }) => closeFollowUp(tx, params.id, body.text),
  'followup.reopen': (tx, { params, body }) => reopenFollowUp(tx, params.id, body.reason),
  'followup.cancel': (tx, { params, body }) => cancelFollowUp(tx, params.id, body.reason),
  'followup.attach': (tx, { params, query, upload }) => attachEvidence(tx, params.id, upload, query.sha256),
  'followup.file': async ({ db, scope, env, actor }, { params }) => {
    const visit = await loadSubmitted(db, scope, actor, params.id)
    return visit.ok ? readFollowUpFile(db, scope, env, params.id, params.sha256) : visit
  },
  'jurisdiction.list': async ({ db, scope }) => ok(await listJurisdiction(db, scope)),
  'jurisdiction.set': (tx, { body }) => setJurisdiction(tx, body.region, body.unit),
  'lead.list': async ({ db, scope, today }, { query }) => ok(await listLeads(db, scope, today, query)),
  'lead.record': (tx, { body }) => recordLead(tx, body),
  'lead.dispose': (tx, { params, body }) => disposeLead(tx, params.id, body),
  'lead.reopen': (tx, { params, body }) => reopenLead(tx, params.id, body.reason),
  'lead.close': (tx, { params, body }) => closeLead(tx, params.id, body.result),
  'returnvisit.list': async ({ db, scope, actor, today }, { query }) => ok(await listReturnVisits(db, scope, actor, today, query)),
  'returnvisit.draw': (tx, { body }) => drawReturnVisits(tx, body.batchCode),
  'returnvisit.record': (tx, { params, body }) => recordReturnVisit(tx, params.id, body),
  'returnvisit.withdraw': (tx, { params, body }) => withdrawReturnVisit(tx, params.id, body.reason),
} satisfies HandlersFor<Mine>
