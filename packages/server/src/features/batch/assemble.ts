/**
 * 组成候选库 — what a batch would freeze now: strata, frame, slots, roster, recusals, met pairs, and what stands in the way. The page shows it, the
 * freeze commits it: one computation for both.
 */
import type { Scope } from '@mingcha/core/access'
import type { DrawRange } from '@mingcha/core/api'
import { addMonths, type PlainDate, type Problem, type Result } from '@mingcha/core/base'
import { parsePeriod, periodStart } from '@mingcha/core/calendar'
import {
  computeQuota,
  type FrameInput,
  type PairInput,
  parseRate,
  type RosterInput,
  type SlotInput,
  type StratumInput,
} from '@mingcha/core/draw'
import {
  computeStratumQuota,
  cutJointList,
  OUT_OF_RANGE,
  type QuotaAnswer,
  type QuotaRule,
  quotaRuleAt,
  rateOf as rateOfScheme,
  slotsFor,
  stratify,
} from '@mingcha/core/scheme'
import type { ReadDb } from '../../db/tx.ts'
import type { Seal } from '../../ports/seal.ts'
import { type ItemLists, loadItemLists } from '../items/queries.ts'
import { loadPlan, type PlanRowInForce } from '../plan/queries.ts'
import { type DrawSubject, loadRecusals, loadRosterForDraw, loadSubjectsForDraw, type Roster } from '../registry/for-draw.ts'
import { type CurrentScheme, currentScheme } from '../scheme/queries.ts'
import { loadCarried } from '../visits/for-batch.ts'

export interface BatchTask {
  readonly code: string
  readonly name: string
  readonly year: number
  readonly planRowCode: string
  readonly dueOn: PlainDate
  readonly row: PlanRowInForce
  /** 执法人员人数 frozen with the published plan; null where the plan was published before it was kept. */
  readonly headCount: number | null
}
export interface AssembledStratum {
  readonly code: string
  readonly name: string
  readonly task: string
  readonly ids: readonly string[]
  /** 基数 N: the pool and whoever was left out of it alone. */
  readonly base: number
  readonly input: StratumInput
  readonly rate: { readonly num: string; readonly den: string } | null
  readonly answer: QuotaAnswer
  readonly quota: number
  readonly reserve: number
  readonly law: readonly string[]
}
/** 抽取数量的说明: what is kept with the commitment, so that the page can say later why a number was what it was. */
export interface StratumQuota {
  readonly code: string
  readonly base: number
  readonly floor: number
  readonly missing: number
  readonly sentence: string
}
export const quotaOfStratum = (s: AssembledStratum): StratumQuota => ({
  code: s.code,
  base: s.base,
  floor: s.answer.floor,
  missing: s.answer.missing,
  sentence: s.answer.sentence,
})
export interface Assembled {
  readonly current: CurrentScheme
  readonly tasks: readonly BatchTask[]
  readonly lists: ItemLists
  readonly dueOn: PlainDate
  readonly strata: readonly AssembledStratum[]
  readonly subjects: ReadonlyMap<string, DrawSubject>
  readonly frame: readonly FrameInput[]
  readonly excluded: readonly { readonly id: string; readonly stratum: string; readonly reason: string }[]
  readonly slots: readonly SlotInput[]
  readonly roster: Roster
  readonly rosterRows: readonly RosterInput[]
  readonly barred: readonly PairInput[]
  readonly pairs: readonly PairInput[]
  readonly unclassified: readonly { readonly id: string; readonly sentence: string }[]
  /** How many of a stratum stand in tier 0 (顺延), 1 (未覆盖的先抽) and 2. */
  tiers(stratum: string): readonly [number, number, number]
}

/** The tasks of a batch with their plan rows. */
export async function loadBatchTasks(db: ReadDb, scope: Scope, batch: string): Promise<BatchTask[]> {
  const rows = await db
    .selectFrom('batch_task')
    .select('task_code')
    .where('agency_id', 'in', scope.agencies)
    .where('batch_code', '=', batch)
    .execute()
  return loadTaskRows(
    db,
    scope,
    rows.map(r => r.task_code),
  )
}

/** Tasks with their plan rows, by code. */
export async function loadTaskRows(db: ReadDb, scope: Scope, codes: readonly string[]): Promise<BatchTask[]> {
  if (codes.length === 0) return []
  const rows = await db
    .selectFrom('task')
    .select(['code', 'year', 'plan_row_code', 'due_on'])
    .where('agency_id', 'in', scope.agencies)
    .where('code', 'in', codes)
    .orderBy('code')
    .execute()
  const tasks: BatchTask[] = []
  for (const year of new Set(rows.map(r => r.year))) {
    const plan = await loadPlan(db, scope, year)
    for (const r of rows.filter(x => x.year === year)) {
      const row = plan.rows.find(p => p.code === r.plan_row_code)
      if (row)
        tasks.push({
          code: r.code,
          name: row.name,
          year,
          planRowCode: row.code,
          dueOn: r.due_on as PlainDate,
          row,
          headCount: plan.headCount,
        })
    }
  }
  return tasks
}

