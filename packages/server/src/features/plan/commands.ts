/** 年度计划的编制、公布与调整. What is published is never edited: an amendment is a later version with its filing (备案). @law LY-18 LY-19 JX-24 */
import type { BodyOf, Routes } from '@mingcha/core/api'
import { encodeUtf8, err, type JsonValue, ok, type Problem, printCanonical, type Result, sha256Hex } from '@mingcha/core/base'
import { periodStart } from '@mingcha/core/calendar'
import { type FormGap, findFormGaps, mayCarryOut, quotaRuleAt, type Scheme, spanAround, spreadOf } from '@mingcha/core/scheme'
import type { Tx } from '../../db/tx.ts'
import { loadItemLists } from '../items/queries.ts'
import { loadRosterForDraw } from '../registry/for-draw.ts'
import { type CurrentScheme, currentScheme } from '../scheme/queries.ts'
import { loadPlan, type PlanRowInForce } from './queries.ts'

type NewRow = BodyOf<Routes['plan.addRow']>

/** Everyone who edits the plan of an agency waits here for the one before. */
const lockPlan = (tx: Tx) => tx.db.selectFrom('agency').select('id').where('id', '=', tx.actor.agency).forUpdate().execute()

/**
 * Errors: `plan.row_taken`, `plan.item_unknown` {item}, `plan.item_level` {item, body}, `plan.scope` {why}, `plan.form` {why},
 * `plan.once` {stratum, row, span}, `plan.due` {due, period, from}, `scheme.none`.
 */
export async function addPlanRow(tx: Tx, row: NewRow): Promise<Result<{ code: string }>> {
  await lockPlan(tx)
  const agency = tx.actor.agency
  const plan = await loadPlan(tx.db, tx.scope, row.year)
  if (plan.rows.some(r => r.code === row.code)) return err({ code: 'plan.row_taken', row: row.code })
  if (!row.period.startsWith(String(row.year))) return err({ code: 'plan.scope', why: `抽查期 ${row.period} 不在 ${row.year} 年。` })
  const from = periodStart(row.period)
  if (row.dueOn < from) return err({ code: 'plan.due', due: row.dueOn, period: row.period, from })
  const lists = await loadItemLists(tx.db, tx.scope)
  const known = new Set(lists.shown.map(i => i.code))
  const unknown = row.itemCodes.find(code => !known.has(code) && !lists.published.has(code))
  if (unknown !== undefined) return err({ code: 'plan.item_unknown', item: unknown })
  const scheme = await currentScheme(tx.db, tx.scope)
  if (!scheme.ok) return scheme
  const reserved = row.itemCodes
    .map(code => lists.published.get(code) ?? lists.shown.find(i => i.code === code))
    .find(item => item !== undefined && !mayCarryOut(item, scheme.value.level))
  if (reserved !== undefined) return err({ code: 'plan.item_level', item: reserved.name, body: reserved.body })
  const twice = findTwice(scheme.value, plan.rows, row)
  if (twice) return err(twice)
  const form = checkForm(scheme.value.scheme, row)
  if (form) return err(form)
  const strata = new Set(scheme.value.scheme.strata.map(s => s.code))
  if (row.scope.kind === 'strata') {
    const foreign = row.scope.strata.find(code => !strata.has(code))
    if (foreign !== undefined) return err({ code: 'plan.scope', why: `方案没有分层 ${foreign}。请从方案的分层中选择。` })
  } else if (strata.has(row.scope.stratum))
    return err({ code: 'plan.scope', why: `名单的分层代码 ${row.scope.stratum} 与方案的分层相同。请换一个。` })
  const version = plan.draftVersion ?? (plan.publishedVersion ?? 0) + 1
  if (plan.draftVersion === null)
    await tx.db
      .insertInto('plan_version')
      .values({ agency_id: agency, year: row.year, version, state: 'draft', actor_id: tx.actor.accountId })
      .execute()
  await tx.db
    .insertInto('plan_row')
    .values({
      agency_id: agency,
      year: row.year,
      code: row.code,
      since_version: version,
      name: row.name,
      kind: row.kind,
      item_codes: [...row.itemCodes],
      period: row.period,
      scope: JSON.stringify(row.scope),
      due_on: row.dueOn,
      draw_on: row.drawOn,
      initiator: row.initiator,
      guiding_unit: row.guidingUnit,
      basis: row.basis,
    })
    .execute()
  await tx.emit({ kind: 'plan.row_added', thing: ['plan', `${row.year}/${row.code}`], payload: { ...row, version } })
  return ok({ code: row.code })
}

const formWords: Readonly<Record<FormGap, string>> = {
  period: '没有写抽查期',
  range: '定向抽查没有写范围（乡镇、行业、名单或检查人员部门）',
  reason: '定向抽查没有写理由',
  'no-range': '不定向抽查不设定范围；要限定范围，改为定向抽查并写明理由',
  unknown: '方案没有这种抽查形式',
}

