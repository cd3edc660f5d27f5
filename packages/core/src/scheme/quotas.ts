/**
 * 抽取数量 — how many a rule asks for in one quarter, how many there are to draw, and what is missing. Whole numbers only.
 *
 * Three numbers are kept apart. `base` is N, everyone the rule speaks of: the active objects of the stratum on the frozen registry (A-26). `pool` is who
 * can be drawn: the base less who has reached a cap, was checked by a superior or has had his turn (A-13, X-17). `number` is drawn: never above the pool,
 * never below the floor unless the pool is smaller, and then the shortfall is said.
 */
import { exhaustive } from '../base/result.ts'
import { ceilShare, floorShare, type Rate, rateOf } from './rate.ts'
import type { AgencyLevel, QuotaRule, SchemeStratum } from './scheme-schema.ts'

export interface QuotaQuestion {
  readonly rule: QuotaRule
  readonly base: number
  readonly pool: number
  /** 1–4: the quarter drawn for. */
  readonly quarter: 1 | 2 | 3 | 4
  /** 人数 (A-03): active certified officers, frozen with the plan. Only a staff multiple asks. */
  readonly staff: number
  /** What the published plan says where it says more than the floor (A-36). */
  readonly planned?: number | undefined
}

export interface QuotaAnswer {
  /** The least the rule allows this quarter. */
  readonly floor: number
  /** The most, where the rule has one. */
  readonly ceiling: number | null
  /** Drawn. */
  readonly number: number
  /** For the whole half-year or year, and its parts by quarter; null where the rule speaks of a quarter. */
  readonly whole: { readonly number: number; readonly parts: readonly number[] } | null
  /** What the pool lacks of the floor. */
  readonly missing: number
  /** 18% × 61，向上取整 = 11. */
  readonly sentence: string
}

/** The rule for an agency's level. Null: the scheme has none for it. @law SJZ-22 SJZ-23 EZ-42 */
export function quotaRuleAt(stratum: SchemeStratum, level: AgencyLevel): QuotaRule | null {
  const { quota } = stratum
  return 'byLevel' in quota ? (quota.byLevel[level] ?? null) : quota
}

/** @law A-20 A-23 A-26 A-36 SJZ-22 SJZ-31 HS-21 HS-23 JX-39 JX-40 JX-45 EZ-38 EZ-39 EZ-42 EZ-44 */
export function computeStratumQuota(question: QuotaQuestion): QuotaAnswer {
  const { rule, base, pool, quarter, planned } = question
  const bounds = boundsOf(rule, base, question.staff)
  const spread = spreadOf(rule)
  const partOf = (whole: number): readonly number[] =>
    spread === null ? [whole, whole, whole, whole] : splitWhole(whole, spread.span, spread.split)
  const at = quarter - 1
  const parts = partOf(bounds.low)
  const floor = parts[at]!
  const ceiling = bounds.high === null ? null : Math.max(floor, partOf(bounds.high)[at]!)
  const wanted = Math.min(Math.max(floor, planned ?? floor), ceiling ?? Number.POSITIVE_INFINITY, base)
  const number = Math.min(wanted, pool)
  const whole = spread === null ? null : { number: bounds.low, parts }
  const rest =
    spread === null
      ? ''
      : spread.split === 'once'
        ? '，一次抽取'
        : `，分到各季度 ${parts.slice(0, spread.span === 'year' ? 4 : 2).join('、')}`
  const more = number > floor ? `；计划抽取 ${number}` : ''
  return { floor, ceiling, number, whole, missing: Math.max(0, floor - pool), sentence: `${bounds.sentence}${rest}${more}` }
}

type Split = 'even' | 'once' | readonly number[]

/** Over what a number is spread and how (`once`, 每年抽查 1 次: whole, in one quarter of its span); null: for each quarter. @law A-04 JX-45 JX-46 */
export const spreadOf = (rule: QuotaRule): { readonly span: 'half-year' | 'year'; readonly split: Split } | null =>
  rule.kind === 'none' || rule.per === 'quarter' ? null : { span: rule.per, split: rule.split ?? (rule.kind === 'all' ? 'once' : 'even') }

interface Bounds {
  readonly low: number
  readonly high: number | null
  readonly sentence: string
}

const SPAN = { quarter: '', 'half-year': '每半年 ', year: '全年 ' } as const