/** Two tasks of one batch that would draw the same stratum. Errors: `batch.strata_clash` {a, b, stratum}. */
export function findClash(tasks: readonly { readonly code: string; readonly row: PlanRowInForce }[]): Problem | null {
  const taken = new Map<string, string>()
  for (const t of tasks)
    for (const stratum of t.row.scope.kind === 'strata' ? t.row.scope.strata : [t.row.scope.stratum]) {
      const other = taken.get(stratum)
      if (other !== undefined) return { code: 'batch.strata_clash', a: other, b: t.code, stratum }
      taken.set(stratum, t.code)
    }
  return null
}

/** A scheme of another year draws nothing. Errors: `freeze.scheme` {from, to, today, due}. */
export function checkValidity(a: Pick<Assembled, 'current' | 'dueOn'>, today: PlainDate): Problem | null {
  const { from, to } = a.current.scheme.validity
  return today < from || a.dueOn > to || today > to ? { code: 'freeze.scheme', from, to, today, due: a.dueOn } : null
}

/**
 * Whoever was substituted out because of 停产 or 不可抗力 stands in tier 0 wherever it now belongs; the rest in tier 2 (protocol §5).
 * Errors: `scheme.none`. @law A-26 A-31 A-11 LY-11 A-29 A-32
 */
export async function assembleBatch(
  db: ReadDb,
  scope: Scope,
  seal: Seal,
  batch: { code: string; period: string },
): Promise<Result<Assembled>> {
  const scheme = await currentScheme(db, scope)
  if (!scheme.ok) return scheme
  const current = scheme.value
  const agency = scope.agencies[0] ?? ''
  const tasks = await loadBatchTasks(db, scope, batch.code)
  const lists = await loadItemLists(db, scope)
  const from = periodStart(batch.period)
  const dueOn = tasks.reduce((last, t) => (t.dueOn > last ? t.dueOn : last), from)
  // With the seal: whoever is drawn already and not visited yet counts to caps and coverage. Pools and counts leave here, never such a check.
  const subjects = await loadSubjectsForDraw(db, scope, from, undefined, seal)
  const cut = stratify(current.scheme, subjects, from)
  const barredByRange: PairInput[] = []
  const reserveRate = drawRate(rateOfScheme(current.scheme.reserve.rate))
  const { quarter } = parsePeriod(batch.period)!
  const roster = await loadRosterForDraw(db, scope, { from, dueOn })
  const strata: AssembledStratum[] = []
  const excluded: { id: string; stratum: string; reason: string }[] = []
  for (const task of tasks) {
    if (task.row.scope.kind === 'strata') {
      const { range } = task.row.scope
      // 定向: the same strata over the objects of the range alone; whoever stands outside is listed under that reason.
      const within = range
        ? stratify(
            current.scheme,
            subjects.filter(s => isInRange(s, range)),
            from,
          )
        : cut
      for (const code of task.row.scope.strata) {
        const pool = within.strata.find(s => s.code === code)
        if (!pool) continue
        if (range) {
          const inside = new Set(pool.ids)
          const named = new Set(within.excluded.filter(e => e.stratum === code).map(e => e.id))
          const out = (cut.strata.find(s => s.code === code)?.ids ?? []).filter(id => !inside.has(id) && !named.has(id))
          excluded.push(...out.map(id => ({ id, stratum: code, reason: OUT_OF_RANGE })))
          if (range.units.length > 0)
            for (const o of roster.available)
              if (!range.units.includes(o.unit)) barredByRange.push(...pool.ids.map(id => ({ inspector: o.code, id })))
        }
        const rule = quotaRuleAt(current.scheme.strata.find(s => s.code === code)!, current.level)
        if (rule === null) continue
        const answer = computeStratumQuota({
          rule,
          base: pool.base,
          pool: pool.ids.length,
          quarter,
          staff: task.headCount ?? roster.available.length,
          planned: task.row.scope.numbers?.[code],
        })
        const quota = answer.number
        const reserve = Math.min(pool.ids.length - quota, computeQuota(quota, reserveRate, 0))
        const plain = plainRate(rule, pool.base === pool.ids.length && quota === answer.floor)
        strata.push({
          code,
          name: pool.name,
          task: task.code,
          ids: pool.ids,
          base: pool.base,
          input: plain
            ? { code, task: task.code, reserve, rate: drawRate(plain.rate), min: plain.min }
            : { code, task: task.code, reserve, quota },
          rate: plain?.rate ?? null,
          answer,
          quota,
          reserve,
          law: pool.law,
        })
        excluded.push(...within.excluded.filter(e => e.stratum === code))
      }
    } else {
      const { list, stratum, count } = task.row.scope
      const pool = cutJointList(
        current.scheme,
        stratum,
        subjects.filter(s => s.lists.includes(list)),
        from,
      )
      const quota = Math.min(count, pool.ids.length)
      const reserve = Math.min(pool.ids.length - quota, computeQuota(quota, reserveRate, 0))
      strata.push({
        code: stratum,
        name: list,
        task: task.code,
        ids: pool.ids,
        base: pool.base,
        input: { code: stratum, task: task.code, reserve, quota },
        rate: null,
        answer: {
          floor: Math.min(count, pool.base),
          ceiling: null,
          number: quota,
          whole: null,
          missing: Math.min(count, pool.base) - quota,
          sentence: `计划行规定 ${count} 家，名单 ${pool.base} 家，抽取 ${quota}`,
        },
        quota,
        reserve,
        law: ['LY-04', 'A-11'],
      })
      excluded.push(...pool.excluded)
    }
  }
  strata.sort((a, b) => (a.code < b.code ? -1 : 1))
  const carried = new Set((await loadCarried(db, scope, seal)).map(c => c.subject))
  const covered = new Map(cut.strata.map(s => [s.code, s.covered]))
  // 0 carried over, 1 not yet covered where the stratum asks that they come first, 2 the rest (protocol §3).
  const tierOf = (id: string, stratum: string): 0 | 1 | 2 => {
    if (carried.has(id)) return 0
    const turned = covered.get(stratum)
    return turned && !turned.has(id) ? 1 : 2
  }
  const frame = strata.flatMap(s => s.ids.map((id): FrameInput => ({ id, stratum: s.code, tier: tierOf(id, s.code) })))
  const tiers = new Map<string, [number, number, number]>(strata.map(s => [s.code, [0, 0, 0]]))
  for (const line of frame) tiers.get(line.stratum)![line.tier]++
  const inFrame = new Set(frame.map(f => f.id))
  const inRoster = new Set(roster.available.map(o => o.code))
  const barred = [
    ...(await loadRecusals(db, scope))
      .filter(r => inRoster.has(r.inspector) && inFrame.has(r.subject))
      .map(r => ({ inspector: r.inspector, id: r.subject })),
    ...barredByRange,
  ]
  return {
    ok: true,
    value: {
      current,
      tasks,
      lists,
      dueOn,
      strata,
      subjects: new Map(subjects.map(s => [s.id, s])),
      frame,
      excluded,
      slots: layOutSlots(agency, current, tasks, lists, strata),
      roster,
      rosterRows: roster.available.map(o => ({
        inspector: o.code,
        agency,
        certificateNumber: o.certificateNumber,
        specialities: o.specialities,
        load: 0,
        limit: '-',
      })),
      barred,
      pairs: await loadMet(db, scope, current, from, inRoster, inFrame),
      unclassified: tasks.some(t => t.row.scope.kind === 'strata') ? cut.unclassified : [],
      tiers: stratum => tiers.get(stratum) ?? [0, 0, 0],
    },
  }
}

