/** 单位名称 — what the public pages print at the top. */
import type { ReadDb } from '../../db/tx.ts'

export async function publicAgency(db: ReadDb): Promise<{ id: string; name: string } | null> {
  return (await db.selectFrom('agency').select(['id', 'name']).limit(1).executeTakeFirst()) ?? null
}
