/**
 * 公共随机事件 — typed by the supervisor, typed again by a second person, then logged for ever (ADR 0002). Evidence is stored by its content.
 */
import { createHash } from 'node:crypto'
import { can } from '@mingcha/core/access'
import { errorEntry, fillSentence } from '@mingcha/core/api'
import { err, ok, type Problem, type Result } from '@mingcha/core/base'
import { type Commit, type EventValue, normalizeNumbers, parseCommit, printEvent, publicSources, witnessMac } from '@mingcha/core/draw'
import { moveBatch } from '@mingcha/core/inspection'
import { sayMinute as sayTime } from '../../china-time.ts'
import type { Tx } from '../../db/tx.ts'
import type { Upload } from '../../http/handler.ts'
import { keepFile, sniff } from '../../ports/file-store.ts'
import { loggedAt } from '../log/read-log.ts'
import { lockBatch, setBatch, toSecond } from './commands.ts'
import { openFiles, storeFiles } from './files.ts'

const done = { ok: true } as const
const gameNames: Record<string, string> = { ssq: '双色球', dlt: '大乐透', pl5: '排列5', fc3d: '福彩3D' }

/** What was typed, in the protocol's spelling. Errors: `event.numbers` {why}. */
function readTyped(commit: Commit, typed: readonly string[]): Result<string[]> {
  const sources = publicSources(commit)
  if (typed.length !== sources.length) return err({ code: 'event.numbers', why: `应录入 ${sources.length} 项，收到 ${typed.length} 项` })
  const numbers: string[] = []
  for (const [i, source] of sources.entries()) {
    const read = normalizeNumbers(source, typed[i] ?? '')
    const name = source.kind === 'lottery' ? gameNames[source.game] : '骰子'
    if (!read.ok) return err({ code: 'event.numbers', why: `${name}：${fillSentence(errorEntry(read.error.code).zh, read.error)}` })
    numbers.push(read.value)
  }
  return ok(numbers)
}

async function readCommit(tx: Tx, code: string): Promise<Commit> {
  const row = await tx.db
    .selectFrom('batch_file')
    .select('bytes')
    .where('agency_id', '=', tx.actor.agency)
    .where('batch_code', '=', code)
    .where('name', '=', 'commit.json')
    .executeTakeFirstOrThrow()
  const commit = parseCommit(row.bytes)
  if (!commit.ok) throw new Error(`stored commitment of ${code} cannot be read`)
  return commit.value
}

/** Not before every notBefore, not after eventBy, and only once the commitment is in a signed checkpoint. */
function checkMoment(commit: Commit, now: string): Problem | null {
  const waits = publicSources(commit)
    .map(s => s.notBefore)
    .sort()
  const last = waits.at(-1)
  if (last !== undefined && toSecond(now) < last) return { code: 'event.early', notBefore: sayTime(last), now: sayTime(now) }
  if (toSecond(now) > commit.eventBy) return { code: 'event.late', eventBy: sayTime(commit.eventBy) }
  return null
}

export async function enterEvent(
  tx: Tx,
  code: string,
  body: { numbers: readonly string[]; witnesses: readonly string[]; evidenceSha256: string | null },
): Promise<Result<typeof done>> {
  const batch = await lockBatch(tx, code)
  if (!batch.ok) return batch
  const moved = moveBatch(code, batch.value.state, 'evented', '录入公共事件')
  if (!moved.ok) return moved
  if (!(await loggedAt(tx.db, batch.value.commit_event_id))) return err({ code: 'event.not_logged' })
  const commit = await readCommit(tx, code)
  const early = checkMoment(commit, tx.now)
  if (early) return err(early)
  const numbers = readTyped(commit, body.numbers)
  if (!numbers.ok) return numbers
  const dice = publicSources(commit).some(s => s.kind === 'dice')
  const witnesses = [...new Set(body.witnesses.map(w => w.trim()).filter(w => w !== ''))]
  if (dice && (witnesses.length < 2 || body.evidenceSha256 === null)) return err({ code: 'event.witnesses' })
  if (body.evidenceSha256 !== null) {
    const kept = await tx.db
      .selectFrom('event_evidence')
      .select('sha256')
      .where('agency_id', '=', tx.actor.agency)
      .where('batch_code', '=', code)
      .where('sha256', '=', body.evidenceSha256)
      .executeTakeFirst()
    if (!kept) return err({ code: 'event.witnesses' })
  }
  const entry = {
    numbers: JSON.stringify(numbers.value),
    evidence_sha256: body.evidenceSha256,
    witnesses: JSON.stringify(dice ? witnesses : []),
    entered_by: tx.actor.accountId,
    entered_at: tx.now,
  }
  await tx.db
    .insertInto('event_entry')
    .values({ agency_id: tx.actor.agency, batch_code: code, ...entry })
    .onConflict(on => on.columns(['agency_id', 'batch_code']).doUpdateSet(entry))
    .execute()
  await tx.emit({
    kind: 'event.entered',
    thing: ['batch', code],
    payload: { numbers: numbers.value, witnesses: witnesses.length, evidence: body.evidenceSha256 },
  })
  return ok(done)
}

export async function withdrawEvent(tx: Tx, code: string): Promise<Result<typeof done>> {
  const batch = await lockBatch(tx, code)
  if (!batch.ok) return batch
  const moved = moveBatch(code, batch.value.state, 'evented', '撤回录入')
  if (!moved.ok) return moved
  await tx.db.deleteFrom('event_entry').where('agency_id', '=', tx.actor.agency).where('batch_code', '=', code).execute()
  await tx.emit({ kind: 'event.withdrawn', thing: ['batch', code], payload: {} })
  return ok(done)
}

