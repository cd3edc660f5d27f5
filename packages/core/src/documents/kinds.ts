/** 文书种类 — the eight documents, each with its closed list of fields and the text that is in force until the office writes its own. */
import { approval } from './defaults/approval.ts'
import { checklist } from './defaults/checklist.ts'
import { interview } from './defaults/interview.ts'
import { notice } from './defaults/notice.ts'
import { offsite } from './defaults/offsite.ts'
import { record } from './defaults/record.ts'
import { rectify } from './defaults/rectify.ts'
import { returnVisit } from './defaults/return-visit.ts'
import { type DataOf, type DocumentData, type Fields, fixedFields } from './fields.ts'

/** One kind. */
export interface KindEntry {
  readonly title: string
  /** 什么时候用. */
  readonly means: string
  /** Requirement ids it answers to. */
  readonly law: readonly string[]
  readonly fields: Fields
  /** Field → requirement id: a template of this kind must print it outside any 如果. */
  readonly mustUse: Readonly<Record<string, string>>
  /** The default template. */
  readonly text: string
}

/** 文书 — in the order of a visit. @law JX-48 JX-49 SJZ-57 LY-33 */
export const kinds = {
  approval,
  notice,
  checklist,
  record,
  interview,
  offsite,
  rectify,
  'return-visit': returnVisit,
} as const satisfies Record<string, KindEntry>

export type DocumentKind = keyof typeof kinds
export const documentKinds = Object.keys(kinds) as readonly DocumentKind[]

/** What the server fills in for this kind. */
export type DocumentDataOf<K extends DocumentKind> = DataOf<(typeof kinds)[K]['fields']>

/** Every word a template of this kind may put between braces. */
export const fieldsOf = (kind: DocumentKind): Fields => ({ ...kinds[kind].fields, ...fixedFields })

/** Invented data for previews and tests: the examples of the fields. */
export function exampleData(kind: DocumentKind): DocumentData {
  return Object.fromEntries(Object.entries(kinds[kind].fields as Fields).map(([name, field]) => [name, field.example]))
}
