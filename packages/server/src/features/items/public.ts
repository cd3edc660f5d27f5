/** 已公布的事项清单 — for the public page. */
import { z } from 'zod'
import type { Reader } from '../../db/tx.ts'

const bases = z.array(z.looseObject({ law: z.string(), article: z.string().optional() }))

export async function publicItems({ db }: Reader<null>) {
  const list = await db
    .selectFrom('item_list')
    .select(['agency_id', 'version', 'published_at'])
    .where('state', '=', 'published')
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!list) return { version: null, publishedAt: null, rows: [] }
  const rows = await db
    .selectFrom('item')
    .select(['code', 'name', 'category', 'bases'])
    .where('agency_id', '=', list.agency_id)
    .where('list_version', '=', list.version)
    .where('published', '=', true)
    .orderBy('code')
    .execute()
  return {
    version: list.version,
    publishedAt: list.published_at,
    rows: rows.map(r => ({
      code: r.code,
      name: r.name,
      category: r.category,
      bases: bases.parse(r.bases).map(b => `${b.law}${b.article && b.article !== '-' ? b.article : ''}`),
    })),
  }
}
