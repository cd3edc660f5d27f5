import { ok } from '@mingcha/core/base'
import type { HandlersFor } from '../../http/handler.ts'
import {
  determineFinding,
  dropCorrection,
  openCorrection,
  publishFindings,
  recordReply,
  returnFinding,
  reviewFinding,
  withdrawReply,
  withdrawReview,
} from './commands.ts'
import {
  exportChannel,
  exportJointPunishment,
  listDisclosures,
  receiveDisclosures,
  resetDisclosures,
  returnDisclosures,
} from './disclosures.ts'
import { restoreKind, viewKinds, withholdKind } from './kinds.ts'
import { listFindings, viewFinding } from './queries.ts'
import { zipSite } from './site.ts'

export const resultHandlers = {
  'finding.list': async ({ db, scope, actor, today }, { query }) => ok(await listFindings(db, scope, actor, today, query)),
  'finding.view': ({ db, scope, env, actor, today }, { params }) => viewFinding(db, scope, env, actor, today, params.id),
  'finding.determine': (tx, { params, body }) => determineFinding(tx, params.id, body),
  'finding.review': (tx, { params, body }) => reviewFinding(tx, params.id, body),
  'finding.return': (tx, { params, body }) => returnFinding(tx, params.id, body),
  'finding.withdrawReview': (tx, { params, body }) => withdrawReview(tx, params.id, body),
  'finding.publish': (tx, { body }) => publishFindings(tx, body),
  'finding.correct': (tx, { params, body }) => openCorrection(tx, params.id, body),
  'finding.dropCorrection': (tx, { params, body }) => dropCorrection(tx, params.id, body),
  'reply.record': (tx, { params, body }) => recordReply(tx, params.id, body),
  'reply.withdraw': (tx, { params, body }) => withdrawReply(tx, params.id, body.reason),
  'disclosure.list': async ({ db, scope }, { query }) => ok(await listDisclosures(db, scope, query)),
  'disclosure.export': (tx, { body }) => exportChannel(tx, body.channel),
  'disclosure.receive': (tx, { body }) => receiveDisclosures(tx, body),
  'disclosure.return': (tx, { body }) => returnDisclosures(tx, body),
  'disclosure.reset': (tx, { body }) => resetDisclosures(tx, body),
  'publicity.kinds': async ({ db, scope, today }) => ok(await viewKinds(db, scope, today)),
  'publicity.withhold': (tx, { body }) => withholdKind(tx, body),
  'publicity.restore': (tx, { body }) => restoreKind(tx, body.kind),
  'publicity.jointPunishment': async ({ db, scope, today }) => ok(await exportJointPunishment(db, scope, today)),
  'publicity.site': async reader => ok(await zipSite(reader)),
} satisfies HandlersFor<
  | 'finding.list'
  | 'finding.view'
  | 'finding.determine'
  | 'finding.review'
  | 'finding.return'
  | 'finding.withdrawReview'
  | 'finding.publish'
  | 'finding.correct'
  | 'finding.dropCorrection'
  | 'reply.record'
  | 'reply.withdraw'
  | 'disclosure.list'
  | 'disclosure.export'
  | 'disclosure.receive'
  | 'disclosure.return'
  | 'disclosure.reset'
  | 'publicity.kinds'
  | 'publicity.withhold'
  | 'publicity.restore'
  | 'publicity.jointPunishment'
  | 'publicity.site'
>
