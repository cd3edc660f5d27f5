/** What is printed around the blocks. */
import type { Block } from '@mingcha/core/documents'

export interface PrintMeta {
  /** Of the file: 行政检查通知书. */
  readonly title: string
  /** The agency. */
  readonly author: string
  /** Creation date, ISO 8601: given, not taken from a clock, so that the same document is the same bytes. */
  readonly at: string
  /** 演练 across every page. */
  readonly training: boolean
}
/** One document of a file; its pages are numbered 第 1 页 共 n 页 by themselves. */
export interface PrintedDocument {
  readonly blocks: readonly Block[]
}
