/**
 * 名录查询 — lists, details and counts. Lists page by key; names are found by pairs of characters (GIN), two characters being enough. A filter by
 * stratum classifies the whole registry in memory (about 20 ms for 20,000); it becomes a stored column when registries grow beyond that.
 */
import type { Scope } from '@mingcha/core/access'
import type { ReplyOf, Routes } from '@mingcha/core/api'
import { err, ok, type PlainDate, type Result } from '@mingcha/core/base'
import { nextPeriod, parsePeriod, periodEnd, periodOf, periodStart } from '@mingcha/core/calendar'
import { judgeAvailability, maskIdNumber, maskPhone } from '@mingcha/core/registry'
import {
  type ClassifiableSubject,
  type Classifier,
  computeStratumQuota,
  methodFor,
  prepareClassifier,
  quotaRuleAt,
  type Scheme,
  type StratumPool,
  stratify,
} from '@mingcha/core/scheme'
import { type Selectable, sql } from 'kysely'
import type { Inspector } from '../../db/tables.ts'
import type { ReadDb } from '../../db/tx.ts'
import type { Seal } from '../../ports/seal.ts'
import { type CurrentScheme, currentScheme } from '../scheme/queries.ts'
import { loadRosterForDraw, loadSubjectsForDraw } from './for-draw.ts'
import { diffFields } from './import-ledger.ts'
import { fieldsOfRow, inspectorFieldNames } from './inspector-ledger.ts'
import { openPersonal } from './personal.ts'
import { viewRecords } from './record-queries.ts'
import { codePrefix, cursor, readCursor, searchSubjects, spellings } from './search.ts'
import { facetNames, storedFacets, subjectFieldNames } from './subject-ledger.ts'

type SubjectRow = ReplyOf<Routes['registry.subjects']>['rows'][number]

/** The period the registry is shown for: the next one to be drawn. */
export const shownPeriod = (today: PlainDate) => nextPeriod(periodOf(today))

interface Classing {
  readonly scheme: Scheme
  readonly classifier: Classifier
}
async function classing(db: ReadDb, scope: Scope, today: PlainDate): Promise<Classing | null> {
  const current = await currentScheme(db, scope)
  return current.ok
    ? { scheme: current.value.scheme, classifier: prepareClassifier(current.value.scheme, periodStart(shownPeriod(today))) }
    : null
}

/** The same question of rows already in memory. */
function isFound(q: string, subject: { readonly id: string; readonly name: string }): boolean {
  const prefix = codePrefix(q)
  return spellings(q).some(text => subject.name.includes(text)) || (prefix !== null && subject.id.startsWith(prefix))
}

function present(subject: ClassifiableSubject & { name: string; region: string; industry: string }, classing: Classing | null): SubjectRow {
  const c = classing?.classifier.classify(subject)
  return {
    code: subject.id,
    name: subject.name,
    region: subject.region,
    industry: subject.industry,
    status: subject.status,
    className: c?.className ?? null,
    stratum: c?.stratum ?? null,
    sentence: c?.sentence ?? '尚未采用实施方案，不能归类。',
  }
}

