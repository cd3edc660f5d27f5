/** 批次文件 — bundle files in the database: sealed until published, plain afterwards. A sealed file leaves no hash behind. */
import type { ReadDb, Tx } from '../../db/tx.ts'
import type { Seal } from '../../ports/seal.ts'

const purpose = (batch: string, name: string) => `batch-file|${batch}|${name}`

/** Store new files of a batch. Each is written once; the primary key refuses a second. */
export async function storeFiles(tx: Tx, batch: string, files: ReadonlyMap<string, Uint8Array>, sealed: boolean): Promise<void> {
  if (files.size === 0) return
  await tx.db
    .insertInto('batch_file')
    .values(
      [...files].map(([name, bytes]) => ({
        agency_id: tx.actor.agency,
        batch_code: batch,
        name,
        sealed,
        bytes: sealed ? tx.env.seal.seal(purpose(batch, name), bytes) : Buffer.from(bytes),
      })),
    )
    .execute()
}

/** Every file of a batch, opened. Only for the server's own use: what may leave it is decided by the caller. */
export async function openFiles(db: ReadDb, seal: Seal, agency: string, batch: string): Promise<Map<string, Uint8Array>> {
  const rows = await db
    .selectFrom('batch_file')
    .select(['name', 'sealed', 'bytes'])
    .where('agency_id', '=', agency)
    .where('batch_code', '=', batch)
    .execute()
  return new Map(rows.map(r => [r.name, r.sealed ? seal.open(purpose(batch, r.name), r.bytes) : r.bytes]))
}

/** Replace sealed bytes by plain ones: at publication, once. */
export async function unsealFiles(tx: Tx, batch: string, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  for (const [name, bytes] of files)
    await tx.db
      .updateTable('batch_file')
      .set({ sealed: false, bytes: Buffer.from(bytes) })
      .where('agency_id', '=', tx.actor.agency)
      .where('batch_code', '=', batch)
      .where('name', '=', name)
      .where('sealed', '=', true)
      .execute()
}

/** Replace the bytes of a sealed file by longer ones: `entries.jsonl` grows while the draw is sealed. */
export async function resealFile(tx: Tx, batch: string, name: string, bytes: Uint8Array): Promise<void> {
  await tx.db
    .updateTable('batch_file')
    .set({ bytes: tx.env.seal.seal(purpose(batch, name), bytes) })
    .where('agency_id', '=', tx.actor.agency)
    .where('batch_code', '=', batch)
    .where('name', '=', name)
    .where('sealed', '=', true)
    .execute()
}
