/**
 * 抽取与公布 — each happens once. The row lock and the state make a second call, at the same time or later, answer with the one result and write nothing.
 */
import { randomUUID } from 'node:crypto'
import { decodeUtf8, err, ok, type Result } from '@mingcha/core/base'
import { assignList, executeDraw, groupVisits, parseCommit, publishEntry, readCommittedLists, selectedList } from '@mingcha/core/draw'
import { moveBatch } from '@mingcha/core/inspection'
import { z } from 'zod'
import { sayMinute as sayTime } from '../../china-time.ts'
import type { Tx } from '../../db/tx.ts'
import { readLogKeys } from '../../ports/signer.ts'
import { leafIndexOf, loggedAt, proofsFor } from '../log/read-log.ts'
import { closeUndoneVisits, countOpenVisits, createVisits } from '../visits/for-batch.ts'
import { loadBatchTasks } from './assemble.ts'
import { lockBatch, setBatch, setTasks, toSecond } from './commands.ts'
import { completeExternal } from './external.ts'
import { openFiles, storeFiles, unsealFiles } from './files.ts'

/** What may be said of a sealed result. */
export const drawCounts = z.object({
  drawn: z.number().int(),
  reserve: z.number().int(),
  visits: z.number().int(),
  slots: z.number().int(),
  unfilled: z.number().int(),
  teams: z.number().int(),
  seedCheck: z.string(),
})
export type DrawCounts = z.output<typeof drawCounts>

type Executed = { drawn: number; reserve: number; visits: number; unfilled: number; seedCheck: string; already: boolean }

/** Errors: `event.not_logged`, `secret.missing` {party}, `draw.late` {resultBy}, and core's. @law SJZ-08 A-29 */
export async function executeBatchDraw(tx: Tx, code: string): Promise<Result<Executed>> {
  const locked = await lockBatch(tx, code)
  if (!locked.ok) return locked
  const batch = locked.value
  if (batch.external !== null) return err({ code: 'external.no_step', batch: code, wanted: '抽取' })
  if (batch.state === 'drawn' || batch.state === 'published') return ok({ ...drawCounts.parse(batch.counts), already: true })
  const moved = moveBatch(code, batch.state, 'drawn', '抽取')
  if (!moved.ok) return moved
  const eventLog = await loggedAt(tx.db, batch.event_event_id)
  if (!eventLog) return err({ code: 'event.not_logged' })
  const secrets = await tx.db
    .selectFrom('batch_secret')
    .selectAll()
    .where('agency_id', '=', tx.actor.agency)
    .where('batch_code', '=', code)
    .execute()
  const closed = secrets.find(s => s.secret_sealed === null)
  if (closed) return err({ code: 'secret.missing', party: '第二持有人' })
  const files = await openFiles(tx.db, tx.env.seal, tx.actor.agency, code)
  const commitBytes = files.get('commit.json') ?? new Uint8Array()
  const commit = parseCommit(commitBytes)
  if (!commit.ok) return commit
  if (toSecond(tx.now) > commit.value.resultBy) return err({ code: 'draw.late', resultBy: sayTime(commit.value.resultBy) })
  const executed = executeDraw({
    commit: commitBytes,
    files,
    secrets: new Map(secrets.map(s => [s.party, tx.env.seal.openText(`batch-secret|${code}`, s.secret_sealed!)])),
    event: files.get('event.json') ?? new Uint8Array(),
    eventIndex: String(eventLog.index),
  })
  if (!executed.ok) return executed
  const { files: made, result, resultBytes, unfilledLogEntries } = executed.value
  await storeFiles(tx, code, made, true)
  await storeFiles(tx, code, new Map([['result.json', resultBytes]]), false)
  const lists = readCommittedLists(commit.value, files)
  if (!lists.ok) return lists
  const selected = selectedList.parse(made.get('selected.txt')!)
  const assign = assignList.parse(made.get('assign.txt')!)
  if (!selected.ok || !assign.ok) throw new Error('the draw printed a list it cannot read')
  const visits = groupVisits(selected.value, lists.value.slots, assign.value)
  const tasks = await loadBatchTasks(tx.db, tx.scope, code)
  await createVisits(tx, code, commit.value, tasks, visits, () => randomUUID())
  const counts: DrawCounts = {
    drawn: result.drawn,
    reserve: result.reserve,
    visits: visits.length,
    slots: visits.reduce((n, v) => n + v.slots.length, 0),
    unfilled: result.unfilled,
    teams: visits.filter(v => v.unfilled === 0).length,
    seedCheck: result.seed_check,
  }
  const eventId = await tx.emit({
    kind: 'draw.executed',
    thing: ['batch', code],
    payload: { drawn: counts.drawn, reserve: counts.reserve, visits: counts.visits, unfilled: counts.unfilled },
    leaf: resultBytes,
  })
  for (const leaf of unfilledLogEntries) await tx.emit({ kind: 'draw.unfilled', thing: ['batch', code], payload: {}, leaf })
  await setTasks(tx, code, 'drawn')
  await setBatch(tx, code, { state: moved.value, drawn_at: tx.now, result_event_id: eventId, counts: JSON.stringify(counts) })
  return ok({ ...counts, already: false })
}

