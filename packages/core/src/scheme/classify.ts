/**
 * 分级分类 — which class and stratum a subject falls in, and why, in Chinese with the clause.
 *
 * A subject may meet conditions of several classes; the scheme's order of precedence decides (A-01), and everything it met is shown, not only
 * what won. Whoever matches nothing gets no class and a sentence that says what to fill in: never a silent default.
 */
import { addMonths, type PlainDate } from '../base/plain-date.ts'
import {
  type ClassifiableSubject,
  type CompiledCondition,
  type Condition,
  type ConditionContext,
  compileCondition,
  describeFacet,
  isForeignValue,
} from './condition.ts'
import type { Scheme, SchemeClass } from './scheme-schema.ts'
import { resolveWindow, spanAround } from './windows.ts'

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
  /** 自动退出: the class it was in for the period before and is not in any more, in words; else null. */
  readonly left: string | null
  readonly sentence: string
  /** Values the scheme's lists do not hold; they counted as absent. */
  readonly doubts: readonly string[]
}

/** A scheme made ready for one day; asks nothing but the subject. */
export interface Classifier {
  classify(subject: ClassifiableSubject): Classification
  /** Only the codes, for millions of subjects: no sentence is made. `stratum` null: the class is drawn in no stratum that takes the subject. */
  cut(subject: ClassifiableSubject): { readonly class: string; readonly stratum: string | null } | null
}

/** The names a scheme's conditions refer to; `asOf` is any day of the drawn period. */
export function conditionContext(scheme: Scheme, asOf: PlainDate): ConditionContext {
  return {
    facets: new Map(scheme.facets.map(f => [f.code, f])),
    facts: new Map(scheme.facts.map(f => [f.kind, f])),
    windows: new Map(scheme.windows.map(w => [w.code, resolveWindow(w, asOf)])),
    asOf,
  }
}

/** How many quarters back membership is followed where a class keeps its members (`stays`); beyond it a member had found his way out. */
const FOLLOWED_QUARTERS = 12

/** `asOf`: any day of the period drawn for, by custom its first (see `windows.ts`). @law LY-23 A-01 SJZ-20 HS-19 JX-43 */
export const prepareClassifier = (scheme: Scheme, asOf: PlainDate): Classifier => prepare(scheme, asOf, FOLLOWED_QUARTERS)

interface Ranked {
  readonly class: SchemeClass
  readonly tests: readonly { readonly match: ClassMatch; readonly test: CompiledCondition }[]
  readonly strata: readonly { readonly code: string; readonly test: CompiledCondition | null }[]
}

/** `followed`: quarters still looked back. @law LY-23 A-01 SJZ-20 SJZ-30 HS-19 JX-43 A-16 */
function prepare(scheme: Scheme, asOf: PlainDate, followed: number): Classifier {
  const context = conditionContext(scheme, asOf)
  const compile = (condition: Condition) => compileCondition(condition, context)
  // The period before is made ready when somebody first asks: no scheme without `stays` ever does.
  let before: Classifier | undefined
  const wasIn = (code: string, subject: ClassifiableSubject): boolean => {
    if (followed === 0) return false
    before ??= prepare(scheme, addMonths(asOf, -3), followed - 1)
    return before.cut(subject)?.class === code
  }
  const stayTest = (code: string, condition: Condition): CompiledCondition => {
    const found = compile(condition)
    return {
      holds: s => found.holds(s) && wasIn(code, s),
      evidence: s => [`上一期在本类`, ...found.evidence(s)],
    }
  }
  const matchOf = (c: SchemeClass, row: { say: string; law: string[] }): ClassMatch => ({
    class: c.code,
    className: c.name,
    condition: row.say,
    law: row.law,
    why: '',
  })
  const ranked = scheme.precedence.order.map((code): Ranked => {
    const found = scheme.classes.find(c => c.code === code)!
    const grounds = found.grounds.map(g => ({ match: matchOf(found, g), test: compile(g.when) }))
    const stays = found.stays ? [{ match: matchOf(found, found.stays), test: stayTest(code, found.stays.while) }] : []
    return {
      class: found,
      tests: [...grounds, ...stays],
      strata: scheme.strata.filter(s => s.class === code).map(s => ({ code: s.code, test: s.when === undefined ? null : compile(s.when) })),
    }
  })
  const residual = ranked.find(r => r.class.residual !== undefined)

  const stratumOf = (strata: Ranked['strata'], subject: ClassifiableSubject) =>
    strata.find(s => s.test === null || s.test.holds(subject))?.code ?? null

  return {
    cut(subject) {
      const won = ranked.find(entry => entry.tests.some(t => t.test.holds(subject))) ?? residual
      return won === undefined ? null : { class: won.class.code, stratum: stratumOf(won.strata, subject) }
    },
    classify(subject) {
      const met = ranked.flatMap(entry =>
        entry.tests.filter(t => t.test.holds(subject)).map(t => ({ ...t.match, why: t.test.evidence(subject).join('；') })),
      )
      const matched = met.length > 0 || residual === undefined ? met : [matchOf(residual.class, residual.class.residual!)]
      const doubts = scheme.facets
        .filter(f => isForeignValue(f, subject.facets[f.code]))
        .map(f => `${describeFacet(f, subject.facets[f.code]!)} 不在方案的取值内，按未填处理，请核对`)
      const winner = matched[0]
      if (winner === undefined) {
        return { ...NOTHING, matched, left: null, doubts, sentence: sayUnclassified(scheme, subject, doubts) }
      }
      const won = ranked.find(entry => entry.class.code === winner.class)!
      const stratum = stratumOf(won.strata, subject)
      const leaves = scheme.classes.find(c => c.stays !== undefined && c.code !== winner.class && wasIn(c.code, subject))
      const left = leaves === undefined ? null : sayLeft(leaves, subject, asOf)
      const head = { class: winner.class, className: winner.className, stratum, polarity: won.class.risk, matched, winner, left, doubts }
      const said = left === null ? sayWinner(scheme, matched) : `${sayWinner(scheme, matched)}。${left}`
      if (stratum !== null) return { ...head, sentence: said }
      return { ...head, sentence: `${said}；但没有对应的抽取分层，请核对方案` }
    },
  }
}

/** 自动退出: said with whether the firm was drawn in the period it was clean in. @law JX-43 A-16 V-24 */
function sayLeft(left: SchemeClass, subject: ClassifiableSubject, asOf: PlainDate): string {
  const { from, to } = spanAround('quarter', addMonths(asOf, -3))
  const drawn = subject.checks?.some(c => c.kind === 'random' && c.on >= from && c.on <= to) ?? false
  return `上一期为${left.name}，${drawn ? '已抽查' : '未抽中'}，未发现违法问题，自动退出（${left.stays!.law.join('、')}）`
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

/** What to fill in, so that the subject can be classed. @law LY-23 A-19 */
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

/** @law A-19 */
const isAbsent = (value: unknown): boolean => value === null || value === undefined || value === ''
