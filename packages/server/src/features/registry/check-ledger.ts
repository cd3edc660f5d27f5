/** 检查历史的导入 — the checks of others, and ours before this system; a corrected result or number is the next version of the record. @law JX-38 JX-55 A-13 A-17 */
import { randomUUID } from 'node:crypto'
import type { PlainDate } from '@mingcha/core/base'
import { type CheckEntry, checkKey, readCheckRows } from '@mingcha/core/registry'
import type { Selectable } from 'kysely'
import type { CheckRecord } from '../../db/tables.ts'
import type { Tx } from '../../db/tx.ts'
import { type Compared, diffFields, inParts, type Ledger } from './import-ledger.ts'
import { checkObjects, keepEarlierRecords } from './record-history.ts'

type Row = Selectable<CheckRecord>
const fieldNames = { by: '级别', clean: '结果', reference: '文号' } as const
const keyOfRow = (r: Row): string =>
  checkKey({ code: r.code, on: r.on_date as PlainDate, authority: r.authority, kind: r.kind as CheckEntry['kind'] })

async function loadStanding(tx: Tx, entries: readonly CheckEntry[]): Promise<Map<string, Row>> {
  const standing = new Map<string, Row>()
  for (const part of inParts([...new Set(entries.map(e => e.code))], 5000))
    for (const r of await tx.db
      .selectFrom('check_record')
      .selectAll()
      .where('agency_id', '=', tx.actor.agency)
      .where('code', 'in', part)
      .execute())
      standing.set(keyOfRow(r), r)
  return standing
}

/** A blank number leaves what stood; the result is what the file says, also where it says 不详. */
const merge = (e: CheckEntry, row: Row | undefined) => ({ by: e.by, clean: e.clean, reference: e.reference || (row?.reference ?? '') })

export const checkLedger = (today: PlainDate): Ledger<CheckEntry> => ({
  registry: 'checks',
  read: rows => readCheckRows(rows, { today }),

  async compare(tx, entries) {
    const standing = await loadStanding(tx, entries)
    const compared = entries.map((entry): Compared<CheckEntry> => {
      const row = standing.get(checkKey(entry))
      if (!row) return { entry, kind: 'added', changed: [] }
      const changed = diffFields(fieldNames, { by: row.by_whom, clean: row.clean, reference: row.reference }, merge(entry, row))
      return { entry, kind: changed.length > 0 ? 'changed' : 'unchanged', changed }
    })
    return { compared, problems: await checkObjects(tx, entries) }
  },

  async write(tx, compared, importId) {
    const written = compared.filter(c => c.kind !== 'unchanged').map(c => c.entry)
    const standing = await loadStanding(tx, written)
    await keepEarlierRecords(
      tx,
      'check',
      written.flatMap(e => standing.get(checkKey(e)) ?? []),
    )
    for (const part of inParts(written))
      await tx.db
        .insertInto('check_record')
        .values(
          part.map(e => {
            const row = standing.get(checkKey(e))
            const { by, clean, reference } = merge(e, row)
            return {
              agency_id: tx.actor.agency,
              id: row?.id ?? randomUUID(),
              code: e.code,
              on_date: e.on,
              authority: e.authority,
              by_whom: by,
              kind: e.kind,
              clean,
              reference,
              version: (row?.version ?? 0) + 1,
              recorded_at: tx.now,
              import_id: importId,
              actor_id: tx.actor.accountId,
            }
          }),
        )
        .onConflict(on =>
          on.columns(['agency_id', 'id']).doUpdateSet(eb => ({
            by_whom: eb.ref('excluded.by_whom'),
            clean: eb.ref('excluded.clean'),
            reference: eb.ref('excluded.reference'),
            version: eb.ref('excluded.version'),
            recorded_at: eb.ref('excluded.recorded_at'),
            import_id: eb.ref('excluded.import_id'),
            actor_id: eb.ref('excluded.actor_id'),
          })),
        )
        .execute()
  },
})
