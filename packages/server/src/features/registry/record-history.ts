/** 记录的历史 — facts, list entries and check records are never edited in place: the row as it stood goes to `record_version` before each change. */
import type { RowProblem } from '@mingcha/core/registry'
import type { Tx } from '../../db/tx.ts'
import { inParts } from './import-ledger.ts'

export type RecordKind = 'fact' | 'list' | 'check'

export async function keepEarlierRecords(
  tx: Tx,
  record: RecordKind,
  rows: readonly { readonly id: string; readonly version: number; readonly recorded_at: string }[],
): Promise<void> {
  for (const part of inParts(rows))
    await tx.db
      .insertInto('record_version')
      .values(
        part.map(row => ({
          agency_id: tx.actor.agency,
          record,
          id: row.id,
          version: row.version,
          row: JSON.stringify(row),
          recorded_at: row.recorded_at,
          replaced_at: tx.now,
        })),
      )
      .execute()
}

/** Rows whose object the registry does not hold (refused), or holds under another name (told). @law JX-63 */
export async function checkObjects(
  tx: Tx,
  entries: readonly { readonly row: number; readonly code: string; readonly name: string }[],
): Promise<RowProblem[]> {
  const names = new Map<string, string>()
  for (const part of inParts([...new Set(entries.map(e => e.code))], 5000))
    for (const r of await tx.db
      .selectFrom('subject')
      .select(['code', 'name'])
      .where('agency_id', '=', tx.actor.agency)
      .where('code', 'in', part)
      .execute())
      names.set(r.code, r.name)
  return entries.flatMap((e): RowProblem[] => {
    const name = names.get(e.code)
    if (name === undefined)
      return [
        {
          row: e.row,
          column: '统一社会信用代码',
          value: e.code,
          code: 'row.subject_unknown',
          message: `检查对象名录库里没有 ${e.code}（${e.name}）`,
          remedy: '核对代码；确是本辖区的，先导入检查对象台账，再导入这份文件',
          severity: 'error',
        },
      ]
    if (name === e.name) return []
    return [
      {
        row: e.row,
        column: '企业名称',
        value: e.name,
        code: 'row.name_differs',
        message: `名录库里 ${e.code} 的名称是“${name}”`,
        remedy: '核对代码是不是填成了另一家的；是同一家的可以不管',
        severity: 'warning',
      },
    ]
  })
}
