/** 抽取的现状 — the draw as it stands after every change so far, and the one way to write the next change into it (protocol §§5–7, ADR 0006). */
import { err, ok, type Result, sha256 } from '@mingcha/core/base'
import {
  assignList,
  type ChangeEntry,
  type Commit,
  type DrawState,
  parseCommit,
  printChange,
  readCommittedLists,
  replayChanges,
  SUBSTITUTE_TYPE,
  sealChange,
  selectedList,
} from '@mingcha/core/draw'
import type { Tx } from '../../db/tx.ts'
import { type BatchTask, loadBatchTasks } from './assemble.ts'
import { lockBatch } from './commands.ts'
import { openFiles, resealFile } from './files.ts'

export interface DrawNow {
  readonly commit: Commit
  readonly tasks: readonly BatchTask[]
  readonly state: DrawState
}

/** null: drawn elsewhere, there is no order here. Errors: `batch.not_found`, `change.not_sealed`. The batch stays locked. */
export async function loadDrawNow(tx: Tx, code: string): Promise<Result<DrawNow | null>> {
  const batch = await lockBatch(tx, code)
  if (!batch.ok) return batch
  if (batch.value.state !== 'drawn') return err({ code: 'change.not_sealed' })
  if (batch.value.external !== null) return ok(null)
  const files = await openFiles(tx.db, tx.env.seal, tx.actor.agency, code)
  const commit = parseCommit(files.get('commit.json') ?? new Uint8Array())
  if (!commit.ok) return commit
  const lists = readCommittedLists(commit.value, files)
  if (!lists.ok) return lists
  const selected = selectedList.parse(files.get('selected.txt') ?? new Uint8Array())
  const assign = assignList.parse(files.get('assign.txt') ?? new Uint8Array())
  if (!selected.ok || !assign.ok) throw new Error(`the sealed lists of ${code} cannot be read`)
  const seed = sha256(files.get('seed.txt') ?? new Uint8Array())
  const state = replayChanges(
    { draw: code, seed, ...lists.value, selected: selected.value, assign: assign.value },
    files.get('entries.jsonl') ?? new Uint8Array(),
  )
  return state.ok ? ok({ commit: commit.value, tasks: await loadBatchTasks(tx.db, tx.scope, code), state: state.value }) : state
}

/** Appends the full entries to the sealed bundle and their MACs to the log, one event for each. */
export async function writeChanges(tx: Tx, code: string, now: DrawNow, entries: readonly ChangeEntry[], reason: string): Promise<void> {
  const files = await openFiles(tx.db, tx.env.seal, tx.actor.agency, code)
  const before = files.get('entries.jsonl') ?? new Uint8Array()
  const added = Buffer.from(entries.map(e => `${printChange(e)}\n`).join(''))
  await resealFile(tx, code, 'entries.jsonl', Buffer.concat([before, added]))
  for (const entry of entries)
    await tx.emit({
      kind: entry.type === SUBSTITUTE_TYPE ? 'visit.substituted' : 'visit.reassigned',
      thing: ['batch', code],
      payload: { n: entry.n, reason },
      leaf: sealChange(now.state.seed, entry),
    })
}