export async function listSubjects(
  db: ReadDb,
  scope: Scope,
  today: PlainDate,
  query: { q?: string | undefined; stratum?: string | undefined; status?: string | undefined; after?: string | undefined; limit: number },
): Promise<ReplyOf<Routes['registry.subjects']>> {
  const by = await classing(db, scope, today)
  const after = readCursor(query.after)
  if (query.stratum) {
    const wanted = query.stratum
    const all = (await loadSubjectsForDraw(db, scope, periodStart(shownPeriod(today)))).filter(
      s => (query.status ? s.status === query.status : true) && (query.q ? isFound(query.q, s) : true),
    )
    const inStratum = all.filter(s => {
      const stratum = by?.classifier.cut(s)?.stratum ?? null
      return wanted === 'NONE'
        ? stratum === null && s.status !== 'deregistered'
        : wanted.startsWith('LIST-')
          ? s.lists.includes(wanted.slice(5))
          : stratum === wanted
    })
    const start = after ? inStratum.findIndex(s => s.id > after[1]) : 0
    const rows = start < 0 ? [] : inStratum.slice(start, start + query.limit)
    const last = rows.at(-1)
    return {
      rows: rows.map(s => present(s, by)),
      total: inStratum.length,
      next: last && start + query.limit < inStratum.length ? cursor(['', last.id]) : null,
    }
  }
  let base = query.q ? searchSubjects(db, scope, query.q) : db.selectFrom('subject').where('agency_id', 'in', scope.agencies)
  if (query.status) base = base.where('status', '=', query.status)
  const { total } = await base.select(eb => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
  let page = base
    .select(['code', 'name'])
    .orderBy('name')
    .orderBy('code')
    .limit(query.limit + 1)
  if (after) page = page.where(sql<boolean>`(name, code) > (${after[0]}, ${after[1]})`)
  const found = await page.execute()
  const codes = found.slice(0, query.limit).map(r => r.code)
  const known = new Map((await loadSubjectsForDraw(db, scope, periodStart(shownPeriod(today)), codes)).map(s => [s.id, s]))
  const last = found[codes.length - 1]
  return {
    rows: codes.flatMap(code => known.get(code) ?? []).map(s => present(s, by)),
    total,
    next: last && found.length > query.limit ? cursor([last.name, last.code]) : null,
  }
}

export async function viewSubject(
  db: ReadDb,
  scope: Scope,
  seal: Seal,
  today: PlainDate,
  code: string,
): Promise<Result<ReplyOf<Routes['registry.subject']>>> {
  const row = await db
    .selectFrom('subject')
    .selectAll()
    .where('agency_id', 'in', scope.agencies)
    .where('code', '=', code)
    .executeTakeFirst()
  if (!row) return err({ code: 'subject.not_found', subject: code })
  const [subject] = await loadSubjectsForDraw(db, scope, periodStart(shownPeriod(today)), [code])
  if (!subject) return err({ code: 'subject.not_found', subject: code })
  const records = await viewRecords(db, scope, today, code)
  const by = await classing(db, scope, today)
  const classified = by?.classifier.classify(subject)
  const method = by ? methodFor(by.scheme, subject, periodStart(shownPeriod(today))) : null
  const earlier = await db
    .selectFrom('subject_version')
    .selectAll()
    .where('agency_id', 'in', scope.agencies)
    .where('code', '=', code)
    .orderBy('version', 'desc')
    .limit(50)
    .execute()
  const phone = openPersonal(seal, 'subject.phone', row.agency_id, code, row.contact_phone_sealed)
  return ok({
    ...present(subject, by),
    creditCode: row.credit_code,
    address: row.address,
    legalRepresentative: row.legal_representative,
    contact: row.contact,
    contactPhoneMasked: phone === null ? null : maskPhone(phone),
    facets: (by?.scheme.facets ?? []).map(f => {
      const value = subject.facets[f.code]
      return {
        key: f.code,
        label: f.name,
        value: value === undefined || value === null || value === '' ? '—' : value === true ? '是' : value === false ? '否' : value,
      }
    }),
    ...records,
    lists: [...subject.lists],
    matched: (classified?.matched ?? []).map(m => ({
      className: m.className,
      condition: m.why || m.condition,
      law: [...m.law],
      winner: m.class === classified?.class,
    })),
    method: method
      ? { name: method.method === 'off-site' ? '非现场' : '现场', why: method.why, law: [...method.law] }
      : { name: '—', why: '尚未采用实施方案', law: [] },
    history: nameChanges(
      seal,
      [row, ...earlier.map(v => ({ ...(v.row as object), validTo: v.valid_to }))] as Version[],
      await factImports(db, scope, code),
    ),
  })
}

const columnNames: Record<string, string> = {
  name: subjectFieldNames.name,
  credit_code: subjectFieldNames.creditCode,
  address: subjectFieldNames.address,
  region: subjectFieldNames.region,
  industry: subjectFieldNames.industry,
  legal_representative: subjectFieldNames.legalRepresentative,
  contact: subjectFieldNames.contact,
  status: subjectFieldNames.status,
  status_from: subjectFieldNames.statusSince,
  lists: subjectFieldNames.lists,
}
/** A standing row, or an earlier one as history keeps it: the same columns, bytes as base64. */
interface Version {
  readonly agency_id: string
  readonly code: string
  readonly version: number
  readonly valid_from: string
  readonly validTo?: string | null
  readonly contact_phone_sealed: Buffer | string | null
  readonly facets: unknown
  readonly import_id: string | null
  readonly [column: string]: unknown
}

/** Imports that brought a penalty of this object. */
async function factImports(db: ReadDb, scope: Scope, code: string): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom('subject_fact')
    .select('import_id')
    .where('agency_id', 'in', scope.agencies)
    .where('code', '=', code)
    .execute()
  return new Set(rows.flatMap(r => r.import_id ?? []))
}

