/**
 * 版面块 — what a filled document is made of. PDF and DOCX are both drawn from these and nothing else, so the two files cannot differ. Every text is
 * plain: what a person typed is never read as markup again.
 */

/** One place to sign: who signs, and the name already known (printed, not a signature). */
export interface SignatureCell {
  readonly label: string
  readonly value: string
}
export interface TableColumn {
  readonly name: string
  /** Relative width. */
  readonly width: number
}

export type Block =
  | { readonly type: 'title'; readonly text: string }
  | { readonly type: 'heading'; readonly text: string }
  /** `indent`: two characters in the first line. A line break in the text stays one. */
  | { readonly type: 'paragraph'; readonly text: string; readonly indent: boolean }
  /** Rows of 名称、值 or 名称、值、名称、值. */
  | { readonly type: 'facts'; readonly rows: readonly (readonly string[])[] }
  | { readonly type: 'table'; readonly columns: readonly TableColumn[]; readonly rows: readonly (readonly string[])[] }
  | { readonly type: 'list'; readonly items: readonly string[] }
  | { readonly type: 'signatures'; readonly cells: readonly SignatureCell[] }
  /** Signed on every page: stands in the foot of each page of the document. */
  | { readonly type: 'pageSignatures'; readonly cells: readonly SignatureCell[] }
  /** 落款 — issuer, seal and date at the right, never split. */
  | { readonly type: 'closing'; readonly lines: readonly string[] }
  | { readonly type: 'qr'; readonly content: string; readonly caption: string }
  | { readonly type: 'pageBreak' }
