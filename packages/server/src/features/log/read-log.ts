/**
 * Reading the transparency log (透明日志): where an entry stands, and the proof of it. Only what a signed checkpoint covers counts as logged;
 * a leaf that has its index but no signature yet is "being logged".
 *
 * The tree is rebuilt from leaf hashes at each question: a bureau writes some hundreds of entries a year, and 10,000 cost about 20 ms.
 */
import { encodeUtf8 } from '@mingcha/core/base'
import { type NodeAt, printLogProof, proveInclusion, storeTree } from '@mingcha/core/log'
import type { ReadDb } from '../../db/tx.ts'

export interface LoggedAt {
  readonly index: number
  /** Size of the checkpoint that covers it. */
  readonly size: number
  /** When that checkpoint was signed. */
  readonly at: string
}

export interface SignedCheckpoint {
  readonly size: number
  readonly note: string
  readonly at: string
}

/** The newest signed checkpoint; null while the log is empty. */
export async function latestCheckpoint(db: ReadDb): Promise<SignedCheckpoint | null> {
  const row = await db
    .selectFrom('log_checkpoint')
    .select(['size', 'note', 'signed_at'])
    .orderBy('size', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row ? { size: row.size, note: row.note, at: row.signed_at } : null
}

/** The first checkpoint that covers an index, so that the answer never changes. */
async function firstCheckpointOver(db: ReadDb, index: number): Promise<SignedCheckpoint | null> {
  const row = await db
    .selectFrom('log_checkpoint')
    .select(['size', 'note', 'signed_at'])
    .where('size', '>', index)
    .orderBy('size')
    .limit(1)
    .executeTakeFirst()
  return row ? { size: row.size, note: row.note, at: row.signed_at } : null
}

/** Index of an event's leaf, signed or not. An event has at most one leaf. */
export async function leafIndexOf(db: ReadDb, eventId: number): Promise<number | null> {
  const row = await db.selectFrom('log_leaf').select('index').where('event_id', '=', eventId).executeTakeFirst()
  return row?.index ?? null
}

/** Where an event's entry stands, once a signed checkpoint covers it; else null. */
export async function loggedAt(db: ReadDb, eventId: number | null): Promise<LoggedAt | null> {
  if (eventId === null) return null
  const index = await leafIndexOf(db, eventId)
  if (index === null) return null
  const checkpoint = await firstCheckpointOver(db, index)
  return checkpoint && { index, size: checkpoint.size, at: checkpoint.at }
}

/** All perfect subtrees of the first `size` leaves. Throws on a gap in the indexes: the table allows none. */
export async function readTree(db: ReadDb, size: number): Promise<NodeAt> {
  const rows = await db.selectFrom('log_leaf').select(['index', 'hash']).where('index', '<', size).orderBy('index').execute()
  if (rows.length !== size || rows.some((row, i) => row.index !== i)) throw new Error(`the log has a gap below ${size}`)
  return storeTree(rows.map(row => new Uint8Array(row.hash)))
}

export interface ProvenEntry {
  readonly index: number
  /** `c2sp.org/tlog-proof@v1` file. */
  readonly tlogProof: string
}

/** The proof of an event's entry under the first checkpoint that covers it, or null while it is not yet signed. */
export async function proofFor(db: ReadDb, eventId: number): Promise<ProvenEntry | null> {
  const index = await leafIndexOf(db, eventId)
  const checkpoint = index === null ? null : await firstCheckpointOver(db, index)
  return index === null || checkpoint === null ? null : prove(await readTree(db, checkpoint.size), index, checkpoint)
}

/** Proofs of several entries under one checkpoint, the newest; null unless it covers them all. */
export async function proofsFor(db: ReadDb, eventIds: readonly number[]): Promise<readonly ProvenEntry[] | null> {
  const checkpoint = await latestCheckpoint(db)
  if (checkpoint === null) return null
  const tree = await readTree(db, checkpoint.size)
  const proofs: ProvenEntry[] = []
  for (const eventId of eventIds) {
    const index = await leafIndexOf(db, eventId)
    if (index === null || index >= checkpoint.size) return null
    proofs.push(prove(tree, index, checkpoint))
  }
  return proofs
}

function prove(tree: NodeAt, index: number, { size, note }: SignedCheckpoint): ProvenEntry {
  const file = printLogProof({ index, hashes: proveInclusion(tree, index, size), checkpoint: encodeUtf8(note) })
  return { index, tlogProof: Buffer.from(file).toString('utf8') }
}

/** Waits until an event's entry is signed. For tests and the command line; throws after `timeoutMs`. */
export async function waitForLeaf(db: ReadDb, eventId: number, timeoutMs = 10_000): Promise<LoggedAt> {
  for (let waited = 0; waited <= timeoutMs; waited += 20) {
    const at = await loggedAt(db, eventId)
    if (at) return at
    await new Promise(resolve => setTimeout(resolve, 20))
  }
  throw new Error(`event ${eventId} was not logged within ${timeoutMs} ms`)
}

/** Entries `from` … `from + count − 1`, in order. */
export async function readEntries(db: ReadDb, from: number, count: number): Promise<Uint8Array[]> {
  const rows = await db
    .selectFrom('log_leaf')
    .select('entry')
    .where('index', '>=', from)
    .where('index', '<', from + count)
    .orderBy('index')
    .execute()
  return rows.map(r => new Uint8Array(r.entry))
}
