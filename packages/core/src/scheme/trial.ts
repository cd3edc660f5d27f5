/**
 * 试算 — what a scheme would do to the registry as it stands: classes, pools, quotas of the quarter and of the rest of the year, load, caps, joint
 * numbers, dates. Writes nothing and draws nothing; every number carries its sentence and its clause. `compareTrials` puts two schemes side by side.
 */
import { type PlainDate, quarterStart } from '../base/plain-date.ts'
import { namePeriod, type Period, parsePeriod, periodEnd, periodStart } from '../calendar/period.ts'
import type { WorkingCalendar } from '../calendar/working-days.ts'
import { type CapReach, projectCapReach } from './cap-reach.ts'
import { type Classifier, prepareClassifier } from './classify.ts'
import { type Cited, sayClause } from './clause.ts'
import type { ClassifiableSubject, Condition } from './condition.ts'
import { type JointNeed, jointNeeds } from './joint.ts'
import { methodFor } from './method.ts'
import { computeStratumQuota, type QuotaAnswer, quotaRuleAt, spreadOf } from './quotas.ts'
import { drawDays, reportDays, sayReportDue } from './reports.ts'
import type { AgencyLevel, Scheme, SchemeStratum } from './scheme-schema.ts'
import { COVERED, reasonName, type StratumPool, stratify } from './stratify.ts'
import { quarterWithin } from './windows.ts'

export interface TrialInput {
  readonly level: AgencyLevel
  readonly subjects: readonly ClassifiableSubject[]
  readonly period: Period
  /** 人数 (A-03). */
  readonly staff: number
  readonly calendar: WorkingCalendar
}

/** 依据 — the clauses behind a number, and their words: what the scheme says, and what we took where it is silent. */
export interface Explained {
  readonly law: readonly string[]
  readonly clause: string
}

export interface TrialStratum {
  readonly code: string
  readonly name: string
  readonly class: string | null
  readonly base: number
  readonly pool: number
  /** Who is not in the pool, by reason. */
  readonly left: readonly { readonly code: string; readonly reason: string; readonly count: number }[]
  readonly answer: QuotaAnswer
  /** Numbers of this quarter and those after it in the year, the registry standing still; null: a quarter before. */
  readonly year: readonly (number | null)[]
  /** Of the pool, whose usual way of checking is off site. */
  readonly offSite: number
  readonly law: readonly string[]
  readonly clause: string
}

export interface Trial {
  readonly period: Period
  readonly classes: readonly (Explained & { readonly code: string; readonly name: string; readonly count: number })[]
  readonly strata: readonly TrialStratum[]
  readonly unclassified: readonly { readonly id: string; readonly sentence: string }[]
  /** Drawn this quarter, strata added up: a firm drawn in two is one visit, so this is the most. */
  readonly visits: number
  /** 人日 of those visits: visits × officers × what the scheme counts for one. */
  readonly personDays: number
  /** How the person-days come about. */
  readonly load: Explained & { readonly sentence: string }
  /** `count`: left out, having reached it; `reach`: whom this draw brings to it. */
  readonly caps: readonly (Explained & {
    readonly code: string
    readonly name: string
    readonly limit: number
    readonly count: number
    readonly reach: CapReach
  })[]
  readonly joint: readonly JointNeed[]
  /** Days on which the draw may be held; null: any. */
  readonly drawDays: readonly PlainDate[] | null
  /** The row that fixes those days; null where the scheme has none. */
  readonly drawRule: Explained | null
  readonly reports: readonly (Explained & { readonly on: PlainDate; readonly name: string })[]
  /** 请注意: what the numbers do not show by themselves, each a sentence. */
  readonly notes: readonly string[]
}

const explain = (row: Cited): Explained => ({ law: row.law, clause: sayClause(row) })

