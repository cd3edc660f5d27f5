/**
 * 单元格读法 — one function for each kind of cell: dates in four spellings, 是/否/√, choices with the spellings ledgers really hold. Each answers
 * the value, or what is wrong and what to do about it; none guesses.
 */
import { addDays, type PlainDate, parsePlainDate } from '../base/plain-date.ts'
import { isBlank, normaliseText, normaliseWord, toHalfWidth } from './text.ts'

/** 单元格的问题: an error keeps the row out, a warning lets it in. */
export interface CellProblem {
  readonly code: string
  readonly message: string
  readonly remedy: string
  readonly severity: 'error' | 'warning'
}
/** The value, perhaps with a warning; or `undefined` with an error. */
export type CellReading<T> =
  | { readonly value: T; readonly problem?: CellProblem }
  | { readonly value: undefined; readonly problem: CellProblem }
export type ReadCell<T> = (text: string) => CellReading<T>

export const readAs = <T>(value: T): CellReading<T> => ({ value })
export const refuse = (code: string, message: string, remedy: string): { value: undefined; problem: CellProblem } => ({
  value: undefined,
  problem: { code, message, remedy, severity: 'error' },
})
export const warn = <T>(value: T, code: string, message: string, remedy: string): CellReading<T> => ({
  value,
  problem: { code, message, remedy, severity: 'warning' },
})

/** Free text of bounded length; blank is ''. */
export const readText =
  (limit: number): ReadCell<string> =>
  text => {
    const value = normaliseText(text)
    const length = [...value].length
    return length > limit
      ? refuse('row.too_long', `内容有 ${length} 个字，超过 ${limit} 个`, '请缩短，或检查是否几个单元格粘在了一起')
      : readAs(value)
  }

/** Text that may be absent: a dash or 无 is ''. */
export const readWords =
  (limit: number): ReadCell<string> =>
  text =>
    isBlank(text) ? readAs('') : readText(limit)(text)

const TRUE = new Set(['是', '√', '✓', '✔', '有', 'Y', 'YES', 'TRUE', '1'])
const FALSE = new Set(['否', '×', 'X', '✗', '没有', 'N', 'NO', 'FALSE', '0'])

/** 是、√、有、1 → true；否、×、无、0 和空 → false. */
export const readFlag: ReadCell<boolean> = text => {
  const word = normaliseWord(text)
  if (isBlank(text) || FALSE.has(word)) return readAs(false)
  if (TRUE.has(word)) return readAs(true)
  return refuse('row.flag', `“${normaliseText(text)}”看不出是还是否`, '填“是”或“否”，也可以打“√”或留空')
}

/** 2026-03-01、2026/3/1、2026.3.1、2026年3月1日、20260301; blank is null. */
export const readDate: ReadCell<PlainDate | null> = text => {
  if (isBlank(text)) return readAs(null)
  const written = toHalfWidth(normaliseText(text)).replace(/ /g, '')
  const found =
    /^([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})(?:0?0:00(?::00)?)?$/.exec(written)?.toSpliced(2, 1) ??
    /^([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日?$/.exec(written) ??
    /^([0-9]{4})([0-9]{2})([0-9]{2})$/.exec(written)
  const on = found && parsePlainDate(`${found[1]}-${found[2]!.padStart(2, '0')}-${found[3]!.padStart(2, '0')}`)
  if (on) return readAs(on)
  if (found) return refuse('row.date', `没有“${normaliseText(text)}”这一天`, '请核对日期，写成 2026-03-01')
  if (/^[0-9]{5}$/.test(written)) {
    // Spreadsheets count days from 1899-12-30; the sheet may instead count from 1904, so it is asked, not converted.
    const guess = addDays(parsePlainDate('1899-12-30')!, Number(written))
    return refuse('row.date', `“${written}”是表格软件的日期序号，可能是 ${guess}`, '把这一列的单元格格式改为日期后另存，或写成 2026-03-01')
  }
  return refuse('row.date', `“${normaliseText(text)}”不是日期`, '写成 2026-03-01、2026/3/1、2026年3月1日或 20260301')
}

/** One of a few values, each with the spellings ledgers use. Blank is null. */
export function readChoice<T extends string>(name: string, spellings: Readonly<Record<T, readonly string[]>>): ReadCell<T | null> {
  const values = Object.keys(spellings) as T[]
  const known = new Map<string, T>(values.flatMap(value => [value, ...spellings[value]].map(s => [normaliseWord(s), value] as const)))
  return text => {
    if (isBlank(text)) return readAs(null)
    const value = known.get(normaliseWord(text))
    return value === undefined
      ? refuse('row.choice', `“${normaliseText(text)}”不是${name}的取值`, `请填：${values.join('、')}；没有的留空`)
      : readAs(value)
  }
}

/** Telephone: digits, dashes, an extension. Formats differ too much to refuse; an odd one is a warning. */
export const readPhone: ReadCell<string | null> = text => {
  if (isBlank(text)) return readAs(null)
  const value = toHalfWidth(normaliseText(text)).replace(/[ ()]/g, '')
  const digits = value.replace(/[^0-9]/g, '').length
  if (/^\+?[0-9][0-9-]*(转[0-9]+)?$/.test(value) && digits >= 7 && digits <= 20) return readAs(value)
  if (value.length > 40) return refuse('row.phone', '电话超过 40 个字符', '只填一个联系电话')
  return warn(value, 'row.phone', '不像一个电话号码', '请核对；有几个号码时只填一个')
}

/** Decimal degrees inside [min, max], kept as text with at most six decimals. Blank is null. */
export const readDegrees =
  (name: string, min: number, max: number): ReadCell<string | null> =>
  text => {
    if (isBlank(text)) return readAs(null)
    const value = toHalfWidth(normaliseText(text))
    if (/^[0-9]{1,3}(\.[0-9]{1,12})?$/.test(value) && Number(value) >= min && Number(value) <= max)
      return readAs(value.replace(/(\.[0-9]{6})[0-9]+$/, '$1'))
    return warn(
      null,
      'row.degrees',
      `“${value}”不是${name}（${min} 至 ${max} 度的小数）`,
      '写成小数度，例如 114.123456；这一项先按未填处理',
    )
  }

/** 多个值: split on ；;、,，or line breaks; blanks dropped. */
export const splitList = (text: string): string[] =>
  text
    .split(/[；;、,，\r\n]/)
    .map(normaliseText)
    .filter(part => !isBlank(part))
