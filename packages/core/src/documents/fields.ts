/**
 * 字段 — the closed list of words a document kind offers between braces, each with its meaning and an invented example. It checks the template when
 * it is saved and the data when it is filled, feeds the editor's help and `docs/templates.md`, and gives the server the type of the data.
 */
import { eightMustNots, fiveStrictBans, officerConduct } from '../inspection/conduct.ts'

interface Described {
  readonly means: string
  /** May be absent or empty: prints nothing, and 如果 {字段} is not met. */
  readonly optional?: boolean
}
/** 一段文字. `qr`: content of a 二维码, so it must be short. */
export interface TextField extends Described {
  readonly shape: 'text' | 'qr'
  readonly example: string
}
/** 一串文字 — printed with 、 in a sentence or as a numbered list. `fixed`: the words are the law's; nobody fills them. */
export interface ListField extends Described {
  readonly shape: 'list'
  readonly example: readonly string[]
  readonly fixed?: boolean
}
/** 多行数据 — for 表格 and 逐条. */
export interface RowsField extends Described {
  readonly shape: 'rows'
  /** Column → meaning. */
  readonly columns: Readonly<Record<string, string>>
  readonly example: readonly Readonly<Record<string, string>>[]
}
export type Field = TextField | ListField | RowsField
export type Fields = Readonly<Record<string, Field>>

export const text = (means: string, example: string) => ({ shape: 'text', means, example }) as const
export const mayText = (means: string, example: string) => ({ shape: 'text', means, example, optional: true }) as const
export const mayQr = (means: string, example: string) => ({ shape: 'qr', means, example, optional: true }) as const
export const list = (means: string, example: readonly string[]) => ({ shape: 'list', means, example }) as const
export const mayList = (means: string, example: readonly string[]) => ({ shape: 'list', means, example, optional: true }) as const
export const rows = <const C extends Readonly<Record<string, string>>>(
  means: string,
  columns: C,
  example: readonly Readonly<Record<keyof C & string, string>>[],
) => ({ shape: 'rows', means, columns, example }) as const
export const mayRows = <const C extends Readonly<Record<string, string>>>(
  means: string,
  columns: C,
  example: readonly Readonly<Record<keyof C & string, string>>[],
) => ({ shape: 'rows', means, columns, example, optional: true }) as const

/** 序号 — every row of a 表格 or 逐条 has it, from 1. */
export const ROW_NUMBER = '序号'

/** 固定内容 — offered by every kind, filled by the program. @law LY-34 JX-70 */
export const fixedFields = {
  五个严禁: { shape: 'list', means: '国办发〔2024〕54号的五个严禁，固定文字', example: fiveStrictBans, fixed: true },
  八个不得: { shape: 'list', means: '国办发〔2024〕54号的八个不得，固定文字', example: eightMustNots, fixed: true },
  检查人员守则: { shape: 'list', means: '检查人员应遵守的纪律，固定文字', example: officerConduct, fixed: true },
} as const satisfies Fields

type ValueOf<F> = F extends { shape: 'rows'; columns: infer C }
  ? readonly Readonly<Record<keyof C & string, string>>[]
  : F extends { shape: 'list' }
    ? readonly string[]
    : string
/** The data of a field list: optional fields may be left out. */
export type DataOf<F extends Fields> = {
  readonly [K in keyof F as F[K] extends { optional: true } ? never : K]: ValueOf<F[K]>
} & { readonly [K in keyof F as F[K] extends { optional: true } ? K : never]?: ValueOf<F[K]> | undefined }

/** Data of any kind: plain records, checked against the kind's field list before anything is printed. */
export type DocumentData = Readonly<Record<string, string | readonly string[] | readonly Readonly<Record<string, string>>[] | undefined>>
