/**
 * 工作台 — gathers the facts, lets core make the lines, shows each account its own. Names of firms are opened last and only for lines on the page whose
 * reader is of the team or approves the visit. @law LY-20 SJZ-53 HS-27 LY-02
 */
import { type Actor, can, type Scope } from '@mingcha/core/access'
import { eventKinds, type ReplyOf, type Routes } from '@mingcha/core/api'
import { type PlainDate, quarterCode, quarterOf } from '@mingcha/core/base'
import { nextPeriod, periodStart } from '@mingcha/core/calendar'
import { buildDesk, type DeskFacts, type DeskLine, type DeskRuleId, deskRules, isFor, linesFor, noFacts } from '@mingcha/core/desk'
import { fieldworkOf, stratify } from '@mingcha/core/scheme'
import { calendar, chinaDay } from '../../china-time.ts'
import type { ReadDb, Reader } from '../../db/tx.ts'
import { lastBackup, overdueAfterHours } from '../operate/last-backup.ts'
import { loadSubjectsForDraw } from '../registry/for-draw.ts'
import { type CurrentScheme, currentScheme, findProposal } from '../scheme/queries.ts'
import { openVisit } from '../visits/for-batch.ts'
import { loadResultFacts } from './facts-results.ts'
import { loadBatchFacts, loadCertificates, loadPlanFacts, loadTroubles, loadVisitFacts, type VisitFacts } from './facts-work.ts'

type View = ReplyOf<Routes['desk.view']>
type Context = Pick<Reader, 'db' | 'scope' | 'actor' | 'env' | 'today'>

/** Lines of one rule on the first page, and when that rule is asked for alone. */
const FEW = 20
const MANY = 500

export async function viewDesk(reader: Context, only: DeskRuleId | undefined): Promise<View> {
  const { db, scope, actor, env, today } = reader
  const unit = await unitOf(db, scope, actor)
  const { facts, visits } = await collectFacts(reader)
  const viewer = { roles: actor.roles, unit }
  const mine = linesFor(buildDesk(facts, today, calendar), viewer).filter(l => only === undefined || l.rule === only)
  const totals = new Map<DeskRuleId, number>()
  const shown = mine.filter(l => {
    const n = (totals.get(l.rule) ?? 0) + 1
    totals.set(l.rule, n)
    return n <= (only === undefined ? FEW : MANY)
  })
  const names = await openNames(db, scope, env.seal, shown, visits.own, can(actor, 'visit.approve').ok)
  const begun = await db.selectFrom('batch').select('code').where('agency_id', 'in', scope.agencies).limit(1).executeTakeFirst()
  return {
    today,
    begun: begun !== undefined,
    lines: shown.map(({ visitId, mine: _, ...l }) => ({
      ...l,
      law: [...l.law],
      roles: [...l.roles],
      own: isFor({ ...l, visitId, mine: _ }, viewer),
      subject: l.subject ?? (visitId === null ? null : (names.get(visitId) ?? null)),
    })),
    totals: [...totals].map(([rule, total]) => ({ rule, title: deskRules[rule].title, group: deskRules[rule].group, total })),
  }
}

async function unitOf(db: ReadDb, scope: Scope, actor: Actor): Promise<string | null> {
  const row = await db
    .selectFrom('account')
    .leftJoin('unit', join => join.onRef('unit.agency_id', '=', 'account.agency_id').onRef('unit.id', '=', 'account.unit_id'))
    .leftJoin('inspector', join =>
      join.onRef('inspector.agency_id', '=', 'account.agency_id').onRef('inspector.code', '=', 'account.inspector_code'),
    )
    .select(['unit.name', 'inspector.unit_name'])
    .where('account.agency_id', 'in', scope.agencies)
    .where('account.id', '=', actor.accountId)
    .executeTakeFirst()
  return row?.name ?? (row?.unit_name === '' ? null : (row?.unit_name ?? null))
}

async function openNames(
  db: ReadDb,
  scope: Scope,
  seal: Reader['env']['seal'],
  lines: readonly DeskLine[],
  own: ReadonlySet<string>,
  all: boolean,
): Promise<ReadonlyMap<string, string>> {
  const ids = [...new Set(lines.flatMap(l => (l.visitId !== null && (all || own.has(l.visitId)) ? [l.visitId] : [])))]
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('visit')
    .select(['id', 'sealed'])
    .where('agency_id', 'in', scope.agencies)
    .where('id', 'in', ids)
    .execute()
  return new Map(rows.map(r => [r.id, openVisit(seal, r.id, r.sealed).name]))
}

