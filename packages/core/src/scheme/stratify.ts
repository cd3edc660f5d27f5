/**
 * 分层 — the registry cut into the strata of a draw: who stands in which pool, who is left out and for what reason, who cannot be classed.
 *
 * Left out of pool and base: 停产. Left out of the pool only, the base stays: who may be excluded with proof, who has reached a cap,
 * who has had his turn where the stratum draws without repetition. The first reason in that order is the one named. Lists are in byte order of the id,
 * so that the order of the rows never matters.
 */
import { addDays, type PlainDate } from '../base/plain-date.ts'
import { conditionContext, prepareClassifier } from './classify.ts'
import { type ClassifiableSubject, compileCondition, type PastCheck } from './condition.ts'
import type { Cap, Coverage, Scheme, SchemeStratum } from './scheme-schema.ts'
import { quarterWithin, spanAround } from './windows.ts'

/** 一个分层的候选对象. */
export interface StratumPool {
  readonly code: string
  readonly name: string
  /** Null: the stratum is a list. */
  readonly class: string | null
  /** 候选库. */
  readonly ids: readonly string[]
  /** 基数 N. */
  readonly base: number
  /** Covered already and so last in order (tier 2, the others tier 1); null where the stratum has no such order now. */
  readonly covered: ReadonlySet<string> | null
  readonly law: readonly string[]
}

/** 不进入候选库的对象: stands in `excluded.txt` under its reason. */
export interface ExcludedSubject {
  readonly id: string
  readonly stratum: string
  readonly reason: string
  /** Still counted in the base. */
  readonly inBase: boolean
}

export interface Strata {
  readonly strata: readonly StratumPool[]
  readonly excluded: readonly ExcludedSubject[]
  /** 未归类: to be put right before the freeze. */
  readonly unclassified: readonly { readonly id: string; readonly sentence: string }[]
}

/** 已覆盖、不重复抽取的公开原因. */
export const COVERED = 'COVERED'
/** 不在定向抽查范围内的公开原因 (SJZ-40). */
export const OUT_OF_RANGE = 'RANGE'

/** 移出候选库的原因 in the scheme's words: 本年度已由上级检查. A code the scheme does not know is given as it is. */
export function reasonName(scheme: Scheme, code: string): string {
  if (code === COVERED) return '本期限内已抽查过'
  if (code === OUT_OF_RANGE) return '不在定向抽查的范围内'
  return (
    scheme.eligibility.find(e => e.effect === 'exclude' && e.reason === code)?.name ??
    scheme.exclusions?.find(e => e.code === code)?.name ??
    scheme.caps?.find(c => c.code === code)?.name ??
    code
  )
}

/** `asOf`: any day of the drawn period, by custom its first. @law LY-24 LY-25 LY-27 LY-28 A-26 A-31 A-11 */
export function stratify(scheme: Scheme, subjects: Iterable<ClassifiableSubject>, asOf: PlainDate): Strata {
  const classifier = prepareClassifier(scheme, asOf)
  const gate = prepareGate(scheme, asOf)
  const filling = new Map(scheme.strata.map(s => [s.code, fill(s, asOf)]))
  const ofList = scheme.strata.filter(s => s.list !== undefined)
  const excluded: ExcludedSubject[] = []
  const unclassified: { id: string; sentence: string }[] = []
  for (const subject of subjects) {
    const status = eligibilityOf(scheme, subject)
    if (status?.effect === 'omit') continue
    const cut = classifier.cut(subject)
    const place = (stratum: string) => {
      if (status?.effect === 'exclude') {
        excluded.push({ id: subject.id, stratum, reason: status.reason, inBase: false })
        return
      }
      const pool = filling.get(stratum)!
      pool.base++
      const reason = gate(subject, cut?.class ?? null) ?? (pool.out?.(subject) ? COVERED : null)
      if (reason !== null) excluded.push({ id: subject.id, stratum, reason, inBase: true })
      else {
        pool.ids.push(subject.id)
        if (pool.last?.(subject)) pool.covered.add(subject.id)
      }
    }
    if (cut === null || cut.stratum === null) unclassified.push({ id: subject.id, sentence: classifier.classify(subject).sentence })
    else place(cut.stratum)
    for (const s of ofList) if (subject.lists?.includes(s.list!)) place(s.code)
  }
  return {
    strata: scheme.strata.map(s => {
      const pool = filling.get(s.code)!
      return {
        code: s.code,
        name: s.name,
        class: s.class ?? null,
        ids: pool.ids.sort(),
        base: pool.base,
        covered: pool.last ? pool.covered : null,
        law: s.law,
      }
    }),
    excluded: excluded.sort(byId),
    unclassified: unclassified.sort(byId),
  }
}