/** @law A-04 A-06 A-13 A-21 A-26 A-33 X-17 JX-82 */
export function tryScheme(scheme: Scheme, input: TrialInput): Trial {
  const { level, subjects, period, staff, calendar } = input
  const asOf = periodStart(period)
  const quarter = parsePeriod(period)!.quarter
  const cut = stratify(scheme, subjects, asOf)
  const classifier = prepareClassifier(scheme, asOf)
  const counts = new Map(scheme.classes.map(c => [c.code, 0]))
  const offSite = new Set<string>()
  for (const s of subjects) {
    if (s.status !== 'active') continue
    const found = classifier.cut(s)
    if (found !== null) counts.set(found.class, counts.get(found.class)! + 1)
    if (methodFor(scheme, s, asOf).method === 'off-site') offSite.add(s.id)
  }
  const strata = cut.strata.flatMap((pool): TrialStratum[] => {
    const stratum = scheme.strata.find(s => s.code === pool.code)!
    const left = new Map<string, number>()
    for (const e of cut.excluded) if (e.stratum === pool.code) left.set(e.reason, (left.get(e.reason) ?? 0) + 1)
    const year = projectYear(stratum, pool, left.get(COVERED) ?? 0, { level, quarter, staff })
    const answer = year[0]
    if (answer === undefined) return []
    return [
      {
        code: pool.code,
        name: pool.name,
        class: pool.class,
        base: pool.base,
        pool: pool.ids.length,
        left: [...left].map(([code, count]) => ({ code, reason: reasonName(scheme, code), count })),
        answer,
        year: [...Array.from({ length: quarter - 1 }, () => null), ...year.map(a => a.number)],
        offSite: pool.ids.filter(id => offSite.has(id)).length,
        law: pool.law,
        clause: sayClause(stratum),
      },
    ]
  })
  const byId = new Map(scheme.caps?.length ? subjects.map(s => [s.id, s]) : [])
  const visits = strata.reduce((n, s) => n + s.answer.number, 0)
  const { officers } = scheme.team
  const halfDays = scheme.workload?.halfDays ?? 2
  const baseOf = (code: string) => strata.filter(s => s.class === code).reduce((n, s) => n + s.base, 0)
  return {
    period,
    classes: scheme.classes.map(c => ({ code: c.code, name: c.name, count: counts.get(c.code)!, ...explain(c) })),
    strata,
    unclassified: cut.unclassified,
    visits,
    personDays: (visits * officers * halfDays) / 2,
    load: {
      sentence: `${visits} 次 × ${officers} 人 × ${halfDays / 2} 人日 = ${(visits * officers * halfDays) / 2} 人日`,
      ...explain(scheme.workload ?? scheme.team),
    },
    caps: (scheme.caps ?? []).map(cap => ({
      code: cap.code,
      name: cap.name,
      limit: cap.limit,
      ...explain(cap),
      count: new Set(cut.excluded.filter(e => e.reason === cap.code).map(e => e.id)).size,
      reach: projectCapReach(
        cap,
        cut.strata.map(p => ({ ...p, drawn: strata.find(s => s.code === p.code)?.answer.number ?? 0 })),
        id => byId.get(id)!,
        classifier,
        asOf,
      ),
    })),
    joint: jointNeeds(scheme, baseOf),
    drawDays: drawDays(scheme, period, calendar)?.days ?? null,
    drawRule: scheme.drawCalendar ? explain(scheme.drawCalendar) : null,
    reports: listReports(scheme, parsePeriod(period)!.year),
    notes: noteTrial(scheme, input),
  }
}

/** Reports of the year by day; of one day in the order of the scheme. */
function listReports(scheme: Scheme, year: number): Trial['reports'] {
  const due = (scheme.reports ?? []).flatMap(r => reportDays(r.due, year).map(on => ({ on, name: r.name, ...explain(r) })))
  return [...new Set(due.map(r => r.on))].sort().flatMap(on => due.filter(r => r.on === on))
}

/** Lists the scheme names that hold nobody, a period outside its validity, reports that have no fixed day. */
function noteTrial(scheme: Scheme, { subjects, period }: TrialInput): string[] {
  const notes: string[] = []
  const { from, to } = scheme.validity
  const [first, last] = [periodStart(period), periodEnd(period)]
  if (first < from || last > to)
    notes.push(`${namePeriod(period)}不全在方案的有效期（${from} 至 ${to}）之内；试算可以看，有效期以外不能抽取`)
  const known = new Set(subjects.flatMap(s => s.lists ?? []))
  for (const name of namedLists(scheme))
    if (!known.has(name))
      notes.push(`名单“${name}”里没有一家企业。名称要与台账和导入的名单一字不差；现有的名单：${[...known].sort().join('、') || '（没有）'}`)
  const hanging = (scheme.reports ?? []).filter(r => r.due.kind === 'after')
  if (hanging.length > 0) notes.push(`随事情走、没有固定日期的报送：${hanging.map(r => `${r.name}（${sayReportDue(r.due)}）`).join('、')}`)
  return notes
}

/** Every list the scheme asks about: strata and conditions, each once, in file order. */
function namedLists(scheme: Scheme): readonly string[] {
  const names = new Set<string>()
  const look = (condition: Condition | undefined): void => {
    if (condition === undefined) return
    if ('all' in condition) condition.all.forEach(look)
    else if ('any' in condition) condition.any.forEach(look)
    else if ('not' in condition) look(condition.not)
    else if ('list' in condition) names.add(condition.list)
  }
  for (const c of scheme.classes) {
    for (const g of c.grounds) look(g.when)
    look(c.stays?.while)
  }
  for (const s of scheme.strata) {
    if (s.list !== undefined) names.add(s.list)
    look(s.when)
  }
  for (const e of scheme.exclusions ?? []) if (e.apply) look(e.when)
  look(scheme.method.offSite.needs)
  for (const g of scheme.method.offSite.groups) look(g.when)
  return [...names]
}

/**
 * The asked quarter and those after it: without repetition the pool loses who was drawn, and has everyone back when the window begins anew; what is drawn
 * once stands in the asked quarter and asks nothing more of its span. Empty where the scheme has no number for the level. @law A-33 V-08 JX-45 JX-46
 */
