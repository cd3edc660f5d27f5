/**
 * 导入名录 — check tells what would happen and writes nothing; apply writes everything in one transaction, with one event and the earlier version of
 * every changed row. Both run the same comparison, so what was shown is what is done.
 */
import type { ReplyOf, Routes } from '@mingcha/core/api'
import { err, ok, type Problem, type Result } from '@mingcha/core/base'
import type { LedgerReading, RowProblem } from '@mingcha/core/registry'
import type { Tx } from '../../db/tx.ts'
import type { Upload } from '../../http/handler.ts'
import { readLedgerFile } from './ledger-file.ts'

export type Report = ReplyOf<Routes['registry.importSubjects']>

export interface ImportRequest {
  readonly step: 'check' | 'apply'
  readonly sha256: string | undefined
  readonly skipWrong: boolean
  readonly upload: Upload
}

/** How one entry compares with the registry. `changed` names the fields in Chinese; empty for an unchanged row. */
export interface Compared<E> {
  readonly entry: E
  readonly kind: 'added' | 'changed' | 'unchanged'
  readonly changed: readonly string[]
}

export interface Ledger<E extends { readonly row: number; readonly code: string; readonly name: string }> {
  readonly registry: 'subjects' | 'inspectors' | 'facts' | 'lists' | 'checks'
  read(rows: string[][]): Result<LedgerReading<E>, Problem>
  /** Compare with what stands; may add problems that only the registry can see. */
  compare(tx: Tx, entries: readonly E[]): Promise<{ compared: readonly Compared<E>[]; problems: readonly RowProblem[] }>
  /** `importId` null: typed at the desk. */
  write(tx: Tx, compared: readonly Compared<E>[], importId: string | null): Promise<void>
}

const shownProblems = 500
const shownRows = 20

/** Errors: those of `readLedgerFile` and of the ledger's header, `ledger.changed`, `ledger.has_errors` {count}. */
export async function importLedger<E extends { readonly row: number; readonly code: string; readonly name: string }>(
  tx: Tx,
  request: ImportRequest,
  ledger: Ledger<E>,
): Promise<Result<Report>> {
  const file = readLedgerFile(request.upload.bytes)
  if (!file.ok) return file
  const { rows, encoding, sha256 } = file.value
  if (request.step === 'apply' && request.sha256 !== sha256) return err({ code: 'ledger.changed' })
  // One import of an agency at a time: the comparison must still hold when it is written.
  await tx.db.selectFrom('agency').select('id').where('id', '=', tx.actor.agency).forUpdate().execute()
  const reading = ledger.read(rows)
  if (!reading.ok) return reading
  const found = await ledger.compare(tx, reading.value.accepted)
  const problems = [...reading.value.problems, ...found.problems].sort((a, b) => a.row - b.row)
  const refusedRows = new Set(found.problems.filter(p => p.severity === 'error').map(p => p.row))
  const compared = found.compared.filter(c => !refusedRows.has(c.entry.row))
  const wrong = new Set(problems.filter(p => p.severity === 'error').map(p => p.row)).size
  const count = (kind: Compared<E>['kind']) => compared.filter(c => c.kind === kind).length
  const report: Report = {
    fileName: request.upload.fileName,
    sha256,
    encoding,
    rows: reading.value.rows,
    added: count('added'),
    changed: count('changed'),
    unchanged: count('unchanged'),
    wrong,
    problems: problems
      .slice(0, shownProblems)
      .map(({ row, column, value, code, message, remedy, severity }) => ({ row, column, value, code, message, remedy, severity })),
    sample: [...compared]
      .sort((a, b) => Number(b.kind === 'changed') - Number(a.kind === 'changed'))
      .filter(c => c.kind !== 'unchanged')
      .slice(0, shownRows)
      .map(c => ({ row: c.entry.row, code: c.entry.code, name: c.entry.name, kind: c.kind, fields: [...c.changed] })),
    written: false,
  }
  if (request.step === 'check') return ok(report)
  if (wrong > 0 && !request.skipWrong) return err({ code: 'ledger.has_errors', count: wrong })
  const { id } = await tx.db
    .insertInto('import_run')
    .values({
      agency_id: tx.actor.agency,
      registry: ledger.registry,
      file_name: request.upload.fileName,
      sha256,
      encoding,
      added: report.added,
      changed: report.changed,
      unchanged: report.unchanged,
      skipped: wrong,
      actor_id: tx.actor.accountId,
      at: tx.now,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await ledger.write(tx, compared, id)
  await tx.emit({
    kind: 'registry.imported',
    thing: ['import', id],
    payload: {
      registry: ledger.registry,
      fileName: request.upload.fileName,
      sha256,
      added: report.added,
      changed: report.changed,
      unchanged: report.unchanged,
      skipped: wrong,
    },
  })
  return ok({ ...report, written: true })
}

/** Rows in parts, so that a statement stays below the protocol's 65,535 parameters. */
export function* inParts<T>(rows: readonly T[], size = 1000): Generator<T[]> {
  for (let i = 0; i < rows.length; i += size) yield rows.slice(i, i + size)
}

/** Names of the fields in which two flat records differ. */
export function diffFields<K extends string>(
  names: Readonly<Record<K, string>>,
  before: Readonly<Record<K, unknown>>,
  after: Readonly<Record<K, unknown>>,
): string[] {
  return (Object.keys(names) as K[]).filter(key => JSON.stringify(before[key]) !== JSON.stringify(after[key])).map(key => names[key])
}
