/** 检查材料 — what was photographed, recorded, signed: hash, time and author written once, never changed or removed. @law SJZ-55 JX-85 */
import type { Scope } from '@mingcha/core/access'
import { err, ok, type Result } from '@mingcha/core/base'
import type { ReadDb, Tx } from '../../db/tx.ts'
import type { Upload } from '../../http/handler.ts'
import { hashFile, keepFile, sniff } from '../../ports/file-store.ts'

export type FilePurpose = 'photo' | 'audio' | 'video' | 'document' | 'signature' | 'opinion' | 'entry' | 'follow-up'
export interface StoredFile {
  readonly sha256: string
  readonly purpose: string
  readonly fileName: string
  readonly mediaType: string
  readonly size: number
  readonly takenAt: string | null
  readonly uploadedAt: string
  readonly by: string
}

/**
 * Keep one file of a visit. `sha256` is what the browser computed when the file was taken; a difference means it changed on the way.
 * Errors: `file.kind`, `file.mismatch`.
 */
export async function storeVisitFile(
  tx: Tx,
  visitId: string,
  upload: Upload,
  { sha256, purpose, takenAt }: { sha256: string; purpose: FilePurpose; takenAt: string | null },
): Promise<Result<{ sha256: string }>> {
  const media = sniff(upload.bytes)
  if (media === undefined) return err({ code: 'file.kind' })
  if (hashFile(upload.bytes) !== sha256) return err({ code: 'file.mismatch' })
  const there = await tx.db
    .selectFrom('visit_file')
    .select('sha256')
    .where('agency_id', '=', tx.actor.agency)
    .where('visit_id', '=', visitId)
    .where('sha256', '=', sha256)
    .executeTakeFirst()
  if (there) return ok({ sha256 })
  keepFile(tx.env.home, upload.bytes)
  await tx.db
    .insertInto('visit_file')
    .values({
      agency_id: tx.actor.agency,
      visit_id: visitId,
      sha256,
      purpose,
      file_name: upload.fileName,
      media_type: media,
      size: upload.bytes.length,
      taken_at: takenAt,
      uploaded_by: tx.actor.accountId,
      uploaded_at: tx.now,
    })
    .execute()
  await tx.emit({
    kind: 'visit.file_stored',
    thing: ['visit', visitId],
    payload: { sha256, purpose, size: upload.bytes.length, takenAt },
  })
  return ok({ sha256 })
}

export async function loadFiles(db: ReadDb, scope: Scope, visitId: string): Promise<StoredFile[]> {
  const rows = await db
    .selectFrom('visit_file')
    .leftJoin('account', join =>
      join.onRef('account.agency_id', '=', 'visit_file.agency_id').onRef('account.id', '=', 'visit_file.uploaded_by'),
    )
    .selectAll('visit_file')
    .select('account.name')
    .where('visit_file.agency_id', 'in', scope.agencies)
    .where('visit_id', '=', visitId)
    .orderBy('uploaded_at')
    .orderBy('sha256')
    .execute()
  return rows.map(r => ({
    sha256: r.sha256,
    purpose: r.purpose,
    fileName: r.file_name,
    mediaType: r.media_type,
    size: Number(r.size),
    takenAt: r.taken_at,
    uploadedAt: r.uploaded_at,
    by: r.name ?? '—',
  }))
}

/** Are all of these stored with the visit? */
export async function hasFiles(db: ReadDb, scope: Scope, visitId: string, hashes: readonly string[]): Promise<boolean> {
  const stored = new Set((await loadFiles(db, scope, visitId)).map(f => f.sha256))
  return hashes.every(h => stored.has(h))
}
