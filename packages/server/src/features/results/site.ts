/** 静态网站 for download: the public pages as one zip, the same bytes for the same state. */
import type { Actor } from '@mingcha/core/access'
import { zipSync } from 'fflate'
import type { Reader } from '../../db/tx.ts'
import type { FileReply } from '../../http/handler.ts'
import { renderSite } from '../../public/site.ts'

/** @law HS-39 */
export async function zipSite(reader: Reader<Actor>): Promise<FileReply> {
  const files = await renderSite({ ...reader, actor: null })
  const sorted = Object.fromEntries([...files].sort(([a], [b]) => (a < b ? -1 : 1)))
  return {
    fileName: `公示网站_${reader.today}.zip`,
    mediaType: 'application/zip',
    bytes: zipSync(sorted, { level: 6, mtime: '2000-01-01T00:00:00Z' }),
  }
}
