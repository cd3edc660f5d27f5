/**
 * 统一社会信用代码 (GB 32100-2015): 18 characters, 1 registering department, 2 category, 3–8 division (digits), 9–17 organisation code, 18 check.
 * The alphabet leaves out I, O, S, V, Z because they are read as 1, 0, 5, U, 2. The answer names the wrong character and the check digit expected,
 * so that a clerk can look at the licence again instead of guessing.
 */
import { err, ok, type Result } from '../base/result.ts'
import { normaliseCode } from './text.ts'

const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]
const LOOKALIKE: Readonly<Record<string, string>> = { I: '1', O: '0', S: '5', V: 'U', Z: '2' }

/** Positions count from 1. */
export type CreditCodeProblem =
  | { readonly code: 'credit_code.missing' }
  | { readonly code: 'credit_code.old_number'; readonly value: string }
  | { readonly code: 'credit_code.length'; readonly value: string; readonly length: number }
  | {
      readonly code: 'credit_code.character'
      readonly value: string
      readonly position: number
      readonly character: string
      readonly likely: string | null
    }
  | { readonly code: 'credit_code.check_digit'; readonly value: string; readonly found: string; readonly expected: string }

/** Check digit of 17 well-formed characters. */
export function creditCodeCheckDigit(first17: string): string {
  const sum = WEIGHTS.reduce((total, weight, i) => total + weight * ALPHABET.indexOf(first17[i]!), 0)
  return ALPHABET[(31 - (sum % 31)) % 31]!
}

/** Written code → its normal form (half-width, upper case, no spaces), or what is wrong with it. */
export function checkCreditCode(written: string): Result<string, CreditCodeProblem> {
  const value = normaliseCode(written)
  if (value === '' || value === '-') return err({ code: 'credit_code.missing' })
  if (/^[0-9]{15}$/.test(value)) return err({ code: 'credit_code.old_number', value })
  if (value.length !== 18) return err({ code: 'credit_code.length', value, length: [...value].length })
  for (let i = 0; i < 18; i++) {
    const character = value[i]!
    const inPlace = i >= 2 && i < 8 ? /[0-9]/.test(character) : ALPHABET.includes(character)
    if (!inPlace) return err({ code: 'credit_code.character', value, position: i + 1, character, likely: LOOKALIKE[character] ?? null })
  }
  const expected = creditCodeCheckDigit(value.slice(0, 17))
  return value[17] === expected ? ok(value) : err({ code: 'credit_code.check_digit', value, found: value[17]!, expected })
}

/** What is wrong, and what to do, for the row list. */
export function sayCreditCodeProblem(problem: CreditCodeProblem): { readonly message: string; readonly remedy: string } {
  const orOwnCode = '确实没有的，由本单位编码填入“自编代码”列'
  switch (problem.code) {
    case 'credit_code.missing':
      return { message: '没有统一社会信用代码', remedy: `照营业执照填写 18 位代码；${orOwnCode}` }
    case 'credit_code.old_number':
      return { message: '这是 15 位的旧注册号，不是统一社会信用代码', remedy: `换填营业执照上的 18 位代码；${orOwnCode}` }
    case 'credit_code.length':
      return { message: `统一社会信用代码应为 18 位，这里是 ${problem.length} 位`, remedy: `照营业执照补齐或删去多余字符；${orOwnCode}` }
    case 'credit_code.character':
      return {
        message: `第 ${problem.position} 位“${problem.character}”不是该位允许的字符${problem.position >= 3 && problem.position <= 8 ? '（第 3 至 8 位为数字）' : ''}`,
        remedy: problem.likely === null ? '照营业执照核对这一位' : `照营业执照核对这一位，可能是“${problem.likely}”`,
      }
    case 'credit_code.check_digit':
      return {
        message: `校验位不对：末位是“${problem.found}”，按前 17 位应为“${problem.expected}”`,
        remedy: `照营业执照逐位核对，前 17 位无误时末位改为“${problem.expected}”`,
      }
  }
}
