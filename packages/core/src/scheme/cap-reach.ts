/**
 * 抽取后达到上限 — how many firms the coming draw brings to a cap. Whom it draws nobody knows beforehand, so the answer is a least and a most; they are the
 * same where every firm of the pool is one check short, or none is.
 */
import type { PlainDate } from '../base/plain-date.ts'
import type { Classifier } from './classify.ts'
import type { ClassifiableSubject } from './condition.ts'
import type { Cap } from './scheme-schema.ts'
import { bindsClass, prepareCapCount, type StratumPool } from './stratify.ts'

export interface CapReach {
  readonly least: number
  readonly most: number
}

/**
 * `drawn`: the number of each pool. A pool of `ids` with `near` firms one check short draws at least `drawn − (ids − near)` of them. Firms of a list stand in
 * a class as well and may be the same ones: a list adds to the most, never to the least. @law JX-47 A-17 X-17
 */
export function projectCapReach(
  cap: Cap,
  pools: readonly (Pick<StratumPool, 'ids' | 'class'> & { readonly drawn: number })[],
  subjectOf: (id: string) => ClassifiableSubject,
  classifier: Classifier,
  asOf: PlainDate,
): CapReach {
  // What this draw adds is a check of our own, at random: a cap that counts others only is not touched.
  if (!cap.counts.by.includes('own') || !cap.counts.kinds.includes('random')) return { least: 0, most: 0 }
  const count = prepareCapCount(cap, asOf)
  let [least, most] = [0, 0]
  for (const pool of pools) {
    const near = pool.ids.filter(id => {
      const subject = subjectOf(id)
      return count(subject) === cap.limit - 1 && bindsClass(cap, classifier.cut(subject)?.class ?? null)
    }).length
    if (pool.class !== null) least += Math.max(0, pool.drawn - (pool.ids.length - near))
    most += Math.min(pool.drawn, near)
  }
  return { least, most }
}
