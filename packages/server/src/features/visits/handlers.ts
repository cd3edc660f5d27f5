import { err, ok } from '@mingcha/core/base'
import type { HandlersFor } from '../../http/handler.ts'
import { readKeptFile } from '../../ports/file-store.ts'
import { closeVisit, reopenVisit } from './close-commands.ts'
import { admitGround, cancelVisit, openTargetedVisit } from './commands-open.ts'
import { loadFiles } from './files.ts'
import { loadVisit } from './load.ts'
import { printPapers, printRecord } from './papers.ts'
import { listMine, listVisits, viewCalendar, viewVisit } from './queries.ts'
import { attachFile, saveRecord, sendToSign, signRecord, startVisit, takeBack, withdrawStart } from './record-commands.ts'
import { approveVisits, scheduleVisit, sendBackVisit, unscheduleVisit, withdrawApproval } from './schedule-commands.ts'

export const visitHandlers = {
  'visit.mine': async reader => ok(await listMine(reader)),
  'visit.list': async (reader, { query }) => ok(await listVisits(reader, query)),
  'visit.calendar': (reader, { query }) => viewCalendar(reader, query),
  'visit.view': (reader, { params }) => viewVisit(reader, params.id),
  'visit.open': async (tx, { body }) => {
    const admitted = await admitGround(tx, body.ground, body.document, body.leadId !== null)
    return admitted.ok
      ? openTargetedVisit(tx, { ...body, origin: null, kind: body.ground === 'recheck' ? 'recheck' : 'targeted' })
      : admitted
  },
  'visit.cancel': (tx, { params, body }) => cancelVisit(tx, params.id, body.reason),
  'visit.schedule': (tx, { params, body }) => scheduleVisit(tx, params.id, body),
  'visit.unschedule': (tx, { params }) => unscheduleVisit(tx, params.id),
  'visit.approve': (tx, { body }) => approveVisits(tx, body.ids, body.opinion),
  'visit.sendBack': (tx, { params, body }) => sendBackVisit(tx, params.id, body.reason),
  'visit.withdrawApproval': (tx, { params, body }) => withdrawApproval(tx, params.id, body.reason),
  'visit.papers': (reader, { query }) => printPapers(reader, query.ids.split(','), query.format),
  'visit.documents': (reader, { params, query }) => printRecord(reader, params.id, query.format),
  'visit.start': (tx, { params, body }) => startVisit(tx, params.id, body),
  'visit.withdrawStart': (tx, { params, body }) => withdrawStart(tx, params.id, body.reason),
  'visit.save': (tx, { params, body }) => saveRecord(tx, params.id, body),
  'visit.attach': (tx, { params, query, upload }) => attachFile(tx, params.id, query, upload),
  'visit.file': async ({ db, scope, env, actor }, { params }) => {
    const visit = await loadVisit(db, scope, env, actor, params.id)
    const file = visit?.secret ? (await loadFiles(db, scope, params.id)).find(f => f.sha256 === params.sha256) : undefined
    return file
      ? ok({ fileName: file.fileName, mediaType: file.mediaType, bytes: readKeptFile(env.home, file.sha256) })
      : err({ code: 'visit.not_found' })
  },
  'visit.sendToSign': (tx, { params, body }) => sendToSign(tx, params.id, body.version),
  'visit.takeBack': (tx, { params, body }) => takeBack(tx, params.id, body.reason),
  'visit.sign': (tx, { params, body }) => signRecord(tx, params.id, body.recordSha256),
  'visit.close': (tx, { params }) => closeVisit(tx, params.id),
  'visit.reopen': (tx, { params, body }) => reopenVisit(tx, params.id, body.reason),
} satisfies HandlersFor<
  | 'visit.mine'
  | 'visit.list'
  | 'visit.calendar'
  | 'visit.view'
  | 'visit.open'
  | 'visit.cancel'
  | 'visit.schedule'
  | 'visit.unschedule'
  | 'visit.approve'
  | 'visit.sendBack'
  | 'visit.withdrawApproval'
  | 'visit.papers'
  | 'visit.documents'
  | 'visit.start'
  | 'visit.withdrawStart'
  | 'visit.save'
  | 'visit.attach'
  | 'visit.file'
  | 'visit.sendToSign'
  | 'visit.takeBack'
  | 'visit.sign'
  | 'visit.close'
  | 'visit.reopen'
>
