/**
 * 分级分类 — which class and stratum a subject falls in, and why, in Chinese with the clause.
 *
 * A subject may meet conditions of several classes; the scheme's order of precedence decides (A-01), and everything it met is shown, not only
 * what won. Whoever matches nothing gets no class and a sentence that says what to fill in: never a silent default.
 */
import type { PlainDate } from '../base/plain-date.ts'
import {
  type ClassifiableSubject,
  type CompiledCondition,
  type ConditionContext,
  compileCondition,
  describeFacet,
  isForeignValue,
} from './condition.ts'
import type { Scheme } from './scheme-schema.ts'
import { resolveWindow } from './windows.ts'

/** 命中的一种情形. */
export interface ClassMatch {
  /** Class code. */
  readonly class: string
  readonly className: string
  /** The ground in the scheme's few words: 上一季度受到行政处罚. */
  readonly condition: string
  readonly law: readonly string[]
  /** The registry values that made it true: 上一季度（2026年第一季度）行政处罚决定：2026-02-11. */
  readonly why: string
}

/** 归类结果. `class` is null when nothing matched. */
export interface Classification {
  readonly class: string | null
  readonly className: string | null
  readonly stratum: string | null
  /** 风险方向 of the class (X-01). */
  readonly polarity: 'high' | 'normal' | 'low' | null
  /** Every ground met, classes in order of precedence. */
  readonly matched: readonly ClassMatch[]
  /** The first ground of the winning class. */
  readonly winner: ClassMatch | null
  readonly sentence: string
  /** Values the scheme's lists do not hold; they counted as absent. */
  readonly doubts: readonly string[]
}

/** A scheme made ready for one day; asks nothing but the subject. */
export interface Classifier {
  classify(subject: ClassifiableSubject): Classification
  /** Only the codes, for millions of subjects: no sentence is made. */
  cut(subject: ClassifiableSubject): { readonly class: string; readonly stratum: string } | null
}

/** The names a scheme's conditions refer to; `asOf` is any day of the drawn period. */
export function conditionContext(scheme: Scheme, asOf: PlainDate): ConditionContext {
  return {
    facets: new Map(scheme.facets.map(f => [f.code, f])),
    facts: new Map(scheme.facts.map(f => [f.kind, f])),
    windows: new Map(scheme.windows.map(w => [w.code, resolveWindow(w, asOf)])),
  }
}

/** `asOf`: any day of the period drawn for, by custom its first (see `windows.ts`). @law LY-23 A-01 */
export function prepareClassifier(scheme: Scheme, asOf: PlainDate): Classifier {
  const context = conditionContext(scheme, asOf)
  const ranked = scheme.precedence.order.map(code => {
    const found = scheme.classes.find(c => c.code === code)!
    return {
      class: found,
      grounds: found.grounds.map(ground => ({ ground, test: compileCondition(ground.when, context) })),
      strata: scheme.strata
        .filter(s => s.class === code)
        .map(s => ({ code: s.code, test: s.when === undefined ? null : compileCondition(s.when, context) })),
    }
  })

  const stratumOf = (strata: readonly { code: string; test: CompiledCondition | null }[], subject: ClassifiableSubject) =>
    strata.find(s => s.test === null || s.test.holds(subject))?.code ?? null

  return {
    cut(subject) {
      for (const entry of ranked) {
        if (!entry.grounds.some(g => g.test.holds(subject))) continue
        const stratum = stratumOf(entry.strata, subject)
        return stratum === null ? null : { class: entry.class.code, stratum }
      }
      return null
    },
    classify(subject) {
      const matched: ClassMatch[] = ranked.flatMap(entry =>
        entry.grounds
          .filter(g => g.test.holds(subject))
          .map(g => ({
            class: entry.class.code,
            className: entry.class.name,
            condition: g.ground.say,
            law: g.ground.law,
            why: g.test.evidence(subject).join('；'),
          })),
      )
      const doubts = scheme.facets
        .filter(f => isForeignValue(f, subject.facets[f.code]))
        .map(f => `${describeFacet(f, subject.facets[f.code]!)} 不在方案的取值内，按未填处理，请核对`)
      const winner = matched[0]
      if (winner === undefined) {
        return { ...NOTHING, matched, doubts, sentence: sayUnclassified(scheme, subject, doubts) }
      }
      const won = ranked.find(entry => entry.class.code === winner.class)!
      const stratum = stratumOf(won.strata, subject)
      const head = { class: winner.class, className: winner.className, stratum, polarity: won.class.risk, matched, winner, doubts }
      if (stratum !== null) return { ...head, sentence: sayWinner(scheme, matched) }
      return { ...head, sentence: `${sayWinner(scheme, matched)}；但没有对应的抽取分层，请核对方案` }
    },
  }
}

/** One subject. For many, keep the `Classifier`. */
export const classifySubject = (scheme: Scheme, subject: ClassifiableSubject, asOf: PlainDate): Classification =>
  prepareClassifier(scheme, asOf).classify(subject)

const NOTHING = { class: null, className: null, stratum: null, polarity: null, winner: null } as const

/** 特殊监管对象：上一季度受到行政处罚（LY-28）；同时命中 重点监管对象（LY-27），按 A-01 以特殊为准. @law LY-23 A-01 */
function sayWinner(scheme: Scheme, matched: readonly ClassMatch[]): string {
  const winner = matched[0]!
  const own = matched.filter(m => m.class === winner.class)
  const others = scheme.precedence.order
    .filter(code => code !== winner.class && matched.some(m => m.class === code))
    .map(code => {
      const of = matched.filter(m => m.class === code)
      return `${of[0]!.className}（${[...new Set(of.flatMap(m => m.law))].join('、')}）`
    })
  const head = `${winner.className}：${own.map(m => `${m.condition}（${m.law.join('、')}）`).join('、')}`
  if (others.length === 0) return head
  const shortName = scheme.classes.find(c => c.code === winner.class)!.shortName
  return `${head}；同时命中 ${others.join('、')}，按 ${scheme.precedence.law.join('、')} 以${shortName}为准`
}

function sayUnclassified(scheme: Scheme, subject: ClassifiableSubject, doubts: readonly string[]): string {
  const missing = scheme.facets.filter(f => f.required === true && isAbsent(subject.facets[f.code]))
  const remedy = missing.map(f => {
    const list = f.kind === 'grade' ? f.grades : f.kind === 'choice' ? f.values : []
    return `缺少“${f.name}”${list.length > 0 ? `（${list.join('、')}）` : ''}`
  })
  const asks = [...remedy, ...doubts]
  const detail = asks.length > 0 ? asks.join('；') : '现有信息不符合任何一类的条件'
  return `未归类，不能参加抽取：${detail}。请在检查对象名录中补正后重新试算`
}

const isAbsent = (value: unknown): boolean => value === null || value === undefined || value === ''
