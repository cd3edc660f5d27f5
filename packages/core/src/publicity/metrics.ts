/**
 * 公开率 — how much of what was determined in a year is public. A withheld result counts as dealt with and is explained by its ground; what is late, and
 * what was published late, is counted in front of everybody.
 */
import { monthOf, type PlainDate, yearOf } from '../base/plain-date.ts'
import type { FindingState } from '../inspection/states.ts'

/** One version of one result, only what counting needs. */
export interface CountedVersion {
  readonly visitId: string
  readonly version: number
  readonly state: FindingState
  readonly determinedOn: PlainDate | null
  readonly dueOn: PlainDate | null
  readonly ground: string | null
  readonly lateReason: string | null
}
export interface PublicityCount {
  readonly year: number
  /** Visits whose first determination fell in the year. */
  readonly determined: number
  readonly published: number
  readonly withheld: number
  /** Determined, not yet public and not withheld. */
  readonly waiting: number
  /** Past the due day and still not public: determined or not. */
  readonly overdue: number
  /** Published after the due day. */
  readonly late: number
  readonly grounds: readonly { readonly ground: string; readonly count: number }[]
  readonly months: readonly { readonly month: number; readonly determined: number; readonly published: number }[]
}

const isPublic = (v: CountedVersion) => v.state === 'published' || v.state === 'withheld'

/** @law EZ-06 EZ-13 SJZ-09 SJZ-65 */
export function countPublicity(versions: readonly CountedVersion[], year: number, today: PlainDate): PublicityCount {
  const visits = new Map<string, CountedVersion[]>()
  for (const v of [...versions].sort((a, b) => a.version - b.version)) visits.set(v.visitId, [...(visits.get(v.visitId) ?? []), v])
  const count = { determined: 0, published: 0, withheld: 0, waiting: 0, overdue: 0, late: 0 }
  const grounds = new Map<string, number>()
  const months = Array.from({ length: 12 }, (_, i) => ({ month: i + 1, determined: 0, published: 0 }))
  for (const own of visits.values()) {
    const first = own.find(v => v.determinedOn !== null)?.determinedOn ?? null
    const shown = own.filter(isPublic).at(-1)
    const open = own.filter(v => v.state !== 'dropped').at(-1)
    if (open && !isPublic(open) && open.dueOn !== null && open.dueOn < today) count.overdue++
    if (first === null || yearOf(first) !== year) continue
    const month = months[monthOf(first) - 1]!
    count.determined++
    month.determined++
    if (shown === undefined) count.waiting++
    else {
      month.published++
      if (shown.state === 'withheld') {
        count.withheld++
        grounds.set(shown.ground ?? '-', (grounds.get(shown.ground ?? '-') ?? 0) + 1)
      } else count.published++
      if (own.some(v => v.lateReason !== null)) count.late++
    }
  }
  return { year, ...count, grounds: [...grounds].map(([ground, n]) => ({ ground, count: n })), months }
}

/** 公开率 in whole percent, rounded down: 100% is said only when it is true. */
export const publicShare = (c: Pick<PublicityCount, 'determined' | 'published' | 'withheld'>): number =>
  c.determined === 0 ? 100 : Math.floor(((c.published + c.withheld) * 100) / c.determined)