/** Newest first. Sealed fields are compared opened: sealing the same number twice gives other bytes. @law SJZ-14 JX-64 */
function nameChanges(seal: Seal, versions: readonly Version[], penaltyImports: ReadonlySet<string>) {
  const phoneOf = ({ agency_id, code, contact_phone_sealed: sealed }: Version) =>
    openPersonal(seal, 'subject.phone', agency_id, code, typeof sealed === 'string' ? Buffer.from(sealed, 'base64') : sealed)
  const named = (v: Version) => ({
    ...Object.fromEntries(Object.entries(columnNames).map(([column, name]) => [name, v[column] ?? null])),
    [subjectFieldNames.contactPhone]: phoneOf(v),
    ...Object.fromEntries(
      Object.entries(storedFacets(v.facets)).map(([key, value]) => [facetNames[key as keyof typeof facetNames], value]),
    ),
  })
  return versions.map((v, i) => {
    const before = versions[i + 1]
    const [old, now] = [before ? named(before) : null, named(v)] as [Record<string, unknown> | null, Record<string, unknown>]
    const changed = old === null ? [] : Object.keys(now).filter(name => JSON.stringify(old[name]) !== JSON.stringify(now[name]))
    if (old !== null && v.import_id !== null && penaltyImports.has(v.import_id)) changed.push(subjectFieldNames.facts)
    return { version: v.version, validFrom: v.valid_from, validTo: v.validTo ?? null, changed }
  })
}

type InspectorRow = ReplyOf<Routes['registry.inspectors']>['rows'][number]

const judgeRow = (r: Selectable<Inspector>, today: PlainDate) => {
  const period = shownPeriod(today)
  return judgeAvailability(
    {
      kind: r.kind as 'officer',
      status: r.status as 'active',
      certificateNumber: r.certificate_number,
      certificateValidTo: r.certificate_valid_to as PlainDate | null,
      leaveFrom: r.leave_from as PlainDate | null,
      leaveTo: r.leave_to as PlainDate | null,
    },
    periodStart(period),
    periodEnd(period),
  )
}

function showInspector(r: Selectable<Inspector>, seal: Seal, today: PlainDate): Omit<InspectorRow, 'recusals'> {
  const a = judgeRow(r, today)
  const id = openPersonal(seal, 'inspector.id', r.agency_id, r.code, r.id_number_sealed)
  const phone = openPersonal(seal, 'inspector.phone', r.agency_id, r.code, r.phone_sealed)
  return {
    code: r.code,
    name: r.name,
    unitName: r.unit_name,
    kind: r.kind as 'officer',
    certificateNumber: r.certificate_number,
    certificateValidTo: r.certificate_valid_to,
    specialities: [...r.specialities],
    status: r.status as 'active',
    leaveFrom: r.leave_from,
    leaveTo: r.leave_to,
    available: a.available,
    why: a.why,
    idNumberMasked: id === null ? null : maskIdNumber(id),
    phoneMasked: phone === null ? null : maskPhone(phone),
    version: r.version,
  }
}

/** 检查人员 by code, page by page: availability is judged in core, so the rows of the agency (some hundreds) are read and judged, and one page is shown. */
export async function listInspectors(
  db: ReadDb,
  scope: Scope,
  seal: Seal,
  today: PlainDate,
  query: { q?: string | undefined; state?: string | undefined; after?: string | undefined; limit: number },
): Promise<ReplyOf<Routes['registry.inspectors']>> {
  const rows = await db.selectFrom('inspector').selectAll().where('agency_id', 'in', scope.agencies).execute()
  const recusals = new Map(
    (
      await db
        .selectFrom('recusal')
        .select(['inspector_code', eb => eb.fn.countAll<number>().as('n')])
        .where('agency_id', 'in', scope.agencies)
        .groupBy('inspector_code')
        .execute()
    ).map(r => [r.inspector_code, r.n]),
  )
  const found = rows
    // The page's cursor compares as this sort does, whatever the database's collation says of dashes.
    .sort((a, b) => (a.code < b.code ? -1 : 1))
    .map(r => ({ r, state: judgeRow(r, today).state }))
    .filter(
      ({ r, state }) =>
        // No certificate and an expired one are one case for whoever must renew it, and one number in the summary.
        (query.state ? state === query.state || (query.state === 'expired' && state === 'uncertified') : true) &&
        (query.q ? r.name.includes(query.q.trim()) || r.code.startsWith(query.q.trim().toUpperCase()) : true),
    )
  const after = readCursor(query.after)
  const start = after ? found.findIndex(({ r }) => r.code > after[1]) : 0
  const page = start < 0 ? [] : found.slice(start, start + query.limit)
  const last = page.at(-1)
  return {
    rows: page.map(({ r }) => ({ ...showInspector(r, seal, today), recusals: recusals.get(r.code) ?? 0 })),
    total: found.length,
    next: last && start + query.limit < found.length ? cursor(['', last.r.code]) : null,
  }
}

