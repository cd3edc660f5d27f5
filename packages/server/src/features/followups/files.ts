/**
 * 后续处置的佐证 — kept under home/files by SHA-256. The sender says what he sends; bytes that do not hash to it are refused, and what they are is read
 * from them, not from their name. Files are only ever added (SJZ-55).
 */
import type { Scope } from '@mingcha/core/access'
import { err, ok, type Result } from '@mingcha/core/base'
import type { ReadDb, Tx } from '../../db/tx.ts'
import type { Env } from '../../env.ts'
import type { FileReply, Upload } from '../../http/handler.ts'
import { hashFile, keepFile, readKeptFile, sniff } from '../../ports/file-store.ts'

/** Errors: `file.mismatch`, `file.kind`. The caller has looked whether the visit is his. */
export async function storeFollowUpFile(tx: Tx, visitId: string, upload: Upload, declared: string): Promise<Result<{ sha256: string }>> {
  const { bytes } = upload
  if (hashFile(bytes) !== declared) return err({ code: 'file.mismatch' })
  const media = sniff(bytes)
  if (media === undefined) return err({ code: 'file.kind' })
  const sha256 = keepFile(tx.env.home, bytes)
  await tx.db
    .insertInto('follow_up_file')
    .values({
      agency_id: tx.actor.agency,
      visit_id: visitId,
      sha256,
      purpose: 'follow-up',
      file_name: upload.fileName,
      media_type: media,
      size: bytes.length,
      uploaded_by: tx.actor.accountId,
      uploaded_at: tx.now,
    })
    .onConflict(on => on.doNothing())
    .execute()
  await tx.emit({ kind: 'followup.file_stored', thing: ['visit', visitId], payload: { sha256, size: bytes.length } })
  return ok({ sha256 })
}

/** Are these all stored for this visit, here or with its record? */
export async function hasEvidence(db: ReadDb, scope: Scope, visitId: string, hashes: readonly string[]): Promise<boolean> {
  const wanted = [...new Set(hashes)]
  if (wanted.length === 0) return true
  const found = new Set<string>()
  for (const table of ['follow_up_file', 'visit_file'] as const)
    for (const r of await db
      .selectFrom(table)
      .select('sha256')
      .where('agency_id', 'in', scope.agencies)
      .where('visit_id', '=', visitId)
      .where('sha256', 'in', wanted)
      .execute())
      found.add(r.sha256)
  return wanted.every(h => found.has(h))
}

/** Errors: `followup.not_found`. */
export async function readFollowUpFile(db: ReadDb, scope: Scope, env: Env, visitId: string, sha256: string): Promise<Result<FileReply>> {
  for (const table of ['follow_up_file', 'visit_file'] as const) {
    const row = await db
      .selectFrom(table)
      .select(['file_name', 'media_type'])
      .where('agency_id', 'in', scope.agencies)
      .where('visit_id', '=', visitId)
      .where('sha256', '=', sha256)
      .executeTakeFirst()
    if (row)
      return ok({
        fileName: row.file_name,
        mediaType: row.media_type,
        bytes: readKeptFile(env.home, sha256),
      })
  }
  return err({ code: 'followup.not_found' })
}
