/** 事项清单的导入与公布. A published version never changes; the next import makes a new draft. */
import { encodeUtf8, err, ok, printCanonical, type Result, sha256Hex } from '@mingcha/core/base'
import { findItemDoubts, readItemList } from '@mingcha/core/scheme'
import type { Tx } from '../../db/tx.ts'
import { parseYaml } from '../yaml-file.ts'

/** Errors: `items.invalid` {path, why}. Replaces the draft; `warnings` name what to look at again, with its line. @law LY-08 SJZ-91 X-15 */
export async function importItems(tx: Tx, yaml: string): Promise<Result<{ version: number; count: number; warnings: string[] }>> {
  const file = parseYaml(yaml)
  if (!file.ok) return err({ code: 'items.invalid', path: `第 ${file.error.line} 行`, why: file.error.why })
  const list = readItemList(file.value.plain)
  if (!list.ok) {
    const first = list.error.issues[0]
    return err({
      code: 'items.invalid',
      path: `第 ${file.value.lineOf(first?.path ?? [])} 行 ${first?.at ?? ''}`,
      why: first?.message ?? '',
      more: list.error.issues.length - 1,
    })
  }
  const agency = tx.actor.agency
  await tx.db.selectFrom('agency').select('id').where('id', '=', agency).forUpdate().execute()
  const last = await tx.db
    .selectFrom('item_list')
    .select(['version', 'state'])
    .where('agency_id', '=', agency)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
  const version = last?.state === 'draft' ? last.version : (last?.version ?? 0) + 1
  if (last?.state === 'draft') {
    await tx.db.deleteFrom('item').where('agency_id', '=', agency).where('list_version', '=', version).execute()
    await tx.db
      .updateTable('item_list')
      .set({ title: list.value.name })
      .where('agency_id', '=', agency)
      .where('version', '=', version)
      .execute()
  } else await tx.db.insertInto('item_list').values({ agency_id: agency, version, state: 'draft', title: list.value.name }).execute()
  await tx.db
    .insertInto('item')
    .values(
      // What has no column of its own is kept whole in `detail`.
      list.value.items.map(({ code, name, category, published, speciality, content, bases, ...detail }) => ({
        agency_id: agency,
        list_version: version,
        code,
        name,
        category: category === 'key' ? '重点' : '一般',
        published,
        speciality: speciality === '-' ? null : speciality,
        content: JSON.stringify(content),
        bases: JSON.stringify(bases.map(b => ({ law: b.law, article: b.article, from: b.from, to: b.to ?? null }))),
        detail: JSON.stringify(detail),
      })),
    )
    .execute()
  await tx.emit({ kind: 'items.imported', thing: ['items', `v${version}`], payload: { version, count: list.value.items.length } })
  const warnings = findItemDoubts(list.value).map(w => `第 ${file.value.lineOf(w.path)} 行：${w.message}`)
  return ok({ version, count: list.value.items.length, warnings })
}

/** 公布. Errors: `items.no_draft`, `items.no_basis` {item}. @law JX-07 SJZ-91 */
export async function publishItems(tx: Tx): Promise<Result<{ version: number }>> {
  const agency = tx.actor.agency
  const draft = await tx.db
    .selectFrom('item_list')
    .select('version')
    .where('agency_id', '=', agency)
    .where('state', '=', 'draft')
    .forUpdate()
    .executeTakeFirst()
  if (!draft) return err({ code: 'items.no_draft' })
  const items = await tx.db
    .selectFrom('item')
    .selectAll()
    .where('agency_id', '=', agency)
    .where('list_version', '=', draft.version)
    .where('published', '=', true)
    .orderBy('code')
    .execute()
  const bare = items.find(i => !Array.isArray(i.bases) || i.bases.length === 0)
  if (bare) return err({ code: 'items.no_basis', item: bare.name })
  const text = JSON.stringify(items.map(i => [i.code, i.name, i.category, i.speciality, i.content, i.bases, i.detail]))
  const sha256 = sha256Hex(encodeUtf8(text))
  const leaf = printCanonical({ type: 'mingcha/items/v1', agency, version: String(draft.version), sha256 })
  const eventId = await tx.emit({
    kind: 'items.published',
    thing: ['items', `v${draft.version}`],
    payload: { version: draft.version, count: items.length, sha256 },
    leaf,
  })
  await tx.db
    .updateTable('item_list')
    .set({ state: 'published', published_at: tx.now, sha256, event_id: eventId })
    .where('agency_id', '=', agency)
    .where('version', '=', draft.version)
    .execute()
  return ok({ version: draft.version })
}
