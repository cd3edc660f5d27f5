/**
 * 公示的结果 — for the public pages and the open data: the lines as they were published, newest version first, the older ones beside it and never wider
 * than it. Nothing here reads a visit that has no published result, and a withheld one gives no name.
 */
import type { Scope } from '@mingcha/core/access'
import type { ReplyOf, Routes } from '@mingcha/core/api'
import type { Result } from '@mingcha/core/base'
import { type Effect, narrowLine, type PublicityCount, type PublicLine, printCsv, readLine, sealLine } from '@mingcha/core/publicity'
import { sql } from 'kysely'
import { chinaDay } from '../../china-time.ts'
import type { Reader } from '../../db/tx.ts'
import { currentScheme, viewScheme } from '../scheme/queries.ts'
import { loadDoneVisit } from '../visits/for-results.ts'
import { composeLine, type FindingRow, loadFacts } from './compose.ts'
import { fileHead, fileRows } from './disclosures.ts'
import { type HeldBack, heldBackKinds, type Kind } from './kinds.ts'
import { countYear } from './queries.ts'

export interface PublishedVersion {
  readonly line: PublicLine
  readonly sha256: string
  readonly publishedAt: string
  readonly leafEvent: number | null
  /** The line is what was hashed; false where a later version took something out of it. */
  readonly whole: boolean
}
export interface PublishedVisit {
  readonly visitId: string
  readonly current: PublishedVersion
  /** 已更正, newest first. */
  readonly older: readonly PublishedVersion[]
  readonly replies: readonly { readonly receivedOn: string; readonly byWhom: string; readonly text: string }[]
  readonly officers: readonly { readonly name: string; readonly certificate: string }[]
}
export interface WithheldVisit {
  readonly visit: string
  readonly ground: string
  readonly determinedOn: string
  readonly publishedOn: string
}

const scopeOf = (agency: string): Scope => ({ agencies: [agency], units: null, officer: null })

/** 证号脱敏: the last three only. */
const maskCertificate = (n: string | null): string =>
  n === null ? '—' : `${'*'.repeat(Math.max(3, [...n].length - 3))}${[...n].slice(-3).join('')}`

/** A row from before lines were kept gets one from what is known of it; it has no leaf. */
async function lineOf(reader: Reader<null>, scope: Scope, row: FindingRow): Promise<PublicLine | null> {
  if (row.line !== null) return readLine(row.line) ?? null
  const visit = await loadDoneVisit(reader.db, scope, row.visit_id)
  const scheme = await currentScheme(reader.db, scope)
  if (!visit || !scheme.ok) return null
  const on = chinaDay(row.published_at ?? '')
  return composeLine(row.agency_id, await loadFacts(reader.db, scope, reader.env, visit), scheme.value.scheme, row, on as never)
}

export interface Wanted {
  /** Exactly this firm. */
  readonly code?: string
  /** Part of a name, or a code. */
  readonly q?: string
  readonly limit: number
}

