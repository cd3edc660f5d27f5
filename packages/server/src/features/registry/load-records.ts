/**
 * 某一天的事实、名单和检查历史 — by object, as the conditions of a scheme ask: what the ledgers hold and what our own work adds. Struck facts are left out
 * . A penalty or a violation that both a ledger and our own work tell of the same day is one.
 */
import type { Scope } from '@mingcha/core/access'
import type { PlainDate } from '@mingcha/core/base'
import { markLists } from '@mingcha/core/registry'
import type { DatedFact, PastCheck } from '@mingcha/core/scheme'
import type { ReadDb } from '../../db/tx.ts'
import type { Seal } from '../../ports/seal.ts'
import { loadOwnPenalties } from '../followups/for-registry.ts'
import type { Verdict } from '../results/for-registry.ts'
import { loadDrawnChecks, loadOwnChecks } from '../visits/for-registry.ts'

type Codes = readonly string[] | undefined

export function addTo<T>(map: Map<string, T[]>, code: string, value: T): void {
  const known = map.get(code)
  if (known) known.push(value)
  else map.set(code, [value])
}

/** Of these kinds one a day is told once, whoever tells it. */
const toldOnce = new Set(['penalty', 'violation'])

/** Facts up to and on the day, struck ones left out, in order of their day. @law SJZ-04 SJZ-27 A-08 A-16 A-26 */
export async function loadFacts(
  db: ReadDb,
  scope: Scope,
  asOf: PlainDate,
  verdicts: ReadonlyMap<string, Verdict>,
  codes: Codes,
): Promise<Map<string, DatedFact[]>> {
  const facts = new Map<string, DatedFact[]>()
  const told = new Set<string>()
  const rows = await db
    .selectFrom('subject_fact')
    .select(['code', 'kind', 'on_date', 'to_date', 'details', 'reference'])
    .where('agency_id', 'in', scope.agencies)
    .where('struck', 'is', null)
    .where('on_date', '<=', asOf)
    .$if(codes !== undefined, q => q.where('code', 'in', codes ?? []))
    .orderBy('on_date')
    .orderBy('kind')
    // A record with its number goes before the bare day of the subject ledger.
    .orderBy(eb => eb('reference', '=', ''))
    .orderBy('reference')
    .orderBy('details')
    .execute()
  const tell = (code: string, kind: string, on: string) => {
    const key = `${code} ${kind} ${on}`
    if (told.has(key)) return false
    told.add(key)
    return true
  }
  for (const r of rows) {
    if (toldOnce.has(r.kind) && !tell(r.code, r.kind, r.on_date) && r.reference === '') continue
    const detail = r.details as Record<string, string>
    addTo(facts, r.code, {
      kind: r.kind,
      on: r.on_date as PlainDate,
      ...(r.to_date !== null && { to: r.to_date as PlainDate }),
      ...(Object.keys(detail).length > 0 && { detail }),
    })
  }
  const own = [
    ...[...verdicts.values()].flatMap(v => (v.problem && v.problemOn ? [{ subject: v.subject, kind: 'violation', on: v.problemOn }] : [])),
    ...(await loadOwnPenalties(db, scope, codes)).map(p => ({ subject: p.subject, kind: 'penalty', on: p.on })),
  ]
  const touched = new Set<string>()
  for (const f of own)
    if (f.on <= asOf && tell(f.subject, f.kind, f.on)) {
      addTo(facts, f.subject, { kind: f.kind, on: f.on })
      touched.add(f.subject)
    }
  for (const code of touched)
    facts.get(code)?.sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : 0))
  return facts
}

export interface Listed {
  /** Lists in force on the day. */
  readonly now: Set<string>
  /** Lists that have held the object, on the day or before. */
  readonly ever: Set<string>
}

/** Dated lists on the day, both days of an entry included. @law HS-16 A-11 */
export async function loadListed(db: ReadDb, scope: Scope, asOf: PlainDate, codes: Codes): Promise<Map<string, Listed>> {
  const listed = new Map<string, Listed>()
  const rows = await db
    .selectFrom('list_entry')
    .select(['code', 'list', 'to_date'])
    .where('agency_id', 'in', scope.agencies)
    .where('from_date', '<=', asOf)
    .$if(codes !== undefined, q => q.where('code', 'in', codes ?? []))
    .execute()
  for (const r of rows) {
    const of = listed.get(r.code) ?? { now: new Set(), ever: new Set() }
    of.ever.add(r.list)
    if (r.to_date === null || r.to_date >= asOf) of.now.add(r.list)
    listed.set(r.code, of)
  }
  return listed
}

/** A dated list prevails over the mark of the subject ledger, once it has held the object; before that the mark stands. @law HS-16 */
export function markFacets<F extends object>(facets: F, listed: Listed | undefined): F {
  if (listed === undefined) return facets
  const marks = Object.entries(markLists).flatMap(([facet, list]) => (listed.ever.has(list) ? [[facet, listed.now.has(list)]] : []))
  return marks.length === 0 ? facets : { ...facets, ...Object.fromEntries(marks) }
}

/**
 * Checks up to and on the day: recorded ones and our own visits; with a seal, also the visits that are drawn and not done. Those are for the frame
 * only: whoever shows checks to a person asks without a seal. @law JX-38 A-13 JX-47 A-17 X-04
 */
export async function loadChecks(
  db: ReadDb,
  scope: Scope,
  asOf: PlainDate,
  verdicts: ReadonlyMap<string, Verdict>,
  codes: Codes,
  seal: Seal | undefined,
): Promise<Map<string, PastCheck[]>> {
  const checks = new Map<string, PastCheck[]>()
  const rows = await db
    .selectFrom('check_record')
    .select(['code', 'on_date', 'by_whom', 'kind', 'clean', 'reference', 'authority'])
    .where('agency_id', 'in', scope.agencies)
    .where('on_date', '<=', asOf)
    .$if(codes !== undefined, q => q.where('code', 'in', codes ?? []))
    .orderBy('on_date')
    .orderBy('authority')
    .orderBy('kind')
    .execute()
  for (const r of rows)
    addTo(checks, r.code, {
      on: r.on_date as PlainDate,
      by: r.by_whom as PastCheck['by'],
      kind: r.kind as PastCheck['kind'],
      clean: r.clean,
      proof: r.reference,
    })
  for (const v of await loadOwnChecks(db, scope, asOf, codes)) {
    const verdict = verdicts.get(v.visit)
    addTo(checks, v.subject, { on: v.on, by: 'own', kind: v.kind, clean: verdict ? !verdict.problem : null, proof: v.number })
  }
  if (seal !== undefined)
    for (const v of await loadDrawnChecks(db, scope, seal, asOf, codes))
      addTo(checks, v.subject, { on: v.on, by: 'own', kind: 'random', clean: null, proof: '' })
  return checks
}
