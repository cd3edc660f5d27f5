/**
 * 名单台账 — who stands on which list from when to when, with the paper it rests on. A name on a list is dated: what the list looked like on a day has one
 * answer, and a later import shows who came and who left (HS-16).
 */
import type { PlainDate } from '../base/plain-date.ts'
import type { Problem, Result } from '../base/result.ts'
import { type ReadCell, readAs, readDate, readText, readWords } from './cell.ts'
import { type Cells, column, type LedgerReading, readLedger } from './ledger.ts'
import { judgeDays, objectColumns, type PlacedProblem, readObject } from './object-code.ts'
import { normaliseText } from './text.ts'

/** 名单 that also are a mark of the object: the dated list prevails over the ledger's own column. @law HS-16 */
export const markLists = {
  keyDischarger: '重点排污单位名录',
  positiveList: '生态环境监督执法正面清单',
} as const

/** Other names of the lists above. */
const sameList: Readonly<Record<string, string>> = {
  重点排污单位: markLists.keyDischarger,
  重点排污单位名单: markLists.keyDischarger,
  环境监管重点单位名录: markLists.keyDischarger,
  正面清单: markLists.positiveList,
  监督执法正面清单: markLists.positiveList,
}
const readListName: ReadCell<string> = text => {
  const value = normaliseText(text)
  return Object.hasOwn(sameList, value) ? readAs(sameList[value]!) : readText(60)(value)
}

/** 名单台账的一行. */
export interface ListEntry {
  readonly row: number
  readonly code: string
  readonly name: string
  readonly list: string
  readonly from: PlainDate
  /** 移出日期, the last day on the list. */
  readonly to: PlainDate | null
  /** 依据. */
  readonly basis: string
}

/** An object enters a list once a day; a corrected 移出日期 is the same entry. */
export const listKey = (e: Pick<ListEntry, 'code' | 'list' | 'from'>): string => JSON.stringify([e.code, e.list, e.from])

export const listColumns = {
  list: column('名单名称', readListName, {
    aliases: ['名单', '名录', '清单', '名录名称', '清单名称'],
    needed: true,
    filled: true,
    example: '城镇污水处理厂',
  }),
  ...objectColumns,
  from: column('列入日期', readDate, { aliases: ['纳入日期', '开始日期', '起始日期'], needed: true, filled: true, example: '2026-01-01' }),
  to: column('移出日期', readDate, { aliases: ['退出日期', '结束日期', '终止日期', '解除日期'] }),
  basis: column('依据', readWords(200), { aliases: ['文号', '依据文件', '列入依据'], example: '示环办〔2026〕1号' }),
} as const

/** Errors: those of `readLedger`. @law HS-16 A-11 JX-45 JX-46 EZ-40 */
export function readListRows(
  rows: readonly (readonly string[])[],
  { today }: { readonly today?: PlainDate } = {},
): Result<LedgerReading<ListEntry>, Problem> {
  const firstRow = new Map<string, number>()
  return readLedger(rows, listColumns, (cells: Cells<typeof listColumns>, row) => {
    const object = readObject(cells)
    const problems: PlacedProblem[] = [...object.problems]
    // The column is filled, or the row did not get here.
    if (cells.from === null) return { entry: null, problems }
    problems.push(...judgeDays({ on: '列入日期', to: '移出日期' }, cells.from, cells.to, today))
    if (object.code === null) return { entry: null, problems }
    const entry: ListEntry = {
      row,
      code: object.code,
      name: cells.name,
      list: cells.list,
      from: cells.from,
      to: cells.to,
      basis: cells.basis,
    }
    const earlier = firstRow.get(listKey(entry))
    if (earlier === undefined) firstRow.set(listKey(entry), row)
    else
      problems.push({
        severity: 'error',
        code: 'row.duplicate',
        column: '列入日期',
        value: cells.from,
        message: `与第 ${earlier} 行是同一家企业、同一名单、同一天`,
        remedy: '保留一行',
      })
    return { entry, problems }
  })
}
