/**
 * 条件 — the predicates a scheme may use: tests on one facet, one dated fact, one list, or the checks a subject has had, joined by all, any, not.
 *
 * Two-valued on purpose: a test on an absent value is false, so an ungraded firm is neither "B or above" nor "below B" (A-19), and `not`
 * of it is true. A value the scheme's list does not hold counts as absent; the classifier reports it as a doubt. Conditions are compiled
 * once for a scheme and a day, then asked for millions of subjects.
 */
import type { PlainDate } from '../base/plain-date.ts'
import { exhaustive } from '../base/result.ts'
import type { Facet, SchemeFact } from './scheme-schema.ts'

export type Condition =
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition }
  | { readonly facet: string; readonly equals: string | boolean }
  | { readonly facet: string; readonly in: readonly string[] }
  | { readonly facet: string; readonly atLeast: string }
  | { readonly facet: string; readonly below: string }
  | { readonly facet: string; readonly marked: true }
  | FactTest
  | { readonly list: string }
  | CheckTest

/**
 * 有日期的事实 in a window, or still in force (挂牌督办). `where` narrows by detail: 查实 only. `atLeast` counts; with `per` it counts apart for each value of
 * that detail (同一排口), and a record without the detail is in no count.
 */
export interface FactTest {
  readonly fact: string
  readonly within?: string | undefined
  readonly inForce?: true | undefined
  readonly where?: Readonly<Record<string, readonly string[]>> | undefined
  readonly atLeast?: number | undefined
  readonly per?: string | undefined
}

/** 检查历史 in a window: by whom, of which kind, with nothing found, with a document that proves it. */
export interface CheckTest {
  readonly checked: {
    readonly by?: readonly CheckBy[] | undefined
    readonly kinds?: readonly CheckKind[] | undefined
    readonly clean?: true | undefined
    readonly proof?: true | undefined
  }
  readonly within: string
}

/** 要素取值：a grade or category as the scheme spells it, yes/no, a reason in words, or null where nothing is known. */
export type FacetValue = string | boolean | null

/** 有日期的事实：a penalty decision and the day it bears; a complaint and what became of it; 挂牌督办 from `on` until `to`. */
export interface DatedFact {
  readonly kind: string
  readonly on: PlainDate
  /** Last day in force; absent or null: no end is known. Asked only by `inForce`. */
  readonly to?: PlainDate | null
  /** 核查结论、排口、级别 … as the scheme's fact names them. */
  readonly detail?: Readonly<Record<string, string>>
}

export const checkBys = ['own', 'above', 'other'] as const
export type CheckBy = (typeof checkBys)[number]
export const checkKinds = ['random', 'cause', 'campaign', 'recheck'] as const
export type CheckKind = (typeof checkKinds)[number]

/** 一次检查 in a subject's history: ours, a superior's, another department's. */
export interface PastCheck {
  readonly on: PlainDate
  readonly by: CheckBy
  readonly kind: CheckKind
  /** Nothing was found; null: the result is not known. */
  readonly clean: boolean | null
  /** 佐证：文号 or report; empty where there is none. */
  readonly proof: string
}

/** What classification needs of a 检查对象; nothing personal. */
export interface ClassifiableSubject {
  readonly id: string
  readonly status: 'active' | 'suspended' | 'deregistered'
  readonly facets: Readonly<Record<string, FacetValue | undefined>>
  readonly facts: readonly DatedFact[]
  /** 名单 that hold the subject on the asked day, by name. */
  readonly lists?: readonly string[]
  readonly checks?: readonly PastCheck[]
}

/** 时间窗：both days belong to it. `label` is for people: 2026年第一季度. */
export interface ResolvedWindow {
  readonly from: PlainDate
  readonly to: PlainDate
  readonly label: string
}

export interface ConditionContext {
  readonly facets: ReadonlyMap<string, Facet>
  readonly facts: ReadonlyMap<string, SchemeFact>
  readonly windows: ReadonlyMap<string, ResolvedWindow>
  /** The day on which `inForce` is asked. */
  readonly asOf: PlainDate
}

export interface CompiledCondition {
  holds(subject: ClassifiableSubject): boolean
  /** Why it holds, in Chinese: the facets and facts that made it true. Call it only when it holds. */
  evidence(subject: ClassifiableSubject): string[]
}

/** Ready to be asked; joins by all, any, not. @law A-01 A-11 */
export function compileCondition(condition: Condition, context: ConditionContext): CompiledCondition {
  if ('all' in condition) {
    const parts = condition.all.map(c => compileCondition(c, context))
    return { holds: s => parts.every(p => p.holds(s)), evidence: s => parts.flatMap(p => p.evidence(s)) }
  }
  if ('any' in condition) {
    const parts = condition.any.map(c => compileCondition(c, context))
    return {
      holds: s => parts.some(p => p.holds(s)),
      evidence: s => parts.filter(p => p.holds(s)).flatMap(p => p.evidence(s)),
    }
  }
  if ('not' in condition) {
    const part = compileCondition(condition.not, context)
    return { holds: s => !part.holds(s), evidence: () => [] }
  }
  if ('fact' in condition) return compileFactTest(condition, context)
  if ('list' in condition) {
    const name = condition.list
    return { holds: s => s.lists?.includes(name) ?? false, evidence: () => [`在“${name}”名单内`] }
  }
  if ('checked' in condition) return compileCheckTest(condition, context)
  return compileFacetTest(condition, context)
}

