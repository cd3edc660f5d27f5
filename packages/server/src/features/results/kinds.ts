/**
 * 四类公开 — scheme, items, plan and results are public once they exist, each within its time; the first three may be held back on a ground of the
 * law, with the ground shown in their place. Results are only ever withheld one by one. @law HS-05 JX-02 JX-28 EZ-04 HS-39
 */
import type { Scope } from '@mingcha/core/access'
import type { BodyOf, ReplyOf, Routes } from '@mingcha/core/api'
import { err, ok, type PlainDate, type Result } from '@mingcha/core/base'
import { planDueOn } from '@mingcha/core/publicity'
import { fieldworkOf } from '@mingcha/core/scheme'
import { calendar, chinaDay } from '../../china-time.ts'
import type { ReadDb, Tx } from '../../db/tx.ts'
import { loadItemLists } from '../items/queries.ts'
import { loadPlan } from '../plan/queries.ts'
import { currentScheme } from '../scheme/queries.ts'

export type Kind = 'scheme' | 'items' | 'plan' | 'results'
export const kindNames: Readonly<Record<Kind, string>> = {
  scheme: '抽查方案',
  items: '抽查事项清单',
  plan: '年度抽查计划',
  results: '抽查结果',
}

export interface HeldBack {
  readonly ground: string
  readonly reason: string
  readonly at: string
}

/** The kinds that are held back now. */
export async function heldBackKinds(db: ReadDb, scope: Scope): Promise<ReadonlyMap<Kind, HeldBack>> {
  const rows = await db
    .selectFrom('publicity_kind')
    .select(['kind', 'ground', 'reason', 'at'])
    .where('agency_id', 'in', scope.agencies)
    .where('state', '=', 'withheld')
    .execute()
  return new Map(rows.map(r => [r.kind as Kind, { ground: r.ground, reason: r.reason, at: r.at }]))
}

export async function viewKinds(db: ReadDb, scope: Scope, today: PlainDate): Promise<ReplyOf<Routes['publicity.kinds']>> {
  const scheme = await currentScheme(db, scope)
  const year = Number(today.slice(0, 4))
  const plan = await loadPlan(db, scope, year)
  const lists = await loadItemLists(db, scope)
  const held = await heldBackKinds(db, scope)
  const first = await db
    .selectFrom('plan_version')
    .select('published_at')
    .where('agency_id', 'in', scope.agencies)
    .where('year', '=', year)
    .where('state', '=', 'published')
    .orderBy('version')
    .executeTakeFirst()
  const found = await db
    .selectFrom('finding')
    .select('published_at')
    .where('agency_id', 'in', scope.agencies)
    .where('published_at', 'is not', null)
    .orderBy('published_at', 'desc')
    .executeTakeFirst()
  // The plan is issued with the scheme of its year; without a date of issue no day is due.
  const issuedOn = scheme.ok ? scheme.value.scheme.issuedOn : undefined
  const planDue = issuedOn?.startsWith(String(year)) ? planDueOn(calendar, issuedOn).on : null
  const planAt = first?.published_at ?? null
  const row = (kind: Kind, at: string | null, path: string, law: string[], dueOn: PlainDate | null = null) => {
    const back = held.get(kind)
    const state = back ? ('withheld' as const) : at === null ? ('missing' as const) : ('published' as const)
    const overdue = dueOn !== null && (at === null ? today : chinaDay(at)) > dueOn
    return {
      kind,
      name: kindNames[kind],
      state,
      at,
      dueOn,
      overdue,
      ground: back?.ground ?? null,
      reason: back?.reason ?? null,
      path,
      law,
      says: back
        ? `依法不予公开：${back.ground}`
        : at === null
          ? '还没有公布'
          : `${chinaDay(at)} 起公开${overdue ? `，晚于期限 ${dueOn}` : ''}`,
    }
  }
  return {
    rows: [
      row('scheme', scheme.ok ? scheme.value.adoptedAt : null, '/scheme', ['HS-05']),
      row('items', lists.publishedAt, '/items', ['HS-05', 'JX-02', 'EZ-04']),
      row('plan', plan.publishedVersion === null ? null : planAt, `/plans/${year}`, ['HS-05', 'JX-28', 'EZ-04'], planDue),
      row('results', found?.published_at ?? null, '/results', ['HS-05', 'SJZ-63', 'EZ-52']),
    ],
    grounds: scheme.ok ? fieldworkOf(scheme.value.scheme).withholding.map(w => w.ground) : [],
  }
}

/** Errors: `publicity.results`, `publicity.kind`, `finding.ground_unknown`. */
export async function withholdKind(tx: Tx, body: BodyOf<Routes['publicity.withhold']>): Promise<Result<{ ok: true }>> {
  if (body.kind === 'results') return err({ code: 'publicity.results' })
  const scheme = await currentScheme(tx.db, tx.scope)
  if (!scheme.ok) return scheme
  const grounds = fieldworkOf(scheme.value.scheme).withholding.map(w => w.ground)
  if (!grounds.includes(body.ground)) return err({ code: 'finding.ground_unknown', grounds })
  await tx.db.selectFrom('agency').select('id').where('id', '=', tx.actor.agency).forUpdate().execute()
  if ((await heldBackKinds(tx.db, tx.scope)).has(body.kind))
    return err({ code: 'publicity.kind', kind: kindNames[body.kind], state: '不予公开' })
  const values = { state: 'withheld', ground: body.ground, reason: body.reason, actor_id: tx.actor.accountId, at: tx.now }
  await tx.db
    .insertInto('publicity_kind')
    .values({ agency_id: tx.actor.agency, kind: body.kind, ...values })
    .onConflict(on => on.columns(['agency_id', 'kind']).doUpdateSet(values))
    .execute()
  await tx.emit({ kind: 'publicity.withheld', thing: ['publicity', body.kind], payload: { ground: body.ground, reason: body.reason } })
  return ok({ ok: true })
}

/** Errors: `publicity.kind`. */
export async function restoreKind(tx: Tx, kind: Kind): Promise<Result<{ ok: true }>> {
  await tx.db.selectFrom('agency').select('id').where('id', '=', tx.actor.agency).forUpdate().execute()
  if (!(await heldBackKinds(tx.db, tx.scope)).has(kind)) return err({ code: 'publicity.kind', kind: kindNames[kind], state: '公开' })
  await tx.db
    .updateTable('publicity_kind')
    .set({ state: 'published', actor_id: tx.actor.accountId, at: tx.now })
    .where('agency_id', '=', tx.actor.agency)
    .where('kind', '=', kind)
    .execute()
  await tx.emit({ kind: 'publicity.restored', thing: ['publicity', kind], payload: {} })
  return ok({ ok: true })
}