/** Every kind of mark the range names holds one of the subject's. @law SJZ-40 */
const isInRange = (s: DrawSubject, range: DrawRange): boolean =>
  (range.regions.length === 0 || range.regions.includes(s.region)) &&
  (range.industries.length === 0 || range.industries.includes(s.industry)) &&
  (range.lists.length === 0 || range.lists.some(l => s.lists.includes(l)))

const drawRate = ({ num, den }: { num: string; den: string }) => parseRate(num, den)!

/** The commitment names a rate only where the protocol's own formula gives the number: a quarter's percentage of the whole pool. */
const plainRate = (rule: QuotaRule, whole: boolean) =>
  whole && rule.kind === 'percent-floor' && rule.per === 'quarter' ? { rate: rateOfScheme(rule.rate), min: rule.min } : null

/** A firm in several strata is one visit: its slots are the union of what its tasks' items ask for. @law LY-11 A-29 */
function layOutSlots(
  agency: string,
  current: CurrentScheme,
  tasks: readonly BatchTask[],
  lists: ItemLists,
  strata: readonly AssembledStratum[],
): SlotInput[] {
  const asked = new Map(tasks.map(t => [t.code, t.row.itemCodes.flatMap(code => lists.published.get(code)?.speciality ?? [])]))
  const specialities = new Map<string, Set<string>>()
  for (const s of strata)
    for (const id of s.ids) {
      const of = specialities.get(id) ?? new Set<string>()
      for (const x of asked.get(s.task) ?? []) of.add(x)
      specialities.set(id, of)
    }
  return [...specialities].flatMap(([id, of]) =>
    slotsFor(current.scheme, of).map(slot => ({ id, slot: slot.slot, agency, speciality: slot.speciality })),
  )
}

/** 轮换: who met whom inside the scheme's window before the period. @law LY-03 */
async function loadMet(
  db: ReadDb,
  scope: Scope,
  current: CurrentScheme,
  from: PlainDate,
  roster: ReadonlySet<string>,
  frame: ReadonlySet<string>,
): Promise<PairInput[]> {
  const months = current.scheme.rotation.months
  if (months === 0) return []
  const rows = await db
    .selectFrom('encounter')
    .select(['inspector_code', 'subject_code'])
    .distinct()
    .where('agency_id', 'in', scope.agencies)
    .where('on_date', '>=', addMonths(from, -months))
    .execute()
  return rows
    .filter(r => roster.has(r.inspector_code) && frame.has(r.subject_code))
    .map(r => ({ inspector: r.inspector_code, id: r.subject_code }))
}