/** 检查人员详情 with recusals and what each earlier version changed. Error: `inspector.not_found`. */
export async function viewInspector(
  db: ReadDb,
  scope: Scope,
  seal: Seal,
  today: PlainDate,
  code: string,
): Promise<Result<ReplyOf<Routes['registry.inspector']>>> {
  const row = await db
    .selectFrom('inspector')
    .selectAll()
    .where('agency_id', 'in', scope.agencies)
    .where('code', '=', code)
    .executeTakeFirst()
  if (!row) return err({ code: 'inspector.not_found', inspector: code })
  const recusals = await db
    .selectFrom('recusal')
    .leftJoin('subject', join =>
      join.onRef('subject.agency_id', '=', 'recusal.agency_id').onRef('subject.code', '=', 'recusal.subject_code'),
    )
    .select(['recusal.subject_code', 'recusal.ground', 'subject.name'])
    .where('recusal.agency_id', '=', row.agency_id)
    .where('recusal.inspector_code', '=', code)
    .orderBy('recusal.subject_code')
    .execute()
  const account = await db
    .selectFrom('account')
    .select('login')
    .where('agency_id', '=', row.agency_id)
    .where('inspector_code', '=', code)
    .where('disabled_at', 'is', null)
    .executeTakeFirst()
  const versions = await db
    .selectFrom('inspector_version')
    .select(['version', 'row', 'valid_from', 'valid_to'])
    .where('agency_id', '=', row.agency_id)
    .where('code', '=', code)
    .orderBy('version')
    .execute()
  // Sealed fields of two versions differ in bytes even where the text is the same, so they are opened to be compared.
  const open = (kept: Selectable<Inspector>) => {
    const sealed = (value: unknown) => (value === null || value === undefined ? null : Buffer.from(value as string, 'base64'))
    return fieldsOfRow({ ...kept, id_number_sealed: sealed(kept.id_number_sealed), phone_sealed: sealed(kept.phone_sealed) }, seal, [])
  }
  const states = [
    ...versions.map(v => ({ ...v, fields: open(v.row as never) })),
    { version: row.version, valid_from: row.valid_from, valid_to: null, fields: fieldsOfRow(row, seal, []) },
  ]
  return ok({
    ...showInspector(row, seal, today),
    recusals: recusals.map(r => ({ subject: r.subject_code, subjectName: r.name, reason: r.ground })),
    login: account?.login ?? null,
    history: states
      .map((s, i) => {
        const before = states[i - 1]
        return {
          version: s.version,
          validFrom: s.valid_from,
          validTo: s.valid_to,
          changed: before ? diffFields(inspectorFieldNames, before.fields, s.fields) : [],
        }
      })
      .reverse(),
  })
}

export async function summarize(db: ReadDb, scope: Scope, today: PlainDate): Promise<ReplyOf<Routes['registry.summary']>> {
  const subjects = await loadSubjectsForDraw(db, scope, periodStart(shownPeriod(today)))
  const count = (status: string) => subjects.filter(s => s.status === status).length
  const current = await currentScheme(db, scope)
  const period = shownPeriod(today)
  const strata = current.ok ? stratify(current.value.scheme, subjects, periodStart(period)) : null
  const roster = await loadRosterForDraw(db, scope, { from: periodStart(period), dueOn: periodEnd(period) })
  const out = (reason: string) => roster.excluded.find(e => e.reason === reason)?.count ?? 0
  const imports = await db
    .selectFrom('import_run')
    .selectAll()
    .where('agency_id', 'in', scope.agencies)
    .orderBy('at', 'desc')
    .limit(10)
    .execute()
  return {
    subjects: {
      active: count('active'),
      suspended: count('suspended'),
      deregistered: count('deregistered'),
      unclassified: strata?.unclassified.length ?? count('active'),
    },
    classes: (strata?.strata ?? []).map(s => ({
      code: s.class ?? s.code,
      name: (current.ok && current.value.scheme.classes.find(c => c.code === s.class)?.name) || s.name,
      stratum: s.code,
      stratumName: s.name,
      count: s.ids.length,
      quota: current.ok ? quotaOf(current.value, s, period, roster.available.length) : 0,
      law: [...s.law],
    })),
    inspectors: {
      available: roster.available.length,
      expired: out('执法证到期') + out('没有执法证'),
      leave: out('请假'),
      assistants: out('辅助人员'),
      transferred: out('已调离'),
    },
    lastImports: imports.map(i => ({
      registry: i.registry,
      fileName: i.file_name,
      at: i.at,
      added: i.added,
      changed: i.changed,
      skipped: i.skipped,
    })),
  }
}

/** What the scheme asks of the pool for that period; the plan may say more. */
function quotaOf(current: CurrentScheme, pool: StratumPool, period: string, staff: number): number {
  const rule = quotaRuleAt(current.scheme.strata.find(s => s.code === pool.code)!, current.level)
  if (rule === null) return 0
  return computeStratumQuota({ rule, base: pool.base, pool: pool.ids.length, quarter: parsePeriod(period)!.quarter, staff }).number
}