/** Errors: `draw.not_done` {count, openBy}, `event.not_logged`. */
export async function publishBatch(tx: Tx, code: string): Promise<Result<{ already: boolean }>> {
  const locked = await lockBatch(tx, code)
  if (!locked.ok) return locked
  const batch = locked.value
  if (batch.state === 'published') return ok({ already: true })
  const moved = moveBatch(code, batch.state, 'published', '公布')
  if (!moved.ok) return moved
  if (batch.external !== null) return completeExternal(tx, code)
  const files = await openFiles(tx.db, tx.env.seal, tx.actor.agency, code)
  const commit = parseCommit(files.get('commit.json') ?? new Uint8Array())
  if (!commit.ok) return commit
  const open = await countOpenVisits(tx.db, tx.scope, code)
  if (open > 0 && toSecond(tx.now) < commit.value.openBy)
    return err({ code: 'draw.not_done', count: open, openBy: sayTime(commit.value.openBy) })
  const ids = [batch.commit_event_id, batch.event_event_id, batch.result_event_id].map(id => id ?? -1)
  const proofs = await proofsFor(tx.db, ids)
  const keys = readLogKeys(`${tx.env.home}/keys`)
  if (proofs === null || keys === null) return err({ code: 'event.not_logged' })
  const undone = await closeUndoneVisits(tx, code)
  const added = new Map<string, Uint8Array>([
    ['commit.tlog-proof', Buffer.from(proofs[0]?.tlogProof ?? '')],
    ['event.tlog-proof', Buffer.from(proofs[1]?.tlogProof ?? '')],
    ['result.tlog-proof', Buffer.from(proofs[2]?.tlogProof ?? '')],
    ['log.vkey', keys.vkey],
    ['log.pub.pem', keys.pem],
  ])
  const kept = new Map([...files].filter(([name]) => name !== 'salt'))
  const index = async (id: number | null) => String(await leafIndexOf(tx.db, id ?? -1))
  const published = publishEntry({
    draw: code,
    commit: await index(batch.commit_event_id),
    event: await index(batch.event_event_id),
    result: await index(batch.result_event_id),
    files: new Map([...kept, ...added]),
    undone,
  })
  if (!published.ok) return published
  await unsealFiles(tx, code, kept)
  await storeFiles(tx, code, new Map([...added, ['publish.json', published.value.bytes]]), false)
  const eventId = await tx.emit({
    kind: 'draw.published',
    thing: ['batch', code],
    payload: { undone: undone.length },
    leaf: published.value.bytes,
  })
  await setTasks(tx, code, 'done')
  await setBatch(tx, code, { state: moved.value, published_at: tx.now, publish_event_id: eventId })
  return ok({ already: false })
}

export const textOf = (bytes: Uint8Array | undefined): string => (bytes ? (decodeUtf8(bytes) ?? '') : '')
