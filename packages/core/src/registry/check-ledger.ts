/**
 * 检查历史台账 — checks made before this system or by others: ours of earlier quarters, a superior's, another department's. Caps, coverage and exclusions
 * count them, so that a bureau that starts in mid-year is right from the first day.
 *
 * A superior's check without a document number is let in with a warning: it counts as a check, and proves nothing where an exclusion asks for proof.
 */
import type { PlainDate } from '../base/plain-date.ts'
import type { Problem, Result } from '../base/result.ts'
import type { CheckBy, CheckKind } from '../scheme/condition.ts'
import { readChoice, readDate, readText, readWords } from './cell.ts'
import { type Cells, column, type LedgerReading, readLedger } from './ledger.ts'
import { judgeDays, objectColumns, type PlacedProblem, readObject } from './object-code.ts'

export const checkByNames = { own: '本级', above: '上级', other: '其他部门' } as const satisfies Record<CheckBy, string>
export const checkKindNames = { random: '随机抽查', cause: '线索核查', campaign: '专项检查', recheck: '复查' } as const satisfies Record<
  CheckKind,
  string
>

/** 检查历史的一行. */
export interface CheckEntry {
  readonly row: number
  readonly code: string
  readonly name: string
  readonly on: PlainDate
  /** 检查机关. */
  readonly authority: string
  readonly by: CheckBy
  readonly kind: CheckKind
  /** Nothing found; null: 不详. */
  readonly clean: boolean | null
  /** 文号; '' where there is none. */
  readonly reference: string
}

/** One check a day of a kind by an authority; result and 文号 may be corrected. */
export const checkKey = (c: Pick<CheckEntry, 'code' | 'on' | 'authority' | 'kind'>): string =>
  JSON.stringify([c.code, c.on, c.authority, c.kind])

const codeBy = <T extends string>(names: Readonly<Record<T, string>>, name: string | null): T | undefined =>
  (Object.keys(names) as T[]).find(key => names[key] === name)

export const checkColumns = {
  ...objectColumns,
  on: column('检查日期', readDate, { aliases: ['日期'], needed: true, filled: true, example: '2026-01-15' }),
  authority: column('检查机关', readText(80), {
    aliases: ['检查单位', '实施机关', '检查部门'],
    needed: true,
    filled: true,
    example: '示例市生态环境局',
  }),
  by: column(
    '级别',
    readChoice('级别', { 本级: ['本单位', '县级'], 上级: ['市级', '省级', '部级', '国家'], 其他部门: ['其他', '外部门'] }),
    {
      aliases: ['检查级别', '机关级别'],
      needed: true,
      filled: true,
      example: '上级',
    },
  ),
  kind: column(
    '类别',
    readChoice('类别', {
      随机抽查: ['随机', '双随机', '双随机抽查'],
      线索核查: ['线索', '信访核查', '举报核查', '针对性检查'],
      专项检查: ['专项', '专项行动'],
      复查: ['整改复查', '后督察'],
    }),
    { aliases: ['检查类别', '检查类型'], needed: true, filled: true, example: '随机抽查' },
  ),
  result: column(
    '结果',
    readChoice('结果', {
      未发现问题: ['无问题', '未发现', '正常', '合格'],
      发现问题: ['有问题', '发现违法问题', '不合格'],
      不详: ['未知', '不清楚'],
    }),
    { aliases: ['检查结果'], needed: true, example: '未发现问题' },
  ),
  reference: column('文号', readWords(80), { aliases: ['文号或编号', '编号', '佐证', '检查记录编号'], example: '示市环检〔2026〕3号' }),
} as const

/** Errors: those of `readLedger`. @law JX-38 JX-55 A-13 EZ-59 A-17 */
export function readCheckRows(
  rows: readonly (readonly string[])[],
  { today }: { readonly today?: PlainDate } = {},
): Result<LedgerReading<CheckEntry>, Problem> {
  const firstRow = new Map<string, number>()
  return readLedger(rows, checkColumns, (cells: Cells<typeof checkColumns>, row) => {
    const object = readObject(cells)
    const problems: PlacedProblem[] = [...object.problems]
    const by = codeBy(checkByNames, cells.by)
    const kind = codeBy(checkKindNames, cells.kind)
    // The three columns are filled, or the row did not get here.
    if (cells.on === null || by === undefined || kind === undefined) return { entry: null, problems }
    problems.push(...judgeDays({ on: '检查日期' }, cells.on, null, today))
    if (by === 'above' && cells.reference === '')
      problems.push({
        severity: 'warning',
        code: 'row.no_proof',
        column: '文号',
        value: '',
        message: '上级的检查没有文号：计为检查过，但不能作为剔除的佐证（A-13）',
        remedy: '补填检查通报或记录的文号后再导入',
      })
    if (object.code === null) return { entry: null, problems }
    const entry: CheckEntry = {
      row,
      code: object.code,
      name: cells.name,
      on: cells.on,
      authority: cells.authority,
      by,
      kind,
      clean: cells.result === '未发现问题' ? true : cells.result === '发现问题' ? false : null,
      reference: cells.reference,
    }
    const earlier = firstRow.get(checkKey(entry))
    if (earlier === undefined) firstRow.set(checkKey(entry), row)
    else
      problems.push({
        severity: 'error',
        code: 'row.duplicate',
        column: '检查日期',
        value: cells.on,
        message: `与第 ${earlier} 行是同一次检查`,
        remedy: '同一机关同一天的同类检查算一次，保留一行',
      })
    return { entry, problems }
  })
}
