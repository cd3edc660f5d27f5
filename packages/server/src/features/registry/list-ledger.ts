/**
 * 名单的导入、移出与恢复. The check of a file is the difference (HS-16): who enters, who leaves, and who stands on the list but not in the file. Nobody is taken
 * off a list by being absent from a file. @law HS-16 A-11
 */
import { randomUUID } from 'node:crypto'
import type { BodyOf, ReplyOf, Routes } from '@mingcha/core/api'
import { err, ok, type PlainDate, type Result } from '@mingcha/core/base'
import { type ListEntry, listKey, type RowProblem, readListRows } from '@mingcha/core/registry'
import type { Selectable } from 'kysely'
import type { ListEntry as ListEntryTable } from '../../db/tables.ts'
import type { Tx } from '../../db/tx.ts'
import { type Compared, diffFields, inParts, type Ledger } from './import-ledger.ts'
import { checkObjects, keepEarlierRecords } from './record-history.ts'

type Row = Selectable<ListEntryTable>
const fieldNames = { to: '移出日期', basis: '依据' } as const
const keyOfRow = (r: Row): string => listKey({ code: r.code, list: r.list, from: r.from_date as PlainDate })

/** Every entry of the lists the file names: few lists, and the difference asks for all their members. */
async function loadStanding(tx: Tx, entries: readonly ListEntry[]): Promise<Map<string, Row>> {
  const lists = [...new Set(entries.map(e => e.list))]
  if (lists.length === 0) return new Map()
  const rows = await tx.db
    .selectFrom('list_entry')
    .selectAll()
    .where('agency_id', '=', tx.actor.agency)
    .where('list', 'in', lists)
    .execute()
  return new Map(rows.map(r => [keyOfRow(r), r]))
}

const merge = (e: ListEntry, row: Row | undefined) => ({ to: e.to ?? row?.to_date ?? null, basis: e.basis || (row?.basis ?? '') })

export const listLedger = (today: PlainDate): Ledger<ListEntry> => ({
  registry: 'lists',
  read: rows => readListRows(rows, { today }),

  async compare(tx, entries) {
    const standing = await loadStanding(tx, entries)
    const problems = await checkObjects(tx, entries)
    const compared = entries.map((entry): Compared<ListEntry> => {
      const row = standing.get(listKey(entry))
      if (!row) return { entry, kind: 'added', changed: [] }
      if (row.to_date !== null && entry.to === null)
        problems.push(
          warnRow(entry, '移出日期', 'row.list_closed', `已于 ${row.to_date} 移出，导入之后仍是移出`, '仍在名单内的，在“事实与名单”里恢复'),
        )
      const changed = diffFields(fieldNames, { to: row.to_date, basis: row.basis }, merge(entry, row))
      return { entry, kind: changed.length > 0 ? 'changed' : 'unchanged', changed }
    })
    return {
      compared,
      problems: [...problems, ...findOverlaps(entries, [...standing.values()]), ...(await findAbsent(tx, entries, [...standing.values()]))],
    }
  },

  async write(tx, compared, importId) {
    const written = compared.filter(c => c.kind !== 'unchanged').map(c => c.entry)
    const standing = await loadStanding(tx, written)
    await keepEarlierRecords(
      tx,
      'list',
      written.flatMap(e => standing.get(listKey(e)) ?? []),
    )
    for (const part of inParts(written))
      await tx.db
        .insertInto('list_entry')
        .values(
          part.map(e => {
            const row = standing.get(listKey(e))
            const { to, basis } = merge(e, row)
            return {
              agency_id: tx.actor.agency,
              id: row?.id ?? randomUUID(),
              list: e.list,
              code: e.code,
              from_date: e.from,
              to_date: to,
              basis,
              note: row?.note ?? '',
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
            basis: eb.ref('excluded.basis'),
            version: eb.ref('excluded.version'),
            recorded_at: eb.ref('excluded.recorded_at'),
            import_id: eb.ref('excluded.import_id'),
            actor_id: eb.ref('excluded.actor_id'),
          })),
        )
        .execute()
  },
})

const warnRow = (e: ListEntry, column: string, code: string, message: string, remedy: string): RowProblem => ({
  row: e.row,
  column,
  value: e.list,
  code,
  message,
  remedy,
  severity: 'warning',
})

