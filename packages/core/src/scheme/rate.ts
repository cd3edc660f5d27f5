/**
 * 抽取比例: a rate is written as the clause prints it (`0.5%`) and counted as two whole numbers, so that 0.5 % of 200 is exactly 1.
 * A floating number never appears.
 */

/** 比例：numerator and denominator as plain decimal strings, as `commit.json` holds them (`["18","100"]`). */
export interface Rate {
  readonly num: string
  readonly den: string
}

const WRITTEN = /^(0|[1-9][0-9]{0,2})(?:\.([0-9]{1,6}))?%$/

/** `18%` → 18/100, `0.5%` → 5/1000; undefined when the text is no percentage from 0 to 100. @law A-23 */
export function parseRate(text: string): Rate | undefined {
  const found = WRITTEN.exec(text)
  if (found === null) return undefined
  const decimals = found[2] ?? ''
  const num = BigInt(found[1]! + decimals)
  const den = 10n ** BigInt(2 + decimals.length)
  return num > den ? undefined : { num: num.toString(), den: den.toString() }
}

/** The rate of a scheme that was already read. Throws on text no scheme can hold. @law A-23 */
export function rateOf(text: string): Rate {
  const rate = parseRate(text)
  if (rate === undefined) throw new Error(`not a rate: ${text}`)
  return rate
}

/** ⌈rate × count⌉, exactly. @law A-23 */
export function ceilShare(rate: Rate, count: number): number {
  const den = BigInt(rate.den)
  return Number((BigInt(rate.num) * BigInt(count) + den - 1n) / den)
}

/** ⌊rate × count⌋, exactly. @law A-20 */
export const floorShare = (rate: Rate, count: number): number => Number((BigInt(rate.num) * BigInt(count)) / BigInt(rate.den))

/** Below 0 where the first percentage is the smaller, 0 where they are equal. @law HS-20 JX-82 */
export function compareRates(a: string, b: string): number {
  const [x, y] = [rateOf(a), rateOf(b)]
  return Number(BigInt(x.num) * BigInt(y.den) - BigInt(y.num) * BigInt(x.den))
}
