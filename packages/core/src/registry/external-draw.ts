/**
 * 外部抽取名单 — the list another platform exports after its own draw: one firm a row, with its officers. It promises only what a file alone can tell
 * (a code, two officers, no row twice); whether the firm and the officers are in the registries, certified and not recused is asked by the server.
 * A firm whose credit code is old or missing is named by the agency's own code, as everywhere (应纳尽纳).
 */
import type { Problem, Result } from '../base/result.ts'
import { type ReadCell, readAs, readText, splitList } from './cell.ts'
import { type Cells, column, type LedgerReading, readLedger } from './ledger.ts'
import { isBlank, normaliseCode } from './text.ts'

export interface ExternalRow {
  readonly row: number
  /** 对象代码 where given, else the credit code, as written. */
  readonly code: string
  readonly name: string
  /** 分层 by code or name; '' where the file says nothing. */
  readonly stratum: string
  /** Staff codes or certificate numbers, in the order of the file. */
  readonly officers: readonly string[]
}

const readCode: ReadCell<string> = text => readAs(isBlank(text) ? '' : normaliseCode(text).slice(0, 40))
const readOfficers: ReadCell<string[]> = text => readAs(splitList(text).map(normaliseCode))
const officer = (n: number, example = '') =>
  column(`检查人员${n}`, readOfficers, {
    aliases: [`检查人员编号${n}`, `执法人员${n}`, `执法证号${n}`, `检查人员${n}执法证号`, `检查人员${n}编号`],
    example,
  })

export const externalDrawColumns = {
  creditCode: column('统一社会信用代码', readCode, { aliases: ['信用代码', '社会信用代码'], example: '91990101MA0000001C' }),
  code: column('对象代码', readCode, { aliases: ['自编代码', '检查对象代码', '对象编号'], example: '没有信用代码的填自编代码' }),
  name: column('企业名称', readText(120), { aliases: ['检查对象', '检查对象名称', '单位名称', '对象名称'], needed: true, filled: true }),
  stratum: column('分层', readText(80), { aliases: ['监管类别', '类别', '抽查任务'], example: '可不填' }),
  officers: column('检查人员', readOfficers, { aliases: ['检查人员编号', '执法人员', '执法证号'] }),
  officer1: officer(1, 'ZF-012'),
  officer2: officer(2, 'ZF-013'),
  officer3: officer(3),
  officer4: officer(4),
  officer5: officer(5),
  officer6: officer(6),
} as const

/** Errors: those of `readLedger`. Rows are refused for a missing code, fewer than two officers named, and a firm twice in one stratum. @law A-29 V-28 */
export function readExternalRows(rows: readonly (readonly string[])[]): Result<LedgerReading<ExternalRow>, Problem> {
  const seen = new Map<string, number>()
  return readLedger(rows, externalDrawColumns, (cells: Cells<typeof externalDrawColumns>, row) => {
    const officers = [
      ...cells.officers,
      ...cells.officer1,
      ...cells.officer2,
      ...cells.officer3,
      ...cells.officer4,
      ...cells.officer5,
      ...cells.officer6,
    ]
    const code = cells.code || cells.creditCode
    const problems: { severity: 'error'; code: string; column: string; value: string; message: string; remedy: string }[] = []
    const refuse = (problem: string, column: string, value: string, message: string, remedy: string) =>
      problems.push({ severity: 'error', code: problem, column, value, message, remedy })
    if (code === '')
      refuse(
        'row.code_missing',
        '统一社会信用代码',
        '',
        '没有写对象的代码',
        '填写统一社会信用代码；没有的，在“对象代码”列填名录中的自编代码',
      )
    if (officers.length < 2)
      refuse(
        'row.team_short',
        '检查人员1',
        officers.join('、'),
        `只写了 ${officers.length} 名检查人员，每次检查不得少于 2 名`,
        '在“检查人员1”“检查人员2”填人员编号或执法证号（A-29）',
      )
    const key = `${code}\t${cells.stratum}`
    const earlier = seen.get(key)
    if (code !== '' && earlier !== undefined)
      refuse('row.duplicate', '统一社会信用代码', code, `与第 ${earlier} 行是同一对象、同一分层`, '删去多余的一行')
    else seen.set(key, row)
    return { problems, entry: { row, code, name: cells.name, stratum: cells.stratum, officers } }
  })
}