/** What the rule asks of N for the whole of its span. @law A-20 A-23 EZ-38 EZ-39 EZ-42 EZ-44 SJZ-31 HS-23 JX-45 */
function boundsOf(rule: QuotaRule, base: number, staff: number): Bounds {
  switch (rule.kind) {
    case 'percent-floor': {
      const share = ceilShare(rateOf(rule.rate), base)
      const low = Math.min(base, Math.max(rule.min, share))
      return {
        low,
        high: null,
        sentence: `${SPAN[rule.per]}${rule.rate} × ${base}，向上取整 = ${share}${low === share ? '' : `，至少 ${low}`}`,
      }
    }
    case 'percent-range': {
      const low = base === 0 ? 0 : Math.max(1, ceilShare(rateOf(rule.low), base))
      const high = Math.max(low, floorShare(rateOf(rule.high), base))
      return { low, high, sentence: `${SPAN[rule.per]}${rule.low} 至 ${rule.high} × ${base} = ${low} 至 ${high}` }
    }
    case 'count-range': {
      const [low, high] = [Math.min(rule.low, base), Math.min(rule.high, base)]
      const said = base < rule.low ? `共 ${base} 家，不足 ${rule.low} 家，全部抽取` : `共 ${base} 家，抽取 ${low} 至 ${high} 家`
      return { low, high, sentence: `${SPAN[rule.per]}${said}` }
    }
    case 'staff-multiple': {
      const asked = rule.times * staff
      const low = Math.min(base, asked)
      return {
        low,
        high: null,
        sentence: `全年 ${rule.times} × ${staff} 名执法人员 = ${asked}${low === asked ? '' : `，以对象总数 ${base} 为限`}`,
      }
    }
    case 'all':
      return { low: base, high: base, sentence: `${SPAN[rule.per]}全部 ${base}` }
    case 'none':
      return { low: 0, high: null, sentence: '方案不设比例' }
    default:
      return exhaustive(rule)
  }
}

/**
 * The parts of a whole by quarter. Even: the remainder goes to the earlier quarters. Once: the quarter that draws draws everything. Percentages: each
 * quarter brings the sum up to its share, rounded up, so that nothing is left over. @law A-04 V-05
 */
export function splitWhole(whole: number, span: 'half-year' | 'year', split: Split = 'even'): readonly number[] {
  if (split === 'once') return [whole, whole, whole, whole]
  if (split === 'even') {
    const quarters = span === 'year' ? 4 : 2
    const part = (i: number) => Math.floor(whole / quarters) + (i % quarters < whole % quarters ? 1 : 0)
    return [part(0), part(1), part(2), part(3)]
  }
  const shares: Rate[] = split.map((_, i) => ({ num: String(split.slice(0, i + 1).reduce((a, b) => a + b, 0)), den: '100' }))
  const reached = shares.map(share => ceilShare(share, whole))
  return reached.map((n, i) => n - (reached[i - 1] ?? 0))
}

/** The scheme's own numbers of a rule, for a page: 每季度不低于 18%. */
export function sayQuotaRule(rule: QuotaRule): string {
  const per = rule.kind === 'none' ? '' : { quarter: '每季度', 'half-year': '每半年', year: '每年' }[rule.per]
  const split = saySplit(spreadOf(rule)?.split)
  switch (rule.kind) {
    case 'percent-floor':
      return `${per}不低于 ${rule.rate}，向上取整${rule.min > 0 ? `，有对象即至少 ${rule.min} 家` : ''}${split}`
    case 'percent-range':
      return `${per} ${rule.low} 至 ${rule.high}，下限向上取整、上限向下取整，有对象即至少 1 家${split}`
    case 'count-range':
      return `${per} ${rule.low} 至 ${rule.high} 家，不足 ${rule.low} 家的全部抽取${split}`
    case 'staff-multiple':
      return `每年不少于执法人员人数的 ${rule.times} 倍${split}`
    case 'all':
      return `${per}全部抽取${split}`
    case 'none':
      return '不设比例'
    default:
      return exhaustive(rule)
  }
}

const saySplit = (split: Split | undefined): string =>
  split === undefined
    ? ''
    : split === 'even'
      ? '，均分到各季度，余数在前'
      : split === 'once'
        ? '，一次抽取'
        : `，各季度 ${split.map(n => `${n}%`).join('、')}`