/** Entered again while an earlier entry has no end: harmless to the list, and usually a forgotten 移出日期. */
function findOverlaps(entries: readonly ListEntry[], rows: readonly Row[]): RowProblem[] {
  const open = new Map<string, Row[]>()
  for (const r of rows.filter(x => x.to_date === null)) open.set(`${r.list} ${r.code}`, [...(open.get(`${r.list} ${r.code}`) ?? []), r])
  return entries.flatMap(e => {
    const earlier = open.get(`${e.list} ${e.code}`)?.find(r => r.from_date !== e.from)
    return earlier === undefined
      ? []
      : [
          warnRow(
            e,
            '列入日期',
            'row.list_twice',
            `${earlier.from_date} 列入的还没有移出日期，两条都算在名单内`,
            '前一条已经移出的，补填它的移出日期',
          ),
        ]
  })
}

/** 不在文件里的现有成员, one line a list at the head of the report. @law HS-16 */
async function findAbsent(tx: Tx, entries: readonly ListEntry[], rows: readonly Row[]): Promise<RowProblem[]> {
  const inFile = new Set(entries.map(e => `${e.list} ${e.code}`))
  const absent = new Map<string, Set<string>>()
  for (const r of rows)
    if (r.to_date === null && !inFile.has(`${r.list} ${r.code}`)) absent.set(r.list, (absent.get(r.list) ?? new Set()).add(r.code))
  const shown = [...absent].map(([list, codes]) => ({ list, codes: [...codes].sort() }))
  const some = shown.flatMap(s => s.codes.slice(0, 5))
  if (some.length === 0) return []
  const names = new Map(
    (
      await tx.db
        .selectFrom('subject')
        .select(['code', 'name'])
        .where('agency_id', '=', tx.actor.agency)
        .where('code', 'in', some)
        .execute()
    ).map(r => [r.code, r.name]),
  )
  return shown.map(({ list, codes }) => ({
    row: 1,
    column: '名单名称',
    value: list,
    code: 'row.list_absent',
    message: `“${list}”现有 ${codes.length} 家不在这份文件里：${codes
      .slice(0, 5)
      .map(c => names.get(c) ?? c)
      .join('、')}${codes.length > 5 ? ' 等' : ''}`,
    remedy: '已经移出的，在文件里填移出日期，或在“事实与名单”里移出；不填就仍在名单内',
    severity: 'warning',
  }))
}

/** 移出 (`on` a day) or 恢复 (null). Errors: `listing.not_found`, `listing.stale`, `listing.closed`, `listing.open`, `listing.day`. @law HS-16 */
async function setEnd(
  tx: Tx,
  id: string,
  version: number,
  on: string | null,
  reason: string,
): Promise<Result<ReplyOf<Routes['listing.close']>>> {
  const row = await tx.db
    .selectFrom('list_entry')
    .selectAll()
    .where('agency_id', '=', tx.actor.agency)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (!row) return err({ code: 'listing.not_found' })
  if (row.version !== version) return err({ code: 'listing.stale' })
  if (on !== null && row.to_date !== null) return err({ code: 'listing.closed', on: row.to_date })
  if (on === null && row.to_date === null) return err({ code: 'listing.open' })
  if (on !== null && (on < row.from_date || on > tx.today)) return err({ code: 'listing.day', from: row.from_date, today: tx.today })
  await keepEarlierRecords(tx, 'list', [row])
  await tx.db
    .updateTable('list_entry')
    .set({ to_date: on, note: reason, version: row.version + 1, recorded_at: tx.now, actor_id: tx.actor.accountId })
    .where('agency_id', '=', tx.actor.agency)
    .where('id', '=', id)
    .execute()
  await tx.emit({
    kind: on === null ? 'registry.listing_reopened' : 'registry.listing_closed',
    thing: ['listing', id],
    payload: { subject: row.code, list: row.list, from: row.from_date, to: on ?? row.to_date, reason },
  })
  return ok({ version: row.version + 1 })
}
export const closeListing = (tx: Tx, id: string, body: BodyOf<Routes['listing.close']>) =>
  setEnd(tx, id, body.version, body.on, body.reason)
export const reopenListing = (tx: Tx, id: string, body: BodyOf<Routes['listing.reopen']>) => setEnd(tx, id, body.version, null, body.reason)
