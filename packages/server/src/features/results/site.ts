/** 静态网站 for download: the public pages as one zip, the same bytes for the same state. */
import type { Actor } from '@mingcha/core/access'
import { zipSync } from 'fflate'
import type { Reader } from '../../db/tx.ts'
import type { Env } from '../../env.ts'
import type { FileReply } from '../../http/handler.ts'
import { renderSite } from '../../public/site.ts'

/** The last zip of each installation: asked again with nothing new, it is handed out again. */
const last = new WeakMap<Env, { readonly state: string; readonly file: FileReply }>()

/** @law HS-39 */
export async function zipSite(reader: Reader<Actor>): Promise<FileReply> {
  const state = await stateOf(reader)
  const known = last.get(reader.env)
  if (known?.state === state) return known.file
  const files = await renderSite({ ...reader, actor: null })
  const sorted = Object.fromEntries([...files].sort(([a], [b]) => (a < b ? -1 : 1)))
  const file = {
    fileName: `公示网站_${reader.today}.zip`,
    mediaType: 'application/zip',
    bytes: zipSync(sorted, { level: 6, mtime: '2000-01-01T00:00:00Z' }),
  }
  last.set(reader.env, { state, file })
  return file
}

/** Whatever the pages show changes by an event, by a checkpoint or with the day. */
async function stateOf({ db, scope, today }: Reader<Actor>): Promise<string> {
  const event = await db
    .selectFrom('event')
    .select(eb => eb.fn.max('id').as('id'))
    .where('agency_id', 'in', scope.agencies)
    .executeTakeFirst()
  const log = await db
    .selectFrom('log_checkpoint')
    .select(eb => eb.fn.max('size').as('size'))
    .executeTakeFirst()
  return `${scope.agencies.join(' ')}|${event?.id ?? 0}|${log?.size ?? 0}|${today}`
}
