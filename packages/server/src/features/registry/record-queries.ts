/**
 * 事实与名单的查询 — pages by key, as of a day, and all the records of one object. What is shown is what is recorded and what our own submitted visits
 * tell; a visit that is drawn and not done is shown nowhere.
 */
import type { Scope } from '@mingcha/core/access'
import type { ReplyOf, Routes } from '@mingcha/core/api'
import { type PlainDate, parsePlainDate } from '@mingcha/core/base'
import { checkByNames, checkKindNames, type FactDetail, factDetailNames, factKindNames } from '@mingcha/core/registry'
import { type ExpressionBuilder, type SqlBool, sql } from 'kysely'
import type { DB } from '../../db/tables.ts'
import type { ReadDb } from '../../db/tx.ts'
import { loadOwnPenalties } from '../followups/for-registry.ts'
import { loadVerdicts } from '../results/for-registry.ts'
import { loadOwnChecks } from '../visits/for-registry.ts'
import { cursor, readCursor, searchSubjects } from './search.ts'

type Facts = ReplyOf<Routes['registry.facts']>
type Lists = ReplyOf<Routes['registry.lists']>
type Checks = ReplyOf<Routes['registry.checks']>
type OfSubject = Pick<ReplyOf<Routes['registry.subject']>, 'facts' | 'listings' | 'checks'>
interface Page {
  readonly q?: string | undefined
  readonly after?: string | undefined
  readonly limit: number
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
/** A cursor of a page by day; anything else begins at the beginning. */
function readDayCursor(text: string | undefined): [string, string] | null {
  const key = readCursor(text)
  return key !== null && parsePlainDate(key[0]) && uuid.test(key[1]) ? key : null
}

const sayKind = (kind: string): string => factKindNames[kind as keyof typeof factKindNames] ?? kind
const sayResult = (clean: boolean | null) => (clean === null ? '不详' : clean ? '未发现问题' : '发现问题')
const tellDetails = (details: unknown) =>
  (Object.keys(factDetailNames) as FactDetail[]).flatMap(key => {
    const value = (details as Partial<Record<FactDetail, string>>)[key] ?? ''
    return value === '' ? [] : [{ label: factDetailNames[key], value }]
  })
const tellOrigin = (r: { readonly file_name: string | null; readonly actor: string | null }) =>
  [r.file_name === null ? null : `导入“${r.file_name}”`, r.actor].filter(Boolean).join('，') || '—'

/** Objects by name or code, as the registry page finds them; null where nothing was typed. */
const found = (db: ReadDb, scope: Scope, q: string | undefined) => {
  const typed = q?.trim() ?? ''
  return typed === '' ? null : searchSubjects(db, scope, typed).select('code')
}

const pageOf = <R, T>(rows: readonly R[], limit: number, keyOf: (r: R) => readonly [string, string], show: (r: R) => T) => {
  const last = rows.slice(0, limit).at(-1)
  return { rows: rows.slice(0, limit).map(show), next: last !== undefined && rows.length > limit ? cursor(keyOf(last)) : null }
}

/** Newest first. `on`: facts up to and on the day. @law SJZ-04 A-08 */
export async function listFacts(
  db: ReadDb,
  scope: Scope,
  query: Page & { kind?: string | undefined; on?: string | undefined; state?: 'counts' | 'struck' | undefined },
): Promise<Facts> {
  const objects = found(db, scope, query.q)
  let base = db.selectFrom('subject_fact as f').where('f.agency_id', 'in', scope.agencies)
  if (objects) base = base.where('f.code', 'in', objects)
  if (query.kind !== undefined) base = base.where('f.kind', '=', query.kind)
  if (query.on !== undefined) base = base.where('f.on_date', '<=', query.on)
  if (query.state !== undefined) base = base.where('f.struck', query.state === 'struck' ? 'is not' : 'is', null)
  const { total } = await base.select(eb => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
  const after = readDayCursor(query.after)
  const rows = await base
    .innerJoin('subject as s', join => join.onRef('s.agency_id', '=', 'f.agency_id').onRef('s.code', '=', 'f.code'))
    .leftJoin('import_run as i', join => join.onRef('i.agency_id', '=', 'f.agency_id').onRef('i.id', '=', 'f.import_id'))
    .leftJoin('account as a', join => join.onRef('a.agency_id', '=', 'f.agency_id').onRef('a.id', '=', 'f.actor_id'))
    .selectAll('f')
    .select(['s.name', 'i.file_name', 'a.name as actor'])
    .$if(after !== null, q => q.where(sql<SqlBool>`(f.on_date, f.id::text) < (${after?.[0]}::date, ${after?.[1]})`))
    .orderBy('f.on_date', 'desc')
    .orderBy(sql`f.id::text`, 'desc')
    .limit(query.limit + 1)
    .execute()
  return {
    ...pageOf(
      rows,
      query.limit,
      r => [r.on_date, r.id],
      r => ({
        id: r.id,
        version: r.version,
        code: r.code,
        name: r.name,
        kind: r.kind,
        label: sayKind(r.kind),
        on: r.on_date,
        to: r.to_date,
        details: tellDetails(r.details),
        reference: r.reference,
        source: r.source,
        struck: r.struck,
        recordedBy: tellOrigin(r),
        recordedAt: r.recorded_at,
      }),
    ),
    total,
  }
}

const heldOn = (eb: ExpressionBuilder<DB & { l: DB['list_entry'] }, 'l'>, on: string) =>
  eb.and([eb('l.from_date', '<=', on), eb.or([eb('l.to_date', 'is', null), eb('l.to_date', '>=', on)])])

/** By list and object. `on`: members on the day, both days of an entry included. @law HS-16 */
export async function listListings(
  db: ReadDb,
  scope: Scope,
  today: PlainDate,
  query: Page & { list?: string | undefined; on?: string | undefined },
): Promise<Lists> {
  const objects = found(db, scope, query.q)
  const all = db.selectFrom('list_entry as l').where('l.agency_id', 'in', scope.agencies)
  let base = all
  if (objects) base = base.where('l.code', 'in', objects)
  if (query.list !== undefined) base = base.where('l.list', '=', query.list)
  if (query.on !== undefined) base = base.where(eb => heldOn(eb, query.on ?? ''))
  const { total } = await base.select(eb => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
  const after = readCursor(query.after)
  const rows = await base
    .innerJoin('subject as s', join => join.onRef('s.agency_id', '=', 'l.agency_id').onRef('s.code', '=', 'l.code'))
    .leftJoin('import_run as i', join => join.onRef('i.agency_id', '=', 'l.agency_id').onRef('i.id', '=', 'l.import_id'))
    .leftJoin('account as a', join => join.onRef('a.agency_id', '=', 'l.agency_id').onRef('a.id', '=', 'l.actor_id'))
    .selectAll('l')
    .select(['s.name', 'i.file_name', 'a.name as actor'])
    .$if(after !== null, q => q.where(sql<SqlBool>`(l.list, l.id::text) > (${after?.[0]}, ${after?.[1]})`))
    .orderBy('l.list')
    .orderBy(sql`l.id::text`)
    .limit(query.limit + 1)
    .execute()
  const lists = await all
    .select(eb => [
      'l.list',
      eb.fn
        .count<number>('l.code')
        .distinct()
        .filterWhere(w => heldOn(w, query.on ?? today))
        .as('members'),
    ])
    .groupBy('l.list')
    .orderBy('l.list')
    .execute()
  return {
    ...pageOf(
      rows,
      query.limit,
      r => [r.list, r.id],
      r => ({
        id: r.id,
        version: r.version,
        list: r.list,
        code: r.code,
        name: r.name,
        from: r.from_date,
        to: r.to_date,
        basis: r.basis,
        note: r.note,
        recordedBy: tellOrigin(r),
        recordedAt: r.recorded_at,
      }),
    ),
    total,
    lists: lists.map(l => ({ list: l.list, members: Number(l.members) })),
  }
}

/** Recorded checks, newest first. Our own visits stand on their own page. @law JX-38 JX-55 A-13 */
export async function listChecks(
  db: ReadDb,
  scope: Scope,
  query: Page & { year?: number | undefined; by?: string | undefined },
): Promise<Checks> {
  const objects = found(db, scope, query.q)
  let base = db.selectFrom('check_record as c').where('c.agency_id', 'in', scope.agencies)
  if (objects) base = base.where('c.code', 'in', objects)
  if (query.year !== undefined) base = base.where('c.on_date', '>=', `${query.year}-01-01`).where('c.on_date', '<=', `${query.year}-12-31`)
  if (query.by !== undefined) base = base.where('c.by_whom', '=', query.by)
  const { total } = await base.select(eb => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
  const after = readDayCursor(query.after)
  const rows = await base
    .innerJoin('subject as s', join => join.onRef('s.agency_id', '=', 'c.agency_id').onRef('s.code', '=', 'c.code'))
    .leftJoin('import_run as i', join => join.onRef('i.agency_id', '=', 'c.agency_id').onRef('i.id', '=', 'c.import_id'))
    .leftJoin('account as a', join => join.onRef('a.agency_id', '=', 'c.agency_id').onRef('a.id', '=', 'c.actor_id'))
    .selectAll('c')
    .select(['s.name', 'i.file_name', 'a.name as actor'])
    .$if(after !== null, q => q.where(sql<SqlBool>`(c.on_date, c.id::text) < (${after?.[0]}::date, ${after?.[1]})`))
    .orderBy('c.on_date', 'desc')
    .orderBy(sql`c.id::text`, 'desc')
    .limit(query.limit + 1)
    .execute()
  return {
    ...pageOf(
      rows,
      query.limit,
      r => [r.on_date, r.id],
      r => ({
        code: r.code,
        name: r.name,
        on: r.on_date,
        authority: r.authority,
        by: checkByNames[r.by_whom as keyof typeof checkByNames] ?? r.by_whom,
        kind: checkKindNames[r.kind as keyof typeof checkKindNames] ?? r.kind,
        result: sayResult(r.clean) as Checks['rows'][number]['result'],
        reference: r.reference,
        proves: r.by_whom === 'above' && r.clean === true && r.reference !== '',
        recordedBy: tellOrigin(r),
        recordedAt: r.recorded_at,
      }),
    ),
    total,
  }
}

/** Everything recorded of one object, newest first, and what our own submitted visits and cases tell of it. */
export async function viewRecords(db: ReadDb, scope: Scope, today: PlainDate, code: string): Promise<OfSubject> {
  const facts = await db
    .selectFrom('subject_fact')
    .selectAll()
    .where('agency_id', 'in', scope.agencies)
    .where('code', '=', code)
    .orderBy('on_date', 'desc')
    .orderBy('id')
    .execute()
  const listings = await db
    .selectFrom('list_entry')
    .selectAll()
    .where('agency_id', 'in', scope.agencies)
    .where('code', '=', code)
    .orderBy('from_date', 'desc')
    .orderBy('list')
    .execute()
  const checks = await db
    .selectFrom('check_record')
    .selectAll()
    .where('agency_id', 'in', scope.agencies)
    .where('code', '=', code)
    .orderBy('on_date', 'desc')
    .orderBy('id')
    .execute()
  const verdicts = await loadVerdicts(db, scope, [code])
  const own = (kind: 'violation' | 'penalty', on: string, reference: string, source: string) => ({
    id: null,
    version: 0,
    kind,
    label: sayKind(kind),
    on,
    to: null,
    details: '',
    reference,
    source,
    struck: null,
  })
  const told = new Set(facts.filter(f => f.struck === null).map(f => `${f.kind} ${f.on_date}`))
  const derived = [
    ...[...verdicts.values()].flatMap(v => (v.problem && v.problemOn ? [own('violation', v.problemOn, v.number, '本单位检查结果')] : [])),
    ...(await loadOwnPenalties(db, scope, [code])).map(p => own('penalty', p.on, p.reference, '本单位立案查处')),
  ].filter(f => !told.has(`${f.kind} ${f.on}`))
  const visits = await loadOwnChecks(db, scope, today, [code])
  return {
    facts: [
      ...facts.map(f => ({
        id: f.id,
        version: f.version,
        kind: f.kind,
        label: sayKind(f.kind),
        on: f.on_date,
        to: f.to_date,
        details: tellDetails(f.details)
          .map(d => `${d.label}：${d.value}`)
          .join('；'),
        reference: f.reference,
        source: f.source,
        struck: f.struck,
      })),
      ...derived,
    ].sort(newestFirst),
    listings: listings.map(l => ({
      id: l.id,
      version: l.version,
      list: l.list,
      from: l.from_date,
      to: l.to_date,
      basis: l.basis,
      note: l.note,
    })),
    checks: [
      ...checks.map(c => ({
        on: c.on_date,
        by: checkByNames[c.by_whom as keyof typeof checkByNames] ?? c.by_whom,
        authority: c.authority,
        kind: checkKindNames[c.kind as keyof typeof checkKindNames] ?? c.kind,
        result: sayResult(c.clean),
        reference: c.reference,
        source: '检查历史台账',
      })),
      ...visits.map(v => {
        const verdict = verdicts.get(v.visit)
        return {
          on: v.on,
          by: checkByNames.own,
          authority: '本单位',
          kind: checkKindNames[v.kind],
          result: sayResult(verdict ? !verdict.problem : null),
          reference: v.number,
          source: '本单位检查',
        }
      }),
    ].sort(newestFirst),
  }
}

const newestFirst = (a: { readonly on: string }, b: { readonly on: string }): number => (a.on > b.on ? -1 : a.on < b.on ? 1 : 0)