/** Everything core has to know on this day, as this account may know it. */
export async function collectFacts(reader: Context): Promise<{ readonly facts: DeskFacts; readonly visits: VisitFacts }> {
  const { db, scope, actor, env, today } = reader
  const current = await currentScheme(db, scope)
  const scheme = current.ok ? current.value.scheme : null
  const visits = await loadVisitFacts(db, scope, actor, env.seal)
  const inside = can(actor, 'batch.view').ok
  return {
    visits,
    facts: {
      ...noFacts,
      stages: scheme?.stages ?? [],
      publicity: scheme?.publicity ?? null,
      sameFirmDays: scheme === null ? noFacts.sameFirmDays : fieldworkOf(scheme).sameFirm.days,
      visits: visits.visits,
      troubles: await loadTroubles(db, scope, actor, env.seal, visits),
      ...(await loadResultFacts(db, scope)),
      ...(inside && {
        batches: await loadBatchFacts(db, scope),
        ...(await loadPlanFacts(db, scope, today, calendar)),
        schemeProposals: await loadProposals(db, scope),
        unclassified: current.ok ? await countUnclassified(db, scope, current.value, today) : 0,
        certificates: await loadCertificates(db, scope, today),
        logMinutes: await logWaiting(db, env.systemNow()),
        backupHours: await hoursSinceBackup(db, env.systemNow()),
      }),
    },
  }
}

async function loadProposals(db: ReadDb, scope: Scope): Promise<DeskFacts['schemeProposals']> {
  const waiting = await findProposal(db, scope)
  return waiting === null ? [] : [{ id: waiting.id, by: waiting.by, reason: waiting.reason, proposedOn: chinaDay(waiting.at) }]
}

/** Hours since the last good backup, by the real clock; null while none was ever tried. A first one that failed counts as late. */
async function hoursSinceBackup(db: ReadDb, now: string): Promise<number | null> {
  const last = await lastBackup(db)
  if (last === null) return null
  return last.okAt === null ? overdueAfterHours + 1 : Math.floor((Date.parse(now) - Date.parse(last.okAt)) / 3_600_000)
}

/** What changes a registry, and what our own work adds to its facts. */
const registryEvents = Object.keys(eventKinds).filter(
  kind => /^(registry|subject|inspector|finding|followup)\./.test(kind) && kind !== 'registry.revealed',
)
/** Per agency: what the registry was when it was last counted. It is asked for at each look and changes with an import. */
const counted = new Map<string, { readonly key: string; readonly count: number }>()

/** 无法归类, for the period the bureau draws next. Counted again when the registry, the scheme or the quarter has changed. @law LY-23 */
async function countUnclassified(db: ReadDb, scope: Scope, current: CurrentScheme, today: PlainDate): Promise<number> {
  const newest = await db
    .selectFrom('event')
    .select(eb => eb.fn.max('id').as('id'))
    .where('agency_id', 'in', scope.agencies)
    .where('kind', 'in', registryEvents)
    .executeTakeFirst()
  const rows = await db
    .selectFrom('subject')
    .select(eb => [eb.fn.countAll<number>().as('n'), eb.fn.max('recorded_at').as('at')])
    .where('agency_id', 'in', scope.agencies)
    .executeTakeFirstOrThrow()
  const agency = scope.agencies.join()
  const quarter = quarterCode(quarterOf(today))
  const key = [newest?.id, rows.n, rows.at, current.sha256, quarter].join('|')
  const known = counted.get(agency)
  if (known?.key === key) return known.count
  const period = nextPeriod(quarter)
  const { unclassified } = stratify(current.scheme, await loadSubjectsForDraw(db, scope, periodStart(period)), periodStart(period))
  if (counted.size > 200) counted.clear()
  counted.set(agency, { key, count: unclassified.length })
  return unclassified.length
}

/** Real minutes the oldest entry has waited; the training clock stands still while the log runs. */
async function logWaiting(db: ReadDb, systemNow: string): Promise<number | null> {
  const row = await db
    .selectFrom('log_pending')
    .innerJoin('event', 'event.id', 'log_pending.event_id')
    .select('event.recorded_at')
    .orderBy('log_pending.seq')
    .limit(1)
    .executeTakeFirst()
  return row ? Math.floor((Date.parse(systemNow) - Date.parse(row.recorded_at)) / 60_000) : null
}
