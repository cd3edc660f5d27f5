/**
 * 事实的导入、划除与恢复. A ledger that says less than the registry takes nothing away: a blank cell leaves what stands, and a struck fact stays struck
 * until somebody restores it with a reason. @law SJZ-04 SJZ-27 HS-18 JX-42 A-08
 */
import { randomUUID } from 'node:crypto'
import type { BodyOf, ReplyOf, Routes } from '@mingcha/core/api'
import { err, ok, type PlainDate, type Result } from '@mingcha/core/base'
import { type FactEntry, factDetailNames, factKey, factKindNames, type RowProblem, readFactRows } from '@mingcha/core/registry'
import type { Selectable } from 'kysely'
import type { SubjectFact } from '../../db/tables.ts'
import type { Tx } from '../../db/tx.ts'
import { type Compared, diffFields, inParts, type Ledger } from './import-ledger.ts'
import { checkObjects, keepEarlierRecords } from './record-history.ts'

type Row = Selectable<SubjectFact>
const fieldNames = { to: '终止日期', ...factDetailNames, source: '来源', struck: '不计入的理由' } as const

const keyOfRow = (r: Row): string =>
  factKey({
    code: r.code,
    kind: r.kind as FactEntry['kind'],
    on: r.on_date as PlainDate,
    reference: r.reference,
    detail: r.details as FactEntry['detail'],
  })

async function loadStanding(tx: Tx, entries: readonly FactEntry[]): Promise<Map<string, Row>> {
  const standing = new Map<string, Row>()
  for (const part of inParts([...new Set(entries.map(e => e.code))], 5000))
    for (const r of await tx.db
      .selectFrom('subject_fact')
      .selectAll()
      .where('agency_id', '=', tx.actor.agency)
      .where('code', 'in', part)
      .execute())
      standing.set(keyOfRow(r), r)
  return standing
}

/** What the record says after this row: a blank cell leaves what stood. */
const merge = (e: FactEntry, row: Row | undefined) => ({
  to: e.to ?? row?.to_date ?? null,
  details: { ...(row?.details as Record<string, string> | undefined), ...e.detail },
  source: e.source || (row?.source ?? ''),
  struck: e.struck ?? row?.struck ?? null,
})
const flat = ({ to, details, source, struck }: ReturnType<typeof merge>): Record<keyof typeof fieldNames, unknown> => {
  const of = (key: string) => (details as Record<string, string>)[key] ?? ''
  return { to, verified: of('verified'), channel: of('channel'), outlet: of('outlet'), by: of('by'), source, struck }
}
const asRow = (r: Row) => flat({ to: r.to_date, details: r.details as Record<string, string>, source: r.source, struck: r.struck })

export const factLedger = (today: PlainDate): Ledger<FactEntry> => ({
  registry: 'facts',
  read: rows => readFactRows(rows, { today }),

  async compare(tx, entries) {
    const standing = await loadStanding(tx, entries)
    const problems: RowProblem[] = await checkObjects(tx, entries)
    const compared = entries.map((entry): Compared<FactEntry> => {
      const row = standing.get(factKey(entry))
      if (!row) return { entry, kind: 'added', changed: [] }
      const changed = diffFields(fieldNames, asRow(row), flat(merge(entry, row)))
      if (row.struck !== null && entry.struck === null)
        problems.push({
          row: entry.row,
          column: '不计入的理由',
          value: '',
          code: 'row.fact_struck',
          message: `这一条已经划除（${row.struck}），导入之后仍不计入`,
          remedy: '应当计入的，在“事实与名单”里恢复',
          severity: 'warning',
        })
      return { entry, kind: changed.length > 0 ? 'changed' : 'unchanged', changed }
    })
    return { compared, problems }
  },

  async write(tx, compared, importId) {
    const written = compared.filter(c => c.kind !== 'unchanged').map(c => c.entry)
    const standing = await loadStanding(tx, written)
    await keepEarlierRecords(
      tx,
      'fact',
      written.flatMap(e => standing.get(factKey(e)) ?? []),
    )
    for (const part of inParts(written))
      await tx.db
        .insertInto('subject_fact')
        .values(
          part.map(e => {
            const row = standing.get(factKey(e))
            const { to, details, source, struck } = merge(e, row)
            return {
              agency_id: tx.actor.agency,
              id: row?.id ?? randomUUID(),
              code: e.code,
              kind: e.kind,
              on_date: e.on,
              to_date: to,
              details: JSON.stringify(details),
              reference: e.reference,
              source,
              struck,
              version: (row?.version ?? 0) + 1,
              recorded_at: tx.now,
              import_id: importId,
              actor_id: tx.actor.accountId,
            }
          }),
        )
        .onConflict(on =>
          on.columns(['agency_id', 'id']).doUpdateSet(eb => ({
            to_date: eb.ref('excluded.to_date'),
            details: eb.ref('excluded.details'),
            source: eb.ref('excluded.source'),
            struck: eb.ref('excluded.struck'),
            version: eb.ref('excluded.version'),
            recorded_at: eb.ref('excluded.recorded_at'),
            import_id: eb.ref('excluded.import_id'),
            actor_id: eb.ref('excluded.actor_id'),
          })),
        )
        .execute()
  },
})

/** 划除 (`struck` a reason) or 恢复 (null): the record stays, and so does what it was. Errors: `fact.not_found`, `fact.stale`, `fact.struck`, `fact.counts`. @law A-08 */
async function setStruck(
  tx: Tx,
  id: string,
  body: BodyOf<Routes['fact.strike']>,
  strike: boolean,
): Promise<Result<ReplyOf<Routes['fact.strike']>>> {
  const row = await tx.db
    .selectFrom('subject_fact')
    .selectAll()
    .where('agency_id', '=', tx.actor.agency)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (!row) return err({ code: 'fact.not_found' })
  if (row.version !== body.version) return err({ code: 'fact.stale' })
  if (strike && row.struck !== null) return err({ code: 'fact.struck', reason: row.struck })
  if (!strike && row.struck === null) return err({ code: 'fact.counts' })
  await keepEarlierRecords(tx, 'fact', [row])
  await tx.db
    .updateTable('subject_fact')
    .set({ struck: strike ? body.reason : null, version: row.version + 1, recorded_at: tx.now, actor_id: tx.actor.accountId })
    .where('agency_id', '=', tx.actor.agency)
    .where('id', '=', id)
    .execute()
  await tx.emit({
    kind: strike ? 'registry.fact_struck' : 'registry.fact_restored',
    thing: ['fact', id],
    payload: {
      subject: row.code,
      kind: factKindNames[row.kind as FactEntry['kind']] ?? row.kind,
      on: row.on_date,
      reference: row.reference,
      reason: body.reason,
    },
  })
  return ok({ version: row.version + 1 })
}
export const strikeFact = (tx: Tx, id: string, body: BodyOf<Routes['fact.strike']>) => setStruck(tx, id, body, true)
export const restoreFact = (tx: Tx, id: string, body: BodyOf<Routes['fact.restore']>) => setStruck(tx, id, body, false)
