/**
 * 个人信息检查 — numbers that must not stand in a text for everybody: identity cards, mobile telephones, bank cards. It finds what a careful reader
 * could miss, in full-width digits and with blanks or dashes between; names and addresses are for the reviewer's eye. The answer never repeats a number.
 */
import { checkCreditCode } from '../registry/credit-code.ts'
import { checkIdNumber } from '../registry/id-number.ts'

export interface PersonalData {
  readonly kind: '身份证号' | '手机号码' | '银行卡号'
  /** The number with its middle hidden. */
  readonly masked: string
}

const passesLuhn = (digits: string): boolean =>
  [...digits].reverse().reduce((sum, d, i) => {
    const n = Number(d) * (i % 2 === 1 ? 2 : 1)
    return sum + (n > 9 ? n - 9 : n)
  }, 0) %
    10 ===
  0
const mask = (n: string) => `${n.slice(0, 3)}${'*'.repeat(n.length - 5)}${n.slice(-2)}`

function kindOf(number: string): PersonalData['kind'] | null {
  if (checkIdNumber(number).ok) return '身份证号'
  if (checkCreditCode(number).ok) return null
  if (/^(86)?1[3-9][0-9]{9}$/.test(number)) return '手机号码'
  if (/^[0-9]{16,19}$/.test(number) && passesLuhn(number)) return '银行卡号'
  return null
}

/** Everything found, in the order of the text. @law HS-40 JX-51 */
export function findPersonalData(text: string): PersonalData[] {
  const found: PersonalData[] = []
  const runs = text.normalize('NFKC').matchAll(/(?<![0-9A-Za-z])\+?[0-9](?:[ \t-]?[0-9]){9,21}(?:[ \t-]?[Xx])?(?![0-9A-Za-z])/g)
  for (const [run] of runs) {
    const whole = run.replace(/[^0-9Xx]/g, '').toUpperCase()
    // Two numbers with only a blank between are looked at together and apart.
    const parts = [whole, ...run.split(/[ \t]+/).map(p => p.replace(/[^0-9Xx]/g, '').toUpperCase())]
    const seen = new Set<string>()
    for (const part of parts) {
      const kind = seen.has(part) ? null : kindOf(part)
      seen.add(part)
      if (kind !== null) found.push({ kind, masked: mask(part) })
    }
  }
  return found
}
