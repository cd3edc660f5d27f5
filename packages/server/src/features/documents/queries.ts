/** 文书模板 — what is in force, what was before, and which words a template may use. */
import type { Scope } from '@mingcha/core/access'
import type { ReplyOf, Routes } from '@mingcha/core/api'
import { err, ok, type Result } from '@mingcha/core/base'
import { type DocumentKind, documentKinds, type Field, fieldsOf, kinds } from '@mingcha/core/documents'
import type { ReadDb } from '../../db/tx.ts'

export interface TemplateText {
  /** 0: the office never wrote its own. */
  readonly version: number
  readonly text: string
  readonly isDefault: boolean
}

/** The template in force, or the version asked for; version 0 is the default. Errors: `template.no_version` {version}. */
export async function loadTemplate(db: ReadDb, scope: Scope, kind: DocumentKind, version?: number): Promise<Result<TemplateText>> {
  if (version === 0) return ok({ version: 0, text: kinds[kind].text, isDefault: true })
  let query = db
    .selectFrom('document_template')
    .select(['version', 'text'])
    .where('agency_id', 'in', scope.agencies)
    .where('kind', '=', kind)
  if (version !== undefined) query = query.where('version', '=', version)
  const row = await query.orderBy('version', 'desc').limit(1).executeTakeFirst()
  if (!row && version !== undefined) return err({ code: 'template.no_version', version })
  return ok({ version: row?.version ?? 0, text: row?.text ?? kinds[kind].text, isDefault: (row?.text ?? null) === null })
}

export async function listTemplates(db: ReadDb, scope: Scope): Promise<ReplyOf<Routes['template.list']>> {
  const saved = await db
    .selectFrom('document_template')
    .innerJoin('account', join =>
      join.onRef('account.agency_id', '=', 'document_template.agency_id').onRef('account.id', '=', 'document_template.actor_id'),
    )
    .select([
      'document_template.kind',
      'document_template.version',
      'document_template.text',
      'document_template.restored_from',
      'document_template.at',
      'account.name as by',
    ])
    .where('document_template.agency_id', 'in', scope.agencies)
    .orderBy('document_template.version', 'desc')
    .execute()
  return {
    kinds: documentKinds.map(kind => {
      const { title, means, law, text } = kinds[kind]
      const history = saved
        .filter(row => row.kind === kind)
        .map(row => ({
          version: row.version,
          at: row.at,
          by: row.by,
          isDefault: row.text === null,
          restoredFrom: row.restored_from,
          text: row.text ?? text,
        }))
      const inForce = history[0]
      return {
        kind,
        title,
        means,
        law: [...law],
        version: inForce?.version ?? 0,
        isDefault: inForce?.isDefault ?? true,
        text: inForce?.text ?? text,
        fields: Object.entries(fieldsOf(kind)).map(([name, field]) => describeField(name, field)),
        history,
      }
    }),
  }
}

function describeField(name: string, field: Field) {
  const columns = field.shape === 'rows' ? Object.entries(field.columns).map(([column, means]) => ({ name: column, means })) : []
  const example =
    typeof field.example === 'string'
      ? field.example
      : field.example.map(e => (typeof e === 'string' ? e : Object.values(e).join('，'))).join('；')
  return { name, shape: field.shape, means: field.means, example, optional: field.optional ?? false, columns }
}
