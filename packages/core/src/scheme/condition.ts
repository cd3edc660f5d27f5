/**
 * 条件 — the predicates a scheme may use: tests on one facet or one dated fact, joined by all, any, not.
 *
 * Two-valued on purpose: a test on an absent value is false, so an ungraded firm is neither "B or above" nor "below B", and `not`
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
  | { readonly fact: string; readonly within: string }

/** 要素取值：a grade or category as the scheme spells it, yes/no, a reason in words, or null where nothing is known. */
export type FacetValue = string | boolean | null

/** 有日期的事实：a penalty decision and the day it bears. */
export interface DatedFact {
  readonly kind: string
  readonly on: PlainDate
}

/** What classification needs of a 检查对象; nothing personal. */
export interface ClassifiableSubject {
  readonly id: string
  readonly status: 'active' | 'suspended' | 'deregistered'
  readonly facets: Readonly<Record<string, FacetValue | undefined>>
  readonly facts: readonly DatedFact[]
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
}

export interface CompiledCondition {
  holds(subject: ClassifiableSubject): boolean
  /** Why it holds, in Chinese: the facets and facts that made it true. Call it only when it holds. */
  evidence(subject: ClassifiableSubject): string[]
}

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
  if ('fact' in condition) return compileFactTest(condition.fact, condition.within, context)
  return compileFacetTest(condition, context)
}

function compileFactTest(kind: string, within: string, context: ConditionContext): CompiledCondition {
  const fact = context.facts.get(kind)
  const window = context.windows.get(within)
  if (fact === undefined || window === undefined) throw new Error(`scheme was not read: fact ${kind}, window ${within}`)
  const inWindow = (f: DatedFact) => f.kind === kind && f.on >= window.from && f.on <= window.to
  return {
    holds: s => s.facts.some(inWindow),
    evidence: s => [
      `${window.label}${fact.name}：${s.facts
        .filter(inWindow)
        .map(f => f.on)
        .sort()
        .join('、')}`,
    ],
  }
}

type FacetTest = Exclude<Condition, { all: unknown } | { any: unknown } | { not: unknown } | { fact: unknown }>

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
  if ('below' in test) {
    const limit = rank.get(test.below)!
    return { holds: s => (rank.get(s.facets[code]) ?? Number.NEGATIVE_INFINITY) > limit, evidence }
  }
  return exhaustive(test)
}

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
      return typeof value !== 'string' || !facet.grades.includes(value)
    case 'choice':
      return typeof value !== 'string' || !facet.values.includes(value)
    case 'flag':
      return typeof value !== 'boolean'
    case 'mark':
      return typeof value !== 'string'
    default:
      return exhaustive(facet)
  }
}