/**
 * 计划行另定的名单 as a stratum of its own: membership beside the risk class; the plan row states the number. The same statuses, exclusions and caps
 * leave out. @law A-11 JX-47 X-17
 */
export function cutJointList(
  scheme: Scheme,
  stratum: string,
  members: Iterable<ClassifiableSubject>,
  asOf: PlainDate,
): { readonly ids: readonly string[]; readonly base: number; readonly excluded: readonly ExcludedSubject[] } {
  const classifier = prepareClassifier(scheme, asOf)
  const gate = prepareGate(scheme, asOf)
  const ids: string[] = []
  const excluded: ExcludedSubject[] = []
  for (const subject of members) {
    const rule = eligibilityOf(scheme, subject)
    if (rule?.effect === 'omit') continue
    if (rule?.effect === 'exclude') {
      excluded.push({ id: subject.id, stratum, reason: rule.reason, inBase: false })
      continue
    }
    const reason = gate(subject, classifier.cut(subject)?.class ?? null)
    if (reason === null) ids.push(subject.id)
    else excluded.push({ id: subject.id, stratum, reason, inBase: true })
  }
  return { ids: ids.sort(), base: ids.length + excluded.filter(e => e.inBase).length, excluded: excluded.sort(byId) }
}

/** 停产、注销: what the scheme says of the status; nothing is said of who is active. @law A-31 HS-10 */
const eligibilityOf = (scheme: Scheme, subject: ClassifiableSubject) => scheme.eligibility.find(e => e.status === subject.status)

/** Why a subject of that class is not in the pool: exclusions with proof first, then the caps. @law JX-38 EZ-59 A-13 JX-47 A-17 X-17 */
function prepareGate(scheme: Scheme, asOf: PlainDate): (subject: ClassifiableSubject, ofClass: string | null) => string | null {
  const context = conditionContext(scheme, asOf)
  const exclusions =
    scheme.exclusions?.filter(e => e.apply).map(e => ({ code: e.code, holds: compileCondition(e.when, context).holds })) ?? []
  const caps = (scheme.caps ?? []).map(cap => ({ cap, count: prepareCapCount(cap, asOf) }))
  return (subject, ofClass) =>
    exclusions.find(e => e.holds(subject))?.code ??
    caps.find(({ cap, count }) => bindsClass(cap, ofClass) && count(subject) >= cap.limit)?.cap.code ??
    null
}

/** Does the cap bind a firm of that class? Who has no class (null) is bound like anybody. @law JX-47 A-17 */
export const bindsClass = (cap: Cap, ofClass: string | null): boolean =>
  ofClass === null || (!(cap.exempt?.includes(ofClass) ?? false) && (cap.only?.includes(ofClass) ?? true))

/** Checks that count to a cap, once a day each: a merged visit is one. @law JX-47 A-17 V-25 */
export function prepareCapCount(cap: Cap, asOf: PlainDate): (subject: ClassifiableSubject) => number {
  const span = spanAround(cap.window, asOf)
  return subject => {
    const counted = subject.checks?.filter(
      c => c.on >= span.from && c.on <= span.to && cap.counts.by.includes(c.by) && cap.counts.kinds.includes(c.kind),
    )
    return new Set(counted?.map(c => c.on)).size
  }
}

interface Filling {
  readonly ids: string[]
  readonly covered: Set<string>
  base: number
  /** Has the subject had its turn: asked where that takes it out of the pool, or puts it last; else null. */
  readonly out: ((subject: ClassifiableSubject) => boolean) | null
  readonly last: ((subject: ClassifiableSubject) => boolean) | null
}

/** @law HS-22 A-10 EZ-43 A-21 JX-40 A-33 */
function fill(stratum: SchemeStratum, asOf: PlainDate): Filling {
  const rule = stratum.coverage
  const applies = rule !== undefined && quarterWithin(rule.window, asOf) >= rule.from
  const hadTurn = applies ? prepareCoverage(rule, asOf) : null
  return {
    ids: [],
    covered: new Set(),
    base: 0,
    out: rule?.covered === 'out' ? hadTurn : null,
    last: rule?.covered === 'last' ? hadTurn : null,
  }
}

/** Has the subject had its turn in the window, before the period drawn for? @law HS-22 A-10 A-35 JX-40 SJZ-31 */
function prepareCoverage(rule: Coverage, asOf: PlainDate): (subject: ClassifiableSubject) => boolean {
  const { from } = spanAround(rule.window, asOf)
  const before = addDays(spanAround('quarter', asOf).from, -1)
  const counts = (c: PastCheck) =>
    c.on >= from && c.on <= before && (rule.by === 'any' || (c.kind === 'random' && (rule.by === 'random' || c.by === 'own')))
  return subject => subject.checks?.some(counts) ?? false
}

const byId = (a: { readonly id: string }, b: { readonly id: string }): number => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
