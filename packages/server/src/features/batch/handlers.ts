import { err, ok } from '@mingcha/core/base'
import type { HandlersFor } from '../../http/handler.ts'
import { createBatch, dissolveBatch, freeze, registerSecret, takeSnapshot, voidBatch, withdrawSecret } from './commands.ts'
import { executeBatchDraw, publishBatch } from './draw-commands.ts'
import { confirmEvent, enterEvent, openSecret, storeEvidence, withdrawEvent } from './event-commands.ts'
import { registerBatch, withdrawRegistration } from './external.ts'
import { listBatches, loadBatch, viewBatch, viewCeremony } from './queries.ts'

export const batchHandlers = {
  'batch.list': async ({ db, scope }) => ok(await listBatches(db, scope)),
  'batch.view': (reader, { params }) => viewBatch(reader, params.code),
  'batch.create': (tx, { body }) => createBatch(tx, body.tasks),
  'batch.dissolve': (tx, { params }) => dissolveBatch(tx, params.code),
  'batch.snapshot': (tx, { params }) => takeSnapshot(tx, params.code),
  'batch.registerSecret': (tx, { params, body }) => registerSecret(tx, params.code, body.sha256),
  'batch.withdrawSecret': (tx, { params }) => withdrawSecret(tx, params.code),
  'batch.freeze': (tx, { params, body }) => freeze(tx, params.code, body),
  'batch.void': (tx, { params, body }) => voidBatch(tx, params.code, body.ground, body.reason),
  'batch.commitFile': async ({ db, scope }, { params }) => {
    const row = await db
      .selectFrom('batch_file')
      .select('bytes')
      .where('agency_id', 'in', scope.agencies)
      .where('batch_code', '=', params.code)
      .where('name', '=', 'commit.json')
      .executeTakeFirst()
    const external = row ? undefined : await loadBatch(db, scope, params.code)
    if (external?.external) return err({ code: 'external.no_step', batch: params.code, wanted: '承诺文件' })
    return row
      ? ok({ fileName: `${params.code}-commit.json`, mediaType: 'application/json', bytes: row.bytes })
      : err({ code: 'batch.not_found', batch: params.code })
  },
  'event.enter': (tx, { params, body }) => enterEvent(tx, params.code, body),
  'event.uploadEvidence': (tx, { params, upload }) => storeEvidence(tx, params.code, upload),
  'event.withdraw': (tx, { params }) => withdrawEvent(tx, params.code),
  'event.confirm': (tx, { params, body }) => confirmEvent(tx, params.code, body.numbers),
  'batch.openSecret': (tx, { params, body }) => openSecret(tx, params.code, body.secret),
  'draw.execute': (tx, { params }) => executeBatchDraw(tx, params.code),
  'draw.publish': (tx, { params }) => publishBatch(tx, params.code),
  'batch.ceremony': (reader, { params }) => viewCeremony(reader, params.code),
  'batch.register': (tx, { body, upload }) => registerBatch(tx, body, upload),
  'batch.withdrawRegistration': (tx, { params, body }) => withdrawRegistration(tx, params.code, body.reason),
} satisfies HandlersFor<
  | 'batch.list'
  | 'batch.view'
  | 'batch.create'
  | 'batch.dissolve'
  | 'batch.snapshot'
  | 'batch.registerSecret'
  | 'batch.withdrawSecret'
  | 'batch.freeze'
  | 'batch.void'
  | 'batch.commitFile'
  | 'event.enter'
  | 'event.uploadEvidence'
  | 'event.withdraw'
  | 'event.confirm'
  | 'batch.openSecret'
  | 'draw.execute'
  | 'draw.publish'
  | 'batch.ceremony'
  | 'batch.register'
  | 'batch.withdrawRegistration'
>
