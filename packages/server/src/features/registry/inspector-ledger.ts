/** 检查人员名录的写入. A certificate number is one person's: a number that another staff code holds is a row error. @law JX-65 SJZ-16 A-29 */

import { type InspectorEntry, type RowProblem, readInspectorRows } from '@mingcha/core/registry'
import type { Selectable } from 'kysely'
import type { Inspector } from '../../db/tables.ts'
import type { Seal } from '../../ports/seal.ts'
import { type Compared, diffFields, inParts, type Ledger } from './import-ledger.ts'
import { openPersonal, sealPersonal } from './personal.ts'
import { keepRow } from './subject-ledger.ts'

export const inspectorFieldNames = {
  name: '姓名',
  idNumber: '身份证号',
  phone: '手机号',
  unitName: '单位部门',
  certificateNumber: '执法证号',
  certificateValidTo: '执法证有效期至',
  kind: '人员类别',
  specialities: '专长',
  status: '状态',
  leaveFrom: '请假开始',
  leaveTo: '请假结束',
  recusals: '回避对象',
} as const
type Fields = Record<keyof typeof inspectorFieldNames, unknown>

const fieldsOfEntry = (e: InspectorEntry): Fields => ({
  name: e.name,
  idNumber: e.idNumber,
  phone: e.phone,
  unitName: e.unitName,
  certificateNumber: e.certificateNumber,
  certificateValidTo: e.certificateValidTo,
  kind: e.kind,
  specialities: e.specialities.map(s => s.code),
  status: e.status,
  leaveFrom: e.leaveFrom,
  leaveTo: e.leaveTo,
  recusals: e.recusals.map(r => `${r.subject} ${r.reason}`).sort(),
})

export const fieldsOfRow = (row: Selectable<Inspector>, seal: Seal, recusals: readonly string[]): Fields => ({
  name: row.name,
  idNumber: openPersonal(seal, 'inspector.id', row.agency_id, row.code, row.id_number_sealed),
  phone: openPersonal(seal, 'inspector.phone', row.agency_id, row.code, row.phone_sealed),
  unitName: row.unit_name,
  certificateNumber: row.certificate_number,
  certificateValidTo: row.certificate_valid_to,
  kind: row.kind,
  specialities: row.specialities,
  status: row.status,
  leaveFrom: row.leave_from,
  leaveTo: row.leave_to,
  recusals: [...recusals].sort(),
})

/**
 * Numbers that somebody else keeps: whoever is not in the file, and whoever's row is itself refused here. A refused row frees no number, so the one
 * who waited for it is refused too, and so on; two who swap free each other's. @law A-29
 */
function findTakenCertificates(rows: readonly Selectable<Inspector>[], entries: readonly InspectorEntry[]): RowProblem[] {
  const standing = new Map(rows.map(r => [r.code, r]))
  const inFile = new Set(entries.map(e => e.code))
  const takers = new Map(entries.flatMap(e => (e.certificateNumber === null ? [] : [[e.certificateNumber, e] as const])))
  const problems: RowProblem[] = []
  const keepers = rows.filter(r => !inFile.has(r.code))
  for (const keeper of keepers) {
    const taker = keeper.certificate_number === null ? undefined : takers.get(keeper.certificate_number)
    if (taker === undefined || taker.code === keeper.code) continue
    takers.delete(keeper.certificate_number!)
    problems.push({
      row: taker.row,
      column: '执法证号',
      value: keeper.certificate_number!,
      code: 'row.certificate_taken',
      message: `执法证号与名录中的 ${keeper.code} 相同${inFile.has(keeper.code) ? '（该员在本文件中的行有错，证号没有让出）' : ''}`,
      remedy: '两人的证号不能相同；请核对证件，改正其中一人的证号',
      severity: 'error',
    })
    const own = standing.get(taker.code)
    // The list grows while it is walked: the refused person keeps the number he stands with.
    if (own !== undefined) keepers.push(own)
  }
  return problems
}