/** What the scheme draws once in the year or half-year stands in one plan row of it. @law JX-45 JX-46 EZ-38 EZ-39 EZ-40 */
function findTwice({ scheme, level }: CurrentScheme, rows: readonly PlanRowInForce[], row: NewRow): Problem | null {
  if (row.scope.kind !== 'strata') return null
  for (const code of row.scope.strata) {
    const stratum = scheme.strata.find(s => s.code === code)
    const rule = stratum && quotaRuleAt(stratum, level)
    const spread = rule && spreadOf(rule)
    if (!stratum || spread?.split !== 'once') continue
    const span = spanAround(spread.span, periodStart(row.period))
    const other = rows.find(r => {
      const on = periodStart(r.period)
      return r.scope.kind === 'strata' && r.scope.strata.includes(code) && on >= span.from && on <= span.to
    })
    if (other) return { code: 'plan.once', stratum: stratum.name, row: other.code, span: spread.span === 'year' ? '一年' : '半年' }
  }
  return null
}

/** 定向 or 不定向, as the scheme has it; a range outside a targeted draw is refused under every scheme. @law SJZ-39 SJZ-40 SJZ-41 A-05 */
function checkForm(scheme: Scheme, row: NewRow): Problem | null {
  const range = row.scope.kind === 'strata' ? row.scope.range : undefined
  const marks = range
    ? [...range.regions, ...range.industries, ...range.lists, ...range.units]
    : row.scope.kind === 'list'
      ? [row.scope.list]
      : []
  if (row.kind === 'untargeted' && range) return { code: 'plan.form', why: formWords['no-range'] }
  const asked = {
    form: row.kind,
    period: row.period,
    range: marks,
    reason: range?.reason ?? (row.scope.kind === 'list' ? row.basis : null),
  }
  const gaps = findFormGaps(scheme, asked)
  return gaps.length === 0 ? null : { code: 'plan.form', why: gaps.map(g => formWords[g]).join('；') }
}

/** Errors: `plan.row_not_found`, `plan.row_published`. */
export async function removePlanRow(tx: Tx, year: number, code: string): Promise<Result<{ ok: true }>> {
  await lockPlan(tx)
  const row = (await loadPlan(tx.db, tx.scope, year)).rows.find(r => r.code === code)
  if (!row) return err({ code: 'plan.row_not_found', row: code })
  if (row.published) return err({ code: 'plan.row_published', row: code })
  await tx.db.deleteFrom('plan_row').where('agency_id', '=', tx.actor.agency).where('year', '=', year).where('code', '=', code).execute()
  await tx.emit({ kind: 'plan.row_removed', thing: ['plan', `${year}/${code}`], payload: {} })
  return ok({ ok: true })
}

/** Publish the plan, or file and publish an amendment. Errors: `plan.no_draft`, `plan.filing`. @law LY-18 LY-19 */
export async function publishPlan(tx: Tx, year: number, filing: string | null): Promise<Result<{ version: number }>> {
  await lockPlan(tx)
  const agency = tx.actor.agency
  const plan = await loadPlan(tx.db, tx.scope, year)
  if (plan.draftVersion === null || !plan.rows.some(r => !r.published)) return err({ code: 'plan.no_draft' })
  const amends = plan.publishedVersion !== null
  const record = filing !== null && filing !== '' ? filing : null
  if (amends && record === null) return err({ code: 'plan.filing' })
  const version = plan.draftVersion
  const rows = plan.rows.map(({ published: _, ...r }) => ({ ...r, itemCodes: [...r.itemCodes], scope: { ...r.scope } as JsonValue }))
  const sha256 = sha256Hex(printCanonical(rows))
  // Head counts behind the numbers of the year stand still with the plan.
  const today = tx.today
  const { available } = await loadRosterForDraw(tx.db, tx.scope, { from: today, dueOn: today })
  const leaf = printCanonical({
    type: 'mingcha/plan/v1',
    agency,
    year: String(year),
    version: String(version),
    sha256,
    filing: record === null ? '-' : sha256Hex(encodeUtf8(record)),
  })
  const eventId = await tx.emit({
    kind: 'plan.published',
    thing: ['plan', `${year} v${version}`],
    payload: { version, rows: rows.length, sha256, filing: record },
    leaf,
  })
  await tx.db
    .updateTable('plan_version')
    .set({
      state: 'published',
      filing: record,
      published_at: tx.now,
      sha256,
      event_id: eventId,
      actor_id: tx.actor.accountId,
      head_count: plan.headCount ?? available.length,
    })
    .where('agency_id', '=', agency)
    .where('year', '=', year)
    .where('version', '=', version)
    .execute()
  return ok({ version })
}
