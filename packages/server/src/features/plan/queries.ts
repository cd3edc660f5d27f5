/** 年度抽查计划 — the rows in force of a year, published and waiting. */
import type { Scope } from '@mingcha/core/access'
import { type DrawRange, type PlanScope, planScope, type ReplyOf, type Routes } from '@mingcha/core/api'
import type { ReadDb } from '../../db/tx.ts'
import { loggedAt } from '../log/read-log.ts'
import { currentScheme } from '../scheme/queries.ts'

/** 定向范围 in words: 限乡镇 城关镇、行业 造纸；检查人员限 执法一中队；理由：…. @law SJZ-40 */
function sayRange(range: DrawRange): string {
  const objects = [
    ['乡镇', range.regions],
    ['行业', range.industries],
    ['名单', range.lists],
  ] as const
  const said = objects.filter(([, values]) => values.length > 0).map(([name, values]) => `${name} ${values.join('、')}`)
  return [
    ...(said.length > 0 ? [`限${said.join('，')}`] : []),
    ...(range.units.length > 0 ? [`检查人员限 ${range.units.join('、')}`] : []),
    `理由：${range.reason}`,
  ].join('；')
}

/** 对象范围 in words, strata by the names the scheme gives them. */
export function sayScope(stored: unknown, names: ReadonlyMap<string, string>): string {
  const scope = planScope.parse(stored)
  return scope.kind === 'strata'
    ? `${scope.strata.map(code => `${names.get(code) ?? code}${scope.numbers?.[code] ? ` ${scope.numbers[code]} 家` : ''}`).join('、')}，按方案比例${scope.range ? `；${sayRange(scope.range)}` : ''}`
    : `“${scope.list}”名单，抽取 ${scope.count} 家`
}

/** 分层名称 of the scheme in force, by code. */
export async function loadStratumNames(db: ReadDb, scope: Scope): Promise<Map<string, string>> {
  const scheme = await currentScheme(db, scope)
  return new Map(scheme.ok ? scheme.value.scheme.strata.map(s => [s.code, s.name]) : [])
}

export interface PlanRowInForce {
  readonly year: number
  readonly code: string
  readonly name: string
  readonly kind: 'untargeted' | 'targeted'
  readonly itemCodes: readonly string[]
  readonly period: string
  readonly scope: PlanScope
  readonly dueOn: string
  readonly drawOn: string
  readonly initiator: string
  readonly guidingUnit: string
  readonly basis: string
  readonly sinceVersion: number
  readonly published: boolean
}
export interface PlanOfYear {
  readonly publishedVersion: number | null
  readonly publishedAt: string | null
  readonly filing: string | null
  readonly eventId: number | null
  readonly draftVersion: number | null
  /** 执法人员人数 when the plan was published (A-03). */
  readonly headCount: number | null
  readonly rows: readonly PlanRowInForce[]
}

export async function loadPlan(db: ReadDb, scope: Scope, year: number): Promise<PlanOfYear> {
  const versions = await db
    .selectFrom('plan_version')
    .selectAll()
    .where('agency_id', 'in', scope.agencies)
    .where('year', '=', year)
    .orderBy('version', 'desc')
    .execute()
  const published = versions.find(v => v.state === 'published')
  const rows = await db
    .selectFrom('plan_row')
    .selectAll()
    .where('agency_id', 'in', scope.agencies)
    .where('year', '=', year)
    .orderBy('code')
    .execute()
  return {
    publishedVersion: published?.version ?? null,
    publishedAt: published?.published_at ?? null,
    filing: published?.filing ?? null,
    eventId: published?.event_id ?? null,
    draftVersion: versions.find(v => v.state === 'draft')?.version ?? null,
    headCount: published?.head_count ?? null,
    rows: rows
      .filter(r => r.until_version === null)
      .map(r => ({
        year: r.year,
        code: r.code,
        name: r.name,
        kind: r.kind as 'untargeted' | 'targeted',
        itemCodes: r.item_codes,
        period: r.period,
        scope: planScope.parse(r.scope),
        dueOn: r.due_on,
        drawOn: r.draw_on,
        initiator: r.initiator,
        guidingUnit: r.guiding_unit,
        basis: r.basis,
        sinceVersion: r.since_version,
        published: published !== undefined && r.since_version <= published.version,
      })),
  }
}

export async function viewPlan(db: ReadDb, scope: Scope, year: number): Promise<ReplyOf<Routes['plan.view']>> {
  const plan = await loadPlan(db, scope, year)
  const names = await loadStratumNames(db, scope)
  return {
    year,
    publishedVersion: plan.publishedVersion,
    publishedAt: plan.publishedAt,
    filing: plan.filing,
    logIndex: (await loggedAt(db, plan.eventId))?.index ?? null,
    pending: plan.rows.filter(r => !r.published).length,
    rows: plan.rows.map(({ year: _, ...r }) => ({ ...r, itemCodes: [...r.itemCodes], scopeText: sayScope(r.scope, names) })),
  }
}
