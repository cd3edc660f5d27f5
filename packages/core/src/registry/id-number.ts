/**
 * 公民身份号码 (GB 11643-1999), checked only so that a mistyped number is noticed. It is never an identifier in this product: officers are
 * known by their staff code, and the number is encrypted at rest and masked on screens.
 */
import { parsePlainDate } from '../base/plain-date.ts'
import { err, ok, type Result } from '../base/result.ts'
import { normaliseCode } from './text.ts'

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const CHECKS = '10X98765432'

export type IdNumberProblem = {
  readonly code: 'id_number.length' | 'id_number.character' | 'id_number.birth_date' | 'id_number.check_digit'
  readonly message: string
  readonly remedy: string
}

export const idNumberCheckDigit = (first17: string): string =>
  CHECKS[WEIGHTS.reduce((sum, weight, i) => sum + weight * Number(first17[i]), 0) % 11]!

/** Written number → normal form, or what is wrong. The sentences never repeat the number or the expected digit: both are personal. */
export function checkIdNumber(written: string): Result<string, IdNumberProblem> {
  const value = normaliseCode(written)
  const refuse = (code: IdNumberProblem['code'], message: string): Result<string, IdNumberProblem> =>
    err({ code, message, remedy: '照身份证核对；不需要的可以留空' })
  if (value.length !== 18) return refuse('id_number.length', `身份证号应为 18 位，这里是 ${[...value].length} 位`)
  if (!/^[0-9]{17}[0-9X]$/.test(value)) return refuse('id_number.character', '身份证号只能是数字，末位可以是 X')
  const birth = `${value.slice(6, 10)}-${value.slice(10, 12)}-${value.slice(12, 14)}`
  if (parsePlainDate(birth) === undefined) return refuse('id_number.birth_date', '身份证号第 7 至 14 位不是存在的日期')
  if (idNumberCheckDigit(value.slice(0, 17)) !== value[17]) return refuse('id_number.check_digit', '身份证号末位校验不通过，至少有一位抄错')
  return ok(value)
}
