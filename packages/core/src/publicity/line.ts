/**
 * 公示内容 — one version of one result as everybody reads it: one object, printed in canonical JSON when it is published and never again. Pages, open
 * data and the national fields are all made from it, and its SHA-256 is what the transparency log holds (ADR 0009).
 *
 * A withheld result has a line too, without a name: that it was determined, when, and on which ground it is not shown stays public (EZ-06).
 */

import { z } from 'zod'
import { encodeUtf8 } from '../base/bytes.ts'
import { canonicalText, type JsonObject, parseCanonicalText, printCanonical } from '../base/canonical-json.ts'
import { sha256Hex } from '../base/hash.ts'
import { type Effect, effects, stricter } from './withholding.ts'

export const LINE_TYPE = 'mingcha/publicity-line/v1'
export const LEAF_TYPE = 'mingcha/publicity/v1'

const text = z.string()
/** Names beginning with `ranins` and `ins` are those of the national record on gsxt.gov.cn. `-` stands for none. */
export const publicLine = z.strictObject({
  type: z.literal(LINE_TYPE),
  agency: text,
  /** 抽查机关. */
  insAuth: text,
  /** 检查编号. */
  visit: text,
  version: text,
  effect: z.enum(effects),
  ground: text,
  determinedOn: text,
  publishedOn: text,
  /** 应公示日. */
  dueOn: text,
  lateReason: text,
  correctionReason: text,
  /** 抽查完成日期; `-` where withheld, as everything below. */
  insDate: text,
  subjectCode: text,
  subjectName: text,
  draw: text,
  raninsTypeName: text,
  result: text,
  resultCode: text,
  summary: text,
  tasks: z.array(
    z.strictObject({
      raninsPlanId: text,
      raninsPlaneName: text,
      raninsTaskId: text,
      raninsTaskName: text,
      items: z.array(z.strictObject({ code: text, raninsItemName: text, raninsCheckResName: text })),
    }),
  ),
})
export type PublicLine = z.output<typeof publicLine>

/** A line with everything taken out that its effect does not let through. */
export function narrowLine(line: PublicLine, effect: Effect): PublicLine {
  const at = stricter(line.effect, effect)
  if (at === 'full') return line
  // A redacted line carries its redacted summary already; an older version beside it may not say what was taken out.
  const summary = at === 'redact' && line.effect === 'redact' ? line.summary : ''
  if (at === 'redact') return { ...line, summary }
  const tasks = line.tasks.map(t => ({ ...t, items: [] }))
  if (at === 'restrict') return { ...line, summary: '', tasks }
  return {
    ...line,
    summary: '',
    insDate: '-',
    subjectCode: '-',
    subjectName: '-',
    draw: '-',
    raninsTypeName: '-',
    result: '-',
    resultCode: '-',
    tasks: [],
  }
}

/** The line as it is kept, and its fingerprint. */
export function sealLine(line: PublicLine): { readonly text: string; readonly sha256: string } {
  const printed = canonicalText(line as unknown as JsonObject)
  return { text: printed, sha256: sha256Hex(encodeUtf8(printed)) }
}

/** A kept line; undefined: not one of ours. */
export function readLine(printed: string): PublicLine | undefined {
  const parsed = parseCanonicalText(printed)
  return parsed.ok ? publicLine.safeParse(parsed.value).data : undefined
}

/** 日志条目 — nothing of a person or a firm. @law EZ-13 */
export const printPublicityLeaf = (leaf: {
  readonly agency: string
  readonly visit: string
  readonly version: number
  readonly effect: Effect
  readonly sha256: string
}): Uint8Array => printCanonical({ ...leaf, version: String(leaf.version), type: LEAF_TYPE })

/** The 国家企业信用信息公示系统 record: one row an item of a task. Column → its meaning. @law JX-50 SJZ-64 */
export const nationalFields = [
  ['raninsPlanId', '抽查计划编号'],
  ['raninsPlaneName', '抽查计划名称'],
  ['raninsTaskId', '抽查任务编号'],
  ['raninsTaskName', '抽查任务名称'],
  ['raninsTypeName', '抽查类型'],
  ['insAuth', '抽查机关'],
  ['insDate', '抽查完成日期'],
  ['raninsItemName', '检查事项'],
  ['raninsCheckResName', '检查结果'],
] as const
/** What stands before the national fields in our table, so that a row can be found again. */
export const ownFields = [
  ['visit', '检查编号'],
  ['version', '版本（更正后加一）'],
  ['uniscId', '统一社会信用代码（没有的为本单位编码）'],
  ['entName', '企业名称'],
] as const
export const correctionFields = [
  ['publishedOn', '公示日期'],
  ['status', '现行或已更正'],
  ['sha256', '公示内容的 SHA-256，与透明日志条目一致'],
] as const

/** One row an item; where the items are not public, one row a task; a visit of no plan has one row. */
export function nationalRows(line: PublicLine): Record<(typeof nationalFields)[number][0], string>[] {
  const none = {
    raninsPlanId: '-',
    raninsPlaneName: '-',
    raninsTaskId: '-',
    raninsTaskName: '-',
    items: [] as PublicLine['tasks'][number]['items'],
  }
  return (line.tasks.length > 0 ? line.tasks : [none]).flatMap(({ items, ...task }) =>
    (items.length > 0 ? items : [{ raninsItemName: '-', raninsCheckResName: line.result }]).map(i => ({
      ...task,
      raninsTypeName: line.raninsTypeName,
      insAuth: line.insAuth,
      insDate: line.insDate,
      raninsItemName: i.raninsItemName,
      raninsCheckResName: i.raninsCheckResName,
    })),
  )
}

/** A cell that a spreadsheet takes as text: a leading =, +, - or @ with more behind it could run as a formula. */
const cell = (value: string): string => {
  const safe = /^[=+@\t\r]|^-./.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
/** CSV with a byte-order mark and CRLF, as 表格软件 opens it. */
export const printCsv = (rows: readonly (readonly string[])[]): string => `\ufeff${rows.map(r => `${r.map(cell).join(',')}\r\n`).join('')}`
