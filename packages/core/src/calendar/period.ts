/**
 * 季度期间 — the periods a draw is for, written as the protocol writes them: `2026-Q2`. Arithmetic lies in `base/plain-date.ts`.
 */
import { addQuarters, type PlainDate, type Quarter, quarterCode, quarterEnd, quarterOf, quarterStart } from '../base/plain-date.ts'

/** 季度，`2026-Q2`. */
export type Period = string & { readonly __period?: never }

/** `2026-Q2` → quarter; undefined when the text is no quarter. */
export function parsePeriod(text: string): Quarter | undefined {
  const found = /^([0-9]{4})-Q([1-4])$/.exec(text)
  if (found === null || found[1] === '0000') return undefined
  return { year: Number(found[1]), quarter: Number(found[2]) as Quarter['quarter'] }
}

function quarterOfPeriod(period: Period): Quarter {
  const quarter = parsePeriod(period)
  if (quarter === undefined) throw new Error(`not a period: ${period}`)
  return quarter
}

/** The quarter that holds the day. */
export const periodOf = (on: PlainDate): Period => quarterCode(quarterOf(on))
/** First day of the period. */
export const periodStart = (period: Period): PlainDate => quarterStart(quarterOfPeriod(period))
/** Last day of the period. */
export const periodEnd = (period: Period): PlainDate => quarterEnd(quarterOfPeriod(period))
export const previousPeriod = (period: Period): Period => quarterCode(addQuarters(quarterOfPeriod(period), -1))
export const nextPeriod = (period: Period): Period => quarterCode(addQuarters(quarterOfPeriod(period), 1))

/** 2026-Q2 → 2026年第二季度. */
export function namePeriod(period: Period): string {
  const { year, quarter } = quarterOfPeriod(period)
  return `${year}年第${'一二三四'[quarter - 1]}季度`
}