/** Visits whose newest public version is published, newest first. @law JX-50 EZ-04 EZ-13 */
export async function publishedVisits(reader: Reader<null>, agency: string, wanted: Wanted): Promise<PublishedVisit[]> {
  const scope = scopeOf(agency)
  const { db } = reader
  let ids = db
    .selectFrom('finding')
    .innerJoin('visit', join => join.onRef('visit.agency_id', '=', 'finding.agency_id').onRef('visit.id', '=', 'finding.visit_id'))
    .select(eb => ['finding.visit_id', eb.fn.max('finding.published_at').as('at')])
    .where('finding.agency_id', '=', agency)
    .where('finding.state', 'in', ['published', 'withheld'])
    .groupBy('finding.visit_id')
    .having(sql<boolean>`(array_agg(finding.state order by finding.version desc))[1] = 'published'`)
    .orderBy('at', 'desc')
    .orderBy('finding.visit_id')
    .limit(wanted.limit)
  if (wanted.code !== undefined) ids = ids.where('visit.subject_code', '=', wanted.code)
  if (wanted.q !== undefined) {
    const text = wanted.q.normalize('NFKC').trim()
    const pattern = `%${text.replace(/[\\%_]/g, c => `\\${c}`)}%`
    ids = ids.where(eb => eb.or([eb('visit.subject_code', '=', text.toUpperCase()), sql<boolean>`visit.subject_name like ${pattern}`]))
  }
  const found = (await ids.execute()).map(r => r.visit_id)
  if (found.length === 0) return []
  const rows = await db
    .selectFrom('finding')
    .selectAll()
    .where('agency_id', '=', agency)
    .where('visit_id', 'in', found)
    .where('state', 'in', ['published', 'withheld'])
    .orderBy('version', 'desc')
    .execute()
  const replies = await db
    .selectFrom('enterprise_reply')
    .select(['visit_id', 'received_on', 'by_whom', 'text'])
    .where('agency_id', '=', agency)
    .where('visit_id', 'in', found)
    .where('state', '=', 'shown')
    .orderBy('received_on')
    .orderBy('at')
    .execute()
  const officers = await officersOf(reader, scope, found)
  const visits: PublishedVisit[] = []
  for (const visitId of found) {
    const own = rows.filter(r => r.visit_id === visitId)
    const effect = (own[0]?.effect ?? 'full') as Effect
    const versions: PublishedVersion[] = []
    for (const row of own) {
      const kept = await lineOf(reader, scope, row)
      if (kept === null) continue
      const line = narrowLine(kept, effect)
      const sha256 = row.line_sha256 ?? sealLine(kept).sha256
      versions.push({
        line,
        sha256,
        publishedAt: row.published_at ?? '',
        leafEvent: row.leaf_event_id,
        whole: line === kept || sealLine(line).sha256 === sha256,
      })
    }
    const [current, ...older] = versions
    if (current)
      visits.push({
        visitId,
        current,
        older,
        replies: replies.filter(r => r.visit_id === visitId).map(r => ({ receivedOn: r.received_on, byWhom: r.by_whom, text: r.text })),
        officers: officers.get(visitId) ?? [],
      })
  }
  return visits
}

/** Names of the officers after the visit, certificate masked; none where the scheme says so. */
async function officersOf(
  reader: Reader<null>,
  scope: Scope,
  visitIds: readonly string[],
): Promise<ReadonlyMap<string, PublishedVisit['officers']>> {
  const scheme = await currentScheme(reader.db, scope)
  if (scheme.ok && scheme.value.scheme.publicity.officers === false) return new Map()
  const visits = await reader.db
    .selectFrom('visit')
    .select(['id', 'inspectors'])
    .where('agency_id', 'in', scope.agencies)
    .where('id', 'in', [...visitIds])
    .execute()
  const codes = [...new Set(visits.flatMap(v => v.inspectors ?? []))]
  if (codes.length === 0) return new Map()
  const people = new Map(
    (
      await reader.db
        .selectFrom('inspector')
        .select(['code', 'name', 'certificate_number'])
        .where('agency_id', 'in', scope.agencies)
        .where('code', 'in', codes)
        .execute()
    ).map(p => [p.code, { name: p.name, certificate: maskCertificate(p.certificate_number) }]),
  )
  return new Map(visits.map(v => [v.id, (v.inspectors ?? []).flatMap(c => people.get(c) ?? [])]))
}

