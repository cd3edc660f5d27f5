/** 检查对象名录的写入 — compares each row of the file with the registry and writes new versions in bulk. @law SJZ-13 SJZ-14 JX-63 */

import { readSubjectRows, type SubjectEntry, subjectColumns } from '@mingcha/core/registry'
import type { Selectable } from 'kysely'
import type { Subject } from '../../db/tables.ts'
import type { Tx } from '../../db/tx.ts'
import type { Seal } from '../../ports/seal.ts'
import { type Compared, diffFields, inParts, type Ledger } from './import-ledger.ts'
import { openPersonal, sealPersonal } from './personal.ts'

/** 标识 by their key in `subject.facets`, named as the ledger's columns are. */
export const facetNames = {
  permitCategory: subjectColumns.permitCategory.header,
  keyDischarger: subjectColumns.keyDischarger.header,
  positiveList: subjectColumns.positiveList.header,
  airGrade: subjectColumns.airGrade.header,
  creditGrade: subjectColumns.creditGrade.header,
  offsiteCapable: subjectColumns.offsiteCapable.header,
  highRisk: subjectColumns.highRisk.header,
  longitude: subjectColumns.longitude.header,
  latitude: subjectColumns.latitude.header,
} as const
export const subjectFieldNames = {
  name: '企业名称',
  creditCode: '统一社会信用代码',
  address: '地址',
  region: '乡镇',
  industry: '行业类别',
  legalRepresentative: '法定代表人',
  contact: '联系人',
  contactPhone: '联系电话',
  status: '状态',
  statusSince: '状态起始日期',
  ...facetNames,
  lists: '联合抽查名单',
  facts: '行政处罚',
} as const

type Fields = Record<keyof typeof subjectFieldNames, unknown>

const fieldsOfEntry = (e: SubjectEntry, knownFacts: ReadonlySet<string>): Fields => ({
  name: e.name,
  creditCode: e.creditCode,
  address: e.address,
  region: e.region,
  industry: e.industry,
  legalRepresentative: e.legalRepresentative,
  contact: e.contact,
  contactPhone: e.contactPhone,
  status: e.status,
  statusSince: e.statusSince,
  ...facetsOf(e),
  lists: [...e.lists].sort(),
  // Facts only ever accumulate: a penalty is not undone by a ledger that no longer mentions it.
  facts: e.facts.every(f => knownFacts.has(`${f.kind} ${f.on}`)),
})

const facetsOf = (e: SubjectEntry) => ({ ...e.facets, longitude: e.longitude, latitude: e.latitude })

/** Each facet the ledger knows; null where an older row has none. */
export function storedFacets(stored: unknown): Record<keyof typeof facetNames, unknown> {
  const facets = (stored ?? {}) as Record<string, unknown>
  return Object.fromEntries(Object.keys(facetNames).map(key => [key, facets[key] ?? null])) as Record<keyof typeof facetNames, unknown>
}

const fieldsOfRow = (row: Selectable<Subject>, seal: Seal): Fields => ({
  name: row.name,
  creditCode: row.credit_code,
  address: row.address,
  region: row.region,
  industry: row.industry,
  legalRepresentative: row.legal_representative,
  contact: row.contact,
  contactPhone: openPersonal(seal, 'subject.phone', row.agency_id, row.code, row.contact_phone_sealed),
  status: row.status,
  statusSince: row.status_from,
  ...storedFacets(row.facets),
  lists: [...row.lists].sort(),
  facts: true,
})

/** The row as history keeps it: sealed fields stay sealed. */
export function keepRow(row: object): string {
  return JSON.stringify(row, (_, value: unknown) =>
    value !== null && typeof value === 'object' && (value as { type?: string }).type === 'Buffer'
      ? Buffer.from((value as { data: number[] }).data).toString('base64')
      : value,
  )
}