export const inspectorLedger: Ledger<InspectorEntry> = {
  registry: 'inspectors',
  read: rows => readInspectorRows(rows),

  async compare(tx, entries) {
    const agency = tx.actor.agency
    const rows = await tx.db.selectFrom('inspector').selectAll().where('agency_id', '=', agency).execute()
    const recusals = new Map<string, string[]>()
    for (const r of await tx.db
      .selectFrom('recusal')
      .select(['inspector_code', 'subject_code', 'ground'])
      .where('agency_id', '=', agency)
      .execute())
      recusals.set(r.inspector_code, [...(recusals.get(r.inspector_code) ?? []), `${r.subject_code} ${r.ground}`])
    const standing = new Map(rows.map(r => [r.code, r]))
    const problems = findTakenCertificates(rows, entries)
    const compared = entries.map((entry): Compared<InspectorEntry> => {
      const row = standing.get(entry.code)
      if (!row) return { entry, kind: 'added', changed: [] }
      const changed = diffFields(inspectorFieldNames, fieldsOfRow(row, tx.env.seal, recusals.get(entry.code) ?? []), fieldsOfEntry(entry))
      return { entry, kind: changed.length > 0 ? 'changed' : 'unchanged', changed }
    })
    return { compared, problems }
  },

  async write(tx, compared, importId) {
    const agency = tx.actor.agency
    const changed = compared.filter(c => c.kind === 'changed').map(c => c.entry.code)
    const earlier =
      changed.length === 0
        ? []
        : await tx.db.selectFrom('inspector').selectAll().where('agency_id', '=', agency).where('code', 'in', changed).execute()
    const versions = new Map(earlier.map(r => [r.code, r.version]))
    for (const part of inParts(earlier))
      await tx.db
        .insertInto('inspector_version')
        .values(
          part.map(row => ({
            agency_id: agency,
            code: row.code,
            version: row.version,
            row: keepRow(row),
            valid_from: row.valid_from,
            valid_to: tx.today,
            recorded_at: row.recorded_at,
          })),
        )
        .execute()
    // Two officers may swap numbers in one file: clear the changed rows' numbers first, so that no statement meets the unique constraint half-way.
    if (changed.length > 0)
      await tx.db
        .updateTable('inspector')
        .set({ certificate_number: null })
        .where('agency_id', '=', agency)
        .where('code', 'in', changed)
        .execute()
    const written = compared.filter(c => c.kind !== 'unchanged').map(c => c.entry)
    for (const part of inParts(written)) {
      await tx.db
        .insertInto('inspector')
        .values(
          part.map(e => ({
            agency_id: agency,
            code: e.code,
            name: e.name,
            unit_name: e.unitName,
            kind: e.kind,
            certificate_number: e.certificateNumber,
            certificate_valid_to: e.certificateValidTo,
            id_number_sealed: sealPersonal(tx.env.seal, 'inspector.id', agency, e.code, e.idNumber),
            phone_sealed: sealPersonal(tx.env.seal, 'inspector.phone', agency, e.code, e.phone),
            specialities: e.specialities.map(s => s.code),
            status: e.status,
            leave_from: e.leaveFrom,
            leave_to: e.leaveTo,
            version: (versions.get(e.code) ?? 0) + 1,
            valid_from: tx.today,
            recorded_at: tx.now,
            import_id: importId,
          })),
        )
        .onConflict(on =>
          on.columns(['agency_id', 'code']).doUpdateSet(eb => ({
            name: eb.ref('excluded.name'),
            unit_name: eb.ref('excluded.unit_name'),
            kind: eb.ref('excluded.kind'),
            certificate_number: eb.ref('excluded.certificate_number'),
            certificate_valid_to: eb.ref('excluded.certificate_valid_to'),
            id_number_sealed: eb.ref('excluded.id_number_sealed'),
            phone_sealed: eb.ref('excluded.phone_sealed'),
            specialities: eb.ref('excluded.specialities'),
            status: eb.ref('excluded.status'),
            leave_from: eb.ref('excluded.leave_from'),
            leave_to: eb.ref('excluded.leave_to'),
            version: eb.ref('excluded.version'),
            valid_from: eb.ref('excluded.valid_from'),
            recorded_at: eb.ref('excluded.recorded_at'),
            import_id: eb.ref('excluded.import_id'),
          })),
        )
        .execute()
      await tx.db
        .deleteFrom('recusal')
        .where('agency_id', '=', agency)
        .where(
          'inspector_code',
          'in',
          part.map(e => e.code),
        )
        .execute()
      const recusals = part.flatMap(e =>
        e.recusals.map(r => ({
          agency_id: agency,
          inspector_code: e.code,
          subject_code: r.subject,
          ground: r.reason,
          recorded_at: tx.now,
        })),
      )
      if (recusals.length > 0) await tx.db.insertInto('recusal').values(recusals).execute()
    }
  },
}
