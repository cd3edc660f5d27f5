/**
 * 出文书 — what other features call: a kind and its data, and back comes a file, printed from the template in force. Several documents (审批表 and
 * 通知书) go into one file, each numbering its own pages.
 *
 * What is missing in the data is refused by name (`template.data`), so that a paper with holes is never handed over.
 */
import { ok, type Result } from '@mingcha/core/base'
import {
  type DocumentData,
  type DocumentDataOf,
  type DocumentKind,
  exampleData,
  fillTemplate,
  kinds,
  parseTemplate,
} from '@mingcha/core/documents'
import type { Reader } from '../../db/tx.ts'
import type { FileReply } from '../../http/handler.ts'
import { type PrintedDocument, printDocx, printPdf } from '../../ports/typeset.ts'
import { loadTemplate } from './queries.ts'

export type DocumentFormat = 'pdf' | 'docx'
export interface DocumentOptions {
  /** Without extension; the kind's title otherwise. */
  readonly fileName?: string
  /** Another version than the one in force; 0 is the default. */
  readonly version?: number
  /** Shown in the browser instead of saved. PDF only. */
  readonly inline?: boolean
}
/** A kind with the data that belongs to it. */
export type DocumentOrder = { readonly [K in DocumentKind]: { readonly kind: K; readonly data: DocumentDataOf<K> } }[DocumentKind]

/** What is read from a request; a `Tx` will do as well. */
type Context = Pick<Reader, 'db' | 'scope' | 'env' | 'now' | 'actor'>

/** Errors: `template.data` {title, field, why}; those of `parseTemplate`, where a saved template no longer fits this version of the program. */
export function makeDocument<K extends DocumentKind>(
  reader: Context,
  kind: K,
  data: DocumentDataOf<K>,
  format: DocumentFormat,
  options: DocumentOptions = {},
): Promise<Result<FileReply>> {
  return make(reader, [{ kind, data: data as DocumentData }], format, options)
}

/** Several documents in one file, in this order. */
export function makeDocuments(
  reader: Context,
  orders: readonly DocumentOrder[],
  format: DocumentFormat,
  options: Omit<DocumentOptions, 'version'> = {},
): Promise<Result<FileReply>> {
  return make(
    reader,
    orders.map(({ kind, data }) => ({ kind, data: data as DocumentData })),
    format,
    options,
  )
}

/** The template with invented data. */
export function previewTemplate(
  reader: Context,
  kind: DocumentKind,
  version: number | undefined,
  format: DocumentFormat,
): Promise<Result<FileReply>> {
  const fileName = `${kinds[kind].title}（示例）`
  return make(reader, [{ kind, data: exampleData(kind) }], format, { fileName, inline: true, ...(version !== undefined && { version }) })
}

async function make(
  { db, scope, env, now, actor }: Context,
  orders: readonly { readonly kind: DocumentKind; readonly data: DocumentData }[],
  format: DocumentFormat,
  options: DocumentOptions,
): Promise<Result<FileReply>> {
  if (orders.length === 0) throw new Error('a file of no documents was asked for')
  const documents: PrintedDocument[] = []
  for (const { kind, data } of orders) {
    const saved = await loadTemplate(db, scope, kind, options.version)
    if (!saved.ok) return saved
    const template = parseTemplate(saved.value.text, kind)
    if (!template.ok) return template
    const blocks = fillTemplate(template.value, data)
    if (!blocks.ok) return blocks
    documents.push({ blocks: blocks.value })
  }
  const agency = await db.selectFrom('agency').select('name').where('id', '=', actor.agency).executeTakeFirstOrThrow()
  const titles = [...new Set(orders.map(o => kinds[o.kind].title))].join('、')
  const meta = { title: titles, author: agency.name, at: now, training: env.mode === 'training' }
  const bytes = format === 'pdf' ? await printPdf(documents, meta) : await printDocx(documents, meta)
  const fileName = `${(options.fileName ?? titles).replace(/[\\/:*?"<>|\n]/g, '-').slice(0, 100)}.${format}`
  return ok({ fileName, mediaType: mediaTypes[format], bytes, ...(options.inline && format === 'pdf' && { inline: true }) })
}

const mediaTypes: Readonly<Record<DocumentFormat, string>> = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
}
