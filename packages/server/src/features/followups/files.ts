/**
 * 后续处置的佐证 — kept under home/files by SHA-256. The sender says what he sends; bytes that do not hash to it are refused, and what they are is read
 * from them, not from their name. Files are only ever added (SJZ-55).
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Scope } from '@mingcha/core/access'
import { err, ok, type Result } from '@mingcha/core/base'
import type { ReadDb, Tx } from '../../db/tx.ts'
import type { Env } from '../../env.ts'
import type { FileReply, Upload } from '../../http/handler.ts'
import { writeDurably } from '../../ports/seal.ts'

const latin = (b: Buffer, from: number, to: number) => b.subarray(from, to).toString('latin1')
const kinds: readonly [media: string, test: (b: Buffer) => boolean][] = [
  ['image/jpeg', b => b[0] === 0xff && b[1] === 0xd8 && b[2] === 0xff],
  ['image/png', b => b.readUInt32BE(0) === 0x89504e47],
  ['image/webp', b => latin(b, 0, 4) === 'RIFF' && latin(b, 8, 12) === 'WEBP'],
  ['application/pdf', b => latin(b, 0, 5) === '%PDF-'],
  ['audio/mp4', b => latin(b, 4, 8) === 'ftyp' && latin(b, 8, 11) === 'M4A'],
  ['video/mp4', b => latin(b, 4, 8) === 'ftyp'],
  ['video/webm', b => b.readUInt32BE(0) === 0x1a45dfa3],
  ['audio/wav', b => latin(b, 0, 4) === 'RIFF' && latin(b, 8, 12) === 'WAVE'],
  ['audio/ogg', b => latin(b, 0, 4) === 'OggS'],
  ['audio/mpeg', b => latin(b, 0, 3) === 'ID3' || (b[0] === 0xff && ((b[1] ?? 0) & 0xe6) === 0xe2)],
]

/** Errors: `file.mismatch`, `file.kind`. The caller has looked whether the visit is his. */
export async function storeFollowUpFile(tx: Tx, visitId: string, upload: Upload, declared: string): Promise<Result<{ sha256: string }>> {
  const { bytes } = upload
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  if (sha256 !== declared) return err({ code: 'file.mismatch' })
  const kind = bytes.length >= 12 ? kinds.find(([, test]) => test(bytes)) : undefined
  if (!kind) return err({ code: 'file.kind' })
  const dir = join(tx.env.home, 'files', sha256.slice(0, 2))
  mkdirSync(dir, { recursive: true })
  const path = join(dir, sha256)
  if (!existsSync(path)) writeDurably(path, bytes)
  await tx.db
    .insertInto('follow_up_file')
    .values({
      agency_id: tx.actor.agency,
      visit_id: visitId,
      sha256,
      purpose: 'follow-up',
      file_name: upload.fileName,
      media_type: kind[0],
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
        bytes: readFileSync(join(env.home, 'files', sha256.slice(0, 2), sha256)),
      })
  }
  return err({ code: 'followup.not_found' })
}