/** 依法不予公示: counted and explained, never named. @law SJZ-65 EZ-06 EZ-56 */
export async function withheldVisits(reader: Reader<null>, agency: string): Promise<WithheldVisit[]> {
  const rows = await reader.db
    .selectFrom('finding')
    .select(['visit_id', 'line'])
    .where('agency_id', '=', agency)
    .where('state', 'in', ['published', 'withheld'])
    .where(
      sql<boolean>`version = (select max(f.version) from finding f where f.agency_id = finding.agency_id and f.visit_id = finding.visit_id and f.state in ('published', 'withheld'))`,
    )
    .where('state', '=', 'withheld')
    .orderBy('published_at', 'desc')
    .limit(500)
    .execute()
  return rows.flatMap(r => {
    const line = r.line === null ? undefined : readLine(r.line)
    return line ? [{ visit: line.visit, ground: line.ground, determinedOn: line.determinedOn, publishedOn: line.publishedOn }] : []
  })
}

/** The result of each firm of a draw that has one in public. */
export async function publishedPhrases(reader: Reader<null>, agency: string, batch: string): Promise<ReadonlyMap<string, string>> {
  const rows = await reader.db
    .selectFrom('visit')
    .innerJoin('finding', join => join.onRef('finding.agency_id', '=', 'visit.agency_id').onRef('finding.visit_id', '=', 'visit.id'))
    .select(['visit.subject_code', 'finding.phrase', 'finding.state'])
    .where('visit.agency_id', '=', agency)
    .where('visit.batch_code', '=', batch)
    .where('finding.state', 'in', ['published', 'withheld'])
    .orderBy('finding.version')
    .execute()
  const phrases = new Map<string, string>()
  for (const r of rows) {
    if (r.subject_code === null) continue
    if (r.state === 'published' && r.phrase !== null) phrases.set(r.subject_code, r.phrase)
    else phrases.delete(r.subject_code)
  }
  return phrases
}

export const yearCounts = (reader: Reader<null>, agency: string, year: number): Promise<PublicityCount> =>
  countYear(reader.db, scopeOf(agency), year, reader.today)

export const publicScheme = (reader: Reader<null>, agency: string): Promise<Result<ReplyOf<Routes['scheme.view']>>> =>
  viewScheme(reader.db, scopeOf(agency))

export const publicKinds = (reader: Reader<null>, agency: string): Promise<ReadonlyMap<Kind, HeldBack>> =>
  heldBackKinds(reader.db, scopeOf(agency))

/** Everything published, as the table of the national fields. @law JX-50 HS-39 */
export async function resultsCsv(reader: Reader<null>, agency: string): Promise<string> {
  const visits = await publishedVisits(reader, agency, { limit: 60_000 })
  return printCsv([
    fileHead(),
    ...visits.flatMap(v => [v.current, ...v.older].flatMap((p, i) => fileRows(p.line, p.sha256, i === 0 ? '现行' : '已更正'))),
  ])
}

/** Everything published, each with the bytes that were hashed and its place in the log. */
export async function resultsJson(reader: Reader<null>, agency: string): Promise<string> {
  const visits = await publishedVisits(reader, agency, { limit: 60_000 })
  const events = visits.flatMap(v => [v.current, ...v.older].flatMap(p => p.leafEvent ?? []))
  const indexes = new Map(
    events.length === 0
      ? []
      : (await reader.db.selectFrom('log_leaf').select(['event_id', 'index']).where('event_id', 'in', events).execute()).map(l => [
          l.event_id,
          l.index,
        ]),
  )
  const rows: unknown[] = []
  for (const v of visits)
    for (const [i, p] of [v.current, ...v.older].entries())
      rows.push({
        status: i === 0 ? 'current' : 'corrected',
        record: p.line,
        // A part taken out later makes the old bytes unprintable; their hash stays.
        canonical: p.whole ? sealLine(p.line).text : null,
        sha256: p.sha256,
        logIndex: p.leafEvent === null ? null : (indexes.get(p.leafEvent) ?? null),
        publishedAt: p.publishedAt,
        ...(i === 0 && { replies: v.replies }),
      })
  return `${JSON.stringify({ format: 'mingcha/open-results/v1', agency, counts: await yearCounts(reader, agency, Number(reader.today.slice(0, 4))), withheld: await withheldVisits(reader, agency), rows }, null, 1)}\n`
}