/** A signatory in the log: the staff code, or a code of the account where there is none. Never a name. */
export const signatory = (inspectorCode: string | null, accountId: string) =>
  inspectorCode ?? `ACC-${accountId.replaceAll('-', '').slice(0, 12).toUpperCase()}`

/** The second signature; the entry is logged here, once. Errors: `event.not_entered`, `access.same_person`, `event.differs`, as above. */
export async function confirmEvent(tx: Tx, code: string, typed: readonly string[]): Promise<Result<typeof done>> {
  const batch = await lockBatch(tx, code)
  if (!batch.ok) return batch
  const moved = moveBatch(code, batch.value.state, 'evented', '确认公共事件')
  if (!moved.ok) return moved
  const entry = await tx.db
    .selectFrom('event_entry')
    .selectAll()
    .where('agency_id', '=', tx.actor.agency)
    .where('batch_code', '=', code)
    .executeTakeFirst()
  if (!entry) return err({ code: 'event.not_entered' })
  const separate = can(tx.actor, 'event.confirm', { madeBy: entry.entered_by })
  if (!separate.ok) return separate
  const commit = await readCommit(tx, code)
  const early = checkMoment(commit, tx.now)
  if (early) return err(early)
  const numbers = readTyped(commit, typed)
  if (!numbers.ok) return numbers
  if (JSON.stringify(numbers.value) !== JSON.stringify(entry.numbers)) return err({ code: 'event.differs' })
  const commitLog = await loggedAt(tx.db, batch.value.commit_event_id)
  if (!commitLog) return err({ code: 'event.not_logged' })
  const first = await tx.db
    .selectFrom('account')
    .select(['id', 'inspector_code'])
    .where('agency_id', '=', tx.actor.agency)
    .where('id', '=', entry.entered_by)
    .executeTakeFirstOrThrow()
  const salt = Buffer.from(
    Buffer.from((await openFiles(tx.db, tx.env.seal, tx.actor.agency, code)).get('salt') ?? []).toString('utf8'),
    'hex',
  )
  const values = publicSources(commit).map(
    (s, i): EventValue =>
      s.kind === 'lottery'
        ? { kind: 'lottery', game: s.game, issue: s.issue, numbers: numbers.value[i] ?? '' }
        : { kind: 'dice', numbers: numbers.value[i] ?? '' },
  )
  const bytes = printEvent({
    draw: code,
    commit: String(commitLog.index),
    commit_sha256: batch.value.commit_sha256 ?? '',
    at: toSecond(tx.now),
    values,
    evidence: entry.evidence_sha256 ?? '-',
    signatories: [signatory(first.inspector_code, first.id), signatory(tx.actor.inspectorCode, tx.actor.accountId)],
    witnesses: (entry.witnesses as string[]).map(name => witnessMac(salt, name)),
  })
  await storeFiles(tx, code, new Map([['event.json', bytes]]), false)
  const eventId = await tx.emit({ kind: 'event.confirmed', thing: ['batch', code], payload: { numbers: numbers.value }, leaf: bytes })
  await setBatch(tx, code, { state: moved.value, event_event_id: eventId })
  return ok(done)
}

/** Kept under home/files by its SHA-256; what it is, is read from its bytes. Errors: `request.media`. */
export async function storeEvidence(tx: Tx, code: string, upload: Upload): Promise<Result<{ sha256: string }>> {
  const batch = await lockBatch(tx, code)
  if (!batch.ok) return batch
  const moved = moveBatch(code, batch.value.state, 'evented', '上传佐证')
  if (!moved.ok) return moved
  const { bytes } = upload
  const media = sniff(bytes)
  if (media === undefined || media.startsWith('audio/')) return err({ code: 'request.media' })
  const sha256 = keepFile(tx.env.home, bytes)
  await tx.db
    .insertInto('event_evidence')
    .values({ agency_id: tx.actor.agency, batch_code: code, sha256, file_name: upload.fileName, media_type: media, size: bytes.length })
    .onConflict(on => on.doNothing())
    .execute()
  await tx.emit({
    kind: 'event.evidence_stored',
    thing: ['batch', code],
    payload: { sha256, fileName: upload.fileName, size: bytes.length },
  })
  return ok({ sha256 })
}

/** The second holder opens his secret: the 64 characters whose hash was committed. Errors: `secret.mismatch`, `batch.state`. */
export async function openSecret(tx: Tx, code: string, secret: string): Promise<Result<typeof done>> {
  const batch = await lockBatch(tx, code)
  if (!batch.ok) return batch
  const moved = moveBatch(code, batch.value.state, 'drawn', '打开密钥')
  if (!moved.ok) return moved
  if (!(await loggedAt(tx.db, batch.value.event_event_id))) return err({ code: 'event.not_logged' })
  const given = secret.trim().toLowerCase()
  const sha256 = createHash('sha256').update(given).digest('hex')
  const row = await tx.db
    .selectFrom('batch_secret')
    .selectAll()
    .where('agency_id', '=', tx.actor.agency)
    .where('batch_code', '=', code)
    .where('party', '!=', 'server')
    .where('sha256', '=', sha256)
    .executeTakeFirst()
  if (!row || !/^[0-9a-f]{64}$/.test(given)) return err({ code: 'secret.mismatch' })
  if (row.opened_at !== null) return ok(done)
  await tx.db
    .updateTable('batch_secret')
    .set({ secret_sealed: tx.env.seal.seal(`batch-secret|${code}`, given), opened_at: tx.now })
    .where('agency_id', '=', tx.actor.agency)
    .where('batch_code', '=', code)
    .where('party', '=', row.party)
    .execute()
  await tx.emit({ kind: 'batch.secret_opened', thing: ['batch', code], payload: { party: row.party } })
  return ok(done)
}