export function projectYear(
  stratum: SchemeStratum,
  pool: Pick<StratumPool, 'base' | 'ids'>,
  coveredNow: number,
  at: { readonly level: AgencyLevel; readonly quarter: 1 | 2 | 3 | 4; readonly staff: number },
): readonly QuotaAnswer[] {
  const rule = quotaRuleAt(stratum, at.level)
  if (rule === null) return []
  const { coverage } = stratum
  const spread = spreadOf(rule)
  const applies = (quarter: number): boolean =>
    coverage?.covered === 'out' && quarterWithin(coverage.window, quarterStart({ year: 2000, quarter: quarter as 1 })) >= coverage.from
  const answers: QuotaAnswer[] = []
  const whole = pool.ids.length + coveredNow
  let gone = coveredNow
  for (let quarter = at.quarter; quarter <= 4; quarter++) {
    if (quarter === 3 && at.quarter < 3 && coverage?.window === 'half-year') gone = 0
    const available = applies(quarter) ? whole - gone : whole
    const asked = computeStratumQuota({ rule, base: pool.base, pool: available, quarter: quarter as 1 | 2 | 3 | 4, staff: at.staff })
    const begins = quarter === at.quarter || (spread?.span === 'half-year' && quarter === 3)
    const answer =
      spread?.split === 'once' && !begins
        ? { ...asked, floor: 0, number: 0, missing: 0, sentence: `${asked.sentence}，本期限内已抽` }
        : asked
    answers.push(answer)
    gone = Math.min(whole, gone + answer.number)
  }
  return answers
}

/** 覆盖预计: the share of the base that is drawn in the window if every quarter draws its number and who is covered comes last or leaves. @law A-21 EZ-43 */
export const projectedCoverage = (base: number, covered: number, numbers: readonly number[]): number =>
  Math.min(
    base,
    numbers.reduce((n, x) => n + x, covered),
  )

export interface TrialChange {
  /** Per stratum of either: numbers before and after; null where the scheme does not have it. */
  readonly strata: readonly {
    readonly code: string
    readonly name: string
    readonly before: number | null
    readonly after: number | null
  }[]
  readonly visits: number
  readonly personDays: number
  /** Firms at a cap once the draw is made: left out already, and brought to it. */
  readonly atCap: CapReach
  /** Firms whose class or stratum differs: how many go from where to where, with a few of them. */
  readonly moves: readonly {
    readonly from: string
    readonly to: string
    readonly count: number
    readonly examples: readonly { readonly id: string; readonly before: string; readonly after: string }[]
  }[]
}

const SHOWN_MOVES = 5

/** Two schemes over the same registry: what would change. */
export function compareTrials(
  before: { readonly scheme: Scheme; readonly trial: Trial },
  after: { readonly scheme: Scheme; readonly trial: Trial },
  subjects: readonly ClassifiableSubject[],
): TrialChange {
  const asOf = periodStart(after.trial.period)
  const [old, next] = [prepareClassifier(before.scheme, asOf), prepareClassifier(after.scheme, asOf)]
  const moves = new Map<string, { from: string; to: string; count: number; examples: { id: string; before: string; after: string }[] }>()
  for (const s of subjects) {
    if (s.status !== 'active') continue
    const [from, to] = [placeOf(before.scheme, old, s), placeOf(after.scheme, next, s)]
    if (from === to) continue
    const move = moves.get(`${from}|${to}`) ?? { from, to, count: 0, examples: [] }
    move.count++
    if (move.examples.length < SHOWN_MOVES)
      move.examples.push({ id: s.id, before: old.classify(s).sentence, after: next.classify(s).sentence })
    moves.set(`${from}|${to}`, move)
  }
  const sum = (t: Trial, bound: keyof CapReach) => t.caps.reduce((n, c) => n + c.count + c.reach[bound], 0)
  const differ = (bound: keyof CapReach) => sum(after.trial, bound) - sum(before.trial, bound)
  const codes = [...new Set([...before.trial.strata, ...after.trial.strata].map(s => s.code))]
  return {
    strata: codes.map(code => {
      const [was, is] = [before.trial.strata.find(s => s.code === code), after.trial.strata.find(s => s.code === code)]
      return { code, name: (is ?? was)!.name, before: was?.answer.number ?? null, after: is?.answer.number ?? null }
    }),
    visits: after.trial.visits - before.trial.visits,
    personDays: after.trial.personDays - before.trial.personDays,
    atCap: { least: differ('least'), most: differ('most') },
    moves: [...moves.values()].sort((a, b) => b.count - a.count),
  }
}

function placeOf(scheme: Scheme, classifier: Classifier, subject: ClassifiableSubject): string {
  const found = classifier.cut(subject)
  if (found === null) return '未归类'
  return scheme.strata.find(s => s.code === found.stratum)?.name ?? scheme.classes.find(c => c.code === found.class)!.name
}
