/**
 * 分层 — the registry cut into the strata of a draw: who stands in which pool, who is left out and for what reason, who cannot be classed.
 * Quotas are counted by `draw`; here lie only the rates. Lists are in byte order of the id, so that the order of the rows never matters.
 */
import type { PlainDate } from '../base/plain-date.ts'
import { prepareClassifier } from './classify.ts'
import type { ClassifiableSubject } from './condition.ts'
import { type Rate, rateOf } from './rate.ts'
import type { Scheme } from './scheme-schema.ts'

/** 一个分层的候选对象. */
export interface StratumPool {
  readonly code: string
  readonly name: string
  readonly class: string
  readonly ids: readonly string[]
  readonly rate: Rate
  /** At least this many when the pool is not empty. @law A-23 */
  readonly min: number
  readonly law: readonly string[]
}

/** 不进入候选库的对象: stands in `excluded.txt` under its reason. */
export interface ExcludedSubject {
  readonly id: string
  readonly stratum: string
  readonly reason: string
}

export interface Strata {
  readonly strata: readonly StratumPool[]
  readonly excluded: readonly ExcludedSubject[]
  /** 未归类: to be put right before the freeze. */
  readonly unclassified: readonly { readonly id: string; readonly sentence: string }[]
}

/** `asOf`: any day of the drawn period, by custom its first. @law LY-24 LY-25 LY-27 LY-28 A-26 A-31 */
export function stratify(scheme: Scheme, subjects: Iterable<ClassifiableSubject>, asOf: PlainDate): Strata {
  const classifier = prepareClassifier(scheme, asOf)
  const pools = new Map<string, string[]>(scheme.strata.map(s => [s.code, []]))
  const excluded: ExcludedSubject[] = []
  const unclassified: { id: string; sentence: string }[] = []
  for (const subject of subjects) {
    const rule = eligibilityOf(scheme, subject)
    if (rule?.effect === 'omit') continue
    const cut = classifier.cut(subject)
    if (cut === null) unclassified.push({ id: subject.id, sentence: classifier.classify(subject).sentence })
    else if (rule?.effect === 'exclude') excluded.push({ id: subject.id, stratum: cut.stratum, reason: rule.reason })
    else pools.get(cut.stratum)!.push(subject.id)
  }
  return {
    strata: scheme.strata.map(s => ({
      code: s.code,
      name: s.name,
      class: s.class,
      ids: pools.get(s.code)!.sort(),
      rate: rateOf(s.quota.rate),
      min: s.quota.min,
      law: s.law,
    })),
    excluded: excluded.sort(byId),
    unclassified: unclassified.sort(byId),
  }
}

/** 联合抽查名单 as a stratum of its own: membership beside the risk class; the plan row states the number. The same statuses are left out. */
export function cutJointList(
  scheme: Scheme,
  stratum: string,
  members: Iterable<ClassifiableSubject>,
): { readonly ids: readonly string[]; readonly excluded: readonly ExcludedSubject[] } {
  const ids: string[] = []
  const excluded: ExcludedSubject[] = []
  for (const subject of members) {
    const rule = eligibilityOf(scheme, subject)
    if (rule === undefined) ids.push(subject.id)
    else if (rule.effect === 'exclude') excluded.push({ id: subject.id, stratum, reason: rule.reason })
  }
  return { ids: ids.sort(), excluded: excluded.sort(byId) }
}

const eligibilityOf = (scheme: Scheme, subject: ClassifiableSubject) =>
  subject.status === 'active' ? undefined : scheme.eligibility.find(e => e.status === subject.status)

const byId = (a: { readonly id: string }, b: { readonly id: string }): number => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
