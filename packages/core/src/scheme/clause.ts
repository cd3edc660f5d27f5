/** 条款 — the words behind a row: what the scheme says, then, marked as ours, what we took where it is silent. A reader must never take one for the other. */

export interface Cited {
  readonly law: readonly string[]
  /** 原文. */
  readonly quote?: string | null | undefined
  /** 理解. */
  readonly reading?: string | null | undefined
}

/** Begins what is ours. */
export const readingMark = '（理解）'

export const sayClause = ({ quote, reading }: Cited): string =>
  [quote, !reading ? '' : `${readingMark}${reading}`].filter(Boolean).join(' ')

/** The two apart again, for a page. */
export function splitClause(clause: string): { readonly quote: string; readonly reading: string } {
  const at = clause.indexOf(readingMark)
  return at < 0 ? { quote: clause, reading: '' } : { quote: clause.slice(0, at).trim(), reading: clause.slice(at + readingMark.length) }
}
