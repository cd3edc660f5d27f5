/** 改模板 — every save is a new version beside the old ones; going back is a new version too. A text with a mistake in it is never saved. */
import { err, ok, type Result } from '@mingcha/core/base'
import { type DocumentKind, kinds, parseTemplate } from '@mingcha/core/documents'
import type { Tx } from '../../db/tx.ts'
import { loadTemplate } from './queries.ts'

/** Errors: those of `parseTemplate`, with `issues`; `template.changed` {version}, `template.same`. */
export async function saveTemplate(tx: Tx, kind: DocumentKind, text: string, basedOn: number): Promise<Result<{ version: number }>> {
  const normal = `${text.replace(/\r\n?/g, '\n').trimEnd()}\n`
  const template = parseTemplate(normal, kind)
  if (!template.ok) return template
  const current = await lockTemplate(tx, kind, basedOn)
  if (!current.ok) return current
  if (current.value.text === normal) return err({ code: 'template.same' })
  const version = await append(tx, kind, current.value.version + 1, normal, null)
  await tx.emit({
    kind: 'template.saved',
    thing: ['template', kind],
    payload: { title: kinds[kind].title, version, characters: normal.length },
  })
  return ok({ version })
}

/** Back to `version`, or to the default (0). Errors: `template.no_version`, `template.changed`, `template.same`, those of `parseTemplate`. */
export async function restoreTemplate(tx: Tx, kind: DocumentKind, version: number, basedOn: number): Promise<Result<{ version: number }>> {
  const current = await lockTemplate(tx, kind, basedOn)
  if (!current.ok) return current
  const wanted = await loadTemplate(tx.db, tx.scope, kind, version)
  if (!wanted.ok) return wanted
  // A field may have left the list since that version was saved.
  const template = parseTemplate(wanted.value.text, kind)
  if (!template.ok) return template
  if (wanted.value.text === current.value.text) return err({ code: 'template.same' })
  const next = await append(tx, kind, current.value.version + 1, wanted.value.isDefault ? null : wanted.value.text, version)
  await tx.emit({
    kind: 'template.restored',
    thing: ['template', kind],
    payload: { title: kinds[kind].title, version: next, from: version },
  })
  return ok({ version: next })
}

/** One at a time for an agency; refuses whoever started from an older version. */
async function lockTemplate(tx: Tx, kind: DocumentKind, basedOn: number) {
  await tx.db.selectFrom('agency').select('id').where('id', '=', tx.actor.agency).forUpdate().execute()
  const current = await loadTemplate(tx.db, tx.scope, kind)
  if (current.ok && current.value.version !== basedOn) return err({ code: 'template.changed', version: current.value.version })
  return current
}

async function append(tx: Tx, kind: DocumentKind, version: number, text: string | null, restoredFrom: number | null): Promise<number> {
  await tx.db
    .insertInto('document_template')
    .values({ agency_id: tx.actor.agency, kind, version, text, restored_from: restoredFrom, actor_id: tx.actor.accountId, at: tx.now })
    .execute()
  return version
}