/** @law LY-28 SJZ-26 SJZ-27 HS-18 A-09 X-16 EZ-41 JX-42 */
function compileFactTest(test: FactTest, context: ConditionContext): CompiledCondition {
  const kind = test.fact
  const fact = context.facts.get(kind)
  const window = test.within === undefined ? undefined : context.windows.get(test.within)
  if (fact === undefined || (test.within !== undefined && window === undefined))
    throw new Error(`scheme was not read: fact ${kind}, window ${test.within}`)
  const wanted = Object.entries(test.where ?? {}).map(([key, values]) => [key, new Set<string | undefined>(values)] as const)
  const { asOf } = context
  const counted = (f: DatedFact): boolean =>
    f.kind === kind &&
    (window === undefined || (f.on >= window.from && f.on <= window.to)) &&
    (test.inForce !== true || (f.on <= asOf && (f.to == null || f.to >= asOf))) &&
    wanted.every(([key, values]) => values.has(f.detail?.[key]))
  const need = test.atLeast ?? 1
  const { per } = test
  /** The facts that make it true: of the first detail that reaches the number, in the order of its value. */
  const enough = (s: ClassifiableSubject): DatedFact[] => {
    const found = s.facts.filter(counted)
    if (per === undefined) return found.length >= need ? found : []
    const groups = new Map<string, DatedFact[]>()
    for (const f of found) {
      const value = f.detail?.[per] ?? ''
      if (value !== '') groups.set(value, [...(groups.get(value) ?? []), f])
    }
    const first = [...groups.keys()].sort().find(value => groups.get(value)!.length >= need)
    return first === undefined ? [] : groups.get(first)!
  }
  return {
    holds: need === 1 && per === undefined ? s => s.facts.some(counted) : s => s.facts.length >= need && enough(s).length > 0,
    evidence: s => {
      const found = enough(s)
      const when = window?.label ?? '仍然有效的'
      const place = per === undefined ? '' : `（${fact.details!.find(d => d.code === per)!.name} ${found[0]!.detail![per]}）`
      const days = found.map(f => f.on).sort()
      return [`${when}${fact.name}${place}：${need > 1 ? `${days.length} 次，` : ''}${days.join('、')}`]
    },
  }
}

const BY: Readonly<Record<CheckBy, string>> = { own: '本级', above: '上级', other: '其他部门' }

/** @law JX-38 EZ-59 A-13 */
function compileCheckTest({ checked, within }: CheckTest, context: ConditionContext): CompiledCondition {
  const window = context.windows.get(within)
  if (window === undefined) throw new Error(`scheme was not read: window ${within}`)
  const counted = (c: PastCheck): boolean =>
    c.on >= window.from &&
    c.on <= window.to &&
    (checked.by?.includes(c.by) ?? true) &&
    (checked.kinds?.includes(c.kind) ?? true) &&
    (checked.clean !== true || c.clean === true) &&
    (checked.proof !== true || c.proof.trim() !== '')
  return {
    holds: s => s.checks?.some(counted) ?? false,
    evidence: s =>
      s
        .checks!.filter(counted)
        .map(c => `${c.on} ${BY[c.by]}检查${c.clean === true ? '，未发现问题' : ''}${c.proof === '' ? '' : `（${c.proof}）`}`),
  }
}

type FacetTest = Extract<Condition, { facet: string }>

/** @law A-19 LY-26 LY-28 SJZ-25 EZ-41 */
function compileFacetTest(test: FacetTest, context: ConditionContext): CompiledCondition {
  const facet = context.facets.get(test.facet)
  if (facet === undefined) throw new Error(`scheme was not read: facet ${test.facet}`)
  const code = facet.code
  const evidence = (s: ClassifiableSubject) => [describeFacet(facet, s.facets[code] ?? null)]
  if ('equals' in test) return { holds: s => s.facets[code] === test.equals, evidence }
  if ('in' in test) {
    const wanted = new Set<FacetValue | undefined>(test.in)
    return { holds: s => wanted.has(s.facets[code]), evidence }
  }
  if ('marked' in test) return { holds: s => isMarked(s.facets[code]), evidence }
  if (facet.kind !== 'grade') throw new Error(`scheme was not read: facet ${code} has no grades`)
  const rank = new Map<FacetValue | undefined, number>(facet.grades.map((g, i) => [g, i]))
  // Grades run from the best to the worst, so a smaller place is a better grade.
  if ('atLeast' in test) {
    const limit = rank.get(test.atLeast)!
    return { holds: s => (rank.get(s.facets[code]) ?? Number.POSITIVE_INFINITY) <= limit, evidence }
  }
  const limit = rank.get(test.below)!
  return { holds: s => (rank.get(s.facets[code]) ?? Number.NEGATIVE_INFINITY) > limit, evidence }
}

/** 人工标记 counts with its reason only. @law LY-28 EZ-41 */
const isMarked = (value: FacetValue | undefined): boolean => typeof value === 'string' && value.trim() !== ''

/** One facet in words: 大气绩效等级：B-；正面清单：是. */
export function describeFacet(facet: Facet, value: FacetValue): string {
  if (value === null || value === '') return `${facet.name}：未填`
  return `${facet.name}：${value === true ? '是' : value === false ? '否' : value}`
}

/** The value is one the scheme's own list does not hold; such a value counts as absent. @law A-19 */
export function isForeignValue(facet: Facet, value: FacetValue | undefined): boolean {
  if (value === null || value === undefined || value === '') return false
  switch (facet.kind) {
    case 'grade':
      return !facet.grades.some(grade => grade === value)
    case 'choice':
      return !facet.values.some(listed => listed === value)
    case 'flag':
      return typeof value !== 'boolean'
    case 'mark':
      return typeof value !== 'string'
    default:
      return exhaustive(facet)
  }
}