export const subjectLedger = (today: string): Ledger<SubjectEntry> => ({
  registry: 'subjects',
  read: rows => readSubjectRows(rows, { today: today as never }),

  async compare(tx, entries) {
    const agency = tx.actor.agency
    const codes = entries.map(e => e.code)
    const standing = new Map<string, Selectable<Subject>>()
    for (const part of inParts(codes, 5000))
      for (const row of await tx.db.selectFrom('subject').selectAll().where('agency_id', '=', agency).where('code', 'in', part).execute())
        standing.set(row.code, row)
    const facts = await loadKnownFacts(tx, codes)
    const compared = entries.map((entry): Compared<SubjectEntry> => {
      const row = standing.get(entry.code)
      if (!row) return { entry, kind: 'added', changed: [] }
      const changed = diffFields(subjectFieldNames, fieldsOfRow(row, tx.env.seal), fieldsOfEntry(entry, facts.get(entry.code) ?? new Set()))
      return { entry, kind: changed.length > 0 ? 'changed' : 'unchanged', changed }
    })
    return { compared, problems: [] }
  },

  async write(tx, compared, importId) {
    const agency = tx.actor.agency
    const changed = compared.filter(c => c.kind === 'changed').map(c => c.entry)
    const versions = await keepEarlierSubjects(
      tx,
      changed.map(e => e.code),
    )
    const written = compared.filter(c => c.kind !== 'unchanged').map(c => c.entry)
    for (const part of inParts(written)) {
      await tx.db
        .insertInto('subject')
        .values(
          part.map(e => ({
            agency_id: agency,
            code: e.code,
            credit_code: e.creditCode,
            name: e.name,
            address: e.address,
            region: e.region,
            industry: e.industry,
            legal_representative: e.legalRepresentative,
            contact: e.contact,
            contact_phone_sealed: sealPersonal(tx.env.seal, 'subject.phone', agency, e.code, e.contactPhone),
            status: e.status,
            status_from: e.statusSince,
            facets: JSON.stringify(facetsOf(e)),
            lists: [...e.lists],
            version: (versions.get(e.code) ?? 0) + 1,
            valid_from: tx.today,
            recorded_at: tx.now,
            import_id: importId,
          })),
        )
        .onConflict(on =>
          on.columns(['agency_id', 'code']).doUpdateSet(eb => ({
            credit_code: eb.ref('excluded.credit_code'),
            name: eb.ref('excluded.name'),
            address: eb.ref('excluded.address'),
            region: eb.ref('excluded.region'),
            industry: eb.ref('excluded.industry'),
            legal_representative: eb.ref('excluded.legal_representative'),
            contact: eb.ref('excluded.contact'),
            contact_phone_sealed: eb.ref('excluded.contact_phone_sealed'),
            status: eb.ref('excluded.status'),
            status_from: eb.ref('excluded.status_from'),
            facets: eb.ref('excluded.facets'),
            lists: eb.ref('excluded.lists'),
            version: eb.ref('excluded.version'),
            valid_from: eb.ref('excluded.valid_from'),
            recorded_at: eb.ref('excluded.recorded_at'),
            import_id: eb.ref('excluded.import_id'),
          })),
        )
        .execute()
      const withFacts = part.filter(e => e.facts.length > 0)
      const known = await loadKnownFacts(
        tx,
        withFacts.map(e => e.code),
      )
      const facts = withFacts.flatMap(e =>
        e.facts
          // A penalty that the fact ledger told with its number, struck or not, is not told again.
          .filter(f => !known.get(e.code)?.has(`${f.kind} ${f.on}`))
          .map(f => ({
            agency_id: agency,
            code: e.code,
            kind: f.kind,
            on_date: f.on,
            source: '检查对象台账',
            recorded_at: tx.now,
            import_id: importId,
            actor_id: tx.actor.accountId,
          })),
      )
      if (facts.length > 0)
        await tx.db
          .insertInto('subject_fact')
          .values(facts)
          .onConflict(on => on.doNothing())
          .execute()
    }
  },
})

/** `kind day` of every recorded fact, by code. */
async function loadKnownFacts(tx: Tx, codes: readonly string[]): Promise<Map<string, Set<string>>> {
  const facts = new Map<string, Set<string>>()
  for (const part of inParts(codes, 5000))
    for (const f of await tx.db
      .selectFrom('subject_fact')
      .select(['code', 'kind', 'on_date'])
      .where('agency_id', '=', tx.actor.agency)
      .where('code', 'in', part)
      .execute())
      facts.set(f.code, (facts.get(f.code) ?? new Set()).add(`${f.kind} ${f.on_date}`))
  return facts
}

/** Copies the standing rows to history; gives their versions. */
async function keepEarlierSubjects(tx: Tx, codes: readonly string[]): Promise<Map<string, number>> {
  const versions = new Map<string, number>()
  for (const part of inParts(codes)) {
    const rows = await tx.db.selectFrom('subject').selectAll().where('agency_id', '=', tx.actor.agency).where('code', 'in', part).execute()
    for (const row of rows) versions.set(row.code, row.version)
    await tx.db
      .insertInto('subject_version')
      .values(
        rows.map(row => ({
          agency_id: row.agency_id,
          code: row.code,
          version: row.version,
          row: keepRow(row),
          valid_from: row.valid_from,
          valid_to: tx.today,
          recorded_at: row.recorded_at,
        })),
      )
      .execute()
  }
  return versions
}
