/**
 * 脱敏 — what screens and exports show of personal fields to whoever may not see them. Length is kept where it is public knowledge anyway, and
 * hidden where it is not (names). A value too short to mask is hidden whole.
 */
import { normaliseCode, normaliseText } from './text.ts'

/** 990101********0012; anything that is not 18 long is hidden whole. */
export function maskIdNumber(value: string): string {
  const code = normaliseCode(value)
  return code.length === 18 ? `${code.slice(0, 6)}********${code.slice(14)}` : '*'.repeat(8)
}

/** 100****0017: first three and last four of eleven digits or more; a shorter number keeps its last two. */
export function maskPhone(value: string): string {
  const digits = normaliseCode(value).replace(/[^0-9]/g, '')
  if (digits.length >= 11) return `${digits.slice(0, 3)}****${digits.slice(-4)}`
  return digits.length >= 7 ? `****${digits.slice(-2)}` : '****'
}

/** 张**: the first character only, always two stars. */
export function maskName(value: string): string {
  const [first] = [...normaliseText(value)]
  return first === undefined ? '' : `${first}**`
}
