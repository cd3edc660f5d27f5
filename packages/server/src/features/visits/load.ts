/**
 * 检查的读取与可见范围 — before a visit is done its firm and its team are known to the team and to the head who approves it; everybody else in the
 * office sees its number, its day and its state (X-04, ADR 0010). The one place that decides this.
 */
import { type Actor, can, type Scope } from '@mingcha/core/access'
import type { VisitState } from '@mingcha/core/inspection'
import type { Selectable } from 'kysely'
import type { DB } from '../../db/tables.ts'
import type { ReadDb } from '../../db/tx.ts'
import type { Env } from '../../env.ts'
import { officerMac, openVisit, type VisitSecret } from './for-batch.ts'

export type VisitRow = Omit<Selectable<DB['visit']>, 'state'> & { readonly state: VisitState }
export interface LoadedVisit {
  readonly row: VisitRow
  /** null where this account may not know it yet. */
  readonly secret: VisitSecret | null
  /** This account's officer is of the team. */
  readonly mine: boolean
}

/** States in which the visit is public knowledge inside the office. */
const open: ReadonlySet<VisitState> = new Set(['done', 'closed', 'undone'])

/** The fingerprints of an officer in every batch that may hold visits of his, and in visits that were not drawn. */
export async function officerMacs(db: ReadDb, scope: Scope, env: Env, officer: string): Promise<Buffer[]> {
  const batches = await db
    .selectFrom('batch')
    .select('code')
    .where('agency_id', 'in', scope.agencies)
    .where('state', 'in', ['drawn', 'published'])
    .execute()
  return ['direct', ...batches.map(b => b.code)].map(code => officerMac(env.seal, code, officer))
}

async function ownIds(db: ReadDb, scope: Scope, env: Env): Promise<Set<string>> {
  if (scope.officer === null) return new Set()
  const macs = await officerMacs(db, scope, env, scope.officer)
  const rows = await db
    .selectFrom('visit_officer')
    .select('visit_id')
    .where('agency_id', 'in', scope.agencies)
    .where('mac', 'in', macs)
    .execute()
  return new Set(rows.map(r => r.visit_id))
}

export interface VisitFilter {
  readonly ids?: readonly string[]
  readonly state?: VisitState | undefined
  readonly batch?: string | undefined
  readonly mine?: boolean
}

/** Visits in scope, with what this account may know of each; an account that may neither list nor own sees none. */
export async function loadVisits(db: ReadDb, scope: Scope, env: Env, actor: Actor, filter: VisitFilter = {}): Promise<LoadedVisit[]> {
  const own = await ownIds(db, scope, env)
  const listsAll = can(actor, 'visit.list').ok && filter.mine !== true
  const knowsAll = can(actor, 'visit.approve').ok
  const wanted = filter.ids === undefined ? (listsAll ? null : [...own]) : filter.ids.filter(id => listsAll || own.has(id))
  if (wanted?.length === 0) return []
  const rows = await db
    .selectFrom('visit')
    .selectAll()
    .where('agency_id', 'in', scope.agencies)
    .$if(wanted !== null, q => q.where('id', 'in', wanted ?? []))
    .$if(filter.state !== undefined, q => q.where('state', '=', filter.state ?? ''))
    .$if(filter.batch !== undefined, q => q.where('batch_code', '=', filter.batch ?? ''))
    .orderBy('number')
    .execute()
  return rows.map(r => {
    const row = { ...r, state: r.state as VisitState }
    const mine = own.has(row.id)
    const known = knowsAll || mine || open.has(row.state)
    return { row, mine, secret: known ? openVisit(env.seal, row.id, row.sealed) : null }
  })
}

export async function loadVisit(db: ReadDb, scope: Scope, env: Env, actor: Actor, id: string): Promise<LoadedVisit | null> {
  const [visit] = await loadVisits(db, scope, env, actor, { ids: [id] })
  return visit ?? null
}
