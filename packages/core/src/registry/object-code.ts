/**
 * 对象代码 — which object a row of a ledger names: the credit code, a second site of the firm (`信用代码-02`), or the code the agency issued. The same
 * rule in every ledger, so that a fact finds the object that the subject ledger made.
 */
import type { PlainDate } from '../base/plain-date.ts'
import { type CellProblem, type ReadCell, readAs, readText, refuse } from './cell.ts'
import { checkCreditCode, sayCreditCodeProblem } from './credit-code.ts'
import { column } from './ledger.ts'
import { isBlank, normaliseCode, normaliseText } from './text.ts'

export const readOwnCode: ReadCell<string | null> = text => {
  if (isBlank(text)) return readAs(null)
  const value = normaliseCode(text)
  if (!/^[0-9A-Z-]{6,32}$/.test(value))
    return refuse('row.own_code', `自编代码“${value}”不合要求`, '用 6 至 32 位数字、大写字母和短横线，例如 SLX-0001')
  const asCreditCode = value.length === 18 && !value.includes('-') ? checkCreditCode(value) : null
  if (asCreditCode !== null && !asCreditCode.ok)
    return refuse('row.own_code', '自编代码写成了一个有错的统一社会信用代码', '改正后填入“统一社会信用代码”列，或另编一个明显不同的代码')
  return readAs(value)
}

export const readName: ReadCell<string> = text => {
  const value = normaliseText(text)
  return [...value].length < 2 ? refuse('row.name', '企业名称太短', '照营业执照填写全称') : readText(120)(value)
}

/** The code both columns give together; null where neither is usable. `creditCode` is a checked one. */
export function objectCodeOf(creditCode: string | null, ownCode: string | null): string | null {
  if (creditCode === null) return ownCode
  return ownCode !== null && new RegExp(`^${creditCode}-[0-9]{2}$`).test(ownCode) ? ownCode : creditCode
}

/** 企业名称、统一社会信用代码、自编代码 — the columns by which every ledger of records names its object. */
export const objectColumns = {
  name: column('企业名称', readName, {
    aliases: ['单位名称', '检查对象名称', '对象名称', '名称', '市场主体名称', '企业'],
    needed: true,
    filled: true,
    example: '示例县某某有限公司',
  }),
  creditCode: column('统一社会信用代码', (text: string) => readAs(text), {
    aliases: ['社会信用代码', '信用代码', '对象代码'],
    example: '91990101MA0000001C',
  }),
  ownCode: column('自编代码', readOwnCode, { aliases: ['本单位编码', '内部编码'], example: 'SLX-0001' }),
} as const

/** A problem of a row with the column it stands in, as `Assembled` takes it. */
export type PlacedProblem = CellProblem & { readonly column: string | null; readonly value: string }

/** The object a record is about; problems where neither column can be used. */
export function readObject(cells: { readonly creditCode: string; readonly ownCode: string | null }): {
  readonly code: string | null
  readonly problems: readonly PlacedProblem[]
} {
  const written = normaliseText(cells.creditCode).slice(0, 80)
  const credit = checkCreditCode(cells.creditCode)
  if (credit.ok) return { code: objectCodeOf(credit.value, cells.ownCode), problems: [] }
  // A code the agency issued, or a second site, is often typed where the credit code belongs.
  const typed = normaliseCode(written).includes('-') ? readOwnCode(written).value : null
  const code = cells.ownCode ?? typed
  if (code) return { code, problems: [] }
  const said = sayCreditCodeProblem(credit.error)
  const problem: PlacedProblem = {
    severity: 'error',
    code: `row.${credit.error.code.replace('.', '_')}`,
    column: '统一社会信用代码',
    value: written,
    message: isBlank(written) ? '没有填统一社会信用代码，也没有自编代码，不知道是哪一家' : said.message,
    remedy: '填名录库中的统一社会信用代码；没有信用代码的填自编代码',
  }
  return { code: null, problems: [problem] }
}

/** Days of a record: the first not after today, the last neither before it nor after today. `names` are the column headers. */
export function judgeDays(
  names: { readonly on: string; readonly to?: string },
  on: PlainDate,
  to: PlainDate | null,
  today: PlainDate | undefined,
): PlacedProblem[] {
  const problems: PlacedProblem[] = []
  const report = (code: string, at: string, value: string, message: string, remedy: string) =>
    problems.push({ severity: 'error', code, column: at, value, message, remedy })
  const last = names.to ?? ''
  if (today !== undefined && on > today) report('row.date_ahead', names.on, on, `日期 ${on} 晚于今天`, '请核对年份和月份')
  if (to !== null && today !== undefined && to > today)
    report('row.date_ahead', last, to, `日期 ${to} 还没有到`, '请核对年份；还没有到的留空，到期后再登记')
  if (to !== null && to < on) report('row.date_order', last, to, `${last} ${to} 早于${names.on} ${on}`, '请核对这两个日期')
  return problems
}
